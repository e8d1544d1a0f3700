/* SPDX-License-Identifier: MIT */
#include "metric/catalogue_read.h"

#include "metric/place.h"

#include "base/limits.h"
#include "base/vec.h"

#include <strings.h>

static const str metric_keys[] = {
    STR("label"),   STR("unit"),         STR("direction"), STR("audience"),     STR("per"),     STR("rollup"),
    STR("inputs"),  STR("inputs_from"),  STR("units"),     STR("labels"),       STR("formula"), STR("bands"),
    STR("goal"),    STR("dead_band"),    STR("is_flow"),   STR("min_coverage"), STR("n"),       STR("min_n"),
    STR("periods"), STR("when_missing"), STR("when_zero"), STR("zero_is"), STR("rows"), STR("when_capped"), STR("triggers")};
static const str table_keys[] = {STR("label"),   STR("audience"), STR("per"),   STR("periods"),  STR("query"),
                                 STR("columns"), STR("derive"),   STR("bands"), STR("when_zero"), STR("rows")};
static const str check_keys[] = {STR("label"), STR("query")};
static const str directions[] = {STR("up"), STR("down"), STR("none")};
static const str audiences[] = {STR("client"), STR("internal")};
static const str rollups[] = {STR("sum"), STR("own"), STR("mean")};
static const str levels[] = {STR("account"), STR("segment"), STR("portfolio")};
static const str period_words[] = {STR("document"), STR("previous"), STR("months"), STR("trailing")};

/* The bits of a list of words; `fallback` when the key is absent. */
static unsigned read_set(struct catalogue_reader *reader, const struct yaml_node *map, const char *key,
                         const str *words, size_t count, unsigned fallback)
{
    const struct yaml_node *list = yaml_sequence(map, key, reader->diag);
    unsigned                set = 0;
    YAML_EACH(node, list)
    {
        size_t i = 0;
        while (i < count && !str_equal(words[i], node->text))
            i++;
        if (i < count) {
            set |= 1u << i;
            continue;
        }
        struct diag_message *message =
            diag_add(reader->diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "one of the words allowed here");
        diag_hint_nearest(reader->diag, message, node->text, words, count);
    }
    return set ? set : fallback;
}

static const struct yaml_node *read_label(struct catalogue_reader *reader, const struct yaml_node *node,
                                          const char *what)
{
    const struct yaml_node *label = yaml_mapping(node, "label", reader->diag);
    if (!label && !yaml_get(node, "label"))
        diag_add(reader->diag, DIAG_KEY_MISSING, node->key ? node->key->span : node->span, "label", what);
    return label;
}

/* « ttfv-{ttfv.industry} »: the braces give way to the setting. */
static str band_table_name(struct catalogue_reader *reader, str text)
{
    size_t                open = str_find(text, '{'), shut = str_find(text, '}');
    const struct setting *setting = open < shut && shut < text.len
                                        ? settings_lookup(&reader->catalogue->settings, str_slice(text, open + 1, shut))
                                        : NULL;
    if (!setting) return text;
    return arena_printf(reader->arena, "%.*s%.*s%.*s", (int)open, text.ptr, STR_ARG(setting->text),
                        STR_ARG(str_slice(text, shut + 1, text.len)));
}

static const struct band_table *find_bands(struct catalogue_reader *reader, const struct yaml_node *node)
{
    const struct map        *tables = &reader->catalogue->bands;
    const str                name = node ? band_table_name(reader, node->text) : STR_NONE;
    const struct band_table *table = node ? map_lookup(tables, name) : NULL;
    if (!node || table) return table;
    str *names = ARENA_ARRAY(reader->arena, str, tables->count);
    for (size_t i = 0; i < tables->count; i++)
        names[i] = tables->entries[i].key;
    diag_hint_nearest(reader->diag, diag_add(reader->diag, DIAG_BAND_UNKNOWN, node->span, STR_ARG(name)), name, names,
                      tables->count);
    return NULL;
}

static bool parse_formula(struct catalogue_reader *reader, const struct yaml_node *node, struct formula_program *out)
{
    struct formula_error error;
    if (formula_parse(reader->arena, node->text, out, &error) == RC_OK) return true;
    diag_add(reader->diag, DIAG_METRIC_FORMULA, place_in(node, error.at, error.len), error.text);
    return false;
}

