/* SPDX-License-Identifier: MIT */
/* explain: a figure, and where it comes from; or the list of the figures there are. */
#include "command/explain.h"

#include "base/vec.h"
#include "batch/choose.h"
#include "command/verbs.h"

#include <stdlib.h>

/* Rows and members given of each list, without --all. */
enum { ROWS_SHOWN = 10 };

/* What is wanted, from the command line. */
struct question {
    struct command *command;
    struct group    group;
    struct prepared prepared;
    str             id, subject, name;
    bool            is_json;
};

static void read_question(struct question *question)
{
    struct command         *command = question->command;
    const struct arguments *a = &command->arguments;
    size_t subjects = a->counts[OPTION_ACCOUNT] + a->counts[OPTION_SEGMENT] + a->counts[OPTION_PORTFOLIO];
    question->is_json = command_wants_json(command);
    if (arguments_has(a, OPTION_LIST)) return;
    if (a->word_count != 1)
        command_usage(command, "explain wants one metric: reliure explain nrr --account \"Maison Verdier\" (--list shows them all)");
    if (subjects > 1) command_usage(command, "explain is about one account, one segment or the portfolio");
    if (a->word_count == 1) question->id = a->words[0];
}

/* Metrics and result tables near a word nobody bears. */
static void report_unknown(struct question *question)
{
    struct command         *command = question->command;
    const struct catalogue *catalogue = command->definitions.catalogue;
    size_t                  count = 0;
    str                    *names = ARENA_ARRAY(command->arena, str, catalogue->metric_count + catalogue->table_count);
    for (size_t i = 0; i < catalogue->metric_count; i++)
        names[count++] = catalogue->metrics[i]->id;
    for (size_t i = 0; i < catalogue->table_count; i++)
        names[count++] = catalogue->tables[i].id;
    struct diag_message *message = diag_add(&command->diag, DIAG_METRIC_UNKNOWN, SPAN_NONE, STR_ARG(question->id));
    diag_hint_nearest(&command->diag, message, question->id, names, count);
    if (message && !message->hint.len) diag_hint(&command->diag, message, "reliure explain --list");
}

static enum rc find_segment(struct question *question, str said)
{
    const struct accounts *accounts = &question->prepared.accounts;
    struct command        *command = question->command;
    size_t                 count = 0;
    str                   *names = ARENA_ARRAY(command->arena, str, accounts->group_count);
    for (size_t i = accounts->count; i < accounts->count + accounts->group_count; i++) {
        const struct account *account = &accounts->at[i];
        if (account->level != EACH_SEGMENT) continue;
        names[count++] = account->name;
        if (account->name.len != said.len || str_distance(account->name, said, 0) != 0) continue;
        question->subject = account->id;
        question->name = account->name;
        return RC_OK;
    }
    struct diag_message *message =
        diag_say(&command->diag, DIAG_USAGE, SPAN_NONE, "there is no segment '%.*s'", STR_ARG(said));
    diag_hint_nearest(&command->diag, message, said, names, count);
    return RC_INVALID;
}

static enum rc find_account(struct question *question)
{
    const struct accounts *accounts = &question->prepared.accounts;
    struct command        *command = question->command;
    bool                  *is_chosen = ARENA_ARRAY(command->arena, bool, accounts->count + 1);
    enum rc rc = choose_accounts(accounts, command->run.accounts, 1, command->arena, &command->diag, is_chosen);
    for (size_t i = 0; rc == RC_OK && i < accounts->count; i++) {
        if (!is_chosen[i]) continue;
        question->subject = accounts->at[i].id;
        question->name = accounts->at[i].name;
    }
    return rc;
}

static enum rc find_subject(struct question *question)
{
    struct command *command = question->command;
    if (command->run.account_count) return find_account(question);
    str segment = arguments_last(&command->arguments, OPTION_SEGMENT);
    if (segment.ptr) return find_segment(question, segment);
    question->subject = STR("portfolio");
    question->name = command->definitions.workspace->name.text;
    return RC_OK;
}

