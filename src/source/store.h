/* SPDX-License-Identifier: MIT */
/*
 * store: the SQLite file that the import makes and everybody else reads. Opening it, guarding it, its schema.
 *
 * Besides one table per canonical table (tables.def; each also has `_file`, `_line` and `extra`), the import leaves
 * these. Days are 'YYYY-MM-DD'; a `month` is its first day, 'YYYY-MM-01', so that `month >= start AND month < end`
 * selects the months of any period. `account` is always the id of a row of `accounts`: rows of an account merged
 * into another carry the survivor's id, rows of unknown accounts stand in `quarantine`, rows dated after the as-of
 * date nowhere.
 *
 * account_alias(id, account)
 *     every id an account was ever known by, its own included; `account` is the survivor.
 * usage_day(account, day, users, events, logins, sessions, actions)
 *     activity by account and day; a day without activity has no row. `users` distinct active users, NULL where the
 *     export names no users; `events` the sum of `quantity`; `logins` and `sessions` the part of it with event 'login'
 *     or 'session' (a value map makes other words such), NULL where the export names no events at all, and sessions
 *     the logins where it has no 'session' at all; `actions` everything that is neither login nor session.
 *     Activity is read from `usage`; where no source feeds `usage`, from `feature_usage`, so that users and days are
 * known.
 * user_month(account, user, month, days, events, logins, month_before)
 *     one row an active user and month; `month_before` is the latest month before this one in which the account's user was
 *     active, '' where there is none. So the distinct users of months are the rows of these that have month_before < the first of them. Rows without a user: none. account_month(account, month, users, user_days, days,
 * events, logins, sessions, actions) the same by month: `users` distinct in the month (MAU), `user_days` the sum of the
 * daily users (mean DAU is user_days / days of the month), `days` days with activity. A month without activity has no
 * row. event_month(account, month, event, uses, users) frequency of each named event; '' is the unnamed.
 * user_days(account, user, since, days)
 *     one row an active user: all its days, one bit each, the lowest of the first byte its first day, which `since` is as
 *     the whole part of SQLite's julianday(). bits_between(days, 0, 6), of metric/sql.h, are the active days of its first week.
 * feature_month(account, feature, month, users, uses)
 * feature_user_month(account, feature, user, month, uses, month_before)
 *     use of features; `month_before` as above, of the account's user of the feature. `users` is NULL where none is named.
 * account_history(account, months, uses, users)
 *     all months of an account in one text: parts that begin with their month, in its order, with STORE_SEPARATOR between
 *     them; number_within() and its like read them (metric/sql.h). `months` are « 2026-03-01 4 14 10 3 27 »: users,
 *     user_days, logins, sessions and actions of account_month, 0 where that has NULL; `uses` « 2026-03-01 12 login »,
 *     event_month where events are named; `users`, of user_month, « 2026-03-01 2026-01-01 2 7 » for 2 users who did 7 things
 *     in March and were active in January last, or - where never.
 * account_features(account, features, users)
 *     the same of feature_month and feature_user_month: `features` are « 2026-03-01 9 2 F3 2026-01-01 2 7 », in all 9 uses of
 *     F3, a name of 2 bytes, and its users as above, of several months one after the other; `users` « 17 2026-03-01 2026-01-01 2 », in the order of their numbers: user 17
 *     used 2 features in March that in January were used last.
 * account_days(account, users)
 *     user_days of an account in one text, « 17 2461105 0180 » a user, in the order of their numbers, days as hex().
 * account_last_day(account, day) the last of usage_day.
 * usage_name(table_name, name)
 *     the names of events ('usage') and of features ('feature_usage') in the exports, all accounts together.
 * user_start(account, month, user, day, day_number, value_day, value_seconds, aha_day, aha_days, onboarded)
 *     one row a user whose sign-up is known: month and day of it, the day also as the whole part of julianday(), which all other
 *     days are: the day of the first value, and the seconds to it; that of the users' own aha moment, and the days to it; and
 *     that of the end of onboarding, by the users' own column or else the first day the last step was completed.
 * account_starts(account, users)
 *     user_start and user_days of an account in one text, « 2026-03-01 2461104 2461105 0180 » a user, or without the last two
 *     where never active: month and day of sign-up, since and days, in the order of months.
 * onboarding_step(position, step, place)
 *     the steps of onboarding, of several names the first by the alphabet; `place` is 1, 2… in their order.
 * onboarding_history(account, days)
 *     how many users entered and passed steps, day by day, in one text that sums_until() reads: « 2026-03-14 2 3 1 », in its order
 *     and with STORE_SEPARATOR between, for 3 who entered step 2 that day and 1 who passed it. A user enters a step once, be there
 *     several rows of it in the export: on the first day of all, none before the space where one is not known; and passes
 *     it on the first day on which one and the same row was entered and completed. A row without a user stands for itself.
 * onboarding_course(account, days)
 *     the same of the users of onboarding_user, in place 1: who began, « » where that day is not known, and who of them had
 *     both begun and completed the last step, for the last time each.
 * onboarding_user(account, user, place, began, completed, last_completed)
 *     one row a user in the first or the last step: the last day the first was entered, '' where one is not known, and the
 *     first and last days the last was completed. A row of the export without a user stands for itself: user '', place its
 *     number; else place is 0.
 * mrr_month(account, month, amount, currency, subscriptions)
 *     recurring revenue, INTEGER in 1/10 000, one row an account, month and currency, only where there is any (a month
 *     of amount 0 in the table `mrr` is kept). From table `mrr` where a source feeds it, else from `subscriptions`:
 * those that are paid on the month's last day (or the as-of day, in its month), trials apart. `subscriptions` is their
 * number (NULL from `mrr`).
 * mrr_stretch(account, since, until, amount, currency, gap, prior_amount)
 *     mrr_month again, of which an account has a row every month though its amount seldom changes: one row for the months on
 *     end, `since` and `until` their first and last, that have the same amount. `prior_amount` is that of the stretch before and
 *     `gap` the months without a row in between, NULL for the first one. Each currency has stretches of its own.
 * revenue_history(account, months, begun, grown, until, is_plain)
 *     the same stretches of an account in one text that number_at() reads: « 2026-03-01 1500000 » the month from which on this
 *     is the amount, 0 after the last one and in gaps. `begun` is the first month of an amount above 0; `grown` the first month
 *     of more than such an amount the month before; NULL: none; `until` the last month; and `is_plain` 1 where there is an
 *     amount above 0 in all months from the first to the last. Where there are several currencies: no rows.
 * mrr_currency(currency)
 *     the currencies of mrr_month.
 * expansion_deal(account, opportunity, kind, opened, ended, is_won, won_on, amount, currency)
 *     one row an opportunity of expansion, by rowid of `opportunities`: `kind` 1 upsell, 2 cross_sell, 3 add_on, 4 seats; `opened` its
 *     opened_on; `ended` the day it was won or lost, or else opened, '' where neither is known, and '9999-12-31' of an open one;
 *     `won_on` the closed_on of one that was won.
 * purchase_history(account, days)
 *     transactions day by day, in one text that sums_until() reads: « 2026-03-14 1 2 1500000 » for 2 purchases, which are those
 *     above 0, and what all transactions of the day add up to; and after a day with purchases « 2026-03-14 2 31 0 »: the last
 *     purchase came 31 days before, so that these add up to the day of the last one, the whole part of julianday().
 * source_month(table_name, month, rows, days, first_day, last_day) what an export covers, all
 * accounts together: a month without a row here is *missing* for every account, whereas an account without a row in a
 * month that has one did nothing: *zero* (domain 1.4). Tables with a dating column only. source_file(id, source, name,
 * table_name, dialect, bytes) the files read; `_file` points here. source_report(source, table_name, files, records,
 * rows, quarantined, ignored, first_day, last_day) what became of every record: records = rows + quarantined + ignored.
 * source_ignored(source, rule, records)
 *     why records were ignored: blank, preamble (titles), header (once more), notice (totals, footers), end (below the data), where, future, excluded (rows of an
 * account that is itself ignored or kept out). quarantine(source, file, line, col, column, value, rule, account,
 * message, hint) records kept out, one row each; `file` is a source_file.id; `account` is known or NULL.
 * import_message(code, file, line, col, length, text, hint, french_text, french_hint, field, value, rule),
 * import_message_count(code, messages)
 *     what the import had to say, for runs that use the store again: the messages listed, and all by code.
 * account_kept_out(account, rows, kept_out)
 *     accounts of which rows were kept out: how many, and how many were taken.
 * survey_repeat(answer, next_at)
 *     rated answers after which the same respondent answered the same wave again, by rowid of `surveys`, and when that was; of
 *     equal times the last row counts.
 * asked(account, day, person, kinds, day_before, account_before, kinds_before, gap)
 *     one row a day on which a person of an account answered surveys, as far as answers tell who: `person` is the id of the user
 *     or contact who has the respondent's address, of several the first, else the respondent; `kinds` what was answered, as
 *     « nps,csat », in the order of the answers; and the same of the latest time before, of the day the account before this
 *     one by the alphabet, and the `gap` in days; NULL where there is none.
 * surveys_counted
 *     a view of `surveys` with the answers that count: rated, the latest of each respondent and wave (domain 3.16).
 * answer_days(account, nps, csat, ces)
 *     the same answers day by day, as daily_sums() of metric/sql.h has them. Of NPS: how many, of 9 and 10, up to 6. Of CSAT and
 *     CES: how many, what they add up to, how many of 4 and 5, of CES from 3.5, which rounds to 4.
 * interaction_days(account, sent)
 *     the e-mails and events among interactions day by day, as daily_sums() has them: how many e-mails, how many of them were
 *     answered, how many events, how many of them were attended.
 * ticket_history(account, months, reversed, times)
 *     the tickets of an account but the deleted ones, in texts as those of account_history: `months` « 2026-03-01 4 3 7 1 » for 4
 *     opened and 3 solved in March, at the end of which 7 are open, 1 of them of high priority; `times` « 2026-03-01 1 86400 »
 *     for one ticket solved in March after so many seconds. Those that an export says were solved in a month before the one
 *     they were opened in are in `reversed` instead, « 2026-03-01 2026-01-01 1 »: they count where both months do. NULL: none.
 * rate(currency, since, units)
 *     what one unit of a currency is worth in the workspace's, in 1/1 000 000 000, from the day `since` on; the
 *     workspace's own is there, too. Without rates: no row, and amounts stand in their own currencies. With rates
 *     `transactions` and `opportunities` are converted, `mrr_month` is not: at_rate(amount, units) converts.
 * import_info(key, value)
 *     as_of, time_zone, currency, workspace, version, mrr_from ('mrr', 'subscriptions' or ''), activity_from.
 */
