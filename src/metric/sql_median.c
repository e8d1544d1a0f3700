/* SPDX-License-Identifier: MIT */
#include "metric/sql_median.h"

#include "metric/sql.h"
#include "source/store.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 8, SORTED_IN_PLACE = 16 };

/* The numbers of one group of rows. */
struct numbers {
    int64_t       few[FEW]; /* most groups have no more */
    int64_t      *more;     /* all of them, once they are */
    size_t        count, cap;
    struct arena *arena; /* NULL until the first that is not whole */
    VEC(struct exact) others;
};

static int64_t *whole_of(struct numbers *numbers)
{
    return numbers->more ? numbers->more : numbers->few;
}

static void add_wholes(struct numbers *numbers, const void *bytes, size_t count)
{
    if (count == 0) return;
    if (numbers->count + count > FEW && numbers->count + count > numbers->cap) {
        bool is_first = !numbers->more;
        numbers->cap = 2 * (numbers->count + count);
        numbers->more = mem_resize(numbers->more, numbers->cap, sizeof *numbers->more);
        if (is_first) memcpy(numbers->more, numbers->few, numbers->count * sizeof *numbers->more);
    }
    memcpy(whole_of(numbers) + numbers->count, bytes, count * sizeof(int64_t));
    numbers->count += count;
}

static void add_other(sqlite3_context *context, struct numbers *numbers, str text)
{
    struct exact number;
    if (!numbers->arena) numbers->arena = arena_new();
    if (exact_parse(numbers->arena, text, &number) == RC_OK)
        *VEC_PUSH(numbers->arena, numbers->others) = number;
    else
        sqlite3_result_error(context, "not an exact number", -1); /* the group is ended all the same */
}

static void take(sqlite3_context *context, struct numbers *numbers, sqlite3_value *value)
{
    int64_t whole;
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL: break;
    case SQLITE_INTEGER:
        whole = sqlite3_value_int64(value);
        add_wholes(numbers, &whole, 1);
        break;
    case SQLITE_BLOB:
        add_wholes(numbers, sqlite3_value_blob(value), (size_t)sqlite3_value_bytes(value) / sizeof whole);
        break;
    case SQLITE_TEXT: add_other(context, numbers, sql_text(value)); break;
    default: sqlite3_result_error(context, "not an exact number", -1);
    }
}

static void release(struct numbers *numbers)
{
    free(numbers->more);
    if (numbers->arena) arena_free(numbers->arena);
}

static int compare_wholes(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void sort_wholes(int64_t *at, size_t count)
{
    if (count > SORTED_IN_PLACE) {
        qsort(at, count, sizeof *at, compare_wholes);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        int64_t number = at[i];
        size_t  j = i;
        for (; j > 0 && at[j - 1] > number; j--)
            at[j] = at[j - 1];
        at[j] = number;
    }
}

static int compare_exact(const void *a, const void *b)
{
    return exact_compare(*(const struct exact *)a, *(const struct exact *)b);
}

static struct exact half_of(struct arena *arena, struct exact a, struct exact b)
{
    return exact_div(arena, exact_add(arena, a, b), exact_from_int(arena, 2));
}

/* Of numbers that are not all whole. */
static struct exact middle_of_exact(struct numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++)
        *VEC_PUSH(numbers->arena, numbers->others) = exact_from_int(numbers->arena, whole_of(numbers)[i]);
    struct exact *at = numbers->others.at;
    size_t        count = numbers->others.count;
    qsort(at, count, sizeof *at, compare_exact);
    return half_of(numbers->arena, at[(count - 1) / 2], at[count / 2]);
}

struct middle {
    bool         is_whole;
    int64_t      whole;
    struct exact exact; /* where it is not; in the arena of its numbers */
};

/* False: there are no numbers. */
static bool find_middle(struct numbers *numbers, struct middle *middle)
{
    size_t count = numbers->count;
    *middle = (struct middle){0};
    if (count + numbers->others.count == 0) return false;
    if (numbers->others.count) {
        middle->exact = middle_of_exact(numbers);
        middle->is_whole = middle->exact.den == 0 && exact_int(middle->exact, &middle->whole) == RC_OK;
        return true;
    }
    int64_t *at = whole_of(numbers);
    sort_wholes(at, count);
    int64_t  low = at[(count - 1) / 2], high = at[count / 2];
    __int128 sum = (__int128)low + high;
    middle->is_whole = sum % 2 == 0;
    middle->whole = (int64_t)(sum / 2);
    if (middle->is_whole) return true;
    if (!numbers->arena) numbers->arena = arena_new();
    middle->exact = half_of(numbers->arena, exact_from_int(numbers->arena, low), exact_from_int(numbers->arena, high));
    return true;
}

