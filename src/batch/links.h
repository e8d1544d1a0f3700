/* SPDX-License-Identifier: MIT */
/*
 * links: where a document leads for an account: to the PDF that the account is best known by, its review. It is one of
 * this run's, or one that an earlier run left in the drop, of a program that this run leaves alone.
 */
#ifndef RELIURE_BATCH_LINKS_H
#define RELIURE_BATCH_LINKS_H

#include "base/map.h"
#include "batch/press.h"

/* All documents are looked through once, at the first link: most runs follow none. */
struct links {
    const struct press_setup *setup;
    struct arena             *arena;    /* lives as long as the links */
    struct map                accounts; /* id → where it leads, for readers of each edition */
    bool                      is_gathered;
};

void links_init(struct links *links, const struct press_setup *setup, struct arena *arena);
/*
 * find_document of struct template_options; `context` is the struct links. A relative reference from the document at
 * `from` in the drop; empty when there is none for the account. What is internal is no target for a client's document.
 */
str links_find(void *context, str account, str from, enum edition edition, struct arena *arena);

#endif
