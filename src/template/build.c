/* SPDX-License-Identifier: MIT */
/* One account's document: its facts, its blocks, then the figures behind it. */
#include "template/run.h"

#include <string.h>

enum rc template_open(const struct template *template, const struct template_options *options, struct diag *diag,
                      struct template_run **out)
{
    struct arena        *arena = arena_new();
    struct template_run *run = ARENA_NEW(arena, struct template_run);
    run->template = template;
    run->options = *options;
    run->arena = arena;
    run->is_under_way = options->as_of < options->period.end - 1;
    period_key(options->period, run->period);
    char previous[16];
    period_key(period_shift(options->period, -1, options->fiscal_start), previous);
    if (!run->is_under_way) run->previous = arena_str(arena, str_from(previous));
    enum rc rc = rules_evaluate(run, diag);
    if (rc == RC_OK)
        *out = run;
    else
        template_close(run);
    return rc;
}

void template_close(struct template_run *run)
{
    if (run) arena_free(run->arena);
}

static void bind(struct builder *builder, const struct template_subject *subject)
{
    static const str           segment = STR("segment:");
    const struct template_run *run = builder->run;
    bool                       is_segment = str_starts(subject->id, "segment:");
    bool                       is_account = !is_segment && !str_is(subject->id, "portfolio");
    builder->bindings = (struct query_bindings){
        .program = run->options.program,
        .account = is_account ? subject->id : STR_NONE,
        .subject = subject->id,
        .segment = is_segment ? str_slice(subject->id, segment.len, subject->id.len) : STR_NONE,
        .period = str_from(run->period),
        .previous = run->previous,
        .currency = str_from(builder->doc->currency),
        .language = locale_language(builder->locale),
        .start = run->options.period.start,
        .end = run->options.period.end,
        .as_of = run->options.as_of,
    };
}

typedef VEC(struct query_word) word_list;

static void bind_words(struct builder *builder, const struct yaml_node *map, word_list *words)
{
    YAML_EACH(node, map)
    {
        if (node->kind != YAML_TEXT && node->kind != YAML_INTEGER && node->kind != YAML_DECIMAL) continue;
        *VEC_PUSH(builder->arena, *words) =
            (struct query_word){arena_printf(builder->arena, ":narrative_%.*s", STR_ARG(node->key->text)), node->text};
    }
}

/* Each plain text of the program's narrative is `:narrative_KEY` in queries; bound last, the subject's own stand. */
static void bind_narrative(struct builder *builder)
{
    word_list words = {0};
    bind_words(builder, builder->run->options.narrative, &words);
    bind_words(builder, scope_own_narrative(builder), &words);
    builder->bindings.words = words.at;
    builder->bindings.word_count = words.count;
}

static str text_or_empty(struct value value)
{
    return value.kind == VALUE_TEXT ? value.text : STR_NONE;
}

static void bind_account(struct builder *builder)
{
    str currency = text_or_empty(rows_account_value(builder, STR("currency")));
    if (currency.len == 3) memcpy(builder->doc->currency, currency.ptr, 3);
    if (builder->bindings.account.len)
        builder->bindings.segment = text_or_empty(rows_account_value(builder, STR("segment")));
}

/* « Programme Lifecycle - Onboarding »: what a document about no account is called on page one and at the page heads. */
static str name_of_group(const struct doc *doc)
{
    str parted = arena_printf(doc->arena, "%.*s - ", STR_ARG(doc->kind_title));
    return str_starts(doc->title, parted.ptr) ? str_slice(doc->title, parted.len, doc->title.len) : doc->client;
}

/* « T4 2026 », and of a period that has not ended « T4 2026, en cours ». */
static str period_label(const struct builder *builder)
{
    const struct template_options *options = &builder->run->options;
    struct locale_arg label = {"period", locale_period(builder->locale, builder->arena, options->period)};
    if (!builder->run->is_under_way) return label.value;
    return locale_phrase(builder->locale, builder->arena, "period.under_way", -1, &label, 1);
}

static void name_document(struct builder *builder)
{
    struct doc                    *doc = builder->doc;
    const struct template_options *options = &builder->run->options;
    doc->client = text_or_empty(rows_account_value(builder, STR("name")));
    doc->csm = text_or_empty(rows_account_value(builder, STR("csm")));
    doc->vendor = options->vendor;
    doc->period_label = period_label(builder);
    doc->kind_title = scope_text(builder, options->title);
    if (!doc->kind_title.len) doc->kind_title = evaluate_str(builder, &builder->run->template->title);
    doc->title = evaluate_str(builder, &builder->run->template->document_title);
    if (!doc->title.len)
        doc->title = arena_printf(builder->arena, "%.*s - %.*s", STR_ARG(doc->kind_title), STR_ARG(doc->client));
    if (!builder->bindings.account.len) doc->client = name_of_group(doc);
}

static void start_document(struct builder *builder, enum edition edition)
{
    const struct template_options *options = &builder->run->options;
    struct doc                    *doc = builder->doc = doc_new(builder->arena);
    doc->language = locale_language(builder->locale);
    doc->as_of = options->as_of;
    doc->period = options->period;
    doc->edition = edition;
    doc->has_editions = options->has_editions;
    memcpy(doc->currency, options->currency, strnlen(options->currency, 3));
}

/* « Période en cours, données au 12 octobre 2026 : les chiffres ne se comparent pas… » at the head of page one. */
static void add_under_way(struct builder *builder, struct doc_node *opening)
{
    struct locale_arg day = {"date", locale_date_long(builder->locale, builder->arena, builder->doc->as_of)};
    struct doc_node  *note = doc_add(builder->doc, opening, DOC_PARAGRAPH, SPAN_NONE);
    str words = locale_phrase(builder->locale, builder->arena, "document.under_way", -1, &day, 1);
    note->u.paragraph.role = PARAGRAPH_NOTE;
    note->u.paragraph.text = doc_text_from(builder->arena, words);
}

static void build_tree(struct builder *builder)
{
    const struct template *template = builder->run->template;
    struct tally tally = {0};
    if (template->opening_count) {
        struct doc_node *opening = doc_add(builder->doc, builder->doc->root, DOC_OPENING, SPAN_NONE);
        if (builder->run->is_under_way) add_under_way(builder, opening);
        build_blocks(builder, opening, template->opening, template->opening_count, 0, &tally);
    }
    build_blocks(builder, builder->doc->root, template->sections, template->section_count, 0, &tally);
}

enum rc template_build(struct template_run *run, const struct template_subject *subject, enum edition edition,
                       const struct locale *locale, struct arena *arena, struct diag *diag, struct doc **out)
{
    struct builder builder = {.run = run, .arena = arena, .diag = diag, .locale = locale, .path = subject->path};
    size_t         errors = diag->errors;
    start_document(&builder, edition);
    bind(&builder, subject);
    bind_narrative(&builder);
    enum rc rc = rows_read_account(&builder, subject);
    if (rc != RC_OK) return rc;
    bind_account(&builder);
    builder.rows = ARENA_ARRAY(arena, const struct rows *, run->template->sources.count + 1);
    builder.is_dataset = ARENA_ARRAY(arena, bool, run->template->sources.count + 1);
    builder.verdicts = map_lookup(&run->verdicts, subject->id);
    name_document(&builder);
    build_tree(&builder);
    links_settle(&builder);
    build_calculations(&builder);
    builder.doc->datasets = builder.datasets.at;
    builder.doc->dataset_count = builder.datasets.count;
    rc = doc_check(builder.doc, diag);
    *out = builder.doc;
    return diag->errors == errors ? rc : RC_INVALID;
}