#ifndef RELIURE_SOURCE_STORE_H
#define RELIURE_SOURCE_STORE_H

#include "base/diag.h"

#include <sqlite3.h>

/* Between the parts of a text that are several; no export keeps such a character. */
#define STORE_SEPARATOR '\x1f'

/* Days that are whole parts of julianday() count from a date's own by what that says of 1970-01-01. */
enum { STORE_JULIAN_1970 = 2440587 };

/*
 * The file: address of a path for SQLite: read-only, and immutable, because nobody writes the file meanwhile. False:
 * the path is too long.
 */
bool store_address(const char *path, struct strbuf *out);

/*
 * Opens a finished store read-only, mapped into memory and unable to change; one handle a process and thread, never
 * carried over a fork. The caller closes it with sqlite3_close(). A file that is no store of this version: STORE_OPEN.
 */
enum rc store_open(const char *path, struct diag *diag, sqlite3 **out) MUST_CHECK;

/*
 * Lets this handle run SELECT only, without random(), load_extension(), ATTACH or PRAGMA, and sets the limits of
 * base/limits.h on it: statement length, expression depth (design section 13; the heap is sql_heap.h's). Call it once all
 * of the caller's own ATTACH are done. Steps are the caller's to bound with sqlite3_progress_handler().
 */
void store_guard(sqlite3 *store);

/* The statements that create the store, with their comments: what `reliure schema --sql` prints. */
void store_schema_write(struct strbuf *out);

#endif
