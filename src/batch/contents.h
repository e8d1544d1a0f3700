/* SPDX-License-Identifier: MIT */
/* contents: index.html of a drop: who has which documents, and who has none and why. One file, no script, nothing
 * fetched. */
#ifndef RELIURE_BATCH_CONTENTS_H
#define RELIURE_BATCH_CONTENTS_H

#include "batch/manifest.h"
#include "locale/locale.h"

/* Entries are by path. The words are those below `drop` of the locale. */
void contents_write(const struct manifest *manifest, struct period period, date as_of, const struct locale *locale,
                    struct strbuf *out);

#endif
