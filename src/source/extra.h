/* SPDX-License-Identifier: MIT */
/* extra: the columns of an export that no one mapped, kept as one JSON object a row. */
#ifndef RELIURE_SOURCE_EXTRA_H
#define RELIURE_SOURCE_EXTRA_H

#include "source/reader.h"

/* Writes {"column":"value",…} of the values that are not empty; nothing at all when there are none. */
void extra_write(struct reader *reader, const struct record *record, const bool *is_mapped, size_t mapped_count,
                 struct strbuf *out);

#endif
