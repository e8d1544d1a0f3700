/* SPDX-License-Identifier: MIT */
#include "source/import.h"

#include "base/file.h"
#include "base/mem.h"
#include "source/answers.h"
#include "source/arrivals.h"
#include "source/deals.h"
#include "source/asked.h"
#include "source/exchange.h"
#include "source/fetch.h"
#include "source/kept.h"
#include "source/load.h"
#include "source/lookup.h"
#include "source/purchases.h"
#include "source/revenue.h"
#include "source/schema.h"
#include "source/store.h"
#include "source/support.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One source on its way into the store. */
struct source_import {
    const struct source_def *def;
    const struct table_info *table;
    struct export_files      files;
    struct load_counts       counts;
    struct plan_zones        zones;
    bool                     is_broken; /* a file of it could not be read whole */
};

struct import {
    const struct workspace *workspace;
    date                    as_of;
    struct arena           *arena;
    struct diag            *diag;
    struct source_import   *sources;
    struct load             load;
    struct rate_list        rates;
    int64_t                 file_count;
    bool                    is_rehearsal; /* accounts could not be read: the rest is checked, not loaded */
};

static void report_write(struct import *import, const char *path)
{
    const char *reason = import->load.db ? sqlite3_errmsg(import->load.db) : "out of memory";
    if (!import->load.is_failed) diag_add(import->diag, DIAG_STORE_WRITE, SPAN_NONE, path, reason);
    import->load.is_failed = true;
}

static enum rc find_zone(struct import *import, const struct placed_text *name, const struct zone **out)
{
    enum rc rc = zone_new(import->arena, name->text, out);
    if (rc != RC_OK)
        diag_add(import->diag, DIAG_SOURCE_SETTING, name->span, STR_ARG(name->text),
                 "a time zone such as Europe/Paris or UTC");
    return rc;
}

/* All that the definition alone can say: zones, tables, columns, that there are accounts. */
static enum rc check_maps(struct import *import)
{
    const struct workspace *workspace = import->workspace;
    const struct zone      *reporting = NULL;
    enum rc                 rc = find_zone(import, &workspace->time_zone, &reporting);
    bool                    has_accounts = false, is_known = true;
    import->sources = ARENA_ARRAY(import->arena, struct source_import, workspace->source_count);
    for (size_t i = 0; i < workspace->source_count; i++) {
        struct source_import *source = &import->sources[i];
        source->def = &workspace->sources[i];
        source->counts.first = source->counts.last = DATE_NONE;
        source->zones = (struct plan_zones){reporting, reporting};
        bool has_zone = source->def->time_zone.text.len > 0;
        if (has_zone && find_zone(import, &source->def->time_zone, &source->zones.local) != RC_OK) rc = RC_INVALID;
        if (plan_check(source->def, import->diag, &source->table) != RC_OK) rc = RC_INVALID;
        has_accounts |= source->table == table_info(TABLE_accounts);
        is_known &= source->table != NULL;
    }
    if (!has_accounts && is_known) { /* a misspelt table may well be that of the accounts */
        diag_add(import->diag, DIAG_SOURCE_NO_ACCOUNTS,
                 workspace->sources_map ? workspace->sources_map->span : SPAN_NONE);
        rc = RC_INVALID;
    }
    return rc == RC_OK && is_known ? RC_OK : RC_INVALID;
}

static enum rc find_files(struct import *import)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < import->workspace->source_count; i++) {
        struct source_import *source = &import->sources[i];
        if (source_is_server(source->def)) continue; /* asked when it is hashed */
        if (files_find(import->workspace, source->def, import->arena, import->diag, &source->files) != RC_OK)
            rc = RC_INVALID;
    }
    return rc;
}

static enum rc hash_source(struct import *import, struct source_import *source, const char *state,
                           struct hasher *hasher)
{
    if (!source_is_server(source->def)) return files_read(&source->files, hasher, import->diag);
    return fetch_source(source->def, import->workspace->folder, state, hasher, import->arena, import->diag,
                        &source->files);
}

