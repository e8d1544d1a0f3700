/* SPDX-License-Identifier: MIT */
#include "batch/group.h"

#include "base/file.h"
#include "source/zone.h"

#include <time.h>

const char *run_out(const struct run_options *options, struct arena *arena)
{
    return options->out ? options->out : file_join(arena, options->definitions->workspace->folder, "out");
}

const char *run_state(const struct run_options *options, struct arena *arena)
{
    return options->state ? options->state : file_join(arena, options->definitions->workspace->folder, ".reliure");
}

/* The only reading of the clock that documents can see (domain 1.3), in the reporting time zone. */
static date today(const struct workspace *workspace, struct arena *arena)
{
    const struct zone *zone;
    int64_t            now = (int64_t)time(NULL);
    if (zone_new(arena, workspace->time_zone.text, &zone) == RC_OK) now += zone_offset(zone, now);
    return (date)(now / 86400);
}

static const char *kind_word(enum period_kind kind)
{
    return kind == PERIOD_MONTH ? "a month" : kind == PERIOD_QUARTER ? "a quarter" : "a year";
}

/* The period said, or the last one of the kind that is over by the end of the as-of date. */
static enum rc find_period(const struct run_options *options, enum period_kind kind, date as_of, struct diag *diag,
                           struct period *out)
{
    int fiscal = (int)options->definitions->workspace->fiscal_year_start;
    if (!options->period.len) {
        *out = period_containing(kind, as_of, fiscal);
        if (out->end - 1 > as_of) *out = period_shift(*out, -1, fiscal);
        return RC_OK;
    }
    if (period_parse(options->period, fiscal, out) != RC_OK) {
        struct diag_message *message =
            diag_say(diag, DIAG_PERIOD_WRONG, SPAN_NONE, "'%.*s' is not a period", STR_ARG(options->period));
        diag_hint(diag, message, "2026-Q3, 2026-09 or 2026");
        return RC_INVALID;
    }
    if (out->kind != kind) return RC_MISSING;
    if (out->start <= as_of) return RC_OK;
    char iso[11];
    date_iso(as_of, iso);
    struct diag_message *message =
        diag_say(diag, DIAG_PERIOD_WRONG, SPAN_NONE, "period %.*s has not begun on %s", STR_ARG(options->period), iso);
    diag_hint(diag, message, "--as-of DATE says another day");
    return RC_INVALID;
}

static enum rc add_group(const struct run_options *options, enum period_kind kind, date as_of, struct arena *arena,
                         struct diag *diag, struct group *out, size_t *count)
{
    const struct definitions *d = options->definitions;
    struct group              group = {.programs = ARENA_ARRAY(arena, struct press_program, d->program_count)};
    for (size_t i = 0; i < d->program_count; i++) {
        if (d->programs[i].program->period == kind) group.programs[group.program_count++] = d->programs[i];
    }
    if (!group.program_count) return RC_OK;
    enum rc rc = find_period(options, kind, as_of, diag, &group.period);
    if (rc != RC_OK) return rc == RC_MISSING ? RC_OK : rc;
    group.as_of = as_of < group.period.end ? as_of : group.period.end - 1;
    period_key(group.period, group.key);
    out[(*count)++] = group;
    return RC_OK;
}

static date as_of_day(const struct run_options *options, struct arena *arena)
{
    const struct workspace *workspace = options->definitions->workspace;
    if (options->as_of != DATE_NONE) return options->as_of;
    return workspace->as_of != DATE_NONE ? workspace->as_of : today(workspace, arena);
}

enum rc group_of_figures(const struct run_options *options, struct arena *arena, struct diag *diag, struct group *out)
{
    const struct definitions *d = options->definitions;
    enum period_kind          kind = d->program_count ? d->programs[0].program->period : PERIOD_QUARTER;
    date                      as_of = as_of_day(options, arena);
    struct period             said;
    *out = (struct group){0};
    if (options->period.len && period_parse(options->period, (int)d->workspace->fiscal_year_start, &said) == RC_OK)
        kind = said.kind;
    enum rc rc = find_period(options, kind, as_of, diag, &out->period);
    if (rc != RC_OK) return rc;
    out->as_of = as_of < out->period.end ? as_of : out->period.end - 1;
    period_key(out->period, out->key);
    return RC_OK;
}

enum rc groups_find(const struct run_options *options, struct arena *arena, struct diag *diag, struct group *out,
                    size_t *count)
{
    const struct definitions *d = options->definitions;
    date                      as_of = as_of_day(options, arena);
    *count = 0;
    for (enum period_kind kind = PERIOD_MONTH; kind <= PERIOD_YEAR; kind++) {
        enum rc rc = add_group(options, kind, as_of, arena, diag, out, count);
        if (rc != RC_OK) return rc;
    }
    if (*count || !d->program_count) return RC_OK;
    const struct program *program = d->programs[0].program;
    diag_say(diag, DIAG_PERIOD_WRONG, SPAN_NONE, "program '%.*s' is made for %s, and '%.*s' is none",
             STR_ARG(program->name.text), kind_word(program->period), STR_ARG(options->period));
    return RC_INVALID;
}

struct prepare_options group_prepare(const struct run_options *options, const struct group *group, struct arena *arena)
{
    return (struct prepare_options){
        .definitions = options->definitions,
        .programs = group->programs,
        .program_count = group->program_count,
        .state = run_state(options, arena),
        .store = options->store,
        .period = group->period,
        .as_of = group->as_of,
        .accounts = options->accounts,
        .account_count = options->account_count,
    };
}

struct press_setup group_press(const struct run_options *options, const struct group *group,
                               const struct prepared *prepared, const struct plan *plan)
{
    const struct definitions *d = options->definitions;
    return (struct press_setup){
        .workspace = d->workspace,
        .data = d->data,
        .catalogue = d->catalogue,
        .locale = d->locale,
        .programs = group->programs,
        .program_count = group->program_count,
        .store = prepared->store,
        .metrics = prepared->metrics,
        .period = group->period,
        .as_of = group->as_of,
        .plan = plan,
    };
}

enum rc group_plan(const struct run_options *options, const struct group *group, const struct prepared *prepared,
                   struct arena *arena, struct diag *diag, struct plan *out)
{
    const struct plan_options plan = {
        .period = group->key,
        .internal_suffix = locale_word(options->definitions->locale, "drop.internal_suffix"),
        .formats = options->formats,
        .editions = options->editions,
    };
    size_t  selected = 0;
    enum rc rc = plan_build(arena, &plan, prepared->selections, group->program_count, diag, out);
    for (size_t i = 0; i < group->program_count; i++)
        selected += prepared->selections[i].count;
    if (rc == RC_OK && selected && !out->count) diag_add(diag, DIAG_PLAN_NOTHING, SPAN_NONE);
    return rc;
}
