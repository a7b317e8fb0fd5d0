#include <stdlib.h>

#include "tests/unit/stophelp.h"
#include "tests/unit/unit.h"

START_TEST(the_start_function_is_stopped)
{
	struct wk_debug_frame frame;

	stop_open("(module (global $g (export \"g\") (mut i32) (i32.const 1))"
		  "(func $s (export \"s\") (global.set $g (i32.const 2)))"
		  "(start $s))",
	    NULL);
	ck_assert_ptr_eq(stop_program.start, stop_func("s"));
	stop_observe("s", WK_OP_GLOBAL_SET, 0, true);
	stop_begin("s", 0);
	stop_run(WK_STOP_OFFSET);
	frame = stop_at("s", WK_OP_GLOBAL_SET, 0);
	ck_assert_ptr_eq(frame.instance, stop_program.instance);
	stop_run(WK_STOP_DONE);
	stop_end();
	stop_close();
	stop_open("(module)", NULL);
	ck_assert_ptr_null(stop_program.start);
	stop_close();
}
END_TEST

static void
count_instance(void *user, struct wk_instance *instance)
{
	union wk_value value;

	wk_global_get(
	    wk_instance_get(instance, WK_EXTERN_GLOBAL, 0).global, &value);
	*(uint32_t *)user += value.i32;
}

START_TEST(instances_are_told)
{
	uint32_t sum = 0;
	struct wk_debug_hooks hooks = {
	    .user = &sum,
	    .instance = count_instance,
	};
	struct wk_instance *other;

	stop_open("(module (global $g (mut i32) (i32.const 10))"
		  "(func $s (global.set $g (i32.const 2))) (start $s))",
	    NULL);
	ck_assert(wk_debug_hook(stop_program.store, &hooks, NULL));
	ck_assert(wk_linker_instantiate(
	    stop_program.linker, stop_program.module, &other, NULL));
	ck_assert_uint_eq(sum, 10);
	stop_close();
}
END_TEST

START_TEST(locals_one_by_one)
{
	struct wk_debug_frame frame;
	struct wk_debug_value value;

	stop_open("(module (func (export \"f\") (param v128 i32)"
		  "  (local f32 v128 v128 i64 i64)"
		  "  (local.set 2 (f32.const 1))"
		  "  (local.set 4 (v128.const i64x2 5 6))"
		  "  (local.set 6 (i64.const -7)) (nop))"
		  "(func (export \"g\") (param i32)"
		  "  (call 0 (v128.const i64x2 3 4) (local.get 0))))",
	    NULL);
	stop_observe("f", WK_OP_NOP, 0, true);
	stop_begin("g", 9);
	stop_run(WK_STOP_OFFSET);
	frame = stop_at("f", WK_OP_NOP, 0);
	ck_assert_uint_eq(stop_local(&frame, 0), 3);
	ck_assert_uint_eq(stop_local(&frame, 1), 9);
	ck_assert_uint_eq(stop_local(&frame, 2), 0x3F800000);
	ck_assert_uint_eq(stop_local(&frame, 3), 0);
	ck_assert(wk_debug_local(&frame, 4, &value));
	ck_assert_uint_eq(value.type, WK_V128);
	ck_assert_uint_eq(value.value.v128[8], 6);
	ck_assert_uint_eq(stop_local(&frame, 5), 0);
	ck_assert_uint_eq(stop_local(&frame, 6), (uint64_t)-7);
	ck_assert(!wk_debug_local(&frame, 7, &value));
	stop_run(WK_STOP_DONE);
	stop_end();
	stop_close();
}
END_TEST

/* Two threads count at a word each, and once both are done at a third. */
static const char counting[] =
    "(module (import \"h\" \"call\" (func $spawn))"
    "  (memory 1 1 shared)"
    "  (func $add (export \"add\") (param $at i32) (param $n i32)"
    "    (i32.store (local.get $at)"
    "      (i32.add (i32.load (local.get $at)) (local.get $n))))"
    "  (func (export \"work\") (param $at i32) (local $i i32)"
    "    (loop $again"
    "      (call $add (local.get $at) (local.get $i))"
    "      (br_if $again (i32.gt_u (i32.const 20000)"
    "        (local.tee $i (i32.add (local.get $i) (i32.const 1))))))"
    "    (loop $again"
    "      (call $add (local.get $at) (i32.const 1))"
    "      (br_if $again (local.tee $i (i32.sub (local.get $i)"
    "        (i32.const 1)))))"
    "    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))"
    "    (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))"
    "    (if (i32.eq (local.get $at) (i32.const 16)) (then (unreachable))))"
    "  (func (export \"main\") (param $n i32) (result i32)"
    "    (call $spawn) (call $spawn) (call $spawn) (call $spawn)"
    "    (i32.const 5)"
    "    (loop $again"
    "      (if (i32.lt_u (i32.atomic.load (i32.const 0)) (local.get $n))"
    "        (then"
    "          (i32.const 70)"
    "          (drop (memory.atomic.wait32 (i32.const 0)"
    "            (i32.atomic.load (i32.const 0)) (i64.const -1)))"
    "          (drop) (br $again))))"
    "    (i32.add (i32.mul (i32.load (i32.const 4))"
    "      (i32.load (i32.const 8))))))";

