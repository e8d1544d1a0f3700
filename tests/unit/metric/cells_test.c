/* SPDX-License-Identifier: MIT */
#include "metric/cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* More than two blocks, and a last one that is not full. */
enum { SUBJECTS = 2 * CELLS_BLOCK + 5, METRICS = 3, PERIODS = 200 };

static sqlite3 *open_file(void)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(":memory:", &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, CELLS_SCHEMA "CREATE TABLE subject(id INTEGER PRIMARY KEY, subject TEXT UNIQUE);", NULL,
                                  NULL, NULL),
                     SQLITE_OK);
    for (int i = 0; i < SUBJECTS; i++) {
        char sql[80];
        sqlite3_snprintf(sizeof sql, sql, "INSERT INTO subject VALUES(%d, 'S%d')", i, i);
        assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    }
    return handle;
}

/* What stands at a place; subjects that three divides have nothing. */
static bool cell_at(struct arena *room, int metric, int subject, int period, struct cell *out)
{
    int kind = (metric + subject + period) % 3;
    if (subject % 3 == 0 || period % 7) return false;
    *out = (struct cell){.period = (size_t)period, .n = kind == 1 ? -1 : (int64_t)subject << 35};
    out->state = (enum formula_state)kind;
    str text = arena_printf(room, "%d/%d", subject + 1, period + 1);
    if (kind == FORMULA_KNOWN)
        out->number = text;
    else
        out->reason = STR("no-data");
    if (kind == FORMULA_KNOWN) out->band = STR("bon");
    if (subject % 2) out->note = STR("low-sample");
    if (subject % 5 == 0) out->coverage = STR("3/5");
    /* Longer than a length of one byte holds. */
    if (period % 2) out->names = arena_printf(room, "%0*d|?no-answers", 130 + subject, period);
    return true;
}

static void write_all(sqlite3 *handle, struct arena *room)
{
    struct cells_writer writer;
    assert_int_equal(cells_open(&writer, handle, SUBJECTS), RC_OK);
    for (int metric = 0; metric < METRICS; metric++) {
        for (int subject = 0; subject < SUBJECTS; subject++) {
            struct cell cell;
            for (int period = 0; period < PERIODS; period++) {
                if (cell_at(room, metric, subject, period, &cell)) cells_add(&writer, cell.period, cells_pack(room, &cell));
            }
            assert_int_equal(cells_next_subject(&writer), RC_OK);
        }
    }
    cells_close(&writer);
}

static void assert_text(str a, str b)
{
    if (!str_equal(a, b)) fail_msg("\"%.*s\" was written as \"%.*s\"", STR_ARG(b), STR_ARG(a));
}

static struct arena       *arena;
static sqlite3            *written;
static struct cells_reader reader;

static int write_and_open(void **state)
{
    (void)state;
    arena = arena_new();
    written = open_file();
    write_all(written, arena);
    return cells_reader_open(&reader, written, "main") == RC_OK ? 0 : -1;
}

static int close_written(void **state)
{
    (void)state;
    cells_reader_close(&reader);
    sqlite3_close(written);
    arena_free(arena);
    return 0;
}

static void assert_subject(int metric, int subject)
{
    str         rest = cells_of(&reader, (size_t)metric, (size_t)subject);
    struct cell wanted, found = {0};
    for (int period = 0; period < PERIODS; period++) {
        if (!cell_at(arena, metric, subject, period, &wanted)) continue;
        assert_true(cells_take(&rest, &found));
        assert_int_equal(found.period, wanted.period);
        assert_int_equal(found.state, wanted.state);
        assert_int_equal(found.n, wanted.n);
        assert_text(found.number, wanted.number);
        assert_text(found.reason, wanted.reason);
        assert_text(found.band, wanted.band);
        assert_text(found.note, wanted.note);
        assert_text(found.coverage, wanted.coverage);
        assert_text(found.names, wanted.names);
    }
    assert_false(cells_take(&rest, &found));
}

/* Forwards, backwards and from metric to metric, for blocks are kept. */
static void every_cell_comes_back_as_it_was_written(void **state)
{
    (void)state;
    for (int subject = 0; subject < SUBJECTS; subject++) {
        for (int metric = 0; metric < METRICS; metric++) {
            assert_subject(metric, subject);
            assert_subject(METRICS - 1 - metric, SUBJECTS - 1 - subject);
        }
    }
}

