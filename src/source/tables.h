/* SPDX-License-Identifier: MIT */
/* tables: the canonical tables of tables.def as data: names, types, keys. Constant; nothing to own. */
#ifndef RELIURE_SOURCE_TABLES_H
#define RELIURE_SOURCE_TABLES_H

#include "base/str.h"

enum column_type {
    COLUMN_ID,
    COLUMN_TEXT,
    COLUMN_DATE,
    COLUMN_TIME,
    COLUMN_INTEGER,
    COLUMN_DECIMAL,
    COLUMN_MONEY,
    COLUMN_RATIO,
    COLUMN_BOOLEAN
};

enum table_id {
#define TABLE(name, key, dated, sentence) TABLE_##name,
#define COLUMN(table, name, type, presence, sentence)
#include "source/tables.def"
#undef TABLE
#undef COLUMN
    TABLE_COUNT
};

/* AT_usage_quantity: the index of a column in its table. */
enum table_column_at {
#define TABLE(name, key, dated, sentence) AT_BEFORE_##name = -1,
#define COLUMN(table, name, type, presence, sentence) AT_##table##_##name,
#include "source/tables.def"
#undef TABLE
#undef COLUMN
};

struct column_info {
    enum table_id    table;
    const char      *name;
    enum column_type type;
    bool             is_required;
    bool             is_past; /* a date after the as-of date reads as empty */
    const char      *sentence;
};

struct table_info {
    const char               *name;
    const char               *key;      /* columns that identify a row, comma-separated; "" where none do */
    const char               *dated;    /* column that says when a row happened; "" where none does */
    const char               *sentence;
    const struct column_info *columns;  /* in the order of tables.def */
    size_t                    count;    /* up to TABLE_COLUMNS_MAX */
};

/* No table has more columns than this (checked by a test). */
enum { TABLE_COLUMNS_MAX = 24 };

const struct table_info *table_info(enum table_id id);
/* RC_MISSING for an unknown name. */
enum rc table_lookup(str name, enum table_id *out) MUST_CHECK;
/* Index of the column in its table, or the table's count. */
size_t      table_column(const struct table_info *table, str name);
bool        table_is_key(const struct table_info *table, const char *column);
const char *column_type_word(enum column_type type); /* "id", "text", "date", … */

#endif
