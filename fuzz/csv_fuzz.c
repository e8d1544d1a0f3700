/* SPDX-License-Identifier: MIT */
/* Any bytes as delimited text: the first says which dialect. Values lie inside their record, faults have a place. */
#include "source/csv.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"UTF-8", "windows-1252", "UTF-16LE", "UTF-16BE"};
    static const char        delimiters[] = {',', ';', '\t', '|'};
    struct input            *input;
    struct record            record;
    if (size == 0) return 0;
    static const uint32_t widths[] = {3, 5, CSV_WIDTH_REST};
    struct csv_dialect    dialect = {
           .delimiter = delimiters[data[0] & 3], .quote = data[0] & 4 ? '\0' : '"', .is_backslash = (data[0] & 8) != 0};
    if ((data[0] & 12) == 12) /* nothing to escape without quotes: these bits choose the rarer ways */
        dialect = data[0] & 1 ? (struct csv_dialect){.widths = widths, .width_count = 3, .gutter = data[0] & 2}
                              : (struct csv_dialect){.delimiter = '|', .quote = '"', .more = "|"};
    if (input_from_bytes((str){(const char *)data + 1, size - 1}, encodings[(data[0] >> 4) & 3], &input) != RC_OK)
        return 0;
    struct csv *csv = csv_new(input, dialect);
    csv_skip_lines(csv, data[0] >> 6);
    while (csv_next(csv, &record)) {
        if (record.fault != RECORD_NONE && record_place(&record, record.fault_at).line < record.line) abort();
        for (size_t i = 0; i < record.count; i++) {
            if (record.values[i].at > record.raw.len || record.values[i].len > record.raw.len) abort();
        }
    }
    csv_free(csv);
    input_close(input);
    return 0;
}
