/* SPDX-License-Identifier: MIT */
/*
 * A block: how many subjects its last row is behind its first, in one byte; then its rows. A row: its subject less the
 * block's first; the text of a subject that is not known; its period + 1, or 0 and the text of one that is not known; its
 * values as one text (packed.h). A value: its kind in the lowest three bits of a number, above them what a whole number is
 * or how many bytes follow.
 */
#include "metric/result_rows.h"

#include "metric/packed.h"

#include <string.h>

/* [bytes] A block that is longer takes no further row: it should fit a page of the file. */
#define BLOCK_BYTES 3500

/* [bits] How an id is made up: the table above, then the first subject, then the block's number. A row's is made up of the
 * last two and its place in the block, of which no row takes less than three bytes. */
enum { SUBJECT_BITS = 27, NUMBER_BITS = 24, ROW_BITS = 12 };
#define NUMBER_MOST (((int64_t)1 << NUMBER_BITS) - 1)

enum { KIND_BITS = 3, KIND_MASK = 7, KIND_LARGE = RESULT_BYTES + 1 }; /* large: a whole number in eight bytes of its own */
/* A whole number up to this, without its sign, stands above the kind. */
#define SMALL_MOST ((int64_t)1 << 58)

static int64_t id_of(size_t table, int64_t subject, int64_t number)
{
    return ((int64_t)table << SUBJECT_BITS | subject) << NUMBER_BITS | number;
}

enum rc result_rows_open(struct result_rows_writer *writer, sqlite3 *handle)
{
    *writer = (struct result_rows_writer){0};
    int status = sqlite3_prepare_v3(handle, "INSERT INTO main.row_block VALUES(?1, ?2)", -1, SQLITE_PREPARE_PERSISTENT,
                                    &writer->insert, NULL);
    return status == SQLITE_OK ? RC_OK : RC_IO;
}

void result_rows_close(struct result_rows_writer *writer)
{
    sqlite3_finalize(writer->insert);
    strbuf_release(&writer->row);
    strbuf_release(&writer->block);
}

void result_rows_begin(struct result_rows_writer *writer, size_t table)
{
    writer->table = table;
    writer->blocks = 0;
    strbuf_clear(&writer->row);
    strbuf_clear(&writer->block);
}

static char *eight(char *at, uint64_t bits)
{
    for (size_t i = 0; i < 8; i++)
        *at++ = (char)(bits >> 8 * i);
    return at;
}

static uint64_t take_eight(str *rest)
{
    str      bytes = packed_take_bytes(rest, 8);
    uint64_t bits = 0;
    for (size_t i = 0; i < bytes.len; i++)
        bits |= (uint64_t)(unsigned char)bytes.ptr[i] << 8 * i;
    return bits;
}

static char *whole_number(char *at, int64_t whole)
{
    if (whole > -SMALL_MOST && whole < SMALL_MOST) {
        uint64_t zigzag = whole < 0 ? (uint64_t)-whole * 2 - 1 : (uint64_t)whole * 2;
        return packed_number(at, zigzag << KIND_BITS | RESULT_WHOLE);
    }
    return eight(packed_number(at, KIND_LARGE), (uint64_t)whole);
}

static void put_value(struct strbuf *out, const struct result_value *value)
{
    uint64_t bits;
    char    *at = strbuf_room(out, PACKED_NUMBER_MOST + sizeof bits + value->bytes.len);
    if (!at) return;
    switch (value->kind) {
    case RESULT_NULL: at = packed_number(at, RESULT_NULL); break;
    case RESULT_WHOLE: at = whole_number(at, value->whole); break;
    case RESULT_REAL:
        memcpy(&bits, &value->real, sizeof bits);
        at = eight(packed_number(at, RESULT_REAL), bits);
        break;
    case RESULT_TEXT:
    case RESULT_BYTES:
        at = packed_number(at, (uint64_t)value->bytes.len << KIND_BITS | value->kind);
        if (value->bytes.len) memcpy(at, value->bytes.ptr, value->bytes.len);
        at += value->bytes.len;
        break;
    }
    strbuf_end(out, at);
}

