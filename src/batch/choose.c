/* SPDX-License-Identifier: MIT */
#include "batch/choose.h"

#include "batch/slug.h"

#include <stdlib.h>

/* [names] proposed for a word that nobody bears. */
enum { PROPOSED = 3 };

struct candidate {
    size_t account, distance;
};

static void report_several(const struct accounts *accounts, const size_t *found, size_t count, str word,
                           struct diag *diag)
{
    struct diag_message *message = diag_add(diag, DIAG_ACCOUNT_AMBIGUOUS, SPAN_NONE, STR_ARG(word), count);
    struct strbuf        list = {0};
    for (size_t i = 0; i < count; i++) {
        const struct account *account = &accounts->at[found[i]];
        strbuf_printf(&list, "%s--account %.*s (%.*s", i ? ", " : "", STR_ARG(account->id), STR_ARG(account->name));
        if (account->segment.len) strbuf_printf(&list, ", %.*s", STR_ARG(account->segment));
        strbuf_addc(&list, ')');
    }
    diag_hint(diag, message, "say which: %.*s", STR_ARG(strbuf_str(&list)));
    strbuf_release(&list);
}

static int by_distance(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->distance != y->distance) return x->distance < y->distance ? -1 : 1;
    return x->account < y->account ? -1 : x->account > y->account;
}

/* Names with the word in them are as close as those one letter away. */
static size_t distance_of(str key, str wanted)
{
    size_t most = wanted.len / 2 + 2;
    if (wanted.len >= 3 && str_find_str(key, wanted) < key.len) return 1;
    return str_distance(key, wanted, most);
}

static bool report_merged(const struct accounts *accounts, str word, struct diag *diag)
{
    for (size_t i = 0; i < accounts->merged_count; i++) {
        const struct merged *merged = &accounts->merged[i];
        if (!str_equal(merged->id, word)) continue;
        struct diag_message *message =
            diag_say(diag, DIAG_ACCOUNT_UNKNOWN, SPAN_NONE, "account '%.*s' was merged into '%.*s', which has its history",
                     STR_ARG(word), STR_ARG(merged->account));
        diag_hint(diag, message, "--account %.*s", STR_ARG(merged->account));
        return true;
    }
    return false;
}

static void report_none(const struct accounts *accounts, str word, str wanted, struct arena *arena, struct diag *diag)
{
    if (report_merged(accounts, word, diag)) return;
    struct diag_message *message = diag_add(diag, DIAG_ACCOUNT_UNKNOWN, SPAN_NONE, STR_ARG(word));
    struct candidate    *candidates = ARENA_ARRAY(arena, struct candidate, accounts->count + 1);
    struct strbuf        list = {0};
    size_t               most = wanted.len / 2 + 2;
    for (size_t i = 0; i < accounts->count; i++)
        candidates[i] = (struct candidate){i, distance_of(accounts->at[i].key, wanted)};
    qsort(candidates, accounts->count, sizeof *candidates, by_distance);
    for (size_t i = 0; i < accounts->count && i < PROPOSED && candidates[i].distance <= most; i++) {
        const struct account *account = &accounts->at[candidates[i].account];
        strbuf_printf(&list, "%s'%.*s' (%.*s)", i ? ", " : "", STR_ARG(account->name), STR_ARG(account->id));
    }
    if (list.len) diag_hint(diag, message, "the closest: %.*s", STR_ARG(strbuf_str(&list)));
    strbuf_release(&list);
}

static size_t find_by_id(const struct accounts *accounts, str word, size_t *found)
{
    size_t count = 0;
    for (size_t i = 0; i < accounts->count; i++) {
        str id = accounts->at[i].id;
        if (str_equal(id, word)) {
            found[0] = i;
            return 1;
        }
        if (id.len == word.len && str_distance(id, word, 0) == 0) found[count++] = i;
    }
    return count;
}

/* By id as it is written, else by id case aside, else by name. */
static size_t find(const struct accounts *accounts, str word, str wanted, size_t *found)
{
    size_t count = find_by_id(accounts, word, found);
    if (count) return count;
    for (size_t i = 0; i < accounts->count; i++) {
        if (str_equal(accounts->at[i].key, wanted)) found[count++] = i;
    }
    return count;
}

enum rc choose_accounts(const struct accounts *accounts, const str *words, size_t count, struct arena *arena,
                        struct diag *diag, bool *is_chosen)
{
    size_t *found = ARENA_ARRAY(arena, size_t, accounts->count + 1), errors = diag->errors;
    for (size_t i = 0; i < count; i++) {
        str wanted = slug_of(arena, words[i]);
        if (!wanted.len) wanted = words[i];
        size_t hits = find(accounts, words[i], wanted, found);
        if (hits == 1)
            is_chosen[found[0]] = true;
        else if (hits > 1)
            report_several(accounts, found, hits, words[i], diag);
        else
            report_none(accounts, words[i], wanted, arena, diag);
    }
    return diag->errors > errors ? RC_INVALID : RC_OK;
}
