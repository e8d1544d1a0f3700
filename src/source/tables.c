/* SPDX-License-Identifier: MIT */
#include "source/tables.h"

#include <string.h>

#define PRESENCE_REQUIRED true, false
#define PRESENCE_OPTIONAL false, false
#define PRESENCE_PAST false, true

static const struct column_info columns[] = {
#define TABLE(name, key, dated, sentence)
#define COLUMN(table, name, type, presence, sentence)                                                                  \
    {TABLE_##table, #name, COLUMN_##type, PRESENCE_##presence, sentence},
#include "source/tables.def"
#undef TABLE
#undef COLUMN
};

/* COLUMNS_BEFORE_x is the index of a table's first column: each constant counts one on from the one above it. */
enum column_at {
#define TABLE(name, key, dated, sentence) COLUMNS_BEFORE_##name, COLUMNS_UP_TO_##name = COLUMNS_BEFORE_##name - 1,
#define COLUMN(table, name, type, presence, sentence) COLUMN_AT_##table##_##name,
#include "source/tables.def"
#undef TABLE
#undef COLUMN
};

/* One byte a column, so that sizeof counts them. */
struct columns_of_nothing {
    char none;
#define TABLE(name, key, dated, sentence)                                                                              \
    }                                                                                                                  \
    ;                                                                                                                  \
    struct columns_of_##name {
#define COLUMN(table, name, type, presence, sentence) char name;
#include "source/tables.def"
#undef TABLE
#undef COLUMN
};

static const struct table_info tables[TABLE_COUNT] = {
#define TABLE(name, key, dated, sentence)                                                                              \
    {#name, key, dated, sentence, &columns[COLUMNS_BEFORE_##name], sizeof(struct columns_of_##name)},
#define COLUMN(table, name, type, presence, sentence)
#include "source/tables.def"
#undef TABLE
#undef COLUMN
};

static const char *const type_words[] = {
    [COLUMN_ID] = "id",           [COLUMN_TEXT] = "text",       [COLUMN_DATE] = "date",
    [COLUMN_TIME] = "time",       [COLUMN_INTEGER] = "integer", [COLUMN_DECIMAL] = "decimal",
    [COLUMN_MONEY] = "money",     [COLUMN_RATIO] = "ratio",     [COLUMN_BOOLEAN] = "boolean",
};

const struct table_info *table_info(enum table_id id)
{
    return &tables[id];
}

enum rc table_lookup(str name, enum table_id *out)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (!str_is(name, tables[i].name)) continue;
        *out = (enum table_id)i;
        return RC_OK;
    }
    return RC_MISSING;
}

size_t table_column(const struct table_info *table, str name)
{
    size_t i = 0;
    while (i < table->count && !str_is(name, table->columns[i].name)) i++;
    return i;
}

bool table_is_key(const struct table_info *table, const char *column)
{
    str rest = str_from(table->key);
    while (rest.len) {
        if (str_is(str_cut(rest, ',', &rest), column)) return true;
    }
    return false;
}

const char *column_type_word(enum column_type type)
{
    return type_words[type];
}
