/* SPDX-License-Identifier: MIT */
/* place: where a byte of a YAML scalar's text stands in its file, so that an error in a formula or in SQL points into
 * it. */
#ifndef RELIURE_METRIC_PLACE_H
#define RELIURE_METRIC_PLACE_H

#include "definition/yaml.h"

/*
 * Byte `at` of `node->text` as a place `len` characters long. Exact in plain, quoted (without escapes) and literal
 * block scalars (`|`); the scalar's own place where the file's text was not kept or the scalar is folded over lines.
 */
struct span place_in(const struct yaml_node *node, size_t at, size_t len);

#endif
