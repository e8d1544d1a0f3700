/* SPDX-License-Identifier: MIT */
#include "metric/results.h"

#include "metric/judge.h"
#include "metric/results_open.h"

#include "base/limits.h"

#include <string.h>

/* A cell as read, its texts in the caller's arena. */
struct figure_cell {
    struct formula_value figure;
    str                  band, note, names;
    int64_t              n;
    struct exact         coverage;
};

static struct exact exact_of(struct arena *arena, str text, struct exact fallback)
{
    struct exact number;
    return text.len && exact_parse(arena, text, &number) == RC_OK ? number : fallback;
}

/* The cell of the current subject and a period, as it stands in the file; false when there is none. */
static bool find_cell(struct results *results, const struct metric *metric, int64_t period, struct cell *out)
{
    bool is_inside = results->subject.index >= 0 && period >= 0 && (size_t)period < results->periods.count;
    if (!is_inside) return false;
    str cells = cells_of(&results->cells, metric->index, (size_t)results->subject.index);
    *out = (struct cell){0};
    return cells_find(&cells, (size_t)period, out);
}

/* Of the current subject. False when the file has no such cell, and then the figure is missing. */
static bool read_cell(struct results *results, struct arena *arena, const struct metric *metric, int64_t period,
                      struct figure_cell *out)
{
    struct cell cell;
    *out = (struct figure_cell){.figure = formula_missing(STR("no-data")), .n = -1, .coverage = exact_from_int(arena, 1)};
    if (!find_cell(results, metric, period, &cell)) return false;
    out->figure = (struct formula_value){.state = cell.state, .reason = arena_str(arena, cell.reason)};
    if (cell.state == FORMULA_KNOWN) out->figure = formula_known(exact_of(arena, cell.number, EXACT_ZERO));
    out->band = arena_str(arena, cell.band);
    out->note = arena_str(arena, cell.note);
    if (cell.names.len) out->names = arena_str(arena, cell.names);
    out->n = cell.n;
    out->coverage = exact_of(arena, cell.coverage, out->coverage);
    return true;
}

static struct value value_of(struct results *results, enum unit unit, const struct formula_value *figure)
{
    if (figure->state == FORMULA_MISSING) return value_missing(figure->reason);
    if (figure->state == FORMULA_NOT_APPLICABLE) return value_not_applicable(figure->reason);
    if (unit == UNIT_MONEY) return value_money(figure->number, results->subject.currency);
    return value_number(unit, figure->number);
}

static void set_trend(struct results *results, struct arena *arena, const struct metric *metric, struct exact now,
                      struct exact before, struct metric_result *out)
{
    struct exact         change = judge_change(arena, metric, now, before);
    struct formula_value figure = formula_known(change);
    out->change = value_of(results, metric->unit == UNIT_PERCENT ? UNIT_POINTS : metric->unit, &figure);
    out->change.is_signed = true;
    int sign = judge_trend(arena, metric, change);
    out->trend = sign == 0 ? RESULT_FLAT : sign > 0 ? RESULT_UP : RESULT_DOWN;
    if (sign == 0 || metric->direction == DIRECTION_NONE) return;
    out->trend_tone = (sign > 0) == (metric->direction == DIRECTION_UP) ? TONE_GOOD : TONE_BAD;
    out->change.tone = out->trend_tone;
}

/* A month under way is not compared with full months; nor is what adds up over any period under way (domain 13). */
static bool is_comparable(const struct metric *metric, const struct period_row *period)
{
    return !period->is_partial || (!period->is_month_kind && !metric->is_flow);
}

static void set_previous(struct results *results, struct arena *arena, const struct metric *metric,
                         const struct period_row *period, const struct figure_cell *cell, struct metric_result *out)
{
    struct figure_cell before;
    if (period->previous < 0 || !read_cell(results, arena, metric, period->previous, &before))
        return;
    out->previous = value_of(results, metric->unit, &before.figure);
    bool are_known = cell->figure.state == FORMULA_KNOWN && before.figure.state == FORMULA_KNOWN;
    if (are_known && is_comparable(metric, period))
        set_trend(results, arena, metric, cell->figure.number, before.figure.number, out);
}

static const struct goal *goal_of(const struct results *results, const struct metric *metric)
{
    const struct goal *own = map_lookup(&results->goals, metric->id);
    return own ? own : &metric->goal;
}

/* A mean that would tell about one client: too few stand behind it, or one of them makes most of it. */
static struct formula_value peer_mean(const struct results *results, struct arena *arena, sqlite3_stmt *row)
{
    const struct settings *settings = &results->catalogue->settings;
    const struct setting  *least = settings_lookup(settings, STR("comparison.min_peers")),
                          *most = settings_lookup(settings, STR("comparison.max_share"));
    struct exact           peers = exact_from_int(arena, sqlite3_column_int64(row, 1));
    if (least && exact_compare(peers, least->number) < 0) return formula_not_applicable(STR("few-peers"));
    if (most && exact_compare(exact_of(arena, sql_copy_column(arena, row, 2), EXACT_ZERO), most->number) > 0)
        return formula_not_applicable(STR("dominant-peer"));
    return formula_known(exact_of(arena, sql_copy_column(arena, row, 0), EXACT_ZERO));
}

