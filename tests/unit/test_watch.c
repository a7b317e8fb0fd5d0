#include "tests/unit/accesshelp.h"
#include "tests/unit/stophelp.h"
#include "tests/unit/unit.h"

/* What is watched. */
enum { FIRST = 100, COUNT = 3, OFFSET = ACCESS_OFFSET };

static bool
meet(uint64_t address, uint64_t size)
{
	return address < FIRST + COUNT && FIRST < address + size;
}

static bool
is_right(const struct wk_debug_access *access, enum wk_op op, uint64_t at)
{
	return access->address == at && access->size == wk_op_table[op].width &&
	       access->is_read == access_reads(op) &&
	       access->is_write == access_writes(op);
}

/* One call, which stops once or not at all. */
static void
try(enum wk_op op, unsigned form, uint64_t address, bool should_stop)
{
	const char *name = access_name(op, form);
	struct wk_debug_access access;
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;
	enum wk_stop stop;

	stop_begin(name, address);
	stop = wk_debug_run(stop_program.store, UINT64_MAX);
	if (should_stop != (stop == WK_STOP_WATCH))
		ck_abort_msg("%s, form %u, at %llu: %d", wk_op_table[op].text,
		    form, (unsigned long long)address, stop);
	if (should_stop) {
		wk_debug_access(stop_program.store, &access);
		ck_assert(is_right(&access, op, address + OFFSET));
		frame = stop_at(name, op, 0);
		ck_assert_uint_ge(stop_operands(&frame, values), 3);
		ck_assert_uint_eq(values[0].value.i64, 77);
		ck_assert_uint_eq(values[1].value.i64, 78);
		ck_assert_uint_eq(values[2].value.i64, address);
		stop = wk_debug_run(stop_program.store, UINT64_MAX);
	}
	ck_assert_uint_eq(stop, WK_STOP_DONE);
	stop_end();
}

static void
watch(unsigned memory, enum wk_watch kinds, bool on)
{
	struct wk_meminst *m =
	    wk_instance_get(stop_program.instance, WK_EXTERN_MEMORY, memory)
		.memory;

	ck_assert(wk_debug_watch(
	    stop_program.store, m, FIRST, COUNT, kinds, on, NULL));
}

/* All instructions on a memory, on it being watched. */
static void
try_all(const char *memories, unsigned memory, bool is_64, bool atomic,
    enum wk_watch kinds)
{
	unsigned step;

	stop_open(access_program(memories, memory, is_64, atomic), NULL);
	watch(memory, kinds, true);
	for (unsigned op = 1; op < WK_OP_COUNT; op++) {
		unsigned width = wk_op_table[op].width;
		bool counts = (access_reads((enum wk_op)op) &&
				  (kinds & WK_WATCH_READ) != 0) ||
			      (access_writes((enum wk_op)op) &&
				  (kinds & WK_WATCH_WRITE) != 0);

		if (!access_is((enum wk_op)op, atomic))
			continue;
		step = atomic && width > 4 ? width : atomic ? 4 : 1;
		for (unsigned form = 0; form < ACCESS_FORMS; form++) {
			for (uint64_t at = 80 - OFFSET + 4; at < 110;
			    at += step)
				try((enum wk_op)op, form,
				    at - (step == 8 ? 4 : 0),
				    counts &&
					meet(at - (step == 8 ? 4 : 0) + OFFSET,
					    width));
		}
	}
	watch(memory, kinds, false);
	try(atomic ? WK_OP_I32_ATOMIC_STORE : WK_OP_I32_STORE, 0,
	    FIRST - OFFSET, false);
	stop_close();
}

START_TEST(accesses)
{
	try_all("(memory 1)", 0, false, false, WK_WATCH_BOTH);
	try_all("(memory 1)", 0, false, false, WK_WATCH_READ);
	try_all("(memory 1)", 0, false, false, WK_WATCH_WRITE);
}
END_TEST

START_TEST(accesses_of_other_memories)
{
	try_all("(memory i64 1)", 0, true, false, WK_WATCH_BOTH);
	try_all("(memory 1) (memory 1)", 1, false, false, WK_WATCH_WRITE);
	try_all("(memory 1 1 shared)", 0, false, true, WK_WATCH_BOTH);
	try_all("(memory 1 1 shared)", 0, false, true, WK_WATCH_READ);
	try_all("(memory 1) (memory i64 1 1 shared)", 1, true, true,
	    WK_WATCH_WRITE);
}
END_TEST

