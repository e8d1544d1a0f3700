/* SPDX-License-Identifier: MIT */
/*
 * A block: its subjects in order, each as the text of its cells (packed.h). A cell: the texts that are there as bits,
 * period, n + 1, then each text. One that is like the cell before it but for its period: IS_SAME and the period.
 */
#include "metric/cells.h"

#include "metric/packed.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A cell's first byte: its state below, the texts it has above, in their order. */
enum { STATE_BITS = 3, HAS_FIGURE = 4, HAS_BAND = 8, HAS_NOTE = 16, HAS_COVERAGE = 32, HAS_NAMES = 64, IS_SAME = 128 };

static str take_text(str *rest, bool is_there)
{
    return is_there ? packed_take_text(rest) : STR_NONE;
}

enum rc cells_open(struct cells_writer *writer, sqlite3 *handle, size_t subjects)
{
    *writer = (struct cells_writer){.subjects = subjects};
    int status = sqlite3_prepare_v3(handle, "INSERT INTO main.metric_block VALUES(?1, ?2)", -1, SQLITE_PREPARE_PERSISTENT,
                                    &writer->insert, NULL);
    return status == SQLITE_OK ? RC_OK : RC_IO;
}

void cells_close(struct cells_writer *writer)
{
    sqlite3_finalize(writer->insert);
    strbuf_release(&writer->subject);
    strbuf_release(&writer->block);
}

str cells_pack(struct arena *arena, const struct cell *cell)
{
    const str texts[] = {cell->state == FORMULA_KNOWN ? cell->number : cell->reason, cell->band, cell->note, cell->coverage, cell->names};
    size_t    room = 1 + (1 + COUNT_OF(texts)) * PACKED_NUMBER_MOST;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        room += texts[i].len;
    char *start = arena_take(arena, room, 1), *end = packed_number(start + 1, (uint64_t)(cell->n + 1));
    *start = (char)cell->state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (!texts[i].len) continue;
        *start |= (char)(HAS_FIGURE << i);
        end = packed_text(end, texts[i]);
    }
    return (str){start, (size_t)(end - start)};
}

void cells_add(struct cells_writer *writer, size_t period, str cell)
{
    struct strbuf *out = &writer->subject;
    char          *start = strbuf_room(out, PACKED_NUMBER_MOST + cell.len);
    if (!start) return;
    char *at = packed_number(start + 1, period);
    str   rest = str_slice(cell, 1, cell.len);
    bool  is_same = out->len && writer->last_head == *cell.ptr && writer->last_len == rest.len &&
                   memcmp(out->at + writer->last_at, rest.ptr, rest.len) == 0;
    *start = is_same ? (char)IS_SAME : *cell.ptr;
    if (!is_same) {
        writer->last_head = *cell.ptr;
        writer->last_at = (size_t)(at - out->at);
        writer->last_len = rest.len;
        memcpy(at, rest.ptr, rest.len);
        at += rest.len;
    }
    strbuf_end(out, at);
}

/* The id of the block that says what a metric is for a subject. */
static int64_t block_of(size_t subjects, size_t metric, size_t subject)
{
    size_t blocks = (subjects + CELLS_BLOCK - 1) / CELLS_BLOCK;
    return (int64_t)(metric * blocks + subject / CELLS_BLOCK);
}

static enum rc write_block(struct cells_writer *writer, int64_t id)
{
    sqlite3_bind_int64(writer->insert, 1, id);
    sqlite3_bind_blob(writer->insert, 2, writer->block.at, (int)writer->block.len, SQLITE_STATIC);
    bool is_written = sqlite3_step(writer->insert) == SQLITE_DONE && !writer->block.is_full && !writer->subject.is_full;
    sqlite3_reset(writer->insert);
    strbuf_clear(&writer->block);
    return is_written ? RC_OK : RC_IO;
}

enum rc cells_next_subject(struct cells_writer *writer)
{
    size_t subject = writer->at++, metric = writer->metric;
    packed_put_text(&writer->block, strbuf_str(&writer->subject));
    strbuf_clear(&writer->subject);
    if (writer->at == writer->subjects) {
        writer->at = 0;
        writer->metric++;
    } else if (writer->at % CELLS_BLOCK)
        return RC_OK;
    return write_block(writer, block_of(writer->subjects, metric, subject));
}

static enum rc count_subjects(struct cells_reader *reader, sqlite3 *handle, const char *schema)
{
    char         *sql = sqlite3_mprintf("SELECT COUNT(*) FROM \"%w\".subject", schema);
    sqlite3_stmt *count = NULL;
    bool          is_known = sqlite3_prepare_v2(handle, sql, -1, &count, NULL) == SQLITE_OK && sqlite3_step(count) == SQLITE_ROW;
    if (is_known) reader->subjects = (size_t)sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    sqlite3_free(sql);
    return is_known ? RC_OK : RC_IO;
}

