#include "libwasmkit/runtime/written.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum {
	WORD_BITS = 64,
	MOST_PAGES_LOG2 = 20, /* that are told apart */
	MOST_PAGES = 1 << MOST_PAGES_LOG2,
	WORDS = MOST_PAGES / WORD_BITS,
};

/*
 * What may be spent between two takes: a share of the process's time for
 * faults, the same for pages that are closed and opened. About that long each
 * of them takes.
 */
enum {
	SHARE = 200,
	FAULT_NS = 8000,
	PAGE_NS = 200,
	LEAST_FAULTS = 16,
	MOST_FAULTS = 4096, /* the system bounds how many mappings there are */
	LEAST_PAGES = 512,
	/* Where few of them are opened again more are closed, up to so many. */
	MOST_CLOSED = 1 << 15,
	FEW = 4, /* one of so many */
};

struct wk_written {
	uint64_t *open; /* a bit a page; all others are closed */
	uint8_t page_log2;
	uint8_t block_log2;   /* pages that a fault opens */
	uint32_t most_faults; /* before blocks grow */
	uint32_t faults, limit;
	uint64_t closed, opened; /* pages, by the last take, and since */
	uint64_t next;           /* the page with which closing goes on */
	uint64_t since;          /* ns: the last take */
};

/* Time that the process was running. */
static uint64_t
now(void)
{
	struct timespec ts = {0};

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* Bytes that may be open or closed. */
static uint64_t
extent(const struct wk_meminst *memory)
{
	return memory->is_guarded ? memory->size : memory->reserved;
}

static uint64_t
page_count(const struct wk_meminst *memory)
{
	unsigned log2 = memory->written->page_log2;

	return (extent(memory) >> log2) +
	       ((extent(memory) & (((uint64_t)1 << log2) - 1)) != 0);
}

static bool
is_open(const struct wk_written *w, uint64_t page)
{
	return (w->open[page / WORD_BITS] >> page % WORD_BITS & 1) != 0;
}

/* The bits of a word that are pages from first up to end. */
static uint64_t
mask(uint64_t word, uint64_t first, uint64_t end)
{
	uint64_t begin = word * WORD_BITS, bits = UINT64_MAX;

	if (first > begin)
		bits &= UINT64_MAX << (first - begin);
	if (end < begin + WORD_BITS)
		bits &= UINT64_MAX >> (begin + WORD_BITS - end);
	return bits;
}

static void
set_bits(struct wk_written *w, uint64_t first, uint64_t end)
{
	for (uint64_t i = first / WORD_BITS; i * WORD_BITS < end; i++)
		w->open[i] |= mask(i, first, end);
}

static void
clear_bits(struct wk_written *w, uint64_t first, uint64_t end)
{
	for (uint64_t i = first / WORD_BITS; i * WORD_BITS < end; i++)
		w->open[i] &= ~mask(i, first, end);
}

/* The first page from one on, below end, that is open or not; else end. */
static uint64_t
find(const struct wk_written *w, uint64_t page, uint64_t end, bool open)
{
	while (page < end) {
		uint64_t i = page / WORD_BITS;
		uint64_t bits = (open ? w->open[i] : ~w->open[i]) &
				UINT64_MAX << page % WORD_BITS;

		if (bits != 0) {
			page = i * WORD_BITS + (unsigned)__builtin_ctzll(bits);
			break;
		}
		page = (i + 1) * WORD_BITS;
	}
	return page < end ? page : end;
}

static bool
protect(
    const struct wk_meminst *memory, uint64_t first, uint64_t end, int access)
{
	unsigned log2 = memory->written->page_log2;
	uint64_t begin = first << log2, size = (end - first) << log2;

	if (begin >= extent(memory))
		return true;
	if (size > extent(memory) - begin)
		size = extent(memory) - begin;
	return mprotect(memory->base + begin, size, access) == 0;
}

/* Opens pages; with all others where the system has no more mappings. */
static bool
open_pages(struct wk_meminst *memory, uint64_t first, uint64_t end)
{
	struct wk_written *w = memory->written;

	if (!protect(memory, first, end, PROT_READ | PROT_WRITE)) {
		first = 0;
		end = page_count(memory);
		if (!protect(memory, first, end, PROT_READ | PROT_WRITE))
			return false;
	}
	set_bits(w, first, end);
	return true;
}

/* Closes pages, unless the system has no more mappings: then none are. */
static void
close_pages(struct wk_meminst *memory, uint64_t first, uint64_t end)
{
	struct wk_written *w = memory->written;
	uint64_t last;

	first = find(w, first, end, true);
	last = first;
	/* All at once: those between that are closed are skipped quickly. */
	for (uint64_t page = first; page < end; page = find(w, last, end, true))
		last = find(w, page, end, false);
	if (first == last)
		return;
	if (protect(memory, first, last, PROT_READ))
		clear_bits(w, first, last);
	else
		open_pages(memory, 0, page_count(memory));
}

/* Has no more pages than there are bits. */
static void
coarsen(struct wk_meminst *memory)
{
	struct wk_written *w = memory->written;

	while (page_count(memory) > MOST_PAGES) {
		for (uint64_t i = 0; i < MOST_PAGES; i++) {
			bool open =
			    2 * i < MOST_PAGES &&
			    (is_open(w, 2 * i) || is_open(w, 2 * i + 1));

			clear_bits(w, i, i + 1);
			if (open)
				set_bits(w, i, i + 1);
		}
		w->page_log2++;
	}
}

bool
wk_written_begin(struct wk_meminst *memory)
{
	struct wk_written *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return false;
	w->open = mmap(NULL, WORDS * sizeof(*w->open), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (w->open == MAP_FAILED) {
		free(w);
		return false;
	}
	w->page_log2 =
	    (uint8_t)__builtin_ctzl((unsigned long)sysconf(_SC_PAGESIZE));
	w->most_faults = w->limit = LEAST_FAULTS;
	w->since = now();
	memory->written = w;
	coarsen(memory);
	if (protect(memory, 0, page_count(memory), PROT_READ))
		return true;
	wk_written_end(memory);
	return false;
}

void
wk_written_end(struct wk_meminst *memory)
{
	struct wk_written *w = memory->written;

	if (w == NULL)
		return;
	wk_written_lift(memory);
	munmap(w->open, WORDS * sizeof(*w->open));
	free(w);
	memory->written = NULL;
}

bool
wk_written_fault(struct wk_meminst *memory, uint64_t address)
{
	struct wk_written *w = memory->written;
	uint64_t page, first, end;

	if (w == NULL || address >= extent(memory))
		return false;
	page = address >> w->page_log2;
	if (is_open(w, page))
		return false;
	if (++w->faults > w->limit && w->block_log2 < MOST_PAGES_LOG2) {
		w->block_log2++;
		w->limit += w->most_faults;
	}
	first = page >> w->block_log2 << w->block_log2;
	end = first + ((uint64_t)1 << w->block_log2);
	if (end > page_count(memory))
		end = page_count(memory);
	w->opened += end - first;
	return open_pages(memory, first, end);
}

void
wk_written_open(struct wk_meminst *memory, uint64_t address, uint64_t size)
{
	const struct wk_written *w = memory->written;
	uint64_t first, end;

	if (size == 0)
		return;
	first = address >> w->page_log2;
	end = ((address + size - 1) >> w->page_log2) + 1;
	if (find(w, first, end, false) < end)
		open_pages(memory, first, end);
}

/* The page after so many open ones, by whole words; at most end. */
static uint64_t
skip(const struct wk_written *w, uint64_t page, uint64_t end, uint64_t *most)
{
	while (page < end && *most > 0) {
		uint64_t open =
		    (unsigned)__builtin_popcountll(w->open[page / WORD_BITS]);

		*most -= open < *most ? open : *most;
		page = (page / WORD_BITS + 1) * WORD_BITS;
	}
	return page < end ? page : end;
}

/* Closes so many pages, going round. */
static void
close_some(struct wk_meminst *memory, uint64_t most)
{
	struct wk_written *w = memory->written;
	uint64_t count = page_count(memory), left = most;
	uint64_t from = w->next < count ? w->next : 0;

	w->next = skip(w, from, count, &left);
	close_pages(memory, from, w->next);
	if (w->next == count) {
		w->next = skip(w, 0, from, &left);
		close_pages(memory, 0, w->next);
	}
	w->closed = most - left;
	w->opened = 0;
}

static uint64_t
clamp(uint64_t value, uint64_t least, uint64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* How many pages to close, after a time. */
static uint64_t
to_close(const struct wk_written *w, uint64_t ns)
{
	uint64_t usual =
	    clamp(ns / (SHARE * PAGE_NS), LEAST_PAGES, MOST_CLOSED);

	return w->opened < w->closed / FEW ?
		   clamp(2 * w->closed, usual, MOST_CLOSED) :
		   usual;
}

/* Begins the time to the next take. */
static void
go_on(struct wk_meminst *memory)
{
	struct wk_written *w = memory->written;
	uint64_t last = w->since;

	w->since = now();
	close_some(memory, to_close(w, w->since - last));
	if (w->faults < w->most_faults / FEW && w->block_log2 > 0)
		w->block_log2--;
	w->most_faults = (uint32_t)clamp(
	    (w->since - last) / (SHARE * FAULT_NS), LEAST_FAULTS, MOST_FAULTS);
	w->limit = w->most_faults;
	w->faults = 0;
}

void
wk_written_take(struct wk_meminst *memory, wk_heat_fn *fn, void *user)
{
	const struct wk_written *w = memory->written;
	uint64_t count = page_count(memory), size = memory->size;
	uint64_t page = find(w, 0, count, true);

	while (page < count) {
		uint64_t end = find(w, page, count, false);
		uint64_t from = page << w->page_log2, to = end << w->page_log2;

		if (from < size)
			fn(user, from, (to < size ? to : size) - from,
			    WK_WATCH_WRITE);
		page = find(w, end, count, true);
	}
	go_on(memory);
}

void
wk_written_lift(struct wk_meminst *memory)
{
	protect(memory, 0, page_count(memory), PROT_READ | PROT_WRITE);
}

void
wk_written_lower(struct wk_meminst *memory)
{
	struct wk_written *w = memory->written;
	uint64_t count, page, end;
	bool ok = true;

	coarsen(memory);
	count = page_count(memory);
	for (page = find(w, 0, count, false); page < count && ok;
	    page = find(w, end, count, false)) {
		end = find(w, page, count, true);
		ok = protect(memory, page, end, PROT_READ);
	}
	if (!ok)
		open_pages(memory, 0, count);
}
