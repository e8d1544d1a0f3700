/* SPDX-License-Identifier: MIT */
/* blocks: each kind of block to atoms, in document order, so that the structure tree is in reading order. Private to
 * layout/. */
#ifndef RELIURE_LAYOUT_BLOCKS_H
#define RELIURE_LAYOUT_BLOCKS_H

#include "layout/flow.h"

/* Lines of text that lead up to the first chart or table of a section: they had better share its page. */
enum { LEAD_ATOMS = 8 };

/* Space around things, in steps of the theme's rhythm (look.md, Page and grid). */
enum { STEPS_TIGHT = 1, STEPS_TEXT = 2, STEPS_BLOCK = 4, STEPS_HEADING3 = 6, STEPS_SECTION = 9 };

mpt gap_of(const struct flow *flow, int steps);

/* Any block; sections lay out their own blocks and sections. */
void lay_block(struct flow *flow, const struct doc_node *node);
void lay_blocks(struct flow *flow, const struct doc_node *parent);
/* A block, with the one beside it where they make a pair; the first node not laid. */
const struct doc_node *lay_next(struct flow *flow, const struct doc_node *node);

/* The heading of a section or the title block alone; what is laid next goes under its element. */
void begin_section(struct flow *flow, const struct doc_node *node);
void begin_opening(struct flow *flow);

void lay_opening(struct flow *flow, const struct doc_node *node); /* node may be NULL: the title block alone */
void lay_contents(struct flow *flow, const struct doc_node *node);
void lay_section(struct flow *flow, const struct doc_node *node);
void lay_paragraph(struct flow *flow, const struct doc_node *node);
void lay_list(struct flow *flow, const struct doc_node *node);
void lay_quote(struct flow *flow, const struct doc_node *node);
void lay_callout(struct flow *flow, const struct doc_node *node);
void lay_code(struct flow *flow, const struct doc_node *node);
void lay_facts(struct flow *flow, const struct doc_node *node);
void lay_table(struct flow *flow, const struct doc_node *node);
void lay_chart(struct flow *flow, const struct doc_node *node);
void lay_tiles(struct flow *flow, const struct doc_node *node);
void lay_tree(struct flow *flow, const struct doc_node *node);
void lay_timeline(struct flow *flow, const struct doc_node *node);
void lay_columns(struct flow *flow, const struct doc_node *node);

/* The anchor of a node: its id, or one made from its place in the document. */
str anchor_of(const struct flow *flow, const struct doc_node *node);

#endif
