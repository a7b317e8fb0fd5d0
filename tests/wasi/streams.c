/* Copies its input in capitals, with its arguments and variables around. */
#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double
seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
sleep_a_bit(void)
{
	const struct timespec bit = {0, 20000000};
	double before = seconds();

	nanosleep(&bit, NULL);
	printf("slept %d\n", seconds() - before >= 0.02);
	printf("year %d\n", time(NULL) > 1700000000);
}

int
main(int argc, char **argv)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	int c, count = 0;

	for (int i = 1; i < argc; i++)
		printf("argument '%s'\n", argv[i]);
	printf("COLOUR=%s\n", getenv("COLOUR"));
	printf("terminal %d %d\n", isatty(0), isatty(1));
	printf("seek %d\n", (int)lseek(0, 0, SEEK_CUR));
	printf("poll %d\n", poll(&input, 1, -1));
	while ((c = getchar()) != EOF) {
		putchar(toupper(c));
		count++;
	}
	sleep_a_bit();
	fflush(stdout);
	fprintf(stderr, "%d bytes\n", count);
	exit(count % 100);
}
