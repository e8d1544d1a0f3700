/* SPDX-License-Identifier: MIT */
#include "source/guess_look.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "source/dbfile.h"
#include "source/guess_files.h"
#include "source/guess_text.h"
#include "source/guess_values.h"
#include "source/number.h"
#include "source/reader.h"
#include "source/store.h"
#include "source/xlsx.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLED = 100000,  /* records that evidence is taken from */
    COLUMNS_MOST = 400 /* looked at closely; wider exports are mostly empty */
};

struct look {
    struct arena *arena;
    VEC(struct guess_export) exports;
    VEC(struct guess_left) left;
    const struct guess_files *files;
};

static void weigh_values(struct guess_export *export, struct reader *reader, struct arena *arena)
{
    struct record record;
    size_t        columns = export->column_count < COLUMNS_MOST ? export->column_count : COLUMNS_MOST;
    while (export->sampled < SAMPLED && reader_next(reader, &record)) {
        bool is_footer = !reader_is_json(reader) && record.count == 1 && export->column_count > 2;
        bool is_row = record.fault == RECORD_NONE && !record.is_blank && !is_footer;
        if (!is_row || (!reader_is_json(reader) && record.count > export->column_count)) continue;
        export->sampled++;
        for (size_t i = 0; i < columns; i++) guess_values_add(arena, &export->columns[i], record_value(&record, i));
    }
}

static struct source_def definition_of(const struct guess_export *export)
{
    struct source_def def = {.header = HEADER_AUTO};
    def.sheet.text = export->sheet;
    def.table_name.text = export->table_name;
    def.end.text = export->end;
    return def;
}

static void name_columns(struct guess_export *export, struct arena *arena)
{
    export->column_count = export->report.column_count;
    export->columns = ARENA_ARRAY(arena, struct guess_column, export->column_count);
    for (size_t i = 0; i < export->column_count; i++) {
        struct guess_column *column = &export->columns[i];
        column->seen = export->report.columns[i];
        column->folded = guess_fold(arena, column->seen.name);
        column->head = guess_fold(arena, str_slice(column->seen.name, 0, str_find(column->seen.name, '(')));
        for (size_t j = 0; j < i; j++) {
            if (!reader_same_name(export->columns[j].seen.name, column->seen.name)) continue;
            export->columns[j].is_double = column->is_double = true;
        }
    }
}

static str join_hint(str text, str hint, struct arena *arena)
{
    return hint.len ? arena_printf(arena, "%.*s (%.*s)", STR_ARG(text), STR_ARG(hint)) : text;
}

static void keep_trouble(struct guess_export *export, const struct diag *diag, struct arena *arena)
{
    static const struct diag_message unsaid = {.text = {"it cannot be read", 17}, .french = {.text = {"illisible", 9}}};
    const struct diag_message       *message = diag->first ? diag->first : &unsaid;
    export->trouble[DIAG_ENGLISH] = join_hint(message->text, message->hint, arena);
    export->trouble[DIAG_FRENCH] = join_hint(message->french.text, message->french.hint, arena);
}

/* Of a column by its name, for JSON meets them in any order. */
static size_t find_column(const struct guess_export *export, str name, size_t likely)
{
    if (likely < export->column_count && str_equal(export->columns[likely].seen.name, name)) return likely;
    for (size_t i = 0; i < export->column_count; i++) {
        if (str_equal(export->columns[i].seen.name, name)) return i;
    }
    return SIZE_MAX;
}

static void weigh_days(struct arena *arena, struct guess_column *column, struct when_evidence *dates, str text)
{
    text = number_trim(text);
    if (text.len == 0) return;
    when_weigh(text, dates);
    bool is_proven = dates->day_first || dates->month_first || column->seen.dates.day_first || column->seen.dates.month_first;
    if (!is_proven) guess_days_add(arena, &column->days, text);
}

static bool is_dated(const struct guess_column *column)
{
    enum inspect_type type = column->seen.type;
    return type == INSPECT_DATE || type == INSPECT_TIME || type == INSPECT_EMPTY;
}

