/* SPDX-License-Identifier: MIT */
#include "base/late.h"

#include <dlfcn.h>
#include <string.h>

const char *late_load(const char *soname, const char *const *names, size_t count, void *pointers)
{
    /* As if it were linked: a driver of ODBC may count on what the program has. */
    void *library = dlopen(soname, RTLD_LAZY | RTLD_GLOBAL);
    if (!library) return dlerror();
    for (size_t i = 0; i < count; i++) {
        void *function = dlsym(library, names[i]);
        if (!function) return dlerror();
        memcpy((char *)pointers + i * sizeof function, &function, sizeof function);
    }
    return NULL;
}
