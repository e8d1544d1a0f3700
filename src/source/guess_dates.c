/* SPDX-License-Identifier: MIT */
#include "source/guess_dates.h"

#include "base/say.h"
#include "source/guess_text.h"

#include <string.h>

/* "dmy" or "mdy", and by what it was guessed. */
struct guessed {
    enum when_order order;
    const char     *why; /* NULL: it was not */
};

static bool is_date(enum column_type type)
{
    return type == COLUMN_DATE || type == COLUMN_TIME;
}

static struct guess_column *column_of(const struct guess_source *source, size_t index)
{
    const struct guess_map *map = &source->maps[index];
    return map->score && map->column != GUESS_NO_COLUMN ? &source->export->columns[map->column] : NULL;
}

static bool is_dated(const struct inspect_column *column)
{
    return column->type == INSPECT_DATE || column->type == INSPECT_TIME;
}

/* Days that read both ways to the same day prove nothing. */
static bool proves(const struct inspect_column *column, enum when_order *order)
{
    if (!is_dated(column) || column->verdict != WHEN_PROVEN) return false;
    *order = column->order;
    return column->dates.day_first || column->dates.month_first;
}

static bool is_open(const struct inspect_column *column)
{
    return column->verdict == WHEN_AMBIGUOUS ||
           (column->verdict == WHEN_PROVEN && column->dates.same && !column->dates.day_first && !column->dates.month_first);
}

/* The one order that all columns of the export that prove any prove; false: none does, or they differ. */
static bool agree(const struct guess_export *export, bool *has_one, enum when_order *order)
{
    for (size_t i = 0; i < export->column_count; i++) {
        enum when_order one;
        if (!proves(&export->columns[i].seen, &one)) continue;
        if (*has_one && one != *order) return false;
        *has_one = true;
        *order = one;
    }
    return true;
}

static bool by_other_columns(const struct guess_export *export, struct guessed *out)
{
    bool has_one = false;
    out->why = "guessed where a date reads both ways: another column proves it";
    return agree(export, &has_one, &out->order) && has_one;
}

static bool is_of_months(const struct guess_source *source, const struct guess_column *column)
{
    size_t month = table_column(source->table, STR("month"));
    bool   is_month = month < source->table->count && column_of(source, month) == column;
    return is_month || guess_has_word(column->folded, STR("month")) || guess_has_word(column->folded, STR("mois"));
}

static bool by_calendar(const struct guess_source *source, struct guessed *out)
{
    for (size_t i = 0; i < source->export->column_count; i++) {
        const struct guess_column *column = &source->export->columns[i];
        if (!is_dated(&column->seen) || !is_open(&column->seen)) continue;
        enum guess_calendar calendar = guess_days_judge(&column->days, is_of_months(source, column), &out->order);
        out->why = calendar == GUESS_CONSECUTIVE ? "guessed: its days follow each other when read so"
                                                 : "guessed: its months all begin on the 1st when read so";
        if (calendar != GUESS_NO_CALENDAR) return true;
    }
    return false;
}

static bool by_other_exports(const struct guess *guess, const struct guess_export *export, struct guessed *out)
{
    bool has_one = false;
    out->why = "guessed: the other exports prove it of theirs";
    for (size_t i = 0; i < guess->exports.count; i++) {
        const struct guess_export *other = &guess->exports.at[i];
        if (other != export && !agree(other, &has_one, &out->order)) return false;
    }
    return has_one;
}

static struct guessed guess_order(const struct guess_source *source, const struct guess *guess,
                                  const struct inspect_column *column)
{
    struct guessed guessed = {WHEN_ISO, NULL};
    if (by_other_columns(source->export, &guessed) || by_calendar(source, &guessed) ||
        by_other_exports(guess, source->export, &guessed))
        return guessed;
    if (str_is(guess->locale, "fr")) return (struct guessed){WHEN_DMY, "guessed: French writes the day first"};
    if (column->verdict == WHEN_PROVEN) return (struct guessed){WHEN_DMY, "guessed: its days read both ways are the same"};
    return (struct guessed){WHEN_ISO, NULL};
}

static void settle(struct guess_source *source, struct guess_map *map, const struct guess *guess, struct arena *arena)
{
    struct inspect_column *column = &source->export->columns[map->column].seen;
    struct guessed         guessed = {WHEN_ISO, NULL};
    if (map->dates.len || !is_dated(column)) return;
    bool is_asked = column->verdict == WHEN_CONTRADICTORY;
    if (is_open(column)) {
        guessed = guess_order(source, guess, column);
        is_asked = !guessed.why;
    }
    if (is_asked) {
        str example = column->sample_count ? column->samples[0] : STR_NONE;
        map->question = say_text(arena, guess->language, "%.*s: day first or month first? set dates: dmy or dates: mdy",
                                 STR_ARG(example));
        return;
    }
    enum when_order order = guessed.why ? guessed.order : column->order;
    if (order == WHEN_DMY || order == WHEN_MDY || order == WHEN_EPOCH) map->dates = str_from(inspect_order_word(order));
    map->dates_why = guessed.why;
}

/* One word for the whole source where its dates agree. */
static void share(struct guess_source *source)
{
    str         word = STR_NONE;
    const char *why = NULL;
    size_t      dated = 0;
    for (size_t i = 0; i < source->table->count; i++) {
        if (!is_date(source->table->columns[i].type) || !column_of(source, i)) continue;
        if (column_of(source, i)->seen.type == INSPECT_EMPTY) continue; /* agrees with any */
        if (dated++ && !str_equal(source->maps[i].dates, word)) return;
        word = source->maps[i].dates;
        if (!why) why = source->maps[i].dates_why;
    }
    if (!word.len) return;
    source->dates = word;
    source->dates_why = why;
    for (size_t i = 0; i < source->table->count; i++) {
        source->maps[i].dates = STR_NONE;
        source->maps[i].dates_why = NULL;
    }
}

void guess_dates_settle(struct guess_source *source, const struct guess *guess, struct arena *arena)
{
    for (size_t i = 0; i < source->table->count; i++) {
        if (column_of(source, i) && is_date(source->table->columns[i].type)) settle(source, &source->maps[i], guess, arena);
    }
    share(source);
}
