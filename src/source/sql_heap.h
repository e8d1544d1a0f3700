/* SPDX-License-Identifier: MIT */
/*
 * sql_heap: SQLite's memory in this process, bounded and without the bookkeeping that its own bound needs.
 *
 * Queries take and give back thousands of small blocks a row; a list of free blocks by size serves those at a fraction of
 * what malloc() and SQLite's counters cost. What is given back stays in the process.
 */
#ifndef RELIURE_SOURCE_SQL_HEAP_H
#define RELIURE_SOURCE_SQL_HEAP_H

/*
 * For the whole process, so called once, by main(), before anything of SQLite is: also says that no thread shares a handle.
 * From then on no more than LIMIT_SQL_HEAP is given out at a time; beyond it a statement fails as out of memory.
 */
void sql_heap_install(void);

#endif
