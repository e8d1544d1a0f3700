/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/say.h"
#include "command/verbs.h"
#include "source/inspect.h"

#include <string.h>
#include <unistd.h>

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

/* On one line, and without what a terminal would obey. */
static str plain(struct arena *arena, str text)
{
    struct strbuf out = {0};
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        bool     is_control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
        strbuf_add_code_point(&out, is_control ? ' ' : c);
    }
    str shown = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return shown;
}

/* What the source should say of a column of dates. */
static const char *order_word(const struct inspect_column *column)
{
    static const char *const unproven[] = {
        [WHEN_AMBIGUOUS] = "dmy or mdy, say which", [WHEN_CONTRADICTORY] = "mixed orders"};
    return column->verdict == WHEN_PROVEN ? inspect_order_word(column->order) : unproven[column->verdict];
}

static const char *type_word(enum inspect_type type, enum diag_language language)
{
    static const char *const french[] = {
        [INSPECT_EMPTY] = "vide",    [INSPECT_BOOLEAN] = "booléen", [INSPECT_INTEGER] = "entier",
        [INSPECT_NUMBER] = "nombre", [INSPECT_DATE] = "date",       [INSPECT_TIME] = "heure",
        [INSPECT_TEXT] = "texte",
    };
    return language == DIAG_FRENCH ? french[type] : inspect_type_word(type);
}

/* "0.4 % empty": the share, to a tenth, and never 0 or 100 when it is not. */
static void put_empty(const struct inspect_column *column, enum diag_language language, struct strbuf *out)
{
    uint64_t all = column->filled + column->empty, tenths = all ? (column->empty * 1000 + all / 2) / all : 0;
    if (tenths == 0 && column->empty) tenths = 1;
    if (tenths == 1000 && column->filled) tenths = 999;
    strbuf_adds(out, tenths < 100 ? "  " : tenths < 1000 ? " " : "");
    say_add(out, language, "%llu.%llu %% empty", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10));
}

static bool is_dated(const struct inspect_column *column)
{
    return column->type == INSPECT_DATE || column->type == INSPECT_TIME;
}

static void put_column(const struct command *command, const struct inspect_column *column, struct strbuf *out)
{
    enum diag_language language = command->language;
    strbuf_adds(out, "  ");
    put_padded(plain(command->arena, column->name), 30, out);
    put_padded(str_from(type_word(column->type, language)), 8, out);
    strbuf_printf(out, "%8llu", (unsigned long long)column->filled);
    say_add(out, language, " filled ");
    put_empty(column, language, out);
    if (is_dated(column)) strbuf_printf(out, "  dates: %s", say_phrase(language, order_word(column)));
    if (column->decimal == '?') say_add(out, language, "  decimal: \",\" or \".\", say which");
    str least = plain(command->arena, column->least), most = plain(command->arena, column->most);
    if (least.len) say_add(out, language, "  from %.*s to %.*s", STR_ARG(least), STR_ARG(most));
    for (size_t i = 0; i < column->sample_count; i++) {
        strbuf_adds(out, i ? " | " : say_phrase(language, "  e.g. "));
        strbuf_add(out, plain(command->arena, shortened(column->samples[i], 40)));
    }
    strbuf_addc(out, '\n');
}

/* Every record is a row, cannot be read or is set aside: nothing is lost between. */
static void put_sum(const struct inspect_report *report, enum diag_language language, struct strbuf *out)
{
    const struct {
        uint64_t    count;
        const char *what;
    } parts[] = {
        {report->unreadable, "that cannot be read"},
        {report->ragged, "with too few or too many fields"},
        {report->preamble, "above the data (titles, further header rows)"},
        {report->blank, "blank"},
        {report->notices, "of totals and notices"},
        {report->headers, "that repeat the header"},
    };
    say_add(out, language, "  %llu records = %llu rows", (unsigned long long)(report->records + report->preamble),
            (unsigned long long)report->rows);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].count)
            strbuf_printf(out, " + %llu %s", (unsigned long long)parts[i].count, say_phrase(language, parts[i].what));
    }
    strbuf_addc(out, '\n');
}

static void put_key(const char *key, str text, struct strbuf *out)
{
    strbuf_printf(out, "      %s: ", key);
    strbuf_add_json(out, text);
    strbuf_addc(out, '\n');
}

static void put_widths(const struct csv_dialect *csv, struct strbuf *out)
{
    strbuf_adds(out, "      widths: [");
    for (size_t i = 0; i < csv->width_count; i++) {
        /* The last takes the rest of the line: as wide as a line may be. */
        uint32_t width = csv->widths[i] == CSV_WIDTH_REST ? 1000 : csv->widths[i];
        strbuf_printf(out, "%s%u", i ? ", " : "", width);
    }
    strbuf_adds(out, "]\n");
}

static void put_text_settings(const struct dialect *dialect, struct strbuf *out)
{
    const struct csv_dialect *csv = &dialect->csv;
    char                      delimiter[] = {csv->delimiter, '\0'}, quote[] = {csv->quote, '\0'};
    struct strbuf             text = {0};
    put_key("encoding", str_from(dialect->encoding), out);
    if (dialect->format != FORMAT_CSV) return;
    strbuf_printf(&text, "%s%s", delimiter, csv->more);
    if (csv->width_count) put_widths(csv, out);
    else put_key("delimiter", csv->delimiter == '\t' ? STR("tab") : strbuf_str(&text), out);
    strbuf_release(&text);
    if (csv->quote && csv->quote != '"') put_key("quote", str_from(quote), out);
    strbuf_printf(out, "      header: %zu\n", dialect->header);
    if (dialect->header_rows > 1) strbuf_printf(out, "      header_rows: %zu\n", dialect->header_rows);
}

