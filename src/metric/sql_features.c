/* SPDX-License-Identifier: MIT */
#include "metric/sql_features.h"

#include "metric/sql.h"
#include "metric/sql_history.h"
#include "metric/sql_rows.h"
#include "source/store.h"

#include "base/vec.h"

#include <string.h>

/* Of « 2 7 F3 », one after the other, what is said of the feature: 2 users and 7 uses, or none. */
static void find_use(str text, str feature, int64_t *users, int64_t *uses)
{
    *users = *uses = 0;
    while (text.len) {
        str part = str_cut(text, STORE_SEPARATOR, &text);
        if (part.len <= feature.len || memcmp(part.ptr + part.len - feature.len, feature.ptr, feature.len) != 0)
            continue;
        int64_t of_users = history_take_number(&part), of_uses = history_take_number(&part);
        if (!str_equal(part, feature)) continue;
        *users = of_users;
        *uses = of_uses;
        return;
    }
}

/* A mark is none of such texts: it says the same of each feature. */
static bool is_mark(str text)
{
    enum formula_state state;
    str                reason;
    return sql_mark(text, &state, &reason);
}

static void feature_at(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    int64_t users, uses;
    if (is_mark(sql_text(args[0]))) {
        sqlite3_result_value(context, args[0]);
        return;
    }
    find_use(sql_text(args[0]), sql_text(args[1]), &users, &uses);
    sqlite3_result_int64(context, sqlite3_value_int(args[2]) == 1 ? users : uses);
}

struct feature {
    str id, name;
};

enum { FEATURES, USED, ARGUMENTS };
enum { AT_FEATURE, AT_NAME, AT_USERS, AT_USES, COLUMNS };

/* One row a feature. Calls mostly are for the same features, which are taken apart once. */
struct features {
    struct sql_rows          rows;
    struct sql_rows_argument told; /* « F3|Maps|F4|Trips », the separator being the store's */
    VEC(struct feature) features;
    struct strbuf used;
    bool          is_mark;
    size_t        found; /* the row that `users` and `uses` are of; SIZE_MAX: none yet */
    int64_t       users, uses;
};

static void set_features(struct features *features, str told)
{
    if (!sql_rows_is_new(&features->told, told)) return;
    features->features.at = NULL;
    features->features.count = features->features.cap = 0;
    for (str rest = features->told.text; rest.len;) {
        struct feature *feature = VEC_PUSH(features->told.arena, features->features);
        feature->id = str_cut(rest, STORE_SEPARATOR, &rest);
        feature->name = str_cut(rest, STORE_SEPARATOR, &rest);
    }
}

static void fill(struct sql_rows *rows, sqlite3_value **arguments)
{
    struct features *features = (struct features *)rows;
    set_features(features, sql_text(arguments[FEATURES]));
    strbuf_clear(&features->used);
    strbuf_add(&features->used, sql_text(arguments[USED]));
    features->is_mark = is_mark(strbuf_str(&features->used));
    features->found = SIZE_MAX;
    rows->count = features->features.count;
}

static void give(struct sql_rows *rows, sqlite3_context *result, int column)
{
    struct features      *features = (struct features *)rows;
    const struct feature *feature = &features->features.at[rows->at];
    if (column == AT_FEATURE || column == AT_NAME) {
        sql_give_text(result, column == AT_FEATURE ? feature->id : feature->name);
        return;
    }
    if (features->is_mark) {
        sql_give_text(result, strbuf_str(&features->used));
        return;
    }
    if (features->found != rows->at)
        find_use(strbuf_str(&features->used), feature->id, &features->users, &features->uses);
    features->found = rows->at;
    sqlite3_result_int64(result, column == AT_USERS ? features->users : features->uses);
}

static void release(struct sql_rows *rows)
{
    struct features *features = (struct features *)rows;
    sql_rows_forget(&features->told);
    strbuf_release(&features->used);
}

static const struct sql_rows_kind feature_rows = {
    .name = "feature_rows",
    .declaration = "CREATE TABLE feature_rows(feature, name, users, uses, features HIDDEN, used HIDDEN)",
    .columns = COLUMNS,
    .arguments = ARGUMENTS,
    .needed = ARGUMENTS,
    .most = 10,
    .size = sizeof(struct features),
    .fill = fill,
    .give = give,
    .release = release,
};

enum rc sql_features_register(sqlite3 *handle)
{
    int rc = sqlite3_create_function_v2(handle, "feature_at", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, feature_at,
                                        NULL, NULL, NULL);
    return rc == SQLITE_OK ? sql_rows_add(handle, &feature_rows, NULL) : RC_IO;
}
