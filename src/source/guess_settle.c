/* SPDX-License-Identifier: MIT */
#include "source/guess_settle.h"

#include "base/say.h"
#include "source/guess_dates.h"
#include "source/guess_finish.h"
#include "source/guess_match.h"
#include "source/guess_text.h"

#include <string.h>

void guess_settle_question(struct guess_source *source, const struct known *known, size_t rating)
{
    source->maps[AT_surveys_rating] = (struct guess_map){.column = rating, .score = 80};
    source->maps[AT_surveys_verbatim] = source->maps[AT_surveys_id] = (struct guess_map){.column = GUESS_NO_COLUMN};
    source->maps[AT_surveys_kind] = (struct guess_map){.column = GUESS_NO_COLUMN};
    guess_match_kind(source, known);
    if (source->export->columns[rating].seen.empty) source->not_empty = rating;
}

static struct guess_column *column_of(const struct guess_source *source, size_t index)
{
    const struct guess_map *map = &source->maps[index];
    return map->score && map->column != GUESS_NO_COLUMN ? &source->export->columns[map->column] : NULL;
}

static bool is_fraction(enum column_type type)
{
    return type == COLUMN_MONEY || type == COLUMN_DECIMAL || type == COLUMN_RATIO;
}

static bool has_proven_mark(const struct guess_source *source)
{
    for (size_t i = 0; i < source->table->count; i++) {
        const struct guess_column *column = column_of(source, i);
        if (!column || !is_fraction(source->table->columns[i].type)) continue;
        if (column->seen.decimal == '.' || column->seen.decimal == ',') return true;
    }
    return false;
}

static void settle_number(const struct guess_source *source, struct guess_map *map, enum diag_language language,
                          struct arena *arena)
{
    const struct inspect_column *column = &source->export->columns[map->column].seen;
    if (column->decimal != '?' || has_proven_mark(source)) return;
    str example = column->sample_count ? column->samples[0] : STR_NONE;
    map->question = say_text(arena, language, "%.*s: a decimal or a thousands mark? set decimal: \",\" or decimal: \".\"",
                             STR_ARG(example));
}

/* A required column that only a person can read keeps its source out. */
static void settle_questions(struct guess_source *source)
{
    for (size_t i = 0; i < source->table->count; i++) {
        const struct guess_map *map = &source->maps[i];
        if (map->question.len && source->table->columns[i].is_required && !source->trouble.len)
            source->trouble = map->question;
    }
}

static void check_key(struct guess_source *source, enum diag_language language)
{
    const struct guess_column *key = column_of(source, 0);
    bool is_keyed = strcmp(source->table->key, "id") == 0;
    if (!is_keyed || !key || source->trouble.len || !key->keys.rows || key->keys.is_full) return;
    if (key->keys.count < key->keys.rows && !(source->shape && source->shape->where_count))
        source->trouble = str_from(say_phrase(
            language, "its ids stand several times; an id must stand once (where: may keep the right rows)"));
}

static void check_required(struct guess_source *source, enum diag_language language, struct arena *arena)
{
    for (size_t i = 0; i < source->table->count; i++) {
        const struct column_info *info = &source->table->columns[i];
        if (!info->is_required || source->maps[i].score || strcmp(info->name, "account") == 0) continue;
        source->trouble = say_text(arena, language, "no column says its %.*s: %s", STR_ARG(str_from(info->name)), info->sentence);
        return;
    }
}

void guess_settle_source(struct guess_source *source, const struct guess *guess, const struct known *known,
                         struct arena *arena)
{
    for (size_t i = 0; i < source->table->count; i++) {
        if (column_of(source, i) && is_fraction(source->table->columns[i].type))
            settle_number(source, &source->maps[i], known->language, arena);
    }
    guess_dates_settle(source, guess, arena);
    check_required(source, known->language, arena);
    settle_questions(source);
    check_key(source, known->language);
    source->dialect = dialect_text(arena, &source->export->report.dialect, known->language);
    guess_finish(source, known, arena);
}