enum rc cells_reader_open(struct cells_reader *reader, sqlite3 *handle, const char *schema)
{
    *reader = (struct cells_reader){0};
    char *sql = sqlite3_mprintf("SELECT cells FROM \"%w\".metric_block WHERE id = ?1", schema);
    int   status = sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &reader->select, NULL);
    sqlite3_free(sql);
    return status == SQLITE_OK ? count_subjects(reader, handle, schema) : RC_IO;
}

void cells_reader_close(struct cells_reader *reader)
{
    sqlite3_finalize(reader->select);
    for (size_t i = 0; i < reader->kept_count; i++)
        strbuf_release(&reader->kept[i].bytes);
    free(reader->kept);
}

/* A block that is not there is asked for again: it may be written yet. */
static void keep(struct cells_reader *reader, struct cells_kept *kept, int64_t id)
{
    strbuf_clear(&kept->bytes);
    kept->taken = kept->last = kept->next = 0;
    sqlite3_bind_int64(reader->select, 1, id);
    bool is_there = sqlite3_step(reader->select) == SQLITE_ROW;
    kept->id = is_there ? id : -1;
    if (is_there) {
        const char *bytes = sqlite3_column_blob(reader->select, 0);
        strbuf_add(&kept->bytes, (str){bytes, (size_t)sqlite3_column_bytes(reader->select, 0)});
    }
    sqlite3_reset(reader->select);
}

/* The cells of a subject of a block, found from the subject on that was asked for before. */
static str cells_in(struct cells_kept *kept, size_t place)
{
    str bytes = strbuf_str(&kept->bytes);
    if (place + 1 < kept->taken) kept->taken = kept->next = 0;
    if (place + 1 == kept->taken) {
        kept->taken = place;
        kept->next = kept->last;
    }
    str rest = str_slice(bytes, kept->next, bytes.len), cells = STR_NONE;
    while (kept->taken <= place) {
        kept->last = bytes.len - rest.len;
        cells = packed_take_text(&rest);
        kept->taken++;
    }
    kept->next = bytes.len - rest.len;
    return cells;
}

static struct cells_kept *kept_of(struct cells_reader *reader, size_t metric)
{
    if (metric >= reader->kept_count) {
        reader->kept = mem_resize(reader->kept, metric + 1, sizeof *reader->kept);
        for (; reader->kept_count <= metric; reader->kept_count++)
            reader->kept[reader->kept_count] = (struct cells_kept){.id = -1};
    }
    return &reader->kept[metric];
}

str cells_of(struct cells_reader *reader, size_t metric, size_t subject)
{
    struct cells_kept *kept = kept_of(reader, metric);
    int64_t            id = block_of(reader->subjects, metric, subject);
    if (id != kept->id) keep(reader, kept, id);
    return cells_in(kept, subject % CELLS_BLOCK);
}

bool cells_take(str *rest, struct cell *out)
{
    if (!rest->len) return false;
    int    head = (unsigned char)*packed_take_bytes(rest, 1).ptr;
    size_t period = (size_t)packed_take_number(rest);
    if (head & IS_SAME) {
        out->period = period;
        return true;
    }
    *out = (struct cell){.state = (enum formula_state)((head & STATE_BITS) % 3), .period = period};
    out->n = (int64_t)packed_take_number(rest) - 1;
    str figure = take_text(rest, head & HAS_FIGURE);
    if (out->state == FORMULA_KNOWN)
        out->number = figure;
    else
        out->reason = figure;
    out->band = take_text(rest, head & HAS_BAND);
    out->note = take_text(rest, head & HAS_NOTE);
    out->coverage = take_text(rest, head & HAS_COVERAGE);
    out->names = take_text(rest, head & HAS_NAMES);
    return true;
}

/* What follows a cell's period: passed over. */
static void skip_cell(str *rest, int head)
{
    (void)packed_take_number(rest);
    for (int has = HAS_FIGURE; has <= HAS_NAMES; has <<= 1) {
        if (head & has) (void)packed_take_text(rest);
    }
}

bool cells_find(str *rest, size_t period, struct cell *out)
{
    str whole = STR_NONE; /* the last cell that is written out; none: `out` */
    while (rest->len) {
        str    start = *rest;
        int    head = (unsigned char)*packed_take_bytes(rest, 1).ptr;
        size_t found = (size_t)packed_take_number(rest);
        if (!(head & IS_SAME)) {
            whole = start;
            skip_cell(rest, head);
        }
        if (found != period) continue;
        if (whole.ptr) (void)cells_take(&whole, out);
        out->period = period;
        return true;
    }
    return false;
}