/* A number, or the name of a setting that holds one; `found` says whether there is any. */
static struct exact number_or_setting(struct catalogue_reader *reader, const struct yaml_node *node, bool *found)
{
    struct exact number = EXACT_ZERO;
    *found = false;
    if (!node) return number;
    const struct setting *setting = settings_lookup(&reader->catalogue->settings, node->text);
    if (setting && setting->has_number)
        number = setting->number;
    else if (node->kind == YAML_TEXT || exact_parse(reader->arena, node->text, &number) != RC_OK) {
        diag_add(reader->diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text),
                 "a number or a setting that holds one");
        return number;
    }
    *found = true;
    return number;
}

static void read_inputs(struct catalogue_reader *reader, struct metric_query *query, const struct yaml_node *units,
                        const struct yaml_node *labels)
{
    query->inputs = ARENA_ARRAY(reader->arena, struct query_input, units ? units->count : 0);
    YAML_EACH(node, units)
    {
        struct query_input *input = &query->inputs[query->input_count++];
        input->name = node->key->text;
        input->label = yaml_get(labels, arena_cstr(reader->arena, input->name));
        if (unit_parse(node->text, &input->unit) != RC_OK)
            diag_add(reader->diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a unit");
    }
}

static void read_query(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node)
{
    str sql = yaml_text(node, "inputs", STR_NONE, reader->diag);
    if (sql.len == 0) return;
    struct metric_query *query = ARENA_NEW(reader->arena, struct metric_query);
    *query = (struct metric_query){
        .owner = metric->id, .sql = sql, .node = yaml_get(node, "inputs"), .rollup = metric->rollup};
    const struct yaml_node *units = yaml_mapping(node, "units", reader->diag);
    if (!units) {
        struct diag_message *message =
            diag_add(reader->diag, DIAG_KEY_MISSING, query->node->span, "units", "a metric with inputs");
        diag_hint(reader->diag, message,
                  "units: {name: count} declares each column of the query that the formula uses");
    }
    read_inputs(reader, query, units, metric->labels);
    catalogue_check_sql(reader, metric->id, query->node);
    metric->query = query;
}

static void read_min_n(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node)
{
    const struct yaml_node *n = yaml_get(node, "n"), *least = yaml_mapping(node, "min_n", reader->diag);
    metric->n_input = SIZE_MAX;
    for (size_t i = 0; n && metric->query && i < metric->query->input_count; i++) {
        if (str_equal(metric->query->inputs[i].name, n->text)) metric->n_input = i;
    }
    if (n && metric->query && metric->n_input == SIZE_MAX)
        diag_add(reader->diag, DIAG_METRIC_NAME, n->span, STR_ARG(n->text));
    yaml_check_keys(least, levels, COUNT_OF(levels), "min_n", reader->diag);
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        bool         is_given;
        struct exact number = number_or_setting(reader, yaml_get(least, levels[i].ptr), &is_given);
        if (is_given && exact_int(number, &metric->min_n[i]) != RC_OK) metric->min_n[i] = 0;
    }
}

static void read_goal(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node)
{
    const struct yaml_node *goal = yaml_get(node, "goal");
    if (!goal) return;
    const struct setting *setting = settings_lookup(&reader->catalogue->settings, goal->text);
    str                   text = setting ? setting->text : goal->text;
    if (goal_parse(reader->arena, text, metric->direction == DIRECTION_DOWN, &metric->goal) == RC_OK) return;
    struct diag_message *message = diag_add(reader->diag, DIAG_VALUE_WRONG, setting ? setting->span : goal->span, STR_ARG(text), "a goal");
    diag_hint(reader->diag, message, "for example \"> 50\" or \">= 20\"");
    metric->goal.test = GOAL_NONE;
}

/* "> referral.min_engagement": a sign and a setting, which is read again as a goal; empty where the setting is. */
static void read_trigger(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node)
{
    size_t sign = 0;
    while (sign < node->text.len && (node->text.ptr[sign] == '>' || node->text.ptr[sign] == '<' || node->text.ptr[sign] == '='))
        sign++;
    str                   key = str_trim(str_slice(node->text, sign, node->text.len));
    const struct setting *setting = settings_lookup(&reader->catalogue->settings, key);
    if (!setting) {
        diag_add(reader->diag, DIAG_METRIC_NAME, node->span, STR_ARG(key));
        return;
    }
    if (setting->text.len == 0) return;
    str text = arena_printf(reader->arena, "%.*s%.*s", (int)sign, node->text.ptr, STR_ARG(setting->text));
    struct goal *trigger = &metric->triggers[metric->trigger_count];
    if (goal_parse(reader->arena, text, metric->direction == DIRECTION_DOWN, trigger) == RC_OK)
        metric->trigger_count++;
    else
        diag_add(reader->diag, DIAG_VALUE_WRONG, setting->span, STR_ARG(setting->text), "a goal");
}

