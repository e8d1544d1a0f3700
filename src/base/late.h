/* SPDX-License-Identifier: MIT */
/*
 * late: shared libraries that few runs need, loaded when they are first used. Linked, libpq, unixODBC and librsvg would
 * bring thirty more and be half of what the loader does before every run, even one that prints the version.
 */
#ifndef RELIURE_BASE_LATE_H
#define RELIURE_BASE_LATE_H

#include <stddef.h>

/*
 * For a list of functions LIST(F), each as F(name): members of a struct that points to them, and their names.
 *     static struct { LIST(LATE_POINTER) } library;
 *     static const char *const names[] = {LIST(LATE_NAME)};
 */
#define LATE_POINTER(function) __typeof__(function) *function;
#define LATE_NAME(function) #function,

/*
 * Loads the library of that soname for the rest of the run, and points the `count` members of `pointers` to the functions
 * so named. NULL, or why it cannot be: one line, valid until the next call.
 */
const char *late_load(const char *soname, const char *const *names, size_t count, void *pointers);

#endif
