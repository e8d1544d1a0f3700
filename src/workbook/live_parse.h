/* SPDX-License-Identifier: MIT */
/* live_parse: a formula of the catalogue as a tree over cells, for live_formula. */
#ifndef RELIURE_WORKBOOK_LIVE_PARSE_H
#define RELIURE_WORKBOOK_LIVE_PARSE_H

#include "workbook/live_formula.h"

/* Functions a spreadsheet has no name for. */
enum live_special { SPECIAL_NONE, SPECIAL_COALESCE, SPECIAL_WEIGHTED };

enum live_node_kind { NODE_NUMBER, NODE_CELL, NODE_NEGATE, NODE_BINARY, NODE_CALL };

struct live_node {
    enum live_node_kind     kind;
    str                     text; /* the number; the function's name as a spreadsheet calls it */
    double                  number;
    char                    op;
    const struct live_cell *cell;
    enum live_special       special;
    struct live_node       *first, *next; /* operands or arguments */
};

/* A run of bytes that make up a name or a number with its dots. */
bool live_is_name_start(char c);
bool live_is_name_part(char c);

/* The tree, in `arena`. RC_INVALID, RC_MISSING, RC_LIMIT as live_formula_write() has them. */
enum rc live_parse(struct arena *arena, str formula, const struct live_cells *cells,
                   const struct live_node **out) MUST_CHECK;

#endif
