/* SPDX-License-Identifier: MIT */
#include "source/rules.h"

#include <string.h>

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

static bool break_rule(struct rule_break *broken, size_t column, const char *rule, const char *wanted, const char *hint)
{
    *broken = (struct rule_break){column, rule, wanted, hint};
    return false;
}

/* ISO 4217 in capitals; the account's, or the workspace's, where the export has none. */
static bool take_currency(struct row *row, size_t index, struct rule_break *broken)
{
    struct cell *cell = &row->cells[index];
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

/* Domain 13: a negative recurring revenue is an error of the export, not a refund, unless the workspace says more. */
static bool judge_negative(struct row *row, size_t index, struct rule_break *broken)
{
    struct cell *cell = &row->cells[index];
    if (cell->kind != CELL_INTEGER || cell->integer >= 0 || row->negative == NEGATIVE_NET) return true;
    if (row->negative == NEGATIVE_CLAMP) {
        cell->integer = 0;
        return true;
    }
    return break_rule(broken, index, "negative-mrr", "a recurring revenue: it is negative",
                      "credit notes and refunds are transactions; or set negative_mrr: net or clamp");
}

static bool take_quantity(struct row *row, size_t index, struct rule_break *broken)
{
    struct cell *cell = &row->cells[index];
    if (cell->kind == CELL_NULL) {
        cell->kind = CELL_INTEGER;
        cell->integer = 1;
    }
    return cell->integer >= 0 || break_rule(broken, index, "negative-count", "a number of times: it is negative", NULL);
}

/* A decimal, or the fraction of a rating brought to another scale. */
static bool is_between(const struct cell *cell, int64_t low, int64_t high, bool must_be_whole)
{
    struct number number, den;
    str           below, above = str_cut(cell->text, '/', &below);
    int64_t       parts = 1;
    if (cell->kind == CELL_NULL) return true;
    if (number_parse(above, '.', &number) != RC_OK) return false;
    if (below.ptr && (number_parse(below, '.', &den) != RC_OK || number_int(&den, 0, &parts) != RC_OK)) return false;
    if (must_be_whole && (below.ptr || !number_is_whole(&number))) return false;
    return number_compare_int(&number, low * parts) >= 0 && number_compare_int(&number, high * parts) <= 0;
}

static bool check_rating(const struct row *row, const struct cell *kind, struct rule_break *broken)
{
    size_t             index = AT_surveys_rating;
    const struct cell *rating = &row->cells[index];
    if (str_is(kind->text, "nps")) {
        return is_between(rating, 0, 10, true) ||
               break_rule(broken, index, "rating-range", "a whole rating from 0 to 10", NULL);
    }
    return is_between(rating, 1, 5, false) ||
           break_rule(broken, index, "rating-range", "a rating from 1 to 5",
                      "a rating on another scale needs scale: (and direction:) in the map");
}

static bool apply_survey(struct row *row, struct rule_break *broken)
{
    struct cell *kind = &row->cells[AT_surveys_kind], *wave = &row->cells[AT_surveys_wave];
    lower(kind);
    if (!str_is(kind->text, "nps") && !str_is(kind->text, "csat") && !str_is(kind->text, "ces"))
        return break_rule(broken, AT_surveys_kind, "survey-kind", "nps, csat or ces",
                          "map the words of the export with values:");
    if (wave->kind == CELL_NULL) {
        char month[8] = {0};
        memcpy(month, row->cells[AT_surveys_answered_at].text.ptr, 7);
        set_text(wave, month);
    }
    return check_rating(row, kind, broken);
}

/* What tells of an end, and what to take in its place while the day of that end, later than the as-of date, is to come. */
struct ending {
    size_t      status, end; /* columns */
    const char *words[2];
    const char *before;
};

static bool is_word(const struct cell *cell, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i] && cell->kind == CELL_TEXT && str_is(cell->text, words[i])) return true;
    }
    return false;
}