/* The store and the figures, kept or made; without them there is nothing to explain. */
static enum rc prepare(struct question *question)
{
    struct command *command = question->command;
    struct arena   *arena = command->arena;
    enum rc         rc = group_of_figures(&command->run, arena, &command->diag, &question->group);
    if (rc != RC_OK) return rc;
    struct run_options all = command->run;
    all.account_count = 0;
    const struct prepare_options options = group_prepare(&all, &question->group, arena);
    rc = prepare_here(&options, arena, &command->diag, &question->prepared);
    return rc == RC_OK ? find_subject(question) : rc;
}

/* What an entry of the catalogue took. */
struct cost {
    str     entry;
    int64_t cpu_us;
};

struct costs {
    struct arena *arena;
    VEC(struct cost) all;
};

static void take_cost(void *context, str entry, int64_t cpu_us)
{
    struct costs *costs = context;
    struct cost  *cost = VEC_PUSH(costs->arena, costs->all);
    *cost = (struct cost){arena_str(costs->arena, entry), cpu_us};
}

static int by_cost(const void *a, const void *b)
{
    const struct cost *x = a, *y = b;
    if (x->cpu_us != y->cpu_us) return x->cpu_us > y->cpu_us ? -1 : 1;
    return str_compare(x->entry, y->entry);
}

/* Makes the figures anew and lists what each entry took, the dearest first. */
static enum rc list_costs(struct question *question, struct strbuf *out)
{
    struct command            *command = question->command;
    struct costs               costs = {.arena = command->arena};
    const struct compute_watch watch = {&costs, take_cost};
    enum rc rc = group_of_figures(&command->run, command->arena, &command->diag, &question->group);
    if (rc != RC_OK) return rc;
    struct prepare_options options = group_prepare(&command->run, &question->group, command->arena);
    options.watch = &watch;
    rc = prepare_here(&options, command->arena, &command->diag, &question->prepared);
    if (costs.all.count) qsort(costs.all.at, costs.all.count, sizeof *costs.all.at, by_cost);
    for (size_t i = 0; i < costs.all.count; i++)
        strbuf_printf(out, "%10.1f ms  %.*s\n", (double)costs.all.at[i].cpu_us / 1000, STR_ARG(costs.all.at[i].entry));
    return rc;
}

static enum rc answer(struct question *question, struct strbuf *out)
{
    struct command              *command = question->command;
    const struct definitions    *d = &command->definitions;
    const struct results_options files = {
        .store = question->prepared.store, .metrics = question->prepared.metrics, .catalogue = d->catalogue};
    struct results              *results;
    struct explanation           explanation;
    enum rc                      rc = results_open(&files, &command->diag, &results);
    if (rc != RC_OK) return rc;
    const struct explain_ask ask = {
        .id = question->id,
        .subject = question->subject,
        .period = str_from(question->group.key),
        .language = locale_language(d->locale),
        .most = arguments_has(&command->arguments, OPTION_ALL) ? (size_t)1 << 30 : ROWS_SHOWN,
    };
    rc = explain_find(results, command->arena, &ask, &command->diag, &explanation);
    const struct explain_sheet sheet = {&explanation, d->catalogue,     results,        d->locale,
                                        command->arena, question->subject, question->name, ask.most,
                                        command->language};
    if (rc == RC_OK) (question->is_json ? explain_print_json : explain_print_text)(&sheet, out);
    results_close(results);
    return rc;
}

int verb_explain(struct command *command)
{
    struct question question = {.command = command};
    struct strbuf   text = {0};
    read_question(&question);
    if (command->diag.errors || command_open_programs(command, NULL, 0) != RC_OK) return command_report(command);
    const struct catalogue *catalogue = command->definitions.catalogue;
    text.most = (size_t)1 << 30;
    if (arguments_has(&command->arguments, OPTION_TIMING))
        (void)list_costs(&question, &text);
    else if (arguments_has(&command->arguments, OPTION_LIST))
        explain_list(catalogue, locale_language(command->definitions.locale), question.is_json, &text);
    else if (!catalogue_metric(catalogue, question.id) && !catalogue_table(catalogue, question.id))
        report_unknown(&question);
    else if (prepare(&question) == RC_OK && answer(&question, &text) != RC_OK)
        strbuf_clear(&text);
    int  status = command_report(command);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    return is_printed ? status : 6;
}
