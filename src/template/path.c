/* SPDX-License-Identifier: MIT */
/* Paths: what may stand in {{ }}, checked when the template is read. */
#include "template/phrase.h"

static const str roots[ROOT_COUNT] = {
    [ROOT_ACCOUNT] = STR("account"),   [ROOT_METRIC] = STR("metric"),
    [ROOT_PERIOD] = STR("period"),     [ROOT_DATA] = STR("data"),
    [ROOT_ROW] = STR("row"),           [ROOT_WORD] = STR("word"),
    [ROOT_DOCUMENT] = STR("document"), [ROOT_NARRATIVE] = STR("narrative"),
};

struct table_column_name {
    const char *table;
    str         name, type; /* "TEXT" */
};

static const struct table_column_name columns[] = {
#define TABLE(...)
#define COLUMN(table, name, type, presence, sentence) {#table, STR(#name), STR(#type)},
#include "source/tables.def"
#undef TABLE
#undef COLUMN
};

static const str metric_fields[] = {STR("band"),   STR("benchmark"), STR("change"), STR("costliest"), STR("coverage"),
                                    STR("goal"),   STR("label"),     STR("n"),      STR("note"),      STR("previous"),
                                    STR("reason"), STR("trend"),     STR("versus")};
static const str period_names[] = {STR("days"), STR("end"),      STR("key"),  STR("label"),
                                   STR("last"), STR("previous"), STR("start"), STR("under_way")};
static const str document_names[] = {STR("as_of"), STR("edition"), STR("hidden"), STR("kind"), STR("title"), STR("vendor")};

static bool among(const str *names, size_t count, str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], name)) return true;
    return false;
}

static void report(struct reader *reader, struct span span, str whole, str wrong, const str *names, size_t count)
{
    struct diag_message *message = diag_add(reader->diag, DIAG_TEMPLATE_PATH, span, STR_ARG(whole));
    diag_hint_nearest(reader->diag, message, wrong, names, count);
}

static bool expect(struct reader *reader, const struct path *path, str whole, str name, const str *names, size_t count)
{
    if (among(names, count, name)) return true;
    report(reader, path->span, whole, name, names, count);
    return false;
}

/* The columns of `accounts` and what is reckoned from them. */
static bool check_account(struct reader *reader, const struct path *path, str whole)
{
    str    names[COUNT_OF(columns) + 1];
    size_t count = 0;
    names[count++] = STR("tenure");
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (str_is(STR("accounts"), columns[i].table)) names[count++] = columns[i].name;
    return expect(reader, path, whole, path->rest, names, count);
}

static bool check_metric(struct reader *reader, const struct path *path, str whole)
{
    *VEC_PUSH(reader->arena, reader->template->metrics) = (struct metric_use){path->name, path->span};
    return !path->field.len || expect(reader, path, whole, path->field, metric_fields, COUNT_OF(metric_fields));
}

static bool check_data(struct reader *reader, struct path *path)
{
    for (size_t i = 0; i < reader->template->sources.count; i++) {
        if (!str_equal(reader->template->sources.at[i].name, path->name)) continue;
        path->source = (int)i;
        return path->field.len > 0;
    }
    diag_add(reader->diag, DIAG_TEMPLATE_SOURCE, path->span, STR_ARG(path->name));
    return false;
}

static bool check_path(struct reader *reader, struct path *path, str whole)
{
    switch (path->root) {
    case ROOT_ACCOUNT: return check_account(reader, path, whole);
    case ROOT_METRIC: return check_metric(reader, path, whole);
    case ROOT_PERIOD: return expect(reader, path, whole, path->rest, period_names, COUNT_OF(period_names));
    case ROOT_DOCUMENT: return expect(reader, path, whole, path->rest, document_names, COUNT_OF(document_names));
    case ROOT_DATA: return check_data(reader, path);
    default: break;
    }
    if (path->rest.len) return true;
    report(reader, path->span, whole, path->name, NULL, 0);
    return false;
}

bool path_parse(struct reader *reader, str text, struct span span, struct path *out)
{
    *out = (struct path){.source = -1, .span = span};
    str    rest, root = str_cut(text, '.', &rest);
    size_t at = 0;
    while (at < ROOT_COUNT && !str_equal(roots[at], root))
        at++;
    if (at == ROOT_COUNT) {
        report(reader, span, text, root, roots, ROOT_COUNT);
        return false;
    }
    out->root = (enum root)at;
    out->rest = rest;
    out->name = str_cut(rest, '.', &out->field);
    return check_path(reader, out, text);
}

bool path_is_word(const struct path *path)
{
    for (size_t i = 0; path->root == ROOT_ACCOUNT && i < COUNT_OF(columns); i++) {
        const struct table_column_name *column = &columns[i];
        if (!str_is(STR("accounts"), column->table) || !str_equal(column->name, path->name)) continue;
        return str_is(column->type, "ID") || str_is(column->type, "TEXT") || str_is(column->type, "DATE");
    }
    return false;
}
