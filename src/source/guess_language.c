/* SPDX-License-Identifier: MIT */
#include "source/guess_language.h"

#include "source/guess_text.h"

struct votes {
    size_t french, english, all;
};

/* By the language that has more of its words. */
static void vote(struct votes *votes, str folded, const struct known *known)
{
    size_t french = 0, english = 0;
    for (str rest = folded; rest.ptr;) {
        str word = str_cut(rest, ' ', &rest);
        french += known_has(&known->french, word);
        english += known_has(&known->english, word);
    }
    votes->french += french > english;
    votes->english += english > french;
    votes->all++;
}

static bool is_prose(str folded)
{
    enum { WORDS = 4 };
    size_t words = 1;
    for (size_t i = 0; i < folded.len; i++) words += folded.ptr[i] == ' ';
    return words >= WORDS;
}

static void vote_values(struct votes *votes, const struct guess_column *column, const struct known *known)
{
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < column->value_count && column->seen.type == INSPECT_TEXT; i++) {
        str folded = guess_fold(scratch, column->values[i].text);
        if (is_prose(folded)) vote(votes, folded, known);
    }
    arena_free(scratch);
}

/* Many tools head their columns in English whatever their users write. */
void guess_language_settle(struct guess *guess, const struct known *known)
{
    enum { HEADERS_SHARE = 10, PROSE_LEAST = 5 };
    struct votes headers = {0}, values = {0};
    for (size_t i = 0; i < guess->exports.count; i++) {
        for (size_t j = 0; j < guess->exports.at[i].column_count; j++) {
            vote(&headers, guess->exports.at[i].columns[j].folded, known);
            vote_values(&values, &guess->exports.at[i].columns[j], known);
        }
    }
    bool is_french = headers.french > 0 && headers.french * HEADERS_SHARE >= headers.all;
    is_french |= values.french >= PROSE_LEAST && values.french > 2 * values.english;
    guess->is_language_told = is_french || headers.english > 0;
    if (!guess->is_language_told) is_french = guess->language == DIAG_FRENCH;
    guess->locale = is_french ? STR("fr") : STR("en");
    guess->time_zone = is_french ? STR("Europe/Paris") : STR("UTC");
}
