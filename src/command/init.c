/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/limits.h"
#include "base/say.h"
#include "command/init_report.h"
#include "command/verbs.h"
#include "source/guess_write.h"
#include "source/import.h"
#include "source/store.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct init {
    struct command *command;
    struct arena   *arena;
    struct diag    *diag;
    const char     *folder; /* the workspace */
    str            *paths;  /* what --from names, openable from here */
    str            *names;  /* the same as reliure.yaml says it */
    size_t          count;
    str             from; /* for people */
    struct guess    guess;
    size_t          derived; /* accounts listed from what other exports say */
};

/* The whole path of `path`, whose last name may be a link out of the workspace: it is meant by that name. False: none.
 */
static bool whole_path(struct arena *arena, const char *path, str *out)
{
    char folder[PATH_MAX];
    str  given = str_from(path);
    while (given.len > 1 && given.ptr[given.len - 1] == '/')
        given.len--;
    const char *slash = memrchr(given.ptr, '/', given.len);
    str         name = slash ? str_slice(given, (size_t)(slash - given.ptr) + 1, given.len) : given;
    bool        is_step = name.len == 0 || str_is(name, ".") || str_is(name, "..");
    const char *above = is_step ? path : slash ? arena_cstr(arena, str_slice(given, 0, given.len - name.len)) : ".";
    if (!realpath(above, folder)) return false;
    *out = is_step ? arena_str(arena, str_from(folder)) : str_from(file_join(arena, folder, arena_cstr(arena, name)));
    return true;
}

/* The path from the workspace where it lies inside it, else the absolute one. */
static str name_for_workspace(struct init *init, const char *path)
{
    char workspace[PATH_MAX];
    str  whole;
    if (!realpath(init->folder, workspace) || !whole_path(init->arena, path, &whole)) return str_from(path);
    str inside = str_from(workspace);
    if (str_equal(inside, whole)) return STR_NONE;
    if (inside.len == 1) inside.len = 0;
    bool is_inside =
        whole.len > inside.len && memcmp(whole.ptr, inside.ptr, inside.len) == 0 && whole.ptr[inside.len] == '/';
    return is_inside ? str_slice(whole, inside.len + 1, whole.len) : whole;
}

static void add_path(struct init *init, const char *path)
{
    init->paths[init->count] = arena_str(init->arena, str_from(path));
    init->names[init->count++] = name_for_workspace(init, path);
}

static bool is_there(const char *folder, const char *name, struct arena *arena)
{
    return access(file_join(arena, folder, name), F_OK) == 0;
}

/* As given; else exports/ of the workspace; else the workspace itself. */
static void find_paths(struct init *init)
{
    const struct arguments *a = &init->command->arguments;
    size_t                  given = a->counts[OPTION_FROM] + a->word_count;
    struct strbuf           shown = {0};
    init->paths = ARENA_ARRAY(init->arena, str, given + 2);
    init->names = ARENA_ARRAY(init->arena, str, given + 2);
    for (size_t i = 0; i < a->counts[OPTION_FROM]; i++) add_path(init, a->values[OPTION_FROM][i].ptr);
    for (size_t i = 0; i < a->word_count; i++) add_path(init, a->words[i].ptr);
    if (!given)
        add_path(init, is_there(init->folder, "exports", init->arena) ? file_join(init->arena, init->folder, "exports")
                                                                      : init->folder);
    for (size_t i = 0; i < init->count; i++) {
        str here = str_from(say_phrase(init->command->language, "this folder"));
        strbuf_printf(&shown, "%s%.*s", i ? ", " : "", STR_ARG(init->names[i].len ? init->names[i] : here));
    }
    init->from = arena_str(init->arena, strbuf_str(&shown));
    strbuf_release(&shown);
}

