/* SPDX-License-Identifier: MIT */
/*
 * structure: the logical structure tree of a document (ISO 32000-1, 14.7 and 14.8; ISO 14289-1). Content streams ask
 * for the identifier of each marked sequence and say which tag it belongs to; at the end the tree, its attributes
 * and the parent tree are written.
 */
#ifndef RELIURE_PDF_STRUCTURE_H
#define RELIURE_PDF_STRUCTURE_H

#include "page/page.h"
#include "pdf/object.h"

struct structure;

/* Lives in `arena`. RC_INVALID with a diagnostic when the tags are no tree or a figure has no alternative text. */
enum rc structure_new(struct arena *arena, const struct pages *pages, struct diag *diag,
                      struct structure **out) MUST_CHECK;
bool    structure_has(const struct structure *structure, uint32_t tag);
/* The structure type of a tag: "P". */
const char *structure_tag_type(const struct structure *structure, uint32_t tag);
/* The marked-content identifier of the next sequence of `tag` on `page`. */
uint32_t structure_mark(struct structure *structure, uint32_t tag, uint32_t page);
/* The StructParent key of the annotation, which becomes a child of `tag`. */
uint32_t structure_link(struct structure *structure, uint32_t tag, uint32_t page, const struct pdf_dict *annotation);
/* The StructTreeRoot; `page_ids` are the object numbers of the pages. */
struct pdf_dict *structure_write(struct structure *structure, struct pdf_file *file, const uint32_t *page_ids);

#endif
