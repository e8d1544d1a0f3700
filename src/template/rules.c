/* SPDX-License-Identifier: MIT */
/* Conditions: those in SQL are answered for all accounts by one query, the others in the document. */
#include "template/run.h"

static struct query_bindings bindings_of(const struct template_run *run)
{
    return (struct query_bindings){
        .period = str_from(run->period),
        .previous = run->previous,
        .start = run->options.period.start,
        .end = run->options.period.end,
        .as_of = run->options.as_of,
    };
}

/* For every account, then for the segments and the portfolio, which have no row of accounts. */
static const char *const tables[] = {"m JOIN accounts", "m_group m LEFT JOIN accounts"};

static enum rc ask(struct template_run *run, const char *from, str columns, struct span span, struct diag *diag,
                   struct query_rows *out)
{
    struct query_bindings bindings = bindings_of(run);
    str                   sql = arena_printf(run->arena, "SELECT m.account_id%.*s FROM %s a ON a.id = m.account_id ORDER BY m.account_id",
                                             STR_ARG(columns), from);
    return results_query(run->options.results, run->arena, sql, &bindings, diag, span, out);
}

/* Which of the conditions is wrong: each is asked alone and reported where it stands. */
static enum rc report_wrong(struct template_run *run, struct diag *diag)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < run->template->rules.count; i++) {
        const struct rule *rule = &run->template->rules.at[i];
        struct query_rows  rows;
        str                column = arena_printf(run->arena, ", (%.*s)", STR_ARG(rule->sql));
        enum rc            one = ask(run, tables[0], column, rule->span, diag, &rows);
        if (one != RC_OK) rc = one;
    }
    return rc == RC_OK ? RC_INVALID : rc;
}

static bool is_true(const struct value *value)
{
    return value->kind == VALUE_NUMBER && exact_sign(value->number) != 0;
}

static void keep(struct template_run *run, const struct query_rows *rows)
{
    size_t rules = run->template->rules.count;
    for (size_t i = 0; i < rows->row_count; i++) {
        const struct value *cells = &rows->cells[i * rows->column_count];
        uint8_t            *bits = ARENA_ARRAY(run->arena, uint8_t, rules / 8 + 1);
        for (size_t r = 0; r < rules; r++)
            if (is_true(&cells[r + 1])) bits[r / 8] |= (uint8_t)(1u << r % 8);
        map_set(run->arena, &run->verdicts, cells[0].text, bits);
    }
}

enum rc rules_evaluate(struct template_run *run, struct diag *diag)
{
    struct strbuf     columns = {0};
    struct query_rows rows;
    struct diag       unheard;
    if (!run->template->rules.count) return RC_OK;
    for (size_t i = 0; i < run->template->rules.count; i++)
        strbuf_printf(&columns, ", (%.*s)", STR_ARG(run->template->rules.at[i].sql));
    diag_init(&unheard, run->arena);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(tables); i++) {
        rc = ask(run, tables[i], strbuf_str(&columns), SPAN_NONE, &unheard, &rows);
        if (rc == RC_OK) keep(run, &rows);
    }
    strbuf_release(&columns);
    return rc == RC_OK ? RC_OK : report_wrong(run, diag);
}

static bool rule_holds(const struct builder *builder, int rule)
{
    if (rule < 0) return true;
    return builder->verdicts && builder->verdicts[rule / 8] & 1u << rule % 8;
}

/*
 * Something to say: a text, a date, a figure; a count of nothing is nothing, but a metric of 0 is a figure. Asking
 * neither shows a metric nor keeps anything back.
 */
static bool has_something(struct builder *builder, const struct path *path)
{
    size_t       shown = builder->shown.count;
    bool         is_withheld = builder->is_withheld;
    struct value value = scope_find(builder, path).value;
    builder->shown.count = shown;
    builder->is_withheld = is_withheld;
    if (value.kind == VALUE_NUMBER) return path->root == ROOT_METRIC || exact_sign(value.number) != 0;
    return value.kind == VALUE_DATE || (value.kind == VALUE_TEXT && value.text.len);
}

bool condition_holds(struct builder *builder, int index)
{
    if (index < 0) return true;
    const struct condition *condition = &builder->run->template->conditions.at[index];
    bool                    holds = rule_holds(builder, condition->rule);
    for (size_t i = 0; holds && i < condition->has_count; i++)
        holds = has_something(builder, &condition->has[i]);
    for (size_t i = 0; holds && i < condition->lacks_count; i++)
        holds = !has_something(builder, &condition->lacks[i]);
    if (holds && condition->trend_metric.len)
        holds = scope_metric_quietly(builder, condition->trend_metric)->result.trend == condition->trend;
    return holds;
}
