/* SPDX-License-Identifier: MIT */
#include "source/guess_files.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 8 };

struct search {
    struct arena *arena;
    struct diag  *diag;
    VEC(struct guess_file) files;
    enum rc rc;
};

/* What a name says of a file that cannot be read as it is; NULL: nothing. */
static const char *refusal(str name)
{
    static const struct {
        const char *suffix, *sentence;
    } rows[] = {
        {".zip", "an archive: unpack it (unzip FILE) and run init again"},
        {".gz", "packed: unpack it (gunzip FILE) and run init again"},
        {".7z", "an archive: unpack it and run init again"},
        {".xls", "an old workbook: save it as .xlsx"},
        {".ods", "a spreadsheet: save it as .xlsx or .csv"},
        {".pdf", "a document, no export"},
        {".yaml", "a definition, no export"},
        {".yml", "a definition, no export"},
        {".md", "a note, no export"},
        {".py", "a program, no export"},
        {".html", "a page, no export"},
        {".docx", "a document, no export"},
        {".pptx", "a document, no export"},
        {".png", "a picture, no export"},
        {".jpg", "a picture, no export"},
        {".svg", "a picture, no export"},
    };
    if (str_utf8_valid(name) < name.len) return "its name is not in UTF-8, so that no definition can name it";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t length = strlen(rows[i].suffix);
        if (name.len < length) continue;
        if (strcasecmp(name.ptr + name.len - length, rows[i].suffix) == 0) return rows[i].sentence;
    }
    return NULL;
}

static void add(struct search *s, const char *path, str name, const char *left)
{
    if (s->files.count == LIMIT_GUESS_FILES) {
        if (s->rc == RC_OK) diag_add(s->diag, DIAG_GUESS_FILES, SPAN_NONE, LIMIT_GUESS_FILES);
        s->rc = RC_LIMIT;
        return;
    }
    *VEC_PUSH(s->arena, s->files) = (struct guess_file){path, name, left ? left : refusal(name)};
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Hidden files, those that programs leave behind, and what Reliure itself keeps in a workspace. */
static int is_wanted(const struct dirent *entry)
{
    static const char *const own[] = {"out", "programs", "notes", "templates", "reliure.yaml"};
    const char              *name = entry->d_name;
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (strcmp(name, own[i]) == 0) return 0;
    }
    return name[0] != '.' && name[0] != '~' && name[strlen(name) - 1] != '~';
}

static void search_folder(struct search *s, const char *path, str name, int depth);

static void search_entry(struct search *s, const char *folder, str folder_name, const char *entry, int depth)
{
    struct stat status;
    const char *path = file_join(s->arena, folder, entry);
    str         name = folder_name.len ? arena_printf(s->arena, "%.*s/%s", STR_ARG(folder_name), entry)
                                       : arena_str(s->arena, str_from(entry));
    if (lstat(path, &status) != 0) return; /* gone meanwhile */
    bool is_link = S_ISLNK(status.st_mode);
    if (is_link && stat(path, &status) != 0) add(s, path, name, "a link to nothing");
    else if (S_ISDIR(status.st_mode) && is_link) add(s, path, name, "a link to a folder, which is not followed");
    else if (S_ISDIR(status.st_mode)) search_folder(s, path, name, depth + 1);
    else if (S_ISREG(status.st_mode)) add(s, path, name, NULL);
    else add(s, path, name, "not a regular file");
}

static void search_folder(struct search *s, const char *path, str name, int depth)
{
    struct dirent **entries = NULL;
    if (depth > DEPTH_MOST) {
        add(s, path, name, "a folder too deep inside others");
        return;
    }
    int count = scandir(path, &entries, is_wanted, by_name);
    if (count < 0) add(s, path, name, "a folder that cannot be opened");
    for (int i = 0; i < count; i++) {
        if (s->rc == RC_OK) search_entry(s, path, name, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
}

static void search_given(struct search *s, str path, str name)
{
    struct stat status;
    const char *given = arena_cstr(s->arena, path);
    if (stat(given, &status) != 0) {
        diag_add(s->diag, DIAG_FILE_READ, SPAN_NONE, given, strerror(errno));
        s->rc = RC_IO;
    } else if (S_ISDIR(status.st_mode)) {
        search_folder(s, given, name, 0);
    } else {
        add(s, given, name, S_ISREG(status.st_mode) ? NULL : "not a regular file");
    }
}

enum rc guess_files_find(const str *paths, const str *names, size_t count, struct arena *arena, struct diag *diag,
                         struct guess_files *out)
{
    struct search search = {.arena = arena, .diag = diag};
    for (size_t i = 0; i < count; i++) search_given(&search, paths[i], names[i]);
    *out = (struct guess_files){search.files.at, search.files.count};
    return search.rc;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t base_of(str name)
{
    size_t base = name.len;
    while (base && name.ptr[base - 1] != '/') base--;
    return base;
}

str guess_files_digits(struct arena *arena, str name)
{
    struct strbuf out = {0};
    size_t        base = base_of(name);
    for (size_t i = 0; i < name.len; i++) {
        if (i >= base && is_digit(name.ptr[i])) strbuf_adds(&out, "[0-9]");
        else strbuf_addc(&out, name.ptr[i]);
    }
    str pattern = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return pattern;
}

str guess_files_pattern(struct arena *arena, str name)
{
    struct strbuf out = {0};
    size_t        base = base_of(name);
    strbuf_add(&out, str_slice(name, 0, base));
    for (size_t i = base; i < name.len; i++) {
        bool is_joint = (name.ptr[i] == '-' || name.ptr[i] == '_') && out.len && out.at[out.len - 1] == '*' &&
                        i + 1 < name.len && is_digit(name.ptr[i + 1]);
        if (is_joint) continue; /* "2026-04" is one star */
        if (!is_digit(name.ptr[i])) strbuf_addc(&out, name.ptr[i]);
        else if (!out.len || out.at[out.len - 1] != '*') strbuf_addc(&out, '*');
    }
    str pattern = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return pattern;
}