/* The vendor's name, as far as the folder tells it. */
static str vendor_name(struct init *init)
{
    char absolute[PATH_MAX];
    if (!realpath(init->folder, absolute)) return STR("Vendor");
    const char *slash = strrchr(absolute, '/');
    str         base = str_from(slash ? slash + 1 : absolute);
    char       *name = arena_alloc(init->arena, base.len + 1, 1);
    memcpy(name, base.ptr, base.len);
    if (base.len && name[0] >= 'a' && name[0] <= 'z') name[0] = (char)(name[0] - 32);
    return base.len ? (str){name, base.len} : STR("Vendor");
}

/* Beside its place first, then under its name: a reader sees all of it or nothing. Never over a file that is there. */
static enum rc write_new(struct init *init, const char *name, str text)
{
    const char *path = file_join(init->arena, init->folder, name);
    const char *partial = arena_printf(init->arena, "%s.new", path).ptr;
    enum rc     rc = file_write(partial, text, init->diag);
    if (rc != RC_OK) return rc;
    if (link(partial, path) != 0 && (errno == EEXIST || rename(partial, path) != 0)) {
        diag_add(init->diag, DIAG_FILE_WRITE, SPAN_NONE, path, strerror(errno));
        rc = RC_IO;
    }
    unlink(partial);
    return rc;
}

static int is_yaml(const struct dirent *entry)
{
    return str_ends(str_from(entry->d_name), ".yaml") && entry->d_name[0] != '.';
}

static str with_heading(struct init *init, str program)
{
    str heading = say_text(init->arena, init->command->language,
                           "# A kind of document: of whom, for which period, in which forms; docs/definitions.md has all keys.");
    return arena_printf(init->arena, "%.*s\n%.*s", STR_ARG(heading), STR_ARG(program));
}

/* Programs that are shipped as a start, one a kind of document; those the workspace has are left as they are. */
static enum rc write_programs(struct init *init)
{
    const char     *shipped = file_join(init->arena, definitions_data(), "templates/programs");
    struct dirent **entries = NULL;
    enum rc         rc = file_make_folders(file_join(init->arena, init->folder, "programs"), init->diag);
    int             count = rc == RC_OK ? scandir(shipped, &entries, is_yaml, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        const char *name = file_join(init->arena, "programs", entries[i]->d_name);
        str         text;
        if (rc == RC_OK && !is_there(init->folder, name, init->arena)) {
            rc = file_read(file_join(init->arena, shipped, entries[i]->d_name), LIMIT_YAML_BYTES, init->arena,
                           init->diag, SPAN_NONE, &text);
            if (rc == RC_OK) rc = write_new(init, name, with_heading(init, text));
        }
        free(entries[i]);
    }
    free(entries);
    return rc;
}

static enum rc write_workspace(struct init *init, str text)
{
    enum rc rc = write_programs(init);
    return rc == RC_OK ? write_new(init, "reliure.yaml", text) : rc;
}

static void put_report(const struct init *init, struct strbuf *out)
{
    init_report_write(&init->guess, init->from, out);
    if (init->derived)
        say_add(out, init->command->language,
                "\nNo export has the accounts: accounts.csv lists the %zu that the others speak of.\n"
                "  Complete it, or take a CRM's export in its place.\n",
                init->derived);
}

static bool say(struct init *init, void (*put)(const struct init *, struct strbuf *))
{
    struct strbuf text = {0};
    put(init, &text);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    return is_printed;
}

/* The client of the first review. */
struct first {
    str id, name;
};

