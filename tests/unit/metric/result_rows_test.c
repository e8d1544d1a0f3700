/* SPDX-License-Identifier: MIT */
#include "metric/result_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* More than two reaches of subjects; enough rows of each that they take several blocks. */
enum { SUBJECTS = 2 * ROWS_REACH + 5, PERIODS = 3, ROWS = 30, COLUMNS = 4, TABLES = 2 };

static struct table_column columns[COLUMNS] = {{.name = STR("name")}, {.name = STR("of \"it\"")}, {.name = STR("amount")}, {.name = STR("note")}};
static struct metric_table tables[TABLES] = {{.id = STR("first"), .columns = columns, .column_count = COLUMNS},
                                             {.id = STR("second"), .columns = columns, .column_count = COLUMNS}};
static const struct catalogue catalogue = {.tables = tables, .table_count = TABLES};

struct world {
    sqlite3                  *handle;
    struct result_rows_writer writer;
};

static void execute(sqlite3 *handle, const char *sql)
{
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
}

static void begin(struct world *world)
{
    assert_int_equal(sqlite3_open(":memory:", &world->handle), SQLITE_OK);
    execute(world->handle, ROWS_SCHEMA "CREATE TABLE subject(id INTEGER PRIMARY KEY, subject TEXT UNIQUE);"
                                       "CREATE TABLE periods(id INTEGER PRIMARY KEY, period TEXT UNIQUE);"
                                       "CREATE TABLE wanted(t, subject TEXT, period TEXT, name, it, amount, note);");
    for (int i = 0; i < SUBJECTS; i++) {
        char sql[80];
        sqlite3_snprintf(sizeof sql, sql, "INSERT INTO subject VALUES(%d, 'S%02d')", i, i);
        execute(world->handle, sql);
        sqlite3_snprintf(sizeof sql, sql, "INSERT INTO periods VALUES(%d, 'P%d')", i, i);
        if (i < PERIODS) execute(world->handle, sql);
    }
    assert_int_equal(result_rows_open(&world->writer, world->handle), RC_OK);
}

static void end(struct world *world)
{
    result_rows_close(&world->writer);
    assert_int_equal(sqlite3_close(world->handle), SQLITE_OK);
}

static void bind(sqlite3_stmt *insert, int at, const struct result_value *value)
{
    switch (value->kind) {
    case RESULT_NULL: sqlite3_bind_null(insert, at); break;
    case RESULT_WHOLE: sqlite3_bind_int64(insert, at, value->whole); break;
    case RESULT_REAL: sqlite3_bind_double(insert, at, value->real); break;
    case RESULT_TEXT: sqlite3_bind_text(insert, at, value->bytes.ptr, (int)value->bytes.len, SQLITE_TRANSIENT); break;
    case RESULT_BYTES: sqlite3_bind_blob(insert, at, value->bytes.ptr, (int)value->bytes.len, SQLITE_TRANSIENT); break;
    }
}

/* To the blocks, and to the plain table that they must equal. */
static void add_row(struct world *world, int table, const char *subject, const char *period, const struct result_value values[COLUMNS])
{
    struct result_place place = {SIZE_MAX, SIZE_MAX, {.kind = RESULT_TEXT, .bytes = str_from(subject)}, {.kind = RESULT_TEXT, .bytes = str_from(period)}};
    sqlite3_stmt       *insert;
    if (subject[0] == 'S') place.subject = (size_t)(subject[1] - '0') * 10 + (size_t)(subject[2] - '0');
    if (period[0] == 'P') place.period = (size_t)(period[1] - '0');
    for (int i = 0; i < COLUMNS; i++)
        result_rows_add(&world->writer, &values[i]);
    assert_int_equal(result_rows_end_row(&world->writer, &place), RC_OK);
    assert_int_equal(sqlite3_prepare_v2(world->handle, "INSERT INTO wanted VALUES(?, ?, ?, ?, ?, ?, ?)", -1, &insert, NULL), SQLITE_OK);
    sqlite3_bind_int(insert, 1, table);
    bind(insert, 2, &place.subject_text);
    bind(insert, 3, &place.period_text);
    for (int i = 0; i < COLUMNS; i++)
        bind(insert, 4 + i, &values[i]);
    assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_finalize(insert);
}

static const int64_t WHOLES[] = {0, 1, -1, 63, -64, 1LL << 57, (1LL << 58) - 1, 1LL << 58, -(1LL << 58), INT64_MAX, INT64_MIN};

static void add_numbered(struct world *world, int table, int subject, int row)
{
    static char long_text[5000];
    char        subject_id[8], period[8], name[40];
    memset(long_text, 'x', sizeof long_text - 1);
    snprintf(subject_id, sizeof subject_id, "S%02d", subject);
    snprintf(period, sizeof period, "P%d", row % PERIODS);
    snprintf(name, sizeof name, "row %d of %d", row, subject);
    struct result_value values[COLUMNS] = {{.kind = RESULT_TEXT, .bytes = str_from(name)},
                                           {.kind = RESULT_WHOLE, .whole = WHOLES[(size_t)(row + subject) % COUNT_OF(WHOLES)]},
                                           {.kind = RESULT_REAL, .real = -0.1 * row},
                                           {0}};
    if (row % 7 == 0) values[3] = (struct result_value){.kind = RESULT_TEXT, .bytes = STR("")};
    if (row % 7 == 1) values[3] = (struct result_value){.kind = RESULT_BYTES, .bytes = {"\0\1", 2}};
    if (row == 9 && subject == 20) values[3] = (struct result_value){.kind = RESULT_TEXT, .bytes = str_from(long_text)};
    add_row(world, table, subject_id, period, values);
}

