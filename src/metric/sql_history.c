/* SPDX-License-Identifier: MIT */
#include "metric/sql_history.h"

#include "metric/sql.h"
#include "metric/sql_median.h"
#include "metric/sql_spans.h"
#include "source/store.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/sum.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { MONTH_LENGTH = 10, PART_NUMBERS = 20 };

/* A setting below the prefix asked for last. */
struct weight {
    bool         is_known, is_whole;
    int64_t      whole;
    struct exact number;
};

/* What a history says of a month. */
struct part {
    uint32_t             month;  /* as history_month() has them */
    uint32_t             before; /* of users */
    int64_t              amount; /* of a feature; of weighed uses the whole part of all of the month's */
    struct exact        *rest;   /* of weighed uses: of settings that are no whole numbers; or NULL */
    size_t               name;   /* of a feature: its place among the names */
    str                  users;  /* of a feature: « 2026-01-01 2 7 - 1 3 » */
    int                  count;
    int64_t             *numbers; /* of all others: PART_NUMBERS at most */
};

/* What some months say of a feature. */
struct feature_sum {
    bool    is_used;
    int64_t amount, users, uses;
};

/* A history, taken apart from its end on, where the months asked for mostly are. */
struct history {
    struct readers *readers;
    void          (*add)(struct history *history); /* takes the next part apart */
    struct strbuf   text;
    str             left; /* of the text, not taken apart yet */
    VEC(struct part) parts; /* the rest of the text, the last one first; their room serves the next text */
    struct arena *arena; /* of what they have and of what follows */
    struct map names; /* of features, to size_t *, their places */
};

/*
 * The last histories of a kind are kept: queries ask a text for several numbers and periods before they go to the next, and
 * an account's own in turns with that of its feature.
 */
struct kept {
    struct history at[2];
    size_t         last; /* the one asked last */
};

/* What the functions of a handle keep from call to call. */
struct readers {
    const struct catalogue *catalogue;
    struct arena           *arena;
    struct kept             numbers, features, weighed;
    str                     prefix;  /* of the settings of `weighed` */
    struct map              weights; /* name to const struct weight * */
};

uint32_t history_month(str text)
{
    const char *digits = text.ptr;
    if (text.len < MONTH_LENGTH || digits[4] != '-') return 0;
    int year = 1000 * digits[0] + 100 * digits[1] + 10 * digits[2] + digits[3] - 1111 * '0';
    return (uint32_t)(100 * year + 10 * digits[5] + digits[6] - 11 * '0');
}