/* Calls a function of addresses and a size that stops for an access, or not. */
static void
bulk(const char *name, const uint32_t args[3], const char *stops)
{
	union wk_value values[3] = {
	    {.i32 = args[0]}, {.i32 = args[1]}, {.i32 = args[2]}};
	struct wk_debug_access access;

	ck_assert(
	    wk_debug_start(stop_program.store, stop_func(name), values, NULL));
	if (stops != NULL) {
		stop_run(WK_STOP_WATCH);
		wk_debug_access(stop_program.store, &access);
		ck_assert_uint_eq(access.is_write, *stops == 'w');
		ck_assert_uint_eq(access.is_read, *stops == 'r');
		ck_assert_uint_eq(
		    access.address, *stops == 'w' ? args[0] : args[1]);
		ck_assert_uint_eq(access.size, args[2]);
	}
	stop_run(WK_STOP_DONE);
	stop_end();
}

START_TEST(bulk_accesses)
{
	stop_open("(module (memory 1) (memory 1) (data $d \"0123456789\")"
		  "(func (export \"fill\") (param i32 i32 i32) (memory.fill"
		  "  (local.get 0) (local.get 1) (local.get 2)))"
		  "(func (export \"copy\") (param i32 i32 i32) (memory.copy"
		  "  (local.get 0) (local.get 1) (local.get 2)))"
		  "(func (export \"away\") (param i32 i32 i32) (memory.copy 1 0"
		  "  (local.get 0) (local.get 1) (local.get 2)))"
		  "(func (export \"init\") (param i32 i32 i32) (memory.init $d"
		  "  (local.get 0) (local.get 1) (local.get 2))))",
	    NULL);
	watch(0, WK_WATCH_BOTH, true);
	bulk("fill", (uint32_t[]){0, 9, 101}, "w");
	bulk("fill", (uint32_t[]){0, 9, 100}, NULL);
	bulk("fill", (uint32_t[]){101, 9, 0}, NULL);
	bulk("fill", (uint32_t[]){103, 9, 50}, NULL);
	bulk("init", (uint32_t[]){98, 1, 3}, "w");
	bulk("init", (uint32_t[]){98, 1, 2}, NULL);
	bulk("copy", (uint32_t[]){98, 200, 3}, "w");
	bulk("copy", (uint32_t[]){200, 102, 3}, "r");
	bulk("copy", (uint32_t[]){200, 103, 3}, NULL);
	bulk("away", (uint32_t[]){100, 90, 11}, "r");
	bulk("away", (uint32_t[]){100, 90, 10}, NULL);
	stop_close();
}
END_TEST

/* In a loop, with calls, and watches that come and go. */
START_TEST(watches_come_and_go)
{
	struct wk_meminst *memory;
	struct wk_debug_frame frame;
	uint64_t last = 0;

	stop_open("(module (memory 1)"
		  "(func $put (export \"put\") (param i32)"
		  "  (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8))"
		  "    (local.get 0))))"
		  "(func (export \"run\") (param i32) (result i32)"
		  "  (loop $l (call $put (local.get 0))"
		  "    (br_if $l (local.tee 0"
		  "      (i32.sub (local.get 0) (i32.const 1)))))"
		  "  (i32.load (i32.const 8))))",
	    NULL);
	memory = wk_instance_memory(stop_program.instance);
	ck_assert(wk_debug_watch(
	    stop_program.store, memory, 10, 1, WK_WATCH_WRITE, true, NULL));
	stop_begin("run", 1000);
	for (unsigned i = 0; i < 10; i++) {
		stop_run(WK_STOP_WATCH);
		frame = stop_at("put", WK_OP_I32_STORE, 0);
		if (i > 0)
			ck_assert_uint_eq(stop_local(&frame, 0), last - 1);
		last = stop_local(&frame, 0);
	}
	/* Seen no longer, then reads, too. */
	ck_assert(wk_debug_watch(
	    stop_program.store, memory, 10, 1, WK_WATCH_WRITE, false, NULL));
	ck_assert(!wk_debug_watch(
	    stop_program.store, memory, 10, 1, WK_WATCH_WRITE, false, NULL));
	ck_assert_uint_eq(wk_debug_run(stop_program.store, 100), WK_STOP_TICKS);
	ck_assert(wk_debug_watch(
	    stop_program.store, memory, 0, 9, WK_WATCH_BOTH, true, NULL));
	stop_run(WK_STOP_WATCH);
	stop_at("put", WK_OP_I32_LOAD, 0);
	stop_run(WK_STOP_WATCH);
	stop_at("put", WK_OP_I32_STORE, 0);
	/* A step is one, too. */
	stop_step(WK_STOP_OFFSET);
	stop_step(WK_STOP_OFFSET);
	ck_assert(wk_debug_watch(
	    stop_program.store, memory, 0, 9, WK_WATCH_BOTH, false, NULL));
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 1000 * 1001 / 2);
	stop_close();
}
END_TEST

TCase *
wk_test_watch(void)
{
	TCase *tcase = tcase_create("watch");

	tcase_add_test(tcase, accesses);
	tcase_add_test(tcase, accesses_of_other_memories);
	tcase_add_test(tcase, bulk_accesses);
	tcase_add_test(tcase, watches_come_and_go);
	return tcase;
}
