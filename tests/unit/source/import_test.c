/* SPDX-License-Identifier: MIT */
#include "source/import.h"

#include "base/file.h"
#include "source/dialect.h"
#include "source/inspect.h"
#include "source/store.h"
#include "source/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A workspace in a folder of its own, and what importing it gave. */
struct trial {
    struct arena        *arena;
    struct diag          diag;
    char                 folder[64];
    struct import_report report;
    enum rc              rc;
    str                  messages;
};

static void put(struct trial *trial, const char *name, str text)
{
    assert_int_equal(file_write(file_join(trial->arena, trial->folder, name), text, &trial->diag), RC_OK);
}

static void begin(struct trial *trial)
{
    *trial = (struct trial){.arena = arena_new()};
    diag_init(&trial->diag, trial->arena);
    snprintf(trial->folder, sizeof trial->folder, "/tmp/reliure-import-XXXXXX");
    assert_non_null(mkdtemp(trial->folder));
    put(trial, "accounts.csv", STR("id,name\nA1,One\nA2,Two\n"));
}

static void import(struct trial *trial, const char *sources)
{
    struct workspace *workspace = NULL;
    struct strbuf     rendered = {0};
    str               yaml = arena_printf(trial->arena,
                                          "name: T\nas_of: 2026-09-30\nsources:\n  accounts: {file: accounts.csv, table: accounts, "
                                                        "columns: {id: id, name: name}}\n%s",
                                          sources);
    put(trial, "reliure.yaml", yaml);
    diag_init(&trial->diag, trial->arena);
    trial->rc = workspace_load(trial->arena, trial->folder, &trial->diag, &workspace);
    const char *state = file_join(trial->arena, trial->folder, "state");
    if (trial->rc == RC_OK)
        trial->rc = import_store(workspace, workspace->as_of, state, NULL, trial->arena, &trial->diag, &trial->report);
    diag_render(&trial->diag, &rendered);
    trial->messages = arena_str(trial->arena, strbuf_str(&rendered));
    strbuf_release(&rendered);
    for (size_t i = 0; i < trial->report.count; i++) {
        const struct import_source *source = &trial->report.sources[i];
        assert_int_equal(source->records, source->rows + source->quarantined + source->ignored);
    }
}

static void end(struct trial *trial)
{
    str command = arena_printf(trial->arena, "rm -r %s", trial->folder);
    assert_int_equal(system(command.ptr), 0);
    arena_free(trial->arena);
}

/* The first column of all rows, joined by « ; »; NULL as « - ». */
static void check_query(struct trial *trial, const char *sql, const char *expected)
{
    sqlite3      *store;
    sqlite3_stmt *stmt;
    struct strbuf out = {0};
    if (trial->rc != RC_OK) fail_msg("%.*s", STR_ARG(trial->messages));
    assert_int_equal(store_open(trial->report.store, &trial->diag, &store), RC_OK);
    store_guard(store);
    if (sqlite3_prepare_v2(store, sql, -1, &stmt, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(store));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        strbuf_printf(&out, "%s%s", out.len ? ";" : "", text ? text : "-");
    }
    sqlite3_finalize(stmt);
    sqlite3_close(store);
    assert_string_equal(out.at ? out.at : "", expected);
    strbuf_release(&out);
}

static void check_says(const struct trial *trial, const char *words)
{
    if (str_find_str(trial->messages, str_from(words)) == trial->messages.len)
        fail_msg("no « %s » in:\n%.*s", words, STR_ARG(trial->messages));
}

static void rows_arrive_typed(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "subs.csv",
        STR("R\xE9"
            "f;Client;MRR;D\xE9"
            "but;Fin;Note\n1;A1;1\xA0"
            "234,50 \x80;01/02/2026;;x\"y\n2;A2;100;15/03/2026;01/09/2026;\n"));
    import(&trial, "  subs: {file: subs.csv, table: subscriptions, columns: {id: Réf, account: Client, mrr: MRR, "
                   "started_on: début, ended_on: Fin}, "
                   "dates: dmy}\n");
    check_query(&trial,
                "SELECT id || ' ' || account || ' ' || mrr || ' ' || started_on || ' ' || COALESCE(ended_on, '-') || ' "
                "' || currency FROM subscriptions",
                "1 A1 12345000 2026-02-01 - EUR;2 A2 1000000 2026-03-15 2026-09-01 EUR");
    check_query(&trial, "SELECT extra FROM subscriptions", "{\"Note\":\"x\\\"y\"};-");
    check_query(&trial,
                "SELECT account || ' ' || month || ' ' || amount FROM mrr_month WHERE month IN ('2026-02-01', "
                "'2026-09-01', '2026-08-01')",
                "A1 2026-02-01 12345000;A1 2026-08-01 12345000;A1 2026-09-01 12345000;A2 2026-08-01 1000000");
    check_query(&trial, "SELECT dialect FROM source_file WHERE source = 'subs'",
                "windows-1252, semicolons, decimal comma");
    end(&trial);
}

