/* SPDX-License-Identifier: MIT */
/* contents: index.html of a drop: who has which documents, and who has none and why. One file, no script, nothing
 * fetched. */
#ifndef RELIURE_BATCH_CONTENTS_H
#define RELIURE_BATCH_CONTENTS_H

#include "batch/manifest.h"
#include "definition/yaml.h"

/* `words` is the mapping `drop` of a locale file; a word not there stands as its key. Entries are by path. */
void contents_write(const struct manifest *manifest, const struct yaml_node *words, const char *language,
                    struct strbuf *out);

#endif
