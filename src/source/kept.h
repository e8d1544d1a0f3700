/* SPDX-License-Identifier: MIT */
/* kept: a store's own memory of its import, and the stores a state folder keeps. */
#ifndef RELIURE_SOURCE_KEPT_H
#define RELIURE_SOURCE_KEPT_H

#include "base/hash.h"
#include "source/import.h"
#include "source/load.h"

/* Into the store that is being made. RC_IO: its handle says why. */
enum rc kept_write_source(sqlite3 *db, const struct source_def *source, size_t files,
                          const struct load_counts *counts) MUST_CHECK;
/* The accounts of which rows were kept out. */
enum rc kept_write_accounts(sqlite3 *db, const struct accounts *accounts) MUST_CHECK;
/* Everything `diag` says. */
enum rc kept_write_messages(sqlite3 *db, const struct diag *diag) MUST_CHECK;
enum rc kept_write_info(sqlite3 *db, const struct workspace *workspace, date as_of) MUST_CHECK;

/* STATE/store-HASH.db */
const char *kept_path(const char *state, struct hash hash, struct arena *arena);
/* Makes sure that `partial` is on disk, and gives it its name. */
enum rc kept_publish(const char *partial, const char *path, struct diag *diag) MUST_CHECK;
/* Removes all stores of the folder but `keep`, the few last used, and those that processes alive are making. */
void kept_prune(const char *state, const char *keep);

/* The report of a finished store. */
enum rc kept_read(const char *path, struct arena *arena, struct diag *diag, struct import_report *out) MUST_CHECK;
/*
 * What the import had to say, over again. Messages point into `known` where they are about the file so named, so that
 * their lines can be shown.
 */
void kept_report(const char *path, const struct source_file *known, struct arena *arena, struct diag *diag);

#endif
