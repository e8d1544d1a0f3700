/* SPDX-License-Identifier: MIT */
/* Any bytes as one JSON text. */
#include "source/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input       *input;
    struct record       record;
    struct record_place place;
    if (input_from_bytes((str){(const char *)data, size}, "UTF-8", &input) != RC_OK) return 0;
    struct json *json = json_new(input, size % 2 ? STR("data.items") : STR_NONE);
    while (json_next(json, &record)) {
        if (record.fault == RECORD_NONE && record.count != jsonl_column_count(json_fields(json))) abort();
        if (record_place(&record, record.fault_at).line == 0) abort();
    }
    (void)json_failure(json, &place);
    json_free(json);
    input_close(input);
    return 0;
}
