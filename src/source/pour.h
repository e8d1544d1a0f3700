/* SPDX-License-Identifier: MIT */
/*
 * pour: rows into a table of SQLite by one statement, INSERT … SELECT from a virtual table that asks for one row
 * after the other. A statement a row costs half as much again, most of it spent between the rows.
 */
#ifndef RELIURE_SOURCE_POUR_H
#define RELIURE_SOURCE_POUR_H

#include "base/rc.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

/* Where the rows come from. */
struct pour {
    void *context;
    bool (*next)(void *context); /* steps on to the next row; false: there is none */
    /* Gives a value of the row to sqlite3_result_…(); text must hold until the next step. */
    void (*column)(void *context, int index, sqlite3_context *result);
};

/*
 * Fills the table, which has `columns` columns and no key, for a row that breaks a constraint would end it all.
 * RC_IO: the handle says why.
 */
enum rc pour_rows(sqlite3 *db, const char *table, size_t columns, const struct pour *pour) MUST_CHECK;

#endif
