/* SPDX-License-Identifier: MIT */
/*
 * json: one JSON text of any size to records: the objects of one array, wherever in the text it stands. yajl finds
 * where each object begins and ends, jsonl reads its fields; memory is bounded by one record. A text that breaks off or
 * is not JSON has a failure, as nobody can tell how many records are lost behind it.
 */
#ifndef RELIURE_SOURCE_JSON_H
#define RELIURE_SOURCE_JSON_H

#include "source/jsonl.h"

struct json;

/*
 * `records` is the dotted path of the array ("data.items"), which may be empty for an array that is the whole text.
 * With a NULL pointer it is the only array of objects; a second one is a failure. Reads from `input`, which stays the
 * caller's and must outlive the reader, as must the bytes of `records`.
 */
struct json *json_new(struct input *input, str records);
void         json_free(struct json *json); /* NULL is allowed */

/* The columns of the records. */
struct jsonl *json_fields(struct json *json);
bool          json_next(struct json *json, struct record *record);
/* Why reading ended before the text did, with the place; NULL: it did not. */
const char *json_failure(const struct json *json, struct record_place *at);

#endif
