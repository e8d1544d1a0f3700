/* SPDX-License-Identifier: MIT */
#include "batch/plan.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "batch/slug.h"

const char *format_word(enum format format)
{
    return format == FORMAT_PDF ? "pdf" : "xlsx";
}

static str lower_ascii(struct arena *arena, str text)
{
    char *copy = arena_copy(arena, text.ptr, text.len + 1, 1);
    for (size_t i = 0; i < text.len; i++) {
        if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] - 'A' + 'a');
    }
    return (str){copy, text.len};
}

/* Counts how often each text occurs, ASCII case aside: some file systems know no case. */
struct tally {
    struct arena *arena;
    struct map    counts;
};

static void tally_add(struct tally *tally, str text)
{
    str     key = lower_ascii(tally->arena, text);
    size_t *count = map_lookup(&tally->counts, key);
    if (!count) {
        count = ARENA_NEW(tally->arena, size_t);
        map_set(tally->arena, &tally->counts, key, count);
    }
    ++*count;
}

static bool is_shared(const struct tally *tally, str text)
{
    const size_t *count = map_lookup(&tally->counts, lower_ascii(tally->arena, text));
    return count && *count > 1;
}

/* The id where it makes a name as it is, else cleaned and with its hash: "A/1" and "A-1" stay two. */
static str part_of(struct arena *arena, str id)
{
    str part = slug_part(arena, id);
    return str_equal(part, id) ? part : arena_printf(arena, "%.*s-%08x", STR_ARG(part), (unsigned)hash_quick(id));
}

void account_paths(struct arena *arena, struct accounts *accounts)
{
    struct tally slugs = {.arena = arena}, parts = {.arena = arena};
    for (size_t i = 0; i < accounts->count + accounts->group_count; i++) {
        struct account *account = &accounts->at[i];
        account->part = part_of(arena, account->id);
        account->slug = slug_of(arena, account->name);
        account->key = account->slug.len ? account->slug : account->name;
        if (!account->slug.len) account->slug = lower_ascii(arena, account->part);
        tally_add(&parts, account->part);
        tally_add(&slugs, account->slug);
    }
    for (size_t i = 0; i < accounts->count + accounts->group_count; i++) {
        struct account *account = &accounts->at[i];
        if (is_shared(&parts, account->part))
            account->part = arena_printf(arena, "%.*s-%08x", STR_ARG(account->part), (unsigned)hash_quick(account->id));
        if (is_shared(&slugs, account->slug))
            account->slug =
                lower_ascii(arena, arena_printf(arena, "%.*s-%.*s", STR_ARG(account->slug), STR_ARG(account->part)));
    }
}

static str placeholder(const struct plan_options *options, const struct job *job, str name)
{
    if (str_is(name, "account.id") || str_is(name, "subject.id")) return job->account->part;
    if (str_is(name, "account.slug") || str_is(name, "subject.slug")) return job->account->slug;
    if (str_is(name, "account.segment")) return job->account->segment;
    if (str_is(name, "account.csm")) return job->account->csm;
    if (str_is(name, "program")) return job->program->name.text;
    return str_from(options->period);
}

/* A separator in a value must not make a folder. */
static void add_value(struct strbuf *path, str value)
{
    for (size_t i = 0; i < value.len; i++)
        strbuf_addc(path, value.ptr[i] == '/' ? '-' : value.ptr[i]);
    if (!value.len) strbuf_addc(path, '-');
}

static bool names_subject(const struct job *job, str name)
{
    if (str_is(name, "account.segment")) return job->account->level == EACH_SEGMENT;
    return str_ends(name, ".id") || str_ends(name, ".slug");
}

/* The program's `output` filled in, each part of the path cleaned; no suffix yet. */
static str base_path(struct arena *arena, const struct plan_options *options, const struct job *job)
{
    str           output = job->program->output.text;
    struct strbuf path = {0}, clean = {0};
    bool          is_named = job->account->level == EACH_PORTFOLIO; /* there is but one */
    for (str rest = output; rest.ptr && rest.len;) {
        strbuf_add(&path, str_cut(rest, '{', &rest));
        if (!rest.ptr) break;
        str name = str_cut(rest, '}', &rest);
        is_named |= names_subject(job, name);
        add_value(&path, placeholder(options, job, name));
    }
    if (!is_named) strbuf_printf(&path, "-%.*s", STR_ARG(job->account->part));
    if (job->is_internal) strbuf_add(&path, options->internal_suffix);
    for (str rest = strbuf_str(&path); rest.ptr;) {
        if (clean.len) strbuf_addc(&clean, '/');
        strbuf_add(&clean, slug_part(arena, str_cut(rest, '/', &rest)));
    }
    str made = arena_str(arena, strbuf_str(&clean));
    strbuf_release(&path);
    strbuf_release(&clean);
    return made;
}

typedef VEC(struct document) document_list;
typedef VEC(struct job) job_list;

static void add_job(struct arena *arena, const struct plan_options *options, struct job job, job_list *jobs,
                    document_list *documents)
{
    str base = base_path(arena, options, &job);
    job.first = documents->count;
    for (enum format format = 0; format < FORMAT_COUNT; format++) {
        if (!(job.program->formats & options->formats & (1U << format))) continue;
        *VEC_PUSH(arena, *documents) = (struct document){
            job.program,
            job.account,
            job.is_internal,
            job.is_skipped,
            format,
            arena_printf(arena, "%.*s.%s", STR_ARG(base), format_word(format)),
        };
        job.count++;
    }
    if (job.count) *VEC_PUSH(arena, *jobs) = job;
}

static void add_selection(struct arena *arena, const struct plan_options *options, const struct selection *selection,
                          job_list *jobs, document_list *documents)
{
    const struct program *program = selection->program;
    unsigned              editions = program->editions & options->editions;
    for (size_t i = 0; i < selection->count; i++) {
        struct job job = {.program = program, .account = selection->accounts[i]};
        job.is_skipped = selection->is_skipped && selection->is_skipped[i];
        if (editions & PROGRAM_CLIENT) add_job(arena, options, job, jobs, documents);
        job.is_internal = true;
        if (editions & PROGRAM_INTERNAL) add_job(arena, options, job, jobs, documents);
    }
}

static enum rc check_unique(struct arena *arena, const struct plan *plan, struct diag *diag)
{
    struct map seen = {0};
    size_t     errors = diag->errors;
    for (size_t i = 0; i < plan->count; i++) {
        struct document       *document = &plan->documents[i];
        str                    key = lower_ascii(arena, document->path);
        const struct document *other = map_lookup(&seen, key);
        if (!other) {
            map_set(arena, &seen, key, document);
            continue;
        }
        struct diag_message *message =
            diag_add(diag, DIAG_PLAN_COLLISION, document->program->output.span, STR_ARG(other->program->name.text),
                     STR_ARG(document->program->name.text), STR_ARG(document->path));
        diag_hint(diag, message, "give one of them another output");
    }
    return diag->errors > errors ? RC_INVALID : RC_OK;
}

enum rc plan_build(struct arena *arena, const struct plan_options *options, const struct selection *selections,
                   size_t count, struct diag *diag, struct plan *out)
{
    document_list documents = {0};
    job_list      jobs = {0};
    for (size_t i = 0; i < count; i++)
        add_selection(arena, options, &selections[i], &jobs, &documents);
    *out = (struct plan){documents.at, documents.count, jobs.at, jobs.count};
    return check_unique(arena, out, diag);
}