/* The client that most tables speak of, then the most rows; by id where there are several. */
static struct first fullest_account(struct init *init, const char *store)
{
    static const char START[] = "SELECT account, name FROM (";
    struct strbuf     sql = {0};
    sqlite3      *db = NULL;
    sqlite3_stmt *stmt = NULL;
    struct first  first = {0};
    strbuf_adds(&sql, START);
    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        const struct table_info *info = table_info(table);
        if (table_column(info, STR("account")) == info->count) continue;
        strbuf_printf(&sql, "%sSELECT account, 1 AS tables, count(*) AS rows FROM \"%s\" GROUP BY account",
                      str_is(strbuf_str(&sql), START) ? "" : " UNION ALL ", info->name);
    }
    strbuf_adds(&sql, " UNION ALL SELECT id, 0, 0 FROM accounts) JOIN accounts ON accounts.id = account WHERE "
                      "churned_on IS NULL GROUP BY account ORDER BY sum(tables) DESC, sum(rows) DESC, account LIMIT 1");
    if (store_open(store, init->diag, &db) == RC_OK && sqlite3_prepare_v2(db, sql.at, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        first.id = arena_str(init->arena, str_from((const char *)sqlite3_column_text(stmt, 0)));
        first.name = arena_str(init->arena, str_from((const char *)sqlite3_column_text(stmt, 1)));
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    strbuf_release(&sql);
    return first;
}

static const char *shown_path(const char *path)
{
    return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

static bool has_program(const struct definitions *definitions, const char *name)
{
    for (size_t i = 0; i < definitions->program_count; i++) {
        if (str_is(definitions->programs[i].program->name.text, name)) return true;
    }
    return false;
}

/* Reads what was written, as `build` would, for the one program. */
static enum rc open_workspace(struct init *init)
{
    static str                       program = {"qbr", 3};
    struct command                  *command = init->command;
    const struct definitions_options options = {
        .folder = init->folder, .data = definitions_data(), .programs = &program, .program_count = 1};
    command->run = (struct run_options){
        .definitions = &command->definitions, .as_of = DATE_NONE, .formats = ~0U, .editions = ~0U, .workers = 1};
    enum rc rc = definitions_load(init->arena, &options, init->diag, &command->definitions);
    return rc == RC_OK && !has_program(&command->definitions, "qbr") ? RC_MISSING : rc;
}

static enum rc import(struct init *init, struct group *group, struct first *first)
{
    struct command *command = init->command;
    struct group    groups[GROUPS_MAX];
    size_t          count = 0;
    struct import_report imported;
    enum rc         rc = groups_find(&command->run, init->arena, init->diag, groups, &count);
    if (rc != RC_OK || !count) return rc == RC_OK ? RC_MISSING : rc;
    *group = groups[0];
    rc = import_store(command->definitions.workspace, group->as_of, run_state(&command->run, init->arena), NULL,
                      init->arena, init->diag, &imported);
    if (rc == RC_OK) *first = fullest_account(init, imported.store);
    return rc;
}

static void put_made(struct init *init, const struct group *group, const struct first *first)
{
    const char   *drop = file_join(init->arena, run_out(&init->command->run, init->arena), group->key);
    glob_t        found = {0};
    struct strbuf text = {0};
    say_add(&text, init->command->language, "\nThe first review, of %.*s (%.*s), the client with the most data\n",
            STR_ARG(first->name), STR_ARG(first->id));
    if (glob(file_join(init->arena, drop, "*/*.[px][dl][fs]*"), 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) strbuf_printf(&text, "  %s\n", shown_path(found.gl_pathv[i]));
    }
    globfree(&found);
    (void)command_print(strbuf_str(&text));
    strbuf_release(&text);
}

static int build_one(struct init *init)
{
    struct run_report report;
    struct group      group;
    struct first      first = {0};
    if (open_workspace(init) != RC_OK || import(init, &group, &first) != RC_OK || !first.id.len)
        return command_report(init->command);
    init->command->run.accounts = &first.id;
    init->command->run.account_count = 1;
    run_build(&init->command->run, &(struct run_watch){0}, init->arena, &report);
    command_messages(init->command, &report);
    if (report.status == 0) put_made(init, &group, &first);
    return report.status;
}

static void put_next(const struct init *init, struct strbuf *out)
{
    const char *where = strcmp(init->folder, ".") == 0 ? "" : arena_printf(init->arena, " -C %s", init->folder).ptr;
    const enum diag_language language = init->command->language;
    str written = str_from(shown_path(file_join(init->arena, init->folder, "reliure.yaml")));
    say_add(out, language, "\nWritten: %.*s and programs/\n\nNext\n", STR_ARG(written));
    strbuf_printf(out, "  reliure%s check          # ", where);
    say_add(out, language, "everything wrong with it, at once\n");
    strbuf_printf(out, "  reliure%s build qbr      # ", where);
    say_add(out, language, "the review of every client\n");
    strbuf_printf(out, "  reliure%s schema         # ", where);
    say_add(out, language, "what else the columns left over could feed\n");
}

static bool is_taken(struct init *init)
{
    if (!is_there(init->folder, "reliure.yaml", init->arena)) return false;
    const char *path = file_join(init->arena, init->folder, "reliure.yaml");
    struct diag_message *message = diag_add(init->diag, DIAG_INIT_TAKEN, SPAN_NONE, path);
    diag_hint(init->diag, message, "move it aside, or see what init -n would propose; reliure -C DIR init --from %s "
                                   "writes another workspace", init->from.ptr);
    return true;
}

static enum rc propose(struct init *init, struct strbuf *text)
{
    struct guess_exports exports;
    struct known         known;
    const char          *templates = file_join(init->arena, definitions_data(), "templates");
    enum rc              rc = known_load(templates, init->folder, init->command->language, init->arena, init->diag, &known);
    if (rc == RC_OK) rc = guess_look(init->paths, init->names, init->count, init->arena, init->diag, &exports);
    if (rc != RC_OK) return rc;
    guess_make(&exports, &known, init->arena, &init->guess);
    guess_write(&init->guess, vendor_name(init), init->from, text);
    return RC_OK;
}

/*
 * Documents are about accounts, and no export has them: their list is made of those that the others speak of, for a
 * person to complete. Then everything is proposed anew.
 */
static enum rc derive_accounts(struct init *init, struct strbuf *proposal)
{
    str          *ids;
    size_t        count;
    struct strbuf text = {0};
    if (init->guess.has_accounts || !init->guess.telling) return RC_OK;
    enum rc rc = guess_look_distinct(init->guess.telling, init->guess.telling_column, init->arena, init->diag, &ids, &count);
    if (rc != RC_OK || !count) return rc;
    strbuf_adds(&text, "account_id,account_name,segment,plan,csm\n");
    for (size_t i = 0; i < count; i++) {
        strbuf_add_quoted(&text, ids[i]);
        strbuf_addc(&text, ',');
        strbuf_add_quoted(&text, ids[i]);
        strbuf_adds(&text, ",,,\n");
    }
    rc = write_new(init, "accounts.csv", strbuf_str(&text));
    strbuf_release(&text);
    if (rc != RC_OK) return rc;
    init->derived = count;
    add_path(init, file_join(init->arena, init->folder, "accounts.csv"));
    strbuf_clear(proposal);
    return propose(init, proposal);
}

static int write_and_build(struct init *init, struct strbuf *text)
{
    if (init->guess.exports.file_count == 0) {
        enum rc rc = file_make_folders(file_join(init->arena, init->folder, "exports"), init->diag);
        return rc != RC_OK ? command_report(init->command) : say(init, put_report) ? 0 : 6;
    }
    if (file_make_folders(init->folder, init->diag) != RC_OK || derive_accounts(init, text) != RC_OK ||
        write_workspace(init, strbuf_str(text)) != RC_OK)
        return command_report(init->command);
    bool is_said = say(init, put_report);
    int  status = init->guess.has_accounts ? build_one(init) : 0;
    return say(init, put_next) && is_said ? status : 6;
}

int verb_init(struct command *command)
{
    const char   *folder = arguments_last(&command->arguments, OPTION_FOLDER).ptr;
    struct init   init = {.command = command, .arena = command->arena, .diag = &command->diag, .folder = folder ? folder : "."};
    struct strbuf text = {0};
    bool          is_dry = arguments_has(&command->arguments, OPTION_DRY_RUN);
    int           status;
    find_paths(&init);
    if (!is_dry && is_taken(&init)) return command_report(command);
    if (propose(&init, &text) != RC_OK) status = command_report(command);
    else if (is_dry) status = command_print(strbuf_str(&text)) ? 0 : 6;
    else status = write_and_build(&init, &text);
    strbuf_release(&text);
    return status;
}
