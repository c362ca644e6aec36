// libsqlite3, and what Swift does not import of it: two macros with casts, and the variadic sqlite3_db_config.
#pragma once
#include <sqlite3.h>

static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }
static inline sqlite3_destructor_type csqlite_static(void) { return SQLITE_STATIC; }

// Switches one of the SQLITE_DBCONFIG_… verbs that take an on/off flag (https://sqlite.org/c3ref/c_dbconfig_defensive.html).
static inline int csqlite_switch(sqlite3 *db, int verb, int on) { return sqlite3_db_config(db, verb, on, (int *)0); }
