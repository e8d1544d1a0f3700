/* SPDX-License-Identifier: MIT */
#include "source/guess_rank.h"

#include "source/guess_match.h"
#include "source/guess_price.h"
#include "source/guess_text.h"

#include <string.h>

/* What each kind of evidence counts [%]; a column of another table is less likely than one of its own. */
enum { BY_NAME = 75, BY_WORD = 30, BY_LETTERS = 12, BY_TYPE = 12, BY_TYPE_LOOSELY = 4, BY_RANGE = 8, ELSEWHERE = 60 };

static void keep_best(struct guess_best *best, size_t *count, str what, int score)
{
    size_t at = *count;
    while (at && best[at - 1].score < score) at--;
    if (at == GUESS_BEST) return;
    if (*count < GUESS_BEST) (*count)++;
    for (size_t i = *count - 1; i > at; i--) best[i] = best[i - 1];
    best[at] = (struct guess_best){what, score};
}

/* How much of the header is words that the names of the canonical column have, too. */
static int word_share(str folded, const struct known_names *names)
{
    enum { LETTERS = 3 };
    size_t most = 0;
    for (size_t i = 0; i < names->count; i++) {
        size_t shared = 0;
        for (str rest = names->at[i]; rest.ptr;) {
            str word = str_cut(rest, ' ', &rest);
            if (word.len >= LETTERS && guess_has_word(folded, word)) shared += word.len;
        }
        most = shared > most ? shared : most;
    }
    if (most > folded.len) most = folded.len;
    return folded.len ? (int)(most * 100 / folded.len) : 0;
}

/* How many pairs of letters two names share, of 100 (Dice). */
static int letter_share(str a, str b)
{
    size_t shared = 0;
    if (a.len < 2 || b.len < 2) return 0;
    for (size_t i = 0; i + 1 < a.len; i++) {
        bool is_there = false;
        for (size_t j = 0; j + 1 < b.len && !is_there; j++) is_there = a.ptr[i] == b.ptr[j] && a.ptr[i + 1] == b.ptr[j + 1];
        shared += is_there;
    }
    size_t all = a.len + b.len - 2;
    return shared * 2 >= all ? 100 : (int)(shared * 200 / all);
}

static int letters_of(str folded, const struct known_names *names)
{
    int most = 0;
    for (size_t i = 0; i < names->count; i++) {
        int share = letter_share(folded, names->at[i]);
        most = share > most ? share : most;
    }
    return most;
}

static int by_name(const struct guess_column *column, const struct known *known, const struct column_info *info)
{
    size_t index = table_column(table_info(info->table), str_from(info->name));
    const struct known_names *names = &known->columns[info->table][index];
    int                       whole = guess_match_name(column, known, info), span = guess_price_name(column, known, info);
    if (span > whole) whole = span;
    if (whole) return whole * BY_NAME / 100;
    int words = word_share(column->folded, names);
    if (words) return words * BY_WORD / 100;
    return letters_of(column->folded, names) * BY_LETTERS / 100;
}

/* Is the type what values of this nature usually are, and not only one that could hold them? */
static bool suits(enum inspect_type seen, enum column_type type)
{
    switch (seen) {
    case INSPECT_DATE: return type == COLUMN_DATE;
    case INSPECT_TIME: return type == COLUMN_TIME;
    case INSPECT_NUMBER: return type == COLUMN_MONEY || type == COLUMN_RATIO || type == COLUMN_DECIMAL;
    case INSPECT_INTEGER: return type == COLUMN_INTEGER || type == COLUMN_MONEY;
    case INSPECT_BOOLEAN: return type == COLUMN_BOOLEAN;
    case INSPECT_TEXT: return type == COLUMN_TEXT;
    case INSPECT_EMPTY: break;
    }
    return false;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return false;
}

/* Codes and addresses have a look of their own: three letters, two, or a dot between. */
static bool is_code(const struct guess_column *column, const char *name)
{
    bool is_currency = strcmp(name, "currency") == 0, is_language = strcmp(name, "language") == 0;
    bool is_address = strcmp(name, "domain") == 0 || strcmp(name, "email") == 0;
    for (size_t i = 0; i < column->value_count; i++) {
        str value = column->values[i].text;
        if ((is_currency && value.len != 3) || (is_language && value.len != 2 && value.len != 5)) return false;
        if (is_address && (str_find(value, '.') == value.len || str_find(value, ' ') < value.len)) return false;
    }
    return true;
}

/* Words that many rows share are labels; each row's own are prose, names and addresses. */
static bool has_usual_spread(const struct guess_column *column, const char *name)
{
    static const char *const own[] = {"verbatim", "text", "detail", "outcome", "subject", "title", "name", "email", "domain"};
    bool is_label = !column->has_more_values && column->keys.rows > 2 * column->value_count;
    if (column->emails * 2 > column->seen.filled) return strcmp(name, "email") == 0;
    return is_label != is_one_of(name, own, COUNT_OF(own));
}