/* What the store depends on: the program, the definition as written, the day, and every byte of every export. */
static enum rc hash_sources(struct import *import, const char *state, struct hash *out)
{
    struct hasher *hasher = hasher_new();
    struct strbuf  schema = {0};
    enum rc        rc = RC_OK;
    hasher_add_str(hasher, str_from(RELIURE_VERSION));
    hasher_add_int(hasher, STORE_VERSION);
    hasher_add_int(hasher, import->as_of);
    hasher_add_str(hasher, import->workspace->file->text);
    store_schema_write(&schema);
    hasher_add_str(hasher, strbuf_str(&schema));
    strbuf_release(&schema);
    for (size_t i = 0; i < import->workspace->source_count; i++) {
        enum rc one = hash_source(import, &import->sources[i], state, hasher);
        if (one != RC_OK) rc = one;
    }
    enum rc rated = exchange_read(import->workspace, hasher, import->arena, import->diag, &import->rates);
    if (rated != RC_OK) rc = rated;
    *out = hasher_end(hasher);
    return rc;
}

static enum rc add_file(struct import *import, const struct source_import *source, const struct export_file *file,
                        const char *place, const struct dialect *dialect)
{
    sqlite3_stmt *stmt = NULL;
    str           text = dialect_text(import->arena, dialect, DIAG_ENGLISH);
    if (sqlite3_prepare_v2(import->load.db, "INSERT INTO source_file VALUES(?,?,?,?,?,?)", -1, &stmt, NULL) !=
        SQLITE_OK)
        return RC_IO;
    sqlite3_bind_int64(stmt, 1, ++import->file_count);
    sqlite3_bind_text(stmt, 2, source->def->name.text.ptr, (int)source->def->name.text.len, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 3, place, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 4, source->table->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 5, text.ptr, (int)text.len, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 6, (int64_t)file->profile.bytes);
    int status = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    return status == SQLITE_DONE ? RC_OK : RC_IO;
}

/* Plans and loads one file: dialect, header, map, proof, rows. */
static enum rc import_file(struct import *import, struct source_import *source, const struct export_file *file)
{
    struct dialect            dialect;
    struct plan               plan;
    struct reader            *reader = NULL;
    struct span               span = SPAN_FILE(file->file);
    const struct source_file *place = file->file;
    enum rc                   rc =
        dialect_detect(source->def, file->path, file->profile.encoding, import->arena, import->diag, span, &dialect);
    if (rc == RC_OK) place = dialect_place(&dialect, file->file, import->arena);
    if (rc == RC_OK) rc = reader_open(file->path, &dialect, import->arena, import->diag, place, &reader);
    if (rc == RC_OK)
        rc = plan_bind(source->def, source->table, place, reader, source->zones, import->arena, import->diag,
                       &plan);
    if (rc == RC_OK) rc = plan_prove(&plan, file->path, &dialect, import->arena, import->diag);
    if (rc == RC_OK && add_file(import, source, file, place->name, &dialect) != RC_OK) {
        report_write(import, file->file->name);
        rc = RC_IO;
    }
    uint64_t before = source->counts.records;
    if (import->is_rehearsal) {
        reader_close(reader);
        return rc;
    }
    if (rc == RC_OK) rc = load_file(&import->load, &plan, reader, import->file_count, &source->counts);
    if (rc == RC_OK && source->counts.rows) rc = plan_check_met(&plan, reader, true, import->diag);
    if (rc == RC_OK && source->counts.records == before) diag_add(import->diag, DIAG_SOURCE_EMPTY, span);
    reader_close(reader);
    return rc;
}

static void report_future(struct import *import, const struct source_import *source)
{
    char day[11];
    date_iso(import->as_of, day);
    diag_add(import->diag, DIAG_SOURCE_FUTURE, source->def->name.span,
             (long long)source->counts.ignored[IGNORED_FUTURE], STR_ARG(source->def->name.text), day);
}

