/* SPDX-License-Identifier: MIT */
#include "source/schema.h"

#include <string.h>

static const char *sql_type(enum column_type type)
{
    switch (type) {
    case COLUMN_INTEGER:
    case COLUMN_MONEY:
    case COLUMN_BOOLEAN: return "INTEGER";
    default: return "TEXT"; /* exact numbers too: SQLite's own REAL is binary */
    }
}

static void write_column(struct strbuf *out, const struct table_info *table, const struct column_info *column)
{
    bool is_key = table_is_key(table, column->name);
    strbuf_printf(out, "  \"%s\" %s%s, -- %s: %s\n", column->name, sql_type(column->type), is_key ? " NOT NULL" : "",
                  column_type_word(column->type), column->sentence);
}

static void write_table(struct strbuf *out, const struct table_info *table)
{
    strbuf_printf(out, "-- %s\nCREATE TABLE \"%s\"(\n", table->sentence, table->name);
    for (size_t i = 0; i < table->count; i++) write_column(out, table, &table->columns[i]);
    strbuf_adds(out, "  _file INTEGER, _line INTEGER, -- where the row stands: source_file.id, line\n");
    strbuf_adds(out, "  extra TEXT -- the export's other columns, as JSON\n");
    if (table->key[0]) strbuf_printf(out, "  , PRIMARY KEY(%s)\n", table->key);
    strbuf_adds(out, ");\n");
}

/* Described in store.h. */
static const char import_tables[] =
    "-- what the import leaves beside the tables\n"
    "CREATE TABLE account_alias(id TEXT PRIMARY KEY, account TEXT NOT NULL) WITHOUT ROWID;\n"
    "CREATE TABLE user_month(account TEXT, user TEXT, month TEXT, days INTEGER, events INTEGER, logins INTEGER,\n"
    "  month_before TEXT,\n"
    "  PRIMARY KEY(account, month, user)) WITHOUT ROWID;\n"
    "CREATE TABLE user_days(account TEXT, user TEXT, since INTEGER, days BLOB, PRIMARY KEY(account, user)) WITHOUT "
    "ROWID;\n"
    "CREATE TABLE usage_day(account TEXT, day TEXT, users INTEGER, events INTEGER, logins INTEGER, sessions INTEGER,\n"
    "  actions INTEGER, PRIMARY KEY(account, day)) WITHOUT ROWID;\n"
    "CREATE TABLE account_month(account TEXT, month TEXT, users INTEGER, user_days INTEGER, days INTEGER, events "
    "INTEGER,\n"
    "  logins INTEGER, sessions INTEGER, actions INTEGER, PRIMARY KEY(account, month)) WITHOUT ROWID;\n"
    "CREATE TABLE event_month(account TEXT, month TEXT, event TEXT, uses INTEGER, users INTEGER,\n"
    "  PRIMARY KEY(account, month, event)) WITHOUT ROWID;\n"
    "CREATE TABLE feature_user_month(account TEXT, feature TEXT, user TEXT, month TEXT, uses INTEGER,\n"
    "  month_before TEXT, PRIMARY KEY(account, feature, month, user)) WITHOUT ROWID;\n"
    "CREATE TABLE feature_month(account TEXT, feature TEXT, month TEXT, users INTEGER, uses INTEGER,\n"
    "  PRIMARY KEY(account, month, feature)) WITHOUT ROWID;\n"
    "CREATE TABLE account_history(account TEXT PRIMARY KEY, months TEXT, uses TEXT, users TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE account_features(account TEXT PRIMARY KEY, features TEXT, users TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE account_days(account TEXT PRIMARY KEY, users TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE account_last_day(account TEXT PRIMARY KEY, day TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE usage_name(table_name TEXT, name TEXT, PRIMARY KEY(table_name, name)) WITHOUT ROWID;\n"
    "CREATE TABLE mrr_month(account TEXT, month TEXT, amount INTEGER, currency TEXT, subscriptions INTEGER,\n"
    "  PRIMARY KEY(account, month, currency)) WITHOUT ROWID;\n"
    "CREATE TABLE mrr_stretch(account TEXT, since TEXT, until TEXT, amount INTEGER, currency TEXT, gap INTEGER,\n"
    "  prior_amount INTEGER, PRIMARY KEY(account, until, currency)) WITHOUT ROWID;\n"
    "CREATE TABLE revenue_history(account TEXT PRIMARY KEY, months TEXT, begun TEXT, grown TEXT, until TEXT,\n"
    "  is_plain INTEGER) WITHOUT ROWID;\n"
    "CREATE TABLE mrr_currency(currency TEXT PRIMARY KEY) WITHOUT ROWID;\n"
    "CREATE TABLE expansion_deal(account TEXT, opportunity INTEGER, kind INTEGER, opened TEXT, ended TEXT, is_won INTEGER, won_on TEXT,\n"
    "  amount INTEGER, currency TEXT, PRIMARY KEY(account, opportunity)) WITHOUT ROWID;\n"
    "CREATE TABLE purchase_history(account TEXT PRIMARY KEY, days TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE user_start(account TEXT, month TEXT, user TEXT, day TEXT, day_number INTEGER,\n"
    "  value_day INTEGER, value_seconds INTEGER, aha_day INTEGER, aha_days INTEGER, onboarded INTEGER, PRIMARY KEY(account, month, user)) WITHOUT ROWID;\n"
    "CREATE TABLE account_starts(account TEXT PRIMARY KEY, users TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE onboarding_step(position INTEGER PRIMARY KEY, step TEXT, place INTEGER);\n"
    "CREATE TABLE onboarding_history(account TEXT PRIMARY KEY, days TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE onboarding_course(account TEXT PRIMARY KEY, days TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE onboarding_user(account TEXT, user TEXT, place INTEGER, began TEXT, completed TEXT, last_completed "
    "TEXT,\n"
    "  PRIMARY KEY(account, user, place)) WITHOUT ROWID;\n"
    "CREATE TABLE source_month(table_name TEXT, month TEXT, \"rows\" INTEGER, days INTEGER, first_day TEXT, last_day "
    "TEXT,\n"
    "  PRIMARY KEY(table_name, month)) WITHOUT ROWID;\n"
    "CREATE TABLE source_file(id INTEGER PRIMARY KEY, source TEXT, name TEXT, table_name TEXT, dialect TEXT, bytes "
    "INTEGER);\n"
    "CREATE TABLE source_report(source TEXT PRIMARY KEY, table_name TEXT, files INTEGER, records INTEGER, \"rows\" "
    "INTEGER,\n"
    "  quarantined INTEGER, ignored INTEGER, first_day TEXT, last_day TEXT);\n"
    "CREATE TABLE source_ignored(source TEXT, rule TEXT, records INTEGER, PRIMARY KEY(source, rule));\n"
    "CREATE TABLE quarantine(source TEXT, file INTEGER, line INTEGER, col INTEGER, \"column\" TEXT, value TEXT, rule "
    "TEXT,\n"
    "  account TEXT, message TEXT, hint TEXT);\n"
    "CREATE TABLE import_message(code TEXT, file TEXT, line INTEGER, col INTEGER, length INTEGER, text TEXT, hint TEXT,\n"
    "  french_text TEXT, french_hint TEXT, field TEXT, value TEXT, rule TEXT);\n"
    "CREATE TABLE import_message_count(code TEXT PRIMARY KEY, messages INTEGER);\n"
    "CREATE TABLE survey_repeat(answer INTEGER PRIMARY KEY, next_at TEXT);\n"
    "CREATE TABLE answer_days(account TEXT PRIMARY KEY, nps BLOB, csat BLOB, ces BLOB) WITHOUT ROWID;\n"
    "CREATE TABLE interaction_days(account TEXT PRIMARY KEY, sent BLOB) WITHOUT ROWID;\n"
    "CREATE TABLE asked(account TEXT, day TEXT, person TEXT, kinds TEXT, day_before TEXT, account_before TEXT,\n"
    "  kinds_before TEXT, gap INTEGER, PRIMARY KEY(person, day, account)) WITHOUT ROWID;\n"
    "CREATE TABLE ticket_history(account TEXT PRIMARY KEY, months TEXT, reversed TEXT, times TEXT) WITHOUT ROWID;\n"
    "CREATE TABLE rate(currency TEXT, since TEXT, units INTEGER, PRIMARY KEY(currency, since)) WITHOUT ROWID;\n"
    "CREATE TABLE account_kept_out(account TEXT PRIMARY KEY, \"rows\" INTEGER, kept_out INTEGER) WITHOUT ROWID;\n"
    "CREATE TABLE import_info(key TEXT PRIMARY KEY, value TEXT);\n";

