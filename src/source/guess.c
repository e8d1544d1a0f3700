/* SPDX-License-Identifier: MIT */
#include "source/guess.h"

#include "base/say.h"
#include "base/vec.h"
#include "source/guess_join.h"
#include "source/guess_language.h"
#include "source/guess_match.h"
#include "source/guess_rank.h"
#include "source/guess_settle.h"
#include "source/guess_text.h"

#include <stdlib.h>
#include <string.h>

enum { PLACED_LEAST = 250 /* under it an export is too unlike any table */ };

struct making {
    struct arena       *arena;
    const struct known *known;
    struct guess       *out;
    VEC(struct guess_source) sources;
    VEC(struct guess_unplaced) unplaced;
};

static bool is_readable(const struct guess_export *export)
{
    return !export->trouble[DIAG_ENGLISH].len && export->column_count > 0;
}

static void add_unplaced(struct making *m, const struct guess_export *export, str why)
{
    struct guess_unplaced *unplaced = VEC_PUSH(m->arena, m->unplaced);
    *unplaced = (struct guess_unplaced){.export = export, .why = why};
    if (is_readable(export)) guess_rank_tables(export, m->known, unplaced);
}

static void add_unplaceable(struct making *m, const struct guess_export *export, const char *why)
{
    add_unplaced(m, export, str_from(say_phrase(m->known->language, why)));
}

/* As the shape of a tool, else as the table whose columns it has most of. */
static void match_best(const struct making *m, struct guess_export *export, struct guess_source *out)
{
    const struct known_shape *shape = guess_match_find(export, m->known);
    bool has_footer = export->report.ragged || export->report.blank;
    if (shape && shape->end.text.len && has_footer) guess_look_again(export, shape->end.text, m->arena);
    *out = (struct guess_source){.export = export};
    if (shape) {
        guess_match_shape(export, m->known, shape, out);
        return;
    }
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        struct guess_source source;
        guess_match_table(export, m->known, id, &source);
        if (!out->table || source.score > out->score) *out = source;
    }
}

static bool is_of_accounts(const struct guess_source *source)
{
    return source->table == table_info(TABLE_accounts);
}

/* An id of the rows of something else is none of an account. */
static bool has_account_id(const struct making *m, const struct guess_source *source)
{
    const struct guess_map *id = &source->maps[AT_accounts_id];
    if (!id->score || id->column == GUESS_NO_COLUMN || source->shape) return false;
    for (str rest = source->export->columns[id->column].folded; rest.ptr;) {
        if (known_has(&m->known->files[TABLE_accounts], str_cut(rest, ' ', &rest))) return true;
    }
    return false;
}

/* The candidates for the accounts are those that look like them most; where none does, what has their ids and names. */
static size_t choose_accounts(const struct making *m, const struct guess_source *best, size_t count)
{
    struct guess_source *candidates = ARENA_ARRAY(m->arena, struct guess_source, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (best[i].score && is_of_accounts(&best[i])) candidates[i] = best[i];
    }
    size_t chosen = guess_join_accounts(&m->out->exports, candidates, count);
    if (chosen != GUESS_NO_COLUMN) return chosen;
    for (size_t i = 0; i < count; i++) {
        if (!is_readable(best[i].export) || best[i].shape) continue;
        guess_match_table(best[i].export, m->known, TABLE_accounts, &candidates[i]);
        bool is_keyed = candidates[i].score && guess_is_unique(&best[i].export->columns[candidates[i].maps[AT_accounts_id].column]);
        if (!is_keyed || !has_account_id(m, &candidates[i])) candidates[i].score = 0;
    }
    return guess_join_accounts(&m->out->exports, candidates, count);
}

/* An export of something else, a row a client, feeds both. */
static void add_accounts(struct making *m, const struct guess_source *best)
{
    struct guess_source source = *best;
    if (!is_of_accounts(&source)) guess_match_table(best->export, m->known, TABLE_accounts, &source);
    *VEC_PUSH(m->arena, m->sources) = source;
}

/* The export whose account column has most different values: from it a list of accounts can be made. */
static void find_telling(struct making *m)
{
    size_t most = 0;
    for (size_t i = 0; i < m->sources.count; i++) {
        const struct guess_source *source = &m->sources.at[i];
        size_t                     account = table_column(source->table, STR("account"));
        if (account == source->table->count || !source->maps[account].score) continue;
        size_t                     column = source->maps[account].column;
        const struct guess_column *said = &source->export->columns[column];
        if (said->keys.is_full || said->keys.count <= most) continue;
        most = said->keys.count;
        m->out->telling = source->export;
        m->out->telling_column = column;
    }
}

static void place(struct making *m, struct guess_source *best, size_t count, size_t accounts)
{
    for (size_t i = 0; i < count; i++) {
        const struct guess_export *export = best[i].export;
        if (export->trouble[DIAG_ENGLISH].len) add_unplaced(m, export, export->trouble[m->known->language]);
        else if (!export->column_count) add_unplaceable(m, export, "it is empty");
        else if (i == accounts && is_of_accounts(&best[i]))
            continue; /* has its place */
        else if (best[i].score && is_of_accounts(&best[i]))
            add_unplaceable(m, export, "accounts are read from another export; its rows may be joined to that one");
        else if (best[i].score < PLACED_LEAST && !best[i].shape)
            add_unplaceable(m, export, "its columns do not suffice to tell its table");
        else *VEC_PUSH(m->arena, m->sources) = best[i];
    }
}

