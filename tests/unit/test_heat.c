#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/accesshelp.h"
#include "tests/unit/stophelp.h"
#include "tests/unit/unit.h"

/* What was told. */
struct run {
	uint64_t address, size;
	unsigned kinds;
};
static struct run runs[4096];
static unsigned run_count;
static uint64_t total; /* bytes of them */

static void
note(void *user, uint64_t address, uint64_t size, unsigned kinds)
{
	ck_assert_ptr_eq(user, &run_count);
	ck_assert_uint_gt(size, 0);
	if (run_count > 0)
		ck_assert_uint_ge(address,
		    runs[run_count - 1].address + runs[run_count - 1].size);
	ck_assert_uint_lt(run_count, sizeof(runs) / sizeof(*runs));
	runs[run_count++] = (struct run){address, size, kinds};
	total += size;
}

static struct wk_meminst *
memory(uint32_t index)
{
	return wk_instance_get(stop_program.instance, WK_EXTERN_MEMORY, index)
	    .memory;
}

static void
take_of(uint32_t index)
{
	run_count = 0;
	total = 0;
	wk_debug_heat_take(stop_program.store, memory(index), note, &run_count);
}

static void
take(void)
{
	take_of(0);
}

static void
heat_of(uint32_t index, enum wk_heat mode)
{
	struct wk_error err = {0};

	if (!wk_debug_heat(stop_program.store, memory(index), mode, &err))
		ck_abort_msg("%s", err.message);
}

static void
heat(enum wk_heat mode)
{
	heat_of(0, mode);
}

/* Begins a call of a function of up to three numbers. */
static void
begin(const char *name, uint64_t a, uint64_t b, uint64_t c)
{
	union wk_value args[3] = {{.i64 = a}, {.i64 = b}, {.i64 = c}};
	struct wk_error err = {0};

	if (!wk_debug_start(stop_program.store, stop_func(name), args, &err))
		ck_abort_msg("%s", err.message);
}

static uint64_t
go(const char *name, uint64_t a, uint64_t b, uint64_t c)
{
	begin(name, a, b, c);
	stop_run(WK_STOP_DONE);
	return stop_end();
}

/* Whether the bytes were told to be accessed in a way. */
static bool
is_told(uint64_t address, uint64_t size, unsigned kinds)
{
	for (unsigned i = 0; i < run_count && size > 0; i++) {
		const struct run *run = &runs[i];

		if (run->kinds != kinds || address < run->address ||
		    address - run->address >= run->size)
			continue;
		if (size <= run->size - (address - run->address))
			return true;
		size -= run->size - (address - run->address);
		address = run->address + run->size;
	}
	return size == 0;
}