static void a_metric_that_was_not_written_has_no_cells(void **state)
{
    (void)state;
    assert_int_equal(cells_of(&reader, METRICS, 4).len, 0);
}

/* Periods that say the same, or the same but for one thing, each come back whole. */
static void cells_like_the_one_before_come_back(void **state)
{
    (void)state;
    const struct cell cells[] = {
        {.period = 3, .state = FORMULA_KNOWN, .number = STR("107/2"), .band = STR("bon"), .names = STR("107|2"), .n = 4},
        {.period = 200, .state = FORMULA_KNOWN, .number = STR("107/2"), .band = STR("bon"), .names = STR("107|2"), .n = 4},
        {.period = 5, .state = FORMULA_KNOWN, .number = STR("107/2"), .band = STR("bon"), .names = STR("107|2"), .n = 5},
        {.period = 6, .state = FORMULA_KNOWN, .number = STR("107/2"), .note = STR("bon"), .names = STR("107|2"), .n = 5},
        {.period = 7, .state = FORMULA_MISSING, .reason = STR("107/2"), .note = STR("bon"), .names = STR("107|2"), .n = 5},
        {.period = 8, .state = FORMULA_MISSING, .reason = STR("107/2"), .note = STR("bon"), .names = STR("107|2"), .n = 5},
    };
    enum { ALL = COUNT_OF(cells) };
    struct arena       *room = arena_new();
    sqlite3            *handle = open_file();
    struct cells_writer writer;
    struct cells_reader again;
    assert_int_equal(cells_open(&writer, handle, SUBJECTS), RC_OK);
    for (size_t subject = 0; subject < SUBJECTS; subject++) {
        for (size_t i = subject; i < ALL; i++)
            cells_add(&writer, cells[i].period, cells_pack(room, &cells[i]));
        assert_int_equal(cells_next_subject(&writer), RC_OK);
    }
    cells_close(&writer);
    arena_free(room);
    assert_int_equal(cells_reader_open(&again, handle, "main"), RC_OK);
    for (size_t subject = 0; subject < ALL; subject++) {
        struct cell found = {0};
        str         rest = cells_of(&again, 0, subject);
        for (size_t i = subject; i < ALL; i++) {
            assert_true(cells_take(&rest, &found));
            assert_int_equal(found.period, cells[i].period);
            assert_int_equal(found.state, cells[i].state);
            assert_int_equal(found.n, cells[i].n);
            assert_text(found.number, cells[i].number);
            assert_text(found.reason, cells[i].reason);
            assert_text(found.band, cells[i].band);
            assert_text(found.note, cells[i].note);
            assert_text(found.names, cells[i].names);
        }
        assert_int_equal(rest.len, 0);
        for (size_t i = 0; i < ALL; i++) {
            found = (struct cell){0};
            rest = cells_of(&again, 0, subject);
            assert_int_equal(cells_find(&rest, cells[i].period, &found), i >= subject);
            if (i < subject) continue;
            assert_int_equal(found.period, cells[i].period);
            assert_int_equal(found.n, cells[i].n);
            assert_text(found.number, cells[i].number);
            assert_text(found.band, cells[i].band);
        }
    }
    cells_reader_close(&again);
    sqlite3_close(handle);
}

/* A file that was cut or overwritten gives wrong cells, never bytes from outside a block. */
static void a_broken_block_is_read_within_its_bytes(void **state)
{
    (void)state;
    sqlite3            *handle = open_file();
    struct cells_reader broken;
    assert_int_equal(sqlite3_exec(handle, "INSERT INTO metric_block VALUES(0, x'ffffffffffffffffffff0102'), (1, x'05fcffffff'), (2, x'0280038003')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(cells_reader_open(&broken, handle, "main"), RC_OK);
    for (size_t subject = 0; subject < SUBJECTS; subject++) {
        str         rest = cells_of(&broken, 0, subject);
        struct cell cell = {0};
        while (cells_take(&rest, &cell))
            assert_true(cell.state <= FORMULA_NOT_APPLICABLE);
    }
    cells_reader_close(&broken);
    sqlite3_close(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_cell_comes_back_as_it_was_written, write_and_open, close_written),
        cmocka_unit_test_setup_teardown(a_metric_that_was_not_written_has_no_cells, write_and_open, close_written),
        cmocka_unit_test(cells_like_the_one_before_come_back),
        cmocka_unit_test(a_broken_block_is_read_within_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
