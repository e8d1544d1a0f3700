/* SPDX-License-Identifier: MIT */
#include "chart/rows.h"

#include "document/chart_facts.h"

#define NAME_GAP MPT_PT(8)
#define NAME_LINES 2
#define NAME_PERCENT 40

static bool goes_before(const struct value *a, const struct value *b)
{
    if (!value_has_number(a)) return false;
    return !value_has_number(b) || exact_compare(a->number, b->number) > 0;
}

static void sort(const struct chart *chart, struct rows *rows)
{
    const struct value *values = chart_key_series(chart)->values;
    for (size_t i = 1; i < rows->count; i++) { /* stable: equals keep the document's order */
        size_t category = rows->order[i], j = i;
        for (; j > 0 && goes_before(&values[category], &values[rows->order[j - 1]]); j--) rows->order[j] = rows->order[j - 1];
        rows->order[j] = category;
    }
}

static void measure_names(struct marks *marks, const struct chart *chart, mpt most, struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        size_t category = rows->order[i];
        rows->names[category] = locale_print(marks->env->locale, marks->env->arena, &chart->categories[category]);
        mpt natural = marks_width(marks, TEXT_NAME, rows->names[category]);
        if (natural > rows->name_width) rows->name_width = natural;
    }
    if (rows->name_width > most) rows->name_width = most;
}

void rows_fit(struct marks *marks, const struct chart *chart, mpt width, const struct rows_needs *needs, struct rows *rows)
{
    struct arena *arena = marks->env->arena;
    size_t        count = chart->category_count;
    *rows = (struct rows){.order = ARENA_ARRAY(arena, size_t, count), .names = ARENA_ARRAY(arena, str, count),
                          .heights = ARENA_ARRAY(arena, mpt, count), .count = count};
    for (size_t i = 0; i < count; i++) rows->order[i] = i;
    if (needs->is_sorted) sort(chart, rows);
    if (needs->most > 0 && rows->count > needs->most) rows->count = needs->most;
    measure_names(marks, chart, width * NAME_PERCENT / 100, rows);
    for (size_t i = 0; i < rows->count; i++) {
        mpt lines = (mpt)marks_line_count(marks, TEXT_NAME, rows->names[rows->order[i]], rows->name_width + 1, NAME_LINES);
        mpt text = lines * marks_leading(marks, TEXT_NAME) + MPT_PT(4);
        rows->heights[i] = text > needs->least ? text : needs->least;
        rows->height += rows->heights[i];
    }
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
