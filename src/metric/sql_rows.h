/* SPDX-License-Identifier: MIT */
/*
 * sql_rows: tables that queries call like functions, « FROM … CROSS JOIN name(x, y) v »: the rows follow from the
 * arguments (https://sqlite.org/vtab.html#table_valued_functions). Part of sql.c.
 */
#ifndef RELIURE_METRIC_SQL_ROWS_H
#define RELIURE_METRIC_SQL_ROWS_H

#include "base/arena.h"
#include "base/rc.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

/* The rows of one call; what a kind keeps of them begins with this. */
struct sql_rows {
    sqlite3_vtab_cursor base;
    void               *context;   /* of sql_rows_add() */
    size_t              at, count; /* the row under way, and how many there are */
};

/* An argument that mostly is the one of the call before, so that what follows from it is made once; zeros at first. */
struct sql_rows_argument {
    struct arena *arena; /* of what follows from it; NULL until there was any */
    str           text;
};

/* Whether it is another one than before: then that one's arena is empty again but for the new text. */
bool sql_rows_is_new(struct sql_rows_argument *argument, str text);
void sql_rows_forget(struct sql_rows_argument *argument);

struct sql_rows_kind {
    const char *name, *declaration;         /* CREATE TABLE…: columns, then the arguments, HIDDEN */
    int         columns, arguments, needed; /* the first `needed` arguments must be given */
    int         most;                       /* [rows] of a call, about: for SQLite's planner; 1: there never are more */
    size_t      size;                       /* of what is kept, zeros at first */
    /* Makes the rows and sets `count`; an argument that is not given is NULL. They are borrowed. */
    void (*fill)(struct sql_rows *rows, sqlite3_value **arguments);
    void (*give)(struct sql_rows *rows, sqlite3_context *result, int column);
    void (*release)(struct sql_rows *rows); /* of what fill() keeps, not of itself */
};

/* `kind` outlives the handle, as does `context`. RC_IO: the handle says why. */
enum rc sql_rows_add(sqlite3 *handle, const struct sql_rows_kind *kind, void *context) MUST_CHECK;

#endif
