/* SPDX-License-Identifier: MIT */
/* csv_detect: how a delimited text is written: what its map says holds, the rest is found in its start. */
#ifndef RELIURE_SOURCE_CSV_DETECT_H
#define RELIURE_SOURCE_CSV_DETECT_H

#include "source/dialect.h"

/*
 * Fills out->csv, skip, header and header_rows. Commas, semicolons, tabs and bars are tried first; then columns of
 * fixed widths; then rarer delimiters. `def` may be NULL. Reports wrong settings, and a first record that may name
 * columns or be data where the map counts on one of them; RC_INVALID then. Widths found live in `arena`.
 */
enum rc csv_detect(const struct source_def *def, str sample, struct arena *arena, struct diag *diag, struct span span,
                   struct dialect *out) MUST_CHECK;

#endif
