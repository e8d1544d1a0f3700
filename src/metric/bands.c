/* SPDX-License-Identifier: MIT */
#include "metric/bands.h"

static const str table_keys[] = {STR("id"),   STR("version"), STR("source"), STR("date"),    STR("rule"),
                                 STR("unit"), STR("round"),   STR("bands"),  STR("rounding")};
static const str band_keys[] = {STR("id"),   STR("word"),  STR("tone"), STR("above"),
                                STR("from"), STR("below"), STR("to")};
static const str tones[] = {STR("none"), STR("good"), STR("watch"), STR("bad")};

static const struct {
    const char    *key;
    enum band_test test;
} tests[] = {{"above", BAND_ABOVE}, {"from", BAND_FROM}, {"below", BAND_BELOW}, {"to", BAND_TO}};

static struct band read_band(struct arena *arena, const struct yaml_node *node, struct diag *diag)
{
    yaml_check_keys(node, band_keys, COUNT_OF(band_keys), "a band", diag);
    struct band band = {.id = yaml_required_text(node, "id", "a band", diag), .word = yaml_mapping(node, "word", diag)};
    if (!band.word) diag_add(diag, DIAG_KEY_MISSING, node->span, "word", "a band");
    band.tone = (enum tone)yaml_choice(node, "tone", tones, COUNT_OF(tones), 0, diag);
    for (size_t i = 0; i < COUNT_OF(tests); i++) {
        if (!yaml_get(node, tests[i].key)) continue;
        band.test = tests[i].test;
        band.bound = yaml_exact(arena, node, tests[i].key, EXACT_ZERO, diag);
    }
    return band;
}

static bool is_rising(enum band_test test)
{
    return test == BAND_ABOVE || test == BAND_FROM;
}

/* Every band but the last has a bound, all of one direction, each worse than the one before. */
static void check_order(const struct band_table *table, const struct yaml_node *list, struct diag *diag)
{
    size_t i = 0;
    YAML_EACH (node, list) {
        const struct band *band = &table->bands[i++];
        bool               is_last = i == table->count;
        if (is_last != (band->test == BAND_REST)) {
            struct diag_message *m = diag_add(diag, DIAG_BAND_ORDER, node->span,
                                              is_last ? "the last band takes the rest and has no bound"
                                                      : "every band but the last needs a bound");
            diag_hint(diag, m, "bounds are above:, from:, below: or to:");
        }
        if (i < 2 || is_last || band->test == BAND_REST) continue;
        const struct band *better = band - 1;
        int                order = exact_compare(band->bound, better->bound);
        if (is_rising(band->test) != is_rising(better->test))
            diag_add(diag, DIAG_BAND_ORDER, node->span, "bounds of both directions in one table");
        else if (is_rising(band->test) ? order >= 0 : order <= 0)
            diag_add(diag, DIAG_BAND_ORDER, node->span, "bands go from best to worst");
    }
}

const struct band_table *bands_read(struct arena *arena, const struct yaml_node *root, struct diag *diag)
{
    size_t errors = diag->errors;
    yaml_check_keys(root, table_keys, COUNT_OF(table_keys), "a band table", diag);
    struct band_table *table = ARENA_NEW(arena, struct band_table);
    table->span = root->span;
    table->id = yaml_required_text(root, "id", "a band table", diag);
    table->source = yaml_required_text(root, "source", "a band table", diag);
    const struct yaml_node *version = yaml_get(root, "version"), *day = yaml_get(root, "date");
    if (!version)
        diag_add(diag, DIAG_KEY_MISSING, root->span, "version", "a band table");
    else
        table->version = version->text;
    if (!day)
        diag_add(diag, DIAG_KEY_MISSING, root->span, "date", "a band table");
    else
        table->date = day->text;
    table->rule = yaml_required_text(root, "rule", "a band table", diag);
    str unit = yaml_text(root, "unit", STR("decimal"), diag);
    if (unit_parse(unit, &table->unit) != RC_OK)
        diag_add(diag, DIAG_VALUE_WRONG, yaml_get(root, "unit")->span, STR_ARG(unit), "a unit");
    table->round = (int)yaml_int(root, "round", -1, diag);
    table->rounding = yaml_text(root, "rounding", STR_NONE, diag);
    const struct yaml_node *list = yaml_sequence(root, "bands", diag);
    if (!list || list->count == 0) diag_add(diag, DIAG_KEY_MISSING, root->span, "bands", "a band table");
    table->bands = ARENA_ARRAY(arena, struct band, list ? list->count : 0);
    YAML_EACH (node, list)
        table->bands[table->count++] = read_band(arena, node, diag);
    check_order(table, list, diag);
    return diag->errors == errors ? table : NULL;
}

void bands_take_upper(struct band_table *table)
{
    if (table->count == 0 || table->bands[0].test != BAND_ABOVE) return;
    for (size_t i = 1; i + 2 < table->count; i++) {
        if (table->bands[i].test == BAND_FROM) table->bands[i].test = BAND_ABOVE;
    }
}

