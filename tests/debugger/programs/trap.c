#include <stdlib.h>
#include <string.h>

static int
divide(int a, int b)
{
	return a / b;
}

static int
read_at(const int *p, unsigned index)
{
	return p[index];
}

int
main(int argc, char **argv)
{
	int x = 3;

	if (argc > 1 && strcmp(argv[1], "abort") == 0)
		abort();
	if (argc > 1 && strcmp(argv[1], "bounds") == 0)
		return read_at(&x, 0x30000000);
	return divide(10, argc - 1);
}
