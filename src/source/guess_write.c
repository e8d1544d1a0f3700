/* SPDX-License-Identifier: MIT */
#include "source/guess_write.h"

#include "base/say.h"
#include "source/reader.h"

#include <string.h>

static bool is_word_of_yaml(str text)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (text.len == strlen(words[i]) && strncasecmp(text.ptr, words[i], text.len) == 0) return true;
    }
    return false;
}

/* Controls, ends of lines and marks of byte order: in YAML only as escapes (YAML 1.1, 5.1), in a comment not at all. */
static bool is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c & ~1U) == 0xFFFE;
}

static bool is_plain_character(uint32_t c)
{
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c >= 0x80) return !is_hidden(c);
    return is_letter || (c && strchr(" _-./()'", (int)c));
}

static bool is_plain(str text)
{
    if (text.len == 0 || text.len > 200 || is_word_of_yaml(text) || text.ptr[text.len - 1] == ' ') return false;
    char first = text.ptr[0];
    if (!((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || (unsigned char)first >= 0xC3)) return false;
    for (size_t at = 0; at < text.len;) {
        if (!is_plain_character(str_next(text, &at))) return false;
    }
    return str_utf8_valid(text) == text.len;
}

void guess_write_scalar(str text, struct strbuf *out)
{
    if (is_plain(text)) {
        strbuf_add(out, text);
        return;
    }
    strbuf_addc(out, '"');
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        if (c == '"' || c == '\\') strbuf_printf(out, "\\%c", (char)c);
        else if (c == '\n') strbuf_adds(out, "\\n");
        else if (is_hidden(c)) strbuf_printf(out, "\\u%04X", c);
        else strbuf_add_code_point(out, c);
    }
    strbuf_addc(out, '"');
}

/* In a comment a line stays a line. */
static void put_cut(str text, size_t most, struct strbuf *out)
{
    size_t chars = 0, at = 0;
    while (at < text.len && chars++ < most) {
        uint32_t c = str_next(text, &at);
        strbuf_add_code_point(out, is_hidden(c) ? ' ' : c);
    }
    if (at < text.len) strbuf_adds(out, "…");
}

static void put_shown(str text, struct strbuf *out)
{
    put_cut(text, 120, out);
}

void guess_write_line(str text, struct strbuf *out)
{
    put_cut(text, SIZE_MAX, out);
}

void guess_write_best(const struct guess_best *best, size_t count, enum diag_language language, struct strbuf *out)
{
    for (size_t i = 0; i < count; i++) {
        const char *before = i == 0 ? "perhaps " : i + 1 == count ? " or " : ", ";
        strbuf_printf(out, "%s%.*s", say_phrase(language, before), STR_ARG(best[i].what));
        say_add(out, language, " (%d %%)", best[i].score);
    }
}

/* A column by its name, or by its position where the name is no name. */
static void put_column_name(const struct guess_source *source, size_t index, struct strbuf *out)
{
    const struct guess_column *column = &source->export->columns[index];
    if (column->is_double || column->seen.name.len == 0) strbuf_printf(out, "\"#%zu\"", index + 1);
    else guess_write_scalar(column->seen.name, out);
}

static void put_values(const struct guess_map *map, struct strbuf *out)
{
    strbuf_adds(out, ", values: {");
    for (size_t i = 0; i < map->value_count; i++) {
        if (i) strbuf_adds(out, ", ");
        guess_write_scalar(map->values[i].from, out);
        strbuf_adds(out, ": ");
        guess_write_scalar(map->values[i].to, out);
    }
    strbuf_addc(out, '}');
}

static void put_setting(const char *key, str value, struct strbuf *out)
{
    if (!value.len) return;
    strbuf_printf(out, ", %s: ", key);
    guess_write_scalar(value, out);
}

