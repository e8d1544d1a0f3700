/* SPDX-License-Identifier: MIT */
#include "command/verbs.h"
#include "source/store.h"
#include "source/tables.h"

static void put_table(const struct table_info *table, struct strbuf *out)
{
    strbuf_printf(out, "%s: %s\n", table->name, table->sentence);
    if (table->key[0]) strbuf_printf(out, "  (a row is known by %s)\n", table->key);
    for (size_t i = 0; i < table->count; i++) {
        const struct column_info *column = &table->columns[i];
        strbuf_printf(out, "  %-18s %-8s %-9s %s\n", column->name, column_type_word(column->type),
                      column->is_required ? "required" : "", column->sentence);
    }
    strbuf_addc(out, '\n');
}

int verb_schema(struct command *command)
{
    struct strbuf text = {0};
    if (arguments_has(&command->arguments, OPTION_SQL))
        store_schema_write(&text);
    else
        for (enum table_id id = 0; id < TABLE_COUNT; id++)
            put_table(table_info(id), &text);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    return is_printed ? 0 : 6;
}
