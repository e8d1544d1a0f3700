/* SPDX-License-Identifier: MIT */
#include "source/deals.h"

#include <stddef.h>

static const char deals[] =
    "INSERT INTO expansion_deal\n"
    "SELECT account, o.rowid, k.column2, opened_on,\n"
    "  CASE WHEN stage IN ('won', 'lost') THEN COALESCE(closed_on, opened_on, '') ELSE '9999-12-31' END,\n"
    "  COALESCE(stage = 'won', 0), CASE stage WHEN 'won' THEN closed_on END, amount, currency\n"
    "FROM opportunities o JOIN (VALUES ('upsell', 1), ('cross_sell', 2), ('add_on', 3), ('seats', 4)) k ON k.column1 = o.kind\n"
    "ORDER BY account, o.rowid";

enum rc deals_build(sqlite3 *db)
{
    return sqlite3_exec(db, deals, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : RC_IO;
}
