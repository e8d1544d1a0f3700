/* SPDX-License-Identifier: MIT */
/*
 * fetch: a source that is a query over a database server, asked and spooled, so that from here on it is an export like
 * any other. Its rows are read on every run; their hash stands for them in the store's, so that a store is used again
 * while the answer is the same. Passwords come from the environment or from a file, and go to the driver alone.
 */
#ifndef RELIURE_SOURCE_FETCH_H
#define RELIURE_SOURCE_FETCH_H

#include "source/files.h"

/*
 * Asks the server and fills in the one file of `out`; `folder` holds its rows meanwhile, `workspace` is the folder that
 * a password file is relative to. Reports what fails at its key in reliure.yaml: RC_INVALID, RC_IO for the disk.
 */
enum rc fetch_source(const struct source_def *source, const char *workspace, const char *folder,
                     struct hasher *hasher, struct arena *arena, struct diag *diag,
                     struct export_files *out) MUST_CHECK;

#endif
