/* SPDX-License-Identifier: MIT */
#include "source/sql_heap.h"

#include "base/limits.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_block_keeps_its_bytes_whatever_it_grows_to(void **state)
{
    (void)state;
    static const sqlite3_uint64 sizes[] = {1, 16, 17, 1000, 1024, 1025, 200000, 4000, 1024, 24};
    unsigned char              *block = NULL;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        sqlite3_uint64 before = block ? sizes[i - 1] : 0, kept = before < sizes[i] ? before : sizes[i];
        block = sqlite3_realloc64(block, sizes[i]);
        assert_non_null(block);
        assert_true(sqlite3_msize(block) >= sizes[i]);
        for (sqlite3_uint64 at = 0; at < kept; at++) assert_int_equal(block[at], at % 251);
        for (sqlite3_uint64 at = 0; at < sizes[i]; at++) block[at] = (unsigned char)(at % 251);
    }
    sqlite3_free(block);
}

static void blocks_in_use_never_overlap(void **state)
{
    (void)state;
    enum { BLOCKS = 500 };
    static unsigned char *blocks[BLOCKS];
    for (int round = 0; round < 4; round++) {
        for (int i = round % 2; i < BLOCKS; i += 2) {
            sqlite3_free(blocks[i]);
            blocks[i] = sqlite3_malloc(1 + (i * 37 + round * 101) % 1500);
            memset(blocks[i], i % 256, (size_t)sqlite3_msize(blocks[i]));
        }
    }
    for (int i = 0; i < BLOCKS; i++) {
        for (size_t at = 0; at < (size_t)sqlite3_msize(blocks[i]); at++) assert_int_equal(blocks[i][at], i % 256);
        sqlite3_free(blocks[i]);
    }
}

static void no_more_than_the_limit_is_given_out_and_what_is_given_back_counts_no_more(void **state)
{
    (void)state;
    size_t half = LIMIT_SQL_HEAP / 2;
    for (int round = 0; round < 3; round++) {
        void *first = sqlite3_malloc64(half), *second = sqlite3_malloc64(half + 4096);
        assert_non_null(first);
        assert_null(second);
        assert_null(sqlite3_realloc64(first, LIMIT_SQL_HEAP + 4096));
        sqlite3_free(first);
    }
}

static void a_query_for_more_than_the_limit_fails_and_the_next_one_runs(void **state)
{
    (void)state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "SELECT substr(zeroblob(900000000), 2)", NULL, NULL, NULL), SQLITE_NOMEM);
    assert_int_equal(sqlite3_exec(db, "SELECT substr(zeroblob(900000), 2)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_keeps_its_bytes_whatever_it_grows_to),
        cmocka_unit_test(blocks_in_use_never_overlap),
        cmocka_unit_test(no_more_than_the_limit_is_given_out_and_what_is_given_back_counts_no_more),
        cmocka_unit_test(a_query_for_more_than_the_limit_fails_and_the_next_one_runs),
    };
    sql_heap_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