static void weigh_file_days(struct guess_export *export, struct reader *reader, struct arena *arena)
{
    struct when_evidence *dates = mem_new(export->column_count + 1, sizeof *dates);
    struct record         record;
    while (reader_next(reader, &record)) {
        if (record.fault != RECORD_NONE || record.is_blank || record.aside != RECORD_DATA) continue;
        for (size_t i = 0; i < reader_column_count(reader); i++) {
            size_t at = find_column(export, reader_column(reader, i)->name, i);
            if (at == SIZE_MAX || !is_dated(&export->columns[at])) continue;
            weigh_days(arena, &export->columns[at], &dates[at], record_value(&record, i));
        }
    }
    for (size_t i = 0; i < export->column_count; i++) {
        if (dates[i].values) inspect_add_dates(&export->columns[i].seen, &dates[i]);
    }
    free(dates);
}

/* What reads both ways in the last file may read one way only in another. */
static void look_at_days(struct guess_export *export, const char *path, struct arena *arena)
{
    struct source_def def = definition_of(export);
    struct dialect    dialect;
    struct reader    *reader = NULL;
    struct diag       diag; /* what cannot be read says nothing; the import reports it */
    diag_init(&diag, arena);
    if (dialect_detect(&def, path, export->report.dialect.encoding, arena, &diag, SPAN_NONE, &dialect) != RC_OK) return;
    if (reader_open(path, &dialect, arena, &diag, file_source(arena, path, STR_NONE), &reader) != RC_OK) return;
    weigh_file_days(export, reader, arena);
    reader_close(reader);
}

/* Messages stay here: an export that cannot be read is one of many, and is listed with its reason. */
static void look_at(struct guess_export *export, struct arena *arena)
{
    struct source_def def = definition_of(export);
    struct reader    *reader = NULL;
    struct diag       diag;
    diag_init(&diag, arena);
    enum rc rc = inspect_file(export->path, &def, arena, &diag, &export->report);
    if (rc == RC_OK) name_columns(export, arena);
    if (rc == RC_OK)
        rc = reader_open(export->path, &export->report.dialect, arena, &diag,
                         file_source(arena, export->pattern.ptr, STR_NONE), &reader);
    if (rc == RC_OK) weigh_values(export, reader, arena);
    if (rc != RC_OK) keep_trouble(export, &diag, arena);
    reader_close(reader);
    for (size_t i = 0; rc == RC_OK && i + 1 < export->files; i++) look_at_days(export, export->earlier[i], arena);
}

void guess_look_again(struct guess_export *export, str end, struct arena *arena)
{
    export->end = end;
    export->sampled = 0;
    look_at(export, arena);
}

static str stem_of(struct arena *arena, str pattern, str part)
{
    struct strbuf out = {0};
    size_t        from = pattern.len, to;
    while (from && pattern.ptr[from - 1] != '/') from--;
    for (to = pattern.len; to > from && pattern.ptr[to - 1] != '.';) to--;
    str base = str_slice(pattern, from, to > from ? to - 1 : pattern.len);
    for (size_t i = 0; i < base.len; i++) {
        if (str_starts(str_slice(base, i, base.len), "[0-9]")) i += 4;
        else if (base.ptr[i] != '*') strbuf_addc(&out, base.ptr[i]);
    }
    if (part.len) strbuf_printf(&out, " %.*s", STR_ARG(part));
    str stem = arena_str(arena, str_trim(strbuf_str(&out)));
    strbuf_release(&out);
    return stem;
}

static void add_export(struct look *look, const struct guess_file *file, str sheet, str table)
{
    struct guess_export *export = VEC_PUSH(look->arena, look->exports);
    export->pattern = file->name;
    export->path = file->path;
    export->files = 1;
    export->sheet = arena_str(look->arena, sheet);
    export->table_name = arena_str(look->arena, table);
    export->stem = stem_of(look->arena, file->name, sheet.len ? sheet : table);
    export->folded = guess_fold(look->arena, export->stem);
}

static void add_left(struct look *look, str name, const char *why)
{
    *VEC_PUSH(look->arena, look->left) = (struct guess_left){name, why};
}

static void add_sheets(struct look *look, const struct guess_file *file)
{
    const char       *why = NULL;
    struct xlsx_book *book = xlsx_book_open(file->path, &why);
    if (!book) {
        add_left(look, file->name, why);
        return;
    }
    size_t shown = 0;
    for (size_t i = 0; i < book->sheet_count; i++) shown += !book->sheets[i].is_hidden;
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (book->sheets[i].is_hidden) continue;
        add_export(look, file, shown > 1 ? book->sheets[i].name : STR_NONE, STR_NONE);
    }
    xlsx_book_close(book);
}