/* Is the share kept out beyond what the definition tolerates? Compared as fractions. */
static enum rc check_tolerance(struct import *import, const struct source_import *source)
{
    uint64_t out = source->counts.quarantined;
    uint64_t seen = source->counts.rows + source->counts.ignored[IGNORED_FUTURE] + out; /* what lies ahead was read, too */
    if (out == 0) return RC_OK;
    struct exact share = exact_from_ratio(import->arena, (int64_t)out, (int64_t)seen);
    if (exact_compare(share, source->def->tolerance) <= 0) return RC_OK;
    struct exact         percent = exact_mul(import->arena, source->def->tolerance, exact_from_int(import->arena, 100));
    str                  limit = exact_print(import->arena, percent, 2);
    struct diag_message *message = diag_add(import->diag, DIAG_SOURCE_TOLERANCE, source->def->name.span, (long long)out,
                                            (long long)seen, STR_ARG(source->def->name.text), STR_ARG(limit));
    long long enough = (long long)((out * 100 + seen - 1) / seen); /* rounded up */
    if (load_is_hopeless(source->def, &source->counts, import->arena))
        diag_hint(import->diag, message, "nearly all were, and the rest was not read: look at the first record kept out, then "
                  "mend the export or its map");
    else
        diag_hint(import->diag, message, "mend the export or its map, or let more pass: tolerance: %lld%%", enough);
    return RC_INVALID;
}

static enum rc check_freshness(struct import *import, const struct source_import *source)
{
    char    day[11];
    int64_t allowed = source->def->freshness;
    bool    is_refused = source->def->stale == STALE_REFUSE;
    if (allowed <= 0 || source->counts.last == DATE_NONE || import->as_of - source->counts.last <= allowed)
        return RC_OK;
    date_iso(source->counts.last, day);
    struct diag_message *message =
        diag_add(import->diag, is_refused ? DIAG_SOURCE_TOO_OLD : DIAG_SOURCE_STALE, source->def->name.span,
                 STR_ARG(source->def->name.text), day, (long long)(import->as_of - source->counts.last),
                 (long long)allowed);
    if (is_refused) diag_hint(import->diag, message, "export it anew, or let it pass with a warning: stale: warn");
    return is_refused ? RC_INVALID : RC_OK;
}

static enum rc import_source(struct import *import, struct source_import *source)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < source->files.count && !import->load.is_failed; i++) {
        if (load_is_hopeless(source->def, &source->counts, import->arena)) break;
        enum rc one = import_file(import, source, &source->files.at[i]);
        if (one != RC_OK && rc != RC_IO) rc = one;
    }
    load_sum_up(&import->load);
    source->is_broken = rc != RC_OK;
    if (source->counts.ignored[IGNORED_FUTURE]) report_future(import, source);
    if (check_tolerance(import, source) != RC_OK && rc == RC_OK) rc = RC_INVALID;
    return rc == RC_OK ? check_freshness(import, source) : rc;
}

/* Accounts before what is about them, tables before those that are joined to them. */
static int turn_of(const struct source_import *source)
{
    if (source->table == table_info(TABLE_accounts)) return 0;
    for (size_t i = 0; i < source->def->join_count; i++) {
        str to = source->def->joins[i].to_table;
        if ((to.len && !str_is(to, "accounts")) || lookup_is_by_domain(&source->def->joins[i])) return 2;
    }
    return 1;
}

static int by_id(const void *a, const void *b)
{
    const struct account *const *x = a, *const *y = b;
    return str_compare((*x)->id, (*y)->id);
}

/* In the order of the store's keys, which is that of bytes. */
static struct account **sorted_accounts(struct import *import, size_t *count)
{
    const struct map *map = &import->load.accounts.by_id;
    struct account  **sorted = ARENA_ARRAY(import->arena, struct account *, map->count);
    for (size_t i = 0; i < map->count; i++) sorted[i] = map->entries[i].value;
    qsort(sorted, map->count, sizeof *sorted, by_id);
    *count = map->count;
    return sorted;
}

static enum rc write_aliases(struct import *import)
{
    sqlite3_stmt    *stmt = NULL;
    size_t           count;
    struct account **sorted = sorted_accounts(import, &count);
    int status = sqlite3_prepare_v2(import->load.db, "INSERT INTO account_alias VALUES(?,?)", -1, &stmt, NULL);
    for (size_t i = 0; i < count && (status == SQLITE_OK || status == SQLITE_DONE); i++) {
        struct account *account = sorted[i];
        if (account->survivor->is_out) continue;
        if (account->survivor == account) account->number = activity_account(import->load.activity, account->id);
        sqlite3_bind_text(stmt, 1, account->id.ptr, (int)account->id.len, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 2, account->survivor->id.ptr, (int)account->survivor->id.len, SQLITE_STATIC);
        status = sqlite3_step(stmt);
        sqlite3_reset(stmt);
    }
    sqlite3_finalize(stmt);
    return status == SQLITE_OK || status == SQLITE_DONE ? RC_OK : RC_IO;
}

