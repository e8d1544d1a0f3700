/* SPDX-License-Identifier: MIT */
#include "source/files.h"

#include "base/file.h"
#include "base/vec.h"
#include "source/spool.h"

#include <glob.h>
#include <string.h>

struct found {
    VEC(struct export_file) files;
    struct arena *arena;
    const char   *folder; /* of the workspace; messages name the files in it from there */
};

static const char *name_in(const char *folder, const char *path)
{
    size_t length = strlen(folder);
    if (!length || strncmp(path, folder, length) != 0) return path;
    if (folder[length - 1] == '/') return path[length] ? path + length : path;
    return path[length] == '/' && path[length + 1] ? path + length + 1 : path;
}

static void add(struct found *found, const char *path)
{
    const char *name = name_in(found->folder, path);
    for (size_t i = 0; i < found->files.count; i++) {
        if (strcmp(found->files.at[i].path, path) == 0) return;
    }
    *VEC_PUSH(found->arena, found->files) = (struct export_file){.file = file_source(found->arena, name, STR_NONE),
                                                                 .path = arena_cstr(found->arena, str_from(path))};
}

/* The workspace's own path may hold characters that mean something to glob(). */
static const char *pattern_of(struct arena *arena, const char *folder, str pattern)
{
    struct strbuf escaped = {0};
    if (pattern.len && pattern.ptr[0] == '/') return arena_cstr(arena, pattern);
    for (const char *p = folder; *p; p++) {
        if (strchr("*?[\\", *p)) strbuf_addc(&escaped, '\\');
        strbuf_addc(&escaped, *p);
    }
    if (escaped.len && escaped.at[escaped.len - 1] != '/') strbuf_addc(&escaped, '/');
    strbuf_add(&escaped, pattern);
    const char *path = arena_cstr(arena, strbuf_str(&escaped));
    strbuf_release(&escaped);
    return path;
}

static bool find_pattern(struct found *found, const char *folder, const struct placed_text *pattern)
{
    glob_t matches = {0};
    int    status = glob(pattern_of(found->arena, folder, pattern->text), 0, NULL, &matches);
    for (size_t i = 0; status == 0 && i < matches.gl_pathc; i++) add(found, matches.gl_pathv[i]);
    bool is_found = status == 0 && matches.gl_pathc > 0;
    globfree(&matches);
    return is_found;
}

enum rc files_find(const struct workspace *workspace, const struct source_def *source, struct arena *arena,
                   struct diag *diag, struct export_files *out)
{
    struct found found = {.arena = arena, .folder = workspace->folder};
    enum rc      rc = RC_OK;
    for (size_t i = 0; i < source->files.count; i++) {
        const struct placed_text *pattern = &source->files.at[i];
        if (find_pattern(&found, workspace->folder, pattern)) continue;
        struct diag_message *message = diag_add(diag, DIAG_SOURCE_NO_FILE, pattern->span, STR_ARG(pattern->text));
        diag_hint(diag, message, "paths are relative to the folder of reliure.yaml");
        rc = RC_INVALID;
    }
    *out = (struct export_files){found.files.at, found.files.count};
    return rc;
}

void files_close(struct export_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        spool_free(files->at[i].spool);
        files->at[i].spool = NULL;
    }
}

enum rc files_read(struct export_files *files, struct hasher *hasher, struct diag *diag)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < files->count; i++) {
        struct export_file *file = &files->at[i];
        hasher_add_str(hasher, str_from(file->file->name));
        enum rc one = input_profile(file->path, hasher, diag, SPAN_NONE, &file->profile);
        if (one != RC_OK) rc = one;
    }
    return rc;
}
