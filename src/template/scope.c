/* SPDX-License-Identifier: MIT */
/* What a path stands for in the document being built. */
#include "template/run.h"

#include <string.h>

static struct found plain(struct value value)
{
    return (struct found){.value = value};
}

static struct found text(str words)
{
    return plain(words.len ? value_text(words) : (struct value){0});
}

/* The words of a reason's id. */
static str reason_words(const struct builder *builder, str id)
{
    return id.len ? results_word(builder->run->options.results, id, locale_language(builder->locale)) : id;
}

/* A figure that is not there carries its reason's id; documents say it in words. */
static void say_reason(const struct builder *builder, struct value *value)
{
    if (value->kind == VALUE_MISSING || value->kind == VALUE_NOT_APPLICABLE)
        value->text = reason_words(builder, value->text);
}

static void say_reasons(const struct builder *builder, struct metric_result *result)
{
    say_reason(builder, &result->value);
    say_reason(builder, &result->previous);
    say_reason(builder, &result->change);
    say_reason(builder, &result->benchmark);
    say_reason(builder, &result->versus);
}

/* A period under way is not compared with full ones (domain 13). */
static void drop_comparison(struct metric_result *result)
{
    result->previous = result->change = (struct value){0};
    result->trend = RESULT_NO_TREND;
    result->trend_tone = TONE_NONE;
}

static struct metric_slot *metric_slot(struct builder *builder, str id)
{
    struct metric_slot *slot = map_lookup(&builder->slots, id);
    if (slot) return slot;
    struct results *results = builder->run->options.results;
    slot = ARENA_NEW(builder->arena, struct metric_slot);
    slot->id = id;
    slot->is_known = results_metric(results, builder->arena, id, builder->bindings.subject, builder->bindings.period,
                                    &slot->result) == RC_OK &&
                     results_info(results, id, locale_language(builder->locale), &slot->info) == RC_OK;
    if (!slot->is_known)
        slot->result.value = value_missing(STR_NONE);
    else
        say_reasons(builder, &slot->result);
    if (builder->run->is_under_way) drop_comparison(&slot->result);
    map_set(builder->arena, &builder->slots, id, slot);
    return slot;
}

static bool is_shown(const struct builder *builder, const struct metric_slot *slot)
{
    for (size_t i = 0; i < builder->shown.count; i++)
        if (builder->shown.at[i] == slot) return true;
    return false;
}

const struct metric_slot *scope_metric_quietly(struct builder *builder, str id)
{
    return metric_slot(builder, id);
}

const struct metric_slot *scope_metric(struct builder *builder, str id)
{
    struct metric_slot *slot = metric_slot(builder, id);
    if (slot->info.is_internal && builder->doc->edition == EDITION_CLIENT)
        builder->is_withheld = true;
    else if (slot->is_known && !is_shown(builder, slot))
        *VEC_PUSH(builder->arena, builder->shown) = slot;
    return slot;
}

static str trend_word(const struct builder *builder, enum results_trend trend)
{
    static const char *const keys[] = {
        [RESULT_UP] = "trend.up", [RESULT_FLAT] = "trend.flat", [RESULT_DOWN] = "trend.down"};
    return trend == RESULT_NO_TREND ? STR_NONE : locale_word(builder->locale, keys[trend]);
}

static str band_word(const struct builder *builder, const struct metric_slot *slot)
{
    return results_band_word(builder->run->options.results, slot->id, slot->result.band,
                             locale_language(builder->locale));
}

static struct value metric_words(struct builder *builder, const struct metric_slot *slot, str field)
{
    const struct metric_result *result = &slot->result;
    if (str_is(field, "band")) {
        struct value band = text(band_word(builder, slot)).value;
        band.tone = result->value.tone;
        return band;
    }
    if (str_is(field, "trend")) return text(trend_word(builder, result->trend)).value;
    if (str_is(field, "goal")) return text(result->goal).value;
    if (str_is(field, "label")) return text(slot->info.label).value;
    if (str_is(field, "costliest")) return text(result->costliest).value;
    if (str_is(field, "note")) return text(reason_words(builder, result->note)).value;
    return value_has_number(&result->value) ? (struct value){0} : text(result->value.text).value; /* reason */
}

