/* SPDX-License-Identifier: MIT */
#include "metric/sql_history.h"

#include "metric/sql.h"
#include "metric/sql_sums.h"
#include "source/store.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { MONTH_LENGTH = 10, PART_NUMBERS = 5 };

/* A setting below the prefix asked for last. */
struct weight {
    bool         is_known, is_whole;
    int64_t      whole;
    struct exact number;
};

/* What a history says of a month. */
struct part {
    uint32_t             month;  /* as month_of() has them */
    uint32_t             before; /* of a feature's users */
    size_t               name;   /* of named uses: its place among the names */
    const struct weight *weight; /* of named uses */
    int64_t              numbers[PART_NUMBERS];
};

/*
 * A history, taken apart from its end on, where the months asked for mostly are. The last one is kept: queries ask a text for
 * several numbers and periods before they go to the next.
 */
struct history {
    struct readers *readers;
    void          (*add)(struct history *history); /* takes the next part apart */
    struct strbuf   text;
    str             left; /* of the text, not taken apart yet */
    struct arena   *arena; /* of what follows */
    VEC(struct part) parts; /* the rest of the text, the last one first */
    struct map names; /* to size_t *, their places */
};

/* What the functions of a handle keep from call to call. */
struct readers {
    const struct catalogue *catalogue;
    struct arena           *arena;
    struct history          numbers, uses, weighed;
    str                     prefix;  /* of the settings of `weighed` */
    struct map              weights; /* name to const struct weight * */
};

/* "2026-03-01", which may go on, as 202603; 0: no month. */
static uint32_t month_of(str text)
{
    static const unsigned char places[] = {0, 1, 2, 3, 5, 6};
    uint32_t                   month = 0;
    if (text.len < MONTH_LENGTH || text.ptr[4] != '-') return 0;
    for (size_t i = 0; i < COUNT_OF(places); i++) month = month * 10 + (uint32_t)(text.ptr[places[i]] - '0');
    return month;
}

/* "12 login": the number; what follows it is left. */
static int64_t take_number(str *text)
{
    int64_t number = 0;
    bool    is_negative = text->len && text->ptr[0] == '-';
    size_t  at = is_negative;
    for (; at < text->len && text->ptr[at] >= '0' && text->ptr[at] <= '9'; at++)
        number = number * 10 + (is_negative ? '0' - text->ptr[at] : text->ptr[at] - '0');
    *text = str_slice(*text, at + 1, text->len);
    return number;
}

/* Cuts the next part off the end; what follows its month is left in `rest`. */
static struct part *cut_part(struct history *history, str *rest)
{
    str          left = history->left;
    const char  *separator = memrchr(left.ptr, STORE_SEPARATOR, left.len);
    size_t       start = separator ? (size_t)(separator + 1 - left.ptr) : 0;
    struct part *part = VEC_PUSH(history->arena, history->parts);
    history->left.len = start ? start - 1 : 0;
    *rest = str_slice(left, start, left.len);
    part->month = month_of(*rest);
    *rest = str_slice(*rest, MONTH_LENGTH + 1, rest->len);
    return part;
}

/* « 2026-03-01 4 14 10 3 27 » or, of a feature, « 2026-03-01 2026-01-01 2 7 ». */
static void add_numbers(struct history *history)
{
    str          rest;
    struct part *part = cut_part(history, &rest);
    part->before = month_of(rest);
    if (part->before) rest = str_slice(rest, MONTH_LENGTH, rest.len);
    for (int i = 0; i < PART_NUMBERS && rest.len; i++) part->numbers[i] = take_number(&rest);
}

static const struct weight *weight_of(struct readers *readers, str name)
{
    struct weight *weight = map_lookup(&readers->weights, name);
    if (weight) return weight;
    str                   key = arena_printf(readers->arena, "%.*s%.*s", STR_ARG(readers->prefix), STR_ARG(name));
    const struct setting *setting = settings_lookup(&readers->catalogue->settings, key);
    weight = ARENA_NEW(readers->arena, struct weight);
    weight->is_known = setting && setting->has_number;
    if (weight->is_known) weight->number = setting->number;
    weight->is_whole = weight->is_known && weight->number.den == 0 && exact_int(weight->number, &weight->whole) == RC_OK;
    map_set(readers->arena, &readers->weights, str_slice(key, readers->prefix.len, key.len), weight);
    return weight;
}

