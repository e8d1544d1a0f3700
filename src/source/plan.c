/* SPDX-License-Identifier: MIT */
#include "source/plan.h"

#include <string.h>

static bool is_fed(const struct source_def *source, const char *column)
{
    for (size_t i = 0; i < source->column_count; i++) {
        if (str_is(source->columns[i].name.text, column)) return true;
    }
    for (size_t i = 0; i < source->join_count; i++) {
        if (str_is(source->joins[i].column.text, column)) return true;
    }
    return false;
}

static void check_name(const struct table_info *table, const struct placed_text *name, struct diag *diag)
{
    str names[TABLE_COLUMNS_MAX];
    if (table_column(table, name->text) < table->count) return;
    for (size_t i = 0; i < table->count; i++) names[i] = str_from(table->columns[i].name);
    struct diag_message *message =
        diag_add(diag, DIAG_SOURCE_FIELD_UNKNOWN, name->span, table->name, STR_ARG(name->text));
    diag_hint_nearest(diag, message, name->text, names, table->count);
}

static void check_table_name(const struct source_def *source, struct diag *diag)
{
    str names[TABLE_COUNT];
    for (size_t i = 0; i < TABLE_COUNT; i++) names[i] = str_from(table_info((enum table_id)i)->name);
    struct diag_message *message =
        diag_add(diag, DIAG_SOURCE_TABLE_UNKNOWN, source->table.span, STR_ARG(source->table.text));
    diag_hint_nearest(diag, message, source->table.text, names, TABLE_COUNT);
}

enum rc plan_check(const struct source_def *source, struct diag *diag, const struct table_info **table)
{
    enum table_id id;
    size_t        before = diag->errors;
    if (table_lookup(source->table.text, &id) != RC_OK) {
        if (source->table.text.len) check_table_name(source, diag); /* none given was reported */
        return RC_INVALID;
    }
    *table = table_info(id);
    for (size_t i = 0; i < source->column_count; i++) check_name(*table, &source->columns[i].name, diag);
    for (size_t i = 0; i < source->join_count; i++) check_name(*table, &source->joins[i].column, diag);
    for (size_t i = 0; i < (*table)->count; i++) {
        const struct column_info *column = &(*table)->columns[i];
        if (!column->is_required || is_fed(source, column->name)) continue;
        diag_add(diag, DIAG_SOURCE_FIELD_MISSING, source->name.span, STR_ARG(source->name.text), column->name,
                 (*table)->name);
    }
    return diag->errors > before ? RC_INVALID : RC_OK;
}

/* How far the header is from the name wanted: 0 when one holds the other. */
static size_t header_distance(str wanted, str name, size_t most)
{
    enum { SHORT = 3 }; /* « ID » stands in half of all names */
    bool holds = wanted.len > SHORT && str_find_str(name, wanted) < name.len;
    if (!holds) holds = name.len > SHORT && str_find_str(wanted, name) < wanted.len;
    return holds ? 0 : str_distance(wanted, name, most);
}

static void hint_columns(struct reader *reader, struct diag *diag, struct diag_message *message)
{
    enum { SHOWN = 12 };
    struct strbuf names = {0};
    size_t        count = reader_column_count(reader);
    for (size_t i = 0, shown = 0; i < count && shown < SHOWN; i++) {
        str name = reader_column(reader, i)->name;
        if (!reader_is_met(reader, i)) continue;
        strbuf_printf(&names, "%s'%.*s'", shown++ ? ", " : "", STR_ARG(name));
    }
    diag_hint(diag, message, "its columns are %.*s%s", STR_ARG(strbuf_str(&names)), count > SHOWN ? ", …" : "");
    strbuf_release(&names);
}

/* « hint: companies.csv:1:37 has 'Renewal Date (UTC)' » */
static void hint_header(struct reader *reader, const struct source_file *file, str wanted, struct diag *diag,
                        struct diag_message *message)
{
    size_t count = reader_column_count(reader), best = count, least = wanted.len / 3 + 1;
    for (size_t i = 0; i < count && message; i++) {
        size_t distance = header_distance(wanted, reader_column(reader, i)->name, least);
        if (!reader_is_met(reader, i)) continue;
        if (distance > least || (best < count && distance >= least)) continue;
        least = distance;
        best = i;
    }
    if (!message) return;
    if (best == count) {
        hint_columns(reader, diag, message);
        return;
    }
    const struct reader_column *column = reader_column(reader, best);
    diag_hint(diag, message, "%s:%u:%u has '%.*s'", file->name, column->place.line, column->place.col,
              STR_ARG(column->name));
}

struct binder {
    struct plan   *plan;
    struct reader *reader;
    struct arena  *arena;
    struct diag   *diag;
};