/* The order of all proven columns of dates, when they agree; NULL else. */
static const char *common_order(const struct inspect_report *report)
{
    const char *word = NULL;
    for (size_t i = 0; i < report->column_count; i++) {
        const struct inspect_column *column = &report->columns[i];
        if (!is_dated(column)) continue;
        if (column->verdict != WHEN_PROVEN || (word && strcmp(word, order_word(column)) != 0)) return NULL;
        word = order_word(column);
    }
    return word;
}

static void put_map_line(const struct inspect_column *column, bool says_dates, struct strbuf *out)
{
    strbuf_adds(out, "        # ?: ");
    if (says_dates) strbuf_adds(out, "{from: ");
    strbuf_add_json(out, column->name);
    if (says_dates) strbuf_printf(out, ", dates: %s}", order_word(column));
    strbuf_addc(out, '\n');
}

/* What was found, as the settings that hold it fast; the map is the reader's to fill in. */
static void put_lock(str path, const struct inspect_report *report, enum diag_language language, struct strbuf *out)
{
    const char *order = common_order(report);
    say_add(out, language,
            "  to lock this in reliure.yaml, with a canonical name for each ? (reliure schema lists them):\n    NAME:\n");
    put_key("file", path, out);
    strbuf_adds(out, "      table: # accounts, users, tickets…\n");
    if (report->dialect.format == FORMAT_CSV || dialect_is_json(&report->dialect))
        put_text_settings(&report->dialect, out);
    if (report->dialect.format == FORMAT_WORKBOOK) put_key("sheet", str_from(report->dialect.sheet), out);
    if (report->dialect.decimal == ',') put_key("decimal", STR(","), out);
    if (order) strbuf_printf(out, "      dates: %s\n", order);
    strbuf_adds(out, "      columns:\n");
    for (size_t i = 0; i < report->column_count; i++)
        put_map_line(&report->columns[i], !order && is_dated(&report->columns[i]), out);
}

/* A source has its settings; a file is told which would hold fast what was found. */
static void put_report(const struct command *command, const struct inspect_report *report, bool is_source,
                       struct strbuf *out)
{
    enum diag_language language = command->language;
    str                dialect = dialect_text(command->arena, &report->dialect, language);
    strbuf_printf(out, "%.*s\n  %.*s", STR_ARG(report->name), STR_ARG(dialect));
    if (report->has_mark) say_add(out, language, ", byte-order mark");
    say_add(out, language, ", %llu bytes\n", (unsigned long long)report->bytes);
    put_sum(report, language, out);
    for (size_t i = 0; i < RECORD_FAULT_COUNT; i++) {
        const struct inspect_fault *fault = &report->faults[i];
        if (fault->records)
            say_add(out, language, "  line %llu: %s (%llu records)\n", (unsigned long long)fault->line, fault->sentence,
                    (unsigned long long)fault->records);
    }
    for (size_t i = 0; i < report->column_count; i++) put_column(command, &report->columns[i], out);
    if (!is_source) put_lock(report->name, report, language, out);
}

/* The source of the workspace that the word names, where there is no file of that name; NULL: none. */
static const struct source_def *find_source(struct command *command, str word, struct workspace **workspace)
{
    str         said = arguments_last(&command->arguments, OPTION_FOLDER);
    const char *folder = said.len ? said.ptr : ".";
    struct diag unheard;
    diag_init(&unheard, command->arena);
    *workspace = NULL;
    if (access(word.ptr, F_OK) == 0 || access(file_join(command->arena, folder, "reliure.yaml"), R_OK) != 0) return NULL;
    if (workspace_load(command->arena, folder, &unheard, workspace) != RC_OK) {
        diag_merge(&command->diag, &unheard);
        return NULL;
    }
    for (size_t i = 0; i < (*workspace)->source_count; i++) {
        if (str_equal((*workspace)->sources[i].name.text, word)) return &(*workspace)->sources[i];
    }
    return NULL;
}

/* What a word stands for: a source's exports, or a file. */
static void inspect_word(struct command *command, str word, struct strbuf *out)
{
    struct workspace        *workspace;
    const struct source_def *source = find_source(command, word, &workspace);
    struct inspect_report    one, *reports = &one;
    size_t                   count = 0;
    enum rc                  rc;
    if (source) rc = inspect_source(workspace, source, command->arena, &command->diag, &reports, &count);
    else rc = inspect_file(word.ptr, NULL, command->arena, &command->diag, &one);
    if (!source) count = rc == RC_OK;
    for (size_t i = 0; i < count; i++)
        put_report(command, &reports[i], source != NULL, out);
}

int verb_inspect(struct command *command)
{
    struct strbuf text = {0};
    if (!command->arguments.word_count)
        command_usage(command, "inspect wants a file, or the name of a source: reliure inspect exports/clients.csv");
    for (size_t i = 0; i < command->arguments.word_count; i++)
        inspect_word(command, command->arguments.words[i], &text);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    int status = command_report(command);
    return is_printed ? status : 6;
}
