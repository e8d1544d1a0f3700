/* SPDX-License-Identifier: MIT */
#include "chart/chart.h"

#include "chart/kinds.h"
#include "document/chart_facts.h"

#define HEADING_GAP MPT_PT(8)
/* A plot lower than this no longer shows a slope; a long title makes the block taller instead. */
#define LEAST_BODY MPT_MM(28)
#define EMPTY_BODY MPT_PT(20)

static const struct chart_type *type_of(const struct chart *chart)
{
    static const struct chart_type *const types[CHART_KIND_COUNT] = {
        [CHART_LINE] = &chart_type_line,     [CHART_BAR] = &chart_type_bar,
        [CHART_COLUMN] = &chart_type_column, [CHART_WATERFALL] = &chart_type_waterfall,
        [CHART_BULLET] = &chart_type_bullet, [CHART_DONUT] = &chart_type_donut,
        [CHART_FUNNEL] = &chart_type_funnel, [CHART_CONTRIBUTION] = &chart_type_contribution,
        [CHART_HEATMAP] = &chart_type_heatmap,
        [CHART_QUADRANT] = &chart_type_quadrant,
    };
    return types[chart->kind];
}

static mpt paragraph_height(const struct marks *marks, enum mark_text kind, str text, mpt width)
{
    return (mpt)marks_line_count(marks, kind, text, width, 0) * marks_leading(marks, kind);
}

static mpt heading_height(const struct marks *marks, const struct chart *chart, mpt width)
{
    mpt height = paragraph_height(marks, TEXT_TITLE, chart->title, width) +
                 paragraph_height(marks, TEXT_SUBTITLE, chart->subtitle, width);
    height += height > 0 ? HEADING_GAP : 0;
    return height > marks->env->heading ? height : marks->env->heading;
}

static mpt body_height(struct marks *marks, const struct chart *chart, mpt width, mpt heading)
{
    const struct chart_type *type = type_of(chart);
    if (!chart_has_figures(chart)) return EMPTY_BODY;
    if (type->body) return type->body(marks, chart, width);
    mpt block = chart->height_mm > 0 ? MPT_MM(chart->height_mm) : type->block;
    return block - heading < LEAST_BODY ? LEAST_BODY : block - heading;
}

mpt chart_heading(const struct chart_env *env, const struct chart *chart, mpt width)
{
    struct marks marks;
    marks_init(&marks, env, NULL);
    mpt height = heading_height(&marks, chart, width);
    marks_release(&marks);
    return height;
}

mpt chart_height(const struct chart_env *env, const struct chart *chart, mpt width)
{
    struct marks marks;
    marks_init(&marks, env, NULL);
    mpt heading = heading_height(&marks, chart, width);
    mpt height = heading + body_height(&marks, chart, width, heading);
    marks_release(&marks);
    return height;
}

static void draw_heading(struct marks *marks, const struct chart *chart, struct rect box)
{
    const struct theme *theme = marks->env->theme;
    marks_paragraph(marks, TEXT_TITLE, theme->ink, chart->title, box, ANCHOR_START, 0);
    box.y += paragraph_height(marks, TEXT_TITLE, chart->title, box.width);
    marks_paragraph(marks, TEXT_SUBTITLE, theme->soft_grey, chart->subtitle, box, ANCHOR_START, 0);
}

static void draw_empty(struct marks *marks, struct rect box)
{
    str sentence = locale_word(marks->env->locale, "chart.empty");
    marks_paragraph(marks, TEXT_NAME, marks->env->theme->text_grey, sentence, box, ANCHOR_START, 0);
}

void chart_draw(const struct chart_env *env, const struct chart *chart, struct rect box, page_items *items)
{
    struct marks marks;
    marks_init(&marks, env, items);
    mpt heading = heading_height(&marks, chart, box.width);
    draw_heading(&marks, chart, box);
    struct rect body = {box.x, box.y + heading, box.width, box.height - heading};
    if (chart_has_figures(chart))
        type_of(chart)->draw(&marks, chart, body);
    else
        draw_empty(&marks, body);
    marks_release(&marks);
}
