/* Counts the words on standard input and prints the commonest. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1021 };

struct word {
	struct word *next;
	unsigned long count;
	char text[];
};

static struct word *buckets[BUCKETS];
static size_t words;

static uint32_t
hash(const char *s)
{
	uint32_t h = 2166136261u;
	while (*s)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h;
}

static void
count(const char *s)
{
	struct word **at = &buckets[hash(s) % BUCKETS];
	for (struct word *w = *at; w; w = w->next)
		if (strcmp(w->text, s) == 0) {
			w->count++;
			return;
		}
	struct word *w = malloc(sizeof *w + strlen(s) + 1);
	if (!w)
		abort();
	strcpy(w->text, s);
	w->count = 1;
	w->next = *at;
	*at = w;
	words++;
}

static int
commoner(const void *a, const void *b)
{
	const struct word *v = *(struct word *const *)a, *w = *(struct word *const *)b;
	if (v->count != w->count)
		return v->count < w->count ? 1 : -1;
	return strcmp(v->text, w->text);
}

int
main(int argc, char **argv)
{
	size_t most = argc > 1 ? strtoul(argv[1], NULL, 10) : 10;
	char text[64];
	size_t length = 0;
	for (int c; (c = getchar()) != EOF;) {
		if (isalpha(c) && length < sizeof text - 1) {
			text[length++] = (char)tolower(c);
		} else if (length) {
			text[length] = 0;
			count(text);
			length = 0;
		}
	}
	struct word **all = malloc((words + 1) * sizeof *all);
	if (!all)
		return 1;
	size_t n = 0;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct word *w = buckets[i]; w; w = w->next)
			all[n++] = w;
	qsort(all, n, sizeof *all, commoner);
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)all[i]->count;
	for (size_t i = 0; i < n && i < most; i++)
		printf("%8lu %5.2f%% %s\n", all[i]->count, 100.0 * (double)all[i]->count / sum,
		       all[i]->text);
	return 0;
}
