/* SPDX-License-Identifier: MIT */
#include "batch/resource.h"

#include "base/file.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

const char *resource_path(struct arena *arena, const struct workspace *workspace, const char *data, const char *sub,
                          const char *name)
{
    const char *relative = arena_printf(arena, "%s/%s", sub, name).ptr;
    const char *own = file_join(arena, workspace->folder, relative);
    return access(own, R_OK) == 0 ? own : file_join(arena, data, relative);
}

static void list_folder(struct arena *arena, const char *folder, resource_names *names)
{
    DIR           *stream = opendir(folder);
    struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        str name = str_from(entry->d_name);
        if (str_ends(name, ".yaml")) *VEC_PUSH(arena, *names) = arena_str(arena, str_slice(name, 0, name.len - 5));
    }
    if (stream) closedir(stream);
}

void resource_list(struct arena *arena, const struct workspace *workspace, const char *data, const char *sub,
                   resource_names *names)
{
    list_folder(arena, file_join(arena, workspace->folder, sub), names);
    list_folder(arena, file_join(arena, data, sub), names);
}

const char *resource_locales(struct arena *arena, const struct workspace *workspace, const char *data, str language)
{
    const char *name = arena_printf(arena, "%.*s.yaml", STR_ARG(language)).ptr;
    const char *file = resource_path(arena, workspace, data, "templates/locales", name);
    if (access(file, R_OK) != 0) return NULL;
    return arena_cstr(arena, str_slice(str_from(file), 0, strlen(file) - strlen(name) - 1));
}
