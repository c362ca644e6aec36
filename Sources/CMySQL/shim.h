// MariaDB Connector/C (https://mariadb.com/kb/en/mariadb-connector-c/), which speaks to MySQL as well.
#pragma once
#include <mysql.h>
#include <errmsg.h>

// Points one parameter, or one column of a result, at its memory.
static inline void cmysql_bind(MYSQL_BIND *bind, enum enum_field_types type, void *buffer, unsigned long capacity,
                               unsigned long *length, my_bool *is_null) {
    bind->buffer_type = type;
    bind->buffer = buffer;
    bind->buffer_length = capacity;
    bind->length = length;
    bind->is_null = is_null;
}
