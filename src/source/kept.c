/* SPDX-License-Identifier: MIT */
#include "source/kept.h"

#include "base/file.h"
#include "base/map.h"
#include "base/vec.h"
#include "source/schema.h"
#include "source/sql_text.h"
#include "source/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stores kept besides the one in use: other as-of dates are asked for again. */
enum { STORES_KEPT = 3, STORES_SEEN = 256 };

static void bind_str(sqlite3_stmt *stmt, int index, str text)
{
    sqlite3_bind_text(stmt, index, text.ptr, (int)text.len, SQLITE_TRANSIENT);
}

static void bind_date(sqlite3_stmt *stmt, int index, date day)
{
    char iso[11];
    if (day == DATE_NONE) return;
    date_iso(day, iso);
    bind_str(stmt, index, str_from(iso));
}

static enum rc finish(sqlite3_stmt *stmt)
{
    int status = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;
    sqlite3_finalize(stmt);
    return status == SQLITE_DONE ? RC_OK : RC_IO;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    return stmt;
}

static enum rc write_ignored(sqlite3 *db, str source, enum ignored ignored, uint64_t records)
{
    sqlite3_stmt *stmt = prepare(db, "INSERT INTO source_ignored VALUES(?,?,?)");
    if (!stmt) return RC_IO;
    bind_str(stmt, 1, source);
    bind_str(stmt, 2, str_from(ignored_rule(ignored)));
    sqlite3_bind_int64(stmt, 3, (int64_t)records);
    return finish(stmt);
}

enum rc kept_write_source(sqlite3 *db, const struct source_def *source, size_t files, const struct load_counts *counts)
{
    uint64_t ignored = 0;
    for (size_t i = 0; i < IGNORED_COUNT; i++) {
        ignored += counts->ignored[i];
        if (counts->ignored[i] && write_ignored(db, source->name.text, (enum ignored)i, counts->ignored[i]) != RC_OK)
            return RC_IO;
    }
    sqlite3_stmt *stmt = prepare(db, "INSERT INTO source_report VALUES(?,?,?,?,?,?,?,?,?)");
    if (!stmt) return RC_IO;
    bind_str(stmt, 1, source->name.text);
    bind_str(stmt, 2, source->table.text);
    sqlite3_bind_int64(stmt, 3, (int64_t)files);
    sqlite3_bind_int64(stmt, 4, (int64_t)counts->records);
    sqlite3_bind_int64(stmt, 5, (int64_t)counts->rows);
    sqlite3_bind_int64(stmt, 6, (int64_t)counts->quarantined);
    sqlite3_bind_int64(stmt, 7, (int64_t)ignored);
    bind_date(stmt, 8, counts->first);
    bind_date(stmt, 9, counts->last);
    return finish(stmt);
}

static enum rc write_account(sqlite3 *db, const struct account *account)
{
    sqlite3_stmt *stmt = prepare(db, "INSERT INTO account_kept_out VALUES(?,?,?)");
    if (!stmt) return RC_IO;
    bind_str(stmt, 1, account->id);
    sqlite3_bind_int64(stmt, 2, (int64_t)account->rows);
    sqlite3_bind_int64(stmt, 3, (int64_t)account->kept_out);
    return finish(stmt);
}

enum rc kept_write_accounts(sqlite3 *db, const struct accounts *accounts)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < accounts->by_id.count && rc == RC_OK; i++) {
        const struct account *account = accounts->by_id.entries[i].value;
        if (account->kept_out) rc = write_account(db, account);
    }
    return rc;
}

