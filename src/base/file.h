/* SPDX-License-Identifier: MIT */
/* file: read small files whole, write files whole. Only regular files: no FIFO, device or directory. */
#ifndef RELIURE_BASE_FILE_H
#define RELIURE_BASE_FILE_H

#include "base/diag.h"

/* The bytes of a regular file of at most `most` bytes, in `arena`; else a diagnostic at `span` and RC_IO or RC_LIMIT. */
enum rc file_read(const char *path, size_t most, struct arena *arena, struct diag *diag, struct span span, str *out) MUST_CHECK;
/* Opens a regular file for reading, refusing anything else without blocking on it. The caller closes *fd. */
enum rc file_open(const char *path, struct diag *diag, struct span span, int *fd) MUST_CHECK;
/* Creates or truncates, mode 0644; a failure names the path. A file half written is removed. */
enum rc file_write(const char *path, str bytes, struct diag *diag) MUST_CHECK;
/* Registers a source file for spans: name and, when small enough to show lines of, text. Lives in `arena`. */
const struct source_file *file_source(struct arena *arena, const char *name, str text);
/* "a/b" of "a" and "b"; "b" when it is absolute. */
const char *file_join(struct arena *arena, const char *folder, const char *name);
/* mkdir -p. */
enum rc file_make_folders(const char *path, struct diag *diag) MUST_CHECK;

/* How a message names a file of Reliure's or of the workspace: from templates/ on; any other as it is. Borrowed. */
const char *file_shown(const char *path);

#endif
