/* SPDX-License-Identifier: MIT */
/*
 * plan: what to do with each column of one export file: the definition's map, bound to the file's header, with the
 * dialect of its dates and numbers proven. Ambiguity is an error that names the key to set, never a guess.
 */
#ifndef RELIURE_SOURCE_PLAN_H
#define RELIURE_SOURCE_PLAN_H

#include "source/cell.h"
#include "source/reader.h"
#include "source/recurring.h"

enum plan_from {
    PLAN_NONE,   /* no one says where it comes from: NULL */
    PLAN_COLUMN, /* a column of the export */
    PLAN_CONSTANT,
    PLAN_JOIN /* a column of the export, looked up in another table */
};

struct plan_column {
    const struct column_info *info;
    const struct column_def  *def; /* NULL for a join */
    const struct join_def    *join;
    enum plan_from            from;
    size_t                    index; /* column of the export */
    struct cell_rule          rule;
    bool                      proves_dates; /* their order is to be found */
    struct recurring          recurring;    /* of an amount for more than a month, or of several */
};

struct plan_where {
    const struct where_def *def;
    size_t                  index;
};

struct plan {
    const struct source_def  *source;
    const struct table_info  *table;
    const struct source_file *file;
    size_t                    account, dated;             /* columns of the table, or its count */
    struct plan_column        columns[TABLE_COLUMNS_MAX]; /* one a column of the table */
    struct plan_where        *wheres;
    size_t                    where_count;
    bool                     *is_mapped; /* by column of the export; the others go to `extra` */
    size_t                    mapped_count;
};

struct plan_zones {
    const struct zone *local, *reporting;
};

/* Checks what can be checked without the files: names of table and columns, what is required. RC_INVALID: reported. */
enum rc plan_check(const struct source_def *source, struct diag *diag, const struct table_info **table) MUST_CHECK;

/* Binds the source's map to the header. Everything wrong is reported. */
enum rc plan_bind(const struct source_def *source, const struct table_info *table, const struct source_file *file,
                  struct reader *reader, struct plan_zones zones, struct arena *arena, struct diag *diag,
                  struct plan *out) MUST_CHECK;

/* Does the text, trimmed, stand for nothing, by `empty:`? */
bool plan_is_nothing(const struct plan *plan, str text);

/* Asks a fresh reader of the same file for the plan's columns, so that JSON gives them the same indexes. */
void plan_meet(const struct plan *plan, struct reader *reader);

/*
 * Reports the paths of the map that no record had: an error for a required column, and, once all records are read
 * (`is_all`), a warning for the others. Delimited text has its header; this is for JSON.
 */
enum rc plan_check_met(const struct plan *plan, struct reader *reader, bool is_all, struct diag *diag) MUST_CHECK;

/*
 * Finds date orders and the decimal mark in the file's own values: its start, and all of it where that proves nothing.
 * Sets them in the plan and `dialect->decimal`. RC_INVALID: reported.
 */
enum rc plan_prove(struct plan *plan, const char *path, struct dialect *dialect, struct arena *arena,
                   struct diag *diag) MUST_CHECK;

#endif
