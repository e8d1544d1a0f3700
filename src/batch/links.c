/* SPDX-License-Identifier: MIT */
#include "batch/links.h"

/* Where a link may lead. */
struct target {
    str      path; /* in the drop; NULL ptr: nowhere yet */
    unsigned distance;
    size_t   program; /* place among the workspace's: the earlier of equals */
};

/* The best targets for an account. */
struct nearest {
    struct target of_client, of_internal; /* by the edition that is read */
};

/* One document that a link may lead to. */
struct candidate {
    str                   account, path;
    const struct program *program;
    size_t                place;
    bool                  is_internal;
};

void links_init(struct links *links, const struct press_setup *setup, struct arena *arena)
{
    *links = (struct links){.setup = setup, .arena = arena};
}

/* What is everybody's comes before what `when` wants for some, then the edition: the lower, the nearer. */
static void consider(struct target *best, const struct candidate *candidate, bool is_other_edition)
{
    unsigned distance = 2U * (candidate->program->when.text.len > 0) + is_other_edition;
    bool     is_nearer = !best->path.ptr || distance < best->distance ||
                     (distance == best->distance && candidate->place < best->program);
    if (is_nearer) *best = (struct target){candidate->path, distance, candidate->place};
}

static void add(struct links *links, const struct candidate *candidate)
{
    struct nearest *nearest = map_lookup(&links->accounts, candidate->account);
    if (!nearest) {
        nearest = ARENA_NEW(links->arena, struct nearest);
        map_set(links->arena, &links->accounts, candidate->account, nearest);
    }
    consider(&nearest->of_internal, candidate, !candidate->is_internal);
    if (!candidate->is_internal) consider(&nearest->of_client, candidate, false);
}

/* Those of this run. */
static void add_plan(struct links *links)
{
    const struct plan     *plan = links->setup->plan;
    const struct programs *all = links->setup->all;
    for (size_t i = 0; i < plan->count; i++) {
        const struct document *document = &plan->documents[i];
        if (document->is_skipped || document->account->reason.len || document->format != FORMAT_PDF) continue;
        add(links, &(struct candidate){document->account->id, document->path, document->program,
                                       all ? (size_t)(document->program - all->at) : i, document->is_internal});
    }
}

static bool is_of_run(const struct press_setup *setup, const struct program *program)
{
    for (size_t i = 0; i < setup->program_count; i++)
        if (setup->programs[i].program == program) return true;
    return false;
}

/* Those of programs that this run leaves alone: their documents stay in the drop. */
static void add_old(struct links *links)
{
    const struct manifest *old = links->setup->old;
    const struct programs *all = links->setup->all;
    for (size_t i = 0; all && old && i < old->count; i++) {
        const struct manifest_entry *entry = &old->entries[i];
        if (!str_is(entry->format, "pdf") || !outcome_has_file(entry->outcome)) continue;
        const struct program *program = programs_lookup(all, entry->program);
        if (program && !is_of_run(links->setup, program))
            add(links, &(struct candidate){entry->account, entry->path, program, (size_t)(program - all->at),
                                           str_is(entry->edition, "internal")});
    }
}

static str target_of(struct links *links, str account, enum edition edition)
{
    if (!links->is_gathered) {
        add_plan(links);
        add_old(links);
        links->is_gathered = true;
    }
    const struct nearest *nearest = account.len ? map_lookup(&links->accounts, account) : NULL;
    if (!nearest) return STR_NONE;
    return edition == EDITION_INTERNAL ? nearest->of_internal.path : nearest->of_client.path;
}

str links_find(void *context, str account, str from, enum edition edition, struct arena *arena)
{
    str           path = target_of(context, account, edition);
    struct strbuf link = {0};
    if (!path.len) return STR_NONE;
    strbuf_adds(&link, "./");
    for (size_t i = 0; i < from.len; i++)
        if (from.ptr[i] == '/') strbuf_adds(&link, "../");
    strbuf_add_reference(&link, path);
    str made = arena_str(arena, strbuf_str(&link));
    strbuf_release(&link);
    return made;
}
