/* SPDX-License-Identifier: MIT */
/* Any bytes as JSON Lines. */
#include "source/jsonl.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input *input;
    struct record record;
    if (input_from_bytes((str){(const char *)data, size}, "UTF-8", &input) != RC_OK) return 0;
    struct jsonl *jsonl = jsonl_new(input);
    jsonl_column(jsonl, STR("properties.time"));
    while (jsonl_next(jsonl, &record)) {
        if (record.fault == RECORD_NONE && !record.is_blank && record.count != jsonl_column_count(jsonl)) abort();
        for (size_t i = 0; i < record.count; i++) {
            if (str_find(record_value(&record, i), '\0') != record.values[i].len) abort();
        }
    }
    jsonl_free(jsonl);
    input_close(input);
    return 0;
}
