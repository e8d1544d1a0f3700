/* SPDX-License-Identifier: MIT */
#include "metric/sql_hint.h"

#include "base/vec.h"
#include "source/tables.h"

#include <string.h>

typedef VEC(str) name_list;

static void add(struct arena *arena, name_list *names, str name)
{
    *VEC_PUSH(arena, *names) = name;
}

static void add_columns(struct arena *arena, const struct catalogue *catalogue, name_list *names)
{
    for (int id = 0; id < TABLE_COUNT; id++) {
        const struct table_info *table = table_info((enum table_id)id);
        for (size_t i = 0; i < table->count; i++)
            add(arena, names, str_from(table->columns[i].name));
    }
    for (size_t i = 0; i < catalogue->metric_count; i++)
        add(arena, names, catalogue->metrics[i]->id);
    for (size_t i = 0; i < catalogue->table_count; i++) {
        for (size_t j = 0; j < catalogue->tables[i].column_count; j++)
            add(arena, names, catalogue->tables[i].columns[j].name);
    }
}

static void add_tables(struct arena *arena, const struct catalogue *catalogue, name_list *names)
{
    static const str ours[] = {STR("m"),          STR("scope"),       STR("periods"),          STR("metric_value"),
                               STR("metric_part"), STR("segment_name"), STR("segment_criteria"), STR("library_lines")};
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        add(arena, names, ours[i]);
    for (int id = 0; id < TABLE_COUNT; id++)
        add(arena, names, str_from(table_info((enum table_id)id)->name));
    for (size_t i = 0; i < catalogue->table_count; i++)
        add(arena, names, catalogue->tables[i].id);
    for (size_t i = 0; i < catalogue->library.table_count; i++)
        add(arena, names, arena_printf(arena, "library_%.*s", STR_ARG(catalogue->library.tables[i].id)));
}

/* What follows a text of SQLite's, without the table or database before a dot; empty when it says something else. */
static str name_after(const char *error, const char *says)
{
    const char *at = strstr(error, says), *dot;
    if (!at) return STR_NONE;
    at += strlen(says);
    dot = strrchr(at, '.');
    return str_from(dot ? dot + 1 : at);
}

void sql_hint(const struct catalogue *catalogue, struct diag *diag, struct diag_message *message, const char *error)
{
    name_list names = {0};
    str       column = name_after(error, "no such column: "), table = name_after(error, "no such table: ");
    if (!message || (!column.len && !table.len)) return;
    if (column.len) {
        add(diag->arena, &names, STR("NULL"));
        add_columns(diag->arena, catalogue, &names);
    } else
        add_tables(diag->arena, catalogue, &names);
    str wrong = column.len ? column : table;
    for (size_t i = 0; i < names.count; i++) {
        /* A column of another table has this very name: it is no way out. */
        if (str_equal(names.at[i], wrong)) names.at[i--] = names.at[--names.count];
    }
    diag_hint_nearest(diag, message, wrong, names.at, names.count);
}
