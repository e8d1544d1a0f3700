/* SPDX-License-Identifier: MIT */
/* quality: what became of the records of each source, for people and for programs. */
#ifndef RELIURE_BATCH_QUALITY_H
#define RELIURE_BATCH_QUALITY_H

#include "base/diag.h"
#include "source/import.h"

/* {"source":…,"table":…,"dialect":…,"files":…,"records":…,"rows":…,"kept_out":…,"ignored":…,"first":…,"last":…} */
void quality_write_json(const struct import_source *source, struct strbuf *out);
/* A table, one line a source. */
void quality_write_text(const struct import_source *sources, size_t count, enum diag_language language,
                        struct strbuf *out);

#endif