int64_t history_take_number(str *text)
{
    uint64_t    number = 0; /* one of more digits than the store writes wraps */
    const char *at = text->ptr, *end = text->ptr + text->len;
    bool        is_negative = at < end && *at == '-';
    for (at += is_negative; at < end && *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    if (at < end) at++;
    *text = (str){at, (size_t)(end - at)};
    return (int64_t)(is_negative ? 0 - number : number);
}

/* Short ones without printf(): a history has hundreds. */
static void add_number(struct strbuf *text, int64_t number)
{
    if (number >= 0 && number < 10)
        strbuf_addc(text, (char)('0' + number));
    else
        strbuf_printf(text, "%lld", (long long)number);
}

/* The last part of what is left. */
static str last_part(const struct history *history)
{
    str         left = history->left;
    const char *separator = memrchr(left.ptr, STORE_SEPARATOR, left.len);
    return separator ? str_slice(left, (size_t)(separator + 1 - left.ptr), left.len) : left;
}

/* Takes it off the end, with the separator before it; what follows its month. */
static str cut_off(struct history *history, str part)
{
    size_t start = (size_t)(part.ptr - history->left.ptr);
    history->left.len = start ? start - 1 : 0;
    return str_slice(part, MONTH_LENGTH + 1, part.len);
}

static struct part *push_part(struct history *history, str text)
{
    struct part *part = VEC_PUSH(history->readers->arena, history->parts);
    *part = (struct part){.month = history_month(text)};
    return part;
}

/* Cuts the next part off the end; what follows its month is left in `rest`. */
static struct part *cut_part(struct history *history, str *rest)
{
    str text = last_part(history);
    *rest = cut_off(history, text);
    return push_part(history, text);
}

/* What follows the month of « 2026-03-01 4 14 10 3 27 » or, of a feature, « 2026-03-01 2026-01-01 2 7 »; there is room for PART_NUMBERS. */
static void read_numbers(struct part *part, str rest, int64_t *numbers)
{
    part->before = history_month(rest);
    if (part->before) rest = str_slice(rest, MONTH_LENGTH, rest.len);
    while (part->count < PART_NUMBERS && rest.len) numbers[part->count++] = history_take_number(&rest);
}

static void add_numbers(struct history *history)
{
    int64_t      numbers[PART_NUMBERS];
    str          rest;
    struct part *part = cut_part(history, &rest);
    read_numbers(part, rest, numbers);
    part->numbers = arena_copy(history->arena, numbers, (size_t)part->count, sizeof numbers[0]);
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

static size_t place_of(struct history *history, str name)
{
    size_t *place = map_lookup(&history->names, name);
    if (place) return *place;
    place = ARENA_NEW(history->arena, size_t);
    *place = history->names.count;
    map_set(history->arena, &history->names, name, place);
    return *place;
}

/* « 2026-03-01 9 2 F3 2026-01-01 2 7 » */
static void add_feature(struct history *history)
{
    str          rest;
    struct part *part = cut_part(history, &rest);
    part->amount = history_take_number(&rest);
    int64_t length = history_take_number(&rest);
    size_t  end = length < 0 || (uint64_t)length > rest.len ? rest.len : (size_t)length;
    part->name = place_of(history, str_slice(rest, 0, end));
    part->users = str_slice(rest, end + 1, rest.len);
}

static void weigh(struct history *history, struct part *part, const struct weight *weight, int64_t amount)
{
    int64_t product;
    if (weight->is_whole && !__builtin_mul_overflow(amount, weight->whole, &product)) {
        sum_add(&part->amount, product);
        return;
    }
    if (!weight->is_known) return;
    if (!part->rest) part->rest = ARENA_NEW(history->arena, struct exact);
    struct exact points = exact_mul(history->arena, exact_from_int(history->arena, amount), weight->number);
    *part->rest = exact_add(history->arena, *part->rest, points);
}

/* All of a month's uses, which follow one another, in one part. */
static void add_weighed(struct history *history)
{
    str          text = last_part(history), month = str_slice(text, 0, MONTH_LENGTH);
    struct part *part = push_part(history, text);
    do {
        str     rest = cut_off(history, text);
        int64_t amount = history_take_number(&rest);
        weigh(history, part, weight_of(history->readers, rest), amount);
        text = last_part(history);
    } while (text.len && str_equal(str_slice(text, 0, MONTH_LENGTH), month));
}

static void forget(struct history *history)
{
    strbuf_clear(&history->text);
    history->left = STR_NONE;
    arena_reset(history->arena, (struct arena_mark){0});
    history->parts.count = 0;
    history->names = (struct map){0};
}

static struct history *begin(struct kept *kept, str text)
{
    if (str_equal(strbuf_str(&kept->at[kept->last].text), text)) return &kept->at[kept->last];
    kept->last = !kept->last;
    struct history *history = &kept->at[kept->last];
    if (str_equal(strbuf_str(&history->text), text)) return history;
    forget(history);
    strbuf_add(&history->text, text);
    history->left = strbuf_str(&history->text);
    return history;
}

/* Where a walk over the months of a span stands. */
struct walk {
    struct history *history;
    uint32_t        first, last;
    size_t          at; /* of the next part */
};

static struct walk walk_over(struct kept *kept, str text, uint32_t first, uint32_t last)
{
    return (struct walk){begin(kept, text), first ? first : UINT32_MAX, last, 0}; /* nor is anything in a span that is none */
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

int64_t history_number(struct readers *readers, str months, uint32_t first, uint32_t last, int place)
{
    struct walk walk = walk_over(&readers->numbers, months, first, last);
    int64_t     sum = 0;
    for (const struct part *part; place > 0 && (part = next_part(&walk));) {
        if (place <= part->count) sum_add(&sum, part->numbers[place - 1]);
    }
    return sum;
}

static void number_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    uint32_t first = history_month(sql_text(args[1])), last = history_month(sql_text(args[2]));
    sqlite3_result_int64(context, history_number(sqlite3_user_data(context), sql_text(args[0]), first, last, sqlite3_value_int(args[3])));
}

int64_t history_number_at(struct readers *readers, str months, uint32_t month, int place)
{
    struct walk        walk = walk_over(&readers->numbers, months, 1, month);
    const struct part *part = next_part(&walk);
    return part && place > 0 && place <= part->count ? part->numbers[place - 1] : 0;
}

static void number_at(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    uint32_t month = history_month(sql_text(args[1]));
    sqlite3_result_int64(context, history_number_at(sqlite3_user_data(context), sql_text(args[0]), month, sqlite3_value_int(args[2])));
}

int64_t history_changes(struct readers *readers, str months, uint32_t first, uint32_t last)
{
    struct walk walk = walk_over(&readers->numbers, months, first + 1, last);
    int64_t     changes = 0;
    while (next_part(&walk)) changes++;
    return changes;
}

static void median_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers *readers = sqlite3_user_data(context);
    struct walk     walk = walk_over(&readers->numbers, sql_text(args[0]), history_month(sql_text(args[1])), history_month(sql_text(args[2])));
    struct arena   *arena = walk.history->arena;
    int             place = sqlite3_value_int(args[3]);
    size_t          most = 0, found = 0;
    while (next_part(&walk)) most++;
    struct arena_mark mark = arena_mark(arena);
    int64_t          *numbers = ARENA_ARRAY(arena, int64_t, most);
    walk.at = 0;
    for (const struct part *part; found < most && (part = next_part(&walk));) {
        if (place > 0 && place <= part->count) numbers[found++] = part->numbers[place - 1];
    }
    sql_give_median(context, numbers, found);
    arena_reset(arena, mark);
}

/* Those seen in an earlier one of these months have been counted there. */
int64_t history_users(struct readers *readers, str users, uint32_t first, uint32_t last)
{
    struct walk walk = walk_over(&readers->numbers, users, first, last);
    int64_t     sum = 0;
    for (const struct part *part; (part = next_part(&walk));) {
        if (part->before < walk.first && part->count > 1) sum_add(&sum, part->numbers[1]);
    }
    return sum;
}

static void users_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    uint32_t first = history_month(sql_text(args[1])), last = history_month(sql_text(args[2]));
    sqlite3_result_int64(context, history_users(sqlite3_user_data(context), sql_text(args[0]), first, last));
}

