/* SPDX-License-Identifier: MIT */
/* files: the export files of a workspace: globs resolved, bytes hashed, encodings recognised. */
#ifndef RELIURE_SOURCE_FILES_H
#define RELIURE_SOURCE_FILES_H

#include "base/hash.h"
#include "definition/workspace.h"
#include "source/input.h"

struct spool;

struct export_file {
    const struct source_file *file; /* its name is relative to the workspace */
    const char               *path;
    struct input_profile      profile;
    struct spool             *spool; /* the rows of a query, released by files_close(); NULL: a file of the reader's own */
};

/* The files of one source, globs in the order of their names, none twice. */
struct export_files {
    struct export_file *at;
    size_t              count;
};

/* RC_INVALID: some pattern matched nothing, reported. */
enum rc files_find(const struct workspace *workspace, const struct source_def *source, struct arena *arena,
                   struct diag *diag, struct export_files *out) MUST_CHECK;
/* Gives back what a query was spooled into. */
void files_close(struct export_files *files);
/* Reads every file once: its bytes go into the hash, its profile is filled in. */
enum rc files_read(struct export_files *files, struct hasher *hasher, struct diag *diag) MUST_CHECK;

#endif