static struct value metric_field(struct builder *builder, const struct metric_slot *slot, str field)
{
    const struct metric_result *result = &slot->result;
    if (str_is(field, "previous")) return result->previous;
    if (str_is(field, "change")) return result->change;
    if (str_is(field, "benchmark")) return result->benchmark;
    if (str_is(field, "versus")) return result->versus;
    if (str_is(field, "coverage")) return value_number(UNIT_PERCENT, result->coverage);
    if (str_is(field, "n")) return result->n < 0 ? (struct value){0} : value_count(builder->arena, result->n);
    return metric_words(builder, slot, field);
}

str scope_mark(const struct builder *builder, const struct metric_slot *slot)
{
    str note = slot->result.note;
    if (str_is(note, "low-sample") || str_is(note, "partial-month")) return STR_NONE;
    return value_has_number(&slot->result.value) ? reason_words(builder, note) : STR_NONE;
}

static struct found find_metric(struct builder *builder, const struct path *path)
{
    const struct metric_slot *slot = scope_metric(builder, path->name);
    struct found              found = {.value = slot->result.value, .metric = slot};
    if (path->field.len)
        found.value = metric_field(builder, slot, path->field);
    else
        found.mark = scope_mark(builder, slot);
    return found;
}

static struct found find_period(struct builder *builder, const struct path *path)
{
    struct period period = builder->doc->period;
    if (str_is(path->rest, "label")) return text(locale_period(builder->locale, builder->arena, period));
    if (str_is(path->rest, "key")) return text(builder->bindings.period);
    if (str_is(path->rest, "start")) return plain(value_date(period.start));
    if (str_is(path->rest, "end")) return plain(value_date(period.end));
    if (str_is(path->rest, "last")) return plain(value_date(period.end - 1));
    if (str_is(path->rest, "days")) return plain(value_count(builder->arena, period.end - period.start));
    bool is_under_way = builder->run->is_under_way;
    if (str_is(path->rest, "under_way"))
        return plain(is_under_way ? value_date(builder->doc->as_of) : (struct value){0});
    period = period_shift(period, -1, builder->run->options.fiscal_start);
    return is_under_way ? plain((struct value){0}) : text(locale_period(builder->locale, builder->arena, period));
}

/* Titles of the sections dropped so far for want of data. */
static str join_hidden(struct builder *builder)
{
    str joined = STR_NONE;
    for (size_t i = 0; i < builder->hidden.count; i++)
        joined = i ? arena_printf(builder->arena, "%.*s, %.*s", STR_ARG(joined), STR_ARG(builder->hidden.at[i]))
                   : builder->hidden.at[i];
    return joined;
}

static struct found find_document(struct builder *builder, const struct path *path)
{
    const struct doc *doc = builder->doc;
    if (str_is(path->rest, "as_of")) return plain(value_date(doc->as_of));
    if (str_is(path->rest, "hidden")) return text(join_hidden(builder));
    if (str_is(path->rest, "kind")) return text(doc->kind_title);
    if (str_is(path->rest, "vendor")) return text(doc->vendor);
    if (str_is(path->rest, "edition"))
        return text(
            locale_word(builder->locale, doc->edition == EDITION_CLIENT ? "edition.client" : "edition.internal"));
    return text(doc->title);
}

static struct found find_cell(struct builder *builder, const struct rows *rows, size_t row, str column,
                              struct span span)
{
    size_t at = rows_column(builder, rows, column, span);
    return plain(at < rows->column_count ? rows->cells[row * rows->column_count + at] : (struct value){0});
}

static struct found find_data(struct builder *builder, const struct path *path)
{
    const struct rows *rows = rows_of(builder, path->source);
    if (str_is(path->field, "count")) return plain(value_count(builder->arena, (int64_t)rows->row_count));
    if (!rows->row_count) return plain(value_missing(STR_NONE));
    return find_cell(builder, rows, 0, path->field, path->span);
}

