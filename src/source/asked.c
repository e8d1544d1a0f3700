/* SPDX-License-Identifier: MIT */
#include "source/asked.h"

#include "base/date.h"
#include "source/rollup.h"
#include "source/sql_text.h"

/* A person may answer under an address here and an id there; nobody knows whom an answer without a respondent is of. */
static const char persons[] =
    "WITH known AS MATERIALIZED (\n"
    "  SELECT address, MIN(id) AS id FROM (SELECT lower(email) AS address, id FROM users WHERE email <> ''\n"
    "    UNION ALL SELECT lower(email), id FROM contacts WHERE email <> '') GROUP BY address)\n"
    "SELECT COALESCE(k.id, v.respondent), substr(v.answered_at, 1, 10), v.account, v.kind\n"
    "FROM surveys v LEFT JOIN known k ON k.address = lower(v.respondent)\n"
    "WHERE v.respondent IS NOT NULL ORDER BY 1, 2, 3, v.answered_at, v.rowid";

/* What a person was asked in an account on a day. */
struct asking {
    str           person, day, account;
    struct strbuf kinds;
    struct arena *arena; /* of the three */
};

static void set_asking(struct asking *asking, const str *columns)
{
    arena_reset(asking->arena, (struct arena_mark){0});
    asking->person = arena_str(asking->arena, columns[0]);
    asking->day = arena_str(asking->arena, columns[1]);
    asking->account = arena_str(asking->arena, columns[2]);
    strbuf_clear(&asking->kinds);
}

static bool is_same(const struct asking *asking, const str *columns)
{
    return str_equal(asking->person, columns[0]) && str_equal(asking->day, columns[1]) && str_equal(asking->account, columns[2]);
}

static bool lists(str kinds, str kind)
{
    while (kinds.len) {
        if (str_equal(str_cut(kinds, ',', &kinds), kind)) return true;
    }
    return false;
}

static void add_kind(struct asking *asking, str kind)
{
    if (lists(strbuf_str(&asking->kinds), kind)) return;
    if (asking->kinds.len) strbuf_addc(&asking->kinds, ',');
    strbuf_add(&asking->kinds, kind);
}

static void bind(sqlite3_stmt *insert, int at, str text)
{
    sqlite3_bind_text(insert, at, text.ptr ? text.ptr : "", (int)text.len, SQLITE_STATIC);
}

/* [days] From one to another, both of the store. */
static int days_between(str earlier, str later)
{
    date from, to;
    return date_parse(earlier, &from) == RC_OK && date_parse(later, &to) == RC_OK ? to - from : 0;
}

/* `before` is what the rows have just before, of this person or another. */
static enum rc write_asking(sqlite3_stmt *insert, const struct asking *asking, const struct asking *before)
{
    if (!asking->account.len) return RC_OK;
    sqlite3_clear_bindings(insert);
    bind(insert, 1, asking->account);
    bind(insert, 2, asking->day);
    bind(insert, 3, asking->person);
    bind(insert, 4, strbuf_str(&asking->kinds));
    if (before->account.len && str_equal(before->person, asking->person)) {
        bind(insert, 5, before->day);
        bind(insert, 6, before->account);
        bind(insert, 7, strbuf_str(&before->kinds));
        sqlite3_bind_int(insert, 8, days_between(before->day, asking->day));
    }
    return rollup_put(insert);
}

static enum rc add_askings(sqlite3_stmt *rows, sqlite3_stmt *insert)
{
    struct asking askings[2] = {{.arena = arena_new()}, {.arena = arena_new()}}, *asking = &askings[0], *before = &askings[1];
    enum rc       rc = RC_OK;
    int           step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const str columns[] = {sql_column(rows, 0), sql_column(rows, 1), sql_column(rows, 2)};
        if (!is_same(asking, columns)) {
            struct asking *written = asking;
            rc = write_asking(insert, asking, before);
            asking = before;
            before = written;
            set_asking(asking, columns);
        }
        add_kind(asking, sql_column(rows, 3));
    }
    if (rc == RC_OK) rc = step == SQLITE_DONE ? write_asking(insert, asking, before) : RC_IO;
    for (size_t i = 0; i < 2; i++) {
        strbuf_release(&askings[i].kinds);
        arena_free(askings[i].arena);
    }
    return rc;
}

enum rc asked_build(sqlite3 *db)
{
    return rollup_build(db, persons, "INSERT INTO asked VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", add_askings);
}
