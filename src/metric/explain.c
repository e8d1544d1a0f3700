/* SPDX-License-Identifier: MIT */
#include "metric/explain.h"

#include "base/map.h"
#include "base/say.h"
#include "base/vec.h"
#include "metric/results_open.h"

struct search {
    struct results           *results;
    struct arena             *arena;
    const struct explain_ask *ask;
    struct diag              *diag;
    struct map                settings; /* key to const struct setting * */
    struct map                queries;  /* owners whose rows have been given */
    struct map                figures;  /* metric to its struct explain_figure *: each explained once */
};

/* One query whose names are those of results.h, with the search's subject and period bound. */
static enum rc ask_rows(struct search *search, str sql, struct query_rows *out)
{
    const struct query_bindings bindings = {.subject = search->ask->subject,
                                            .account = search->ask->subject,
                                            .period = search->ask->period,
                                            .language = search->ask->language};
    return results_query(search->results, search->arena, sql, &bindings, search->diag, SPAN_NONE, out);
}

static date day_of(const struct value *cell)
{
    date day = DATE_NONE;
    if (cell->kind != VALUE_TEXT || date_parse(cell->text, &day) != RC_OK) return DATE_NONE;
    return day;
}

static enum rc find_periods(struct search *search, struct explanation *out)
{
    struct query_rows rows;
    enum rc rc = ask_rows(search, STR("SELECT p.period, p.start, p.end, p.last, q.period, q.start, q.end, q.last, "
                                      "(SELECT value FROM import_info WHERE key = 'as_of') FROM metrics.periods p "
                                      "LEFT JOIN metrics.periods q ON q.id = p.previous WHERE p.period = :period"),
                          &rows);
    if (rc != RC_OK || rows.row_count == 0) return rc;
    const struct value    *c = rows.cells;
    struct explain_period *periods[] = {&out->period, &out->previous};
    for (size_t i = 0; i < 2; i++, c += 4)
        *periods[i] = (struct explain_period){c->kind == VALUE_TEXT ? c->text : STR_NONE, day_of(&c[1]), day_of(&c[2]),
                                              day_of(&c[3]), day_of(&rows.cells[8])};
    return RC_OK;
}

static void use_setting(struct search *search, const struct setting *setting)
{
    map_set(search->arena, &search->settings, setting->key, (void *)setting);
}

/* A key, or all keys below a prefix that a query completes: "engagement.weights.". */
static void use_keys(struct search *search, str key)
{
    const struct settings *settings = &search->results->catalogue->settings;
    const struct setting  *one = settings_lookup(settings, key);
    if (one) use_setting(search, one);
    for (size_t i = 0; !one && str_ends(key, ".") && i < settings->keys.count; i++) {
        if (str_starts(settings->keys.entries[i].key, arena_cstr(search->arena, key)))
            use_setting(search, settings->keys.entries[i].value);
    }
}

static enum rc find_rows(struct search *search, str reader, const struct yaml_node *sql, const struct yaml_node *rows,
                         struct behind **out, size_t *count)
{
    const struct behind_ask behind = {reader, rows, search->ask->subject, search->ask->period, search->ask->most};
    str                    *keys;
    size_t                  key_count = 0;
    if (!map_set(search->arena, &search->queries, reader, search)) return RC_OK;
    enum rc rc = behind_settings(search->results, search->arena, reader, sql, search->diag, &keys, &key_count);
    for (size_t i = 0; rc == RC_OK && i < key_count; i++)
        use_keys(search, keys[i]);
    return rc == RC_OK ? behind_find(search->results, search->arena, &behind, search->diag, out, count) : rc;
}

static enum rc figure_of(struct search *search, const struct metric *metric, const struct explain_figure **out);

