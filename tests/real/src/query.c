/*
 * query FILE: runs the SQL on standard input, in a database that is a file.
 * Prints the rows of each statement.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

static int
print(void *user, int count, char **values, char **names)
{
	(void)user;
	(void)names;
	for (int i = 0; i < count; i++)
		printf("%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	putchar('\n');
	return 0;
}

int
main(int argc, char **argv)
{
	char *sql = NULL;
	size_t size = 0;
	sqlite3 *db;

	if (argc != 2)
		return 2;
	/* There are no locks in WASI. */
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-none")) {
		printf("%s\n", sqlite3_errmsg(db));
		return 1;
	}
	for (char part[4096]; fgets(part, sizeof(part), stdin);) {
		char *message = NULL;
		size_t more = strlen(part);

		sql = realloc(sql, size + more + 1);
		memcpy(sql + size, part, more + 1);
		size += more;
		if (!sqlite3_complete(sql))
			continue;
		if (sqlite3_exec(db, sql, print, NULL, &message))
			printf("error: %s\n", message);
		sqlite3_free(message);
		size = 0;
	}
	free(sql);
	return sqlite3_close(db) != SQLITE_OK;
}
