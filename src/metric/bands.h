/* SPDX-License-Identifier: MIT */
/*
 * bands: the tables that turn a figure into a word (domain 1.1 and 4). Data: templates/bands/<id>.yaml holds id,
 * version, source, date, rule (a sentence), unit, and the bands from best to worst, each with id, word, tone and one
 * bound in print units: `above` (strict) or `from` (included) where more is better, `below` (strict) or `to` (included)
 * where less is; the last has none. `round: 0` rounds half away from zero to so many decimals first (health, 3.18),
 * unless the setting that `rounding` names says none (domain 12, row 22).
 */
#ifndef RELIURE_METRIC_BANDS_H
#define RELIURE_METRIC_BANDS_H

#include "base/value.h"
#include "definition/yaml.h"

enum band_test { BAND_REST, BAND_ABOVE, BAND_FROM, BAND_BELOW, BAND_TO };

struct band {
    str                     id; /* "good": stable, for SQL and rules */
    enum band_test          test;
    struct exact            bound; /* print units: 107, not 1.07 */
    const struct yaml_node *word;  /* {fr: …, en: …} */
    enum tone               tone;
};

struct band_table {
    str          id, version, source, date, rule, rounding;
    enum unit    unit;
    int          round; /* decimals before banding; -1: the unrounded value */
    struct band *bands; /* best to worst */
    size_t       count;
    struct span  span;
};

/* One file's table, checked: bounds in order, all of one direction, the last open. NULL when anything was reported. */
const struct band_table *bands_read(struct arena *arena, const struct yaml_node *root, struct diag *diag);

/*
 * Domain 12, row 23: where two bands share a bound, the worse takes it; the topmost must still be exceeded and the
 * lowest still lies below its own. For tables whose topmost band is strict.
 */
void bands_take_upper(struct band_table *table);

/* The band of a number in print units; NULL only for a table without bands. */
const struct band *bands_lookup(const struct band_table *table, struct arena *scratch, struct exact number);
/* The band with this id, or NULL. */
const struct band *bands_find(const struct band_table *table, str id);

/* Print units of a unit's scale: × 100 for percentages and points, else as it is. */
struct exact print_scale(struct arena *arena, enum unit unit, struct exact number);

/* A goal or trigger (1.1): `> x` and `< x` are strict; `>=`, `<=` and a number alone include x. */
enum goal_test { GOAL_NONE, GOAL_ABOVE, GOAL_FROM, GOAL_BELOW, GOAL_TO };
struct goal {
    enum goal_test test;
    struct exact   bound; /* print units */
    str            text;  /* as written */
};

/* "> 100", ">= 20", "20"; a number alone is reached from it (or down to it where less is better). RC_INVALID else. */
enum rc goal_parse(struct arena *arena, str text, bool is_less_better, struct goal *out) MUST_CHECK;
bool    goal_is_met(const struct goal *goal, struct exact number);

/* What a figure must not seem to pass or miss by its rounding. */
struct print_bounds {
    const struct band_table *bands;           /* or NULL */
    const struct goal       *goal, *triggers; /* `triggers` NULL where there are none */
    size_t                   trigger_count;
};

/*
 * The print rule of 1.1: the decimals that keep the printed figure in the exact figure's band and on its side of the
 * goal and of each trigger; -1 when the unit's normal precision does.
 */
int print_places(struct arena *scratch, enum unit unit, struct exact number, const struct print_bounds *bounds);

/* The text under `language`, else under "en", else the first; empty for NULL. */
str words_in(const struct yaml_node *words, const char *language);

#endif
