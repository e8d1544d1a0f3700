/* SPDX-License-Identifier: MIT */
/* What earlier documents said: a file that may not be there, be cut short or be something else, and what is read back. */
#include "metric/history.h"

#include "world.h"

#include <string.h>

#define ACCOUNT(id) "INSERT INTO accounts(id, name, currency, signed_up_on) VALUES('" id "','" id "','EUR','2025-01-01');"

struct past {
    struct arena *arena;
    char          folder[64];
    const char   *path;
    sqlite3      *handle;
};

static int set_up(void **state)
{
    struct past *past = calloc(1, sizeof *past);
    past->arena = arena_new();
    strcpy(past->folder, "/tmp/reliure-history-XXXXXX");
    assert_non_null(mkdtemp(past->folder));
    past->path = file_join(past->arena, past->folder, "history.sqlite");
    assert_int_equal(sqlite3_open_v2(":memory:", &past->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL), SQLITE_OK);
    *state = past;
    return 0;
}

static int tear_down(void **state)
{
    struct past *past = *state;
    char         command[128];
    sqlite3_close(past->handle);
    snprintf(command, sizeof command, "rm -rf %s", past->folder);
    assert_int_equal(system(command), 0);
    arena_free(past->arena);
    free(past);
    return 0;
}

static void put(struct past *past, str bytes)
{
    struct diag diag;
    diag_init(&diag, past->arena);
    assert_int_equal(file_write(past->path, bytes, &diag), RC_OK);
}

static void assert_no_rows(struct past *past)
{
    static const char sql[] = "SELECT (SELECT COUNT(*) FROM history.published) + (SELECT COUNT(*) FROM history.figure) + "
                              "(SELECT COUNT(*) FROM history.item)";
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_prepare_v2(past->handle, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(row, 0), 0);
    sqlite3_finalize(row);
}

