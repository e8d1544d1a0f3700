/* SPDX-License-Identifier: MIT */
#include "source/row.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void row_begin(struct row *row)
{
    strbuf_clear(&row->text);
    row->text.most = LIMIT_RECORD_BYTES;
    row->text.is_full = false;
    row->count = 0;
    row->fault = RECORD_NONE;
    row->fault_at = 0;
}

void row_fault(struct row *row, enum record_fault fault, size_t column)
{
    if (row->fault != RECORD_NONE) return;
    row->fault = fault;
    row->fault_at = (uint32_t)column;
}

/* Makes columns up to `count`, empty ones. */
static void widen(struct row *row, size_t count)
{
    if (count > row->cap) {
        row->cap = count > row->cap * 2 ? count : row->cap * 2;
        row->values = mem_resize(row->values, row->cap, sizeof *row->values);
        row->typed = mem_resize(row->typed, row->cap, sizeof *row->typed);
    }
    for (; row->count < count; row->count++) {
        row->values[row->count] = (struct record_value){"", 0, 0};
        row->typed[row->count] = false;
    }
}

void row_put(struct row *row, size_t column, str value)
{
    if (column >= LIMIT_COLUMNS) {
        row_fault(row, RECORD_COLUMNS, LIMIT_COLUMNS - 1);
        return;
    }
    if (value.len == 0) return;
    if (value.len > LIMIT_FIELD_BYTES) row_fault(row, RECORD_FIELD_LONG, column);
    if (memchr(value.ptr, '\0', value.len)) row_fault(row, RECORD_NUL, column);
    if (str_utf8_valid(value) < value.len) row_fault(row, RECORD_ENCODING, column);
    if (row->fault != RECORD_NONE) return;
    widen(row, column + 1 > row->count ? column + 1 : row->count);
    row->values[column] = (struct record_value){"", (uint32_t)value.len, (uint32_t)row->text.len};
    strbuf_add(&row->text, value);
    strbuf_addc(&row->text, '\t');
    if (row->text.is_full) row_fault(row, RECORD_RECORD_LONG, column);
}

void row_put_typed(struct row *row, size_t column, str value)
{
    row_put(row, column, value);
    if (value.len && column < row->count) row->typed[column] = true;
}

void row_end(struct row *row, uint64_t line, size_t width, struct record *record)
{
    *record = (struct record){.line = line, .is_cells = true, .fault = row->fault, .fault_at = row->fault_at};
    record->raw = strbuf_str(&row->text);
    record->is_blank = row->count == 0 && row->fault == RECORD_NONE;
    if (row->fault != RECORD_NONE) return;
    widen(row, width);
    for (size_t i = 0; i < row->count; i++) {
        struct record_value *value = &row->values[i];
        if (value->len) value->ptr = row->text.at + value->at;
        value->at = (uint32_t)i;
    }
    record->values = row->values;
    record->typed = row->typed;
    record->count = row->count;
}

void row_release(struct row *row)
{
    strbuf_release(&row->text);
    free(row->values);
    free(row->typed);
    *row = (struct row){0};
}
