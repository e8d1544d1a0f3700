/* SPDX-License-Identifier: MIT */
#include "source/extra.h"

static void write_string(str text, struct strbuf *out)
{
    size_t plain = 0;
    strbuf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        strbuf_add(out, str_slice(text, plain, i));
        plain = i + 1;
        if (c < 0x20) strbuf_printf(out, "\\u%04x", c);
        else strbuf_printf(out, "\\%c", c);
    }
    strbuf_add(out, str_slice(text, plain, text.len));
    strbuf_addc(out, '"');
}

void extra_write(struct reader *reader, const struct record *record, const bool *is_mapped, size_t mapped_count,
                 struct strbuf *out)
{
    for (size_t i = 0; i < record->count; i++) {
        if ((i < mapped_count && is_mapped[i]) || record->values[i].len == 0) continue;
        if (i >= reader_column_count(reader)) break;
        strbuf_addc(out, out->len ? ',' : '{');
        write_string(reader_column(reader, i)->name, out);
        strbuf_addc(out, ':');
        write_string(record_value(record, i), out);
    }
    if (out->len) strbuf_addc(out, '}');
}
