/* SPDX-License-Identifier: MIT */
#include "source/cell.h"

#include "base/exact.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MONEY_TENS = 4, RATING_PLACES = 6, BOOLEAN_BYTES = 16 /* no word for true or false is longer */ };

static const char *const true_words[] = {"1",    "true",  "yes",     "y",      "t",      "oui", "o",
                                         "vrai", "on",    "x",       "active", "actif",  "✓",   "✔",
                                         "1.0",  "enabled", "activé", "checked", "coché"};
static const char *const false_words[] = {"0",    "false", "no",       "n",        "f",       "non", "faux",
                                          "off",  "0.0",   "inactive", "inactif",  "✗",
                                          "disabled", "désactivé", "unchecked", "décoché"};

static bool is_among(str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == text.len && strncasecmp(words[i], text.ptr, text.len) == 0) return true;
    }
    return false;
}

static enum rc read_boolean(str text, struct cell *out)
{
    out->kind = CELL_INTEGER;
    if (text.len > BOOLEAN_BYTES) return RC_INVALID;
    out->integer = is_among(text, true_words, COUNT_OF(true_words));
    return out->integer || is_among(text, false_words, COUNT_OF(false_words)) ? RC_OK : RC_INVALID;
}

/* Most counters and ids of time are a few plain digits. */
static bool read_plain(str text, int64_t *out)
{
    int64_t number = 0;
    if (text.len == 0 || text.len > 15) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        number = number * 10 + (text.ptr[i] - '0');
    }
    *out = number;
    return true;
}

enum rc cell_number(const struct cell_rule *rule, str text, struct number *number)
{
    enum rc rc = number_parse(text, rule->decimal, number);
    if (rc != RC_OK) return rc;
    number_shift(number, rule->tens);
    if (number->has_percent && !rule->is_percent) number_shift(number, -2);
    return RC_OK;
}

static enum rc read_integer(const struct cell_rule *rule, str text, struct cell *out)
{
    struct number number;
    out->kind = CELL_INTEGER;
    if (rule->tens == 0 && read_plain(text, &out->integer)) return RC_OK;
    enum rc rc = cell_number(rule, text, &number);
    if (rc != RC_OK) return rc;
    if (!number_is_whole(&number)) return RC_INVALID;
    return number_int(&number, 0, &out->integer);
}

static enum rc read_money(const struct cell_rule *rule, str text, struct cell *out)
{
    struct number number;
    out->kind = CELL_INTEGER;
    enum rc rc = cell_number(rule, text, &number);
    if (rc == RC_OK && number.has_percent) rc = RC_INVALID;
    if (rc != RC_OK) return rc;
    return number_int(&number, MONEY_TENS, &out->integer);
}

/* Domain 3.17: turned round first when high means effort, then 1 + (x − min) × 4 / (max − min), kept as a fraction. */
static enum rc read_rescaled(const struct cell_rule *rule, const struct number *number, struct cell *out)
{
    int64_t x, unit = 1000000, low = rule->scale_low * unit, high = rule->scale_high * unit;
    if (number_int(number, RATING_PLACES, &x) != RC_OK || x < low || x > high) return RC_RANGE;
    if (rule->is_effort) x = low + high - x;
    int64_t den = high - low, num = den + (x - low) * 4, shared = exact_common_divisor(num, den);
    int     length = den == shared ? snprintf(out->buffer, sizeof out->buffer, "%lld", (long long)(num / shared))
                                   : snprintf(out->buffer, sizeof out->buffer, "%lld/%lld", (long long)(num / shared),
                                              (long long)(den / shared));
    out->text = (str){out->buffer, (size_t)length};
    return RC_OK;
}

static enum rc read_decimal(const struct cell_rule *rule, str text, struct cell *out)
{
    struct number number;
    enum rc       rc = cell_number(rule, text, &number);
    if (rc != RC_OK) return rc;
    out->kind = CELL_TEXT;
    if (rule->scale_high > rule->scale_low) return read_rescaled(rule, &number, out);
    out->text = (str){out->buffer, number_print(&number, out->buffer)};
    return RC_OK;
}

static enum rc read_when(const struct cell_rule *rule, str text, struct cell *out)
{
    struct when when;
    enum rc     rc = when_parse(text, rule->order, &when);
    if (rc != RC_OK) return rc;
    if (when.is_end_of_time) {
        out->kind = CELL_NULL;
        return RC_OK;
    }
    when_convert(&when, rule->local, rule->reporting);
    out->day = rule->is_month ? date_month_start(when.day) : when.day;
    out->kind = CELL_TEXT;
    if (rule->type == COLUMN_TIME)
        when_print(&when, out->buffer);
    else
        date_iso(out->day, out->buffer);
    out->text = str_from(out->buffer);
    return RC_OK;
}

static enum rc read_text(str text, struct cell *out)
{
    out->kind = CELL_TEXT;
    out->text = text;
    return RC_OK;
}

static void read_empty(const struct cell_rule *rule, struct cell *out)
{
    bool is_number = rule->type == COLUMN_INTEGER || rule->type == COLUMN_MONEY || rule->type == COLUMN_DECIMAL ||
                     rule->type == COLUMN_RATIO || rule->type == COLUMN_BOOLEAN;
    if (!rule->empty_is_zero || !is_number) return;
    bool is_text = rule->type == COLUMN_DECIMAL || rule->type == COLUMN_RATIO;
    out->kind = is_text ? CELL_TEXT : CELL_INTEGER;
    out->text = STR("0");
}

enum rc cell_read(const struct cell_rule *rule, str text, struct cell *out)
{
    out->kind = CELL_NULL;
    out->integer = 0;
    out->day = DATE_NONE;
    text = number_trim(text);
    if (text.len == 0) {
        read_empty(rule, out);
        return RC_OK;
    }
    switch (rule->type) {
    case COLUMN_DATE:
    case COLUMN_TIME: return read_when(rule, text, out);
    case COLUMN_INTEGER: return read_integer(rule, text, out);
    case COLUMN_DECIMAL:
    case COLUMN_RATIO: return read_decimal(rule, text, out);
    case COLUMN_MONEY: return read_money(rule, text, out);
    case COLUMN_BOOLEAN: return read_boolean(text, out);
    case COLUMN_ID:
    case COLUMN_TEXT: break;
    }
    return read_text(text, out);
}

static const char *expected_date(const struct cell_rule *rule)
{
    switch (rule->order) {
    case WHEN_DMY: return "a date written day first";
    case WHEN_MDY: return "a date written month first";
    case WHEN_EPOCH: return "a time in Unix seconds";
    case WHEN_EPOCH_MS: return "a time in Unix milliseconds";
    case WHEN_EPOCH_US: return "a time in Unix microseconds";
    case WHEN_SERIAL:
    case WHEN_SERIAL_1904: return "the number of a day, as spreadsheets count";
    case WHEN_ISO:
    case WHEN_YMD: break;
    }
    return "a date written year first";
}

const char *cell_expected(const struct cell_rule *rule)
{
    switch (rule->type) {
    case COLUMN_DATE:
    case COLUMN_TIME: return expected_date(rule);
    case COLUMN_INTEGER: return "a whole number";
    case COLUMN_MONEY: return "an amount";
    case COLUMN_BOOLEAN: return "yes or no";
    case COLUMN_DECIMAL:
    case COLUMN_RATIO: return rule->scale_high > rule->scale_low ? "a rating of the scale given" : "a number";
    case COLUMN_ID:
    case COLUMN_TEXT: break;
    }
    return "text";
}