static int months_between(date from, date to)
{
    struct civil a = date_civil(from), b = date_civil(to);
    return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day);
}

static str part_of_tenure(struct builder *builder, const char *key, int64_t count)
{
    return locale_phrase(builder->locale, builder->arena, key, count, NULL, 0);
}

/* « 22 jours », « 14 mois », « 2 ans et 6 mois »: from the first day as a client to the as-of date or the end of
 * service. */
static struct found find_tenure(struct builder *builder)
{
    struct value from = rows_account_value(builder, STR("signed_up_on")),
                 gone = rows_account_value(builder, STR("churned_on"));
    date to = gone.kind == VALUE_DATE && gone.day < builder->doc->as_of ? gone.day : builder->doc->as_of;
    if (from.kind != VALUE_DATE || from.day > to) return plain(value_missing(STR_NONE));
    int months = months_between(from.day, to);
    if (months < 1) return text(part_of_tenure(builder, "tenure.days", to - from.day));
    if (months < 24) return text(part_of_tenure(builder, "tenure.months", months));
    str years = part_of_tenure(builder, "tenure.years", months / 12);
    if (months % 12 == 0) return text(years);
    const struct locale_arg args[] = {{"years", years},
                                      {"months", part_of_tenure(builder, "tenure.months", months % 12)}};
    return text(locale_phrase(builder->locale, builder->arena, "tenure.both", -1, args, COUNT_OF(args)));
}

static struct found find_account(struct builder *builder, const struct path *path)
{
    if (str_is(path->rest, "tenure")) return find_tenure(builder);
    struct value value = rows_account_value(builder, path->rest);
    if (value.kind == VALUE_EMPTY) value = value_missing(STR_NONE);
    return plain(value);
}

str scope_text(struct builder *builder, const struct yaml_node *node)
{
    if (node && node->kind == YAML_MAPPING) {
        const struct yaml_node *own = yaml_get(node, locale_language(builder->locale));
        node = own ? own : node->first;
    }
    bool is_text = node && node->kind != YAML_NULL && node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING;
    return is_text ? locale_typeset(builder->locale, builder->arena, node->text) : STR_NONE;
}

const struct yaml_node *scope_own_narrative(const struct builder *builder)
{
    YAML_EACH(node, builder->run->options.narrative)
    if (node->kind == YAML_MAPPING && str_equal(node->key->text, builder->bindings.subject)) return node;
    return NULL;
}

const struct yaml_node *scope_narrative(struct builder *builder, str name)
{
    const struct yaml_node *own = scope_own_narrative(builder);
    const char             *key = arena_cstr(builder->arena, name);
    const struct yaml_node *words = own ? yaml_get(own, key) : NULL;
    return words ? words : yaml_get(builder->run->options.narrative, key);
}

static struct found find_narrative(struct builder *builder, const struct path *path)
{
    return text(scope_text(builder, scope_narrative(builder, path->rest)));
}

struct found scope_find(struct builder *builder, const struct path *path)
{
    switch (path->root) {
    case ROOT_ACCOUNT: return find_account(builder, path);
    case ROOT_METRIC: return find_metric(builder, path);
    case ROOT_PERIOD: return find_period(builder, path);
    case ROOT_DATA: return find_data(builder, path);
    case ROOT_WORD: return text(locale_word(builder->locale, arena_cstr(builder->arena, path->rest)));
    case ROOT_DOCUMENT: return find_document(builder, path);
    case ROOT_NARRATIVE: return find_narrative(builder, path);
    case ROOT_ROW:
        if (builder->scope && builder->scope_row < builder->scope->row_count)
            return find_cell(builder, builder->scope, builder->scope_row, path->rest, path->span);
        break;
    case ROOT_COUNT: break;
    }
    return plain((struct value){0});
}

bool scope_next(struct builder *builder, const struct rows *rows, size_t *turn)
{
    if (!rows) return ++*turn == 1; /* a repetition around the block keeps its row */
    builder->scope = rows;
    builder->scope_row = *turn;
    bool has_turn = *turn < rows->row_count;
    if (!has_turn) builder->scope = NULL;
    ++*turn;
    return has_turn;
}