static void read_triggers(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node)
{
    const struct yaml_node *triggers = yaml_sequence(node, "triggers", reader->diag);
    if (!triggers) return;
    metric->triggers = ARENA_ARRAY(reader->arena, struct goal, triggers->count);
    YAML_EACH(item, triggers) read_trigger(reader, metric, item);
}

void catalogue_read_metric(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node)
{
    struct diag *diag = reader->diag;
    yaml_check_keys(node, metric_keys, COUNT_OF(metric_keys), "a metric", diag);
    metric->id = node->key->text;
    metric->node = node;
    metric->label = read_label(reader, node, "a metric");
    metric->labels = yaml_mapping(node, "labels", diag);
    metric->rows = yaml_mapping(node, "rows", diag);
    str unit = yaml_text(node, "unit", STR("decimal"), diag);
    if (unit_parse(unit, &metric->unit) != RC_OK)
        diag_add(diag, DIAG_VALUE_WRONG, yaml_get(node, "unit")->span, STR_ARG(unit), "a unit");
    metric->direction =
        (enum metric_direction)yaml_choice(node, "direction", directions, COUNT_OF(directions), DIRECTION_UP, diag);
    metric->is_internal = yaml_choice(node, "audience", audiences, COUNT_OF(audiences), 0, diag) == 1;
    metric->is_flow = yaml_bool(node, "is_flow", false, diag);
    metric->rollup = (enum metric_rollup)yaml_choice(node, "rollup", rollups, COUNT_OF(rollups), ROLLUP_SUM, diag);
    metric->levels = read_set(reader, node, "per", levels, COUNT_OF(levels), 7);
    metric->periods =
        read_set(reader, node, "periods", period_words, COUNT_OF(period_words), PERIODS_DOCUMENT | PERIODS_PREVIOUS);
    metric->when_missing = yaml_text(node, "when_missing", STR("no-data"), diag);
    metric->when_zero = yaml_text(node, "when_zero", STR("zero-denominator"), diag);
    metric->zero_is = yaml_text(node, "zero_is", STR_NONE, diag);
    metric->when_capped = yaml_text(node, "when_capped", STR("capped"), diag);
    metric->bands = find_bands(reader, yaml_get(node, "bands"));
    metric->dead_band = number_or_setting(reader, yaml_get(node, "dead_band"), &metric->has_dead_band);
    metric->min_coverage = number_or_setting(reader, yaml_get(node, "min_coverage"), &metric->has_min_coverage);
    read_goal(reader, metric, node);
    read_triggers(reader, metric, node);
    read_query(reader, metric, node);
    metric->formula_text = yaml_required_text(node, "formula", "a metric", diag);
    if (metric->formula_text.len) (void)parse_formula(reader, yaml_get(node, "formula"), &metric->formula);
    read_min_n(reader, metric, node);
}

/* A setting that divides is above 0: without a maximum there is no score (domain 3.5). */
static void check_divisors(struct catalogue_reader *reader, const struct metric *metric, const struct formula *formula)
{
    for (size_t i = 0; i < formula->arg_count; i++)
        check_divisors(reader, metric, formula->args[i]);
    if (formula->kind != FORMULA_DIVIDE || formula->args[1]->kind != FORMULA_NAME) return;
    const struct metric_name *name = &metric->names[formula->args[1]->index];
    if (name->kind == NAME_SETTING && exact_sign(name->setting->number) <= 0)
        diag_add(reader->diag, DIAG_METRIC_DIVISOR, name->setting->span, STR_ARG(name->setting->key),
                 STR_ARG(metric->id));
}

static bool bind_name(struct catalogue_reader *reader, const struct metric *metric, str name, struct metric_name *out)
{
    for (size_t i = 0; metric->query && i < metric->query->input_count; i++) {
        if (!str_equal(metric->query->inputs[i].name, name)) continue;
        *out = (struct metric_name){.kind = NAME_INPUT, .index = i};
        return true;
    }
    const struct setting *setting = settings_lookup(&reader->catalogue->settings, name);
    if (setting && setting->has_number) *out = (struct metric_name){.kind = NAME_SETTING, .setting = setting};
    const struct metric *other = map_lookup(&reader->catalogue->by_id, name);
    if (other) *out = (struct metric_name){.kind = NAME_METRIC, .index = other->index};
    return (setting && setting->has_number) || other;
}