static void every_record_is_accounted_for(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv",
        STR("id,account,opened,kind\n1,A1,2026-01-01,real\n\n2,A1,2026-13-01,real\n3,ZZ,2026-01-02,real\n4,A2,2027-01-"
            "01,real\n"
            "5,A2,2026-01-03,test\n6,A2\n7,,2026-01-03,real\n8,A2,2026-01-04,\"re\"al\nGrand "
            "total\n9,A2,2026-01-05,real\n"));
    import(&trial, "  t: {file: t.csv, table: tickets, tolerance: 100%, columns: {id: id, account: account, opened_at: "
                   "opened}, where: {column: kind, not: [test]}}\n");
    check_query(&trial, "SELECT id FROM tickets", "1;9");
    check_query(
        &trial,
        "SELECT records || ' ' || rows || ' ' || quarantined || ' ' || ignored FROM source_report WHERE source = 't'",
        "11 2 5 4");
    check_query(&trial, "SELECT rule || ' ' || line FROM quarantine ORDER BY line",
                "value 4;orphan 5;ragged 8;missing 9;quote-stray 10");
    check_query(&trial, "SELECT rule FROM source_ignored ORDER BY rule", "blank;future;notice;where");
    check_query(&trial, "SELECT account FROM quarantine WHERE rule = 'value'", "A1");
    check_says(&trial, "t.csv:4:6: warning: '2026-13-01' in column 'opened' is not a date written year first");
    check_says(&trial, "there is no account 'ZZ'");
    str first = trial.messages;
    import(&trial, "  t: {file: t.csv, table: tickets, tolerance: 100%, columns: {id: id, account: account, opened_at: "
                   "opened}, where: {column: kind, not: [test]}}\n");
    assert_true(trial.report.is_reused);
    assert_true(str_find_str(first, STR("t.csv:8:1")) < first.len);
    check_says(&trial, "t.csv:8:1: warning: the record has 2 values where the header has 4");
    end(&trial);
}

static void beyond_its_tolerance_a_source_fails(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv", STR("id,account,opened\n1,A1,2026-01-01\n2,A1,never\n"));
    import(&trial, "  t: {file: t.csv, table: tickets, columns: {id: id, account: account, opened_at: opened}}\n");
    assert_int_equal(trial.rc, RC_INVALID);
    check_says(&trial, "1 of 2 records of source 't' were kept out, more than its tolerance of 1.00 %");
    assert_int_equal(diag_exit_status(&trial.diag), 4);
    end(&trial);
}

static void ambiguous_dates_and_numbers_are_asked_for(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv", STR("id,account,opened\n1,A1,03/04/2026\n2,A1,05/06/2026\n"));
    put(&trial, "s.csv", STR("id;account;mrr;start\n1;A1;1,234;2026-01-01\n"));
    import(
        &trial,
        "  t: {file: t.csv, table: tickets, columns: {id: id, account: account, opened_at: opened}}\n"
        "  s: {file: s.csv, table: subscriptions, columns: {id: id, account: account, mrr: mrr, started_on: start}}\n");
    assert_int_equal(trial.rc, RC_INVALID);
    check_says(
        &trial,
        "the dates of column 'opened' can be read day first or month first: '03/04/2026' [source-dates-ambiguous]");
    check_says(&trial, "hint: set dates: dmy (day first) or dates: mdy");
    check_says(&trial, "the numbers of column 'mrr' can be read with a decimal or a thousands mark: '1,234'");
    assert_int_equal(diag_exit_status(&trial.diag), 4);
    import(&trial,
           "  t: {file: t.csv, table: tickets, dates: mdy, columns: {id: id, account: account, opened_at: opened}}\n"
           "  s: {file: s.csv, table: subscriptions, decimal: \",\", columns: {id: id, account: account, mrr: mrr, "
           "started_on: start}}\n");
    check_query(&trial, "SELECT substr(opened_at, 1, 10) FROM tickets", "2026-03-04;2026-05-06");
    check_query(&trial, "SELECT mrr FROM subscriptions", "12340");
    end(&trial);
}

static void wrong_maps_are_told_all_at_once(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv", STR("Ticket id,Account,Opened (UTC)\n1,A1,2026-01-01\n"));
    import(&trial, "  t: {file: t.csv, table: tickets, columns: {id: Ticket id, account: Acount, opened_at: Opened}}\n"
                   "  u: {file: none*.csv, table: tickets, columns: {id: a, account: b, opened_at: c}}\n");
    check_says(&trial, "no file matches 'none*.csv'");
    put(&trial, "none1.csv", STR("a,b,c\n"));
    import(&trial, "  t: {file: t.csv, table: tickets, columns: {id: Ticket id, account: Acount, opened_at: Opened}}\n"
                   "  u: {file: none*.csv, table: ticket, columns: {idd: a, account: b, opened_at: c}}\n"
                   "  v: {file: none*.csv, table: tickets, columns: {idd: a, account: b}}\n");
    check_says(&trial, "there is no canonical table 'ticket'");
    check_says(&trial, "table 'tickets' has no column 'idd'");
    check_says(&trial, "source 'v' does not say where column 'opened_at' of table 'tickets' comes from");
    import(&trial,
           "  t: {file: t.csv, table: tickets, columns: {id: Ticket id, account: Acount, opened_at: Opened}}\n");
    check_says(&trial, "column 'Acount' is not in export 't'");
    check_says(&trial, "hint: t.csv:1:11 has 'Account'");
    check_says(&trial, "hint: t.csv:1:19 has 'Opened (UTC)'");
    end(&trial);
}

/* Domain 13: an id that must be unique and is not is an error with both rows. */
static void keys_that_stand_twice_are_errors(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv", STR("id,account,opened\n1,A1,2026-01-01\n2,A1,2026-01-01\n1,A2,2026-01-02\n"));
    import(&trial, "  t: {file: t.csv, table: tickets, columns: {id: id, account: account, opened_at: opened}}\n");
    assert_int_equal(trial.rc, RC_INVALID);
    check_says(&trial, "t.csv:4:1: error: '1' stands twice in table 'tickets'; the first is at t.csv:2");
    end(&trial);
}

