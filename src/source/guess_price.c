/* SPDX-License-Identifier: MIT */
#include "source/guess_price.h"

#include "source/guess_match.h"
#include "source/guess_text.h"
#include "source/recurring.h"

#include <string.h>

static int likeness_to(const struct guess_column *column, const struct known_names *names)
{
    int best = 0;
    for (size_t i = 0; i < names->count; i++) {
        int score = guess_likeness(column->folded, names->at[i]);
        best = score > best ? score : best;
    }
    return best;
}

static const struct known_names *names_of(const struct known_words *words, const char *canonical)
{
    static const struct known_names none = {0};
    for (size_t i = 0; i < words->count; i++) {
        if (str_is(words->at[i].canonical, canonical)) return &words->at[i].names;
    }
    return &none;
}

/* For how long the price that the name speaks of is, and how surely; empty: it does not say. */
static str span_of(const struct guess_column *column, const struct known *known, int *score)
{
    str span = STR_NONE;
    *score = 0;
    for (size_t i = 0; i < known->spans.count; i++) {
        int likeness = likeness_to(column, &known->spans.at[i].names);
        if (likeness <= *score) continue;
        *score = likeness;
        span = known->spans.at[i].canonical;
    }
    return span;
}

/* Are all values words for how long a price is? */
static bool is_interval(const struct guess_column *column)
{
    int64_t num, den;
    if (column->has_more_values || !column->value_count || column->is_double) return false;
    for (size_t i = 0; i < column->value_count; i++) {
        if (!recurring_interval(column->values[i].text, &num, &den)) return false;
    }
    return true;
}

/* The name of the interval's column, or empty. */
static str find_interval(const struct guess_export *export)
{
    for (size_t i = 0; i < export->column_count; i++) {
        if (is_interval(&export->columns[i])) return export->columns[i].seen.name;
    }
    return STR_NONE;
}

static str find_count(const struct guess_export *export, const struct known_names *names)
{
    for (size_t i = 0; i < export->column_count; i++) {
        const struct guess_column *column = &export->columns[i];
        bool is_number = column->seen.type == INSPECT_INTEGER && column->least >= 1;
        if (is_number && !column->is_double && likeness_to(column, names) >= GUESS_LEAST) return column->seen.name;
    }
    return STR_NONE;
}

static const struct guess_column *seats_of(const struct guess_source *source)
{
    const struct guess_map *seats = &source->maps[AT_subscriptions_seats];
    bool                    is_there = source->table == table_info(TABLE_subscriptions) && seats->score;
    return is_there && seats->column != GUESS_NO_COLUMN ? &source->export->columns[seats->column] : NULL;
}

static bool is_unit_price(const struct guess_column *column, const struct known *known)
{
    return likeness_to(column, names_of(&known->prices, "unit_price")) >= GUESS_LEAST;
}

/* A price of an interval that another column names; that of one licence counts as often as there are licences. */
static void use_interval(struct guess_source *source, struct guess_map *map, str interval, const struct known *known)
{
    const struct guess_column *price = &source->export->columns[map->column], *seats = seats_of(source);
    map->interval = interval;
    map->interval_count = find_count(source->export, names_of(&known->prices, "interval_count"));
    if (seats && is_unit_price(price, known)) map->quantity = seats->seen.name;
}

static bool can_be_price(const struct guess_source *source, size_t column)
{
    static const struct known_words none = {0};
    bool is_filled = source->export->columns[column].seen.type != INSPECT_EMPTY;
    return is_filled && !guess_match_uses(source, column) &&
           guess_match_fits(&source->export->columns[column], &none, COLUMN_MONEY);
}

/* The best column left whose name says a price of a year or so, or, with an interval beside it, any price. */
static void find_price(struct guess_source *source, struct guess_map *map, str interval, const struct known *known)
{
    int best = GUESS_LEAST - 1;
    for (size_t i = 0; i < source->export->column_count; i++) {
        const struct guess_column *column = &source->export->columns[i];
        int                        score;
        str                        span = span_of(column, known, &score);
        if (!can_be_price(source, i)) continue;
        if (score > best) *map = (struct guess_map){.column = i, .score = best = score, .interval = span};
        if (!interval.len) continue;
        int plain = likeness_to(column, names_of(&known->prices, "price"));
        int unit = likeness_to(column, names_of(&known->prices, "unit_price"));
        score = plain > unit ? plain : unit;
        if (score > best) *map = (struct guess_map){.column = i, .score = best = score, .interval = interval};
    }
    if (map->score && map->interval.len && str_equal(map->interval, interval)) use_interval(source, map, interval, known);
}

/* The recurring revenue of a table, or GUESS_NO_COLUMN. */
static size_t revenue_of(enum table_id table)
{
    if (table == TABLE_subscriptions) return AT_subscriptions_mrr;
    return table == TABLE_mrr ? AT_mrr_amount : GUESS_NO_COLUMN;
}

int guess_price_name(const struct guess_column *column, const struct known *known, const struct column_info *info)
{
    int score = 0;
    size_t index = revenue_of(info->table);
    if (index != GUESS_NO_COLUMN && info == &table_info(info->table)->columns[index]) (void)span_of(column, known, &score);
    return score;
}

void guess_price_settle(struct guess_source *source, const struct known *known)
{
    size_t index = revenue_of(source->table->columns[0].table);
    int    score;
    if (index == GUESS_NO_COLUMN) return;
    struct guess_map *map = &source->maps[index];
    str               interval = find_interval(source->export);
    if (map->is_tool || map->has_constant) return;
    if (!map->score) {
        find_price(source, map, interval, known);
        return;
    }
    const struct guess_column *price = &source->export->columns[map->column];
    str                        span = span_of(price, known, &score);
    if (score > guess_match_name(price, known, &source->table->columns[index])) map->interval = span;
    else if (interval.len && likeness_to(price, names_of(&known->prices, "price")) == 100)
        use_interval(source, map, interval, known);
}
