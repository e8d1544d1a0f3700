/* SPDX-License-Identifier: MIT */
/*
 * package: the parts of an Office Open XML file (a ZIP archive of XML texts), parsed as they are unpacked. Everything
 * in it is hostile: document types are refused (ECMA-376-2, 7.2 allows none), and so are parts that unpack beyond
 * their limit, tokens and nesting without end. libzip unpacks, expat parses.
 */
#ifndef RELIURE_SOURCE_PACKAGE_H
#define RELIURE_SOURCE_PACKAGE_H

#include "base/diag.h"

struct package;
struct part;

/* Names are local: without the prefix of their namespace. `attributes`: name, value, …, NULL; names with prefix. */
struct part_handlers {
    void (*start)(void *context, str name, const char **attributes);
    void (*end)(void *context, str name);
    void (*text)(void *context, str text);
};

enum part_state { PART_PAUSED, PART_ENDED, PART_FAILED };

/* Opens a regular file; NULL: `*why` says in a sentence why it is no archive. */
struct package *package_open(const char *path, const char **why);
void            package_close(struct package *package); /* NULL is allowed */

/* Is there a part of that name, or, with a slash at its end, a folder? */
bool package_has(const struct package *package, const char *name);

/* NULL: the archive has no such part. One part may be open at a time or several; all close before the package. */
struct part *part_open(struct package *package, const char *name, const struct part_handlers *handlers, void *context);
void         part_close(struct part *part); /* NULL is allowed */
/* Goes on until a handler calls part_pause(), or to the end. */
enum part_state part_run(struct part *part);
/* For handlers only. */
void part_pause(struct part *part);
void part_fail(struct part *part, const char *sentence); /* the sentence is a constant */

const char *part_failure(const struct part *part); /* NULL: none */
/* The value of an attribute by its local name; NULL: it is not there. */
const char *part_attribute(const char **attributes, const char *name);

#endif
