/* SPDX-License-Identifier: MIT */
#include "source/extra.h"

void extra_write(struct reader *reader, const struct record *record, const bool *is_mapped, size_t mapped_count,
                 struct strbuf *out)
{
    for (size_t i = 0; i < record->count; i++) {
        if ((i < mapped_count && is_mapped[i]) || record->values[i].len == 0) continue;
        if (i >= reader_column_count(reader)) break;
        strbuf_addc(out, out->len ? ',' : '{');
        strbuf_add_json(out, reader_column(reader, i)->name);
        strbuf_addc(out, ':');
        strbuf_add_json(out, record_value(record, i));
    }
    if (out->len) strbuf_addc(out, '}');
}
