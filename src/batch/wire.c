/* SPDX-License-Identifier: MIT */
#include "batch/wire.h"

#include <string.h>

void wire_put_int(struct strbuf *out, int64_t number)
{
    char bytes[sizeof number];
    memcpy(bytes, &number, sizeof number);
    strbuf_add(out, (str){bytes, sizeof bytes});
}

void wire_put_str(struct strbuf *out, str text)
{
    wire_put_int(out, (int64_t)text.len);
    strbuf_add(out, text);
}

int64_t wire_int(struct wire *wire)
{
    int64_t number = 0;
    if (wire->bytes.len < sizeof number) {
        wire->is_short = true;
        wire->bytes = STR_NONE;
        return 0;
    }
    memcpy(&number, wire->bytes.ptr, sizeof number);
    wire->bytes = str_slice(wire->bytes, sizeof number, wire->bytes.len);
    return number;
}

str wire_str(struct wire *wire, struct arena *arena)
{
    int64_t len = wire_int(wire);
    if (len < 0 || (uint64_t)len > wire->bytes.len) {
        wire->is_short = true;
        wire->bytes = STR_NONE;
        return STR_NONE;
    }
    str text = arena_str(arena, str_slice(wire->bytes, 0, (size_t)len));
    wire->bytes = str_slice(wire->bytes, (size_t)len, wire->bytes.len);
    return text;
}
