/* SPDX-License-Identifier: MIT */
/* pairs: blocks that follow one another and are narrow stand side by side: key/value tables of one kind on paper
 * (look.md, Tables), whatever needs no more than half a slide on slides. Private to layout/. */
#ifndef RELIURE_LAYOUT_PAIRS_H
#define RELIURE_LAYOUT_PAIRS_H

#include "layout/flow.h"

/*
 * Lays `node` and what goes with it beside the block after it. The first node not laid; `node` itself, with nothing
 * left behind, when it had better stand alone.
 */
const struct doc_node *lay_pair(struct flow *flow, const struct doc_node *node);

#endif