/* An export made after the as-of date knows more than a report may say: of a day to come the load keeps no text. */
static bool undo_ending(struct row *row, const struct ending *ending)
{
    struct cell *status = &row->cells[ending->status], *end = &row->cells[ending->end];
    lower(status);
    bool is_ahead = end->kind == CELL_NULL && end->day != DATE_NONE;
    if (!is_ahead || !is_word(status, ending->words, COUNT_OF(ending->words))) return false;
    set_text(status, ending->before);
    return true;
}

static bool apply_ticket(struct row *row, struct rule_break *broken)
{
    static const struct ending ending = {AT_tickets_status, AT_tickets_solved_at, {"solved", "closed"}, "open"};
    static const char *const   open[] = {"new", "open", "pending", "hold"};
    struct cell               *solved = &row->cells[AT_tickets_solved_at];
    lower(&row->cells[AT_tickets_priority]);
    undo_ending(row, &ending);
    if (is_word(&row->cells[AT_tickets_status], open, COUNT_OF(open))) solved->kind = CELL_NULL; /* reopened since */
    return is_between(&row->cells[AT_tickets_satisfaction], 1, 5, false) ||
           break_rule(broken, AT_tickets_satisfaction, "rating-range", "a rating from 1 to 5",
                      "map the words of the export with values:");
}

static bool apply_opportunity(struct row *row, struct rule_break *broken)
{
    static const struct ending ending = {AT_opportunities_stage, AT_opportunities_closed_on, {"won", "lost"}, "open"};
    lower(&row->cells[AT_opportunities_kind]);
    undo_ending(row, &ending);
    return take_currency(row, AT_opportunities_currency, broken);
}

static bool apply_subscription(struct row *row, struct rule_break *broken)
{
    return judge_negative(row, AT_subscriptions_mrr, broken) && take_currency(row, AT_subscriptions_currency, broken);
}

static bool apply_mrr(struct row *row, struct rule_break *broken)
{
    return judge_negative(row, AT_mrr_amount, broken) && take_currency(row, AT_mrr_currency, broken);
}

static bool apply_points(struct row *row, struct rule_break *broken)
{
    lower(&row->cells[AT_points_kind]);
    return row->cells[AT_points_points].integer >= 0 ||
           break_rule(broken, AT_points_points, "negative-count", "a number of points: it is negative",
                      "say redeemed or expired in the column kind");
}

static bool apply_action(struct row *row)
{
    lower(&row->cells[AT_actions_status]);
    lower(&row->cells[AT_actions_kind]);
    return true;
}

static bool apply_objective(struct row *row)
{
    static const struct ending ending = {AT_objectives_status, AT_objectives_reached_on, {"reached"}, "under_way"};
    if (undo_ending(row, &ending)) row->cells[AT_objectives_progress].kind = CELL_NULL; /* how far it was then is not known */
    return true;
}

bool rules_apply(struct row *row, struct rule_break *broken)
{
    switch (row->table->columns[0].table) {
    case TABLE_accounts: return take_currency(row, AT_accounts_currency, broken);
    case TABLE_transactions: return take_currency(row, AT_transactions_currency, broken);
    case TABLE_subscriptions: return apply_subscription(row, broken);
    case TABLE_mrr: return apply_mrr(row, broken);
    case TABLE_usage: return take_quantity(row, AT_usage_quantity, broken);
    case TABLE_feature_usage: return take_quantity(row, AT_feature_usage_quantity, broken);
    case TABLE_surveys: return apply_survey(row, broken);
    case TABLE_tickets: return apply_ticket(row, broken);
    case TABLE_opportunities: return apply_opportunity(row, broken);
    case TABLE_actions: return apply_action(row);
    case TABLE_points: return apply_points(row, broken);
    case TABLE_objectives: return apply_objective(row);
    case TABLE_interactions: lower(&row->cells[AT_interactions_kind]); break;
    default: break;
    }
    return true;
}
