/* Sorting: quicksort, heapsort and merges of numbers, qsort of records. */
#include <string.h>

#include "bench.h"

enum { COUNT = 20000 };

struct record {
	char name[12];
	uint32_t key;
};

static NOINLINE void
quick(int32_t *v, int n)
{
	while (n > 12) {
		int32_t pivot = v[n / 2];
		int i = 0;
		int j = n - 1;

		for (;; i++, j--) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i >= j)
				break;

			int32_t x = v[i];

			v[i] = v[j];
			v[j] = x;
		}
		quick(v, i);
		v += i;
		n -= i;
	}
	for (int i = 1; i < n; i++) {
		int32_t x = v[i];
		int j = i;

		for (; j && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static void
sink(int32_t *heap, int at, int n)
{
	int32_t x = heap[at];

	for (int child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && heap[child] < heap[child + 1])
			child++;
		if (heap[child] <= x)
			break;
		heap[at] = heap[child];
	}
	heap[at] = x;
}

static NOINLINE void
heap(int32_t *v, int n)
{
	for (int i = n / 2; i--;)
		sink(v, i, n);
	while (--n > 0) {
		int32_t x = v[n];

		v[n] = v[0];
		v[0] = x;
		sink(v, 0, n);
	}
}

static NOINLINE void
merge(int32_t *v, int32_t *spare, int n)
{
	for (int width = 1; width < n; width *= 2) {
		for (int low = 0; low < n; low += 2 * width) {
			int middle = low + width < n ? low + width : n;
			int high = middle + width < n ? middle + width : n;
			int i = low;
			int j = middle;

			for (int k = low; k < high; k++)
				spare[k] =
				    i < middle && (j >= high || v[i] <= v[j]) ?
					v[i++] :
					v[j++];
		}
		memcpy(v, spare, (size_t)n * sizeof(*v));
	}
}

static int
compare(const void *a, const void *b)
{
	const struct record *x = a;
	const struct record *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->key < y->key ? -1 : x->key > y->key;
}

static int32_t numbers[COUNT], copy[COUNT], spare[COUNT];
static struct record records[COUNT / 8];

static uint32_t
check(const int32_t *v)
{
	uint32_t sum = 0;

	for (int i = 1; i < COUNT; i++) {
		if (v[i - 1] > v[i])
			abort();
		sum = mix(sum, (uint32_t)v[i]);
	}
	return sum;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 190);
	uint32_t seed = 4711;
	uint32_t sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		for (int k = 0; k < COUNT; k++)
			numbers[k] = (int32_t)next_random(&seed);
		memcpy(copy, numbers, sizeof(copy));
		quick(copy, COUNT);
		sum += check(copy);
		memcpy(copy, numbers, sizeof(copy));
		heap(copy, COUNT);
		sum ^= check(copy);
		merge(numbers, spare, COUNT);
		sum += check(numbers);
		for (int k = 0; k < COUNT / 8; k++) {
			uint32_t r = next_random(&seed);

			for (int c = 0; c < 6; c++, r >>= 4)
				records[k].name[c] = (char)('a' + (r & 15));
			records[k].key = r;
		}
		qsort(records, COUNT / 8, sizeof(*records), compare);
		for (int k = 0; k < COUNT / 8; k++)
			sum = mix(
			    sum, (uint32_t)records[k].name[3] ^ records[k].key);
	}
	return finish("sorting", sum);
}