static bool is_in(const struct band *band, struct exact number)
{
    int order = exact_compare(number, band->bound);
    switch (band->test) {
    case BAND_ABOVE: return order > 0;
    case BAND_FROM: return order >= 0;
    case BAND_BELOW: return order < 0;
    case BAND_TO: return order <= 0;
    case BAND_REST: break;
    }
    return true;
}

const struct band *bands_lookup(const struct band_table *table, struct arena *scratch, struct exact number)
{
    if (table->round >= 0) number = exact_round(scratch, number, table->round);
    for (size_t i = 0; i < table->count; i++) {
        if (is_in(&table->bands[i], number)) return &table->bands[i];
    }
    return NULL;
}

const struct band *bands_find(const struct band_table *table, str id)
{
    for (size_t i = 0; table && i < table->count; i++) {
        if (str_equal(table->bands[i].id, id)) return &table->bands[i];
    }
    return NULL;
}

struct exact print_scale(struct arena *arena, enum unit unit, struct exact number)
{
    if (unit != UNIT_PERCENT && unit != UNIT_POINTS) return number;
    return exact_mul(arena, number, exact_from_int(arena, 100));
}

enum rc goal_parse(struct arena *arena, str text, bool is_less_better, struct goal *out)
{
    static const struct {
        const char    *sign;
        enum goal_test test;
    } signs[] = {{">=", GOAL_FROM}, {"≥", GOAL_FROM},  {"<=", GOAL_TO},
                 {"≤", GOAL_TO},    {">", GOAL_ABOVE}, {"<", GOAL_BELOW}};
    str number = str_trim(text);
    *out = (struct goal){.test = is_less_better ? GOAL_TO : GOAL_FROM, .text = text};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (!str_starts(number, signs[i].sign)) continue;
        out->test = signs[i].test;
        number = str_trim(str_slice(number, str_from(signs[i].sign).len, number.len));
        break;
    }
    if (str_ends(number, "%")) number = str_trim(str_slice(number, 0, number.len - 1));
    return exact_parse(arena, number, &out->bound);
}

bool goal_is_met(const struct goal *goal, struct exact number)
{
    int order = exact_compare(number, goal->bound);
    switch (goal->test) {
    case GOAL_ABOVE: return order > 0;
    case GOAL_FROM: return order >= 0;
    case GOAL_BELOW: return order < 0;
    case GOAL_TO: return order <= 0;
    case GOAL_NONE: break;
    }
    return false;
}

/* Decimals a unit prints with (domain 1.2), or -1 for units whose print does not follow the rule. */
static int normal_places(enum unit unit)
{
    switch (unit) {
    case UNIT_PERCENT:
    case UNIT_POINTS:
    case UNIT_RATING5:
    case UNIT_DECIMAL:
    case UNIT_DURATION:
    case UNIT_MONTHS: return 1;
    case UNIT_NPS:
    case UNIT_COUNT:
    case UNIT_DAYS: return 0;
    default: return -1;
    }
}

static bool is_same_side(const struct goal *goal, struct exact printed, struct exact exact)
{
    return goal->test == GOAL_NONE || goal_is_met(goal, printed) == goal_is_met(goal, exact);
}

static bool reads_alike(struct arena *scratch, const struct print_bounds *bounds, struct exact printed,
                        struct exact exact)
{
    if (bounds->bands && bands_lookup(bounds->bands, scratch, printed) != bands_lookup(bounds->bands, scratch, exact))
        return false;
    for (size_t i = 0; i < bounds->trigger_count; i++) {
        if (!is_same_side(&bounds->triggers[i], printed, exact)) return false;
    }
    return is_same_side(bounds->goal, printed, exact);
}

int print_places(struct arena *scratch, enum unit unit, struct exact number, const struct print_bounds *bounds)
{
    int normal = normal_places(unit), places = normal;
    if (normal < 0 || (bounds->bands && bounds->bands->round >= 0)) return -1;
    struct arena_mark mark = arena_mark(scratch);
    struct exact      exact = print_scale(scratch, unit, number), step = exact_from_int(scratch, 1);
    if (unit == UNIT_DURATION) step = exact_from_int(scratch, duration_steps[duration_step(scratch, number)]);
    for (; places < 18; places++) {
        struct exact printed = exact_mul(scratch, exact_round(scratch, exact_div(scratch, exact, step), places), step);
        if (reads_alike(scratch, bounds, printed, exact)) break;
    }
    arena_reset(scratch, mark);
    return places == normal ? -1 : places;
}

str words_in(const struct yaml_node *words, const char *language)
{
    const struct yaml_node *word = yaml_get(words, language);
    if (!word) word = yaml_get(words, "en");
    if (!word && words) word = words->first;
    return word ? word->text : STR_NONE;
}
