/* SPDX-License-Identifier: MIT */
#include "source/sql_text.h"

str sql_column(sqlite3_stmt *row, int column)
{
    return sql_text(sqlite3_column_value(row, column));
}

str sql_copy_column(struct arena *arena, sqlite3_stmt *row, int column)
{
    str text = sql_column(row, column);
    return text.ptr ? arena_str(arena, text) : STR_NONE;
}

str sql_text(sqlite3_value *value)
{
    const unsigned char *text = sqlite3_value_text(value);
    return text ? (str){(const char *)text, (size_t)sqlite3_value_bytes(value)} : STR_NONE;
}
