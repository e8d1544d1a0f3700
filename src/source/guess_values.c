/* SPDX-License-Identifier: MIT */
#include "source/guess_values.h"

#include "base/hash.h"
#include "base/mem.h"
#include "source/domain.h"
#include "source/number.h"
#include "source/salesforce.h"

#include <stdlib.h>

enum {
    KEYS_MOST = 120000, /* different values of a key */
    KEY_BYTES = 120     /* longer values are prose */
};

static struct guess_key *find_slot(const struct guess_keys *keys, uint64_t exact)
{
    size_t at = (size_t)exact & (keys->slot_count - 1);
    while (keys->slots[at].rows && keys->slots[at].exact != exact) at = (at + 1) & (keys->slot_count - 1);
    return &keys->slots[at];
}

static void grow(struct arena *arena, struct guess_keys *keys)
{
    struct guess_keys old = *keys;
    keys->slot_count = old.slot_count ? old.slot_count * 2 : 64;
    keys->slots = ARENA_ARRAY(arena, struct guess_key, keys->slot_count);
    for (size_t i = 0; i < old.slot_count; i++) {
        if (old.slots[i].rows) *find_slot(keys, old.slots[i].exact) = old.slots[i];
    }
}

/* As lookups of the import compare names: ASCII case and runs of blanks aside. */
static uint64_t folded_hash(str text)
{
    char   buffer[KEY_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' && length && buffer[length - 1] == ' ') continue;
        buffer[length++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return hash_quick((str){buffer, length});
}

/* Salesforce writes an id with 15 characters or, with a checksum, with 18: both are the shorter here. */
static uint64_t exact_hash(str text)
{
    char buffer[SALESFORCE_LONG];
    str  other = salesforce_other(text, buffer);
    return hash_quick(other.len && other.len < text.len ? other : text);
}

static uint64_t domain_hash(str text)
{
    char buffer[DOMAIN_BYTES];
    str  domain = str_find(text, '.') < text.len ? domain_of(text, buffer) : STR_NONE;
    return domain.len && !domain_is_free_mail(domain) ? hash_quick(domain) | 1 : 0;
}

/* True when the value is a new one. */
static bool add_key(struct arena *arena, struct guess_keys *keys, str text)
{
    keys->rows++;
    if (text.len > KEY_BYTES || keys->count == KEYS_MOST) keys->is_full = true;
    if (keys->is_full) return false;
    if (keys->count * 2 >= keys->slot_count) grow(arena, keys);
    uint64_t          exact = exact_hash(text);
    struct guess_key *slot = find_slot(keys, exact);
    if (slot->rows++) return false;
    slot->exact = exact;
    slot->folded = folded_hash(text);
    slot->domain = domain_hash(text);
    keys->count++;
    return true;
}

static void add_value(struct arena *arena, struct guess_column *column, str text, bool is_new)
{
    for (size_t i = 0; i < column->value_count && !is_new; i++) {
        if (!str_equal(column->values[i].text, text)) continue;
        column->values[i].rows++;
        return;
    }
    if (!is_new) return;
    if (column->value_count == GUESS_VALUES || text.len > KEY_BYTES) column->has_more_values = true;
    else column->values[column->value_count++] = (struct guess_value){arena_str(arena, text), 1};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_email(str text)
{
    size_t at = str_find(text, '@');
    return at && at + 3 < text.len && str_find(text, ' ') == text.len &&
           str_find(str_slice(text, at, text.len), '.') < text.len - at;
}

static void weigh_number(struct guess_column *column, str text)
{
    struct number number;
    char          printed[NUMBER_TEXT];
    if (number_parse(text, column->seen.decimal == ',' ? ',' : '.', &number) != RC_OK) return;
    number_print(&number, printed);
    double value = strtod(printed, NULL);
    if (!column->numbers || value < column->least) column->least = value;
    if (!column->numbers || value > column->most) column->most = value;
    column->numbers++;
}

str guess_number_in(str text)
{
    size_t from = 0, to;
    while (from < text.len && !is_digit(text.ptr[from])) from++;
    for (to = from; to < text.len && is_digit(text.ptr[to]);) to++;
    for (size_t i = to; i < text.len; i++) {
        if (is_digit(text.ptr[i])) return STR_NONE;
    }
    return to - from <= 2 ? str_slice(text, from, to) : STR_NONE;
}

void guess_values_add(struct arena *arena, struct guess_column *column, str text)
{
    text = number_trim(text);
    if (text.len == 0) return;
    add_value(arena, column, text, add_key(arena, &column->keys, text));
    column->emails += is_email(text);
    if (column->seen.type == INSPECT_TEXT) column->graded += guess_number_in(text).len > 0;
    if (column->seen.verdict == WHEN_AMBIGUOUS) guess_days_add(arena, &column->days, text);
    enum inspect_type type = column->seen.type;
    if (type == INSPECT_INTEGER || type == INSPECT_NUMBER || type == INSPECT_BOOLEAN) weigh_number(column, text);
}

static int by_hash(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static uint64_t hash_in(const struct guess_key *key, enum guess_form form)
{
    return form == GUESS_EXACT ? key->exact : form == GUESS_FOLDED ? key->folded : key->domain;
}

/* The hashes of the keys, in order; freed by the caller. */
static uint64_t *hashes_of(const struct guess_keys *keys, enum guess_form form)
{
    uint64_t *hashes = mem_new(keys->count + 1, sizeof *hashes);
    size_t    count = 0;
    for (size_t i = 0; i < keys->slot_count; i++) {
        if (keys->slots[i].rows) hashes[count++] = hash_in(&keys->slots[i], form);
    }
    if (count) qsort(hashes, count, sizeof *hashes, by_hash);
    return hashes;
}

int guess_share(const struct guess_column *column, const struct guess_column *keys, enum guess_form form)
{
    uint64_t found = 0;
    if (column->keys.is_full || keys->keys.is_full || !column->keys.rows || !keys->keys.count) return 0;
    uint64_t *hashes = hashes_of(&keys->keys, form);
    for (size_t i = 0; i < column->keys.slot_count; i++) {
        const struct guess_key *key = &column->keys.slots[i];
        uint64_t                wanted = hash_in(key, form);
        if (!key->rows || (form == GUESS_DOMAIN && !wanted)) continue;
        if (bsearch(&wanted, hashes, keys->keys.count, sizeof *hashes, by_hash)) found += key->rows;
    }
    free(hashes);
    return (int)(found * 1000 / column->keys.rows);
}

bool guess_is_unique(const struct guess_column *column)
{
    return !column->keys.is_full && column->keys.rows > 0 && column->keys.count == column->keys.rows;
}