static void put_map(const struct guess_source *source, const struct guess_map *map, struct strbuf *out)
{
    bool is_short = !map->value_count && !map->unit.len && !map->scale.len && !map->direction.len && !map->dates.len &&
                    !map->fallback.len && !map->interval.len && !map->quantity.len;
    if (map->has_constant) {
        strbuf_adds(out, "{const: ");
        guess_write_scalar(map->constant, out);
        strbuf_addc(out, '}');
        return;
    }
    if (!is_short) strbuf_adds(out, "{from: ");
    put_column_name(source, map->column, out);
    if (is_short) return;
    if (map->value_count) put_values(map, out);
    put_setting("unit", map->unit, out);
    put_setting("interval", map->interval, out);
    put_setting("interval_count", map->interval_count, out);
    put_setting("quantity", map->quantity, out);
    put_setting("scale", map->scale, out);
    put_setting("direction", map->direction, out);
    put_setting("dates", map->dates, out);
    put_setting("default", map->fallback, out);
    strbuf_addc(out, '}');
}

static void put_why(const char *why, enum diag_language language, struct strbuf *out)
{
    if (why) say_add(out, language, "  # %s", why);
    strbuf_addc(out, '\n');
}

/* What makes a map less than sure, or NULL. */
static const char *doubt_of(const struct guess_map *map)
{
    if (map->has_constant) return map->is_tool ? NULL : "guessed: no column says it";
    if (map->score < 70) return map->score == 46 ? "guessed: its values are all different" : "guessed";
    return map->dates_why;
}

/* Of a map whose column is sure, what of its keys is not. */
static void put_doubt(const struct guess_map *map, enum diag_language language, struct strbuf *out)
{
    const struct {
        bool        is_guessed;
        const char *key;
    } keys[] = {{map->are_values_guessed, "values"},
                {map->is_unit_guessed, "unit"},
                {map->is_scale_guessed, "scale"},
                {map->is_direction_guessed, "direction"}};
    struct strbuf names = {0};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (keys[i].is_guessed) strbuf_printf(&names, "%s%s", names.len ? ", " : "", keys[i].key);
    }
    if (names.len && !doubt_of(map)) say_add(out, language, "  # guessed: %s", names.at);
    put_why(doubt_of(map), language, out);
    strbuf_release(&names);
}

static void put_columns(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    strbuf_adds(out, "    columns:\n");
    for (size_t i = 0; i < source->table->count; i++) {
        const struct guess_map *map = &source->maps[i];
        if (!map->score) continue;
        if (map->question.len) {
            strbuf_adds(out, "      # ");
            put_shown(map->question, out);
            strbuf_addc(out, '\n');
        }
        strbuf_printf(out, "      %s%s: ", map->question.len ? "# " : "", source->table->columns[i].name);
        put_map(source, map, out);
        put_doubt(map, language, out);
        if (map->unplaced.len) {
            say_add(out, language, "      # values to be placed: ");
            put_shown(map->unplaced, out);
            strbuf_addc(out, '\n');
        }
    }
}

static size_t find_column(const struct guess_export *export, str name)
{
    for (size_t i = 0; i < export->column_count; i++) {
        if (reader_same_name(export->columns[i].seen.name, name)) return i;
    }
    return GUESS_NO_COLUMN;
}

static void put_list(const char *key, const struct placed_list *list, struct strbuf *out)
{
    if (!list->count) return;
    strbuf_printf(out, ", %s: [", key);
    for (size_t i = 0; i < list->count; i++) {
        if (i) strbuf_adds(out, ", ");
        guess_write_scalar(list->at[i].text, out);
    }
    strbuf_addc(out, ']');
}

static void put_wheres(const struct guess_source *source, struct strbuf *out)
{
    struct strbuf rules = {0};
    for (size_t i = 0; source->shape && i < source->shape->where_count; i++) {
        const struct known_where *where = &source->shape->wheres[i];
        size_t column = find_column(source->export, where->column.text);
        if (column == GUESS_NO_COLUMN) continue;
        strbuf_adds(&rules, "      - {column: ");
        put_column_name(source, column, &rules);
        put_list("is", &where->keep, &rules);
        put_list("not", &where->drop, &rules);
        strbuf_adds(&rules, "}\n");
    }
    if (source->not_empty != GUESS_NO_COLUMN) {
        strbuf_adds(&rules, "      - {column: ");
        put_column_name(source, source->not_empty, &rules);
        strbuf_adds(&rules, ", not: [\"\"]}\n");
    }
    if (rules.len) strbuf_printf(out, "    where:\n%s", rules.at);
    strbuf_release(&rules);
}

static void put_join(const struct guess_source *source, struct strbuf *out)
{
    if (!source->join_from.len) return;
    strbuf_adds(out, "    join: {column: account, from: ");
    guess_write_scalar(source->join_from, out);
    strbuf_printf(out, ", to: %.*s}\n", STR_ARG(source->join_to));
}

