/* SPDX-License-Identifier: MIT */
/*
 * figures: the store of the exports and the metrics file computed from it, both kept in the state folder under the hash
 * of what they were made from, so that two runs with other dates or settings never take each other's for theirs.
 */
#ifndef RELIURE_BATCH_FIGURES_H
#define RELIURE_BATCH_FIGURES_H

#include "batch/prepare.h"

/* Fills the files, counts and costs of `out`. Metrics files not used for long are removed, but for the last few. */
enum rc figures_make(const struct prepare_options *options, struct arena *arena, struct diag *diag,
                     struct prepared *out) MUST_CHECK;

#endif