void schema_write_tables(struct strbuf *out)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) write_table(out, table_info((enum table_id)i));
    strbuf_adds(out, import_tables);
}

/* Raw usage is read through its roll-ups: an index over ten million rows costs more than it gives. */
static bool wants_index(const struct table_info *table)
{
    bool is_bulk = strcmp(table->name, "usage") == 0 || strcmp(table->name, "feature_usage") == 0;
    return !is_bulk && table_column(table, STR("account")) < table->count;
}

/* What the catalogue reads of a table's rows for each account and period stands in its index too: rows are not looked up. */
static const char *carried_columns(const struct table_info *table)
{
    static const struct {
        enum table_id table;
        const char   *columns;
    } carried[] = {{TABLE_surveys, ", kind, rating, respondent"},
                   {TABLE_tickets, ", solved_at, priority, status"},
                   {TABLE_interactions, ", kind, is_answered"},
                   {TABLE_transactions, ", amount"}};
    for (size_t i = 0; i < COUNT_OF(carried); i++) {
        if (table == table_info(carried[i].table)) return carried[i].columns;
    }
    return "";
}

void schema_write_indexes(struct strbuf *out)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct table_info *table = table_info((enum table_id)i);
        if (!wants_index(table)) continue;
        strbuf_printf(out, "CREATE INDEX \"%s_account\" ON \"%s\"(account%s%s%s);\n", table->name, table->name,
                      table->dated[0] ? ", " : "", table->dated, carried_columns(table));
    }
    strbuf_adds(out, "CREATE INDEX quarantine_account ON quarantine(account);\n"
                     "CREATE INDEX asked_account ON asked(account, day);\n");
    strbuf_adds(
        out,
        "-- one answer a respondent and wave counts, the latest; equal times: the last row (domain 3.16)\n"
        "CREATE VIEW surveys_counted AS SELECT * FROM surveys\n"
        "WHERE rating IS NOT NULL AND rowid NOT IN (SELECT answer FROM survey_repeat);\n");
}
