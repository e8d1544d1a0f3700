/* SPDX-License-Identifier: MIT */
#include "source/guess_join.h"

#include "base/say.h"
#include <string.h>

/* [thousandths] of rows that must meet an account: of a column that is named so, and of any other. */
enum { SHARE_NAMED = 500, SHARE_ANY = 900 };

static const struct guess_column *column_of(const struct guess_source *source, size_t index)
{
    const struct guess_map *map = &source->maps[index];
    return map->score && map->column != GUESS_NO_COLUMN ? &source->export->columns[map->column] : NULL;
}

static bool can_be_key(const struct guess_column *column)
{
    enum inspect_type type = column->seen.type;
    return !column->keys.is_full && (type == INSPECT_TEXT || type == INSPECT_INTEGER || type == INSPECT_TIME);
}

/* Counts and small numbers meet the ids 1, 2, 3… by chance. */
static bool is_telling(const struct guess_column *column)
{
    return column->seen.type != INSPECT_INTEGER || column->least >= 1000;
}

/* The share of the rows of the best column; its index in *at. */
static int best_share(const struct guess_export *export, const struct guess_column *keys, enum guess_form form, size_t *at)
{
    int best = 0;
    for (size_t i = 0; keys && i < export->column_count; i++) {
        const struct guess_column *column = &export->columns[i];
        if (!can_be_key(column) || !is_telling(column)) continue;
        int share = guess_share(column, keys, form);
        if (share <= best) continue;
        best = share;
        *at = i;
    }
    return best;
}

/* How many of the other exports speak of these accounts. */
static int votes_for(const struct guess_exports *exports, const struct guess_source *candidate)
{
    enum { BY_ID = 300, BY_NAME = 200 };
    const struct guess_column *id = column_of(candidate, AT_accounts_id), *name = column_of(candidate, AT_accounts_name);
    int                        votes = 0;
    size_t                     at;
    if (!id || !guess_is_unique(id)) return -1000;
    for (size_t i = 0; i < exports->count; i++) {
        if (&exports->at[i] == candidate->export) continue;
        if (best_share(&exports->at[i], id, GUESS_EXACT, &at) >= SHARE_NAMED) votes += BY_ID;
        else if (best_share(&exports->at[i], name, GUESS_FOLDED, &at) >= SHARE_ANY) votes += BY_NAME;
    }
    return votes;
}

size_t guess_join_accounts(const struct guess_exports *exports, const struct guess_source *candidates, size_t count)
{
    size_t best = GUESS_NO_COLUMN;
    int    most = 0;
    for (size_t i = 0; i < count; i++) {
        if (!candidates[i].score) continue;
        int score = candidates[i].score + votes_for(exports, &candidates[i]);
        if (candidates[i].export->sampled == 0) score = candidates[i].score;
        if (best != GUESS_NO_COLUMN && score <= most) continue;
        best = i;
        most = score;
    }
    return best;
}

static void set_column(struct guess_source *source, size_t column, int share)
{
    size_t account = table_column(source->table, STR("account"));
    if (source->maps[account].column != column || !source->maps[account].score)
        source->maps[account] = (struct guess_map){.column = column, .score = share / 10};
    source->joined = share;
}

static void set_join(struct guess_source *source, size_t column, const char *table, const char *to, int share,
                     struct arena *arena)
{
    source->maps[table_column(source->table, STR("account"))] = (struct guess_map){.column = GUESS_NO_COLUMN};
    source->join_from = source->export->columns[column].seen.name;
    source->join_to = table ? arena_printf(arena, "%s.%s", table, to) : str_from(to);
    source->joined = share;
}

static bool join_by_id(struct guess_source *source, const struct guess_source *accounts)
{
    const struct guess_column *id = column_of(accounts, AT_accounts_id);
    const struct guess_column *said = column_of(source, table_column(source->table, STR("account")));
    size_t                     at = 0;
    int                        share = said && id ? guess_share(said, id, GUESS_EXACT) : 0;
    if (share >= SHARE_NAMED) {
        set_column(source, (size_t)(said - source->export->columns), share);
        return true;
    }
    share = best_share(source->export, id, GUESS_EXACT, &at);
    if (share < SHARE_ANY) return false;
    for (size_t i = 0; i < source->table->count; i++) { /* taken from what it was thought to be */
        if (source->maps[i].column == at) source->maps[i] = (struct guess_map){.column = GUESS_NO_COLUMN};
    }
    set_column(source, at, share);
    return true;
}

