/* SPDX-License-Identifier: MIT */
#include "source/guess_match.h"

#include "source/guess_price.h"
#include "source/guess_text.h"
#include "source/number.h"
#include "source/reader.h"

#include <string.h>

enum {
    SCORE_TOOL = 99,  /* a shape says so */
    SCORE_FREE = 70,  /* what a column must have that a shape does not mention */
    SCORE_VALUES = 46 /* no name, but only this column can be it */
};

static bool is_packed_day(const struct guess_column *column)
{
    return column->seen.type == INSPECT_INTEGER && column->least >= 19000101 && column->most <= 21001231;
}

/* Whole numbers, or words with one: « 10 - Extremely likely ». */
static bool is_rating(const struct guess_column *column)
{
    if (column->seen.type == INSPECT_TEXT) return !column->has_more_values && column->graded * 10 >= column->seen.filled * 7;
    return column->numbers && column->least >= 0 && column->most <= 100;
}

bool guess_match_words(const struct guess_column *column, const struct known_words *words)
{
    bool          is_known = false;
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < column->value_count && !is_known; i++)
        is_known = known_canonical(words, guess_fold(scratch, column->values[i].text)).ptr != NULL;
    arena_free(scratch);
    return is_known;
}

static bool is_number(const struct guess_column *column)
{
    return column->seen.type == INSPECT_INTEGER || column->seen.type == INSPECT_NUMBER ||
           (column->seen.type == INSPECT_BOOLEAN && column->numbers == column->seen.filled);
}

bool guess_match_fits(const struct guess_column *column, const struct known_words *words, enum column_type type)
{
    enum inspect_type seen = column->seen.type;
    if (seen == INSPECT_EMPTY) return true;
    switch (type) {
    case COLUMN_ID: return seen == INSPECT_TEXT || seen == INSPECT_INTEGER || seen == INSPECT_TIME;
    case COLUMN_TEXT: return seen != INSPECT_DATE && seen != INSPECT_TIME && seen != INSPECT_BOOLEAN;
    case COLUMN_DATE:
    case COLUMN_TIME: return seen == INSPECT_DATE || seen == INSPECT_TIME || is_packed_day(column);
    case COLUMN_INTEGER:
    case COLUMN_MONEY:
    case COLUMN_RATIO: return is_number(column);
    case COLUMN_DECIMAL: return is_rating(column) || (seen == INSPECT_TEXT && guess_match_words(column, words));
    case COLUMN_BOOLEAN: return seen == INSPECT_BOOLEAN || guess_match_words(column, words);
    }
    return false;
}

static int name_score(const struct guess_column *column, const struct known_names *names)
{
    int best = 0;
    for (size_t i = 0; i < names->count; i++) {
        int score = guess_likeness(column->folded, names->at[i]);
        if (score > best) best = score;
    }
    return best;
}

/* The kind of an answer is one of three words; any other word is no kind. */
static bool is_refuted(const struct guess_column *column, const struct known_words *words,
                       const struct column_info *info)
{
    bool has_values = column->seen.filled > 0;
    if (info->table == TABLE_surveys && strcmp(info->name, "kind") == 0) return has_values && !guess_match_words(column, words);
    if (info->table == TABLE_usage && strcmp(info->name, "event") == 0) return guess_is_unique(column) && column->keys.count > 1;
    if (strcmp(info->name, "email") == 0) return has_values && column->emails * 2 < column->seen.filled;
    return false;
}

int guess_match_name(const struct guess_column *column, const struct known *known, const struct column_info *info)
{
    size_t index = table_column(table_info(info->table), str_from(info->name));
    return name_score(column, &known->columns[info->table][index]);
}

int guess_match_column(const struct guess_column *column, const struct known *known, const struct column_info *info)
{
    const struct table_info *table = table_info(info->table);
    size_t                   index = table_column(table, str_from(info->name));
    const struct known_words *words = &known->values[info->table][index];
    int                      score = name_score(column, &known->columns[info->table][index]);
    if (info->type == COLUMN_TEXT && score == 100 && column->seen.type == INSPECT_DATE) return SCORE_FREE; /* a wave */
    if (!score || !guess_match_fits(column, words, info->type) || is_refuted(column, words, info)) return 0;
    bool is_key = strcmp(table->key, info->name) == 0;
    if (is_key && column->keys.rows && !guess_is_unique(column)) return score / 2;
    return score;
}

bool guess_match_uses(const struct guess_source *source, size_t column)
{
    for (size_t i = 0; i < source->table->count; i++) {
        if (source->maps[i].score && source->maps[i].column == column) return true;
    }
    return false;
}

/* Gives canonical columns, the surest first, the columns that fit them. */
static void match_names(struct guess_source *source, const struct known *known, int least)
{
    for (;;) {
        int    best = least - 1;
        size_t best_map = 0, best_column = 0;
        for (size_t i = 0; i < source->table->count; i++) {
            if (source->maps[i].score) continue;
            for (size_t j = 0; j < source->export->column_count; j++) {
                if (guess_match_uses(source, j)) continue;
                int score = guess_match_column(&source->export->columns[j], known, &source->table->columns[i]);
                if (score <= best) continue;
                best = score;
                best_map = i;
                best_column = j;
            }
        }
        if (best < least) return;
        source->maps[best_map] = (struct guess_map){.column = best_column, .score = best};
    }
}

