/* SPDX-License-Identifier: MIT */
#include "source/lookup.h"

#include "base/limits.h"
#include "base/map.h"
#include "source/tables.h"

#include <string.h>

struct lookup {
    struct map by_key; /* folded key to struct entry */
};

struct entry {
    str  value;
    bool is_double;
};

/* ASCII small letters, blanks in a row as one; in `arena`, or in `buffer` when it fits. */
static str fold(str text, char *buffer, size_t room)
{
    size_t length = 0;
    for (size_t i = 0; i < text.len && length < room; i++) {
        char c = text.ptr[i];
        if (c == ' ' && length && buffer[length - 1] == ' ') continue;
        buffer[length++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (str){buffer, length};
}

enum { KEY_BYTES = 512 };

static void add(struct lookup *lookup, struct arena *arena, str key, str value)
{
    char          buffer[KEY_BYTES];
    str           folded = fold(str_trim(key), buffer, sizeof buffer);
    struct entry *entry = map_lookup(&lookup->by_key, folded);
    if (folded.len == 0) return;
    if (entry) {
        entry->is_double |= !str_equal(entry->value, value);
        return;
    }
    entry = ARENA_NEW(arena, struct entry);
    entry->value = arena_str(arena, value);
    map_set(arena, &lookup->by_key, arena_str(arena, folded), entry);
}

static str column_str(sqlite3_stmt *stmt, int index)
{
    const char *text = (const char *)sqlite3_column_text(stmt, index);
    return (str){text ? text : "", (size_t)sqlite3_column_bytes(stmt, index)};
}

static bool has_column(const struct table_info *table, str name)
{
    return table_column(table, name) < table->count;
}

enum rc lookup_build(sqlite3 *db, const struct join_def *join, const char *column, struct arena *arena,
                     struct diag *diag, const struct lookup **out)
{
    enum table_id id;
    str           to_table = join->to_table.len ? join->to_table : STR("accounts");
    if (table_lookup(to_table, &id) != RC_OK) {
        diag_add(diag, DIAG_SOURCE_TABLE_UNKNOWN, join->to.span, STR_ARG(to_table));
        return RC_INVALID;
    }
    const struct table_info *table = table_info(id);
    const char              *value = id != TABLE_accounts && has_column(table, str_from(column)) ? column : "id";
    if (!has_column(table, join->to_column) || !has_column(table, str_from(value))) {
        diag_add(diag, DIAG_SOURCE_FIELD_UNKNOWN, join->to.span, table->name, STR_ARG(join->to_column));
        return RC_INVALID;
    }
    struct lookup *lookup = ARENA_NEW(arena, struct lookup);
    struct strbuf  sql = {0};
    sqlite3_stmt  *stmt = NULL;
    strbuf_printf(&sql, "SELECT \"%.*s\", \"%s\" FROM \"%s\"", STR_ARG(join->to_column), value, table->name);
    if (sqlite3_prepare_v2(db, sql.at, -1, &stmt, NULL) == SQLITE_OK) {
        while (sqlite3_step(stmt) == SQLITE_ROW) add(lookup, arena, column_str(stmt, 0), column_str(stmt, 1));
    }
    sqlite3_finalize(stmt);
    strbuf_release(&sql);
    *out = lookup;
    return RC_OK;
}

str lookup_find(const struct lookup *lookup, str key)
{
    char                buffer[KEY_BYTES];
    const struct entry *entry = map_lookup(&lookup->by_key, fold(str_trim(key), buffer, sizeof buffer));
    return entry && !entry->is_double ? entry->value : STR_NONE;
}
