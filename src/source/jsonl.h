/* SPDX-License-Identifier: MIT */
/*
 * jsonl: JSON Lines to records, one object a line, through yajl. The columns are the dotted paths of the leaves
 * ("properties.company_id"), in the order in which they are asked for and then met. Texts are decoded, numbers and
 * booleans are as written, null is an absent value, an array is one value: its JSON text.
 */
#ifndef RELIURE_SOURCE_JSONL_H
#define RELIURE_SOURCE_JSONL_H

#include "source/input.h"
#include "source/record.h"

struct jsonl;

/* Reads from `input`, which stays the caller's and must outlive it. */
struct jsonl *jsonl_new(struct input *input);
void          jsonl_free(struct jsonl *jsonl); /* NULL is allowed */

/* Index that the values of a path have in every record; a path not yet met is added. LIMIT_COLUMNS beyond the limit. */
size_t jsonl_column(struct jsonl *jsonl, str path);
/* The path of a column; they hold until the reader is freed. */
str    jsonl_path(const struct jsonl *jsonl, size_t column);
size_t jsonl_column_count(const struct jsonl *jsonl);
/* Was the path met in a record read so far? */
bool jsonl_is_met(const struct jsonl *jsonl, size_t column);

bool jsonl_next(struct jsonl *jsonl, struct record *record);
/* The text of one object, found elsewhere, as a record; its line and column are the caller's to set. */
void jsonl_read(struct jsonl *jsonl, str text, struct record *record);

#endif