static void surveys_are_checked(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "s.csv",
        STR("account,who,kind,score,at\nA1,a,NPS,9,2026-01-01\nA1,b,nps,9.5,2026-01-01\nA1,c,nps,11,2026-01-01\nA1,d,"
            "csat,7,2026-01-01\n"
            "A1,e,csat,4.5,2026-01-02\nA1,f,odd,4,2026-01-02\nA1,a,nps,3,2026-01-09\nA1,g,ces,,2026-01-09\nA1,a,nps,8,"
            "2026-02-01\n"));
    import(&trial, "  s: {file: s.csv, table: surveys, tolerance: 100%, columns: {account: account, respondent: who, "
                   "kind: kind, rating: score, answered_at: at}}\n");
    check_query(&trial, "SELECT kind || ' ' || COALESCE(rating, '-') || ' ' || wave FROM surveys ORDER BY rowid",
                "nps 9 2026-01;csat 4.5 2026-01;nps 3 2026-01;ces - 2026-01;nps 8 2026-02");
    check_query(&trial, "SELECT rating FROM surveys_counted ORDER BY answered_at", "4.5;3;8");
    check_query(&trial, "SELECT s.rating || ' until ' || r.next_at FROM survey_repeat r JOIN surveys s ON s.rowid = r.answer",
                "9 until 2026-01-09 00:00:00");
    check_query(&trial, "SELECT rule || ' ' || line FROM quarantine ORDER BY line",
                "rating-range 3;rating-range 4;rating-range 5;survey-kind 7");
    end(&trial);
}

/* Of equal times the last row counts; who answered without a name answered once. */
static void only_the_last_of_repeated_answers_counts(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "s.csv",
        STR("account,who,kind,score,at\nA1,a,nps,1,2026-01-03\nA1,a,nps,2,2026-01-03\nA1,a,nps,3,2026-01-01\nA1,,nps,4,2026-01-01\n"
            "A1,,nps,5,2026-01-02\nA1,a,csat,4,2026-01-05\nA2,a,nps,7,2026-01-05\nA1,a,nps,,2026-01-06\n"));
    import(&trial, "  s: {file: s.csv, table: surveys, columns: {account: account, respondent: who, kind: kind, rating: score, "
                   "answered_at: at}}\n");
    check_query(&trial, "SELECT s.rating || ' until ' || substr(r.next_at, 1, 10) FROM survey_repeat r JOIN surveys s ON s.rowid = r.answer ORDER BY 1",
                "1 until 2026-01-03;3 until 2026-01-03");
    check_query(&trial, "SELECT rating FROM surveys_counted ORDER BY answered_at, rating", "4;5;2;4;7");
    end(&trial);
}

static void ratings_that_count_are_added_up_day_by_day(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "s.csv",
        STR("account,who,kind,score,at\nA1,a,nps,9,2026-01-03\nA1,b,nps,6,2026-01-03\nA1,c,nps,8,2026-02-01\nA1,a,nps,0,2026-01-05\n"
            "A1,a,ces,3.5,2026-01-05\nA2,a,csat,,2026-01-06\n"));
    import(&trial, "  s: {file: s.csv, table: surveys, columns: {account: account, respondent: who, kind: kind, rating: score, "
                   "answered_at: at}}\n");
    /* Days of NPS, the first place of its last line: all answers; CES has a rest behind its line; CSAT has none. */
    check_query(&trial, "SELECT account || ' ' || length(nps) || ' ' || hex(substr(nps, 25 + 2 * 40 + 16, 1)) || ' ' || (instr(ces, '7/2') > 0) || ' ' || "
                        "COALESCE(csat, '-') FROM answer_days",
                "A1 144 03 1 -");
    end(&trial);
}

static void emails_and_events_are_counted_day_by_day(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "i.csv",
        STR("account,kind,at,answered\nA1,email,2026-01-03,1\nA1,email,2026-01-05,0\nA1,event,2026-01-05,1\nA1,call,2026-01-06,1\nA2,meeting,2026-01-06,1\n"));
    import(&trial, "  i: {file: i.csv, table: interactions, columns: {account: account, kind: kind, at: at, is_answered: answered}}\n");
    /* The sums of the last of two days: e-mails, those answered, events, those attended. */
    check_query(&trial, "SELECT account || ' ' || length(sent) || ' ' || hex(substr(sent, 25 + 48 + 16, 1)) || ' ' || hex(substr(sent, 25 + 48 + 24, 1)) || ' ' || "
                        "hex(substr(sent, 25 + 48 + 32, 1)) || ' ' || hex(substr(sent, 25 + 48 + 40, 1)) FROM interaction_days",
                "A1 120 02 01 01 01");
    end(&trial);
}

/* Whoever answers under an address here and an id there is one person; of one day and account all kinds stand in one row. */
static void a_person_is_known_by_address_or_id(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "u.csv", STR("id,account,mail\nu1,A1,Ann@Example.org\nu2,A1,\n"));
    put(&trial, "s.csv",
        STR("account,who,kind,score,at\nA1,ann@example.org,nps,9,2026-01-03 10:00\nA1,u1,csat,4,2026-01-03 09:00\nA1,u1,nps,9,2026-01-03 11:00\n"
            "A2,u1,ces,4,2026-01-03\nA1,u1,nps,7,2026-03-01\nA1,,nps,7,2026-03-01\nA1,u2,nps,7,2026-03-01\n"));
    import(&trial, "  u: {file: u.csv, table: users, columns: {id: id, account: account, email: mail}}\n"
                   "  s: {file: s.csv, table: surveys, columns: {account: account, respondent: who, kind: kind, rating: score, "
                   "answered_at: at}}\n");
    check_query(&trial,
                "SELECT person || ' ' || account || ' ' || day || ' ' || kinds || ' ' || COALESCE(day_before || ' ' || account_before || ' ' || "
                "kinds_before || ' ' || gap, '-') FROM asked ORDER BY person, day, account",
                "u1 A1 2026-01-03 csat,nps -;u1 A2 2026-01-03 ces 2026-01-03 A1 csat,nps 0;u1 A1 2026-03-01 nps 2026-01-03 A2 ces 57;"
                "u2 A1 2026-03-01 nps -");
    end(&trial);
}