/* Are the values where those of the canonical column usually lie? */
static bool is_in_range(const struct guess_column *column, const struct column_info *info)
{
    enum { SCORE_MOST = 10, PERCENT_MOST = 100, COUNT_MOST = 1000000 };
    switch (info->type) {
    case COLUMN_ID: return guess_is_unique(column) == table_is_key(table_info(info->table), info->name);
    case COLUMN_TEXT: return has_usual_spread(column, info->name);
    case COLUMN_DATE: return column->seen.type == INSPECT_DATE;
    case COLUMN_TIME: return column->seen.type == INSPECT_TIME;
    case COLUMN_INTEGER: return column->least >= 0 && column->most <= COUNT_MOST;
    case COLUMN_MONEY: return column->most > SCORE_MOST;
    case COLUMN_DECIMAL: return column->least >= 0 && column->most <= SCORE_MOST;
    case COLUMN_RATIO: return column->least >= 0 && column->most <= PERCENT_MOST && column->seen.type == INSPECT_NUMBER;
    case COLUMN_BOOLEAN: return true;
    }
    return false;
}

/* How sure it is that the column is the canonical one [%]; 0: its values are of another nature. */
static int likelihood(const struct guess_column *column, const struct known *known, const struct column_info *info)
{
    size_t index = table_column(table_info(info->table), str_from(info->name));
    const struct known_words *words = &known->values[info->table][index];
    int                       score = by_name(column, known, info);
    if (column->seen.type == INSPECT_EMPTY) return score + 1;
    if (!guess_match_fits(column, words, info->type) || !is_code(column, info->name)) return 0;
    if (words->count && guess_match_words(column, words)) return score + BY_TYPE + BY_RANGE;
    score += suits(column->seen.type, info->type) ? BY_TYPE : BY_TYPE_LOOSELY;
    return is_in_range(column, info) ? score + BY_RANGE : score;
}

static void rank_own(const struct guess_source *source, const struct guess_column *column, const struct known *known,
                     struct guess_rest *out)
{
    for (size_t i = 0; i < source->table->count; i++) {
        const struct column_info *info = &source->table->columns[i];
        bool is_joined = source->join_from.len && strcmp(info->name, "account") == 0;
        int  score = source->maps[i].score || is_joined ? 0 : likelihood(column, known, info);
        if (score) keep_best(out->best, &out->count, str_from(info->name), score);
    }
}

static void rank_elsewhere(const struct guess_source *source, const struct guess_column *column,
                           const struct known *known, struct arena *arena, struct guess_rest *out)
{
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        const struct table_info *table = table_info(id);
        for (size_t i = 0; i < table->count && table != source->table; i++) {
            const struct column_info *info = &table->columns[i];
            int score = likelihood(column, known, info) * ELSEWHERE / 100;
            bool is_better = out->count < GUESS_BEST || score > out->best[GUESS_BEST - 1].score;
            if (!score || !is_better || strcmp(info->name, "account") == 0) continue;
            keep_best(out->best, &out->count, arena_printf(arena, "%s.%s", table->name, info->name), score);
        }
    }
}

void guess_rank_column(const struct guess_source *source, const struct known *known, struct arena *arena,
                       struct guess_rest *out)
{
    const struct guess_column *column = &source->export->columns[out->column];
    rank_own(source, column, known, out);
    rank_elsewhere(source, column, known, arena, out);
}

/* The mean of what its columns are most like in the table; a file that is called so is more likely. */
static int table_likelihood(const struct guess_export *export, const struct known *known, enum table_id id)
{
    enum { NAMED = 25, MOST = 95 };
    const struct table_info *table = table_info(id);
    size_t columns = export->column_count < GUESS_LISTED ? export->column_count : GUESS_LISTED;
    int    total = 0;
    for (size_t i = 0; i < columns; i++) {
        int best = 0;
        for (size_t j = 0; j < table->count; j++) {
            int score = likelihood(&export->columns[i], known, &table->columns[j]);
            best = score > best ? score : best;
        }
        total += best;
    }
    int mean = columns ? total / (int)columns : 0;
    if (guess_match_file(export, known, id)) mean += NAMED;
    return mean > MOST ? MOST : mean;
}

void guess_rank_tables(const struct guess_export *export, const struct known *known, struct guess_unplaced *out)
{
    for (enum table_id id = 0; id < TABLE_COUNT; id++)
        keep_best(out->best, &out->count, str_from(table_info(id)->name), table_likelihood(export, known, id));
}
