/* SPDX-License-Identifier: MIT */
#include "source/widths.h"

#include "source/csv.h"

#include <string.h>

enum { LINES_LOOKED_AT = 1000, LINES_LEAST = 3, PLACES = 4096 };

/* Where text stands in the lines, by place [characters]. */
struct raster {
    bool     is_inked[PLACES + 1];  /* in some line */
    uint32_t starts[PLACES + 1];    /* lines where a word begins here */
    uint32_t ends[PLACES + 1];      /* lines where one ends before here */
    uint32_t lines, least, longest; /* lines, and the length of the shortest and the longest */
};

/* False when the line is too long to be looked at. */
static bool add_line(struct raster *raster, str line)
{
    bool     was_inked = false;
    uint32_t place = 0, end = 0;
    for (size_t at = 0; at < line.len; place++) {
        if (place == PLACES) return false;
        uint32_t c = str_next(line, &at);
        bool     is_inked = c != ' ';
        if (c == '\t') return false;
        raster->is_inked[place] |= is_inked;
        raster->starts[place] += is_inked && !was_inked;
        raster->ends[place] += !is_inked && was_inked;
        was_inked = is_inked;
        if (is_inked) end = place + 1;
    }
    if (was_inked) raster->ends[place]++;
    if (place < raster->least || raster->lines == 0) raster->least = place;
    if (end > raster->longest) raster->longest = end;
    raster->lines++;
    return true;
}

static bool read_lines(struct raster *raster, str sample, size_t skip)
{
    while (sample.len && raster->lines < LINES_LOOKED_AT) {
        str rest, line = str_cut(sample, '\n', &rest);
        sample = rest;
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        if (skip) skip--;
        else if (str_trim(line).len && !add_line(raster, line)) return false;
    }
    return raster->lines >= LINES_LEAST;
}

/* In a column of the table most lines have text that begins at its left or ends at its right. */
static bool is_aligned(const struct raster *raster, uint32_t from, uint32_t to)
{
    uint32_t most = raster->starts[from] > raster->ends[to] ? raster->starts[from] : raster->ends[to];
    return most * 5 >= raster->lines * 4;
}

/* The place behind a gutter: blanks in all lines, two at least unless all lines are as long; the end where none is. */
static uint32_t next_gutter(const struct raster *raster, uint32_t at, uint32_t *end)
{
    bool is_even = raster->least >= raster->longest;
    for (;;) {
        while (at < raster->longest && raster->is_inked[at]) at++;
        *end = at;
        while (at < raster->longest && !raster->is_inked[at]) at++;
        if (at == raster->longest || at - *end >= 2 || is_even) return at;
    }
}

bool widths_find(str sample, size_t skip, struct arena *arena, struct widths *out)
{
    struct raster *raster = ARENA_NEW(arena, struct raster);
    uint32_t       start = 0, ink = 0, end, count = 0;
    *out = (struct widths){0};
    if (!read_lines(raster, sample, skip)) return false;
    uint32_t *widths = ARENA_ARRAY(arena, uint32_t, raster->longest + 1);
    while (ink < raster->longest && !raster->is_inked[ink]) ink++; /* blanks before the first column are part of it */
    while (ink < raster->longest) {
        uint32_t next = next_gutter(raster, ink, &end);
        if (!is_aligned(raster, ink, end)) return false;
        if (next < raster->longest) widths[count++] = next - start;
        start = ink = next;
    }
    if (count == 0) return false;
    widths[count++] = CSV_WIDTH_REST;
    *out = (struct widths){widths, count, raster->least >= raster->longest ? 1 : 2};
    return true;
}