static void tickets_are_counted_month_by_month(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv",
        STR("id,account,priority,status,opened,solved\n1,A1,high,solved,2026-01-03 10:00,2026-03-04 10:00\n2,A1,low,open,2026-03-01 10:00,\n"
            "3,A1,urgent,open,2026-03-02 10:00,\n4,A1,low,deleted,2026-01-01 10:00,\n5,A1,low,solved,2026-03-05 10:00,2026-03-05 09:00\n"
            "6,A1,low,solved,2026-05-05 10:00,2026-03-05 09:00\n7,A2,low,open,2026-02-05 10:00,\n"));
    import(&trial, "  t: {file: t.csv, table: tickets, columns: {id: id, account: account, priority: priority, status: status, opened_at: opened, "
                   "solved_at: solved}}\n");
    check_query(&trial,
                "SELECT account || ': ' || replace(months, char(31), ', ') || ' | ' || COALESCE(reversed, '-') || ' | ' || COALESCE(times, '-') FROM ticket_history",
                "A1: 2026-01-01 1 0 1 1, 2026-03-01 3 2 2 1 | 2026-05-01 2026-03-01 1 | 2026-03-01 1 5184000;A2: 2026-02-01 1 0 1 0 | - | -");
    end(&trial);
}

static void negative_revenue_is_refused(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "m.csv", STR("account,month,amount\nA1,2026-01-31,100\nA2,2026-01-31,-5\nA1,2026-02-28,0\n"));
    import(
        &trial,
        "  m: {file: m.csv, table: mrr, tolerance: 50%, columns: {account: account, month: month, amount: amount}}\n");
    check_query(&trial, "SELECT account || ' ' || month || ' ' || amount FROM mrr_month",
                "A1 2026-01-01 1000000;A1 2026-02-01 0");
    check_says(&trial, "'-5' in column 'amount' is not a recurring revenue: it is negative");
    end(&trial);
}

/* A gap, another amount and another account each begin a stretch. */
static void months_of_one_amount_are_one_stretch(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "s.csv",
        STR("id,account,mrr,currency,from,to\n1,A1,10,EUR,2025-11-05,2026-02-01\n2,A1,12,EUR,2026-02-01,2026-03-01\n"
            "3,A1,12,EUR,2026-05-01,2026-06-01\n4,A2,12,EUR,2026-05-01,2026-06-01\n"));
    import(&trial, "  s: {file: s.csv, table: subscriptions, columns: {id: id, account: account, mrr: mrr, currency: currency, "
                   "started_on: from, ended_on: to}}\n");
    check_query(&trial,
                "SELECT account || ' ' || substr(since, 1, 7) || ' ' || substr(until, 1, 7) || ' ' || amount || ' ' || currency || ' ' || "
                "COALESCE(gap, '-') || ' ' || COALESCE(prior_amount, '-') FROM mrr_stretch "
                "ORDER BY account, currency, since",
                "A1 2025-11 2026-01 100000 EUR - -;A1 2026-02 2026-02 120000 EUR 0 100000;A1 2026-05 2026-05 120000 EUR 2 120000;"
                "A2 2026-05 2026-05 120000 EUR - -");
    check_query(&trial, "SELECT currency FROM mrr_currency", "EUR");
    check_query(&trial,
                "SELECT account || ' ' || replace(months, char(31), ',') || ' ' || begun || ' ' || grown || ' ' || until || ' ' || is_plain "
                "FROM revenue_history WHERE account = 'A1'",
                "A1 2025-11-01 100000,2026-02-01 120000,2026-03-01 0,2026-05-01 120000,2026-06-01 0 2025-11-01 2026-02-01 2026-05-01 0");
    check_query(&trial,
                "SELECT replace(months, char(31), ',') || ' ' || begun || ' ' || COALESCE(grown, '-') || ' ' || until || ' ' || is_plain FROM "
                "revenue_history WHERE account = 'A2'",
                "2026-05-01 120000,2026-06-01 0 2026-05-01 - 2026-05-01 1");
    end(&trial);
}

/* Refunds count for the amount alone; the days between purchases add up to the day of the last one. */
static void transactions_are_added_up_by_day(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv",
        STR("id,account,at,amount\n1,A2,2026-03-05,10\n2,A1,2026-03-01 10:00,10\n3,A1,2026-03-01 12:00,5\n4,A1,2026-03-03,-4\n"
            "5,A1,2026-03-11,2\n6,A2,2026-03-11,-2\n"));
    import(&trial, "  t: {file: t.csv, table: transactions, columns: {id: id, account: account, at: at, amount: amount}}\n");
    check_query(&trial, "SELECT account || ' ' || replace(days, char(31), ',') FROM purchase_history ORDER BY account",
                "A1 2026-03-01 1 2 150000,2026-03-01 2 2461100 0,2026-03-03 1 0 -40000,2026-03-11 1 1 20000,2026-03-11 2 10 0;"
                "A2 2026-03-05 1 1 100000,2026-03-05 2 2461104 0,2026-03-11 1 0 -20000");
    end(&trial);
}

/* Without a day of its own an end is that of the opening; advocacy is no expansion. */
static void opportunities_of_expansion_are_kept_with_their_end(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "o.csv",
        STR("id,account,kind,stage,amount,opened,closed\n1,A2,Upsell,won,10,2026-01-05,2026-01-20\n2,A1,seats,lost,,2026-01-06,\n"
            "3,A1,add_on,won,5,,\n4,A1,cross_sell,open,7,2026-01-07,\n5,A1,case_study,yes,,2026-01-07,\n6,A1,upsell,,1,,\n"));
    import(&trial, "  o: {file: o.csv, table: opportunities, columns: {id: id, account: account, kind: kind, stage: stage, amount: amount, "
                   "opened_on: opened, closed_on: closed}}\n");
    check_query(&trial,
                "SELECT account || ' ' || kind || ' ' || COALESCE(opened, '-') || ' ' || ended || ' ' || is_won || ' ' || COALESCE(won_on, '-') "
                "|| ' ' || COALESCE(amount, '-') || ' ' || currency FROM expansion_deal",
                "A1 4 2026-01-06 2026-01-06 0 - - EUR;A1 3 -  1 - 50000 EUR;A1 2 2026-01-07 9999-12-31 0 - 70000 EUR;"
                "A1 1 - 9999-12-31 0 - 10000 EUR;A2 1 2026-01-05 2026-01-20 1 2026-01-20 100000 EUR");
    end(&trial);
}