static date last_day(const struct guess_source *source)
{
    size_t index = source->table->dated[0] ? table_column(source->table, str_from(source->table->dated)) : SIZE_MAX;
    struct when when;
    if (index == SIZE_MAX || source->maps[index].question.len || !column_of(source, index)) return DATE_NONE;
    const struct inspect_column *column = &column_of(source, index)->seen;
    str                          word = source->dates.len ? source->dates : source->maps[index].dates;
    bool                         is_written = str_is(word, "dmy") || str_is(word, "mdy");
    str                          most = is_written ? column->latest[str_is(word, "mdy")] : column->most;
    enum when_order order = str_is(word, "dmy") ? WHEN_DMY : str_is(word, "mdy") ? WHEN_MDY : column->order;
    if (column->type == INSPECT_INTEGER) order = WHEN_ISO; /* 20261031 */
    return when_parse(most, order, &when) == RC_OK && !when.is_end_of_time ? when.day : DATE_NONE;
}

/* Things that happened; subscriptions, deals and objectives have days to come. */
static bool is_past(const struct guess_source *source)
{
    static const enum table_id past[] = {TABLE_usage, TABLE_feature_usage, TABLE_tickets, TABLE_surveys,
                                         TABLE_interactions, TABLE_transactions, TABLE_onboarding, TABLE_users};
    for (size_t i = 0; i < COUNT_OF(past); i++) {
        if (source->table == table_info(past[i])) return true;
    }
    return false;
}

/* Exports of a month rarely reach its last day: three days short of it, the month is over. */
static date month_over(date day)
{
    enum { SHORT = 3 };
    date end = date_add_months(date_month_start(day), 1) - 1;
    return end - day <= SHORT ? end : day;
}

static void settle_as_of(struct guess *guess)
{
    for (int pass = 0; pass < 2 && guess->last == DATE_NONE; pass++) {
        for (size_t i = 0; i < guess->source_count; i++) {
            date day = is_past(&guess->sources[i]) || pass ? last_day(&guess->sources[i]) : DATE_NONE;
            if (day != DATE_NONE && (guess->last == DATE_NONE || day > guess->last)) guess->last = day;
        }
    }
    if (guess->last != DATE_NONE) guess->as_of = month_over(guess->last);
}

static bool is_currency(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((text.ptr[i] & ~0x20) < 'A' || (text.ptr[i] & ~0x20) > 'Z') return false;
    }
    return text.len == 3;
}

/* The code most rows have, else the sign of an amount. */
static str find_currency(const struct guess *guess)
{
    str      best = STR_NONE;
    uint64_t most = 0;
    for (size_t i = 0; i < guess->source_count; i++) {
        const struct guess_source *source = &guess->sources[i];
        size_t                     index = table_column(source->table, STR("currency"));
        const struct guess_column *column = index < source->table->count ? column_of(source, index) : NULL;
        for (size_t j = 0; column && j < column->value_count; j++) {
            if (!is_currency(column->values[j].text) || column->values[j].rows <= most) continue;
            best = column->values[j].text;
            most = column->values[j].rows;
        }
    }
    return best;
}

static str find_sign(const struct guess *guess)
{
    static const struct {
        const char *sign, *code;
    } signs[] = {{"€", "EUR"}, {"£", "GBP"}, {"CHF", "CHF"}, {"$", "USD"}, {"_usd", "USD"}, {"_eur", "EUR"}};
    for (size_t i = 0; i < guess->exports.count; i++) {
        for (size_t j = 0; j < guess->exports.at[i].column_count; j++) {
            const struct guess_column *column = &guess->exports.at[i].columns[j];
            if (column->seen.type != INSPECT_NUMBER && column->seen.type != INSPECT_INTEGER) continue;
            str text = column->value_count ? column->values[0].text : STR_NONE, name = column->seen.name;
            for (size_t k = 0; k < COUNT_OF(signs); k++) {
                str sign = str_from(signs[k].sign);
                if (str_find_str(text, sign) < text.len || str_find_str(name, sign) < name.len)
                    return str_from(signs[k].code);
            }
        }
    }
    return STR_NONE;
}

static str capitals(struct arena *arena, str code)
{
    char text[3];
    for (size_t i = 0; i < 3; i++) text[i] = (char)(code.ptr[i] & ~0x20);
    return arena_str(arena, (str){text, 3});
}

void guess_settle_workspace(struct guess *guess, struct arena *arena)
{
    str code = find_currency(guess);
    if (!code.len) code = find_sign(guess);
    settle_as_of(guess);
    guess->has_currency = code.len == 3;
    guess->currency = guess->has_currency ? capitals(arena, code) : STR("EUR");
}
