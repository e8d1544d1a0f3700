/* SPDX-License-Identifier: MIT */
/* plan_prove(): the date orders and the decimal mark of a file, out of its own values. */
#include "source/plan.h"

#include <string.h>

enum { RECORDS_FIRST = 20000, EXAMPLE_BYTES = 64 };

/* What the values of one column say. */
struct column_evidence {
    struct when_evidence dates;
    char                 example[EXAMPLE_BYTES]; /* an ambiguous one */
    size_t               example_len;
};

struct evidence {
    struct column_evidence columns[TABLE_COLUMNS_MAX];
    uint64_t               points, commas, either; /* decimal marks, all number columns together */
    size_t                 either_column;
    bool                   wants_decimal;
};

static bool is_number(enum column_type type)
{
    return type == COLUMN_DECIMAL || type == COLUMN_MONEY || type == COLUMN_RATIO || type == COLUMN_INTEGER;
}

static void keep_example(struct column_evidence *column, str text)
{
    if (column->example_len || text.len >= EXAMPLE_BYTES) return;
    memcpy(column->example, text.ptr, text.len);
    column->example_len = text.len;
}

static void weigh_date(struct column_evidence *column, str text)
{
    uint64_t telling = column->dates.either + column->dates.month_first;
    when_weigh(text, &column->dates);
    if (column->dates.either + column->dates.month_first > telling) keep_example(column, text);
}

/* Whole numbers with one mark and three digits behind are thousands where the column holds no fractions. */
static void weigh_number(struct evidence *evidence, size_t index, enum column_type type, str text)
{
    char mark = number_mark(text);
    evidence->points += mark == '.';
    evidence->commas += mark == ',';
    if (mark != '?') return;
    if (type == COLUMN_INTEGER) {
        bool is_comma = str_find(text, ',') < text.len;
        evidence->points += is_comma;
        evidence->commas += !is_comma;
        return;
    }
    if (!evidence->either++) evidence->either_column = index;
    keep_example(&evidence->columns[index], text);
}

static void weigh_record(const struct plan *plan, const struct record *record, struct evidence *evidence)
{
    for (size_t i = 0; i < plan->table->count; i++) {
        const struct plan_column *column = &plan->columns[i];
        if (column->from != PLAN_COLUMN) continue;
        str text = number_trim(record_value(record, column->index));
        if (text.len == 0 || plan_is_nothing(plan, text)) continue;
        if (column->proves_dates) weigh_date(&evidence->columns[i], text);
        else if (evidence->wants_decimal && is_number(column->info->type) && !record_is_typed(record, column->index))
            weigh_number(evidence, i, column->info->type, text);
    }
}

static bool is_decided(const struct plan *plan, const struct evidence *evidence)
{
    for (size_t i = 0; i < plan->table->count; i++) {
        enum when_order order;
        if (!plan->columns[i].proves_dates) continue;
        if (when_judge(&evidence->columns[i].dates, &order) != WHEN_PROVEN) return false;
        if (evidence->columns[i].dates.values == 0) return false;
    }
    return !evidence->wants_decimal || evidence->points || evidence->commas || !evidence->either;
}

static bool judge_dates(struct plan *plan, const struct evidence *evidence, struct diag *diag)
{
    bool is_sure = true;
    for (size_t i = 0; i < plan->table->count; i++) {
        struct plan_column           *column = &plan->columns[i];
        const struct column_evidence *seen = &evidence->columns[i];
        if (!column->proves_dates) continue;
        enum when_verdict verdict = when_judge(&seen->dates, &column->rule.order);
        if (verdict == WHEN_PROVEN) continue;
        str                  from = column->def->from.text;
        enum diag_code       code = verdict == WHEN_AMBIGUOUS ? DIAG_SOURCE_DATES_AMBIGUOUS : DIAG_SOURCE_DATES_MIXED;
        struct diag_message *message =
            diag_add(diag, code, column->def->from.span, STR_ARG(from), (int)seen->example_len, seen->example);
        diag_hint(diag, message, "set dates: dmy (day first) or dates: mdy for source '%.*s' or for this column",
                  STR_ARG(plan->source->name.text));
        is_sure = false;
    }
    return is_sure;
}

/* With marks of both kinds the more frequent wins, and the others' records are kept out with their place. */
static bool judge_decimal(struct plan *plan, const struct evidence *evidence, struct dialect *dialect,
                          struct diag *diag)
{
    if (evidence->wants_decimal) dialect->decimal = evidence->commas > evidence->points ? ',' : '.';
    for (size_t i = 0; i < plan->table->count; i++) plan->columns[i].rule.decimal = dialect->decimal;
    if (!evidence->wants_decimal || !evidence->either || evidence->points || evidence->commas) return true;
    const struct plan_column     *column = &plan->columns[evidence->either_column];
    const struct column_evidence *seen = &evidence->columns[evidence->either_column];
    struct diag_message          *message = diag_add(diag, DIAG_SOURCE_DECIMAL_AMBIGUOUS, column->def->from.span,
                                                     STR_ARG(column->def->from.text), (int)seen->example_len, seen->example);
    diag_hint(diag, message, "set decimal: \",\" or decimal: \".\" for source '%.*s'",
              STR_ARG(plan->source->name.text));
    return false;
}

static bool needs_proof(const struct plan *plan, const struct evidence *evidence)
{
    bool needs = false;
    for (size_t i = 0; i < plan->table->count; i++) {
        const struct plan_column *column = &plan->columns[i];
        needs |= column->from == PLAN_COLUMN &&
                 (column->proves_dates || (evidence->wants_decimal && is_number(column->info->type)));
    }
    return needs;
}

static enum rc weigh_file(const struct plan *plan, const char *path, const struct dialect *dialect, struct arena *arena,
                          struct diag *diag, struct evidence *evidence)
{
    struct reader *reader = NULL;
    struct record  record;
    bool           has_records = false;
    enum rc        rc = reader_open(path, dialect, arena, diag, plan->file, &reader);
    if (rc != RC_OK) return rc;
    plan_meet(plan, reader);
    for (size_t count = 1; reader_next(reader, &record); count++) {
        has_records |= record.fault == RECORD_NONE && !record.is_blank;
        if (record.fault == RECORD_NONE && record.aside == RECORD_DATA) weigh_record(plan, &record, evidence);
        if (count % RECORDS_FIRST == 0 && is_decided(plan, evidence)) break;
    }
    if (has_records) rc = plan_check_met(plan, reader, false, diag);
    reader_close(reader);
    return rc;
}

enum rc plan_prove(struct plan *plan, const char *path, struct dialect *dialect, struct arena *arena, struct diag *diag)
{
    struct evidence evidence = {.wants_decimal = !dialect->decimal};
    enum rc rc = RC_OK;
    if (dialect_is_json(dialect) || needs_proof(plan, &evidence)) rc = weigh_file(plan, path, dialect, arena, diag, &evidence);
    if (rc != RC_OK) return rc;
    bool is_sure = judge_dates(plan, &evidence, diag);
    if (!judge_decimal(plan, &evidence, dialect, diag)) is_sure = false;
    return is_sure ? RC_OK : RC_INVALID;
}