/* Begins work(4), work(8), and so on. */
static unsigned spawned, spawn_most;

static bool
spawn(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	union wk_value at = {.i32 = 4 * (spawned + 1)};
	struct wk_task *task;

	(void)args;
	(void)results;
	if (spawned == spawn_most)
		return true;
	spawned++;
	task = wk_task_new(call->store, stop_func("work"), &at, err);
	if (task != NULL)
		wk_task_detach(task);
	return task != NULL;
}

static void
begin_threads(unsigned count)
{
	spawned = 0;
	spawn_most = count;
	stop_open(counting, spawn);
	stop_begin("main", count);
}

struct ending {
	uint64_t result, ticks, hash;
};

static struct ending
end_threads(void)
{
	struct ending end = {.result = stop_end()};

	end.ticks = wk_store_ticks(stop_program.store);
	ck_assert(wk_debug_hash(stop_program.store, &end.hash, NULL));
	stop_close();
	return end;
}

/* How it ends when nothing stops it. */
static struct ending
unbroken(void)
{
	union wk_value count = {.i32 = 2}, result;
	struct ending end;

	spawned = 0;
	spawn_most = 2;
	stop_open(counting, spawn);
	ck_assert(wk_call(
	    stop_program.store, stop_func("main"), &count, &result, NULL));
	end.result = result.i32;
	end.ticks = wk_store_ticks(stop_program.store);
	ck_assert(wk_debug_hash(stop_program.store, &end.hash, NULL));
	stop_close();
	return end;
}

static void
compare(struct ending x, struct ending y)
{
	ck_assert_uint_eq(x.result, y.result);
	ck_assert_uint_eq(x.ticks, y.ticks);
	ck_assert_uint_eq(x.hash, y.hash);
}

/* The number of the thread that stopped. */
static uint32_t
stopped(void)
{
	struct wk_debug_thread *threads;
	uint32_t count, number = 0;

	ck_assert(wk_debug_threads(stop_program.store, &threads, &count, NULL));
	for (uint32_t i = 0; i < count; i++) {
		if (!threads[i].is_stopped)
			continue;
		ck_assert_uint_eq(number, 0);
		number = threads[i].number;
	}
	free(threads);
	return number;
}

START_TEST(all_threads_stop)
{
	struct ending whole = unbroken();
	struct wk_debug_frame frame;
	unsigned hits[4] = {0};

	begin_threads(2);
	stop_observe("add", WK_OP_I32_STORE, 0, true);
	for (unsigned i = 0; i < 30000; i++) {
		uint32_t number;

		stop_run(WK_STOP_OFFSET);
		number = stopped();
		ck_assert(number == 2 || number == 3);
		hits[number]++;
		frame = stop_at("add", WK_OP_I32_STORE, 0);
		ck_assert_uint_eq(stop_local(&frame, 0), number == 2 ? 4 : 8);
		ck_assert(wk_debug_next(&frame));
		ck_assert_ptr_eq(frame.func, stop_func("work"));
		ck_assert(!wk_debug_next(&frame));
	}
	ck_assert_uint_gt(hits[2], 1000);
	ck_assert_uint_gt(hits[3], 1000);
	stop_observe("add", WK_OP_I32_STORE, 0, false);
	stop_run(WK_STOP_DONE);
	compare(end_threads(), whole);
}
END_TEST

