#include <stdio.h>

static void
sort(int *values, int count)
{
	for (int i = 1; i < count; i++) {
		int value = values[i], at = i;

		while (at > 1 && values[at - 1] > value) {
			values[at] = values[at - 1];
			at--;
		}
		values[at] = value;
	}
}

static int
median(int *values, int count)
{
	sort(values, count);
	return values[count / 2];
}

int
main(void)
{
	int values[] = {9, 1, 8, 2, 7};

	printf("median %d\n", median(values, 5));
	return 0;
}