static enum rc finish_accounts(struct import *import)
{
    static const char     sql[] = "DELETE FROM accounts WHERE id IN (SELECT id FROM account_alias WHERE id <> account)";
    const struct account *loop = accounts_resolve(&import->load.accounts);
    if (loop) {
        diag_add(import->diag, DIAG_SOURCE_MERGE_LOOP, SPAN_NONE, STR_ARG(loop->id));
        return RC_INVALID;
    }
    enum rc rc = write_aliases(import);
    if (rc == RC_OK && sqlite3_exec(import->load.db, sql, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    if (rc != RC_OK) report_write(import, "store");
    return rc;
}

static enum rc import_sources(struct import *import)
{
    enum rc rc = RC_OK;
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < import->workspace->source_count; i++) {
            struct source_import *source = &import->sources[i];
            if (turn_of(source) != turn) continue;
            enum rc one = import_source(import, source);
            if (one != RC_OK && rc != RC_IO) rc = one;
            /* Without accounts every row would be called an orphan; those kept out by their cells are known. */
            import->is_rehearsal |= turn == 0 && source->is_broken;
        }
        enum rc finished = turn == 0 ? finish_accounts(import) : RC_OK;
        if (finished == RC_OK) continue;
        import->is_rehearsal = true;
        if (rc != RC_IO) rc = finished;
    }
    return rc;
}

/* Are all dated rows of all sources after the as-of date? */
static void report_nothing_yet(struct import *import)
{
    char     day[11];
    uint64_t later = 0;
    for (size_t i = 0; i < import->workspace->source_count; i++) {
        const struct load_counts *counts = &import->sources[i].counts;
        if (counts->first != DATE_NONE && counts->first <= import->as_of) return;
        later += counts->ignored[IGNORED_FUTURE] + (counts->first != DATE_NONE);
    }
    if (!later) return;
    date_iso(import->as_of, day);
    struct diag_message *message = diag_add(import->diag, DIAG_SOURCE_NOTHING_YET, SPAN_NONE, day);
    diag_hint(import->diag, message, "say a day that the exports cover: as_of: in reliure.yaml, or --as-of DATE");
}

static enum rc run_text(struct import *import, void (*write)(struct strbuf *))
{
    struct strbuf sql = {0};
    write(&sql);
    int status = sqlite3_exec(import->load.db, sql.at, NULL, NULL, NULL);
    strbuf_release(&sql);
    return status == SQLITE_OK ? RC_OK : RC_IO;
}

static enum rc write_reports(struct import *import)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < import->workspace->source_count && rc == RC_OK; i++) {
        const struct source_import *source = &import->sources[i];
        rc = kept_write_source(import->load.db, source->def, source->files.count, &source->counts);
    }
    if (rc == RC_OK) rc = kept_write_accounts(import->load.db, &import->load.accounts);
    if (rc == RC_OK) rc = kept_write_messages(import->load.db, import->diag);
    if (rc == RC_OK) rc = kept_write_info(import->load.db, import->workspace, import->as_of);
    return rc;
}

/* The empty file, its tables and the one transaction. A store is made once and never changed: no journal is needed. */
static enum rc begin_store(struct import *import, const char *path)
{
    static const char settings[] =
        "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
        "PRAGMA temp_store=FILE; PRAGMA cache_size=-32768; BEGIN";
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    unlink(path);
    if (sqlite3_open_v2(path, &import->load.db, flags, NULL) != SQLITE_OK) return RC_IO;
    if (sqlite3_exec(import->load.db, settings, NULL, NULL, NULL) != SQLITE_OK) return RC_IO;
    return run_text(import, schema_write_tables);
}

