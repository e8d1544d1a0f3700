/* SPDX-License-Identifier: MIT */
#include "definition/program.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct field program_fields[] = {
#define FIELD FIELD_AS_ROW
#include "definition/program.def"
#undef FIELD
};

static const struct field_table tables[] = {{"a program", program_fields, COUNT_OF(program_fields)}};

const struct field_table *program_tables(size_t *count)
{
    *count = COUNT_OF(tables);
    return tables;
}

/* Bits of the words listed. */
static unsigned read_bits(const struct placed_list *list, const str *words, size_t count, struct diag *diag)
{
    unsigned bits = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct placed_text *item = &list->at[i];
        size_t                    word = 0;
        while (word < count && !str_equal(words[word], item->text))
            word++;
        if (word < count) {
            bits |= 1U << word;
            continue;
        }
        yaml_report_choice(item->text, item->span, words, count, diag);
    }
    return bits;
}

static str without_word(str text, const char *word)
{
    size_t len = strlen(word);
    if (text.len < len || strncasecmp(text.ptr, word, len) != 0) return STR_NONE;
    if (text.len > len && text.ptr[len] != ' ' && text.ptr[len] != '\n') return STR_NONE;
    return str_trim(str_slice(text, len, text.len));
}

/* « account », « segment » or « portfolio », the first two also with « where CONDITION » */
static void read_each(struct program *program, struct diag *diag)
{
    static const char *const words[] = {"account", "segment", "portfolio"};
    str                      each = str_trim(program->each.text), rest = STR_NONE;
    program->condition = (struct placed_text){STR(""), program->each.span};
    for (size_t i = 0; i < COUNT_OF(words) && !rest.ptr; i++) {
        rest = without_word(each, words[i]);
        program->subjects = (enum program_each)i;
    }
    if (rest.ptr && !rest.len) return;
    str condition = rest.ptr && program->subjects != EACH_PORTFOLIO ? without_word(rest, "where") : STR_NONE;
    if (condition.len && condition.len <= LIMIT_SQL_BYTES) {
        program->condition.text = condition;
        return;
    }
    struct diag_message *message = diag_add(diag, DIAG_VALUE_WRONG, program->each.span, STR_ARG(each), "a selection");
    diag_hint(diag, message,
              "account, segment or portfolio, or: account where CONDITION, as in « account where churned_on IS NULL »");
}

/* A document about many clients is read by none of them: pages of the client edition bear no « Usage interne ». */
static void check_editions(const struct program *program, struct diag *diag)
{
    if (program->subjects == EACH_ACCOUNT || !(program->editions & PROGRAM_CLIENT)) return;
    struct span span = program->each.span;
    for (size_t i = 0; i < program->edition_names.count; i++)
        if (str_is(program->edition_names.at[i].text, "client")) span = program->edition_names.at[i].span;
    const char *whom = program->subjects == EACH_SEGMENT ? "a segment" : "the portfolio";
    diag_hint(diag, diag_add(diag, DIAG_EDITION_OF_MANY, span, whom), "editions: [internal]");
}

static void check_when(const struct program *program, struct diag *diag)
{
    if (program->when.text.len <= LIMIT_SQL_BYTES) return;
    struct diag_message *message =
        diag_add(diag, DIAG_VALUE_WRONG, program->when.span, "…", "a condition within the limit");
    diag_hint(diag, message, "a condition takes at most %zu bytes", (size_t)LIMIT_SQL_BYTES);
}

static bool is_placeholder(str name)
{
    static const str known[] = {{"account.id", 10},  {"account.slug", 12}, {"account.segment", 15},
                                {"account.csm", 11}, {"subject.id", 10},   {"subject.slug", 12},
                                {"program", 7},      {"period", 6}};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (str_equal(known[i], name)) return true;
    }
    return false;
}

/* Whether the path stays inside the drop and its placeholders are known. */
static void check_output(const struct program *program, struct diag *diag)
{
    str output = program->output.text, rest = output;
    while (rest.ptr && str_find(rest, '{') < rest.len) {
        (void)str_cut(rest, '{', &rest);
        str name = str_cut(rest, '}', &rest);
        if (rest.ptr && is_placeholder(name)) continue;
        struct diag_message *message =
            diag_add(diag, DIAG_VALUE_WRONG, program->output.span, STR_ARG(name), "a placeholder of output");
        diag_hint(diag, message,
                  "{account.id}, {account.slug}, {account.segment}, {account.csm}, {subject.id}, {subject.slug}, {program} "
                  "or {period}");
    }
    for (rest = output; rest.ptr;) {
        str part = str_cut(rest, '/', &rest);
        if (part.len && !str_is(part, ".") && !str_is(part, "..")) continue;
        if (!output.len) return;
        struct diag_message *message =
            diag_add(diag, DIAG_VALUE_WRONG, program->output.span, STR_ARG(output), "a path in the drop");
        diag_hint(diag, message, "relative, without empty parts, \".\" or \"..\": \"{account.slug}/QBR\"");
        return;
    }
}

static void check_title(const struct program *program, struct diag *diag)
{
    if (!program->title || program->title->kind == YAML_TEXT || program->title->kind == YAML_MAPPING) return;
    diag_add(diag, DIAG_TYPE_WRONG, program->title->span, "title", "text, or a mapping from language to text",
             yaml_kind_word(program->title));
}

