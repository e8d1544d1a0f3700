/* SPDX-License-Identifier: MIT */
/* guess_match: one export against the shapes of tools, and against each canonical table by plain words. */
#ifndef RELIURE_SOURCE_GUESS_MATCH_H
#define RELIURE_SOURCE_GUESS_MATCH_H

#include "source/guess.h"

/*
 * The map of an export to a table. `score` is in hundredths of a good column; 0 when a required column that no other
 * way fills is missing.
 */
void guess_match_shape(const struct guess_export *export, const struct known *known, const struct known_shape *shape,
                       struct guess_source *out);
void guess_match_table(const struct guess_export *export, const struct known *known, enum table_id table,
                       struct guess_source *out);
/* The shape of which the export has most headers, or NULL. */
const struct known_shape *guess_match_find(const struct guess_export *export, const struct known *known);

/* Under it a name is no evidence. */
enum { GUESS_LEAST = 45 };

/* How well a column fits a canonical one by its name and its values, 0 to 100. */
int guess_match_column(const struct guess_column *column, const struct known *known, const struct column_info *info);
/* The same by its name alone, whatever its values are. */
int guess_match_name(const struct guess_column *column, const struct known *known, const struct column_info *info);
/* Are the values, or some of them, words that are known for the canonical column? */
bool guess_match_words(const struct guess_column *column, const struct known_words *words);
/* The kind of the survey of a source that has lost it, from the names of its question and its file. */
void guess_match_kind(struct guess_source *source, const struct known *known);
/* May a column be of the type, by its values? `words` are those known for the canonical column. */
bool guess_match_fits(const struct guess_column *column, const struct known_words *words, enum column_type type);
/* Does the name of the file speak of the table? */
bool guess_match_file(const struct guess_export *export, const struct known *known, enum table_id table);
/* Is anything made of the column already? */
bool guess_match_uses(const struct guess_source *source, size_t column);

#endif
