/* SPDX-License-Identifier: MIT */
/* read: YAML to the blocks of model.h, one function a kind of thing. All report what is wrong and go on. */
#ifndef RELIURE_TEMPLATE_READ_H
#define RELIURE_TEMPLATE_READ_H

#include "template/model.h"

/* A sequence of blocks; `include` puts those of another file in its place. */
void read_blocks(struct reader *reader, const struct yaml_node *sequence, struct block **out, size_t *count);
/* The `data` of a template: named queries. */
void read_data(struct reader *reader, const struct yaml_node *map);

/* Gives the texts of a file just read (« documents/qbr ») their wordings in further languages. */
void reader_translate(struct reader *reader, str file, const struct yaml_node *root);

/* `from: name` or `query:` with `as:`; -1 when neither stands in the map. */
int read_source(struct reader *reader, const struct yaml_node *map);
/* Says what a column holds, unless it was said already. */
void source_type(struct reader *reader, int source, str column, const struct yaml_node *type);
/* The same where the unit is known: a chart's series. */
void source_type_unit(struct reader *reader, int source, str column, enum unit unit);

void read_table(struct reader *reader, const struct yaml_node *map, struct block *block);
void read_chart(struct reader *reader, const struct yaml_node *map, struct block *block);
/* `items` of a block, and what else its kind has. */
void read_items(struct reader *reader, const struct yaml_node *node, struct block *block);
void read_item_list(struct reader *reader, const struct yaml_node *sequence, enum block_kind kind, struct item_model **out, size_t *count);

/* `audience: internal | client`. */
bool           read_audience(struct reader *reader, const struct yaml_node *map);
enum tone      read_tone(struct reader *reader, const struct yaml_node *map);
enum cell_look read_look(struct reader *reader, const struct yaml_node *map);

#endif