static bool is_rating_of(const struct guess_source *source, const struct known *known, size_t column)
{
    const struct guess_column *other = &source->export->columns[column];
    const struct column_info  *rating = &source->table->columns[AT_surveys_rating];
    bool is_scale = other->numbers && other->least >= 0 && other->most <= 10;
    return is_scale && guess_match_column(other, known, rating) > 0;
}

static bool is_mapped(const struct guess_source *source, size_t column)
{
    for (size_t i = 0; i < source->table->count; i++) {
        if (source->maps[i].score && source->maps[i].column == column) return true;
    }
    return false;
}

/* Each question of a survey makes a source of its own: the first has the words. */
static void split_surveys(struct making *m)
{
    size_t count = m->sources.count;
    for (size_t i = 0; i < count; i++) {
        struct guess_source source = m->sources.at[i];
        if (source.table != table_info(TABLE_surveys) || !source.maps[AT_surveys_rating].score) continue;
        size_t first = source.maps[AT_surveys_rating].column;
        for (size_t j = 0; j < source.export->column_count; j++) {
            if (j == first || is_mapped(&source, j) || !is_rating_of(&source, m->known, j)) continue;
            struct guess_source more = source;
            guess_settle_question(&more, m->known, j);
            *VEC_PUSH(m->arena, m->sources) = more;
        }
    }
}

static int by_table(const void *a, const void *b)
{
    const struct guess_source *left = a, *right = b;
    if (left->table != right->table) return left->table < right->table ? -1 : 1;
    int order = str_compare(left->export->pattern, right->export->pattern);
    if (!order) order = str_compare(left->export->stem, right->export->stem);
    size_t l = left->maps[AT_surveys_rating].column, r = right->maps[AT_surveys_rating].column;
    return order ? order : l < r ? -1 : l > r;
}

/* Three passes: what meets the accounts itself, what meets that, and once more. */
static void join(struct making *m)
{
    const struct guess_source *accounts = m->out->has_accounts ? &m->sources.at[0] : NULL;
    for (size_t pass = 0; pass < 3; pass++) {
        for (size_t i = 0; i < m->sources.count; i++)
            guess_join_source(m->sources.at, m->sources.count, i, accounts, m->known->language, m->arena);
    }
}

/* "report1642777476321.csv" is a name of a moment: the source is called by what it is. */
static bool is_stamped(str folded)
{
    enum { MANY = 6 };
    size_t digits = 0;
    for (size_t i = 0; i < folded.len; i++) digits += folded.ptr[i] >= '0' && folded.ptr[i] <= '9';
    return digits >= MANY;
}

static str base_name(const struct guess_source *source)
{
    str folded = source->export->folded;
    if (folded.len && !is_stamped(folded)) return folded;
    return source->shape ? source->shape->id : str_from(source->table->name);
}

static str name_of(const struct making *m, size_t at)
{
    struct strbuf out = {0};
    str           folded = base_name(&m->sources.at[at]);
    size_t        twins = 0;
    for (size_t i = 0; i < folded.len; i++) strbuf_addc(&out, folded.ptr[i] == ' ' ? '-' : folded.ptr[i]);
    for (size_t i = 0; i < at; i++) twins += guess_same(base_name(&m->sources.at[i]), folded);
    if (twins) strbuf_printf(&out, "-%zu", twins + 1);
    str name = arena_str(m->arena, strbuf_str(&out));
    strbuf_release(&out);
    return name;
}

void guess_make(const struct guess_exports *exports, const struct known *known, struct arena *arena,
                struct guess *out)
{
    struct making        m = {.arena = arena, .known = known, .out = out};
    struct guess_source *best = ARENA_ARRAY(arena, struct guess_source, exports->count + 1);
    *out = (struct guess){.language = known->language, .exports = *exports, .as_of = DATE_NONE, .last = DATE_NONE};
    for (size_t i = 0; i < exports->count; i++) {
        best[i].export = &exports->at[i];
        if (is_readable(&exports->at[i])) match_best(&m, &exports->at[i], &best[i]);
    }
    size_t accounts = choose_accounts(&m, best, exports->count);
    out->has_accounts = accounts != GUESS_NO_COLUMN;
    if (out->has_accounts) add_accounts(&m, &best[accounts]);
    place(&m, best, exports->count, accounts);
    if (!out->has_accounts) find_telling(&m);
    split_surveys(&m);
    if (m.sources.count) qsort(m.sources.at, m.sources.count, sizeof *m.sources.at, by_table);
    join(&m);
    guess_language_settle(out, known);
    for (size_t i = 0; i < m.sources.count; i++) {
        m.sources.at[i].name = name_of(&m, i);
        guess_settle_source(&m.sources.at[i], out, known, arena);
    }
    out->sources = m.sources.at;
    out->source_count = m.sources.count;
    out->unplaced = m.unplaced.at;
    out->unplaced_count = m.unplaced.count;
    guess_settle_workspace(out, arena);
}
