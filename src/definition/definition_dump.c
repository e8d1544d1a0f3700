/* SPDX-License-Identifier: MIT */
/* `--dump=definition`: what was understood, one thing a line, defaults filled in. */
#include "base/value.h"
#include "definition/program.h"

static void put_text(struct strbuf *out, const char *key, str text)
{
    if (!text.ptr || !text.len) return;
    strbuf_printf(out, " %s=", key);
    strbuf_add_json(out, text);
}

/* The word of an enum by the choices of its row. */
static void put_choice(struct strbuf *out, const char *key, const char *choices, unsigned chosen)
{
    str rest = str_from(choices), word = str_cut(rest, '|', &rest);
    while (chosen-- && rest.ptr)
        word = str_cut(rest, '|', &rest);
    strbuf_printf(out, " %s=%.*s", key, STR_ARG(word));
}

static void put_list(struct strbuf *out, const char *key, const struct placed_list *list)
{
    if (!list->count) return;
    strbuf_printf(out, " %s=[", key);
    for (size_t i = 0; i < list->count; i++) {
        if (i) strbuf_adds(out, ", ");
        strbuf_add_json(out, list->at[i].text);
    }
    strbuf_addc(out, ']');
}

static void put_node(struct strbuf *out, const struct yaml_node *node, int indent)
{
    YAML_EACH (child, node) {
        strbuf_printf(out, "%*s", indent, "");
        if (child->key)
            strbuf_add_json(out, child->key->text);
        else
            strbuf_addc(out, '-');
        if (child->kind == YAML_SEQUENCE || child->kind == YAML_MAPPING) {
            strbuf_addc(out, '\n');
            put_node(out, child, indent + 2);
            continue;
        }
        strbuf_addc(out, ' ');
        if (child->kind == YAML_TEXT)
            strbuf_add_json(out, child->text);
        else
            strbuf_add(out, child->kind == YAML_NULL ? STR("null") : child->text);
        strbuf_addc(out, '\n');
    }
}

static void put_section(struct strbuf *out, const char *name, const struct yaml_node *node)
{
    if (!node) return;
    if (node->kind == YAML_TEXT) {
        put_text(out, "  title", node->text);
        strbuf_addc(out, '\n');
        return;
    }
    strbuf_printf(out, "  %s\n", name);
    put_node(out, node, 4);
}

static void dump_column(const struct column_def *column, struct strbuf *out)
{
    strbuf_printf(out, "  column %.*s", STR_ARG(column->name.text));
    put_text(out, "from", column->from.text);
    if (column->has_constant) put_text(out, "const", column->constant.text);
    put_text(out, "default", column->fallback.text);
    if (column->unit != COLUMN_UNIT_PLAIN) put_choice(out, "unit", "unit|cents|percent|thousand|week|quarter|year", column->unit);
    put_text(out, "interval", column->interval.text);
    put_text(out, "interval_count", column->interval_count.text);
    put_text(out, "quantity", column->quantity.text);
    put_text(out, "split", column->split.text);
    if (column->empty_means == EMPTY_ZERO) strbuf_adds(out, " empty_means=zero");
    if (column->scale_high) strbuf_printf(out, " scale=%d-%d", column->scale_low, column->scale_high);
    if (column->direction == DIRECTION_EFFORT) strbuf_adds(out, " direction=effort");
    if (column->dates != DATES_AUTO) put_choice(out, "dates", "auto|dmy|mdy|ymd|iso|epoch|epoch_ms|epoch_us|serial|serial_1904", column->dates);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < column->value_count; i++) {
        strbuf_adds(out, "    value ");
        strbuf_add_json(out, column->values[i].from.text);
        strbuf_addc(out, ' ');
        strbuf_add_json(out, column->values[i].to.text);
        strbuf_addc(out, '\n');
    }
}

static void dump_connection(const struct source_def *source, struct strbuf *out)
{
    const struct connection_def *connection = &source->connection;
    if (!source_is_server(source)) return;
    put_text(out, "service", connection->service.text);
    put_text(out, "host", connection->host.text);
    if (connection->port) strbuf_printf(out, " port=%lld", (long long)connection->port);
    put_text(out, "database", connection->database.text);
    put_text(out, "user", connection->user.text);
    put_text(out, "sslmode", connection->sslmode.text);
    put_text(out, "dsn", connection->dsn.text);
    put_text(out, "driver", connection->driver.text);
    put_text(out, "password_env", connection->password_env.text);
    put_text(out, "password_file", connection->password_file.text);
    strbuf_printf(out, " timeout=%lld", (long long)source->timeout);
}

