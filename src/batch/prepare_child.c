/* SPDX-License-Identifier: MIT */
/* What was prepared in a child process, and its way back through the pipe. */
#include "batch/pool.h"
#include "batch/prepare.h"

#include <string.h>

static void put_sources(struct strbuf *out, const struct prepared *prepared)
{
    wire_put_int(out, (int64_t)prepared->source_count);
    for (size_t i = 0; i < prepared->source_count; i++) {
        const struct import_source *s = &prepared->sources[i];
        const int64_t numbers[] = {s->files, s->records, s->rows, s->quarantined, s->ignored, s->first, s->last};
        wire_put_str(out, s->name);
        wire_put_str(out, s->table);
        wire_put_str(out, s->dialect);
        for (size_t j = 0; j < COUNT_OF(numbers); j++)
            wire_put_int(out, numbers[j]);
    }
}

static void get_sources(struct wire *wire, struct arena *arena, struct prepared *out)
{
    size_t count = (size_t)wire_int(wire);
    if (wire->is_short || count > wire->bytes.len) return;
    out->sources = ARENA_ARRAY(arena, struct import_source, count);
    for (out->source_count = 0; out->source_count < count; out->source_count++) {
        struct import_source *s = &out->sources[out->source_count];
        int64_t *const        numbers[] = {&s->files, &s->records, &s->rows, &s->quarantined, &s->ignored};
        s->name = wire_str(wire, arena);
        s->table = wire_str(wire, arena);
        s->dialect = wire_str(wire, arena);
        for (size_t j = 0; j < COUNT_OF(numbers); j++)
            *numbers[j] = wire_int(wire);
        s->first = (date)wire_int(wire);
        s->last = (date)wire_int(wire);
    }
}

static void put_prepared(struct strbuf *out, const struct prepared *prepared, size_t programs)
{
    wire_put_str(out, str_from(prepared->store));
    wire_put_str(out, str_from(prepared->metrics));
    put_sources(out, prepared);
    wire_put_int(out, prepared->is_store_reused);
    wire_put_int(out, prepared->import_us);
    wire_put_int(out, prepared->metrics_us);
    wire_put_int(out, (int64_t)prepared->accounts.count);
    wire_put_int(out, (int64_t)prepared->accounts.group_count);
    for (size_t i = 0; i < prepared->accounts.count + prepared->accounts.group_count; i++) {
        const struct account *a = &prepared->accounts.at[i];
        wire_put_int(out, a->level);
        const str             texts[] = {a->id, a->name, a->segment, a->csm, a->language, a->slug, a->part, a->reason, a->told[0], a->told[1]};
        for (size_t j = 0; j < COUNT_OF(texts); j++)
            wire_put_str(out, texts[j]);
    }
    for (size_t i = 0; i < programs; i++) {
        const struct selection *selection = &prepared->selections[i];
        wire_put_int(out, (int64_t)selection->count);
        for (size_t j = 0; j < selection->count; j++) {
            wire_put_int(out, selection->accounts[j] - prepared->accounts.at);
            wire_put_int(out, selection->is_skipped[j]);
        }
    }
}

static void get_accounts(struct wire *wire, struct arena *arena, struct accounts *accounts)
{
    size_t count = (size_t)wire_int(wire), groups = (size_t)wire_int(wire);
    if (wire->is_short || count > wire->bytes.len || groups > wire->bytes.len) return;
    accounts->at = ARENA_ARRAY(arena, struct account, count + groups);
    accounts->count = count;
    accounts->group_count = groups;
    for (size_t i = 0; i < count + groups; i++) {
        struct account *a = &accounts->at[i];
        a->level = (enum program_each)wire_int(wire);
        str *const texts[] = {&a->id, &a->name, &a->segment, &a->csm, &a->language, &a->slug, &a->part, &a->reason, &a->told[0], &a->told[1]};
        for (size_t j = 0; j < COUNT_OF(texts); j++)
            *texts[j] = wire_str(wire, arena);
    }
}

static void get_prepared(struct wire *wire, const struct prepare_options *options, struct arena *arena,
                         struct prepared *out)
{
    out->store = wire_str(wire, arena).ptr;
    out->metrics = wire_str(wire, arena).ptr;
    get_sources(wire, arena, out);
    out->is_store_reused = wire_int(wire) != 0;
    out->import_us = wire_int(wire);
    out->metrics_us = wire_int(wire);
    get_accounts(wire, arena, &out->accounts);
    out->selections = ARENA_ARRAY(arena, struct selection, options->program_count);
    for (size_t i = 0; i < options->program_count; i++) {
        struct selection *selection = &out->selections[i];
        size_t            count = (size_t)wire_int(wire);
        selection->program = options->programs[i].program;
        if (wire->is_short || count > out->accounts.count + out->accounts.group_count) continue;
        selection->accounts = ARENA_ARRAY(arena, const struct account *, count);
        selection->is_skipped = ARENA_ARRAY(arena, bool, count);
        for (; selection->count < count; selection->count++) {
            selection->accounts[selection->count] = &out->accounts.at[wire_int(wire)];
            selection->is_skipped[selection->count] = wire_int(wire) != 0;
        }
    }
}

/* Both sides of the fork. */
struct child {
    const struct prepare_options *options;
    bool (*tick)(void *);
    void            *tick_context;
    struct arena    *arena;
    struct messages *messages;
    struct diag     *diag;
    struct prepared *out;
    enum rc          rc;
};

static void child_job(void *context, void *opened, size_t index, struct strbuf *out)
{
    struct child   *child = context;
    struct prepared prepared;
    struct diag     diag;
    struct arena   *arena = arena_new();
    (void)opened;
    (void)index;
    diag_init(&diag, arena);
    enum rc rc = prepare_here(child->options, arena, &diag, &prepared);
    wire_put_int(out, rc);
    messages_put(out, &diag);
    if (rc == RC_OK) put_prepared(out, &prepared, child->options->program_count);
    arena_free(arena);
}

static void child_done(void *context, size_t index, enum pool_end end, int detail, str result)
{
    struct child *child = context;
    struct wire   wire = {.bytes = result};
    (void)index;
    if (end != POOL_DONE) {
        child->rc = RC_IO;
        diag_add(child->diag, DIAG_IMPORT_DIED, SPAN_NONE, detail ? strsignal(detail) : "it ended by itself");
        return;
    }
    child->rc = (enum rc)wire_int(&wire);
    messages_get(child->messages, &wire);
    if (child->rc == RC_OK) get_prepared(&wire, child->options, child->arena, child->out);
}

static bool child_tick(void *context)
{
    struct child *child = context;
    return child->tick(child->tick_context);
}

enum rc prepare_in_child(const struct prepare_options *options, bool (*tick)(void *), void *context,
                         struct arena *arena, struct messages *messages, struct diag *diag, struct prepared *out)
{
    struct child              child = {options, tick, context, arena, messages, diag, out, RC_OK};
    const struct pool_work    work = {.context = &child, .job = child_job, .done = child_done, .tick = child_tick};
    const struct pool_options pool = {.workers = 1};
    *out = (struct prepared){0};
    enum rc rc = pool_run(&pool, &work, 1, diag);
    return rc == RC_OK ? child.rc : rc;
}
