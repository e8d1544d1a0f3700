/* SPDX-License-Identifier: MIT */
/* header: which record of a delimited text names its columns, how many records do so, and whether any does. */
#ifndef RELIURE_SOURCE_HEADER_H
#define RELIURE_SOURCE_HEADER_H

#include "definition/workspace.h"
#include "source/csv.h"

struct header {
    size_t record;  /* of the text, from 1; 0: the first record is data already */
    size_t rows;    /* records it is made of, from 1 */
    bool   is_open; /* nothing tells whether the first record names columns or is data */
};

/* A fresh reader of the same text at each call. */
struct header_text {
    struct csv *(*open)(const void *text, struct input **input);
    const void *text;
};

/*
 * The first record that has most names of the map; else the first that looks like a row of the table with `columns`
 * values. It is no header when its values are such as stand below it: numbers over numbers, dates over dates, a word
 * that stands again in its column. Rows of survey tools below it (a second one with « Response », a third with
 * ImportIds) and rulers belong to it. `def` may be NULL.
 */
struct header header_find(struct header_text text, size_t columns, const struct source_def *def);

#endif