static int64_t number_of(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *select;
    if (sqlite3_prepare_v2(handle, sql, -1, &select, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    assert_int_equal(sqlite3_step(select), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(select, 0);
    sqlite3_finalize(select);
    return number;
}

/* Rows that either side has and the other not, types and order within a subject included. */
#define SIDES(of_rows, of_wanted)                                                                                            \
    "WITH a AS (SELECT subject, period, name, \"of \"\"it\"\"\" AS it, typeof(amount), amount, typeof(note), note, "          \
    "ROW_NUMBER() OVER (PARTITION BY subject ORDER BY rowid) FROM " of_rows "), b AS (SELECT subject, period, name, it, "      \
    "typeof(amount), amount, typeof(note), note, ROW_NUMBER() OVER (PARTITION BY subject ORDER BY rowid) FROM wanted WHERE " of_wanted \
    ") SELECT (SELECT COUNT(*) FROM (SELECT * FROM a EXCEPT SELECT * FROM b)) + (SELECT COUNT(*) FROM (SELECT * FROM b EXCEPT SELECT * FROM a)) "  \
    "+ abs((SELECT COUNT(*) FROM a) - (SELECT COUNT(*) FROM b))"

static void assert_same(struct world *world)
{
    sqlite3 *handle = world->handle;
    assert_int_equal(result_tables_register(handle, &catalogue, "main", ""), RC_OK);
    assert_int_equal(number_of(handle, SIDES("first", "t = 0")), 0);
    assert_int_equal(number_of(handle, SIDES("second", "t = 1")), 0);
    assert_int_equal(number_of(handle, SIDES("second WHERE period = 'P1'", "t = 1 AND period = 'P1'")), 0);
    assert_int_equal(number_of(handle, SIDES("first WHERE subject = 'elsewhere'", "t = 0 AND subject = 'elsewhere'")), 0);
    assert_int_equal(number_of(handle, SIDES("first WHERE period = 'never'", "t = 0 AND period = 'never'")), 0);
    for (int i = 0; i < SUBJECTS; i++) {
        char sql[1200];
        sqlite3_snprintf(sizeof sql, sql, SIDES("first WHERE subject = 'S%02d'", "t = 0 AND subject = 'S%02d'"), i, i);
        assert_int_equal(number_of(handle, sql), 0);
        sqlite3_snprintf(sizeof sql, sql, SIDES("second WHERE subject = 'S%02d' AND period = 'P2'", "t = 1 AND subject = 'S%02d' AND period = 'P2'"), i, i);
        assert_int_equal(number_of(handle, sql), 0);
    }
    assert_int_equal(number_of(handle, "SELECT COUNT(*) FROM first WHERE subject IS NULL OR subject = 'S99' OR period = NULL"), 0);
    assert_int_equal(number_of(handle, "SELECT COUNT(*) - COUNT(DISTINCT rowid) FROM first"), 0);
}

static void rows_come_back_as_they_were_written_subject_by_subject(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    for (int table = 0; table < TABLES; table++) {
        result_rows_begin(&world.writer, (size_t)table);
        for (int subject = table; subject < SUBJECTS; subject += 1 + table) {
            for (int row = 0; row < ROWS; row++)
                add_numbered(&world, table, subject, row);
        }
        assert_int_equal(result_rows_end(&world.writer), RC_OK);
    }
    assert_same(&world);
    end(&world);
}

/* Period by period, subjects backwards, subjects and periods that the file does not know. */
static void rows_in_any_order_are_found(void **state)
{
    (void)state;
    struct world              world;
    const struct result_value values[COLUMNS] = {{.kind = RESULT_WHOLE, .whole = 7}};
    begin(&world);
    result_rows_begin(&world.writer, 0);
    for (int row = 0; row < ROWS; row++) {
        for (int subject = SUBJECTS - 1; subject >= 0; subject -= 3)
            add_numbered(&world, 0, subject, row);
        add_row(&world, 0, "elsewhere", "P1", values);
        add_row(&world, 0, "S03", "never", values);
        add_row(&world, 0, "nowhere", "never", values);
    }
    assert_int_equal(result_rows_end(&world.writer), RC_OK);
    assert_same(&world);
    end(&world);
}

static void a_broken_block_is_read_within_its_bytes(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    execute(world.handle, "INSERT INTO row_block VALUES(0, x''), (1, x'ff'), (2, x'0005'), (3, x'00000105fcffffff'), (4, x'000001ffffffffffffffffff7f'),"
                          "(5, x'00ffffffffffffffff7f0101'), (6, x'0000ffffff7f0109'), (7, x'0000000b7fffff'), (8, x'00000102020d')");
    assert_int_equal(result_tables_register(world.handle, &catalogue, "main", ""), RC_OK);
    (void)number_of(world.handle, "SELECT COUNT(subject) + COUNT(period) + COUNT(name) + COUNT(note) FROM first");
    (void)number_of(world.handle, "SELECT COUNT(subject) + COUNT(period) + COUNT(name) + COUNT(note) FROM first WHERE subject = 'S02'");
    end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_as_they_were_written_subject_by_subject),
        cmocka_unit_test(rows_in_any_order_are_found),
        cmocka_unit_test(a_broken_block_is_read_within_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