static void set_constant(struct guess_map *map, str constant, int score)
{
    *map = (struct guess_map){.column = GUESS_NO_COLUMN, .has_constant = true, .constant = constant, .score = score};
}

/* The kind of survey or of contact that a name speaks of, or empty. */
static str word_of(const struct known_words *words, str folded)
{
    for (size_t i = 0; i < words->count; i++) {
        for (size_t j = 0; j < words->at[i].names.count; j++) {
            if (guess_has_word(folded, words->at[i].names.at[j])) return words->at[i].canonical;
        }
    }
    return STR_NONE;
}

/* A rating of up to 10 is that of recommendation; what is left is satisfaction. */
static str kind_of(const struct guess_source *source, const struct known *known)
{
    const struct guess_map *rating = &source->maps[AT_surveys_rating];
    if (!rating->score) return word_of(&known->kinds, source->export->folded);
    const struct guess_column *column = &source->export->columns[rating->column];
    str                        kind = word_of(&known->kinds, column->folded);
    if (!kind.ptr) kind = word_of(&known->kinds, source->export->folded);
    if (!kind.ptr && column->numbers) kind = column->most > 7 ? STR("nps") : STR("csat");
    return kind;
}

/* A rating, or words, whose header is the question itself: « How likely are you to recommend us? » */
static void fill_questions(struct guess_source *source, const struct known *known)
{
    enum { BY_QUESTION = 60 };
    struct guess_map *rating = &source->maps[AT_surveys_rating], *verbatim = &source->maps[AT_surveys_verbatim];
    if (source->table != table_info(TABLE_surveys)) return;
    for (size_t i = 0; i < source->export->column_count; i++) {
        const struct guess_column *column = &source->export->columns[i];
        bool is_asked = word_of(&known->kinds, column->folded).ptr != NULL && column->seen.type != INSPECT_EMPTY;
        bool is_worded = column->seen.type == INSPECT_TEXT &&
                         name_score(column, &known->columns[TABLE_surveys][AT_surveys_verbatim]) > 0;
        if (guess_match_uses(source, i)) continue;
        if (!rating->score && is_asked && is_rating(column))
            *rating = (struct guess_map){.column = i, .score = BY_QUESTION};
        else if (!verbatim->score && is_worded && !is_rating(column))
            *verbatim = (struct guess_map){.column = i, .score = BY_QUESTION};
    }
}

/* What the file's name or the values say where no column does. */
void guess_match_kind(struct guess_source *source, const struct known *known)
{
    enum table_id id = source->table->columns[0].table;
    str           kind = STR_NONE;
    if (id == TABLE_surveys && !source->maps[AT_surveys_kind].score) {
        kind = kind_of(source, known);
        if (kind.ptr) set_constant(&source->maps[AT_surveys_kind], kind, SCORE_FREE);
    } else if (id == TABLE_interactions && !source->maps[AT_interactions_kind].score) {
        kind = word_of(&known->values[id][AT_interactions_kind], source->export->folded);
        if (kind.ptr) set_constant(&source->maps[AT_interactions_kind], kind, SCORE_FREE);
    } else if (id == TABLE_opportunities && !source->maps[AT_opportunities_kind].score) {
        set_constant(&source->maps[AT_opportunities_kind], STR("upsell"), GUESS_LEAST);
    }
}

/* An id that nobody calls so: the first column whose values are all different. */
static void fill_id(struct guess_source *source)
{
    struct guess_map *map = &source->maps[0];
    if (map->score || strcmp(source->table->key, "id") != 0) return;
    for (size_t i = 0; i < source->export->column_count; i++) {
        const struct guess_column *column = &source->export->columns[i];
        bool is_text = column->seen.type == INSPECT_TEXT || column->seen.type == INSPECT_INTEGER;
        if (guess_match_uses(source, i) || !is_text || !guess_is_unique(column)) continue;
        *map = (struct guess_map){.column = i, .score = SCORE_VALUES};
        return;
    }
}

/* A name shared by several tables says less of the table than one of its own. */
static int weight_of(const struct column_info *info)
{
    size_t tables = 0;
    for (enum table_id id = 0; id < TABLE_COUNT; id++)
        tables += table_column(table_info(id), str_from(info->name)) < table_info(id)->count;
    return tables == 1 ? 2 : 1;
}

bool guess_match_file(const struct guess_export *export, const struct known *known, enum table_id table)
{
    const struct known_names *names = &known->files[table];
    for (size_t i = 0; i < names->count; i++) {
        if (guess_likeness(export->folded, names->at[i])) return true;
    }
    return false;
}

static bool lacks_required(const struct guess_source *source)
{
    for (size_t i = 0; i < source->table->count; i++) {
        const struct column_info *info = &source->table->columns[i];
        if (info->is_required && !source->maps[i].score && strcmp(info->name, "account") != 0) return true;
    }
    return false;
}