static enum rc bind_name(struct binder *b, const struct placed_text *name, size_t *index)
{
    bool                 is_double;
    struct diag_message *message;
    enum rc              rc = reader_lookup(b->reader, name->text, index, &is_double);
    if (rc == RC_OK && !is_double) return RC_OK;
    if (rc == RC_OK) {
        message = diag_add(b->diag, DIAG_SOURCE_COLUMN_TWICE, name->span, STR_ARG(name->text), b->plan->file->name);
        diag_hint(b->diag, message, "name it by its position, for instance \"#%zu\"", *index + 1);
        return RC_INVALID;
    }
    message = diag_add(b->diag, DIAG_SOURCE_COLUMN_MISSING, name->span, STR_ARG(name->text),
                       STR_ARG(b->plan->source->name.text));
    hint_header(b->reader, b->plan->file, name->text, b->diag, message);
    return RC_INVALID;
}

static struct cell_rule rule_of(const struct plan *plan, const struct column_info *info, const struct column_def *def,
                                struct plan_zones zones)
{
    enum date_order  dates = def && def->dates != DATES_AUTO ? def->dates : plan->source->dates;
    struct cell_rule rule = {
        .type = info->type, .decimal = '.', .order = WHEN_ISO, .local = zones.local, .reporting = zones.reporting};
    if (dates != DATES_AUTO) rule.order = (enum when_order)dates;
    rule.is_month = table_is_key(plan->table, info->name) && strcmp(info->name, "month") == 0;
    if (!def) return rule;
    if (def->unit == COLUMN_UNIT_THOUSAND) rule.tens = 3;
    if (def->unit == COLUMN_UNIT_CENTS || def->unit == COLUMN_UNIT_PERCENT) rule.tens = -2;
    rule.is_percent = def->unit == COLUMN_UNIT_PERCENT;
    rule.empty_is_zero = def->empty_means == EMPTY_ZERO;
    rule.scale_low = def->scale_low;
    rule.scale_high = def->scale_high;
    rule.is_effort = def->direction == DIRECTION_EFFORT;
    return rule;
}

/* Columns that say what becomes of an amount (`interval`, `quantity`): bound where they are named. */
static enum rc bind_beside(struct binder *b, const struct placed_text *name, size_t *index)
{
    *index = RECURRING_NO_COLUMN;
    return name->text.len ? bind_name(b, name, index) : RC_OK;
}

static enum rc bind_recurring(struct binder *b, const struct column_def *def, struct plan_column *column)
{
    struct recurring  *recurring = &column->recurring;
    struct placed_text interval = def->interval;
    *recurring = (struct recurring){.months_num = 1, .months_den = 1};
    if (def->unit == COLUMN_UNIT_YEAR) recurring->months_num = 12;
    if (def->unit == COLUMN_UNIT_QUARTER) recurring->months_num = 3;
    if (def->unit == COLUMN_UNIT_WEEK) (void)recurring_interval(STR("week"), &recurring->months_num, &recurring->months_den);
    /* « interval: year » says it of all rows; any other text is a column. */
    if (recurring_interval(interval.text, &recurring->months_num, &recurring->months_den)) interval.text = STR_NONE;
    enum rc rc = bind_beside(b, &interval, &recurring->interval);
    if (bind_beside(b, &def->interval_count, &recurring->count) != RC_OK) rc = RC_INVALID;
    if (bind_beside(b, &def->quantity, &recurring->quantity) != RC_OK) rc = RC_INVALID;
    recurring->is_set = recurring->months_num != 1 || interval.text.len || def->interval_count.text.len || def->quantity.text.len;
    if (!recurring->is_set || column->info->type == COLUMN_MONEY) return rc;
    diag_add(b->diag, DIAG_SOURCE_SETTING, def->name.span, STR_ARG(def->name.text),
             "an amount: interval, quantity and units of time are for money");
    return RC_INVALID;
}

static enum rc bind_columns(struct binder *b, struct plan_zones zones)
{
    struct plan *plan = b->plan;
    enum rc      rc = RC_OK;
    for (size_t i = 0; i < plan->source->column_count; i++) {
        const struct column_def *def = &plan->source->columns[i];
        struct plan_column      *column = &plan->columns[table_column(plan->table, def->name.text)];
        enum date_order          dates = def->dates != DATES_AUTO ? def->dates : plan->source->dates;
        column->def = def;
        column->from = def->has_constant ? PLAN_CONSTANT : PLAN_COLUMN;
        column->rule = rule_of(plan, column->info, def, zones);
        bool is_dated = column->info->type == COLUMN_DATE || column->info->type == COLUMN_TIME;
        column->proves_dates = is_dated && dates == DATES_AUTO && !def->has_constant;
        if (!def->has_constant && bind_name(b, &def->from, &column->index) != RC_OK) rc = RC_INVALID;
        if (bind_recurring(b, def, column) != RC_OK) rc = RC_INVALID;
    }
    for (size_t i = 0; i < plan->source->join_count; i++) {
        const struct join_def *join = &plan->source->joins[i];
        struct plan_column    *column = &plan->columns[table_column(plan->table, join->column.text)];
        column->join = join;
        column->from = PLAN_JOIN;
        column->rule = rule_of(plan, column->info, NULL, zones);
        if (bind_name(b, &join->from, &column->index) != RC_OK) rc = RC_INVALID;
    }
    return rc;
}