static void merged_accounts_leave_their_history_to_the_survivor(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "accounts.csv", STR("id,name,into\nA1,One,\nA2,Two,A1\nA3,Three,A2\nA4,Four,gone\n"));
    put(&trial, "m.csv",
        STR("account,month,amount\nA1,2026-01-31,100\nA2,2026-01-31,10\nA3,2026-01-31,1\nA4,2026-01-31,7\n"));
    import(&trial, "  a: {file: accounts.csv, table: features, columns: {id: id}}\n"
                   "  m: {file: m.csv, table: mrr, columns: {account: account, month: month, amount: amount}}\n");
    check_query(&trial, "SELECT account || ' ' || amount FROM mrr_month ORDER BY 1",
                "A1 1000000;A2 100000;A3 10000;A4 70000");
    struct workspace *workspace = NULL;
    put(&trial, "reliure.yaml",
        STR("name: T\nas_of: 2026-09-30\nsources:\n"
            "  accounts: {file: accounts.csv, table: accounts, columns: {id: id, name: name, merged_into: into}}\n"
            "  m: {file: m.csv, table: mrr, columns: {account: account, month: month, amount: amount}}\n"));
    assert_int_equal(workspace_load(trial.arena, trial.folder, &trial.diag, &workspace), RC_OK);
    trial.rc = import_store(workspace, workspace->as_of, trial.folder, NULL, trial.arena, &trial.diag, &trial.report);
    check_query(&trial, "SELECT account || ' ' || amount FROM mrr_month ORDER BY 1", "A1 1110000;A4 70000");
    check_query(&trial, "SELECT id FROM accounts", "A1;A4");
    check_query(&trial, "SELECT id || '>' || account FROM account_alias", "A1>A1;A2>A1;A3>A1;A4>A4");
    end(&trial);
}

static void accounts_are_found_through_other_tables(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "accounts.csv", STR("id,name\nA1,Maison  Verdier\nA2,Twin\nA3,Twin\n"));
    put(&trial, "s.csv", STR("id,account,mrr,start\nS1,A2,10,2026-01-01\n"));
    put(&trial, "f.csv", STR("sub,feature,at\nS1,alerts,2026-01-05\nS9,alerts,2026-01-05\n"));
    put(&trial, "t.csv", STR("id,org,opened\n1,maison verdier,2026-01-01\n2,Twin,2026-01-01\n"));
    import(
        &trial,
        "  f: {file: f.csv, table: feature_usage, tolerance: 50%, columns: {feature: feature, at: at}, join: {column: "
        "account, from: sub, to: subscriptions.id}}\n"
        "  t: {file: t.csv, table: tickets, tolerance: 50%, columns: {id: id, opened_at: opened}, join: {column: "
        "account, from: org, to: name}}\n"
        "  s: {file: s.csv, table: subscriptions, columns: {id: id, account: account, mrr: mrr, started_on: start}}\n");
    check_query(&trial, "SELECT account FROM feature_usage", "A2");
    check_query(&trial, "SELECT account FROM tickets", "A1");
    check_query(&trial, "SELECT rule || ' ' || value FROM quarantine ORDER BY 1", "orphan S9;orphan Twin");
    end(&trial);
}

static void usage_is_rolled_up(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "u1.csv",
        STR("account,user,at,event,n\nA1,u1,2026-01-05 08:00,login,2\nA1,u1,2026-01-05 "
            "09:00,export,3\nA1,u2,2026-01-05 09:00,login,1\n"));
    put(&trial, "u2.csv",
        STR("n,event,at,user,account\n1,login,2026-01-20,u1,A1\n4,export,2026-02-01,u3,A1\n,login,2026-02-02,,A2\n"));
    put(&trial, "f.jsonl",
        STR("{\"p\":{\"a\":\"A1\",\"u\":\"u1\"},\"f\":\"alerts\",\"t\":1767600000}\n{\"p\":{\"a\":\"A1\",\"u\":\"u2\"},"
            "\"f\":\"alerts\",\"t\":1767600000000,\"n\":5}\n"));
    import(&trial, "  u: {file: u*.csv, table: usage, columns: {account: account, user: user, at: at, event: event, "
                   "quantity: n}}\n"
                   "  f: {file: f.jsonl, table: feature_usage, columns: {account: p.a, user: p.u, feature: f, at: t, "
                   "quantity: n}}\n");
    check_query(&trial,
                "SELECT account || ' ' || month || ' ' || COALESCE(users, '-') || ' ' || COALESCE(user_days, '-') || ' "
                "' || days || ' ' || events || ' ' || logins || ' ' || actions FROM account_month",
                "A1 2026-01-01 2 3 2 7 4 3;A1 2026-02-01 1 1 1 4 0 4;A2 2026-02-01 - - 1 1 1 0");
    check_query(&trial, "SELECT day || ' ' || users || ' ' || events FROM usage_day WHERE account = 'A1'",
                "2026-01-05 2 6;2026-01-20 1 1;2026-02-01 1 4");
    check_query(&trial, "SELECT user || ' ' || date(since + 0.5) || ' ' || hex(days) FROM user_days WHERE account = 'A1'",
                "u1 2026-01-05 0180;u2 2026-01-05 01;u3 2026-02-01 01");
    check_query(&trial, "SELECT account || ': ' || replace(users, char(31), ', ') FROM account_days", "A1: 1 2461045 0180, 2 2461045 01, 3 2461072 01");
    check_query(&trial, "SELECT account || ' ' || day FROM account_last_day", "A1 2026-02-01;A2 2026-02-02");
    check_query(&trial, "SELECT event || ' ' || uses || ' ' || users FROM event_month WHERE month = '2026-01-01'",
                "export 3 1;login 4 2");
    check_query(&trial, "SELECT feature || ' ' || users || ' ' || uses FROM feature_month", "alerts 2 6");
    check_query(&trial, "SELECT month || ' ' || \"rows\" || ' ' || days FROM source_month WHERE table_name = 'usage'",
                "2026-01-01 4 2;2026-02-01 2 2");
    check_query(&trial, "SELECT value FROM import_info WHERE key = 'activity_from'", "usage");
    end(&trial);
}