static enum rc find_inputs(struct search *search, struct explain_figure *figure)
{
    const struct metric *metric = figure->metric;
    struct metric_input *inputs;
    size_t               count;
    str                  formula;
    enum rc rc = results_inputs(search->results, search->arena, metric->id, search->ask->subject, search->ask->period,
                                search->ask->language, &inputs, &count, &formula);
    if (rc != RC_OK) return rc;
    figure->inputs = ARENA_ARRAY(search->arena, struct explain_input, count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct metric_name *name = &metric->names[i];
        struct explain_input     *input = &figure->inputs[figure->input_count++];
        *input = (struct explain_input){inputs[i], name->kind, name->setting, NULL};
        if (name->kind == NAME_SETTING) use_setting(search, name->setting);
        if (name->kind == NAME_METRIC)
            rc = figure_of(search, search->results->catalogue->metrics[name->index], &input->figure);
    }
    return rc;
}

/* A mean of accounts has no inputs of its own: the accounts' figures, the lowest first. */
static enum rc find_members(struct search *search, struct explain_figure *figure)
{
    struct query_rows rows;
    const char       *from = " FROM metrics.scope s JOIN metric_value v ON v.subject = s.account_id AND v.period = :period "
                             "JOIN accounts a ON a.id = s.account_id WHERE s.subject = :subject AND v.state = 'value' AND v.metric = ";
    str sql = arena_printf(search->arena, "SELECT COUNT(*)%s'%.*s'", from, STR_ARG(figure->metric->id));
    enum rc rc = ask_rows(search, sql, &rows);
    if (rc != RC_OK || exact_int(rows.cells[0].number, &figure->member_total) != RC_OK) return rc;
    sql = arena_printf(search->arena,
                       "SELECT a.id, a.name%s'%.*s' ORDER BY (SELECT m.\"%.*s\" FROM m WHERE m.account_id = a.id), a.id LIMIT %zu",
                       from, STR_ARG(figure->metric->id), STR_ARG(figure->metric->id), search->ask->most);
    rc = ask_rows(search, sql, &rows);
    if (rc != RC_OK) return rc;
    figure->members = ARENA_ARRAY(search->arena, struct explain_member, rows.row_count);
    for (size_t i = 0; rc == RC_OK && i < rows.row_count; i++) {
        struct explain_member *member = &figure->members[figure->member_count++];
        struct metric_result   result;
        *member = (struct explain_member){.id = rows.cells[2 * i].text, .name = rows.cells[2 * i + 1].text};
        rc = results_metric(search->results, search->arena, figure->metric->id, member->id, search->ask->period, &result);
        member->value = result.value;
    }
    return rc;
}

static bool is_group(str subject)
{
    return str_is(subject, "portfolio") || str_starts(subject, "segment:");
}

static enum rc figure_of(struct search *search, const struct metric *metric, const struct explain_figure **out)
{
    struct explain_figure *figure = map_lookup(&search->figures, metric->id);
    *out = figure;
    if (figure) return RC_OK;
    *out = figure = ARENA_NEW(search->arena, struct explain_figure);
    figure->metric = metric;
    map_set(search->arena, &search->figures, metric->id, figure);
    enum rc rc = results_metric(search->results, search->arena, metric->id, search->ask->subject, search->ask->period,
                                &figure->result);
    if (rc != RC_OK) return rc;
    if (figure->result.value.kind == VALUE_NUMBER) figure->exact = exact_dump(search->arena, figure->result.value.number);
    if (metric->rollup == ROLLUP_MEAN && is_group(search->ask->subject)) return find_members(search, figure);
    rc = find_inputs(search, figure);
    if (rc != RC_OK || !metric->query) return rc;
    const struct metric *owner = catalogue_metric(search->results->catalogue, metric->query->owner);
    bool                 is_own = metric->rows != NULL;
    return find_rows(search, is_own ? metric->id : owner->id, metric->query->node, is_own ? metric->rows : owner->rows,
                     &figure->behind, &figure->behind_count);
}

/* A cell of a result table by its column's unit. */
static struct value typed(struct search *search, const struct table_column *column, struct value cell)
{
    struct exact number = cell.number;
    if (column->is_text && column->kind != COLUMN_DERIVED) return cell;
    if (cell.kind == VALUE_TEXT && exact_parse(search->arena, cell.text, &number) == RC_OK) cell.kind = VALUE_NUMBER;
    if (cell.kind != VALUE_NUMBER) return cell;
    if (column->unit != UNIT_MONEY) return value_number(column->unit, number);
    if (column->kind == COLUMN_PLAIN) number = exact_div(search->arena, number, exact_from_int(search->arena, 10000));
    return value_money(number, search->results->subject.currency);
}

