/* SPDX-License-Identifier: MIT */
#include "chart/rows.h"

#include "document/chart_facts.h"

#define NAME_GAP MPT_PT(8)
#define NAME_LINES 2
#define NAME_PERCENT 36

static void measure_names(struct marks *marks, const struct chart *chart, mpt width, struct rows *rows)
{
    mpt widest = 0, most = width * NAME_PERCENT / 100;
    for (size_t i = 0; i < chart->category_count; i++) {
        rows->names[i] = locale_print(marks->env->locale, marks->env->arena, &chart->categories[i]);
        mpt natural = marks_width(marks, TEXT_NAME, rows->names[i]);
        if (natural > widest) widest = natural;
    }
    rows->name_width = widest < most ? widest : most;
}

void rows_fit(struct marks *marks, const struct chart *chart, mpt width, mpt least, struct rows *rows)
{
    struct arena *arena = marks->env->arena;
    size_t        count = chart->category_count;
    *rows = (struct rows){.order = ARENA_ARRAY(arena, size_t, count), .names = ARENA_ARRAY(arena, str, count),
                          .heights = ARENA_ARRAY(arena, mpt, count), .count = count};
    measure_names(marks, chart, width, rows);
    for (size_t i = 0; i < count; i++) {
        mpt lines = (mpt)marks_line_count(marks, TEXT_NAME, rows->names[i], rows->name_width + 1, NAME_LINES);
        mpt text = lines * marks_leading(marks, TEXT_NAME) + MPT_PT(4);
        rows->order[i] = i;
        rows->heights[i] = text > least ? text : least;
        rows->height += rows->heights[i];
    }
}

static bool goes_before(const struct value *a, const struct value *b)
{
    if (!value_has_number(a)) return false;
    return !value_has_number(b) || exact_compare(a->number, b->number) > 0;
}

void rows_sort(const struct chart *chart, size_t most, struct rows *rows)
{
    const struct value *values = chart_key_series(chart)->values;
    for (size_t i = 1; i < rows->count; i++) { /* stable: equals keep the document's order */
        size_t category = rows->order[i], j = i;
        mpt    height = rows->heights[i];
        for (; j > 0 && goes_before(&values[category], &values[rows->order[j - 1]]); j--) {
            rows->order[j] = rows->order[j - 1];
            rows->heights[j] = rows->heights[j - 1];
        }
        rows->order[j] = category;
        rows->heights[j] = height;
    }
    if (rows->count > most) rows->count = most;
    rows->height = 0;
    for (size_t i = 0; i < rows->count; i++) rows->height += rows->heights[i];
}

void rows_draw_name(struct marks *marks, const struct rows *rows, size_t place, mpt x, mpt y, uint32_t color)
{
    str         name = rows->names[rows->order[place]];
    mpt         lines = (mpt)marks_line_count(marks, TEXT_NAME, name, rows->name_width + 1, NAME_LINES);
    mpt         height = lines * marks_leading(marks, TEXT_NAME);
    struct rect box = {x, y - height / 2, rows->name_width + 1, height};
    marks_paragraph(marks, TEXT_NAME, color, name, box, ANCHOR_START, NAME_LINES);
}

mpt rows_indent(const struct rows *rows)
{
    return rows->name_width + NAME_GAP;
}

struct rect rows_bar(mpt from, mpt to, mpt top, mpt slot)
{
    mpt thickness = slot * ROWS_BAR_PERCENT / 100;
    mpt left = from < to ? from : to, right = from < to ? to : from;
    return (struct rect){left, top + (slot - thickness) / 2, right - left, thickness};
}