static enum rc end_store(struct import *import)
{
    enum rc rc = activity_write(import->load.activity, import->load.db);
    if (rc == RC_OK) rc = revenue_build(import->load.db, import->as_of);
    if (rc == RC_OK)
        rc = exchange_apply(import->workspace, &import->rates, import->load.db, import->arena, import->diag);
    if (rc == RC_OK) rc = deals_build(import->load.db);
    if (rc == RC_OK) rc = asked_build(import->load.db);
    if (rc == RC_OK) rc = run_text(import, schema_write_indexes);
    if (rc == RC_OK) rc = answers_build(import->load.db);
    if (rc == RC_OK) rc = support_build(import->load.db);
    if (rc == RC_OK) rc = purchases_build(import->load.db);
    if (rc == RC_OK) rc = write_reports(import);
    if (rc == RC_OK) rc = arrivals_build(import->load.db);
    if (rc == RC_OK && sqlite3_exec(import->load.db, "COMMIT; ANALYZE", NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    return rc;
}

static bool feeds_usage(const struct import *import)
{
    for (size_t i = 0; i < import->workspace->source_count; i++) {
        if (import->sources[i].table == table_info(TABLE_usage)) return true;
    }
    return false;
}

/* Builds the store at `path`, or leaves nothing there. */
static enum rc build(struct import *import, const char *state, const char *path)
{
    enum rc rc = begin_store(import, path);
    import->load.arena = import->arena;
    import->load.scratch = arena_new();
    import->load.activity = activity_new(state, feeds_usage(import));
    import->load.diag = import->diag;
    import->load.as_of = import->as_of;
    import->load.currency = import->workspace->currency.text.ptr;
    import->load.negative = import->workspace->negative_mrr;
    if (rc == RC_OK) rc = load_open(&import->load);
    if (rc != RC_OK) report_write(import, path);
    if (rc == RC_OK) rc = import_sources(import);
    if (rc == RC_OK) report_nothing_yet(import);
    load_close(&import->load);
    if (rc == RC_OK) rc = end_store(import);
    if (rc == RC_IO) report_write(import, path);
    if (sqlite3_close(import->load.db) != SQLITE_OK && rc == RC_OK) rc = RC_IO;
    activity_free(import->load.activity);
    arena_free(import->load.scratch);
    if (rc != RC_OK) unlink(path);
    return rc;
}

/* Builds beside the place and moves it there when it is whole. */
static enum rc build_store(struct import *import, const char *state, const char *path)
{
    const char  *partial = arena_printf(import->arena, "%s.%ld", path, (long)getpid()).ptr;
    struct diag *diag = import->diag, own; /* what the import itself says goes into the store */
    diag_init(&own, import->arena);
    import->diag = &own;
    enum rc rc = build(import, state, partial);
    if (rc == RC_OK) rc = kept_publish(partial, path, import->diag);
    import->diag = diag;
    diag_merge(diag, &own);
    return rc;
}

/* The store that was made of the same before, or a new one. */
static enum rc use_store(struct import *import, const char *state, struct hash hash, struct import_report *out)
{
    out->store = kept_path(state, hash, import->arena);
    out->is_reused = access(out->store, R_OK) == 0;
    if (!out->is_reused) return build_store(import, state, out->store);
    kept_report(out->store, import->workspace->file, import->arena, import->diag);
    return RC_OK;
}

enum rc import_check(const struct workspace *workspace, struct arena *arena, struct diag *diag)
{
    struct import import = {.workspace = workspace, .arena = arena, .diag = diag};
    return check_maps(&import);
}

enum rc import_store(const struct workspace *workspace, date as_of, const char *state, const char *store,
                     struct arena *arena, struct diag *diag, struct import_report *out)
{
    struct import import = {.workspace = workspace, .as_of = as_of, .arena = arena, .diag = diag};
    struct hash   hash;
    *out = (struct import_report){.store = store, .is_reused = true};
    if (store) return kept_read(store, arena, diag, out);
    enum rc rc = check_maps(&import);
    if (rc == RC_OK) rc = find_files(&import);
    if (rc == RC_OK) rc = file_make_folders(state, diag);
    if (rc == RC_OK) rc = hash_sources(&import, state, &hash);
    if (rc == RC_OK) rc = use_store(&import, state, hash, out);
    for (size_t i = 0; import.sources && i < workspace->source_count; i++)
        files_close(&import.sources[i].files);
    if (rc != RC_OK) return rc;
    kept_prune(state, out->store);
    return kept_read(out->store, arena, diag, out);
}