static void names_cannot_part_a_history(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "u.csv", STR("account,user,at,event\nA1,u1,2026-01-05,login\x1f" "2026-01-01 999 share\n"));
    import(&trial, "  u: {file: u.csv, table: usage, columns: {account: account, user: user, at: at, event: event}}\n");
    check_query(&trial, "SELECT instr(uses, char(31)) || ' ' || uses FROM account_history", "0 2026-01-01 1 login 2026-01-01 999 share");
    end(&trial);
}

static void users_of_several_months_are_counted_once(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "u.csv",
        STR("account,user,at,event,n\nA1,u1,2026-01-05,login,2\nA1,u1,2026-03-05,login,1\nA1,u2,2026-03-06,export,4\nA1,,2026-03-06,,9\n"
            "A2,u1,2026-04-01,login,1\nA1,u1,2026-04-02,share,5\n"));
    put(&trial, "f.csv",
        STR("account,user,at,feature\nA1,u1,2026-01-05,alerts\nA1,u1,2026-03-05,maps\nA1,u1,2026-04-05,alerts\nA1,u2,2026-03-05,alerts\n"
            "A1,,2026-04-05,alerts\nA2,u1,2026-05-05,alerts\n"));
    import(&trial, "  u: {file: u.csv, table: usage, columns: {account: account, user: user, at: at, event: event, quantity: n}}\n"
                   "  f: {file: f.csv, table: feature_usage, columns: {account: account, user: user, at: at, feature: feature}}\n");
    check_query(&trial, "SELECT account || ' ' || user || ' ' || substr(month, 6, 2) || ' ' || substr(month_before, 6, 2) FROM user_month",
                "A1 u1 01 ;A1 u1 03 01;A1 u2 03 ;A1 u1 04 03;A2 u1 04 ");
    check_query(&trial, "SELECT COUNT(*) FROM user_month WHERE account = 'A1' AND month >= '2026-03-01' AND month_before < '2026-03-01'", "2");
    check_query(&trial, "SELECT account || ' ' || feature || ' ' || user || ' ' || substr(month, 6, 2) || ' ' || substr(month_before, 6, 2) FROM feature_user_month",
                "A1 alerts u1 01 ;A1 alerts u2 03 ;A1 alerts u1 04 01;A1 maps u1 03 ;A2 alerts u1 05 ");
    check_query(&trial, "SELECT account || ': ' || replace(replace(features, char(31), ', '), '2026-', '') FROM account_features",
                "A1: 01-01 1 6 alerts - 1 1, 03-01 1 6 alerts - 1 1, 03-01 1 4 maps - 1 1, 04-01 2 6 alerts 01-01 1 1;A2: 05-01 1 6 alerts - 1 1");
    check_query(&trial, "SELECT account || ': ' || replace(replace(months, char(31), ', '), '2026-', '') FROM account_history",
                "A1: 01-01 1 1 2 2 0, 03-01 2 2 1 1 13, 04-01 1 1 0 0 5;A2: 04-01 1 1 1 1 0");
    check_query(&trial, "SELECT account || ': ' || replace(replace(uses, char(31), ', '), '2026-', '') FROM account_history",
                "A1: 01-01 2 login, 03-01 1 login, 03-01 4 export, 04-01 5 share;A2: 04-01 1 login");
    check_query(&trial, "SELECT account || ': ' || replace(replace(users, char(31), ', '), '2026-', '') FROM account_history",
                "A1: 01-01 - 1 2, 03-01 01-01 1 1, 03-01 - 1 4, 04-01 03-01 1 5;A2: 04-01 - 1 1");
    check_query(&trial, "SELECT account || ': ' || replace(replace(users, char(31), ', '), '2026-', '') FROM account_features",
                "A1: 1 01-01 - 1, 1 03-01 - 1, 1 04-01 01-01 1, 2 03-01 - 1;A2: 1 05-01 - 1");
    check_query(&trial, "SELECT table_name || ' ' || name FROM usage_name", "feature_usage alerts;feature_usage maps;usage export;usage login;usage share");
    end(&trial);
}

static void what_stands_below_the_data_is_ignored(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv", STR("id,account,opened\n1,A1,2026-01-01\n\nGrand Totals (1 records)\nCopyright\n"));
    import(&trial,
           "  t: {file: t.csv, table: tickets, end: blank, columns: {id: id, account: account, opened_at: opened}}\n");
    check_query(&trial, "SELECT rule || ' ' || records FROM source_ignored", "end 3");
    import(&trial, "  t: {file: t.csv, table: tickets, end: Grand Total, columns: {id: id, account: account, "
                   "opened_at: opened}}\n");
    check_query(&trial, "SELECT rule || ' ' || records FROM source_ignored ORDER BY 1", "blank 1;end 2");
    end(&trial);
}

