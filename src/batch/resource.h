/* SPDX-License-Identifier: MIT */
/*
 * resource: templates, themes and languages. A workspace may have its own in its folder, by the same path as in the
 * program's data folder, and its own come first. `sub` is that path: "templates/themes".
 */
#ifndef RELIURE_BATCH_RESOURCE_H
#define RELIURE_BATCH_RESOURCE_H

#include "base/vec.h"
#include "definition/workspace.h"

typedef VEC(str) resource_names;

/* SUB/NAME of the workspace where it can be read, else the one of `data`, there or not. */
const char *resource_path(struct arena *arena, const struct workspace *workspace, const char *data, const char *sub,
                          const char *name);
/* Adds the names of the YAML files of both, without suffix, for « did you mean ». */
void resource_list(struct arena *arena, const struct workspace *workspace, const char *data, const char *sub,
                   resource_names *names);
/* The folder whose LANGUAGE.yaml is read, by the same rule; NULL when there is no such language. */
const char *resource_locales(struct arena *arena, const struct workspace *workspace, const char *data, str language);

#endif
