/* SPDX-License-Identifier: MIT */
#include "source/guess_finish.h"

#include "source/guess_match.h"
#include "source/guess_rank.h"
#include "source/guess_text.h"
#include "source/number.h"
#include "source/reader.h"

#include <string.h>

static const struct known_column *shape_column(const struct guess_source *source, size_t index)
{
    for (size_t i = 0; source->shape && i < source->shape->column_count; i++) {
        if (table_column(source->table, source->shape->columns[i].name.text) == index) return &source->shape->columns[i];
    }
    return NULL;
}

static bool same_letters(str a, str b)
{
    return a.len == b.len && str_distance(a, b, 0) == 0;
}

struct words {
    const struct known_column *tool;
    const struct known_words  *plain;
    bool                       is_rating;
};

/* What the value is called here; NULL: nobody knows. */
static str canonical_of(const struct words *words, str value, struct arena *arena)
{
    str folded = guess_fold(arena, value), canonical = STR_NONE;
    if (words->tool) canonical = known_canonical(&words->tool->values, folded);
    if (!canonical.ptr && words->plain->count) canonical = known_canonical(words->plain, folded);
    for (size_t i = 0; i < words->plain->count && !canonical.ptr; i++) {
        if (same_letters(words->plain->at[i].canonical, value)) canonical = words->plain->at[i].canonical;
    }
    if (!canonical.ptr && words->tool && field_is_given(&words->tool->others)) canonical = words->tool->others.text;
    if (!canonical.ptr && words->is_rating && guess_number_in(value).len) canonical = guess_number_in(value);
    return canonical;
}

static void finish_values(struct guess_source *source, size_t index, const struct known *known, struct arena *arena)
{
    struct guess_map          *map = &source->maps[index];
    const struct column_info  *info = &source->table->columns[index];
    const struct guess_column *column = &source->export->columns[map->column];
    struct words words = {shape_column(source, index), &known->values[info->table][index], info->type == COLUMN_DECIMAL};
    struct strbuf unplaced = {0};
    bool          is_worded = words.plain->count || (words.tool && words.tool->values.count);
    if (!is_worded && !(words.is_rating && column->seen.type == INSPECT_TEXT)) return;
    map->values = ARENA_ARRAY(arena, struct guess_pair, column->value_count);
    for (size_t i = 0; i < column->value_count; i++) {
        str value = column->values[i].text, canonical = canonical_of(&words, value, arena);
        struct number number;
        bool          is_plain = words.is_rating && number_parse(value, '.', &number) == RC_OK;
        if (canonical.ptr && !same_letters(canonical, value))
            map->values[map->value_count++] = (struct guess_pair){value, canonical};
        else if (!canonical.ptr && !is_plain)
            strbuf_printf(&unplaced, "%s%.*s", unplaced.len ? ", " : "", STR_ARG(value));
    }
    map->are_values_guessed = map->value_count > 0 && !words.tool;
    map->unplaced = arena_str(arena, strbuf_str(&unplaced));
    strbuf_release(&unplaced);
}

/* A ratio above one is written in percent; with its sign it says so itself. */
static void finish_units(struct guess_source *source, size_t index)
{
    struct guess_map          *map = &source->maps[index];
    const struct guess_column *column = &source->export->columns[map->column];
    if (source->table->columns[index].type != COLUMN_RATIO || map->unit.len || column->most <= 1.5) return;
    bool has_sign = column->value_count && str_find(column->values[0].text, '%') < column->values[0].text.len;
    if (has_sign) return;
    map->unit = STR("percent");
    map->is_unit_guessed = true;
}

static void finish_scale(struct guess_source *source, size_t index)
{
    struct guess_map          *map = &source->maps[index];
    const struct column_info  *info = &source->table->columns[index];
    const struct guess_column *column = &source->export->columns[map->column];
    bool is_survey = info->table == TABLE_surveys;
    if (info->type != COLUMN_DECIMAL || map->scale.len || !column->numbers) return;
    const struct guess_map *kind = &source->maps[AT_surveys_kind];
    if (is_survey && (!kind->has_constant || str_is(kind->constant, "nps"))) return;
    bool is_seven = is_survey && str_is(kind->constant, "ces") && str_find(column->folded, '7') < column->folded.len;
    if (column->most > 10) map->scale = STR("0-100");
    else if (column->most > 7) map->scale = column->least < 1 ? STR("0-10") : STR("1-10");
    else if (column->most > 5 || is_seven) map->scale = STR("1-7");
    map->is_scale_guessed = map->scale.len > 0;
    if (!is_survey || !str_is(kind->constant, "ces") || !guess_has_word(column->folded, STR("effort"))) return;
    map->direction = STR("effort");
    map->is_direction_guessed = true;
}

static bool is_named(const struct guess_source *source, size_t column)
{
    str name = source->export->columns[column].seen.name;
    for (size_t i = 0; i < source->table->count; i++) {
        const struct guess_map *map = &source->maps[i];
        const str               beside[] = {map->interval, map->interval_count, map->quantity};
        for (size_t j = 0; map->score && j < COUNT_OF(beside); j++) {
            if (beside[j].len && str_equal(beside[j], name)) return true;
        }
    }
    if (guess_match_uses(source, column) || (source->join_from.len && str_equal(source->join_from, name))) return true;
    for (size_t i = 0; source->shape && i < source->shape->where_count; i++) {
        if (reader_same_name(source->shape->wheres[i].column.text, name)) return true;
    }
    return false;
}

void guess_finish(struct guess_source *source, const struct known *known, struct arena *arena)
{
    for (size_t i = 0; i < source->table->count; i++) {
        if (!source->maps[i].score || source->maps[i].column == GUESS_NO_COLUMN) continue;
        finish_values(source, i, known, arena);
        finish_units(source, i);
        finish_scale(source, i);
    }
    source->rest = ARENA_ARRAY(arena, struct guess_rest, source->export->column_count + 1);
    for (size_t i = 0; i < source->export->column_count; i++) {
        if (is_named(source, i)) continue;
        struct guess_rest *rest = &source->rest[source->rest_count++];
        *rest = (struct guess_rest){.column = i};
        if (source->rest_count <= GUESS_LISTED) guess_rank_column(source, known, arena, rest);
    }
}
