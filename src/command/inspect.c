/* SPDX-License-Identifier: MIT */
#include "source/inspect.h"
#include "command/verbs.h"

/* The first `most` characters, cut between two. */
static str shortened(str text, size_t most)
{
    size_t at = 0;
    while (at < text.len && most--)
        (void)str_next(text, &at);
    return str_slice(text, 0, at);
}

static void put_padded(str text, size_t width, struct strbuf *out)
{
    size_t chars = str_chars(text);
    strbuf_add(out, text);
    do
        strbuf_addc(out, ' ');
    while (chars++ < width);
}

/* What the source should say of a column of dates. */
static const char *order_word(const struct inspect_column *column)
{
    static const char *const unproven[] = {
        [WHEN_AMBIGUOUS] = "dmy or mdy, say which", [WHEN_CONTRADICTORY] = "mixed orders"};
    return column->verdict == WHEN_PROVEN ? inspect_order_word(column->order) : unproven[column->verdict];
}

static void put_column(const struct inspect_column *column, struct strbuf *out)
{
    strbuf_adds(out, "  ");
    put_padded(column->name, 30, out);
    strbuf_printf(out, "%-8s %8llu filled %8llu empty", inspect_type_word(column->type),
                  (unsigned long long)column->filled, (unsigned long long)column->empty);
    if (column->type == INSPECT_DATE || column->type == INSPECT_TIME)
        strbuf_printf(out, "  dates: %s", order_word(column));
    if (column->least.len) strbuf_printf(out, "  from %.*s to %.*s", STR_ARG(column->least), STR_ARG(column->most));
    for (size_t i = 0; i < column->sample_count; i++) {
        strbuf_adds(out, i ? " | " : "  e.g. ");
        strbuf_add(out, shortened(column->samples[i], 40));
    }
    strbuf_addc(out, '\n');
}

static void put_report(str path, const struct inspect_report *report, struct strbuf *out)
{
    strbuf_printf(out, "%.*s\n  %.*s%s, %llu bytes, %llu records", STR_ARG(path), STR_ARG(report->dialect_text),
                  report->has_mark ? ", byte-order mark" : "", (unsigned long long)report->bytes,
                  (unsigned long long)report->records);
    if (report->preamble) strbuf_printf(out, ", %llu lines above the header", (unsigned long long)report->preamble);
    if (report->blank) strbuf_printf(out, ", %llu blank", (unsigned long long)report->blank);
    if (report->ragged)
        strbuf_printf(out, ", %llu with too few or too many fields", (unsigned long long)report->ragged);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < RECORD_FAULT_COUNT; i++) {
        const struct inspect_fault *fault = &report->faults[i];
        if (fault->records)
            strbuf_printf(out, "  line %llu: %s (%llu records)\n", (unsigned long long)fault->line, fault->sentence,
                          (unsigned long long)fault->records);
    }
    for (size_t i = 0; i < report->column_count; i++)
        put_column(&report->columns[i], out);
}

int verb_inspect(struct command *command)
{
    struct strbuf text = {0};
    if (!command->arguments.word_count)
        command_usage(command, "inspect wants a file: reliure inspect exports/clients.csv");
    for (size_t i = 0; i < command->arguments.word_count; i++) {
        struct inspect_report report;
        str                   path = command->arguments.words[i];
        if (inspect_file(path.ptr, NULL, command->arena, &command->diag, &report) == RC_OK)
            put_report(path, &report, &text);
    }
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    int status = command_report(command);
    return is_printed ? status : 6;
}