static int total_of(const struct guess_source *source, const struct known *known)
{
    enum { NAMED = 150, UNUSED = 100 };
    int    total = guess_match_file(source->export, known, source->table->columns[0].table) ? NAMED : 0;
    size_t unused = 0;
    for (size_t i = 0; i < source->table->count; i++) {
        const struct guess_map *map = &source->maps[i];
        if (map->column == GUESS_NO_COLUMN && map->score) continue;
        total += map->score * weight_of(&source->table->columns[i]);
    }
    for (size_t i = 0; i < source->export->column_count; i++) unused += !guess_match_uses(source, i);
    if (source->export->column_count) total -= (int)(UNUSED * unused / source->export->column_count);
    return total > 0 ? total : 1;
}

static void start(const struct guess_export *export, enum table_id table, struct guess_source *out)
{
    *out = (struct guess_source){
        .export = export, .table = table_info(table), .joined = -1, .not_empty = GUESS_NO_COLUMN};
}

void guess_match_table(const struct guess_export *export, const struct known *known, enum table_id table,
                       struct guess_source *out)
{
    start(export, table, out);
    match_names(out, known, GUESS_LEAST);
    guess_price_settle(out, known);
    fill_questions(out, known);
    guess_match_kind(out, known);
    fill_id(out);
    out->score = lacks_required(out) ? 0 : total_of(out, known);
}

static size_t find_header(const struct guess_export *export, str folded)
{
    for (size_t i = 0; i < export->column_count; i++) {
        if (guess_same(export->columns[i].folded, folded)) return i;
    }
    for (size_t i = 0; i < export->column_count; i++) {
        if (guess_same(export->columns[i].head, folded)) return i;
    }
    return GUESS_NO_COLUMN;
}

static bool has_spelt(const struct guess_export *export, str name)
{
    for (size_t i = 0; i < export->column_count; i++) {
        if (str_equal(export->columns[i].seen.name, name)) return true;
    }
    return false;
}

static bool has_all(const struct guess_export *export, const struct known_shape *shape, size_t set)
{
    const struct known_names *signs = &shape->signs[set];
    for (size_t i = 0; i < signs->count; i++) {
        bool is_there = shape->is_exact ? has_spelt(export, shape->spelt[set].at[i].text)
                                        : find_header(export, signs->at[i]) != GUESS_NO_COLUMN;
        if (!is_there) return false;
    }
    return signs->count > 0;
}

const struct known_shape *guess_match_find(const struct guess_export *export, const struct known *known)
{
    const struct known_shape *best = NULL;
    size_t                    most = 0;
    for (size_t i = 0; i < known->shape_count; i++) {
        const struct known_shape *shape = &known->shapes[i];
        for (size_t j = 0; j < shape->sign_count; j++) {
            if (shape->signs[j].count <= most || !has_all(export, shape, j)) continue;
            best = shape;
            most = shape->signs[j].count;
        }
    }
    return best;
}

/* The name of the first of the headers that is there, or empty. */
static str first_header(const struct guess_export *export, const struct known_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        size_t found = find_header(export, names->at[i]);
        if (found != GUESS_NO_COLUMN) return export->columns[found].seen.name;
    }
    return STR_NONE;
}

static void take_column(struct guess_source *source, const struct known_column *known)
{
    struct guess_map *map = &source->maps[table_column(source->table, known->name.text)];
    *map = (struct guess_map){.column = GUESS_NO_COLUMN};
    for (size_t i = 0; i < known->from.count; i++) {
        size_t found = find_header(source->export, known->from.at[i]);
        if (found == GUESS_NO_COLUMN) continue;
        if (map->column == GUESS_NO_COLUMN) map->column = found;
        if (source->export->columns[found].seen.type == INSPECT_EMPTY) continue;
        map->column = found; /* the first that has values */
        break;
    }
    if (map->column == GUESS_NO_COLUMN && !field_is_given(&known->constant)) return;
    map->score = SCORE_TOOL;
    map->is_tool = true;
    map->fallback = known->fallback.text;
    if (map->column == GUESS_NO_COLUMN) {
        map->has_constant = true;
        map->constant = known->constant.text;
        return;
    }
    map->interval = first_header(source->export, &known->interval);
    map->interval_count = first_header(source->export, &known->count);
    map->quantity = first_header(source->export, &known->quantity);
    map->unit = known->unit.text;
    map->scale = known->scale.text;
    map->direction = known->direction.text;
    map->dates = known->dates.text;
}

void guess_match_shape(const struct guess_export *export, const struct known *known, const struct known_shape *shape,
                       struct guess_source *out)
{
    enum table_id table;
    if (table_lookup(shape->table.text, &table) != RC_OK) table = TABLE_accounts;
    start(export, table, out);
    out->shape = shape;
    for (size_t i = 0; i < shape->column_count; i++) take_column(out, &shape->columns[i]);
    match_names(out, known, SCORE_FREE);
    guess_price_settle(out, known);
    fill_questions(out, known);
    guess_match_kind(out, known);
    out->score = lacks_required(out) ? 0 : 1000 + total_of(out, known);
}
