/* SPDX-License-Identifier: MIT */
#include "source/dbfile.h"

#include "base/file.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct trial {
    struct arena *arena;
    struct diag   diag;
    char          path[64];
};

static void begin(struct trial *trial, const char *sql)
{
    sqlite3 *db = NULL;
    *trial = (struct trial){.arena = arena_new()};
    diag_init(&trial->diag, trial->arena);
    snprintf(trial->path, sizeof trial->path, "/tmp/reliure-dbfile-XXXXXX");
    int fd = mkstemp(trial->path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(sqlite3_open(trial->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void end(struct trial *trial)
{
    unlink(trial->path);
    arena_free(trial->arena);
}

/* "a|b" a row, typed values as « #1 »; faults as « !rule@row:col », a failure as « ?sentence@row », what cannot be opened as its message. */
static void check(struct trial *trial, const char *query, const char *table, const char *expected)
{
    const struct placed_text asked = {str_from(query), SPAN_NONE}, whole = {str_from(table), SPAN_NONE};
    const char         *sql = NULL;
    struct dbfile      *file = NULL;
    struct record       record;
    struct record_place place;
    struct strbuf       out = {0};
    diag_init(&trial->diag, trial->arena);
    enum rc rc =
        dbfile_query(trial->path, &asked, &whole, trial->arena, &trial->diag, SPAN_NONE, &sql);
    if (rc == RC_OK) rc = dbfile_open(trial->path, sql, &trial->diag, SPAN_NONE, &file);
    while (rc == RC_OK && dbfile_next(file, &record)) {
        for (size_t i = 0; i < record.count; i++) {
            if (i) strbuf_addc(&out, '|');
            if (record_is_typed(&record, i)) strbuf_addc(&out, '#');
            strbuf_add(&out, record_value(&record, i));
        }
        place = record_place(&record, record.fault_at);
        if (record.fault) strbuf_printf(&out, "!%s@%u:%u", record_fault_rule(record.fault), place.line, place.col);
        strbuf_addc(&out, '\n');
    }
    const char *failure = rc == RC_OK ? dbfile_failure(file, &place) : NULL;
    if (failure) strbuf_printf(&out, "?%s@%u", failure, place.line);
    dbfile_close(file);
    if (rc == RC_OK) {
        assert_string_equal(out.at, expected);
    } else {
        str text = trial->diag.first->text;
        if (str_find_str(text, str_from(expected)) == text.len) fail_msg("%.*s", STR_ARG(text));
    }
    strbuf_release(&out);
}

static const char two_tables[] =
    "CREATE TABLE \"a \"\" b\"(id, name TEXT, rate REAL, note);"
    "INSERT INTO \"a \"\" b\" VALUES(1, 'Caf\xC3\xA9', 0.1 + 0.2, NULL), (2, '', 1e20, 12.5);"
    "CREATE TABLE c(x); INSERT INTO c VALUES('a' || char(0) || 'b'), (x'00'), (7);";

static void rows_of_a_table_are_records(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, two_tables);
    check(&trial, NULL, "a \" b", "id|name|rate|note\n#1|Caf\xC3\xA9|#0.3|\n#2||#100000000000000000000|#12.5\n");
    check(&trial, "SELECT id * 2 AS twice FROM \"a \"\" b\" ORDER BY id DESC", NULL, "twice\n#4\n#2\n");
    check(&trial, NULL, "c", "x\n!nul-byte@1:1\n!binary@2:1\n#7\n");
    check(&trial, NULL, NULL, "several tables");
    check(&trial, NULL, "d", "no such table: d");
    end(&trial);
    begin(&trial, "CREATE TABLE one(x); INSERT INTO one VALUES(1)");
    check(&trial, NULL, NULL, "x\n#1\n");
    end(&trial);
}

static void a_query_may_only_read(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, two_tables);
    check(&trial, "DELETE FROM c", NULL, "not authorized");
    check(&trial, "ATTACH '/tmp/other.db' AS o", NULL, "not authorized");
    check(&trial, "PRAGMA user_version", NULL, "not authorized");
    check(&trial, "SELECT load_extension('x')", NULL, "not authorized");
    check(&trial, "SELECT 1; SELECT 2", NULL, "one SELECT");
    check(&trial, " ", NULL, "one SELECT");
    check(&trial, "SELECT zeroblob(900000000)", NULL, "zeroblob(900000000)\n?string or blob too big@1");
    end(&trial);
}

static void rows_do_not_depend_on_day_or_chance(void **state)
{
    static const char *const asking[] = {"SELECT date('now')", "SELECT current_timestamp", "SELECT strftime('%Y')",
                                         "SELECT id FROM recent",
                                         "SELECT x FROM c WHERE x > julianday('NOW', '+1 day')"};
    (void)state;
    struct trial trial;
    begin(&trial, "CREATE TABLE c(x); INSERT INTO c VALUES(1), (2);"
                  "CREATE VIEW recent AS SELECT x AS id FROM c WHERE x < date('now')");
    check(&trial, "SELECT random()", NULL, "not authorized to use function: random");
    check(&trial, "SELECT x FROM c ORDER BY RANDOM()", NULL, "not authorized to use function: RANDOM");
    check(&trial, "SELECT date('2026-03-01', '+1 month') AS d", NULL, "d\n2026-04-01\n");
    for (size_t i = 0; i < COUNT_OF(asking); i++) {
        const struct placed_text query = {str_from(asking[i]), SPAN_NONE};
        const char              *sql = NULL;
        struct dbfile           *file = NULL;
        struct record            record;
        struct record_place      place;
        assert_int_equal(dbfile_query(trial.path, &query, NULL, trial.arena, &trial.diag, SPAN_NONE, &sql), RC_OK);
        assert_int_equal(dbfile_open(trial.path, sql, &trial.diag, SPAN_NONE, &file), RC_OK);
        assert_true(dbfile_next(file, &record)); /* names */
        while (dbfile_next(file, &record))
            fail_msg("%s has a row", asking[i]);
        assert_non_null(dbfile_failure(file, &place));
        assert_non_null(strstr(dbfile_failure(file, &place), "present time"));
        dbfile_close(file);
    }
    end(&trial);
}

static void what_is_no_database_says_so(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, two_tables);
    assert_true(dbfile_is_database(trial.path));
    const char *wal = arena_printf(trial.arena, "%s-wal", trial.path).ptr;
    assert_int_equal(file_write(wal, STR("x"), &trial.diag), RC_OK);
    check(&trial, NULL, "c", "a program is writing it");
    unlink(wal);
    assert_int_equal(file_write(trial.path, STR("SQLite format 2, or something like it"), &trial.diag), RC_OK);
    assert_false(dbfile_is_database(trial.path));
    check(&trial, NULL, "c", "file is not a database");
    check(&trial, NULL, NULL, "file is not a database");
    end(&trial);
    begin(&trial, "");
    check(&trial, NULL, NULL, "it holds no table");
    end(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_table_are_records),
        cmocka_unit_test(a_query_may_only_read),
        cmocka_unit_test(rows_do_not_depend_on_day_or_chance),
        cmocka_unit_test(what_is_no_database_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