/* « 2026-01-01 2 7 - 1 3 »; those seen in an earlier one of the months have been counted there. */
static void add_users(struct feature_sum *sum, str users, uint32_t first)
{
    while (users.len) {
        uint32_t before = history_month(users);
        users = str_slice(users, before ? MONTH_LENGTH + 1 : 2, users.len);
        int64_t count = history_take_number(&users);
        if (before < first) sum_add(&sum->users, count);
        sum_add(&sum->uses, history_take_number(&users));
    }
}

/* What the months of the walk say of each feature, by its place among the names; in the history's arena. */
static struct feature_sum *add_features(struct walk *walk, bool with_users)
{
    struct history *history = walk->history;
    while (next_part(walk)) continue; /* so that all names are known */
    struct feature_sum *sums = ARENA_ARRAY(history->arena, struct feature_sum, history->names.count + 1);
    walk->at = 0;
    for (const struct part *part; (part = next_part(walk));) {
        struct feature_sum *sum = &sums[part->name];
        sum->is_used = true;
        sum_add(&sum->amount, part->amount);
        if (with_users) add_users(sum, part->users, walk->first);
    }
    return sums;
}

int64_t history_names(struct readers *readers, str features, uint32_t first, uint32_t last, int64_t bound)
{
    struct walk               walk = walk_over(&readers->features, features, first, last);
    const struct feature_sum *sums = add_features(&walk, false);
    int64_t                   reached = 0;
    for (size_t i = 0; i < walk.history->names.count; i++) reached += sums[i].is_used && sums[i].amount >= bound;
    return reached;
}

static void names_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    uint32_t first = history_month(sql_text(args[1])), last = history_month(sql_text(args[2]));
    bool     has_bound = sqlite3_value_type(args[3]) == SQLITE_INTEGER;
    int64_t  bound = sqlite3_value_int64(args[3]);
    sqlite3_result_int64(context, has_bound ? history_names(sqlite3_user_data(context), sql_text(args[0]), first, last, bound) : 0);
}

/* « 2 7 F3 », one after the other. */
static void features_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct readers           *readers = sqlite3_user_data(context);
    uint32_t                  first = history_month(sql_text(args[1])), last = history_month(sql_text(args[2]));
    struct walk               walk = walk_over(&readers->features, sql_text(args[0]), first, last);
    const struct feature_sum *sums = add_features(&walk, true);
    struct strbuf             text = {0};
    for (size_t i = 0; i < walk.history->names.count; i++) {
        const struct map_entry *name = &walk.history->names.entries[i];
        if (!sums[i].is_used) continue;
        if (text.len) strbuf_addc(&text, STORE_SEPARATOR);
        add_number(&text, sums[i].users);
        strbuf_addc(&text, ' ');
        add_number(&text, sums[i].uses);
        strbuf_addc(&text, ' ');
        strbuf_add(&text, name->key);
    }
    sql_give_text(context, strbuf_str(&text));
    strbuf_release(&text);
}