/* Which periods a table's rows for a document are of: the document's own, else those of a history. */
static const char *periods_shown(const struct metric_table *table)
{
    if (table->periods & PERIODS_DOCUMENT) return "is_document";
    if (table->periods & PERIODS_TRAILING) return "is_trailing";
    return table->periods & PERIODS_MONTHS ? "is_month" : "is_previous";
}

static enum rc explain_table(struct search *search, const struct metric_table *table, struct explanation *out)
{
    str sql = arena_printf(search->arena,
                           "SELECT t.* FROM metrics.\"%.*s\" t JOIN metrics.periods p ON p.period = t.period WHERE t.subject = "
                           ":subject AND p.%s ORDER BY p.start, t.rowid",
                           STR_ARG(table->id), periods_shown(table));
    out->table = table;
    (void)results_find_subject(search->results, search->ask->subject);
    enum rc rc = ask_rows(search, sql, &out->rows);
    for (size_t i = 0; rc == RC_OK && i < out->rows.row_count * out->rows.column_count; i++) {
        size_t column = i % out->rows.column_count;
        if (column >= 2) out->rows.cells[i] = typed(search, &table->columns[column - 2], out->rows.cells[i]);
    }
    return rc == RC_OK ? find_rows(search, table->id, table->query, table->rows, &out->behind, &out->behind_count) : rc;
}

static void give_settings(struct search *search, struct explanation *out)
{
    size_t count = search->settings.count;
    out->settings = ARENA_ARRAY(search->arena, const struct setting *, count);
    for (; out->setting_count < count; out->setting_count++)
        out->settings[out->setting_count] = search->settings.entries[out->setting_count].value;
}

enum rc explain_find(struct results *results, struct arena *arena, const struct explain_ask *ask, struct diag *diag,
                     struct explanation *out)
{
    struct search              search = {.results = results, .arena = arena, .ask = ask, .diag = diag};
    const struct metric       *metric = catalogue_metric(results->catalogue, ask->id);
    const struct metric_table *table = catalogue_table(results->catalogue, ask->id);
    *out = (struct explanation){0};
    if (!metric && !table) return RC_MISSING;
    enum rc rc = find_periods(&search, out);
    if (rc == RC_OK) rc = metric ? figure_of(&search, metric, &out->figure) : explain_table(&search, table, out);
    give_settings(&search, out);
    return rc;
}

int explain_places(struct arena *arena, enum unit unit, struct exact number)
{
    struct exact shown = print_scale(arena, unit, number);
    int          places = 0;
    while (places < 18 && exact_compare(exact_round(arena, shown, places), shown) != 0)
        places++;
    return places;
}

static void add_bound(struct arena *arena, struct strbuf *out, enum diag_language language, const char *word, struct exact bound)
{
    int places = explain_places(arena, UNIT_DECIMAL, bound);
    if (out->len) strbuf_addc(out, ' ');
    strbuf_add(out, say_text(arena, language, "%s %.*s", word, STR_ARG(exact_print(arena, bound, places))));
}

str explain_band_range(struct arena *arena, const struct band_table *table, str id, enum diag_language language)
{
    static const char *const own[] = {
        [BAND_ABOVE] = "above", [BAND_FROM] = "from", [BAND_BELOW] = "below", [BAND_TO] = "up to"},
                            *const better[] = {
        [BAND_ABOVE] = "up to", [BAND_FROM] = "below", [BAND_BELOW] = "from", [BAND_TO] = "above"};
    struct strbuf      text = {0};
    const struct band *band = bands_find(table, id);
    if (!band) return STR_NONE;
    if (band->test != BAND_REST) add_bound(arena, &text, language, own[band->test], band->bound);
    if (band > table->bands) add_bound(arena, &text, language, better[band[-1].test], band[-1].bound);
    str out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}