struct result_value result_rows_value(str *values)
{
    uint64_t head = packed_take_number(values), above = head >> KIND_BITS, bits;
    struct result_value value = {0};
    switch (head & KIND_MASK) {
    case RESULT_WHOLE:
        value.kind = RESULT_WHOLE;
        value.whole = above & 1 ? -(int64_t)(above / 2) - 1 : (int64_t)(above / 2);
        break;
    case KIND_LARGE:
        value.kind = RESULT_WHOLE;
        value.whole = (int64_t)take_eight(values);
        break;
    case RESULT_REAL:
        bits = take_eight(values);
        value.kind = RESULT_REAL;
        memcpy(&value.real, &bits, sizeof bits);
        break;
    case RESULT_TEXT:
    case RESULT_BYTES:
        value.kind = (enum result_value_kind)(head & KIND_MASK);
        value.bytes = packed_take_bytes(values, above);
        break;
    default: break;
    }
    return value;
}

void result_rows_add(struct result_rows_writer *writer, const struct result_value *value)
{
    put_value(&writer->row, value);
}

static enum rc write_block(struct result_rows_writer *writer)
{
    bool is_full = writer->blocks > NUMBER_MOST || writer->row.is_full || writer->block.is_full;
    if (writer->block.len == 0) return RC_OK;
    writer->block.at[0] = (char)(writer->last - writer->first);
    sqlite3_bind_int64(writer->insert, 1, id_of(writer->table, writer->first, writer->blocks++));
    sqlite3_bind_blob(writer->insert, 2, writer->block.at, (int)writer->block.len, SQLITE_STATIC);
    bool is_written = !is_full && sqlite3_step(writer->insert) == SQLITE_DONE;
    sqlite3_reset(writer->insert);
    strbuf_clear(&writer->block);
    return is_written ? RC_OK : RC_IO;
}

int64_t result_rows_subject(size_t subject)
{
    return subject == SIZE_MAX ? ROWS_UNKNOWN : (int64_t)subject;
}

/* Whether the block under way takes a row of the subject. */
static bool is_next(const struct result_rows_writer *writer, int64_t subject)
{
    return writer->block.len && writer->block.len < BLOCK_BYTES && subject >= writer->last &&
           subject / ROWS_REACH == writer->first / ROWS_REACH;
}

enum rc result_rows_end_row(struct result_rows_writer *writer, const struct result_place *place)
{
    struct strbuf *block = &writer->block;
    int64_t        subject = result_rows_subject(place->subject);
    if (!is_next(writer, subject)) {
        if (write_block(writer) != RC_OK) return RC_IO;
        writer->first = subject;
        strbuf_addc(block, 0);
    }
    writer->last = subject;
    packed_put_number(block, (uint64_t)(subject - writer->first));
    if (subject == ROWS_UNKNOWN) put_value(block, &place->subject_text);
    packed_put_number(block, place->period == SIZE_MAX ? 0 : place->period + 1);
    if (place->period == SIZE_MAX) put_value(block, &place->period_text);
    packed_put_text(block, strbuf_str(&writer->row));
    strbuf_clear(&writer->row);
    return RC_OK;
}

enum rc result_rows_end(struct result_rows_writer *writer)
{
    return write_block(writer);
}

void result_rows_of_table(size_t table, int64_t *first, int64_t *last)
{
    *first = id_of(table, 0, 0);
    *last = id_of(table, ROWS_UNKNOWN, NUMBER_MOST);
}

void result_rows_of_subject(size_t table, int64_t subject, int64_t *first, int64_t *last)
{
    *first = id_of(table, subject / ROWS_REACH * ROWS_REACH, 0);
    *last = id_of(table, subject, NUMBER_MOST);
}

void result_rows_read(struct result_rows_block *block, int64_t id, str bytes)
{
    block->first = id >> NUMBER_BITS & (((int64_t)1 << SUBJECT_BITS) - 1);
    block->rest = bytes;
    str head = packed_take_bytes(&block->rest, 1);
    block->last = block->first + (head.len ? (unsigned char)*head.ptr : 0);
}

bool result_rows_take(struct result_rows_block *block, struct result_place *place, str *values)
{
    if (!block->rest.len) return false;
    *place = (struct result_place){.subject = (size_t)block->first + (size_t)packed_take_number(&block->rest)};
    if (block->first == ROWS_UNKNOWN) {
        place->subject = SIZE_MAX;
        place->subject_text = result_rows_value(&block->rest);
    }
    place->period = (size_t)packed_take_number(&block->rest) - 1;
    if (place->period == SIZE_MAX) place->period_text = result_rows_value(&block->rest);
    *values = packed_take_text(&block->rest);
    return true;
}

int64_t result_rows_rowid(int64_t id, int64_t row)
{
    return (id & (((int64_t)1 << (SUBJECT_BITS + NUMBER_BITS)) - 1)) << ROW_BITS | row;
}