/* « 2026-03-01 12 login » */
static void add_use(struct history *history)
{
    str          rest;
    struct part *part = cut_part(history, &rest);
    part->numbers[0] = take_number(&rest);
    size_t *place = map_lookup(&history->names, rest);
    if (!place) {
        place = ARENA_NEW(history->arena, size_t);
        *place = history->names.count;
        map_set(history->arena, &history->names, rest, place);
    }
    part->name = *place;
}

static void add_weighed(struct history *history)
{
    str          rest;
    struct part *part = cut_part(history, &rest);
    part->numbers[0] = take_number(&rest);
    part->weight = weight_of(history->readers, rest);
}

static void forget(struct history *history)
{
    strbuf_clear(&history->text);
    history->left = STR_NONE;
    arena_reset(history->arena, (struct arena_mark){0});
    history->parts.at = NULL;
    history->parts.count = history->parts.cap = 0;
    history->names = (struct map){0};
}

static void begin(struct history *history, str text)
{
    if (str_equal(strbuf_str(&history->text), text)) return;
    forget(history);
    strbuf_add(&history->text, text);
    history->left = strbuf_str(&history->text);
}

/* Where a walk over the months of a span stands. */
struct walk {
    struct history *history;
    uint32_t        first, last;
    size_t          at; /* of the next part */
};

static struct walk walk_over(struct history *history, sqlite3_value **args)
{
    struct walk walk = {history, month_of(sql_text(args[1])), month_of(sql_text(args[2])), 0};
    begin(history, sql_text(args[0]));
    if (!walk.first) walk.first = UINT32_MAX; /* nor is anything in a span that is none */
    return walk;
}

/* The next part of the span, the last months first; NULL when there is none. */
static const struct part *next_part(struct walk *walk)
{
    struct history *history = walk->history;
    while (walk->at < history->parts.count || history->left.len) {
        if (walk->at == history->parts.count) history->add(history);
        const struct part *part = &history->parts.at[walk->at++];
        if (part->month < walk->first) return NULL; /* as are all before it */
        if (part->month <= walk->last) return part;
    }
    return NULL;
}

static void number_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers *readers = sqlite3_user_data(context);
    struct walk     walk = walk_over(&readers->numbers, args);
    int             place = sqlite3_value_int(args[3]);
    int64_t         sum = 0;
    for (const struct part *part; place > 0 && place <= PART_NUMBERS && (part = next_part(&walk));)
        sql_add_to(&sum, part->numbers[place - 1]);
    sqlite3_result_int64(context, sum);
}

/* Those seen in an earlier one of these months have been counted there. */
static void users_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers *readers = sqlite3_user_data(context);
    struct walk     walk = walk_over(&readers->numbers, args);
    int64_t         sum = 0;
    for (const struct part *part; (part = next_part(&walk));) {
        if (part->before < walk.first) sql_add_to(&sum, part->numbers[1]);
    }
    sqlite3_result_int64(context, sum);
}

static void names_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers *readers = sqlite3_user_data(context);
    struct history *history = &readers->uses;
    struct walk     walk = walk_over(history, args);
    size_t          found = 0;
    while (next_part(&walk)) found++;
    struct arena_mark mark = arena_mark(history->arena);
    int64_t          *sums = ARENA_ARRAY(history->arena, int64_t, history->names.count + 1);
    bool             *is_used = ARENA_ARRAY(history->arena, bool, history->names.count + 1);
    walk.at = 0;
    for (const struct part *part; found && (part = next_part(&walk));) {
        sql_add_to(&sums[part->name], part->numbers[0]);
        is_used[part->name] = true;
    }
    sqlite3_int64 bound = sqlite3_value_int64(args[3]), reached = 0;
    for (size_t i = 0; i < history->names.count; i++) reached += is_used[i] && sums[i] >= bound;
    arena_reset(history->arena, mark);
    sqlite3_result_int64(context, sqlite3_value_type(args[3]) == SQLITE_INTEGER ? reached : 0);
}

/* The months of several histories. */
struct sums {
    struct arena *arena; /* NULL until there is one */
    VEC(struct part) months;
};

static void add_month(struct sums *sums, size_t *at, const struct part *part)
{
    /* Histories mostly have the same months in the same order. */
    for (size_t i = 0; i < sums->months.count; i++, *at = (*at + 1) % sums->months.count) {
        if (sums->months.at[*at].month != part->month) continue;
        for (int j = 0; j < PART_NUMBERS; j++) sql_add_to(&sums->months.at[*at].numbers[j], part->numbers[j]);
        return;
    }
    *VEC_PUSH(sums->arena, sums->months) = *part;
    *at = sums->months.count - 1;
}

