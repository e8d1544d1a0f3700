/* SPDX-License-Identifier: MIT */
/* catalogue_read: one entry of the catalogue from its YAML. Part of catalogue.c, which puts them in order. */
#ifndef RELIURE_METRIC_CATALOGUE_READ_H
#define RELIURE_METRIC_CATALOGUE_READ_H

#include "metric/catalogue.h"

/* The keys of the catalogue being read. */
struct catalogue_reader {
    struct arena     *arena;
    struct catalogue *catalogue;
    struct diag      *diag;
};

void catalogue_read_metric(struct catalogue_reader *reader, struct metric *metric, const struct yaml_node *node);
void catalogue_read_table(struct catalogue_reader *reader, struct metric_table *table, const struct yaml_node *node);
void catalogue_read_check(struct catalogue_reader *reader, struct metric_check *check, const struct yaml_node *node);
/* Finds what the names of a metric's formula stand for; every metric has been read. */
void catalogue_bind_names(struct catalogue_reader *reader, struct metric *metric);
/* Refuses what SQLite would compute in binary: `/`, avg() and the like outside of strings and comments. */
void catalogue_check_sql(struct catalogue_reader *reader, str owner, const struct yaml_node *sql);

#endif