static void report_name(struct catalogue_reader *reader, const struct metric *metric, size_t index)
{
    const struct map *by_id = &reader->catalogue->by_id, *keys = &reader->catalogue->settings.keys;
    str               name = metric->formula.names[index];
    size_t            inputs = metric->query ? metric->query->input_count : 0, count = 0;
    str              *known = ARENA_ARRAY(reader->arena, str, inputs + by_id->count + keys->count);
    for (size_t i = 0; i < inputs; i++)
        known[count++] = metric->query->inputs[i].name;
    for (size_t i = 0; i < by_id->count; i++)
        known[count++] = by_id->entries[i].key;
    for (size_t i = 0; i < keys->count; i++)
        known[count++] = keys->entries[i].key;
    struct span span = place_in(yaml_get(metric->node, "formula"), metric->formula.name_at[index], name.len);
    diag_hint_nearest(reader->diag, diag_add(reader->diag, DIAG_METRIC_NAME, span, STR_ARG(name)), name, known, count);
}

static void take_inputs_from(struct catalogue_reader *reader, struct metric *metric)
{
    const struct yaml_node *from = yaml_get(metric->node, "inputs_from");
    const struct metric    *owner = from ? map_lookup(&reader->catalogue->by_id, from->text) : NULL;
    if (from && (!owner || !yaml_get(owner->node, "inputs")))
        diag_add(reader->diag, DIAG_VALUE_WRONG, from->span, STR_ARG(from->text), "a metric with inputs");
    if (!owner || metric->query) return;
    metric->query = owner->query;
    read_min_n(reader, metric, metric->node);
}

void catalogue_bind_names(struct catalogue_reader *reader, struct metric *metric)
{
    take_inputs_from(reader, metric);
    metric->names = ARENA_ARRAY(reader->arena, struct metric_name, metric->formula.name_count);
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        if (!bind_name(reader, metric, metric->formula.names[i], &metric->names[i])) report_name(reader, metric, i);
    }
    if (metric->formula.root) check_divisors(reader, metric, metric->formula.root);
}