/* Rows of accounts nobody knows are kept out; more of them than usual are let pass, and said. */
static void put_tolerance(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    enum { USUAL = 990, STEP = 50 };
    if (source->joined < 0 || source->joined >= USUAL) return;
    int missing = 1000 - source->joined, allowed = (missing * 3 / 2 + STEP) / STEP * 5; /* a period has its own share */
    strbuf_printf(out, "    tolerance: %d%%          # ", allowed > 100 ? 100 : allowed);
    say_add(out, language, "%d.%d %% of its rows are about accounts that are not there\n", missing / 10, missing % 10);
}

static void put_file(const struct guess_source *source, struct strbuf *out)
{
    const struct guess_export *export = source->export;
    strbuf_adds(out, "    file: ");
    guess_write_scalar(export->pattern, out);
    strbuf_printf(out, "\n    table: %s\n", source->table->name);
    if (export->sheet.len) {
        strbuf_adds(out, "    sheet: ");
        guess_write_scalar(export->sheet, out);
        strbuf_addc(out, '\n');
    }
    if (export->table_name.len) {
        strbuf_adds(out, "    table_name: ");
        guess_write_scalar(export->table_name, out);
        strbuf_addc(out, '\n');
    }
}

/* Keys that hold what was found, so that the next export is read in the same way. */
static void put_dialect(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    const struct dialect *dialect = &source->export->report.dialect;
    if (source->export->end.len) {
        strbuf_adds(out, "    end: ");
        guess_write_scalar(source->export->end, out);
        strbuf_addc(out, '\n');
    }
    if (dialect->decimal == ',') strbuf_adds(out, "    decimal: \",\"\n");
    if (source->dates.len) {
        strbuf_printf(out, "    dates: %.*s", STR_ARG(source->dates));
        put_why(source->dates_why, language, out);
    }
    if (source->shape && source->shape->time_zone.text.len)
        strbuf_printf(out, "    time_zone: %.*s\n", STR_ARG(source->shape->time_zone.text));
}

static void put_rest(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    if (!source->rest_count) return;
    say_add(out, language, "    # not used:\n");
    for (size_t i = 0; i < source->rest_count && i < GUESS_LISTED; i++) {
        const struct guess_rest *rest = &source->rest[i];
        strbuf_adds(out, "    #   ");
        put_shown(source->export->columns[rest->column].seen.name, out);
        strbuf_adds(out, ": ");
        guess_write_best(rest->best, rest->count, language, out);
        strbuf_addc(out, '\n');
    }
    if (source->rest_count > GUESS_LISTED)
        say_add(out, language, "    #   and %zu more\n", source->rest_count - GUESS_LISTED);
}

static void put_heading(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    const struct guess_export *export = source->export;
    strbuf_adds(out, "  # ");
    if (source->shape)
        say_add(out, language, "%.*s %.*s", STR_ARG(source->shape->tool.text), STR_ARG(source->shape->what));
    else say_add(out, language, "by its headers: %s", source->table->sentence);
    say_add(out, language, "; %.*s; %llu rows", STR_ARG(source->dialect),
            (unsigned long long)(export->report.records - export->report.blank));
    if (export->files > 1) say_add(out, language, " in the last of %zu files", export->files);
    if (source->joined >= 0) say_add(out, language, "; %d %% of them meet an account", source->joined / 10);
    strbuf_addc(out, '\n');
    if (!source->shape || !source->shape->note.len) return;
    strbuf_printf(out, "  # %.*s\n", STR_ARG(source->shape->note));
}

static void put_lines(const char *before, str text, struct strbuf *out)
{
    for (str rest = text; rest.len;) {
        str line = str_cut(rest, '\n', &rest);
        strbuf_printf(out, "%s%.*s\n", before, STR_ARG(line));
    }
}

