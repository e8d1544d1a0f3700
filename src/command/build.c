/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/say.h"
#include "batch/stop.h"
#include "command/verbs.h"

#include <stdio.h>
#include <unistd.h>

/* The progress bar: only where somebody watches. */
struct bar {
    enum diag_language language;
    bool    is_shown;
    int64_t began, drawn; /* [ms] the first document, the last time */
};

static void draw(void *context, const struct run_progress *progress)
{
    enum { WIDTH = 30, PAUSE = 100 /* [ms] between two drawings */ };
    struct bar *bar = context;
    char        filled[WIDTH + 1];
    if (clock_now_ms() - bar->drawn < PAUSE && progress->done < progress->total) return;
    bar->drawn = clock_now_ms();
    bar->is_shown = true;
    if (!progress->total) {
        fprintf(stderr, "\r\033[K%s  %s", progress->drop, say_phrase(bar->language, "reading exports…"));
        return;
    }
    if (!bar->began) bar->began = clock_now_ms();
    size_t  part = progress->done * WIDTH / progress->total;
    int64_t passed = clock_now_ms() - bar->began;
    double  rate = passed > 0 ? (double)progress->done * 1000 / (double)passed : 0;
    for (size_t i = 0; i < WIDTH; i++)
        filled[i] = i < part ? '=' : ' ';
    filled[WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%s  [%s] %zu/%zu", progress->drop, filled, progress->done, progress->total);
    if (rate <= 0) return;
    fprintf(stderr, "  %.0f/s  %.0f s %s", rate, (double)(progress->total - progress->done) / rate,
            say_phrase(bar->language, "left"));
}

static void wipe(const struct bar *bar)
{
    if (bar->is_shown) fputs("\r\033[K", stderr);
}

/* On a terminal a run that went well says so in a line. */
static void sum_up(const struct run_report *report, int64_t took, enum diag_language language)
{
    struct strbuf text = {0};
    for (enum outcome outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        if (!report->outcomes[outcome]) continue;
        strbuf_printf(&text, "%s%s: %zu", text.len ? ", " : "", say_phrase(language, outcome_word(outcome)),
                      report->outcomes[outcome]);
    }
    if (text.len) fprintf(stderr, "%s; %.1f s\n", text.at, (double)took / 1000);
    strbuf_release(&text);
}

static int build(struct command *command)
{
    struct bar             bar = {.language = command->language};
    struct run_report      report;
    bool                   is_watched = isatty(STDERR_FILENO) && !command->is_json;
    const struct run_watch watch = {&bar, is_watched ? draw : NULL};
    int64_t                began = clock_now_ms();
    stop_catch();
    run_build(&command->run, &watch, command->arena, &report);
    wipe(&bar);
    command_messages(command, &report);
    if (is_watched) sum_up(&report, clock_now_ms() - began, command->language);
    return report.status;
}

static enum dump read_dump(struct command *command)
{
    static const char *const words[] = {"", "definition", "metrics", "tables", "document", "pages"};
    str                      said = arguments_last(&command->arguments, OPTION_DUMP);
    if (!said.ptr) return DUMP_NONE;
    for (enum dump dump = DUMP_DEFINITION; dump <= DUMP_PAGES; dump++) {
        if (str_is(said, words[dump])) return dump;
    }
    command_usage(command, "--dump wants definition, metrics, tables, document or pages, not '%.*s'", STR_ARG(said));
    return DUMP_NONE;
}

int verb_build(struct command *command)
{
    enum dump     dump = read_dump(command);
    struct strbuf text = {0};
    if (command_open(command) != RC_OK || command->diag.errors) return command_report(command);
    bool is_dry = arguments_has(&command->arguments, OPTION_DRY_RUN);
    if (dump == DUMP_NONE && !is_dry) {
        (void)command_report(command); /* warnings of definitions */
        return build(command);
    }
    struct run_report report;
    text.most = (size_t)1 << 30;
    if (is_dry)
        run_plan(&command->run, command->arena, &report, &text);
    else
        look_dump(&command->run, dump, command->arena, &report, &text);
    command_messages(command, &report);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    return is_printed ? report.status : 6;
}