static enum rc write_message(sqlite3 *db, const struct diag_message *message)
{
    const struct span *span = &message->span;
    const str          texts[] = {message->text,         message->hint,         message->french.text, message->french.hint,
                                  message->detail.field, message->detail.value, message->detail.rule};
    sqlite3_stmt      *stmt = prepare(db, "INSERT INTO import_message VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!stmt) return RC_IO;
    bind_str(stmt, 1, str_from(diag_slug(message->code)));
    if (span->file) bind_str(stmt, 2, str_from(span->file->name));
    sqlite3_bind_int64(stmt, 3, span->line);
    sqlite3_bind_int64(stmt, 4, span->col);
    sqlite3_bind_int64(stmt, 5, span->len);
    for (size_t i = 0; i < COUNT_OF(texts); i++) bind_str(stmt, 6 + (int)i, texts[i]);
    return finish(stmt);
}

static enum rc write_count(sqlite3 *db, enum diag_code code, size_t messages)
{
    sqlite3_stmt *stmt = prepare(db, "INSERT INTO import_message_count VALUES(?,?)");
    if (!stmt) return RC_IO;
    bind_str(stmt, 1, str_from(diag_slug(code)));
    sqlite3_bind_int64(stmt, 2, (int64_t)messages);
    return finish(stmt);
}

enum rc kept_write_messages(sqlite3 *db, const struct diag *diag)
{
    enum rc rc = RC_OK;
    for (const struct diag_message *m = diag->first; m && rc == RC_OK; m = m->next) rc = write_message(db, m);
    for (enum diag_code code = 0; code < DIAG_CODE_COUNT && rc == RC_OK; code++) {
        if (diag->counts[code]) rc = write_count(db, code, diag->counts[code]);
    }
    return rc;
}

static enum rc write_info(sqlite3 *db, const char *key, str value)
{
    sqlite3_stmt *stmt = prepare(db, "INSERT INTO import_info VALUES(?,?)");
    if (!stmt) return RC_IO;
    bind_str(stmt, 1, str_from(key));
    bind_str(stmt, 2, value);
    return finish(stmt);
}

enum rc kept_write_info(sqlite3 *db, const struct workspace *workspace, date as_of)
{
    static const char origins[] =
        "INSERT INTO import_info SELECT 'mrr_from', CASE WHEN EXISTS (SELECT 1 FROM mrr) THEN 'mrr'"
        " WHEN EXISTS (SELECT 1 FROM subscriptions) THEN 'subscriptions' ELSE '' END;"
        "INSERT INTO import_info SELECT 'activity_from', CASE WHEN EXISTS (SELECT 1 FROM usage) THEN 'usage'"
        " WHEN EXISTS (SELECT 1 FROM feature_usage) THEN 'feature_usage' ELSE '' END";
    char iso[11], version[12];
    date_iso(as_of, iso);
    snprintf(version, sizeof version, "%d", STORE_VERSION);
    enum rc rc = write_info(db, "version", str_from(version));
    if (rc == RC_OK) rc = write_info(db, "as_of", str_from(iso));
    if (rc == RC_OK) rc = write_info(db, "workspace", workspace->name.text);
    if (rc == RC_OK) rc = write_info(db, "time_zone", workspace->time_zone.text);
    if (rc == RC_OK) rc = write_info(db, "currency", workspace->currency.text);
    if (rc == RC_OK && sqlite3_exec(db, origins, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    return rc;
}

const char *kept_path(const char *state, struct hash hash, struct arena *arena)
{
    char hex[33];
    hash_hex(hash, hex);
    return file_join(arena, state, arena_printf(arena, "store-%s.db", hex).ptr);
}

enum rc kept_publish(const char *partial, const char *path, struct diag *diag)
{
    int fd = open(partial, O_RDONLY | O_CLOEXEC);
    /* Its name says that it is whole: the bytes must not come after the name. */
    bool is_there = fd >= 0 && fdatasync(fd) == 0;
    if (is_there) is_there = rename(partial, path) == 0;
    int reason = errno;
    if (fd >= 0) close(fd);
    if (is_there) return RC_OK;
    diag_add(diag, DIAG_STORE_WRITE, SPAN_NONE, path, strerror(reason));
    unlink(partial);
    return RC_IO;
}

struct seen_store {
    char            name[64];
    struct timespec used;
};

static int latest_first(const void *a, const void *b)
{
    const struct seen_store *x = a, *y = b;
    if (x->used.tv_sec != y->used.tv_sec) return x->used.tv_sec < y->used.tv_sec ? 1 : -1;
    if (x->used.tv_nsec != y->used.tv_nsec) return x->used.tv_nsec < y->used.tv_nsec ? 1 : -1;
    return strcmp(x->name, y->name);
}

enum { STORE_NAME = 41 /* "store-", 32 digits, ".db" */ };

/* What is being made has its process's number behind. */
static bool is_store(const char *name)
{
    size_t length = strlen(name);
    bool   is_named = length >= STORE_NAME && length < 64 && strncmp(name, "store-", 6) == 0 &&
                    strncmp(name + STORE_NAME - 3, ".db", 3) == 0;
    return is_named && (length == STORE_NAME || name[STORE_NAME] == '.');
}

static bool is_unfinished(const char *name)
{
    return name[STORE_NAME] == '.';
}

/* Its process is gone; one of another container, whose number says nothing here, has the file locked. */
static bool is_abandoned(int folder, const char *name)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    long         process = strtol(name + STORE_NAME + 1, NULL, 10);
    if (process <= 0 || kill((pid_t)process, 0) == 0 || errno != ESRCH) return false;
    int  fd = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool is_free = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
    if (fd >= 0) close(fd);
    return is_free;
}

/* Those that are whole; what runs that ended too early left is removed on the way. */
static size_t list_stores(int folder, DIR *entries, const char *keep, struct seen_store stores[STORES_SEEN])
{
    size_t         count = 0;
    struct dirent *entry;
    while (count < STORES_SEEN && (entry = readdir(entries)) != NULL) {
        struct stat status;
        if (!is_store(entry->d_name) || str_ends(str_from(keep), entry->d_name)) continue;
        if (is_unfinished(entry->d_name)) {
            if (is_abandoned(folder, entry->d_name)) unlinkat(folder, entry->d_name, 0);
            continue;
        }
        if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        memcpy(stores[count].name, entry->d_name, strlen(entry->d_name) + 1); /* is_store() bounds it */
        stores[count++].used = status.st_mtim;
    }
    return count;
}

void kept_prune(const char *state, const char *keep)
{
    struct seen_store stores[STORES_SEEN];
    DIR              *entries = opendir(state);
    if (!entries) return;
    utimensat(AT_FDCWD, keep, NULL, 0); /* used now */
    size_t count = list_stores(dirfd(entries), entries, keep, stores);
    qsort(stores, count, sizeof stores[0], latest_first);
    for (size_t i = STORES_KEPT; i < count; i++) unlinkat(dirfd(entries), stores[i].name, 0);
    closedir(entries);
}

static date column_date(sqlite3_stmt *stmt, int index, struct arena *arena)
{
    date day;
    return date_parse(sql_copy_column(arena, stmt, index), &day) == RC_OK ? day : DATE_NONE;
}

static void read_sources(sqlite3_stmt *stmt, struct arena *arena, struct import_report *out)
{
    VEC(struct import_source) sources = {0};
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        *VEC_PUSH(arena, sources) = (struct import_source){
            .name = sql_copy_column(arena, stmt, 0),
            .table = sql_copy_column(arena, stmt, 1),
            .dialect = sql_copy_column(arena, stmt, 2),
            .files = sqlite3_column_int64(stmt, 3),
            .records = sqlite3_column_int64(stmt, 4),
            .rows = sqlite3_column_int64(stmt, 5),
            .quarantined = sqlite3_column_int64(stmt, 6),
            .ignored = sqlite3_column_int64(stmt, 7),
            .first = column_date(stmt, 8, arena),
            .last = column_date(stmt, 9, arena),
        };
    }
    out->sources = sources.at;
    out->count = sources.count;
}

enum rc kept_read(const char *path, struct arena *arena, struct diag *diag, struct import_report *out)
{
    static const char sql[] =
        "SELECT source, table_name, (SELECT dialect FROM source_file f WHERE f.source = r.source ORDER BY id LIMIT 1),"
        " files, records, \"rows\", quarantined, ignored, first_day, last_day FROM source_report r ORDER BY r.rowid";
    sqlite3 *db = NULL;
    enum rc  rc = store_open(path, diag, &db);
    if (rc != RC_OK) return rc;
    sqlite3_stmt *stmt = prepare(db, sql);
    if (stmt) read_sources(stmt, arena, out);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return RC_OK;
}

/* The file so named: one for all messages about it. */
static const struct source_file *file_of(struct map *files, str name, struct arena *arena)
{
    if (!name.len) return NULL;
    const struct source_file *file = map_lookup(files, name);
    if (file) return file;
    file = file_source(arena, name.ptr, STR_NONE);
    map_set(arena, files, name, (void *)(uintptr_t)file);
    return file;
}

static void report_row(sqlite3_stmt *stmt, struct map *files, struct arena *arena, struct diag *diag)
{
    enum diag_code code;
    if (diag_find(sql_copy_column(arena, stmt, 0), &code) != RC_OK) return;
    const struct span span = {file_of(files, sql_copy_column(arena, stmt, 1), arena),
                              (uint32_t)sqlite3_column_int64(stmt, 2), (uint32_t)sqlite3_column_int64(stmt, 3),
                              (uint32_t)sqlite3_column_int64(stmt, 4)};
    const struct diag_words  english = {sql_copy_column(arena, stmt, 5), sql_copy_column(arena, stmt, 6)};
    const struct diag_words  french = {sql_copy_column(arena, stmt, 7), sql_copy_column(arena, stmt, 8)};
    const struct diag_detail detail = {sql_copy_column(arena, stmt, 9), sql_copy_column(arena, stmt, 10),
                                       sql_copy_column(arena, stmt, 11)};
    diag_set_detail(diag, diag_add_words(diag, code, span, &english, &french), &detail);
}

/* Messages that were counted and not listed are counted again. */
static void report_count(sqlite3_stmt *stmt, struct arena *arena, struct diag *diag)
{
    enum diag_code code;
    if (diag_find(sql_copy_column(arena, stmt, 0), &code) == RC_OK)
        diag_count(diag, code, (size_t)sqlite3_column_int64(stmt, 1));
}

void kept_report(const char *path, const struct source_file *known, struct arena *arena, struct diag *diag)
{
    struct map files = {0};
    sqlite3   *db = NULL;
    if (store_open(path, diag, &db) != RC_OK) return;
    map_set(arena, &files, str_from(known->name), (void *)(uintptr_t)known);
    sqlite3_stmt *stmt = prepare(db, "SELECT * FROM import_message ORDER BY rowid");
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW) report_row(stmt, &files, arena, diag);
    sqlite3_finalize(stmt);
    stmt = prepare(db, "SELECT code, messages - (SELECT COUNT(*) FROM import_message m WHERE m.code = c.code)"
                       " FROM import_message_count c");
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW) report_count(stmt, arena, diag);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}
