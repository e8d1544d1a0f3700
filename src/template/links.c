/* SPDX-License-Identifier: MIT */
/* Links within a document: a block that was left out for want of data is led to no longer, and its figures stay. */
#include "template/run.h"

/* What the template names, whether or not this document has it. */
static void note_blocks(struct arena *arena, struct map *ids, const struct block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].id.len) map_set(arena, ids, blocks[i].id, ids);
        note_blocks(arena, ids, blocks[i].blocks, blocks[i].block_count);
    }
}

static void note_nodes(struct arena *arena, struct map *ids, const struct doc_node *node)
{
    if (node->id.len) map_set(arena, ids, node->id, ids);
    for (const struct doc_node *child = node->first; child; child = child->next)
        note_nodes(arena, ids, child);
}

static bool leads_to_nothing(const struct map *named, const struct map *there, str href)
{
    if (!str_starts(href, "#")) return false;
    str id = str_slice(href, 1, href.len);
    return map_lookup(named, id) && !map_lookup(there, id);
}

static void drop_links(const struct map *named, const struct map *there, struct doc_node *node)
{
    for (size_t r = 0; node->kind == DOC_TABLE && r < node->u.table.row_count; r++)
        for (size_t c = 0; c < node->u.table.column_count; c++)
            if (leads_to_nothing(named, there, node->u.table.rows[r].cells[c].href))
                node->u.table.rows[r].cells[c].href = STR_NONE;
    for (struct doc_node *child = node->first; child; child = child->next)
        drop_links(named, there, child);
}

void links_settle(struct builder *builder)
{
    const struct template *template = builder->run->template;
    struct map named = {0}, there = {0};
    note_blocks(builder->arena, &named, template->opening, template->opening_count);
    note_blocks(builder->arena, &named, template->sections, template->section_count);
    note_nodes(builder->arena, &there, builder->doc->root);
    drop_links(&named, &there, builder->doc->root);
}