START_TEST(threads_are_stepped)
{
	struct ending whole = unbroken();
	struct wk_debug_frame frame;
	enum wk_stop stop;
	unsigned last = 0;

	begin_threads(2);
	stop_observe("add", WK_OP_I32_STORE, 0, true);
	do
		stop_run(WK_STOP_OFFSET);
	while (stopped() != 3);
	stop_observe("add", WK_OP_I32_STORE, 0, false);
	/* For longer than a turn, and others run. */
	for (unsigned i = 0; i < 200000; i++) {
		stop_step(WK_STOP_OFFSET);
		ck_assert_uint_eq(stopped(), 3);
		ck_assert(wk_debug_first(stop_program.store, &frame));
		if (frame.offset == stop_offset("add", WK_OP_I32_STORE, 0)) {
			ck_assert_uint_eq(stop_local(&frame, 1), last + 1);
			last++;
		}
	}
	ck_assert_uint_gt(last, 10000);
	while ((stop = wk_debug_step(stop_program.store)) == WK_STOP_OFFSET)
		ck_assert_uint_eq(stopped(), 3);
	ck_assert_uint_eq(stop, WK_STOP_LEFT);
	stop_run(WK_STOP_DONE);
	compare(end_threads(), whole);
}
END_TEST

START_TEST(threads_that_wait_are_seen)
{
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;

	begin_threads(2);
	stop_observe("work", WK_OP_DROP, 0, true);
	stop_run(WK_STOP_OFFSET);
	ck_assert_uint_ge(stopped(), 2);
	ck_assert(!wk_debug_first_of(stop_program.store, 4, &frame));
	ck_assert(wk_debug_first_of(stop_program.store, 1, &frame));
	ck_assert_uint_eq(
	    frame.offset, stop_offset("main", WK_OP_MEMORY_ATOMIC_WAIT32, 0));
	ck_assert(!frame.is_called);
	/* What it is before has not been flushed by anything else. */
	ck_assert_uint_eq(stop_operands(&frame, values), 5);
	ck_assert_uint_eq(values[0].value.i32, 5);
	ck_assert_uint_eq(values[1].value.i32, 70);
	ck_assert_uint_eq(values[4].value.i64, UINT64_MAX);
	/* It goes on in new code. */
	stop_observe("main", WK_OP_DROP, 0, true);
	stop_run(WK_STOP_OFFSET);
	ck_assert_uint_ge(stopped(), 2);
	stop_run(WK_STOP_OFFSET);
	ck_assert_uint_eq(stopped(), 1);
	frame = stop_at("main", WK_OP_DROP, 0);
	ck_assert_uint_eq(stop_operands(&frame, values), 3);
	stop_run(WK_STOP_DONE);
	stop_end();
	stop_close();
}
END_TEST

START_TEST(threads_between_ticks)
{
	struct ending whole = unbroken();
	unsigned stops[4] = {0};
	uint64_t hash;

	begin_threads(2);
	srand(1);
	while (wk_debug_run(stop_program.store, (uint64_t)rand() % 200) ==
	       WK_STOP_TICKS) {
		stops[stopped()]++;
		ck_assert(wk_debug_hash(stop_program.store, &hash, NULL));
	}
	ck_assert_uint_gt(stops[2], 100);
	ck_assert_uint_gt(stops[3], 100);
	compare(end_threads(), whole);
}
END_TEST

START_TEST(a_thread_traps)
{
	struct wk_debug_frame frame;
	struct wk_error err = {0};

	begin_threads(4);
	stop_run(WK_STOP_TRAP);
	ck_assert_uint_eq(stopped(), 5);
	ck_assert_uint_eq(
	    wk_debug_error(stop_program.store)->code, WK_E_UNREACHABLE);
	frame = stop_at("work", WK_OP_UNREACHABLE, 0);
	ck_assert_uint_eq(stop_local(&frame, 0), 16);
	stop_run(WK_STOP_TRAP);
	ck_assert(!wk_debug_end(stop_program.store, NULL, &err));
	ck_assert_uint_eq(err.code, WK_E_UNREACHABLE);
	stop_close();
}
END_TEST

TCase *
wk_test_stops(void)
{
	TCase *tcase = tcase_create("stops");

	tcase_add_test(tcase, the_start_function_is_stopped);
	tcase_add_test(tcase, instances_are_told);
	tcase_add_test(tcase, locals_one_by_one);
	tcase_add_test(tcase, all_threads_stop);
	tcase_add_test(tcase, threads_are_stepped);
	tcase_add_test(tcase, threads_that_wait_are_seen);
	tcase_add_test(tcase, threads_between_ticks);
	tcase_add_test(tcase, a_thread_traps);
	return tcase;
}
