/* SPDX-License-Identifier: MIT */
#include "source/lookup.h"

#include "base/limits.h"
#include "base/map.h"
#include "source/domain.h"
#include "source/salesforce.h"
#include "source/tables.h"

#include <string.h>

struct lookup {
    struct map by_text; /* key as written to struct entry; by domain, what accounts say of themselves */
    struct map by_key;  /* folded key to struct entry; by domain, what the people at an account tell of it */
    bool       is_by_domain;
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

static void add_to(struct map *map, struct arena *arena, str key, str value)
{
    struct entry *entry = map_lookup(map, key);
    if (key.len == 0) return;
    if (entry) {
        entry->is_double |= !str_equal(entry->value, value);
        return;
    }
    entry = ARENA_NEW(arena, struct entry);
    entry->value = arena_str(arena, value);
    map_set(arena, map, arena_str(arena, key), entry);
}

static void add(struct lookup *lookup, struct arena *arena, str key, str value)
{
    char buffer[KEY_BYTES];
    key = str_trim(key);
    add_to(&lookup->by_text, arena, key, value);
    add_to(&lookup->by_key, arena, fold(key, buffer, sizeof buffer), value);
}

/* One address, or several in a field. */
static void add_domains(struct map *map, struct arena *arena, str addresses, str value)
{
    while (addresses.len) {
        char   buffer[DOMAIN_BYTES];
        size_t end = 0;
        while (end < addresses.len && !strchr(",; |\n", addresses.ptr[end])) end++;
        str domain = domain_of(str_slice(addresses, 0, end), buffer);
        if (!domain_is_free_mail(domain)) add_to(map, arena, domain, value);
        addresses = str_slice(addresses, end < addresses.len ? end + 1 : end, addresses.len);
    }
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

bool lookup_is_by_domain(const struct join_def *join)
{
    bool is_accounts = join->to_table.len == 0 || str_is(join->to_table, "accounts");
    return is_accounts && str_is(join->to_column, "domain");
}

/* What accounts say of themselves counts; contacts and users tell where none of them does. */
static const struct lookup *build_domains(sqlite3 *db, struct arena *arena)
{
    static const char *const queries[] = {
        "SELECT domain, id FROM accounts WHERE domain IS NOT NULL",
        "SELECT email, account FROM contacts WHERE email IS NOT NULL",
        "SELECT email, account FROM users WHERE email IS NOT NULL",
    };
    struct lookup *lookup = ARENA_NEW(arena, struct lookup);
    lookup->is_by_domain = true;
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        sqlite3_stmt *stmt = NULL;
        struct map   *map = i == 0 ? &lookup->by_text : &lookup->by_key;
        if (sqlite3_prepare_v2(db, queries[i], -1, &stmt, NULL) != SQLITE_OK) continue;
        while (sqlite3_step(stmt) == SQLITE_ROW) add_domains(map, arena, column_str(stmt, 0), column_str(stmt, 1));
        sqlite3_finalize(stmt);
    }
    return lookup;
}

enum rc lookup_build(sqlite3 *db, const struct join_def *join, const char *column, struct arena *arena,
                     struct diag *diag, const struct lookup **out)
{
    enum table_id id;
    if (lookup_is_by_domain(join)) {
        *out = build_domains(db, arena);
        return RC_OK;
    }
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

static str found(const struct entry *entry, const char **why)
{
    if (entry && entry->is_double) *why = "stands for several";
    return entry && !entry->is_double ? entry->value : STR_NONE;
}

/* "eu.verdier.fr" is that of "verdier.fr", where nobody has it alone. */
static str find_domain(const struct lookup *lookup, str key, const char **why)
{
    char buffer[DOMAIN_BYTES];
    str  domain = domain_of(key, buffer);
    if (!domain.len) *why = "is no e-mail address";
    if (domain_is_free_mail(domain)) *why = "is an address of a free mail service";
    for (; domain.len && !domain_is_free_mail(domain); domain = domain_parent(domain)) {
        const struct entry *entry = map_lookup(&lookup->by_text, domain);
        if (!entry) entry = map_lookup(&lookup->by_key, domain);
        if (entry) return found(entry, why);
    }
    return STR_NONE;
}

str lookup_find(const struct lookup *lookup, str key, const char **why)
{
    char                buffer[KEY_BYTES];
    const struct entry *entry;
    *why = "finds nothing";
    if (lookup->is_by_domain) return find_domain(lookup, key, why);
    key = str_trim(key);
    entry = map_lookup(&lookup->by_text, key);
    if (!entry) {
        str other = salesforce_other(key, buffer);
        if (other.len) entry = map_lookup(&lookup->by_text, other);
    }
    if (!entry) entry = map_lookup(&lookup->by_key, fold(key, buffer, sizeof buffer));
    return found(entry, why);
}