/* A history under way: numbers added up by month. */
struct sums {
    struct arena *arena; /* NULL until there is one */
    VEC(struct part) months;
    size_t at; /* of the month added to last */
};

static struct sums *sums_of(sqlite3_context *context)
{
    struct sums *sums = sqlite3_aggregate_context(context, sizeof *sums);
    if (sums && !sums->arena) sums->arena = arena_new();
    return sums;
}

static void add_month(struct sums *sums, const struct part *part)
{
    /* It mostly is the month of the last one or, in histories of the same months, the next. */
    for (size_t i = 0; i < sums->months.count; i++, sums->at = (sums->at + 1) % sums->months.count) {
        struct part *month = &sums->months.at[sums->at];
        if (month->month != part->month) continue;
        for (int j = 0; j < part->count; j++) sum_add(&month->numbers[j], part->numbers[j]);
        if (part->count > month->count) month->count = part->count;
        return;
    }
    struct part *month = VEC_PUSH(sums->arena, sums->months);
    *month = *part;
    month->numbers = ARENA_ARRAY(sums->arena, int64_t, PART_NUMBERS);
    for (int i = 0; i < part->count; i++) month->numbers[i] = part->numbers[i];
    sums->at = sums->months.count - 1;
}

static void history_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct sums *sums = sums_of(context);
    int64_t      numbers[PART_NUMBERS];
    struct part  part = {.month = history_month(sql_text(args[0])), .count = count - 1, .numbers = numbers};
    if (!sums || !part.month) return;
    for (int i = 0; i < part.count; i++) numbers[i] = sqlite3_value_int64(args[i + 1]);
    add_month(sums, &part);
}

static uint32_t month_after(uint32_t month)
{
    enum { DECEMBER = 12 };
    return month % 100 == DECEMBER ? month + 100 - DECEMBER + 1 : month + 1;
}

/* Behind it comes nothing, unless another one does. */
static void stretches_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct sums *sums = sums_of(context);
    int64_t      amount = sqlite3_value_int64(args[2]), nothing = 0;
    struct part  since = {.month = history_month(sql_text(args[0])), .count = 1, .numbers = &amount}, end = since;
    uint32_t     until = history_month(sql_text(args[1]));
    if (!sums || !since.month || !until) return;
    end.month = month_after(until);
    end.numbers = &nothing;
    add_month(sums, &since);
    add_month(sums, &end);
}

/* From the first part on, as the months of all accounts mostly are the same. */
static void add_histories_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct sums *sums = sums_of(context);
    if (!sums) return;
    for (str rest = sql_text(args[0]), text; rest.len;) {
        int64_t     numbers[PART_NUMBERS];
        struct part part = {.numbers = numbers};
        text = str_cut(rest, STORE_SEPARATOR, &rest);
        part.month = history_month(text);
        read_numbers(&part, str_slice(text, MONTH_LENGTH + 1, text.len), numbers);
        add_month(sums, &part);
    }
}

/* What parts and pieces begin with. */
static int by_month(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void history_add(struct strbuf *text, uint32_t month, const int64_t *numbers, int count)
{
    char     iso[] = "0000-00-01";
    uint32_t year = month / 100;
    for (int i = 3; i >= 0; i--, year /= 10) iso[i] = (char)('0' + year % 10);
    iso[5] = (char)('0' + month % 100 / 10);
    iso[6] = (char)('0' + month % 10);
    if (text->len) strbuf_addc(text, STORE_SEPARATOR);
    strbuf_adds(text, iso);
    for (int i = 0; i < count; i++) {
        strbuf_addc(text, ' ');
        add_number(text, numbers[i]);
    }
}

static void sums_end(sqlite3_context *context)
{
    struct sums  *sums = sqlite3_aggregate_context(context, 0);
    struct strbuf text = {0};
    if (sums && sums->months.count) qsort(sums->months.at, sums->months.count, sizeof *sums->months.at, by_month);
    for (size_t i = 0; sums && i < sums->months.count; i++) {
        const struct part *part = &sums->months.at[i];
        history_add(&text, part->month, part->numbers, part->count);
    }
    sql_give_text(context, strbuf_str(&text));
    strbuf_release(&text);
    if (sums) arena_free(sums->arena);
}

/* A part of a history that is joined with others. */
struct piece {
    uint32_t month;
    str      text;
};

struct joined {
    struct arena *arena; /* NULL until there is a history */
    VEC(struct piece) pieces;
};

static void join_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct joined *joined = sqlite3_aggregate_context(context, sizeof *joined);
    if (!joined || sqlite3_value_type(args[0]) == SQLITE_NULL) return;
    if (!joined->arena) joined->arena = arena_new();
    for (str rest = arena_str(joined->arena, sql_text(args[0])); rest.len;) {
        str text = str_cut(rest, STORE_SEPARATOR, &rest);
        *VEC_PUSH(joined->arena, joined->pieces) = (struct piece){history_month(text), text};
    }
}