/* The benchmark of 3.22: what is configured, else the mean of the segment where it identifies no peer. */
static struct formula_value benchmark_of(struct results *results, struct arena *arena, const struct metric *metric,
                                         const struct period_row *period)
{
    str                   key = arena_printf(arena, "benchmark.%.*s", STR_ARG(metric->id));
    const struct setting *configured = settings_lookup(&results->catalogue->settings, key);
    if (configured && configured->has_number) {
        bool is_percent = metric->unit == UNIT_PERCENT || metric->unit == UNIT_POINTS;
        return formula_known(is_percent ? exact_div(arena, configured->number, exact_from_int(arena, 100))
                                        : configured->number);
    }
    struct formula_value out = formula_not_applicable(STR("few-peers"));
    sqlite3_stmt        *select = results->select_benchmark;
    if (results->subject.segment < 0) return out;
    sqlite3_bind_int64(select, 1, (sqlite3_int64)metric->index);
    sqlite3_bind_int64(select, 2, results->subject.segment);
    sqlite3_bind_int64(select, 3, period->index);
    if (sqlite3_step(select) == SQLITE_ROW) out = peer_mean(results, arena, select);
    sqlite3_reset(select);
    return out;
}

static void set_benchmark(struct results *results, struct arena *arena, const struct metric *metric,
                          const struct period_row *period, const struct figure_cell *cell, struct metric_result *out)
{
    struct formula_value mean = benchmark_of(results, arena, metric, period), versus = mean;
    out->benchmark = value_of(results, metric->unit, &mean);
    if (cell->figure.state)
        versus = cell->figure;
    else if (mean.state == FORMULA_KNOWN && exact_sign(mean.number) == 0)
        versus = formula_not_applicable(STR("zero-denominator"));
    else if (mean.state == FORMULA_KNOWN)
        versus =
            formula_known(exact_div(arena, exact_sub(arena, cell->figure.number, mean.number), exact_abs(mean.number)));
    out->versus = value_of(results, UNIT_PERCENT, &versus);
    out->versus.is_signed = true;
}

/* Ties go to the first in the order of the formula. */
static str costliest_of(struct results *results, struct arena *arena, const struct metric *metric, str period)
{
    sqlite3_stmt *select = results->select_parts;
    struct exact  most = EXACT_ZERO;
    str           part = STR_NONE;
    if (metric->formula.root->kind != FORMULA_WEIGHTED) return part;
    const str place[] = {metric->id, results->subject.id, period};
    for (int i = 0; i < 3; i++)
        sqlite3_bind_text(select, i + 1, place[i].ptr, (int)place[i].len, SQLITE_STATIC);
    while (sqlite3_step(select) == SQLITE_ROW) {
        struct exact cost = exact_of(arena, sql_copy_column(arena, select, 1), EXACT_ZERO);
        if (exact_compare(cost, most) <= 0) continue;
        most = cost;
        part = sql_copy_column(arena, select, 0);
    }
    sqlite3_reset(select);
    return part;
}

static void set_goal(const struct results *results, struct arena *arena, const struct metric *metric,
                     const struct figure_cell *cell, struct metric_result *out)
{
    const struct goal *goal = goal_of(results, metric);
    out->has_goal = goal->test != GOAL_NONE;
    out->goal = goal->text;
    if (cell->figure.state) return;
    struct exact printed = print_scale(arena, metric->unit, cell->figure.number);
    out->is_goal_met = out->has_goal && goal_is_met(goal, printed);
    const struct print_bounds bounds = {metric->bands, goal, metric->triggers, metric->trigger_count};
    out->value.places = (signed char)print_places(arena, metric->unit, cell->figure.number, &bounds);
}

enum rc results_metric(struct results *results, struct arena *arena, str id, str subject, str period_key,
                       struct metric_result *out)
{
    const struct metric *metric = catalogue_metric(results->catalogue, id);
    *out = (struct metric_result){.value = value_missing(STR("no-data")), .n = -1};
    if (!metric) return RC_MISSING;
    const struct period_row *period = results_find_period(results, period_key);
    struct figure_cell       cell;
    bool                     is_there = results_find_subject(results, subject) && period &&
                    read_cell(results, arena, metric, period->index, &cell);
    out->coverage = exact_from_int(arena, 1);
    if (!is_there) return RC_OK;
    const struct band *band = bands_find(metric->bands, cell.band);
    out->value = value_of(results, metric->unit, &cell.figure);
    if (band) {
        out->value.tone = band->tone;
        out->band = band->id;
    }
    out->n = cell.n;
    out->note = cell.note.len || !period->is_partial || !period->is_month_kind ? cell.note : STR("partial-month");
    out->coverage = cell.coverage;
    out->costliest = costliest_of(results, arena, metric, period->key);
    set_goal(results, arena, metric, &cell, out);
    set_previous(results, arena, metric, period, &cell, out);
    set_benchmark(results, arena, metric, period, &cell, out);
    return RC_OK;
}

