/* SPDX-License-Identifier: MIT */
/*
 * manifest: manifest.json, what a drop holds and why: one document a line, by path, and no clock. A previous one is
 * hostile: it is bounded, and only paths that stay in the drop are believed.
 */
#ifndef RELIURE_BATCH_MANIFEST_H
#define RELIURE_BATCH_MANIFEST_H

#include "base/diag.h"
#include "base/hash.h"

enum outcome { OUTCOME_MADE, OUTCOME_UNCHANGED, OUTCOME_SKIPPED, OUTCOME_QUARANTINED, OUTCOME_FAILED, OUTCOME_COUNT };

/* Texts that mean nothing for an outcome are empty, numbers 0. */
struct manifest_entry {
    str          path; /* in the drop */
    str          program, account, name, edition, format;
    enum outcome outcome;
    str          reason;       /* of skipped, quarantined and failed */
    str          fingerprint;  /* of what the file is made from: 32 hexadecimal digits */
    str          hash;         /* of its bytes */
    int64_t      bytes, pages; /* pages: PDF only */
};

struct manifest {
    str                    workspace, period, as_of;
    struct manifest_entry *entries; /* by path, bytes */
    size_t                 count;
};

const char *outcome_word(enum outcome outcome);
bool        outcome_has_file(enum outcome outcome); /* made or unchanged */

/* Sorts the entries and writes the file's text. Equal manifests give equal bytes. */
void manifest_write(struct manifest *manifest, struct strbuf *out);
/* RC_INVALID for a text that is not such a manifest: the drop is then taken to hold none of our documents. */
enum rc manifest_parse(struct arena *arena, str text, struct manifest *out) MUST_CHECK;
/* By path; NULL when there is none. Entries must be sorted. */
const struct manifest_entry *manifest_lookup(const struct manifest *manifest, str path);
/* Relative, without empty, "." or ".." parts and control characters. */
bool manifest_path_is_safe(str path);

#endif
