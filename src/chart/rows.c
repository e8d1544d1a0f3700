/* SPDX-License-Identifier: MIT */
#include "chart/rows.h"

#include "document/chart_facts.h"

#define NAME_GAP MPT_PT(8)
#define NAME_LINES 2
#define NAME_PERCENT 40
#define FOOT_GAP MPT_PT(4)

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
        for (; j > 0 && goes_before(&values[category], &values[rows->order[j - 1]]); j--)
            rows->order[j] = rows->order[j - 1];
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

static void measure_rows(struct marks *marks, const struct rows_needs *needs, struct rows *rows)
{
    mpt room = marks->env->theme->rows_room;
    for (size_t i = 0; i < rows->count; i++) {
        mpt lines =
            (mpt)marks_line_count(marks, TEXT_NAME, rows->names[rows->order[i]], rows->name_width + 1, NAME_LINES);
        mpt text = lines * marks_leading(marks, TEXT_NAME) + MPT_PT(4);
        rows->heights[i] = text > needs->least ? text : needs->least;
        mpt height = rows->height + rows->heights[i] + (i > 0 ? needs->between : 0);
        if (i > 0 && height > room)
            rows->count = i;
        else
            rows->height = height;
    }
}

void rows_fit(struct marks *marks, const struct chart *chart, mpt width, const struct rows_needs *needs,
              struct rows *rows)
{
    struct arena *arena = marks->env->arena;
    size_t        count = chart->category_count;
    *rows = (struct rows){.order = ARENA_ARRAY(arena, size_t, count),
                          .names = ARENA_ARRAY(arena, str, count),
                          .heights = ARENA_ARRAY(arena, mpt, count),
                          .count = count};
    for (size_t i = 0; i < count; i++)
        rows->order[i] = i;
    if (needs->is_sorted) sort(chart, rows);
    if (needs->most > 0 && rows->count > needs->most) rows->count = needs->most;
    measure_names(marks, chart, width * NAME_PERCENT / 100, rows);
    measure_rows(marks, needs, rows);
    if (rows->count < count) rows->foot = marks_leading(marks, TEXT_TICK) + FOOT_GAP;
    rows->height += rows->foot;
}

void rows_draw_foot(struct marks *marks, const struct rows *rows, size_t all, struct rect box)
{
    const struct chart_env *env = marks->env;
    if (rows->foot == 0) return;
    str          note = locale_phrase(env->locale, env->arena, "chart.others", (int64_t)(all - rows->count), NULL, 0);
    struct point at = {box.x, box.y + box.height - marks_leading(marks, TEXT_TICK) / 2};
    marks_label(marks, TEXT_TICK, env->theme->soft_grey, note, at, ANCHOR_START, box.width);
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