static void rows_of_ignored_accounts_are_no_orphans(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "accounts.csv", STR("id,name,state\nA1,One,live\nA2,Two,test\nA3,,live\n"));
    put(&trial, "t.csv", STR("id,account,opened\n1,A1,2026-01-01\n2,A2,2026-01-01\n3,A3,2026-01-01\n"));
    put(&trial, "reliure.yaml",
        STR("name: T\nas_of: 2026-09-30\nsources:\n"
            "  accounts: {file: accounts.csv, table: accounts, tolerance: 50%, columns: {id: id, name: name}, where: "
            "{column: state, is: live}}\n"
            "  t: {file: t.csv, table: tickets, columns: {id: id, account: account, opened_at: opened}}\n"));
    struct workspace *workspace = NULL;
    assert_int_equal(workspace_load(trial.arena, trial.folder, &trial.diag, &workspace), RC_OK);
    trial.rc = import_store(workspace, workspace->as_of, trial.folder, NULL, trial.arena, &trial.diag, &trial.report);
    check_query(&trial, "SELECT id FROM tickets", "1");
    check_query(&trial, "SELECT rule || ' ' || records FROM source_ignored WHERE source = 't'", "excluded 2");
    end(&trial);
}

static void paths_that_no_record_has_are_told(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "f.jsonl", STR("{\"p\":{\"account\":\"A1\",\"user\":\"u\"},\"f\":\"alerts\",\"t\":1767600000}\n"));
    import(
        &trial,
        "  f: {file: f.jsonl, table: feature_usage, columns: {account: p.acount, user: p.user, feature: f, at: t}}\n");
    assert_int_equal(trial.rc, RC_INVALID);
    check_says(&trial, "column 'p.acount' is not in export 'f'");
    check_says(&trial, "has 'p.account'");
    import(
        &trial,
        "  f: {file: f.jsonl, table: feature_usage, columns: {account: p.account, user: p.usr, feature: f, at: t}}\n");
    assert_int_equal(trial.rc, RC_OK);
    check_says(&trial, "warning: no record of f.jsonl has 'p.usr'");
    check_says(&trial, "has 'p.user'");
    end(&trial);
}

static void only_reading_is_allowed(void **state)
{
    (void)state;
    struct trial  trial;
    sqlite3      *store;
    sqlite3_stmt *stmt;
    begin(&trial);
    import(&trial, "");
    assert_int_equal(store_open(trial.report.store, &trial.diag, &store), RC_OK);
    store_guard(store);
    static const char *const refused[] = {"DELETE FROM accounts", "SELECT random()", "PRAGMA page_count",
                                          "ATTACH '/tmp/x' AS x", "CREATE TEMP TABLE t(a)"};
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        assert_int_not_equal(sqlite3_prepare_v2(store, refused[i], -1, &stmt, NULL), SQLITE_OK);
    sqlite3_close(store);
    assert_int_equal(store_open(file_join(trial.arena, trial.folder, "accounts.csv"), &trial.diag, &store), RC_INVALID);
    end(&trial);
}

static void unusual_files_are_read_or_refused(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "t.csv", STR("sep=|\r\nTickets of the year\r\n\r\n\"id\"|\"acc\nount\"|opened\r\n1|A1|2026-01-01\r\n"));
    put(&trial, "bare.csv", STR("7;A2;2026-01-01\n"));
    put(&trial, "empty.csv", STR(""));
    import(&trial, "  t: {file: t.csv, table: tickets, columns: {id: id, account: \"acc ount\", opened_at: opened}}\n"
                   "  b: {file: bare.csv, table: tickets, header: 0, columns: {id: \"#1\", account: \"#2\", opened_at: "
                   "\"#3\"}}\n");
    check_query(&trial, "SELECT id FROM tickets", "1;7");
    import(&trial, "  e: {file: empty.csv, table: tickets, columns: {id: id, account: a, opened_at: opened}}\n");
    check_says(&trial, "empty.csv: error: the header cannot be read: the file ends before it");
    import(&trial, "  d: {file: state, table: tickets, columns: {id: id, account: a, opened_at: opened}}\n");
    check_says(&trial, "is not a regular file but a directory");
    end(&trial);
}

static void no_table_is_wider_than_a_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct table_info *table = table_info((enum table_id)i);
        assert_in_range(table->count, 1, TABLE_COLUMNS_MAX);
        assert_true(!table->dated[0] || table_column(table, str_from(table->dated)) < table->count);
        assert_int_equal(table->columns[table->count - 1].table, i);
    }
    assert_string_equal(table_info(TABLE_usage)->columns[AT_usage_quantity].name, "quantity");
    struct strbuf schema = {0};
    store_schema_write(&schema);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, schema.at, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    strbuf_release(&schema);
}

static void a_json_text_is_read_by_its_paths(void **state)
{
    (void)state;
    static const char source[] = "  subs: {file: subs.json, table: subscriptions, records: data.items, columns: {id: id, "
                                 "account: props.client, mrr: props.mrr, started_on: from}}\n";
    struct trial      trial;
    begin(&trial);
    put(&trial, "subs.json",
        STR("{\"data\":{\"items\":[{\"id\":1,\"props\":{\"client\":\"A1\",\"mrr\":12.5},\"from\":\"2026-01-31\"}\n,"
            "{\"id\":2,\"props\":{\"client\":\"A2\",\"mrr\":1e2},\"from\":\"2026-02-28\"}]},\"errors\":[{}]}"));
    import(&trial, source);
    check_query(&trial, "SELECT id || account || mrr || started_on || _line FROM subscriptions ORDER BY id",
                "1A11250002026-01-311;2A210000002026-02-282");
    put(&trial, "subs.json", STR("{\"data\":{\"items\":[{\"id\":1,\"props\":{\"client\":\"A1\",\"mrr\":12.5},"
                                 "\"from\":\"2026-01-31\"},\n{\"id\":2"));
    import(&trial, source);
    assert_int_equal(trial.rc, RC_INVALID);
    check_says(&trial, "subs.json:2:8: error: reading ends here: the file ends inside the JSON text");
    end(&trial);
}

