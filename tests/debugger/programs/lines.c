#include <stdio.h>

int
main(void)
{
	char line[80];
	int count = 0;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		count++;
		printf("%d: %s", count, line);
	}
	printf("%d lines\n", count);
	return 0;
}
