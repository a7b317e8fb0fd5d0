/* A dynamic library: its data and functions live at imported bases. */
static const char *const names[] = { "zero", "one", "two", "three" };
static int counters[4];
extern int host_counter;
extern int report(const char *name, int value);

static int
one(int n)
{
	return n + counters[1];
}
static int
two(int n)
{
	return n * counters[2];
}
int (*const operations[])(int) = { one, two };

int
visit(unsigned i, int n)
{
	counters[i & 3]++;
	host_counter++;
	return report(names[i & 3], operations[i & 1](n));
}