static void add_tables(struct look *look, const struct guess_file *file)
{
    static const char sql[] = "SELECT name, (SELECT count(*) FROM sqlite_schema WHERE type = 'table') FROM "
                              "sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY "
                              "name LIMIT 200";
    struct strbuf     address = {0};
    sqlite3          *db = NULL;
    sqlite3_stmt     *stmt = NULL;
    if (store_address(file->path, &address) &&
        sqlite3_open_v2(address.at, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK) {
        store_guard(db);
        if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) stmt = NULL;
    }
    if (!stmt) add_left(look, file->name, "an SQLite file that cannot be read");
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW)
        add_export(look, file, STR_NONE, str_from((const char *)sqlite3_column_text(stmt, 0)));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    strbuf_release(&address);
}

/*
 * Text has next to no NUL bytes, of which one only costs its record; UTF-16 begins with its mark or has every other byte
 * NUL.
 */
static bool is_binary(const char *path)
{
    char   start[4096];
    size_t nuls = 0, controls = 0;
    FILE  *file = fopen(path, "rbe");
    size_t got = file ? fread(start, 1, sizeof start, file) : 0;
    if (file) fclose(file);
    for (size_t i = 0; i < got; i++) {
        nuls += start[i] == '\0';
        controls += (unsigned char)start[i] < ' ' && !memchr("\t\n\v\f\r\x1B", start[i], 6);
    }
    bool is_wide = got > 1 && ((unsigned char)start[0] >= 0xFE || nuls * 3 > got);
    return nuls > 0 && controls * 20 > got && !(is_wide && nuls * 2 <= got + 2);
}

static void add_file(struct look *look, const struct guess_file *file)
{
    if (file->left) add_left(look, file->name, file->left);
    else if (xlsx_is_workbook(file->path)) add_sheets(look, file);
    else if (dbfile_is_database(file->path)) add_tables(look, file);
    else if (is_binary(file->path)) add_left(look, file->name, "not a format that can be read");
    else add_export(look, file, STR_NONE, STR_NONE);
}

/* The columns of a file as one text: files that agree in it are one source. */
static str header_of(const struct guess_file *file, struct arena *arena)
{
    struct dialect dialect;
    struct reader *reader = NULL;
    struct strbuf  out = {0};
    struct diag    diag;
    struct record  record;
    diag_init(&diag, arena);
    enum rc rc = dialect_detect(NULL, file->path, "utf-8", arena, &diag, SPAN_NONE, &dialect);
    if (rc == RC_OK)
        rc = reader_open(file->path, &dialect, arena, &diag, file_source(arena, file->name.ptr, STR_NONE), &reader);
    if (rc == RC_OK && reader_is_json(reader)) (void)!reader_next(reader, &record);
    for (size_t i = 0; rc == RC_OK && i < reader_column_count(reader); i++)
        strbuf_printf(&out, "%.*s\n", STR_ARG(reader_column(reader, i)->name));
    str header = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    reader_close(reader);
    return header;
}

struct member {
    const struct guess_file *file;
    str                      pattern, header;
    bool                     is_taken, is_chosen;
};

/* Does the glob mean the files of the group and no others? */
static bool is_exact(const struct look *look, str pattern, size_t members)
{
    size_t matched = 0;
    for (size_t i = 0; i < look->files->count; i++)
        matched += fnmatch(pattern.ptr, look->files->at[i].name.ptr, FNM_PATHNAME) == 0;
    return matched == members;
}

/* The glob of a group, empty where none means it alone. */
static str glob_of(const struct look *look, const struct member *first, size_t members)
{
    str digits = guess_files_digits(look->arena, first->file->name);
    if (members < 2) return STR_NONE;
    if (is_exact(look, first->pattern, members)) return first->pattern;
    return is_exact(look, digits, members) ? digits : STR_NONE;
}