static void join_end(sqlite3_context *context)
{
    struct joined *joined = sqlite3_aggregate_context(context, 0);
    struct strbuf  text = {0};
    if (!joined || !joined->arena) return;
    if (joined->pieces.count) qsort(joined->pieces.at, joined->pieces.count, sizeof *joined->pieces.at, by_month);
    for (size_t i = 0; i < joined->pieces.count; i++) {
        if (i) strbuf_addc(&text, STORE_SEPARATOR);
        strbuf_add(&text, joined->pieces.at[i].text);
    }
    sql_give_text(context, strbuf_str(&text));
    strbuf_release(&text);
    arena_free(joined->arena);
}

void history_give_points(sqlite3_context *context, struct readers *readers, str prefix, str uses, uint32_t first, uint32_t last)
{
    struct exact rest = EXACT_ZERO;
    bool         has_rest = false;
    int64_t      whole = 0;
    if (!str_equal(prefix, readers->prefix)) {
        readers->prefix = arena_str(readers->arena, prefix);
        readers->weights = (struct map){0};
        for (size_t i = 0; i < COUNT_OF(readers->weighed.at); i++) forget(&readers->weighed.at[i]);
    }
    struct walk   walk = walk_over(&readers->weighed, uses, first, last);
    struct arena *arena = walk.history->arena;
    for (const struct part *part; (part = next_part(&walk));) {
        sum_add(&whole, part->amount);
        if (part->rest) rest = exact_add(arena, rest, *part->rest);
        has_rest |= part->rest != NULL;
    }
    if (has_rest)
        sql_give_text(context, exact_dump(arena, exact_add(arena, rest, exact_from_int(arena, whole))));
    else
        sqlite3_result_int64(context, whole);
}

static void sum_by_setting(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    uint32_t first = history_month(sql_text(args[2])), last = history_month(sql_text(args[3]));
    history_give_points(context, sqlite3_user_data(context), sql_text(args[0]), sql_text(args[1]), first, last);
}

/* Its name lets explain find the settings of a query. */
static void below_setting(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    sqlite3_result_value(context, args[0]);
}

static struct kept kept_new(struct readers *readers, void (*add)(struct history *history))
{
    struct kept kept = {0};
    for (size_t i = 0; i < COUNT_OF(kept.at); i++) kept.at[i] = (struct history){.readers = readers, .add = add, .text = {.most = LIMIT_HISTORY_BYTES}, .arena = arena_new()};
    return kept;
}

static void release(struct kept *kept)
{
    for (size_t i = 0; i < COUNT_OF(kept->at); i++) {
        strbuf_release(&kept->at[i].text);
        arena_free(kept->at[i].arena);
    }
}

static void readers_free(void *data)
{
    struct readers *readers = data;
    release(&readers->numbers);
    release(&readers->features);
    release(&readers->weighed);
    arena_free(readers->arena);
    free(readers);
}

enum rc sql_history_register(sqlite3 *handle, const struct catalogue *catalogue)
{
    const int       flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    struct readers *readers = mem_new(1, sizeof *readers);
    *readers = (struct readers){.catalogue = catalogue, .arena = arena_new()};
    readers->numbers = kept_new(readers, add_numbers);
    readers->features = kept_new(readers, add_feature);
    readers->weighed = kept_new(readers, add_weighed);
    int rc = sqlite3_create_function_v2(handle, "sum_by_setting", 4, flags, readers, sum_by_setting, NULL, NULL, readers_free);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "below_setting", 1, flags, NULL, below_setting, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "number_within", 4, flags, readers, number_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "names_within", 4, flags, readers, names_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "features_within", 3, flags, readers, features_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "users_within", 3, flags, readers, users_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "stretches", 3, flags, readers, NULL, stretches_step, sums_end, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "add_histories", 1, flags, readers, NULL, add_histories_step, sums_end, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "join_histories", 1, flags, readers, NULL, join_step, join_end, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "number_at", 3, flags, readers, number_at, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "median_within", 4, flags, readers, median_within, NULL, NULL, NULL);
    for (int count = 1; rc == SQLITE_OK && count <= PART_NUMBERS; count++)
        rc = sqlite3_create_function_v2(handle, "history", 1 + count, flags, readers, NULL, history_step, sums_end, NULL);
    return rc == SQLITE_OK ? sql_spans_register(handle, readers) : RC_IO;
}
