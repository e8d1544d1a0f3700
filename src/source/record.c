/* SPDX-License-Identifier: MIT */
#include "source/record.h"

static const char *const rules[RECORD_FAULT_COUNT] = {
#define RECORD_FAULT(code, rule, sentence) rule,
    RECORD_FAULT_LIST
#undef RECORD_FAULT
};

static const char *const sentences[RECORD_FAULT_COUNT] = {
#define RECORD_FAULT(code, rule, sentence) sentence,
    RECORD_FAULT_LIST
#undef RECORD_FAULT
};

struct record_place record_place(const struct record *record, size_t at)
{
    if (record->is_cells) return (struct record_place){(uint32_t)record->line, (uint32_t)at + 1};
    size_t   start = 0, end = at < record->raw.len ? at : record->raw.len;
    uint64_t line = record->line;
    for (size_t i = 0; i < end; i++) {
        char c = record->raw.ptr[i];
        bool is_end = c == '\n' || (c == '\r' && (i + 1 >= record->raw.len || record->raw.ptr[i + 1] != '\n'));
        if (!is_end) continue;
        line++;
        start = i + 1;
    }
    size_t chars = str_chars(str_slice(record->raw, start, end));
    if (start == 0) chars += record->col;
    return (struct record_place){line < UINT32_MAX ? (uint32_t)line : UINT32_MAX, (uint32_t)chars + 1};
}

str record_value(const struct record *record, size_t index)
{
    if (index >= record->count) return STR_NONE;
    return (str){record->values[index].ptr, record->values[index].len};
}

bool record_is_typed(const struct record *record, size_t index)
{
    return record->typed && index < record->count && record->typed[index];
}

const char *record_fault_rule(enum record_fault fault)
{
    return rules[fault];
}

const char *record_fault_sentence(enum record_fault fault)
{
    return sentences[fault];
}