static void put_source(const struct guess_source *source, enum diag_language language, struct strbuf *out)
{
    struct strbuf text = {0};
    put_heading(source, language, out);
    strbuf_adds(&text, "  ");
    guess_write_scalar(source->name, &text);
    strbuf_adds(&text, ":\n");
    put_file(source, &text);
    put_dialect(source, language, &text);
    put_columns(source, language, &text);
    put_join(source, &text);
    put_wheres(source, &text);
    put_tolerance(source, language, &text);
    put_rest(source, language, &text);
    if (source->trouble.len) {
        say_add(out, language, "  # LEFT OUT: ");
        guess_write_line(source->trouble, out);
        strbuf_adds(out, ".\n");
        put_lines("  #", strbuf_str(&text), out);
    } else {
        strbuf_add(out, strbuf_str(&text));
    }
    strbuf_addc(out, '\n');
    strbuf_release(&text);
}

static void put_unplaced(const struct guess *guess, struct strbuf *out)
{
    if (!guess->unplaced_count && !guess->exports.left_count) return;
    say_add(out, guess->language, "# Exports that feed nothing yet (`reliure inspect FILE` shows one, `reliure schema` the tables):\n");
    for (size_t i = 0; i < guess->unplaced_count; i++) {
        const struct guess_unplaced *unplaced = &guess->unplaced[i];
        strbuf_adds(out, "#   ");
        put_shown(unplaced->export->pattern, out);
        if (unplaced->export->sheet.len) say_add(out, guess->language, ", sheet ");
        put_shown(unplaced->export->sheet, out);
        if (unplaced->export->table_name.len) say_add(out, guess->language, ", table ");
        put_shown(unplaced->export->table_name, out);
        say_add(out, guess->language, ": ");
        guess_write_line(unplaced->why, out);
        if (unplaced->count) {
            say_add(out, guess->language, "; ");
            guess_write_best(unplaced->best, unplaced->count, guess->language, out);
        }
        strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < guess->exports.left_count; i++) {
        strbuf_adds(out, "#   ");
        put_shown(guess->exports.left[i].name, out);
        say_add(out, guess->language, ": %s\n", guess->exports.left[i].why);
    }
}

static void put_workspace(const struct guess *guess, str name, struct strbuf *out)
{
    enum diag_language language = guess->language;
    char               day[11];
    strbuf_adds(out, "name: ");
    guess_write_scalar(name, out);
    say_add(out, language, "   # of the vendor, as documents print it\n");
    strbuf_printf(out, "locale: %.*s", STR_ARG(guess->locale));
    if (guess->is_language_told) say_add(out, language, "   # of documents: fr or en (guessed from the words of the exports)\n");
    else say_add(out, language, "   # of documents: fr or en (guessed: that of this terminal, for no export tells one)\n");
    strbuf_printf(out, "time_zone: %.*s", STR_ARG(guess->time_zone));
    say_add(out, language, "   # days begin and end in it (guessed from the language)\n");
    strbuf_printf(out, "currency: %.*s", STR_ARG(guess->currency));
    if (guess->has_currency) say_add(out, language, "   # of amounts without one\n");
    else say_add(out, language, "   # of amounts without one (guessed: no export names a currency)\n");
    strbuf_adds(out, "fiscal_year_start: 1");
    say_add(out, language, "   # the first month of the fiscal year\n");
    if (guess->as_of == DATE_NONE) {
        strbuf_adds(out, "# as_of: 2026-09-30");
        say_add(out, language, "   # the last day known; today when not said\n");
        return;
    }
    date_iso(guess->as_of, day);
    strbuf_printf(out, "as_of: %s", day);
    say_add(out, language, "   # the exports end here; take it out once they come every night\n");
}

void guess_write(const struct guess *guess, str name, str from, struct strbuf *out)
{
    enum diag_language language = guess->language;
    say_add(out, language, "# Proposed by `reliure init`; exports read: %zu, in %.*s.\n", guess->exports.file_count, STR_ARG(from));
    say_add(out, language, "# Read it through once: what was guessed says so, what only you can decide is a comment.\n\n");
    put_workspace(guess, name, out);
    size_t whole = 0;
    for (size_t i = 0; i < guess->source_count; i++) whole += !guess->sources[i].trouble.len;
    strbuf_adds(out, whole ? "\nsources:\n" : "\nsources: {}");
    if (!whole && guess->source_count) say_add(out, language, "   # take {} away with the first # below\n");
    else if (!whole) strbuf_addc(out, '\n');
    for (size_t i = 0; i < guess->source_count; i++) put_source(&guess->sources[i], language, out);
    put_unplaced(guess, out);
}