static struct table_column *add_column(struct catalogue_reader *reader, struct metric_table *table,
                                       const struct yaml_node *node, enum table_column_kind kind)
{
    struct table_column *column = &table->columns[table->column_count++];
    column->name = node->key->text;
    column->kind = kind;
    column->is_text = str_is(node->text, "text");
    if (kind != COLUMN_BAND && kind != COLUMN_DERIVED && !column->is_text &&
        unit_parse(node->text, &column->unit) != RC_OK)
        diag_add(reader->diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a unit or text");
    return column;
}

static size_t find_column(const struct metric_table *table, str name)
{
    size_t i = 0;
    while (i < table->column_count && !str_equal(table->columns[i].name, name))
        i++;
    return i < table->column_count ? i : SIZE_MAX;
}

static void read_derived(struct catalogue_reader *reader, struct metric_table *table, const struct yaml_node *node)
{
    struct formula_program formula;
    if (!parse_formula(reader, node, &formula)) return;
    size_t *args = ARENA_ARRAY(reader->arena, size_t, formula.name_count);
    for (size_t i = 0; i < formula.name_count; i++) {
        args[i] = find_column(table, formula.names[i]);
        if (args[i] != SIZE_MAX) continue;
        diag_add(reader->diag, DIAG_METRIC_NAME, place_in(node, formula.name_at[i], formula.names[i].len),
                 STR_ARG(formula.names[i]));
        return;
    }
    struct table_column *column = add_column(reader, table, node, COLUMN_DERIVED);
    column->formula = formula;
    column->args = args;
    column->unit = UNIT_PERCENT;
}

void catalogue_read_table(struct catalogue_reader *reader, struct metric_table *table, const struct yaml_node *node)
{
    struct diag *diag = reader->diag;
    yaml_check_keys(node, table_keys, COUNT_OF(table_keys), "a result table", diag);
    table->id = node->key->text;
    table->node = node;
    table->label = read_label(reader, node, "a result table");
    table->is_internal = yaml_choice(node, "audience", audiences, COUNT_OF(audiences), 0, diag) == 1;
    table->levels = read_set(reader, node, "per", levels, COUNT_OF(levels), 1);
    table->periods = read_set(reader, node, "periods", period_words, COUNT_OF(period_words), PERIODS_DOCUMENT);
    table->when_zero = yaml_text(node, "when_zero", STR("zero-denominator"), diag);
    table->rows = yaml_mapping(node, "rows", diag);
    if (yaml_required_text(node, "query", "a result table", diag).len) table->query = yaml_get(node, "query");
    if (table->query) catalogue_check_sql(reader, table->id, table->query);
    const struct yaml_node *plain = yaml_mapping(node, "columns", diag), *derived = yaml_mapping(node, "derive", diag),
                           *bands = yaml_mapping(node, "bands", diag);
    table->columns =
        ARENA_ARRAY(reader->arena, struct table_column,
                    (plain ? plain->count : 0) + (derived ? derived->count : 0) + (bands ? bands->count : 0));
    YAML_EACH(column, plain) add_column(reader, table, column, COLUMN_PLAIN);
    table->plain_count = table->column_count;
    YAML_EACH(column, derived) read_derived(reader, table, column);
    YAML_EACH(band, bands)
    {
        size_t source = find_column(table, band->key->text);
        if (source == SIZE_MAX) diag_add(diag, DIAG_METRIC_NAME, band->key->span, STR_ARG(band->key->text));
        const struct band_table *found = find_bands(reader, band);
        if (source == SIZE_MAX || !found) continue;
        struct table_column *column = add_column(reader, table, band, COLUMN_BAND);
        *column = (struct table_column){.name = arena_printf(reader->arena, "%.*s_band", STR_ARG(band->key->text)),
                                        .kind = COLUMN_BAND,
                                        .is_text = true,
                                        .bands = found,
                                        .source = source};
    }
}

void catalogue_read_check(struct catalogue_reader *reader, struct metric_check *check, const struct yaml_node *node)
{
    yaml_check_keys(node, check_keys, COUNT_OF(check_keys), "a check", reader->diag);
    check->id = node->key->text;
    check->label = read_label(reader, node, "a check");
    if (yaml_required_text(node, "query", "a check", reader->diag).len) check->query = yaml_get(node, "query");
    if (check->query) catalogue_check_sql(reader, check->id, check->query);
}

/* End of a string, a quoted name or a comment that begins at `at`; `at` itself when none does. */
static size_t skip_quiet(str sql, size_t at)
{
    char c = sql.ptr[at];
    if (c == '\'' || c == '"') {
        for (at++; at < sql.len && sql.ptr[at] != c; at++) {
        }
        return at < sql.len ? at + 1 : at;
    }
    if (c != '-' && c != '/') return at;
    str rest = str_slice(sql, at, sql.len);
    if (str_starts(rest, "--")) return at + str_find(rest, '\n');
    if (!str_starts(rest, "/*")) return at;
    size_t end = str_find_str(rest, STR("*/"));
    return end < rest.len ? at + end + 2 : sql.len;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_one_of(str word, const str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (word.len == names[i].len && strncasecmp(word.ptr, names[i].ptr, word.len) == 0) return true;
    }
    return false;
}

/* Division, a function that computes in binary, or a type that does; a column may be called « total ». */
static bool is_binary(str sql, size_t at, str word)
{
    static const str functions[] = {STR("avg"),  STR("total"), STR("round"), STR("random"), STR("pow"),
                                    STR("sqrt"), STR("exp"),   STR("ln"),    STR("log")},
                     types[] = {STR("real"), STR("double"), STR("float")};
    if (str_is(word, "/")) return true;
    if (at > 0 && sql.ptr[at - 1] == '.') return false;
    if (is_one_of(word, types, COUNT_OF(types))) return true;
    if (!is_one_of(word, functions, COUNT_OF(functions))) return false;
    str after = str_trim(str_slice(sql, at + word.len, sql.len));
    return after.len && after.ptr[0] == '(';
}

void catalogue_check_sql(struct catalogue_reader *reader, str owner, const struct yaml_node *node)
{
    str sql = node->text;
    for (size_t at = 0; at < sql.len;) {
        size_t after = skip_quiet(sql, at), end = at;
        if (after > at) {
            at = after;
            continue;
        }
        while (end < sql.len && is_word(sql.ptr[end]))
            end++;
        str word = str_slice(sql, at, end > at ? end : at + 1);
        if (is_binary(sql, at, word)) {
            struct diag_message *message = diag_add(reader->diag, DIAG_METRIC_UNEXACT, place_in(node, at, word.len),
                                                    STR_ARG(word), STR_ARG(owner));
            diag_hint(reader->diag, message,
                      "give what is divided as two inputs and divide in the formula, which is exact");
        }
        at += word.len;
    }
}