static void give_middle(sqlite3_context *context, struct numbers *numbers)
{
    struct middle middle;
    bool          is_there = find_middle(numbers, &middle);
    if (is_there && middle.is_whole) sqlite3_result_int64(context, middle.whole);
    if (is_there && !middle.is_whole) sql_give_text(context, exact_dump(numbers->arena, middle.exact));
}

static void numbers_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct numbers *numbers = sqlite3_aggregate_context(context, sizeof *numbers);
    if (numbers && count) take(context, numbers, args[0]);
}

static void median_end(sqlite3_context *context)
{
    struct numbers *numbers = sqlite3_aggregate_context(context, 0);
    if (!numbers) return;
    give_middle(context, numbers);
    release(numbers);
}

void sql_give_median(sqlite3_context *context, int64_t *numbers, size_t count)
{
    struct numbers all = {.more = numbers, .count = count};
    give_middle(context, &all);
    arena_free(all.arena);
}

static void numbers_end(sqlite3_context *context)
{
    struct numbers *numbers = sqlite3_aggregate_context(context, 0);
    if (!numbers) return;
    if (numbers->count)
        sqlite3_result_blob64(context, whole_of(numbers), numbers->count * sizeof(int64_t), SQLITE_TRANSIENT);
    release(numbers);
}

struct group {
    str            key;
    struct numbers numbers;
};

struct groups {
    struct arena *arena; /* NULL until the first row */
    VEC(struct group) list;
    size_t at; /* of the group added to last */
};

/* It mostly is that of the last row, or the next. */
static struct group *group_of(struct groups *groups, str key)
{
    for (size_t i = 0; i < groups->list.count; i++, groups->at = (groups->at + 1) % groups->list.count) {
        if (str_equal(groups->list.at[groups->at].key, key)) return &groups->list.at[groups->at];
    }
    struct group *group = VEC_PUSH(groups->arena, groups->list);
    group->key = arena_str(groups->arena, key);
    groups->at = groups->list.count - 1;
    return group;
}

static void by_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct groups *groups = sqlite3_aggregate_context(context, sizeof *groups);
    if (!groups || sqlite3_value_type(args[0]) == SQLITE_NULL || sqlite3_value_type(args[1]) == SQLITE_NULL) return;
    if (!groups->arena) groups->arena = arena_new();
    take(context, &group_of(groups, sql_text(args[0]))->numbers, args[1]);
}

/* « 7201/2 2026-03-01 » */
static void put_group(struct strbuf *text, struct group *group)
{
    struct middle middle;
    if (!find_middle(&group->numbers, &middle)) return;
    if (text->len) strbuf_addc(text, STORE_SEPARATOR);
    if (middle.is_whole)
        strbuf_printf(text, "%lld", (long long)middle.whole);
    else
        strbuf_add(text, exact_dump(group->numbers.arena, middle.exact));
    strbuf_printf(text, " %.*s", STR_ARG(group->key));
}

static void by_end(sqlite3_context *context)
{
    struct groups *groups = sqlite3_aggregate_context(context, 0);
    struct strbuf  text = {0};
    if (!groups || !groups->arena) return;
    for (size_t i = 0; i < groups->list.count; i++) {
        put_group(&text, &groups->list.at[i]);
        release(&groups->list.at[i].numbers);
    }
    sql_give_text(context, strbuf_str(&text));
    strbuf_release(&text);
    arena_free(groups->arena);
}

static void median_at(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    str medians = sql_text(args[0]), key = sql_text(args[1]);
    while (medians.len) {
        str of, median = str_cut(str_cut(medians, STORE_SEPARATOR, &medians), ' ', &of);
        if (!str_equal(of, key)) continue;
        struct arena *scratch = arena_new();
        struct exact  number;
        if (exact_parse(scratch, median, &number) == RC_OK) sql_give_number(context, scratch, number);
        arena_free(scratch);
        return;
    }
}

enum rc sql_median_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "median", 1, flags, NULL, NULL, numbers_step, median_end, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "numbers", 1, flags, NULL, NULL, numbers_step, numbers_end, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "medians_by", 2, flags, NULL, NULL, by_step, by_end, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "median_at", 2, flags, NULL, median_at, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