/* The files of the first one's pattern and header are one source where a glob means them and no others. */
static void add_group(struct look *look, struct member *members, size_t count, size_t first)
{
    size_t group = 0, last = first;
    for (size_t i = first; i < count && str_equal(members[i].pattern, members[first].pattern); i++) {
        members[i].is_chosen = !members[i].is_taken && members[first].header.len > 0 &&
                               str_equal(members[i].header, members[first].header);
        group += members[i].is_chosen;
        if (members[i].is_chosen) last = i;
    }
    str glob = glob_of(look, &members[first], group);
    if (!glob.len) {
        add_file(look, members[first].file);
        return;
    }
    struct guess_file file = *members[last].file;
    const char **earlier = ARENA_ARRAY(look->arena, const char *, group);
    size_t       others = 0;
    for (size_t i = first; i <= last; i++) {
        members[i].is_taken |= members[i].is_chosen;
        if (members[i].is_chosen && i < last) earlier[others++] = members[i].file->path;
    }
    file.name = glob;
    add_export(look, &file, STR_NONE, STR_NONE);
    look->exports.at[look->exports.count - 1].files = group;
    look->exports.at[look->exports.count - 1].earlier = earlier;
}

static int by_pattern(const void *a, const void *b)
{
    const struct member *left = a, *right = b;
    int                  order = str_compare(left->pattern, right->pattern);
    return order ? order : str_compare(left->file->name, right->file->name);
}

/* Only files whose names differ in digits alone can be one source, so only their headers are read. */
static void add_files(struct look *look, const struct guess_files *files)
{
    struct member *members = ARENA_ARRAY(look->arena, struct member, files->count);
    struct arena  *scratch = arena_new();
    look->files = files;
    for (size_t i = 0; i < files->count; i++)
        members[i] = (struct member){&files->at[i], guess_files_pattern(look->arena, files->at[i].name), {0}, false, false};
    if (files->count) qsort(members, files->count, sizeof *members, by_pattern);
    for (size_t i = 0; i < files->count; i++) {
        bool is_one_of = (i && str_equal(members[i].pattern, members[i - 1].pattern)) ||
                         (i + 1 < files->count && str_equal(members[i].pattern, members[i + 1].pattern));
        if (!is_one_of || members[i].file->left || is_binary(members[i].file->path)) continue;
        members[i].header = arena_str(look->arena, header_of(members[i].file, scratch));
    }
    for (size_t i = 0; i < files->count; i++) {
        if (!members[i].is_taken) add_group(look, members, files->count, i);
    }
    arena_free(scratch);
}

enum rc guess_look(const str *paths, const str *names, size_t count, struct arena *arena, struct diag *diag,
                   struct guess_exports *out)
{
    struct look        look = {.arena = arena};
    struct guess_files files;
    enum rc            rc = guess_files_find(paths, names, count, arena, diag, &files);
    if (rc != RC_OK) return rc;
    add_files(&look, &files);
    for (size_t i = 0; i < look.exports.count; i++) look_at(&look.exports.at[i], arena);
    *out = (struct guess_exports){
        look.exports.at, look.exports.count, files.count, look.left.at, look.left.count,
    };
    return RC_OK;
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const str *)a, *(const str *)b);
}

enum rc guess_look_distinct(const struct guess_export *export, size_t column, struct arena *arena, struct diag *diag,
                            str **out, size_t *count)
{
    const struct source_file *file = file_source(arena, export->pattern.ptr, STR_NONE); /* messages keep it */
    struct map                seen = {0};
    struct reader            *reader = NULL;
    struct record             record;
    enum rc rc = reader_open(export->path, &export->report.dialect, arena, diag, file, &reader);
    if (rc != RC_OK) return rc;
    while (seen.count < LIMIT_GUESS_ACCOUNTS && reader_next(reader, &record)) {
        str value = number_trim(record_value(&record, column));
        bool is_wanted = value.len && record.fault == RECORD_NONE && !record.is_blank;
        if (is_wanted && !map_lookup(&seen, value)) (void)map_set(arena, &seen, arena_str(arena, value), &seen);
    }
    reader_close(reader);
    *out = ARENA_ARRAY(arena, str, seen.count + 1);
    *count = seen.count;
    for (size_t i = 0; i < seen.count; i++) (*out)[i] = seen.entries[i].key;
    if (seen.count) qsort(*out, seen.count, sizeof **out, by_text);
    return RC_OK;
}
