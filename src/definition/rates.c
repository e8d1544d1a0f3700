/* SPDX-License-Identifier: MIT */
#include "definition/rates.h"

#include "base/vec.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct diag  *diag;
    VEC(struct rate) rates;
};

bool rate_currency(str text, char code[4])
{
    if (text.len != 3) return false;
    for (size_t i = 0; i < 3; i++) {
        if (text.ptr[i] < 'A' || text.ptr[i] > 'Z') return false;
        code[i] = text.ptr[i];
    }
    code[3] = '\0';
    return true;
}

bool rate_parse(struct arena *arena, str text, int64_t *units)
{
    struct exact rate;
    if (exact_parse(arena, text, &rate) != RC_OK || exact_sign(rate) <= 0) return false;
    rate = exact_mul(arena, rate, exact_from_int(arena, RATE_UNIT));
    return exact_int(rate, units) == RC_OK && exact_compare(rate, exact_from_int(arena, *units)) == 0;
}

static void report(const struct reading *r, const struct yaml_node *node, const char *what)
{
    struct diag_message *message = diag_add(r->diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), what);
    diag_hint(r->diag, message,
              "rates: {USD: 0.92}, or by period rates: {2026-Q3: {USD: 0.92}}, or the path of a file");
}

static void read_rate(struct reading *r, const struct yaml_node *node, date since)
{
    struct rate rate = {.since = since, .span = node->span};
    bool        is_number = node->kind == YAML_INTEGER || node->kind == YAML_DECIMAL || node->kind == YAML_TEXT;
    if (!rate_currency(node->key->text, rate.currency)) {
        report(r, node->key, "the code of a currency");
        return;
    }
    if (!is_number || !rate_parse(r->arena, node->text, &rate.units)) {
        report(r, node, "a rate: what one unit is worth in the workspace's currency");
        return;
    }
    *VEC_PUSH(r->arena, r->rates) = rate;
}

static void read_period(struct reading *r, const struct yaml_node *node, int fiscal_start)
{
    struct period period;
    if (period_parse(node->key->text, fiscal_start, &period) != RC_OK) {
        report(r, node->key, "a period");
        return;
    }
    YAML_EACH (child, node) read_rate(r, child, period.start);
}

void rates_read(struct arena *arena, const struct yaml_node *node, int fiscal_start, struct diag *diag,
                struct rate_list *out, struct placed_text *file)
{
    struct reading r = {.arena = arena, .diag = diag};
    *out = (struct rate_list){0};
    *file = (struct placed_text){STR_NONE, SPAN_NONE};
    if (!node || node->kind == YAML_NULL) return;
    if (node->kind == YAML_TEXT) {
        *file = (struct placed_text){arena_str(arena, node->text), node->span};
        return;
    }
    if (node->kind != YAML_MAPPING) {
        diag_add(diag, DIAG_TYPE_WRONG, node->span, "rates", "a mapping of currencies or the path of a file",
                 yaml_kind_word(node));
        return;
    }
    YAML_EACH (child, node) {
        if (child->kind == YAML_MAPPING) read_period(&r, child, fiscal_start);
        else read_rate(&r, child, DATE_NONE);
    }
    *out = (struct rate_list){r.rates.at, r.rates.count};
}