static void without_a_file_there_are_tables_without_rows(void **state)
{
    struct past *past = *state;
    assert_int_equal(history_attach(past->handle, past->path), RC_OK);
    assert_no_rows(past);
    assert_int_equal(access(past->path, F_OK), -1); /* reading makes no file */
    assert_int_equal(sqlite3_exec(past->handle, "DETACH history", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(history_attach(past->handle, NULL), RC_OK);
    assert_no_rows(past);
}

static void an_empty_file_of_a_stopped_writer_counts_as_none(void **state)
{
    struct past *past = *state;
    put(past, STR_NONE);
    assert_int_equal(history_attach(past->handle, past->path), RC_OK);
    assert_no_rows(past);
}

static void a_file_that_is_no_history_is_refused(void **state)
{
    struct past *past = *state;
    put(past, STR("This was a letter once; it is longer than the header of a database, which has a hundred bytes, "
                  "so that nobody takes it for an empty one."));
    assert_int_equal(history_attach(past->handle, past->path), RC_INVALID);
}

static void a_history_of_a_later_version_is_refused(void **state)
{
    struct past *past = *state;
    sqlite3     *later;
    assert_int_equal(sqlite3_open(past->path, &later), SQLITE_OK);
    world_execute(later, "CREATE TABLE published(x); PRAGMA user_version = 2;");
    sqlite3_close(later);
    assert_int_equal(history_attach(past->handle, past->path), RC_INVALID);
}

/* ---- written, then read ---- */

/* A store in which the account has an action and an objective that stand as said. */
static struct world *make_world(const char *period, const char *status, const char *mrr)
{
    struct world *world = world_new(period);
    world_store(world, arena_printf(world->arena,
                                    ACCOUNT("A") ACCOUNT("B")
                                    "INSERT INTO subscriptions(id, account, product, mrr, currency, started_on) "
                                    "VALUES('s','A','P',%s0000,'EUR','2025-01-01');"
                                    "INSERT INTO actions(id, account, title, owner, status, due_on) "
                                    "VALUES('x','A','Appeler','Zoe','%s','2026-12-01');"
                                    "INSERT INTO objectives(id, account, title, status, progress) "
                                    "VALUES('o','A','Adopter','%s','25');",
                                    mrr, status, status)
                           .ptr);
    world_compute(world);
    return world;
}

static void record(struct world *world, const char *path)
{
    static const struct history_entry entries[] = {{{"qbr", 3}, {"A", 1}}, {{"qbr", 3}, {"B", 1}}, {{"qbr", 3}, {"A", 1}}};
    const struct history_record       made = {.path = path, .store = world->store, .metrics = world->metrics, .catalogue = world->catalogue,
                                              .period = world->period, .as_of = world->as_of, .entries = entries, .count = 3};
    if (history_write(&made, &world->diag) == RC_OK) return;
    world_show(world);
    fail_msg("what was published could not be recorded");
}

/* Opens the results once more, with what was recorded. */
static void reopen(struct world *world, const char *path)
{
    const struct results_options options = {
        .store = world->store, .metrics = world->metrics, .history = path, .catalogue = world->catalogue};
    results_close(world->results);
    world->results = NULL;
    assert_int_equal(results_open(&options, &world->diag, &world->results), RC_OK);
}

static void what_was_published_is_read_back(void **state)
{
    struct past  *past = *state;
    struct world *world = make_world("2026-Q2", "open", "100");
    record(world, past->path);
    reopen(world, past->path);
    assert_string_equal(world_query(world, "SELECT program, subject, period, last_day, as_of FROM history.published ORDER BY subject"),
                        "qbr A 2026-Q2 2026-06-30 2026-06-30; qbr B 2026-Q2 2026-06-30 2026-06-30");
    assert_string_equal(world_query(world, "SELECT subject, kind, id, title, owner, status, progress, due_on FROM history.item ORDER BY kind"),
                        "A action x Appeler Zoe open - 2026-12-01; A objective o Adopter - open 25 -");
    assert_string_equal(world_query(world, "SELECT figure FROM history.figure WHERE subject = 'A' AND metric = 'mrr'"), "100");
    assert_string_equal(world_query(world, "SELECT COUNT(*) FROM history.figure WHERE period <> '2026-Q2'"), "0");
    world_free(world);
}

static void a_second_build_of_one_period_stands_for_the_first(void **state)
{
    struct past  *past = *state;
    struct world *first = make_world("2026-Q2", "open", "100"), *second = make_world("2026-Q2", "done", "120");
    record(first, past->path);
    world_execute(past->handle, arena_printf(past->arena, "ATTACH '%s' AS h; INSERT INTO h.item(program, subject, period, kind, id) "
                                                          "VALUES('qbr','A','2026-Q2','action','gone'); DETACH h",
                                             past->path)
                                    .ptr);
    record(second, past->path);
    reopen(second, past->path);
    assert_string_equal(world_query(second, "SELECT id, status FROM history.item ORDER BY id"), "o done; x done");
    assert_string_equal(world_query(second, "SELECT figure FROM history.figure WHERE subject = 'A' AND metric = 'mrr'"), "120");
    assert_string_equal(world_query(second, "SELECT COUNT(*) FROM history.published"), "2");
    world_free(first);
    world_free(second);
}

static void a_document_sees_earlier_periods_alone(void **state)
{
    static const char last[] = "SELECT period FROM history.published WHERE program = 'qbr' AND subject = 'A' AND last_day < '2026-07-01' "
                               "ORDER BY last_day DESC LIMIT 1";
    struct past  *past = *state;
    struct world *before = make_world("2026-Q2", "open", "100"), *now = make_world("2026-Q3", "done", "120");
    record(now, past->path);
    reopen(now, past->path);
    assert_string_equal(world_query(now, last), "");
    record(before, past->path);
    assert_string_equal(world_query(now, last), "2026-Q2"); /* written while it was open */
    world_free(before);
    world_free(now);
}

static void nothing_is_recorded_where_the_file_is_something_else(void **state)
{
    struct past         *past = *state;
    struct world        *world = make_world("2026-Q2", "open", "100");
    static const char    letter[] = "not a database, though it is long enough to be read as one: a hundred bytes at the very least are needed.";
    struct history_entry entry = {STR("qbr"), STR("A")};
    struct history_record made = {.path = past->path, .store = world->store, .metrics = world->metrics, .catalogue = world->catalogue, .period = world->period,
                                  .as_of = world->as_of, .entries = &entry, .count = 1};
    str                  kept;
    put(past, str_from(letter));
    assert_int_equal(history_write(&made, &world->diag), RC_IO);
    assert_int_equal(world->diag.errors, 1);
    assert_int_equal(file_read(past->path, 1000, world->arena, &world->diag, SPAN_NONE, &kept), RC_OK);
    assert_true(str_is(kept, letter));
    world_free(world);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(without_a_file_there_are_tables_without_rows),
        TEST(an_empty_file_of_a_stopped_writer_counts_as_none),
        TEST(a_file_that_is_no_history_is_refused),
        TEST(a_history_of_a_later_version_is_refused),
        TEST(what_was_published_is_read_back),
        TEST(a_second_build_of_one_period_stands_for_the_first),
        TEST(a_document_sees_earlier_periods_alone),
        TEST(nothing_is_recorded_where_the_file_is_something_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
