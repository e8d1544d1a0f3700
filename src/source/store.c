/* SPDX-License-Identifier: MIT */
#include "source/store.h"

#include "base/limits.h"
#include "source/exchange.h"
#include "source/schema.h"

bool store_address(const char *path, struct strbuf *out)
{
    strbuf_adds(out, "file:");
    strbuf_add_reference(out, str_from(path));
    strbuf_adds(out, "?mode=ro&immutable=1");
    return !out->is_full;
}

static int version_of(sqlite3 *store)
{
    sqlite3_stmt *stmt = NULL;
    int           version = -1;
    if (sqlite3_prepare_v2(store, "SELECT value FROM import_info WHERE key = 'version'", -1, &stmt, NULL) ==
            SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        version = sqlite3_column_int(stmt, 0);
    }
    sqlite3_finalize(stmt);
    return version;
}

enum rc store_open(const char *path, struct diag *diag, sqlite3 **out)
{
    struct strbuf address = {0};
    sqlite3      *store = NULL;
    const char   *reason = NULL;
    int           flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    bool          is_named = store_address(path, &address);
    if (!is_named || sqlite3_open_v2(address.at, &store, flags, NULL) != SQLITE_OK) {
        reason = store ? sqlite3_errmsg(store) : "its name is too long";
    } else {
        sqlite3_exec(
            store,
            "PRAGMA query_only=1; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=0;",
            NULL, NULL, NULL);
        exchange_register(store);
        if (version_of(store) != STORE_VERSION) reason = "it is no store of this version";
    }
    strbuf_release(&address);
    if (reason) {
        diag_add(diag, DIAG_STORE_OPEN, SPAN_NONE, path, reason);
        sqlite3_close(store);
        store = NULL;
    }
    *out = store;
    return store ? RC_OK : RC_INVALID;
}

/* Functions whose result is not the data's alone, or that reach out of the database. */
static bool is_refused(const char *function)
{
    static const char *const refused[] = {"random",    "randomblob", "load_extension", "fts3_tokenizer", "readfile",
                                          "writefile", "edit"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        if (sqlite3_stricmp(function, refused[i]) == 0) return true;
    }
    return false;
}

static int authorise(void *context, int action, const char *first, const char *second, const char *database,
                     const char *trigger)
{
    (void)context;
    (void)first;
    (void)database;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION: return is_refused(second) ? SQLITE_DENY : SQLITE_OK;
    default: return SQLITE_DENY;
    }
}

void store_guard(sqlite3 *store)
{
    sqlite3_set_authorizer(store, authorise, NULL);
    sqlite3_limit(store, SQLITE_LIMIT_SQL_LENGTH, (int)LIMIT_SQL_BYTES);
    sqlite3_limit(store, SQLITE_LIMIT_EXPR_DEPTH, 200);
    sqlite3_limit(store, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(store, SQLITE_LIMIT_LENGTH, (int)LIMIT_FILE_BYTES);
}

void store_schema_write(struct strbuf *out)
{
    schema_write_tables(out);
    schema_write_indexes(out);
}
