/* SPDX-License-Identifier: MIT */
#include "source/accounts.h"

#include "source/salesforce.h"

struct account *accounts_find(const struct accounts *accounts, str id)
{
    char            buffer[SALESFORCE_LONG];
    struct account *account = map_lookup(&accounts->by_id, id);
    if (account) return account;
    str other = salesforce_other(id, buffer);
    return other.len ? map_lookup(&accounts->by_id, other) : NULL;
}

struct account *accounts_add(struct accounts *accounts, str id)
{
    struct account *account = map_lookup(&accounts->by_id, id);
    if (account) return account;
    account = ARENA_NEW(accounts->arena, struct account);
    account->id = arena_str(accounts->arena, id);
    account->survivor = account;
    map_set(accounts->arena, &accounts->by_id, account->id, account);
    return account;
}

static struct account *next_of(const struct accounts *accounts, const struct account *account)
{
    return account->merged_into.len ? accounts_find(accounts, account->merged_into) : NULL;
}

const struct account *accounts_resolve(struct accounts *accounts)
{
    for (size_t i = 0; i < accounts->by_id.count; i++) {
        struct account *start = accounts->by_id.entries[i].value, *last = start;
        size_t          steps = 0;
        for (struct account *next; (next = next_of(accounts, last)) != NULL; last = next) {
            if (++steps > accounts->by_id.count) return start;
        }
        start->survivor = last;
        last->has_absorbed |= last != start;
    }
    return NULL;
}