static void an_export_is_inspected_without_a_definition(void **state)
{
    (void)state;
    struct trial          trial;
    struct inspect_report report;
    begin(&trial);
    put(&trial, "x.csv", STR("Id;Prix;Le;Actif;Vide\n007;1,50;13/02/2026;oui;\n008;12,00;01/02/2026;non;\n"));
    assert_int_equal(
        inspect_file(file_join(trial.arena, trial.folder, "x.csv"), NULL, trial.arena, &trial.diag, &report), RC_OK);
    assert_string_equal(dialect_text(trial.arena, &report.dialect, DIAG_ENGLISH).ptr, "UTF-8, semicolons, decimal comma");
    static const enum inspect_type types[] = {INSPECT_INTEGER, INSPECT_NUMBER, INSPECT_DATE, INSPECT_BOOLEAN,
                                              INSPECT_EMPTY};
    assert_int_equal(report.column_count, COUNT_OF(types));
    for (size_t i = 0; i < COUNT_OF(types); i++) assert_int_equal(report.columns[i].type, types[i]);
    assert_true(str_is(report.columns[1].most, "12,00"));
    assert_int_equal(report.columns[2].order, WHEN_DMY);
    end(&trial);
}

static void what_users_do_first_is_rolled_up(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial);
    put(&trial, "p.csv", STR("id,account,up,first\nu1,A1,2026-03-28 10:00,2026-03-29 10:00\nu2,A1,,2026-03-29 10:00\n"));
    put(&trial, "o.csv",
        STR("account,user,step,n,in,out\nA1,u1,Profil,1,2026-03-28,2026-03-29\nA1,u1,Profil,1,2026-03-30,2026-03-28\n"
            "A1,u1,Fin,2,2026-04-01,2026-04-02\nA1,,Début,1,,\nA1,,Profil,1,2026-04-01,\n"));
    put(&trial, "u.csv", STR("account,user,at\nA1,u1,2026-03-29\n"));
    import(&trial, "  u: {file: u.csv, table: usage, columns: {account: account, user: user, at: at}}\n"
                   "  p: {file: p.csv, table: users, columns: {id: id, account: account, signed_up_at: up, first_value_at: "
                   "first}}\n"
                   "  o: {file: o.csv, table: onboarding, columns: {account: account, user: user, step: step, position: n, "
                   "entered_at: in, completed_at: out}}\n");
    /* The clocks of Paris go forward in the night: 23 hours. */
    check_query(&trial,
                "SELECT user || ' ' || month || ' ' || date(day_number + 0.5) || ' ' || value_seconds || ' ' || date(onboarded + 0.5) "
                "FROM user_start",
                "u1 2026-03-01 2026-03-28 82800 2026-04-02");
    check_query(&trial, "SELECT account || ': ' || users FROM account_starts", "A1: 2026-03-01 2461127 2461128 01");
    check_query(&trial, "SELECT position || ' ' || step || ' ' || place FROM onboarding_step", "1 Début 1;2 Fin 2");
    check_query(&trial, "SELECT account || replace(days, char(31), ',') FROM onboarding_history",
                "A1 1 1 0,2026-03-28 1 1 0,2026-03-29 1 0 1,2026-04-01 1 1 0,2026-04-01 2 1 0,2026-04-02 2 0 1");
    check_query(&trial, "SELECT account || ' ' || replace(days, char(31), ',') FROM onboarding_course",
                "A1  1 1 0,2026-03-30 1 1 0,2026-04-01 1 1 0,2026-04-02 1 0 1");
    check_query(&trial,
                "SELECT user || ' ' || began || ' ' || completed || ' ' || last_completed FROM onboarding_user WHERE user <> "
                "''",
                "u1 2026-03-30 2026-04-02 2026-04-02");
    end(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_arrive_typed),
        cmocka_unit_test(every_record_is_accounted_for),
        cmocka_unit_test(beyond_its_tolerance_a_source_fails),
        cmocka_unit_test(ambiguous_dates_and_numbers_are_asked_for),
        cmocka_unit_test(wrong_maps_are_told_all_at_once),
        cmocka_unit_test(keys_that_stand_twice_are_errors),
        cmocka_unit_test(surveys_are_checked),
        cmocka_unit_test(only_the_last_of_repeated_answers_counts),
        cmocka_unit_test(ratings_that_count_are_added_up_day_by_day),
        cmocka_unit_test(emails_and_events_are_counted_day_by_day),
        cmocka_unit_test(a_person_is_known_by_address_or_id),
        cmocka_unit_test(tickets_are_counted_month_by_month),
        cmocka_unit_test(negative_revenue_is_refused),
        cmocka_unit_test(months_of_one_amount_are_one_stretch),
        cmocka_unit_test(transactions_are_added_up_by_day),
        cmocka_unit_test(opportunities_of_expansion_are_kept_with_their_end),
        cmocka_unit_test(merged_accounts_leave_their_history_to_the_survivor),
        cmocka_unit_test(accounts_are_found_through_other_tables),
        cmocka_unit_test(usage_is_rolled_up),
        cmocka_unit_test(users_of_several_months_are_counted_once),
        cmocka_unit_test(names_cannot_part_a_history),
        cmocka_unit_test(what_stands_below_the_data_is_ignored),
        cmocka_unit_test(rows_of_ignored_accounts_are_no_orphans),
        cmocka_unit_test(paths_that_no_record_has_are_told),
        cmocka_unit_test(only_reading_is_allowed),
        cmocka_unit_test(unusual_files_are_read_or_refused),
        cmocka_unit_test(no_table_is_wider_than_a_row),
        cmocka_unit_test(a_json_text_is_read_by_its_paths),
        cmocka_unit_test(an_export_is_inspected_without_a_definition),
        cmocka_unit_test(what_users_do_first_is_rolled_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