static uint64_t
page(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

/* That a page, and nothing else, was told to be written. */
static void
is_page_of(uint64_t address)
{
	ck_assert_uint_eq(run_count, 1);
	ck_assert_uint_eq(runs[0].address, address & ~(page() - 1));
	ck_assert_uint_eq(runs[0].size, page());
	ck_assert_uint_eq(runs[0].kinds, WK_WATCH_WRITE);
}

static const char accesses[] =
    "(module (memory 4 1000) (memory $other 4) (data $d \"0123456789\")"
    "(func (export \"put\") (param i32 i32)"
    "  (i32.store (local.get 0) (local.get 1)))"
    "(func (export \"get\") (param i32) (result i32)"
    "  (i32.load (local.get 0)))"
    "(func (export \"put1\") (param i32 i32)"
    "  (i32.store 1 (local.get 0) (local.get 1)))"
    "(func (export \"get1\") (param i32) (result i32)"
    "  (i32.load 1 (local.get 0)))"
    "(func (export \"grow\") (param i32) (result i32)"
    "  (memory.grow (local.get 0)))"
    "(func (export \"fill\") (param i32 i32 i32) (memory.fill"
    "  (local.get 0) (local.get 1) (local.get 2)))"
    "(func (export \"copy\") (param i32 i32 i32) (memory.copy"
    "  (local.get 0) (local.get 1) (local.get 2)))"
    "(func (export \"init\") (param i32 i32 i32) (memory.init $d"
    "  (local.get 0) (local.get 1) (local.get 2)))"
    /* Writes so many words, so many bytes apart, from an address on. */
    "(func (export \"strew\") (param i32 i32 i32)"
    "  (loop $l (i32.store (local.get 0) (local.get 1))"
    "    (local.set 0 (i32.add (local.get 0) (local.get 2)))"
    "    (br_if $l (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))))";

START_TEST(written_pages)
{
	stop_open(accesses, NULL);
	heat(WK_HEAT_PAGES);
	take();
	ck_assert_uint_eq(run_count, 0);
	go("put", 70000, 5, 0);
	take();
	is_page_of(70000);
	take();
	ck_assert_uint_eq(run_count, 0);
	ck_assert_uint_eq(go("get", 70000, 0, 0), 5);
	take();
	ck_assert_uint_eq(run_count, 0);
	/* Twice, and one across two pages. */
	go("put", 70000, 6, 0);
	go("put", 70004, 6, 0);
	take();
	is_page_of(70000);
	go("put", 0x20000 - 2, UINT32_MAX, 0);
	take();
	ck_assert_uint_eq(run_count, 1);
	ck_assert_uint_eq(runs[0].address, 0x20000 - page());
	ck_assert_uint_eq(runs[0].size, 2 * page());
	ck_assert_uint_eq(go("get", 0x20000 - 2, 0, 0), UINT32_MAX);
	/* Another memory is not asked about. */
	go("put1", 70000, 7, 0);
	take();
	ck_assert_uint_eq(run_count, 0);
	heat_of(1, WK_HEAT_PAGES);
	go("put1", 70000, 8, 0);
	take();
	ck_assert_uint_eq(run_count, 0);
	take_of(1);
	is_page_of(70000);
	/* No longer, and again. */
	go("put", 70000, 9, 0);
	heat(WK_HEAT_OFF);
	go("put", 70000, 9, 0);
	take();
	ck_assert_uint_eq(run_count, 0);
	heat(WK_HEAT_PAGES);
	heat(WK_HEAT_PAGES);
	take();
	ck_assert_uint_eq(run_count, 0);
	go("put", 4, 9, 0);
	take();
	is_page_of(4);
	stop_close();
}
END_TEST

START_TEST(written_in_bulk)
{
	stop_open(accesses, NULL);
	heat(WK_HEAT_PAGES);
	go("fill", 0x8000, 7, 0x18000);
	take();
	ck_assert_uint_eq(run_count, 1);
	ck_assert_uint_eq(runs[0].address, 0x8000);
	ck_assert_uint_eq(runs[0].size, 0x18000);
	/* After that many pages they are told apart again. */
	take();
	take();
	go("copy", 0x30000, 0x8000, 100);
	take();
	is_page_of(0x30000);
	go("init", 0x30000, 1, 5);
	take();
	is_page_of(0x30000);
	ck_assert_mem_eq(wk_memory_view(memory(0), 0x30000, 6), "12345\7", 6);
	stop_close();
}
END_TEST

/* An access that is out of bounds still is one. */
START_TEST(pages_end_in_traps)
{
	stop_open(accesses, NULL);
	heat(WK_HEAT_PAGES);
	begin("put", 0x40000 - 3, 1, 0);
	stop_run(WK_STOP_TRAP);
	ck_assert_uint_eq(
	    wk_debug_error(stop_program.store)->code, WK_E_MEMORY_BOUNDS);
	wk_debug_end(stop_program.store, NULL, NULL);
	begin("put", 0x50000, 1, 0);
	stop_run(WK_STOP_TRAP);
	ck_assert_uint_eq(
	    wk_debug_error(stop_program.store)->code, WK_E_MEMORY_BOUNDS);
	wk_debug_end(stop_program.store, NULL, NULL);
	go("put", 0x40000 - 4, 1, 0);
	take();
	is_page_of(0x40000 - 4);
	stop_close();
}
END_TEST

START_TEST(pages_that_grow)
{
	stop_open(accesses, NULL);
	heat(WK_HEAT_PAGES);
	go("put", 0x30000, 1, 0);
	ck_assert_uint_eq(go("grow", 100, 0, 0), 4);
	go("put", 0x600000, 1, 0);
	take();
	ck_assert_uint_eq(run_count, 2);
	ck_assert_uint_eq(runs[0].address, 0x30000);
	ck_assert_uint_eq(runs[1].address, 0x600000);
	ck_assert_uint_eq(total, 2 * page());
	stop_close();
}
END_TEST

/* Writes of many places end with blocks of pages, and with single ones again.
 */
START_TEST(pages_without_number)
{
	uint64_t step = (1 << 18) + 4096, count = 0xE0000000 / step;

	stop_open("(module (memory 65536)"
		  "(func (export \"strew\") (param i32 i32 i32)"
		  "  (loop $l (i32.store (local.get 0) (local.get 1))"
		  "    (local.set 0 (i32.add (local.get 0) (local.get 2)))"
		  "    (br_if $l (local.tee 1"
		  "      (i32.sub (local.get 1) (i32.const 1)))))))",
	    NULL);
	heat(WK_HEAT_PAGES);
	go("strew", 0, count, step);
	take();
	for (uint64_t i = 0; i < count; i++)
		ck_assert(is_told(i * step, 4, WK_WATCH_WRITE));
	for (unsigned i = 0; i < 2000 && (i == 0 || total > page()); i++) {
		take();
		go("strew", 0xF0000000, 1, 4);
		take();
		ck_assert(is_told(0xF0000000, 4, WK_WATCH_WRITE));
	}
	is_page_of(0xF0000000);
	go("strew", 0xFFFFFFFC, 1, 4);
	take();
	is_page_of(0xFFFFFFFC);
	stop_close();
}
END_TEST

/* Memories whose accesses are checked, which move when they grow. */
static void
open_checked(const char *type)
{
	char text[1024];

	snprintf(text, sizeof(text),
	    "(module (memory %s)"
	    "(func (export \"put\") (param %s i32)"
	    "  (i32.store (local.get 0) (local.get 1)))"
	    "(func (export \"get\") (param %s) (result i32)"
	    "  (i32.load (local.get 0)))"
	    "(func (export \"grow\") (param %s) (result %s)"
	    "  (memory.grow (local.get 0))))",
	    type, strncmp(type, "i64", 3) == 0 ? "i64" : "i32",
	    strncmp(type, "i64", 3) == 0 ? "i64" : "i32",
	    strncmp(type, "i64", 3) == 0 ? "i64" : "i32",
	    strncmp(type, "i64", 3) == 0 ? "i64" : "i32");
	stop_open(text, NULL);
}

static void
try_checked(const char *type, uint64_t pages)
{
	open_checked(type);
	heat(WK_HEAT_PAGES);
	go("put", 90000, 7, 0);
	take();
	is_page_of(90000);
	go("put", 80000, 8, 0);
	for (unsigned i = 0; i < 20; i++)
		ck_assert_uint_gt(go("grow", pages, 0, 0), 0);
	go("put", 90000, 9, 0);
	go("put", 1000000, 10, 0);
	take();
	ck_assert(is_told(80000, 4, WK_WATCH_WRITE));
	ck_assert(is_told(90000, 4, WK_WATCH_WRITE));
	ck_assert(is_told(1000000, 4, WK_WATCH_WRITE));
	ck_assert_uint_le(total, 3 * page());
	go("put", 90000, 11, 0);
	take();
	is_page_of(90000);
	ck_assert_uint_eq(go("get", 1000000, 0, 0), 10);
	heat(WK_HEAT_OFF);
	go("put", 1000000, 12, 0);
	stop_close();
}

START_TEST(pages_of_other_memories)
{
	try_checked("i64 2", 1);
	try_checked("100001 (pagesize 1)", 60001);
}
END_TEST

/* The last byte of a memory that does not end with a page. */
START_TEST(pages_of_odd_sizes)
{
	stop_open("(module (memory 10 (pagesize 1)) (func (export \"put\")"
		  "(param i32 i32) (i32.store8 (local.get 0) (local.get 1))))",
	    NULL);
	heat(WK_HEAT_PAGES);
	go("put", 9, 1, 0);
	take();
	ck_assert_uint_eq(run_count, 1);
	ck_assert_uint_eq(runs[0].address, 0);
	ck_assert_uint_eq(runs[0].size, 10);
	stop_close();
}
END_TEST

static int ends[2];
static uint8_t *held;

/* Reads from a pipe into memory, and writes by a pointer that it holds. */
static bool
read_in(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	uint8_t *at =
	    wk_memory_at(wk_instance_memory(call->instance), 0x10000, 5);

	(void)args;
	(void)results;
	held[0x20000] = 1;
	return read(ends[0], at, 5) == 5 ||
	       wk_error_set(err, WK_E_HOST, WK_NO_OFFSET, "cannot read");
}

START_TEST(written_by_the_host)
{
	stop_open("(module (import \"h\" \"call\" (func $f)) (memory 4)"
		  "(func (export \"run\") (call $f)))",
	    read_in);
	ck_assert_int_eq(pipe(ends), 0);
	held = wk_memory_data(memory(0));
	heat(WK_HEAT_PAGES);
	memcpy(wk_memory_at(memory(0), 0x30000, 3), "abc", 3);
	ck_assert_mem_eq(wk_memory_view(memory(0), 0x30000, 3), "abc", 3);
	take();
	is_page_of(0x30000);
	ck_assert_uint_eq(*wk_memory_view(memory(0), 0, 0x40000), 0);
	take();
	ck_assert_uint_eq(run_count, 0);
	ck_assert_ptr_null(wk_memory_at(memory(0), 0x3FFFF, 2));
	ck_assert_int_eq(write(ends[1], "hello", 5), 5);
	go("run", 0, 0, 0);
	take();
	ck_assert_uint_eq(run_count, 2);
	ck_assert_uint_eq(runs[0].address, 0x10000);
	ck_assert_uint_eq(runs[1].address, 0x20000);
	ck_assert_uint_eq(total, 2 * page());
	ck_assert_mem_eq(wk_memory_view(memory(0), 0x10000, 5), "hello", 5);
	close(ends[0]);
	close(ends[1]);
	stop_close();
}
END_TEST

enum { BLOCK = WK_HEAT_BLOCK, REGION = 1 << 18 };

/* That the blocks of an access, and nothing else, were told. */
static void
is_access_of(const char *what, uint64_t address, uint64_t size, unsigned kinds)
{
	uint64_t first = address & ~(uint64_t)(BLOCK - 1);
	uint64_t end = ((address + size - 1) | (BLOCK - 1)) + 1;

	if (run_count == 1 && runs[0].address == first &&
	    runs[0].size == end - first && runs[0].kinds == kinds)
		return;
	ck_abort_msg("%s at %llu: %u, from %llu on %llu, kinds %u", what,
	    (unsigned long long)address, run_count,
	    (unsigned long long)runs[0].address,
	    (unsigned long long)runs[0].size, runs[0].kinds);
}

/* An access in all forms, around a border. */
static void
try(enum wk_op op, unsigned memory, bool atomic, uint64_t border)
{
	unsigned width = wk_op_table[op].width, step = atomic ? width : 1;

	for (unsigned form = 0; form < ACCESS_FORMS; form++) {
		for (uint64_t at = border - 16; at < border + 2; at += step) {
			go(access_name(op, form), at - ACCESS_OFFSET, 0, 0);
			take_of(memory);
			if (op == WK_OP_MEMORY_ATOMIC_NOTIFY && run_count == 0)
				continue;
			is_access_of(wk_op_table[op].text, at, width,
			    (access_reads(op) ? WK_WATCH_READ : 0u) |
				(access_writes(op) ? WK_WATCH_WRITE : 0u));
		}
	}
}

static void
try_all(const char *memories, unsigned memory, bool is_64, bool atomic)
{
	stop_open(access_program(memories, memory, is_64, atomic), NULL);
	go(access_name(atomic ? WK_OP_I32_ATOMIC_LOAD : WK_OP_I32_LOAD, 0), 0,
	    0, 0);
	heat_of(memory, WK_HEAT_FINE);
	for (unsigned op = 1; op < WK_OP_COUNT; op++) {
		if (!access_is((enum wk_op)op, atomic))
			continue;
		try((enum wk_op)op, memory, atomic, 10 * BLOCK);
		try((enum wk_op)op, memory, atomic, REGION);
	}
	heat_of(memory, WK_HEAT_OFF);
	go(access_name(atomic ? WK_OP_I32_ATOMIC_LOAD : WK_OP_I32_LOAD, 0), 0,
	    0, 0);
	take_of(memory);
	ck_assert_uint_eq(run_count, 0);
	stop_close();
}

START_TEST(fine_accesses)
{
	try_all("(memory 5)", 0, false, false);
	try_all("(memory i64 5)", 0, true, false);
	try_all("(memory 5) (memory 5)", 1, false, false);
}
END_TEST

START_TEST(fine_atomic_accesses)
{
	try_all("(memory 5 5 shared)", 0, false, true);
	try_all("(memory 1) (memory i64 5 5 shared)", 1, true, true);
}
END_TEST

START_TEST(fine_in_bulk)
{
	stop_open(accesses, NULL);
	heat(WK_HEAT_FINE);
	go("fill", 100, 7, 100000);
	take();
	is_access_of("fill", 100, 100000, WK_WATCH_WRITE);
	go("fill", 100, 7, 0);
	take();
	ck_assert_uint_eq(run_count, 0);
	go("copy", 1000, 2000, 100);
	take();
	ck_assert_uint_eq(run_count, 2);
	ck_assert(is_told(1000, 100, WK_WATCH_WRITE));
	ck_assert(is_told(2000, 100, WK_WATCH_READ));
	/* Blocks that are both. */
	go("copy", 0, BLOCK, 2 * BLOCK);
	take();
	ck_assert_uint_eq(run_count, 3);
	ck_assert(is_told(0, BLOCK, WK_WATCH_WRITE));
	ck_assert(is_told(BLOCK, BLOCK, WK_WATCH_BOTH));
	ck_assert(is_told(2 * BLOCK, BLOCK, WK_WATCH_READ));
	go("init", 0x30000, 1, 5);
	take();
	is_access_of("init", 0x30000, 5, WK_WATCH_WRITE);
	memcpy(wk_memory_at(memory(0), 50, 100), "host", 5);
	ck_assert_str_eq(
	    (const char *)wk_memory_view(memory(0), 50, 5), "host");
	take();
	is_access_of("host", 50, 100, WK_WATCH_WRITE);
	stop_close();
}
END_TEST

/* Only what the memory has is told. */
START_TEST(fine_ends_in_traps)
{
	stop_open(accesses, NULL);
	heat(WK_HEAT_FINE);
	begin("put", 0x40000 - 3, 1, 0);
	stop_run(WK_STOP_TRAP);
	wk_debug_end(stop_program.store, NULL, NULL);
	begin("put", 0xFFFFFFFF, 1, 0);
	stop_run(WK_STOP_TRAP);
	wk_debug_end(stop_program.store, NULL, NULL);
	take();
	for (unsigned i = 0; i < run_count; i++)
		ck_assert_uint_le(runs[i].address + runs[i].size, 0x40000);
	go("put", 0x40000 - 4, 1, 0);
	take();
	is_access_of("put", 0x40000 - 4, 4, WK_WATCH_WRITE);
	stop_close();
}
END_TEST

START_TEST(fine_that_grows)
{
	static const char *const types[] = {"i64 2", "2", "70000 (pagesize 1)"};

	for (unsigned i = 0; i < 3; i++) {
		uint64_t pages = i == 2 ? 1 << 22 : 64;

		open_checked(types[i]);
		heat(WK_HEAT_FINE);
		go("put", 60000, 7, 0);
		ck_assert_uint_gt(go("grow", pages, 0, 0), 0);
		go("put", 4000000, 7, 0);
		ck_assert_uint_eq(go("get", 3000000, 0, 0), 0);
		take();
		ck_assert_uint_eq(run_count, 3);
		ck_assert(is_told(60000, 4, WK_WATCH_WRITE));
		ck_assert(is_told(3000000, 4, WK_WATCH_READ));
		ck_assert(is_told(4000000, 4, WK_WATCH_WRITE));
		ck_assert_uint_eq(total, 3 * BLOCK);
		take();
		ck_assert_uint_eq(run_count, 0);
		stop_close();
	}
}
END_TEST

/* Together with watches, that stop a run or are only near. */
START_TEST(fine_beside_watches)
{
	struct wk_store *store;

	stop_open(accesses, NULL);
	store = stop_program.store;
	heat(WK_HEAT_FINE);
	ck_assert(wk_debug_watch(
	    store, memory(0), 1000, 4, WK_WATCH_WRITE, true, NULL));
	ck_assert(wk_debug_watch(
	    store, memory(0), 5000, 4, WK_WATCH_WRITE, true, NULL));
	go("put", 3000, 1, 0);
	ck_assert_uint_eq(go("get", 3000, 0, 0), 1);
	take();
	is_access_of("near", 3000, 4, WK_WATCH_BOTH);
	begin("put", 1000, 1, 0);
	stop_run(WK_STOP_WATCH);
	stop_at("put", WK_OP_I32_STORE, 0);
	stop_run(WK_STOP_DONE);
	stop_end();
	take();
	is_access_of("watched", 1000, 4, WK_WATCH_WRITE);
	heat(WK_HEAT_OFF);
	begin("put", 1000, 1, 0);
	stop_run(WK_STOP_WATCH);
	heat(WK_HEAT_FINE);
	stop_run(WK_STOP_DONE);
	stop_end();
	take();
	is_access_of("again", 1000, 4, WK_WATCH_WRITE);
	ck_assert(wk_debug_watch(
	    store, memory(0), 1000, 4, WK_WATCH_WRITE, false, NULL));
	ck_assert(wk_debug_watch(
	    store, memory(0), 5000, 4, WK_WATCH_WRITE, false, NULL));
	go("put", 1000, 1, 0);
	take();
	is_access_of("no longer watched", 1000, 4, WK_WATCH_WRITE);
	stop_close();
}
END_TEST

/* From one mode into another, in the middle of a run that others follow. */
START_TEST(modes_come_and_go)
{
	stop_open(accesses, NULL);
	for (unsigned i = 0; i < 20; i++) {
		enum wk_heat mode = (enum wk_heat)(i % 3);

		begin("strew", 0, 1 << 14, 16);
		ck_assert_uint_eq(wk_debug_run(stop_program.store, 100 * i + 1),
		    WK_STOP_TICKS);
		heat(mode);
		ck_assert_uint_eq(
		    wk_debug_run(stop_program.store, 10), WK_STOP_TICKS);
		take();
		ck_assert_uint_eq(run_count, mode != WK_HEAT_OFF);
		if (mode == WK_HEAT_FINE)
			ck_assert(
			    is_told(100 * i * 16 + 16, 9 * 16, WK_WATCH_WRITE));
		if (mode == WK_HEAT_FINE)
			ck_assert_uint_le(total, 5 * BLOCK);
		/* Some are given up. */
		if (i % 2 == 0)
			stop_run(WK_STOP_DONE);
		wk_debug_end(stop_program.store, NULL, NULL);
	}
	stop_close();
}
END_TEST

/* Calls that are not made by a run, and those within one that is stopped. */
START_TEST(calls_of_the_host)
{
	union wk_value args[2] = {{.i32 = 5000}, {.i32 = 1}};
	struct wk_store *store;

	stop_open(accesses, NULL);
	store = stop_program.store;
	for (unsigned i = 0; i < 4; i++) {
		enum wk_heat mode = i % 2 ? WK_HEAT_FINE : WK_HEAT_PAGES;
		uint64_t size = i % 2 ? BLOCK : page();

		ck_assert(wk_call(store, stop_func("put"), args, NULL, NULL));
		heat(mode);
		ck_assert(wk_call(store, stop_func("put"), args, NULL, NULL));
		take();
		ck_assert_uint_eq(run_count, 1);
		ck_assert_uint_eq(total, size);
		begin("put", 9000, 1, 0);
		ck_assert(
		    wk_debug_call(store, stop_func("put"), args, NULL, NULL));
		take();
		ck_assert_uint_eq(run_count, 1);
		ck_assert(is_told(5000, 4, WK_WATCH_WRITE));
		stop_run(WK_STOP_DONE);
		stop_end();
		take();
		ck_assert(is_told(9000, 4, WK_WATCH_WRITE));
		heat(WK_HEAT_OFF);
	}
	stop_close();
}
END_TEST

/* Two instances that share a memory, and one with its own. */
START_TEST(several_instances)
{
	struct wk_extern shared = {.kind = WK_EXTERN_MEMORY};
	struct wk_instance *other;
	union wk_value args[2] = {{.i32 = 64}, {.i32 = 1}};

	stop_open(accesses, NULL);
	ck_assert(wk_instantiate(
	    stop_program.store, stop_program.module, NULL, &other, NULL));
	shared.memory = wk_instance_memory(other);
	for (unsigned mode = WK_HEAT_PAGES; mode <= WK_HEAT_FINE; mode++) {
		heat((enum wk_heat)mode);
		ck_assert(wk_call(stop_program.store,
		    wk_instance_func(other, "put"), args, NULL, NULL));
		take();
		ck_assert_uint_eq(run_count, 0);
		ck_assert(wk_debug_heat(stop_program.store, shared.memory,
		    (enum wk_heat)mode, NULL));
		ck_assert(wk_call(stop_program.store,
		    wk_instance_func(other, "put"), args, NULL, NULL));
		run_count = 0;
		wk_debug_heat_take(
		    stop_program.store, shared.memory, note, &run_count);
		ck_assert(is_told(64, 4, WK_WATCH_WRITE));
		take();
		ck_assert_uint_eq(run_count, 0);
	}
	stop_close();
}
END_TEST

/* What is executed is the same in all modes. */
START_TEST(nothing_else_changes)
{
	uint64_t hashes[3], ticks[3];

	for (unsigned mode = 0; mode < 3; mode++) {
		enum wk_stop stop;

		stop_open(accesses, NULL);
		heat((enum wk_heat)mode);
		begin("strew", 0, 1 << 14, 16);
		do {
			stop = wk_debug_run(stop_program.store, 1000);
			take();
		} while (stop == WK_STOP_TICKS);
		stop_end();
		ck_assert(
		    wk_debug_hash(stop_program.store, &hashes[mode], NULL));
		ticks[mode] = wk_store_ticks(stop_program.store);
		stop_close();
	}
	ck_assert_uint_eq(hashes[0], hashes[1]);
	ck_assert_uint_eq(hashes[0], hashes[2]);
	ck_assert_uint_eq(ticks[0], ticks[1]);
	ck_assert_uint_eq(ticks[0], ticks[2]);
}
END_TEST

TCase *
wk_test_heat(void)
{
	TCase *tcase = tcase_create("heat");

	tcase_add_test(tcase, written_pages);
	tcase_add_test(tcase, written_in_bulk);
	tcase_add_test(tcase, pages_end_in_traps);
	tcase_add_test(tcase, pages_that_grow);
	tcase_add_test(tcase, pages_without_number);
	tcase_add_test(tcase, pages_of_other_memories);
	tcase_add_test(tcase, pages_of_odd_sizes);
	tcase_add_test(tcase, written_by_the_host);
	tcase_add_test(tcase, fine_accesses);
	tcase_add_test(tcase, fine_atomic_accesses);
	tcase_add_test(tcase, fine_in_bulk);
	tcase_add_test(tcase, fine_ends_in_traps);
	tcase_add_test(tcase, fine_that_grows);
	tcase_add_test(tcase, fine_beside_watches);
	tcase_add_test(tcase, modes_come_and_go);
	tcase_add_test(tcase, calls_of_the_host);
	tcase_add_test(tcase, several_instances);
	tcase_add_test(tcase, nothing_else_changes);
	return tcase;
}
