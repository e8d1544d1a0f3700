/* SPDX-License-Identifier: MIT */
/* Any bytes as a value of each type: what is read prints as a value that reads again. */
#include "source/cell.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena      *arena;
    static const struct zone *paris;
    struct cell               cell, again;
    if (!arena) arena = arena_new();
    if (!paris && zone_new(arena, STR("Europe/Paris"), &paris) != RC_OK) return 0;
    if (size < 2) return 0;
    struct cell_rule rule = {.type = (enum column_type)((data[0] & 0x7F) % (COLUMN_BOOLEAN + 1)),
                             .decimal = data[0] & 0x80 ? ',' : '.',
                             .order = (enum when_order)(WHEN_DMY + data[1] % (WHEN_SERIAL - WHEN_DMY + 1)),
                             .local = paris,
                             .reporting = paris};
    rule.scale_low = data[1] & 0x80 ? 1 : 0;
    rule.scale_high = data[1] & 0x80 ? 7 : 0;
    rule.is_effort = (data[1] & 0x40) != 0;
    if (cell_read(&rule, (str){(const char *)data + 2, size - 2}, &cell) != RC_OK || cell.kind != CELL_TEXT) return 0;
    rule.decimal = '.';
    rule.order = WHEN_ISO;
    if (!rule.scale_high && cell_read(&rule, cell.text, &again) != RC_OK && again.kind != CELL_NULL) abort();
    return 0;
}