static bool join_by_name(struct guess_source *source, const struct guess_source *accounts, struct arena *arena)
{
    const struct guess_column *name = column_of(accounts, AT_accounts_name);
    const struct guess_column *said = column_of(source, table_column(source->table, STR("account")));
    size_t                     at = 0;
    int                        share = said && name ? guess_share(said, name, GUESS_FOLDED) : 0;
    if (share >= SHARE_NAMED) at = (size_t)(said - source->export->columns);
    else share = best_share(source->export, name, GUESS_FOLDED, &at);
    if (share < (said ? SHARE_NAMED : SHARE_ANY)) return false;
    set_join(source, at, NULL, "name", share, arena);
    return true;
}

/* Through the ids of users, contacts or subscriptions that have found their accounts. */
static bool join_through(struct guess_source *sources, size_t count, struct guess_source *source, struct arena *arena)
{
    size_t best_at = 0, best_to = 0;
    int    best = 0;
    for (size_t i = 0; i < count; i++) {
        const struct guess_source *to = &sources[i];
        size_t                     at = 0;
        bool is_ready = to != source && to->joined >= SHARE_NAMED && !to->trouble.len && to->table != source->table;
        if (!is_ready || strcmp(to->table->key, "id") != 0 || !column_of(to, 0)) continue;
        int share = best_share(source->export, column_of(to, 0), GUESS_EXACT, &at);
        if (share <= best) continue;
        best = share;
        best_at = at;
        best_to = i;
    }
    if (best < SHARE_ANY) return false;
    set_join(source, best_at, sources[best_to].table->name, "id", best, arena);
    return true;
}

static bool is_of_people(const struct guess_source *source)
{
    return source->table == table_info(TABLE_users) || source->table == table_info(TABLE_contacts);
}

/* By the domain of an address: that of the accounts, or of people whose account is known. */
static bool join_by_domain(const struct guess_source *sources, size_t count, struct guess_source *source,
                           const struct guess_source *accounts, struct arena *arena)
{
    size_t at = 0, best_at = 0;
    int    best = best_share(source->export, column_of(accounts, AT_accounts_domain), GUESS_DOMAIN, &best_at);
    for (size_t i = 0; i < count; i++) {
        const struct guess_source *people = &sources[i];
        if (people == source || !is_of_people(people) || people->joined < SHARE_NAMED || people->join_from.len) continue;
        size_t email = table_column(people->table, STR("email"));
        int    share = best_share(source->export, column_of(people, email), GUESS_DOMAIN, &at);
        if (share <= best) continue;
        best = share;
        best_at = at;
    }
    if (best < SHARE_NAMED) return false;
    set_join(source, best_at, NULL, "domain", best, arena);
    return true;
}

void guess_join_source(struct guess_source *sources, size_t count, size_t at, const struct guess_source *accounts,
                       enum diag_language language, struct arena *arena)
{
    struct guess_source *source = &sources[at];
    size_t               account = table_column(source->table, STR("account"));
    if (account == source->table->count || source->joined >= 0) return;
    if (source->export->sampled == 0 || (accounts && accounts->export->sampled == 0)) {
        if (!source->maps[account].score)
            source->trouble = str_from(say_phrase(language, "no column says which account a row is about"));
        return;
    }
    source->trouble = STR_NONE;
    if (accounts && (join_by_id(source, accounts) || join_by_name(source, accounts, arena))) return;
    if (join_through(sources, count, source, arena)) return;
    if (accounts && join_by_domain(sources, count, source, accounts, arena)) return;
    source->trouble = str_from(say_phrase(language, "none of its columns has the ids or the names of the accounts"));
}
