/* SQLite in memory: inserts, an index, joins, groups, text, updates. */
#include <string.h>

#include "bench.h"
#include "sqlite3.h"

static const char setup[] =
    "create table words(id integer primary key, word text, weight real);"
    "create table pairs(a integer, b integer, n integer);";

/* Each is run once a round; ?1 is the round. */
static const char *const statements[] = {
    "begin",
    "with recursive c(x) as (values(0) union all select x+1 from c "
    "where x<4999) insert into words(word, weight) "
    "select printf('w%05d', (x*7919+?1)%5003), x*0.37 from c",
    "create index by_word on words(word)",
    "insert into pairs select id, (id*31+?1)%5000+1, id%17 from words",
    "commit",
    "select count(*), sum(length(w.word)+p.n) from words w "
    "join pairs p on p.a=w.id where w.word between 'w01' and 'w04'",
    "select p.n, count(*), cast(avg(w.weight) as int), max(v.word) "
    "from pairs p join words w on w.id=p.a join words v on v.id=p.b "
    "group by p.n order by 3 desc, 1",
    "update words set word=upper(word)||?1, weight=weight*0.5 "
    "where id%3=0",
    "select id, substr(word, 2, 4) from words where word like 'W0%7%' "
    "order by word desc limit 50",
    "delete from words where id in (select b from pairs where n<9)",
    "select count(*), total(weight) from words",
    "drop index by_word",
    "delete from words",
    "delete from pairs",
};

static void
check(sqlite3 *db, int got, int wanted)
{
	if (got == wanted)
		return;
	fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static uint32_t
run(sqlite3 *db, sqlite3_stmt *s, int round)
{
	uint32_t sum = 0;
	int step;

	if (sqlite3_bind_parameter_count(s))
		sqlite3_bind_int(s, 1, round);
	while ((step = sqlite3_step(s)) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			const unsigned char *text = sqlite3_column_text(s, i);

			while (text && *text)
				sum = mix(sum, *text++);
		}
	check(db, step, SQLITE_DONE);
	return sum;
}

int
main(int argc, char **argv)
{
	int n = (int)rounds(argc, argv, 25);
	uint32_t sum = 0;
	sqlite3 *db;

	check(NULL, sqlite3_open(":memory:", &db), SQLITE_OK);
	check(db, sqlite3_exec(db, setup, NULL, NULL, NULL), SQLITE_OK);
	for (int i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof(statements) / sizeof(*statements);
		    k++) {
			sqlite3_stmt *s;

			check(db,
			    sqlite3_prepare_v2(db, statements[k], -1, &s, NULL),
			    SQLITE_OK);
			sum = mix(sum, run(db, s, i));
			sqlite3_finalize(s);
		}
	sqlite3_close(db);
	return finish("sqlite", sum);
}