static void sums_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers *readers = sqlite3_user_data(context);
    struct history *history = &readers->numbers;
    struct sums    *sums = sqlite3_aggregate_context(context, sizeof *sums);
    if (!sums) return;
    if (!sums->arena) sums->arena = arena_new();
    begin(history, sql_text(args[0]));
    while (history->left.len) add_numbers(history);
    for (size_t i = 0, at = 0; i < history->parts.count; i++) add_month(sums, &at, &history->parts.at[i]);
}

static int by_month(const void *a, const void *b)
{
    uint32_t x = ((const struct part *)a)->month, y = ((const struct part *)b)->month;
    return (x > y) - (x < y);
}

static void sums_end(sqlite3_context *context)
{
    struct sums  *sums = sqlite3_aggregate_context(context, 0);
    struct strbuf text = {0};
    if (sums && sums->months.count) qsort(sums->months.at, sums->months.count, sizeof *sums->months.at, by_month);
    for (size_t i = 0; sums && i < sums->months.count; i++) {
        const struct part *part = &sums->months.at[i];
        if (i) strbuf_addc(&text, STORE_SEPARATOR);
        strbuf_printf(&text, "%04u-%02u-01", part->month / 100, part->month % 100);
        for (int j = 0; j < PART_NUMBERS; j++) strbuf_printf(&text, " %lld", (long long)part->numbers[j]);
    }
    sql_give_text(context, strbuf_str(&text));
    strbuf_release(&text);
    if (sums) arena_free(sums->arena);
}

struct weighed {
    struct arena *arena; /* NULL until a setting is no whole number */
    int64_t       whole;
    struct exact  rest;
};

static void weigh(struct weighed *weighed, const struct weight *weight, int64_t amount)
{
    int64_t product;
    if (weight->is_whole && !__builtin_mul_overflow(amount, weight->whole, &product)) {
        sql_add_to(&weighed->whole, product);
        return;
    }
    if (!weight->is_known) return;
    if (!weighed->arena) weighed->arena = arena_new();
    struct exact part = exact_mul(weighed->arena, exact_from_int(weighed->arena, amount), weight->number);
    weighed->rest = exact_add(weighed->arena, weighed->rest, part);
}

static void give_weighed(sqlite3_context *context, struct weighed *weighed)
{
    if (!weighed->arena) {
        sqlite3_result_int64(context, weighed->whole);
        return;
    }
    struct exact sum = exact_add(weighed->arena, weighed->rest, exact_from_int(weighed->arena, weighed->whole));
    sql_give_text(context, exact_dump(weighed->arena, sum));
    arena_free(weighed->arena);
}

static void sum_by_setting(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers *readers = sqlite3_user_data(context);
    struct weighed  weighed = {0};
    if (!str_equal(sql_text(args[0]), readers->prefix)) {
        readers->prefix = arena_str(readers->arena, sql_text(args[0]));
        readers->weights = (struct map){0};
        forget(&readers->weighed);
    }
    struct walk walk = walk_over(&readers->weighed, args + 1);
    for (const struct part *part; (part = next_part(&walk));) weigh(&weighed, part->weight, part->numbers[0]);
    give_weighed(context, &weighed);
}

static void release(struct history *history)
{
    strbuf_release(&history->text);
    arena_free(history->arena);
}

static void readers_free(void *data)
{
    struct readers *readers = data;
    release(&readers->numbers);
    release(&readers->uses);
    release(&readers->weighed);
    arena_free(readers->arena);
    free(readers);
}

enum rc sql_history_register(sqlite3 *handle, const struct catalogue *catalogue)
{
    const int       flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    struct readers *readers = mem_new(1, sizeof *readers);
    *readers = (struct readers){.catalogue = catalogue, .arena = arena_new()};
    readers->numbers = (struct history){.readers = readers, .add = add_numbers, .arena = arena_new()};
    readers->uses = (struct history){.readers = readers, .add = add_use, .arena = arena_new()};
    readers->weighed = (struct history){.readers = readers, .add = add_weighed, .arena = arena_new()};
    int rc = sqlite3_create_function_v2(handle, "sum_by_setting", 4, flags, readers, sum_by_setting, NULL, NULL, readers_free);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "number_within", 4, flags, readers, number_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "names_within", 4, flags, readers, names_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "users_within", 3, flags, readers, users_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "add_histories", 1, flags, readers, NULL, sums_step, sums_end, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
