/* SPDX-License-Identifier: MIT */
/*
 * drop: the folder a run delivers, out/PERIOD. The new one is staged whole beside it, private until it is published,
 * and swapped in by one rename: readers see the old drop or the new one, never a mixture. What other people put in
 * the drop is carried over by hard link. A stage that a killed run left is removed by the next one; the caller holds
 * the lock of the drop.
 */
#ifndef RELIURE_BATCH_DROP_H
#define RELIURE_BATCH_DROP_H

#include "batch/manifest.h"

struct drop {
    struct arena *arena;
    const char   *out;   /* folder the drop stands in */
    const char   *path;  /* out/2026-Q3 */
    const char   *stage; /* out/.2026-Q3.new */
    bool          is_staged;
    bool          lacks_exchange; /* the file system cannot swap two names: a link is switched (for tests: set it) */
    struct diag  *diag;
};

/* Names only; nothing is touched. */
void drop_init(struct drop *drop, struct arena *arena, const char *out, const char *period, struct diag *diag);
/* Makes OUT and an empty stage of mode 0700. */
enum rc drop_stage(struct drop *drop) MUST_CHECK;
/* The stage's path of a document, its folders made; NULL when that failed, which was reported. */
const char *drop_place(struct drop *drop, str path);
/* Carries a file of the old drop over. RC_MISSING when it is not there. */
enum rc drop_keep(struct drop *drop, str path) MUST_CHECK;
/* Carries over all that is not a document of `old`, nor its manifest or index, and that the stage does not have. */
enum rc drop_keep_foreign(struct drop *drop, const struct manifest *old) MUST_CHECK;
/* Gives the stage the mode of the drop and brings it to the disk, which may take seconds. */
enum rc drop_flush(const struct drop *drop) MUST_CHECK;
/* Swaps the flushed stage in, removes the old drop. After a failure the old drop stands and the stage is gone. */
enum rc drop_publish(struct drop *drop, const struct manifest *old) MUST_CHECK;
/* Removes the stage, if any. */
void drop_abandon(struct drop *drop);
/* Bytes of a file of the published drop; RC_MISSING without a message when it cannot be read. */
enum rc drop_read(const struct drop *drop, struct arena *arena, str path, str *out) MUST_CHECK;

#endif