/* "programs/qbr.yaml" gives "qbr". */
static str stem_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    str         name = str_from(slash ? slash + 1 : path);
    return arena_str(arena, str_ends(name, ".yaml") ? str_slice(name, 0, name.len - 5) : name);
}

static bool is_name(str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
              c == '.'))
            return false;
    }
    return name.len > 0 && name.len <= LIMIT_NAME_BYTES && name.ptr[0] != '.' && name.ptr[0] != '-';
}

static void check_names(const struct program *program, struct diag *diag)
{
    const struct placed_text *names[] = {&program->name, &program->kind, &program->theme};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!field_is_given(names[i]) || is_name(names[i]->text)) continue;
        struct diag_message *message =
            diag_add(diag, DIAG_VALUE_WRONG, names[i]->span, STR_ARG(names[i]->text), "a name");
        diag_hint(diag, message, "letters without accents, digits, '-', '_' and '.'");
    }
}

enum rc program_parse(struct arena *arena, const struct source_file *file, struct diag *diag, struct program *out)
{
    static const str        editions[] = {{"client", 6}, {"internal", 8}}, formats[] = {{"pdf", 3}, {"xlsx", 4}};
    size_t                  errors = diag->errors;
    const struct yaml_node *root;
    *out = (struct program){.file = file};
    enum rc rc = yaml_parse(arena, file, diag, &root);
    if (rc != RC_OK) return rc;
    if (root->kind != YAML_MAPPING) {
        diag_add(diag, DIAG_TYPE_WRONG, root->span, file->name, "a mapping with kind and output", yaml_kind_word(root));
        return RC_INVALID;
    }
    field_read(arena, &tables[0], root, out, diag);
    out->root = root;
    if (!out->name.text.len) out->name.text = stem_of(arena, file->name);
    out->editions = read_bits(&out->edition_names, editions, 2, diag);
    if (!out->editions) out->editions = PROGRAM_CLIENT;
    out->formats = read_bits(&out->format_names, formats, 2, diag);
    if (!out->formats) out->formats = PROGRAM_PDF | PROGRAM_XLSX;
    read_each(out, diag);
    check_when(out, diag);
    check_output(out, diag);
    check_title(out, diag);
    check_names(out, diag);
    if (diag->errors > errors) return RC_INVALID;
    check_editions(out, diag);
    return RC_OK;
}

static int is_yaml(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && str_ends(str_from(entry->d_name), ".yaml");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void check_unique(const struct programs *programs, const struct program *added, struct diag *diag)
{
    const struct program *other = programs_lookup(programs, added->name.text);
    if (!other) return;
    struct span span = field_is_given(&added->name) ? added->name.span : SPAN_FILE(added->file);
    diag_add(diag, DIAG_PROGRAM_TWICE, span, STR_ARG(added->name.text), other->file->name);
}

/* A reading of programs/ under way. */
struct load {
    struct arena           *arena;
    const struct workspace *workspace;
    const str              *wanted;
    size_t                  wanted_count;
    struct diag            *diag;
    struct programs        *out;
};

/* Said by name or, where the file cannot tell its name, by the file's. */
static bool is_wanted(const struct load *load, const struct program *program, const char *name)
{
    str stem = stem_of(load->arena, name);
    for (size_t i = 0; i < load->wanted_count; i++) {
        if (str_equal(load->wanted[i], program->name.text) || str_equal(load->wanted[i], stem)) return true;
    }
    return load->wanted_count == 0;
}

static void load_one(const struct load *load, const char *entry)
{
    struct arena  *arena = load->arena;
    const char    *name = file_join(arena, "programs", entry);
    struct program program = {0};
    struct diag    own;
    str            text;
    diag_init(&own, load->diag->arena);
    enum rc rc =
        file_read(file_join(arena, load->workspace->folder, name), LIMIT_YAML_BYTES, arena, &own, SPAN_NONE, &text);
    if (rc == RC_OK) rc = program_parse(arena, file_source(arena, name, text), &own, &program);
    if (is_wanted(load, &program, name))
        diag_merge(load->diag, &own);
    else if (rc != RC_OK)
        return;
    if (!program.root) return;
    check_unique(load->out, &program, load->diag);
    load->out->at[load->out->count++] = program;
}

enum rc programs_load(struct arena *arena, const struct workspace *workspace, const str *wanted, size_t wanted_count,
                      struct diag *diag, struct programs *out)
{
    const char       *folder = file_join(arena, workspace->folder, "programs");
    const struct load load = {arena, workspace, wanted, wanted_count, diag, out};
    size_t            errors = diag->errors;
    struct dirent   **entries;
    int               count = scandir(folder, &entries, is_yaml, by_bytes);
    *out = (struct programs){0};
    if (count < 0) {
        struct diag_message *message = diag_add(diag, DIAG_DEFINITION_READ, SPAN_NONE, folder, strerror(errno));
        diag_hint(diag, message, "a workspace has reliure.yaml and a folder programs/; -C DIR names another workspace");
        return RC_IO;
    }
    out->at = ARENA_ARRAY(arena, struct program, (size_t)count);
    for (int i = 0; i < count; i++) {
        load_one(&load, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return diag->errors > errors ? RC_INVALID : RC_OK;
}

const struct program *programs_lookup(const struct programs *programs, str name)
{
    for (size_t i = 0; i < programs->count; i++) {
        if (str_equal(programs->at[i].name.text, name)) return &programs->at[i];
    }
    return NULL;
}
