/* SPDX-License-Identifier: MIT */
#include "command/init_report.h"

#include "base/say.h"
#include "source/guess_write.h"

static void put_padded(str text, size_t width, struct strbuf *out)
{
    size_t chars = str_chars(text);
    guess_write_line(text, out);
    do
        strbuf_addc(out, ' ');
    while (++chars < width);
}

static const char *sure_word(const struct guess_source *source)
{
    enum { LIKELY = 75 };
    int total = 0, count = 0;
    for (size_t i = 0; i < source->table->count; i++) {
        if (!source->maps[i].score) continue;
        total += source->maps[i].score;
        count++;
    }
    return source->shape ? "sure" : total >= LIKELY * count ? "likely" : "perhaps";
}

static void put_source(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    size_t mapped = source->export->column_count - source->rest_count;
    strbuf_adds(out, "  ");
    put_padded(source->export->pattern, 38, out);
    put_padded(str_from(source->table->name), 15, out);
    put_padded(str_from(say_phrase(language, sure_word(source))), 10, out);
    if (source->shape) say_add(out, language, "%.*s %.*s, ", STR_ARG(source->shape->tool.text), STR_ARG(source->shape->what));
    say_add(out, language, "%zu of %zu columns", mapped, source->export->column_count);
    if (source->joined >= 0) say_add(out, language, ", %d %% of rows meet an account", source->joined / 10);
    strbuf_addc(out, '\n');
}

static void put_placed(const struct guess *guess, struct strbuf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < guess->source_count; i++) {
        if (guess->sources[i].trouble.len) continue;
        if (is_first) say_add(out, guess->language, "\nRecognised\n");
        is_first = false;
        put_source(&guess->sources[i], guess->language, out);
    }
}

static void put_left_out(const struct guess *guess, struct strbuf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < guess->source_count; i++) {
        const struct guess_source *source = &guess->sources[i];
        if (!source->trouble.len) continue;
        if (is_first) say_add(out, guess->language, "\nLeft out until you say more (they stand in reliure.yaml as comments)\n");
        is_first = false;
        strbuf_adds(out, "  ");
        put_padded(source->export->pattern, 38, out);
        put_padded(str_from(source->table->name), 15, out);
        strbuf_printf(out, "%.*s\n", STR_ARG(source->trouble));
    }
}

static void put_questions(const struct guess *guess, struct strbuf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < guess->source_count; i++) {
        const struct guess_source *source = &guess->sources[i];
        for (size_t j = 0; j < source->table->count; j++) {
            const struct guess_map *map = &source->maps[j];
            if (source->trouble.len || (!map->question.len && !map->unplaced.len)) continue;
            if (is_first) say_add(out, guess->language, "\nOnly you can say\n");
            is_first = false;
            say_add(out, guess->language, "  %.*s.%.*s: ", STR_ARG(source->name), STR_ARG(str_from(source->table->columns[j].name)));
            if (!map->question.len) say_add(out, guess->language, "what do these values mean? ");
            guess_write_line(map->question.len ? map->question : map->unplaced, out);
            strbuf_addc(out, '\n');
        }
    }
}

/* How dates are read changes every figure: a guess about it is said here, too. */
static void put_dates(const struct guess *guess, struct strbuf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < guess->source_count; i++) {
        const struct guess_source *source = &guess->sources[i];
        str                        word = source->dates;
        const char                *why = source->dates_why;
        for (size_t j = 0; j < source->table->count && !why; j++) {
            word = source->maps[j].dates;
            why = source->maps[j].dates_why;
        }
        if (source->trouble.len || !why) continue;
        if (is_first) say_add(out, guess->language, "\nLook at these dates\n");
        is_first = false;
        say_add(out, guess->language, "  %.*s: dates: %.*s, %s\n", STR_ARG(source->name), STR_ARG(word), why);
    }
}

static void put_rest(const struct guess *guess, struct strbuf *out)
{
    enum { SHOWN = 6 };
    bool is_first = true;
    for (size_t i = 0; i < guess->source_count; i++) {
        const struct guess_source *source = &guess->sources[i];
        if (source->trouble.len || !source->rest_count) continue;
        if (is_first) say_add(out, guess->language, "\nColumns not used (all stay reachable as « extra »)\n");
        is_first = false;
        strbuf_adds(out, "  ");
        guess_write_line(source->export->pattern, out);
        strbuf_addc(out, '\n');
        for (size_t j = 0; j < source->rest_count && j < SHOWN; j++) {
            const struct guess_rest *rest = &source->rest[j];
            strbuf_adds(out, "    ");
            put_padded(source->export->columns[rest->column].seen.name, 36, out);
            guess_write_best(rest->best, rest->count, guess->language, out);
            strbuf_addc(out, '\n');
        }
        if (source->rest_count > SHOWN) say_add(out, guess->language, "    and %zu more\n", source->rest_count - SHOWN);
    }
}

static void put_unplaced(const struct guess *guess, struct strbuf *out)
{
    if (guess->unplaced_count || guess->exports.left_count) say_add(out, guess->language, "\nNot placed\n");
    for (size_t i = 0; i < guess->unplaced_count; i++) {
        const struct guess_unplaced *unplaced = &guess->unplaced[i];
        strbuf_adds(out, "  ");
        put_padded(unplaced->export->pattern, 38, out);
        guess_write_line(unplaced->why, out);
        if (unplaced->count) {
            say_add(out, guess->language, "; ");
            guess_write_best(unplaced->best, unplaced->count, guess->language, out);
        }
        strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < guess->exports.left_count; i++) {
        strbuf_adds(out, "  ");
        put_padded(guess->exports.left[i].name, 38, out);
        strbuf_printf(out, "%s\n", say_phrase(guess->language, guess->exports.left[i].why));
    }
}

void init_report_write(const struct guess *guess, str from, struct strbuf *out)
{
    say_add(out, guess->language, "Exports read: %zu, in %.*s.\n", guess->exports.file_count, STR_ARG(from));
    put_placed(guess, out);
    put_left_out(guess, out);
    put_dates(guess, out);
    put_questions(guess, out);
    put_rest(guess, out);
    put_unplaced(guess, out);
    if (guess->has_accounts) return;
    if (guess->exports.file_count)
        say_add(out, guess->language, "\nNo export has the accounts: a table with an id and a name for each client is needed.\n");
    else
        say_add(out, guess->language, "\nThere is no export yet: put what your tools drop into exports/ and run init again.\n");
}