static void dump_source(const struct source_def *source, struct strbuf *out)
{
    strbuf_printf(out, "source %.*s table=%.*s", STR_ARG(source->name.text), STR_ARG(source->table.text));
    put_list(out, "file", &source->files);
    put_choice(out, "format", "auto|csv|jsonl|json|xlsx|sqlite|postgresql|odbc", source->format);
    put_text(out, "sheet", source->sheet.text);
    put_text(out, "query", source->query.text);
    put_text(out, "table_name", source->table_name.text);
    dump_connection(source, out);
    put_text(out, "records", source->records.text);
    put_text(out, "encoding", source->encoding.text);
    put_text(out, "delimiter", source->delimiter.text);
    put_text(out, "quote", source->quote.text);
    put_text(out, "decimal", source->decimal.text);
    put_choice(out, "dates", "auto|dmy|mdy|ymd|iso|epoch|epoch_ms|epoch_us|serial|serial_1904", source->dates);
    if (source->header != HEADER_AUTO) strbuf_printf(out, " header=%lld", (long long)source->header);
    if (source->header_rows) strbuf_printf(out, " header_rows=%lld", (long long)source->header_rows);
    put_list(out, "widths", &source->width_texts);
    put_list(out, "empty", &source->empty);
    if (source->short_rows == SHORT_ROWS_FILL) strbuf_adds(out, " short_rows=fill");
    if (source->skip) strbuf_printf(out, " skip=%lld", (long long)source->skip);
    if (source->freshness) strbuf_printf(out, " freshness=%lld", (long long)source->freshness);
    if (source->stale != STALE_WARN) put_choice(out, "stale", "warn|refuse", source->stale);
    put_text(out, "time_zone", source->time_zone.text);
    struct arena *scratch = arena_new();
    put_text(out, "tolerance", exact_dump(scratch, source->tolerance));
    arena_free(scratch);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < source->column_count; i++)
        dump_column(&source->columns[i], out);
    for (size_t i = 0; i < source->where_count; i++) {
        strbuf_adds(out, "  where");
        put_text(out, "column", source->wheres[i].column.text);
        put_list(out, "is", &source->wheres[i].keep);
        put_list(out, "not", &source->wheres[i].drop);
        strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < source->join_count; i++) {
        const struct join_def *join = &source->joins[i];
        strbuf_printf(out, "  join %.*s", STR_ARG(join->column.text));
        put_text(out, "from", join->from.text);
        strbuf_printf(out, " to=%.*s.%.*s\n", STR_ARG(join->to_table), STR_ARG(join->to_column));
    }
}

static void dump_rate(const struct rate *rate, struct strbuf *out)
{
    char since[11] = "";
    if (rate->since != DATE_NONE) date_iso(rate->since, since);
    strbuf_printf(out, "rate %s", rate->currency);
    put_text(out, "since", str_from(since));
    strbuf_printf(out, " %lld/%lld\n", (long long)rate->units, RATE_UNIT);
}

void workspace_dump(const struct workspace *workspace, struct strbuf *out)
{
    char as_of[11] = "";
    strbuf_adds(out, "workspace");
    put_text(out, "name", workspace->name.text);
    put_text(out, "locale", workspace->locale.text);
    put_text(out, "time_zone", workspace->time_zone.text);
    put_text(out, "currency", workspace->currency.text);
    strbuf_printf(out, " fiscal_year_start=%lld", (long long)workspace->fiscal_year_start);
    if (workspace->as_of != DATE_NONE) date_iso(workspace->as_of, as_of);
    put_text(out, "as_of", str_from(as_of));
    put_text(out, "theme", workspace->theme.text);
    put_text(out, "color", workspace->brand.color.text);
    put_text(out, "logo", workspace->brand.logo.text);
    put_text(out, "rates", workspace->rates_file.text);
    if (workspace->negative_mrr != NEGATIVE_REJECT)
        put_choice(out, "negative_mrr", "reject|net|clamp", workspace->negative_mrr);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < workspace->rates.count; i++) dump_rate(&workspace->rates.at[i], out);
    put_section(out, "settings", workspace->settings);
    for (size_t i = 0; i < workspace->source_count; i++)
        dump_source(&workspace->sources[i], out);
}

void program_dump(const struct program *program, struct strbuf *out)
{
    strbuf_printf(out, "program %.*s", STR_ARG(program->name.text));
    put_text(out, "kind", program->kind.text);
    put_text(out, "locale", program->locale.text);
    if (program->subjects != EACH_ACCOUNT) put_choice(out, "each", "account|segment|portfolio", program->subjects);
    put_text(out, "where", program->condition.text);
    put_text(out, "when", program->when.text);
    put_choice(out, "period", "month|quarter|year", program->period);
    strbuf_printf(out, " editions=%s%s", program->editions & PROGRAM_CLIENT ? "client" : "",
                  program->editions == (PROGRAM_CLIENT | PROGRAM_INTERNAL) ? ",internal"
                  : program->editions & PROGRAM_INTERNAL                   ? "internal"
                                                                           : "");
    strbuf_printf(out, " formats=%s%s", program->formats & PROGRAM_PDF ? "pdf" : "",
                  program->formats == (PROGRAM_PDF | PROGRAM_XLSX) ? ",xlsx"
                  : program->formats & PROGRAM_XLSX                ? "xlsx"
                                                                   : "");
    put_text(out, "output", program->output.text);
    strbuf_addc(out, '\n');
    put_section(out, "title", program->title);
    put_section(out, "narrative", program->narrative);
    put_section(out, "targets", program->targets);
    put_section(out, "settings", program->settings);
}
