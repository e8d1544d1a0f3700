/* SPDX-License-Identifier: MIT */
/* sql_text: texts of SQLite's rows and arguments as str. */
#ifndef RELIURE_SOURCE_SQL_TEXT_H
#define RELIURE_SOURCE_SQL_TEXT_H

#include "base/arena.h"

#include <sqlite3.h>

/* The text of a row's cell, borrowed until the next step, or kept in `arena`; empty where it is NULL. */
str sql_column(sqlite3_stmt *row, int column);
str sql_copy_column(struct arena *arena, sqlite3_stmt *row, int column);
/* The text of a function's argument, borrowed from it; empty where it is NULL. */
str sql_text(sqlite3_value *value);

#endif
