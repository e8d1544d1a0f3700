/* SPDX-License-Identifier: MIT */
#include "pdf/cff.h"

/* Operators of the top dictionary, two-byte ones as 0x0C00 + second byte (5176, section 9). */
enum { OP_CHARSET = 15, OP_ROS = 0x0C1E };

struct cursor {
    str    bytes;
    size_t at;
    bool   is_broken;
};

static uint32_t take(struct cursor *cursor, unsigned count)
{
    uint32_t value = 0;
    if (count > cursor->bytes.len || cursor->at > cursor->bytes.len - count) {
        cursor->is_broken = true;
        return 0;
    }
    while (count--)
        value = value << 8 | (uint8_t)cursor->bytes.ptr[cursor->at++];
    return value;
}

/* Steps over an INDEX; its first element, or nothing. */
static str take_index(struct cursor *cursor)
{
    uint32_t count = take(cursor, 2);
    if (count == 0) return STR_NONE;
    uint32_t size = take(cursor, 1);
    if (size < 1 || size > 4) cursor->is_broken = true;
    if (cursor->is_broken) return STR_NONE;
    uint32_t first = take(cursor, size), second = take(cursor, size);
    size_t   offsets = cursor->at - 2 * size, data = offsets + (size_t)(count + 1) * size - 1;
    cursor->at = offsets + (size_t)count * size;
    uint32_t end = take(cursor, size);
    if (cursor->is_broken || first < 1 || second < first || end < second || end > cursor->bytes.len - data) {
        cursor->is_broken = true;
        return STR_NONE;
    }
    cursor->at = data + end;
    return (str){cursor->bytes.ptr + data + first, second - first};
}

/* An operand: its integer value, 0 for a real number. */
static int32_t take_operand(struct cursor *dict, uint32_t lead)
{
    if (lead >= 32 && lead <= 246) return (int32_t)lead - 139;
    if (lead >= 247 && lead <= 250) return (int32_t)((lead - 247) * 256 + take(dict, 1) + 108);
    if (lead >= 251 && lead <= 254) return -(int32_t)((lead - 251) * 256 + take(dict, 1) + 108);
    if (lead == 28) return (int16_t)take(dict, 2);
    if (lead == 29) return (int32_t)take(dict, 4);
    if (lead == 30)
        while (!dict->is_broken && (take(dict, 1) & 15) != 15)
            continue;
    return 0;
}

static void read_top(str top, bool *is_cid_keyed, int32_t *charset)
{
    struct cursor dict = {.bytes = top};
    int32_t       last = 0;
    while (dict.at < top.len && !dict.is_broken) {
        uint32_t lead = take(&dict, 1);
        if (lead > 21) {
            last = take_operand(&dict, lead);
            continue;
        }
        uint32_t operator= lead == 12 ? 0x0C00 + take(&dict, 1) : lead;
        if (operator== OP_ROS) *is_cid_keyed = true;
        if (operator== OP_CHARSET) *charset = last;
    }
}

/* 5176, section 13: format 0 lists every glyph, 1 and 2 give runs; glyph 0 is CID 0 and not listed. */
static bool read_charset(struct cursor *cursor, uint16_t *cids, size_t count)
{
    uint32_t format = take(cursor, 1);
    if (format > 2) return false;
    size_t glyph = 1;
    while (glyph < count && !cursor->is_broken) {
        uint32_t cid = take(cursor, 2), more = format ? take(cursor, format) : 0;
        for (uint32_t i = 0; i <= more && glyph < count; i++)
            cids[glyph++] = (uint16_t)(cid + i);
    }
    return !cursor->is_broken;
}

bool cff_read_cids(str cff, uint16_t *cids, size_t count)
{
    if (cff.len < 4 || count == 0) return false;
    struct cursor cursor = {.bytes = cff, .at = (uint8_t)cff.ptr[2]}; /* the header gives its own size */
    bool          is_cid_keyed = false;
    int32_t       charset = 0;
    (void)take_index(&cursor); /* names */
    read_top(take_index(&cursor), &is_cid_keyed, &charset);
    if (cursor.is_broken || !is_cid_keyed || charset <= 2) return false; /* 0..2 are predefined, for names only */
    cursor.at = (size_t)charset;
    cids[0] = 0;
    return read_charset(&cursor, cids, count);
}