static enum rc bind_wheres(struct binder *b)
{
    struct plan *plan = b->plan;
    enum rc      rc = RC_OK;
    plan->where_count = plan->source->where_count;
    plan->wheres = ARENA_ARRAY(b->arena, struct plan_where, plan->where_count);
    for (size_t i = 0; i < plan->where_count; i++) {
        plan->wheres[i].def = &plan->source->wheres[i];
        if (bind_name(b, &plan->source->wheres[i].column, &plan->wheres[i].index) != RC_OK) rc = RC_INVALID;
    }
    return rc;
}

static void mark_mapped(struct binder *b)
{
    struct plan *plan = b->plan;
    plan->mapped_count = reader_column_count(b->reader);
    plan->is_mapped = ARENA_ARRAY(b->arena, bool, plan->mapped_count);
    for (size_t i = 0; i < plan->table->count; i++) {
        const struct plan_column *column = &plan->columns[i];
        if (column->from == PLAN_COLUMN) plan->is_mapped[column->index] = true;
    }
}

enum rc plan_bind(const struct source_def *source, const struct table_info *table, const struct source_file *file,
                  struct reader *reader, struct plan_zones zones, struct arena *arena, struct diag *diag,
                  struct plan *out)
{
    *out = (struct plan){.source = source, .table = table, .file = file};
    struct binder binder = {out, reader, arena, diag};
    for (size_t i = 0; i < table->count; i++) {
        out->columns[i].info = &table->columns[i];
        out->columns[i].rule = rule_of(out, &table->columns[i], NULL, zones);
    }
    out->account = table_column(table, STR("account"));
    out->dated = table->dated[0] ? table_column(table, str_from(table->dated)) : table->count;
    enum rc rc = bind_columns(&binder, zones);
    if (bind_wheres(&binder) != RC_OK) rc = RC_INVALID;
    if (rc == RC_OK) mark_mapped(&binder);
    return rc;
}

bool plan_is_nothing(const struct plan *plan, str text)
{
    const struct placed_list *empty = &plan->source->empty;
    bool                      is_nothing = false;
    for (size_t i = 0; i < empty->count && !is_nothing; i++) is_nothing = str_equal(empty->at[i].text, text);
    return is_nothing;
}

static void meet(struct reader *reader, str name)
{
    size_t  index;
    bool    is_double;
    enum rc rc = reader_lookup(reader, name, &index, &is_double);
    (void)rc; /* bound once already: what was missing then was reported then */
}

static void meet_beside(struct reader *reader, const struct column_def *def)
{
    int64_t num, den;
    if (def->interval.text.len && !recurring_interval(def->interval.text, &num, &den)) meet(reader, def->interval.text);
    if (def->interval_count.text.len) meet(reader, def->interval_count.text);
    if (def->quantity.text.len) meet(reader, def->quantity.text);
}

void plan_meet(const struct plan *plan, struct reader *reader)
{
    const struct source_def *source = plan->source;
    for (size_t i = 0; i < source->column_count; i++) {
        if (!source->columns[i].has_constant) meet(reader, source->columns[i].from.text);
        meet_beside(reader, &source->columns[i]);
    }
    for (size_t i = 0; i < source->join_count; i++) meet(reader, source->joins[i].from.text);
    for (size_t i = 0; i < source->where_count; i++) meet(reader, source->wheres[i].column.text);
}

enum rc plan_check_met(const struct plan *plan, struct reader *reader, bool is_all, struct diag *diag)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < plan->table->count; i++) {
        const struct plan_column *column = &plan->columns[i];
        if ((column->from != PLAN_COLUMN && column->from != PLAN_JOIN) || reader_is_met(reader, column->index))
            continue;
        const struct placed_text *name = column->join ? &column->join->from : &column->def->from;
        struct diag_message      *message = NULL;
        if (column->info->is_required && !is_all) {
            rc = RC_INVALID;
            message = diag_add(diag, DIAG_SOURCE_COLUMN_MISSING, name->span, STR_ARG(name->text),
                               STR_ARG(plan->source->name.text));
        } else if (!column->info->is_required && is_all) {
            message = diag_add(diag, DIAG_SOURCE_PATH_UNMET, name->span, plan->file->name, STR_ARG(name->text));
        }
        hint_header(reader, plan->file, name->text, diag, message);
    }
    return rc;
}
