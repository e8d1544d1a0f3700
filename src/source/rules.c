/* SPDX-License-Identifier: MIT */
#include "source/rules.h"

#include <string.h>

static struct cell *cell_of(const struct row *row, const char *name, size_t *index)
{
    *index = table_column(row->table, str_from(name));
    return &row->cells[*index];
}

static void set_text(struct cell *cell, const char *text)
{
    size_t length = strlen(text) < sizeof cell->buffer ? strlen(text) : sizeof cell->buffer - 1;
    memcpy(cell->buffer, text, length);
    cell->buffer[length] = '\0';
    cell->kind = CELL_TEXT;
    cell->text = (str){cell->buffer, length};
}

/* Words that queries compare are kept in small letters, however a tool writes them. */
static void lower(struct cell *cell)
{
    if (cell->kind != CELL_TEXT || cell->text.len >= sizeof cell->buffer) return;
    for (size_t i = 0; i < cell->text.len; i++) {
        char c = cell->text.ptr[i];
        cell->buffer[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    cell->text.ptr = cell->buffer;
}

static void lower_columns(struct row *row, const char *const *names, size_t count)
{
    size_t index;
    for (size_t i = 0; i < count; i++) lower(cell_of(row, names[i], &index));
}

static bool break_rule(struct rule_break *broken, size_t column, const char *rule, const char *wanted, const char *hint)
{
    *broken = (struct rule_break){column, rule, wanted, hint};
    return false;
}

/* ISO 4217 in capitals; the account's, or the workspace's, where the export has none. */
static bool take_currency(struct row *row, struct rule_break *broken)
{
    size_t       index;
    struct cell *cell = cell_of(row, "currency", &index);
    if (cell->kind == CELL_NULL) {
        set_text(cell, row->account && row->account->currency[0] ? row->account->currency : row->currency);
        return true;
    }
    if (cell->text.len != 3) return break_rule(broken, index, "currency", "a currency code of three letters", NULL);
    for (size_t i = 0; i < 3; i++) {
        char c = cell->text.ptr[i] & (char)~0x20;
        if (c < 'A' || c > 'Z') return break_rule(broken, index, "currency", "a currency code of three letters", NULL);
        cell->buffer[i] = c;
    }
    cell->text.ptr = cell->buffer;
    return true;
}

/* Domain 13: a negative recurring revenue is an error of the export, not a refund. */
static bool refuse_negative(struct row *row, const char *name, struct rule_break *broken)
{
    size_t       index;
    struct cell *cell = cell_of(row, name, &index);
    if (cell->kind != CELL_INTEGER || cell->integer >= 0) return true;
    return break_rule(broken, index, "negative-mrr", "a recurring revenue: it is negative",
                      "credit notes and refunds are transactions, not recurring revenue");
}

static bool take_quantity(struct row *row, struct rule_break *broken)
{
    size_t       index;
    struct cell *cell = cell_of(row, "quantity", &index);
    if (cell->kind == CELL_NULL) *cell = (struct cell){.kind = CELL_INTEGER, .integer = 1, .day = DATE_NONE};
    return cell->integer >= 0 || break_rule(broken, index, "negative-count", "a number of times: it is negative", NULL);
}

static bool is_between(const struct cell *cell, int64_t low, int64_t high, bool must_be_whole)
{
    struct number number;
    if (cell->kind == CELL_NULL) return true;
    if (number_parse(cell->text, '.', &number) != RC_OK) return false;
    if (must_be_whole && !number_is_whole(&number)) return false;
    return number_compare_int(&number, low) >= 0 && number_compare_int(&number, high) <= 0;
}

static bool check_rating(const struct row *row, const struct cell *kind, struct rule_break *broken)
{
    size_t             index;
    const struct cell *rating = cell_of(row, "rating", &index);
    if (str_is(kind->text, "nps")) {
        return is_between(rating, 0, 10, true) || break_rule(broken, index, "rating-range", "a whole rating from 0 to 10", NULL);
    }
    return is_between(rating, 1, 5, false) ||
           break_rule(broken, index, "rating-range", "a rating from 1 to 5",
                      "a rating on another scale needs scale: (and direction:) in the map");
}

static bool apply_survey(struct row *row, struct rule_break *broken)
{
    size_t       index;
    struct cell *kind = cell_of(row, "kind", &index);
    lower(kind);
    if (!str_is(kind->text, "nps") && !str_is(kind->text, "csat") && !str_is(kind->text, "ces"))
        return break_rule(broken, index, "survey-kind", "nps, csat or ces", "map the words of the export with values:");
    struct cell *answered = cell_of(row, "answered_at", &index), *wave = cell_of(row, "wave", &index);
    if (wave->kind == CELL_NULL) {
        char month[8] = {0};
        memcpy(month, answered->text.ptr, 7);
        set_text(wave, month);
    }
    return check_rating(row, kind, broken);
}

static bool apply_ticket(struct row *row, struct rule_break *broken)
{
    size_t index;
    lower_columns(row, (const char *const[]){"priority", "status"}, 2);
    struct cell *satisfaction = cell_of(row, "satisfaction", &index);
    return is_between(satisfaction, 1, 5, false) ||
           break_rule(broken, index, "rating-range", "a rating from 1 to 5", "map the words of the export with values:");
}

static bool apply_opportunity(struct row *row, struct rule_break *broken)
{
    lower_columns(row, (const char *const[]){"kind", "stage"}, 2);
    return take_currency(row, broken);
}

static bool apply_subscription(struct row *row, struct rule_break *broken)
{
    return refuse_negative(row, "mrr", broken) && take_currency(row, broken);
}

bool rules_apply(struct row *row, struct rule_break *broken)
{
    switch (row->table->columns[0].table) {
    case TABLE_accounts:
    case TABLE_transactions: return take_currency(row, broken);
    case TABLE_subscriptions: return apply_subscription(row, broken);
    case TABLE_mrr: return refuse_negative(row, "amount", broken) && take_currency(row, broken);
    case TABLE_usage:
    case TABLE_feature_usage: return take_quantity(row, broken);
    case TABLE_surveys: return apply_survey(row, broken);
    case TABLE_tickets: return apply_ticket(row, broken);
    case TABLE_opportunities: return apply_opportunity(row, broken);
    case TABLE_objectives: lower_columns(row, (const char *const[]){"status"}, 1); break;
    case TABLE_actions: lower_columns(row, (const char *const[]){"status", "kind"}, 2); break;
    case TABLE_interactions: lower_columns(row, (const char *const[]){"kind"}, 1); break;
    default: break;
    }
    return true;
}