enum rc results_info(struct results *results, str id, const char *language, struct metric_info *out)
{
    const struct metric *metric = catalogue_metric(results->catalogue, id);
    if (!metric) return RC_MISSING;
    *out = (struct metric_info){.id = metric->id,
                                .label = words_in(metric->label, language),
                                .formula = metric->formula_text,
                                .unit = metric->unit,
                                .is_internal = metric->is_internal};
    const struct band_table *bands = metric->bands;
    str                     *source = map_lookup(&results->band_sources, metric->id);
    if (bands && source) out->band_source = *source;
    return RC_OK;
}

static struct formula_value figure_of(struct arena *arena, str text)
{
    struct formula_value value = formula_missing(STR("no-data"));
    str                  reason = str_slice(text, 1, text.len);
    if (text.len && text.ptr[0] == '-' && text.len > 1 && (text.ptr[1] < '0' || text.ptr[1] > '9'))
        return formula_not_applicable(reason);
    if (text.len && text.ptr[0] == '?') return formula_missing(reason);
    if (exact_parse(arena, text, &value.number) == RC_OK) value.state = FORMULA_KNOWN;
    return value;
}

static enum unit unit_of_name(const struct results *results, const struct metric *metric, size_t name)
{
    const struct metric_name *bound = &metric->names[name];
    if (bound->kind == NAME_INPUT) return metric->query->inputs[bound->index].unit;
    return bound->kind == NAME_METRIC ? results->catalogue->metrics[bound->index]->unit : UNIT_DECIMAL;
}

enum rc results_inputs(struct results *results, struct arena *arena, str id, str subject, str period_key,
                       const char *language, struct metric_input **out, size_t *count, str *formula)
{
    const struct metric *metric = catalogue_metric(results->catalogue, id);
    *out = NULL;
    *count = 0;
    *formula = STR_NONE;
    if (!metric) return RC_MISSING;
    const struct period_row *period = results_find_period(results, period_key);
    struct figure_cell       cell;
    bool                     is_there = results_find_subject(results, subject) && period &&
                    read_cell(results, arena, metric, period->index, &cell);
    if (!is_there || !cell.names.ptr) return RC_OK;
    size_t                names = metric->formula.name_count;
    struct formula_value *figures = ARENA_ARRAY(arena, struct formula_value, names);
    *out = ARENA_ARRAY(arena, struct metric_input, names);
    for (str rest = cell.names; *count < names; ++*count) {
        figures[*count] = figure_of(arena, str_cut(rest, '|', &rest));
        (*out)[*count] =
            (struct metric_input){.name = metric->formula.names[*count],
                                  .label = catalogue_name_label(results->catalogue, metric, *count, language)};
        (*out)[*count].value = value_of(results, unit_of_name(results, metric, *count), &figures[*count]);
    }
    *formula = formula_render(arena, &metric->formula, figures);
    return RC_OK;
}

str results_band_word(struct results *results, str id, str band, const char *language)
{
    const struct metric *metric = catalogue_metric(results->catalogue, id);
    const struct band   *found = metric ? bands_find(metric->bands, band) : NULL;
    return found ? words_in(found->word, language) : STR_NONE;
}

str results_word(struct results *results, str id, const char *language)
{
    return catalogue_word(results->catalogue, id, language);
}

enum rc results_checks(struct results *results, struct arena *arena, str account, const char *language,
                       struct failed_check **out, size_t *count)
{
    const struct catalogue *catalogue = results->catalogue;
    sqlite3_stmt           *select = results->select_checks;
    VEC(struct failed_check) found = {0};
    sqlite3_bind_text(select, 1, account.ptr, (int)account.len, SQLITE_TRANSIENT);
    while (sqlite3_step(select) == SQLITE_ROW) {
        struct failed_check *check = VEC_PUSH(arena, found);
        *check = (struct failed_check){.id = sql_copy_column(arena, select, 0),
                                        .detail = sql_copy_column(arena, select, 1)};
        for (size_t i = 0; i < catalogue->check_count; i++) {
            if (str_equal(catalogue->checks[i].id, check->id))
                check->label = words_in(catalogue->checks[i].label, language);
        }
    }
    sqlite3_reset(select);
    *out = found.at;
    *count = found.count;
    return RC_OK;
}
