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
	for (unsigned i = 0; i < 15000; i++) {
		uint32_t number;

		if (wk_debug_run(stop_program.store, UINT64_MAX) !=
		    WK_STOP_OFFSET)
			ck_abort_msg("another stop");
		number = stopped();
		hits[number < 4 ? number : 0]++;
		if (i % 100 != 0)
			continue;
		frame = stop_at("add", WK_OP_I32_STORE, 0);
		ck_assert_uint_eq(stop_local(&frame, 0), number == 2 ? 4 : 8);
		ck_assert(wk_debug_next(&frame));
		ck_assert_ptr_eq(frame.func, stop_func("work"));
		ck_assert(!wk_debug_next(&frame));
	}
	ck_assert_uint_eq(hits[2] + hits[3], 15000);
	ck_assert_uint_gt(hits[2], 100);
	ck_assert_uint_gt(hits[3], 100);
	stop_observe("add", WK_OP_I32_STORE, 0, false);
	stop_run(WK_STOP_DONE);
	compare(end_threads(), whole);
}
END_TEST

START_TEST(threads_are_stepped)
{
	struct ending whole = unbroken();
	struct wk_debug_frame frame;
	struct wk_debug_value value;
	enum wk_stop stop;
	uint64_t store_at;
	unsigned last = 0;

	begin_threads(2);
	stop_observe("add", WK_OP_I32_STORE, 0, true);
	do
		stop_run(WK_STOP_OFFSET);
	while (stopped() != 3);
	stop_observe("add", WK_OP_I32_STORE, 0, false);
	/* For longer than a turn, and others run. Asserting takes long. */
	store_at = stop_offset("add", WK_OP_I32_STORE, 0);
	for (unsigned i = 0; i < 200000; i++) {
		if (wk_debug_step(stop_program.store) != WK_STOP_OFFSET ||
		    stopped() != 3)
			ck_abort_msg("another thread, or no step");
		if (!wk_debug_first(stop_program.store, &frame) ||
		    frame.offset != store_at)
			continue;
		ck_assert(wk_debug_local(&frame, 1, &value));
		ck_assert_uint_eq(value.value.i32, last + 1);
		last++;
	}
	ck_assert_uint_gt(last, 10000);
	do
		stop = wk_debug_step(stop_program.store);
	while (stop == WK_STOP_OFFSET);
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
		if (!wk_debug_hash(stop_program.store, &hash, NULL))
			ck_abort_msg("no memory");
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

/* Calls, exceptions and continuations for frames to be left by. */
static const char leaving[] =
    "(module (import \"h\" \"call\" (func $host))"
    "  (global $g (export \"g\") (mut i64) (i64.const 0))"
    "  (tag $e (param i64)) (tag $give (param i64) (result i64))"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f))"
    "  (func $fact (export \"fact\") (param $n i64) (result i64)"
    "    (if (result i64) (i64.eqz (local.get $n))"
    "      (then (i64.const 1))"
    "      (else (i64.mul (local.get $n)"
    "        (call $fact (i64.sub (local.get $n) (i64.const 1)))))))"
    "  (func $many (export \"many\") (param i64) (result i64 v128 f32)"
    "    (local.get 0) (v128.const i64x2 8 9) (f32.const 1))"
    "  (func (export \"caller\") (param i64) (result i64)"
    "    (i64.const 5)"
    "    (call $many (local.get 0))"
    "    (drop) (drop) (i64.mul))"
    "  (func $thrower (export \"thrower\") (param i64)"
    "    (if (i64.eqz (local.get 0)) (then (throw $e (i64.const 44))))"
    "    (call $thrower (i64.sub (local.get 0) (i64.const 1))))"
    "  (func $catcher (export \"catcher\") (param i64) (result i64)"
    "    (i64.const 100)"
    "    (block $h (result i64)"
    "      (try_table (catch $e $h) (call $thrower (local.get 0)))"
    "      (i64.const 3))"
    "    (nop) (i64.add))"
    "  (func $returner (export \"returner\") (param i64) (result i64)"
    "    (try_table (catch $e 0) (call $thrower (local.get 0)))"
    "    (i64.const 3))"
    "  (func (export \"twice\") (param i64) (result i64)"
    "    (call $returner (local.get 0)) (nop))"
    "  (func (export \"resumed\") (param i64) (result i64)"
    "    (i64.const 7)"
    "    (resume $c (local.get 0) (cont.new $c (ref.func $fact)))"
    "    (nop) (i64.sub))"
    "  (func (export \"tells\") (param i64) (result i64)"
    "    (call $host) (local.get 0))"
    "  (func (export \"set\") (param i64) (result i64)"
    "    (global.set $g (local.get 0)) (i64.const 6))"
    "  (func (export \"trap\") (param i64) (result i64)"
    "    (i64.div_u (i64.const 1) (local.get 0)))"
    "  (func (export \"line\") (param i64) (result i64)"
    "    (local $s i64) (local $t i64)"
    "    (local.set $s (i64.const 1)) (local.set $s (i64.const 2))"
    "    (local.set $t (i64.add (local.get $s) (local.get 0)))"
    "    (i64.add (local.get $t) (local.get $s)) (return) (i64.add))"
    "  (func $gives (export \"gives\") (param $n i64) (result i64)"
    "    (loop $l (drop (suspend $give (local.get $n)))"
    "      (br_if $l (i32.wrap_i64 (local.tee $n"
    "        (i64.sub (local.get $n) (i64.const 1))))))"
    "    (i64.const 2))"
    "  (func $sum (export \"switches\") (param $n i64) (result i64)"
    "    (local $s i64) (local $k (ref null $c))"
    "    (local.set $k (cont.new $c (ref.func $gives)))"
    "    (loop $l"
    "      (block $on (result i64 (ref $c))"
    "        (resume $c (on $give $on) (local.get $n) (local.get $k))"
    "        (return (i64.add (local.get $s))))"
    "      (local.set $k)"
    "      (local.set $s (i64.add (local.get $s)))"
    "      (br $l))"
    "    (unreachable))"
    "  (elem declare func $fact $gives))";

static bool
do_nothing(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	(void)call;
	(void)args;
	(void)results;
	(void)err;
	return true;
}

static struct wk_debug_frame
frame_at(unsigned depth)
{
	struct wk_debug_frame frame;

	ck_assert(wk_debug_first(stop_program.store, &frame));
	while (depth-- > 0)
		ck_assert(wk_debug_next(&frame));
	return frame;
}

static void
until_left(unsigned depth)
{
	struct wk_debug_frame frame = frame_at(depth);

	ck_assert(wk_debug_until_left(stop_program.store, &frame, NULL));
}

static unsigned
count_frames(void)
{
	struct wk_debug_frame frame;
	unsigned count = 0;

	for (bool more = wk_debug_first(stop_program.store, &frame); more;
	    more = wk_debug_next(&frame))
		count++;
	return count;
}

START_TEST(returns_leave_frames)
{
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;

	stop_open(leaving, do_nothing);
	stop_observe("fact", WK_OP_I64_CONST, 0, true);
	stop_begin("fact", 10);
	stop_run(WK_STOP_OFFSET);
	ck_assert_uint_eq(count_frames(), 11);
	until_left(3);
	ck_assert_uint_eq(count_frames(), 11);
	stop_run(WK_STOP_LEFT);
	ck_assert_uint_eq(count_frames(), 7);
	frame = stop_at("fact", WK_OP_I64_MUL, 0);
	ck_assert_uint_eq(stop_local(&frame, 0), 4);
	ck_assert_uint_eq(stop_operands(&frame, values), 2);
	ck_assert_uint_eq(values[0].value.i64, 4);
	ck_assert_uint_eq(values[1].value.i64, 6);
	/* One step, and the frame that it is in, by steps. */
	stop_step(WK_STOP_OFFSET);
	until_left(0);
	stop_step(WK_STOP_OFFSET);
	stop_step(WK_STOP_LEFT);
	ck_assert_uint_eq(count_frames(), 6);
	/* No longer wanted. */
	until_left(2);
	ck_assert(wk_debug_until_left(stop_program.store, NULL, NULL));
	/* The call's own is done. */
	until_left(5);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 3628800);
	stop_close();
}
END_TEST

START_TEST(many_results_are_left)
{
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;
	union wk_value results[3] = {
	    {.i64 = 11}, {.v128 = {3, 4}}, {.f32 = 0x40000000}};

	stop_open(leaving, do_nothing);
	stop_observe("many", WK_OP_F32_CONST, 0, true);
	stop_begin("caller", 6);
	stop_run(WK_STOP_OFFSET);
	until_left(0);
	stop_run(WK_STOP_LEFT);
	frame = stop_at("caller", WK_OP_DROP, 0);
	ck_assert_uint_eq(stop_operands(&frame, values), 4);
	ck_assert_uint_eq(values[0].value.i64, 5);
	ck_assert_uint_eq(values[1].value.i64, 6);
	ck_assert_uint_eq(values[2].value.v128[8], 9);
	ck_assert_uint_eq(values[3].value.f32, 0x3F800000);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 30);
	/* Others are given back. */
	stop_begin("caller", 6);
	stop_run(WK_STOP_OFFSET);
	frame = frame_at(0);
	ck_assert(wk_debug_return(&frame, results, NULL));
	frame = stop_at("caller", WK_OP_DROP, 0);
	ck_assert_uint_eq(stop_operands(&frame, values), 4);
	ck_assert_uint_eq(values[1].value.i64, 11);
	ck_assert_uint_eq(values[2].value.v128[1], 4);
	ck_assert_uint_eq(values[3].value.f32, 0x40000000);
	stop_step(WK_STOP_OFFSET);
	stop_at("caller", WK_OP_DROP, 1);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 55);
	stop_close();
}
END_TEST

START_TEST(exceptions_leave_frames)
{
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;

	stop_open(leaving, do_nothing);
	stop_observe("thrower", WK_OP_THROW, 0, true);
	stop_begin("catcher", 5);
	stop_run(WK_STOP_OFFSET);
	until_left(2);
	stop_run(WK_STOP_LEFT);
	ck_assert_uint_eq(count_frames(), 1);
	frame = stop_at("catcher", WK_OP_NOP, 0);
	ck_assert_uint_eq(stop_operands(&frame, values), 2);
	ck_assert_uint_eq(values[0].value.i64, 100);
	ck_assert_uint_eq(values[1].value.i64, 44);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 144);
	/* Its frame is not left. */
	stop_begin("catcher", 5);
	stop_run(WK_STOP_OFFSET);
	until_left(6);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 144);
	/* Where it is caught returns at once. */
	stop_begin("twice", 5);
	stop_run(WK_STOP_OFFSET);
	until_left(0);
	stop_run(WK_STOP_LEFT);
	frame = stop_at("twice", WK_OP_NOP, 0);
	ck_assert_uint_eq(stop_operands(&frame, values), 1);
	ck_assert_uint_eq(values[0].value.i64, 44);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 44);
	stop_close();
}
END_TEST

START_TEST(continuations_leave_frames)
{
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;
	union wk_value result = {.i64 = 2};

	stop_open(leaving, do_nothing);
	stop_observe("fact", WK_OP_I64_CONST, 0, true);
	for (unsigned i = 0; i < 2; i++) {
		stop_begin("resumed", 4);
		stop_run(WK_STOP_OFFSET);
		ck_assert_uint_eq(count_frames(), 6);
		if (i == 0) {
			until_left(4);
			stop_run(WK_STOP_LEFT);
		} else {
			frame = frame_at(4);
			ck_assert(wk_debug_return(&frame, &result, NULL));
		}
		ck_assert_uint_eq(count_frames(), 1);
		frame = stop_at("resumed", WK_OP_NOP, 0);
		ck_assert_uint_eq(stop_operands(&frame, values), 2);
		ck_assert_uint_eq(values[0].value.i64, 7);
		ck_assert_uint_eq(values[1].value.i64, i == 0 ? 24 : 2);
		stop_run(WK_STOP_DONE);
		ck_assert_uint_eq(stop_end(), i == 0 ? (uint64_t)(7 - 24) : 5);
	}
	stop_close();
}
END_TEST

START_TEST(frames_return_early)
{
	union wk_value result = {.i64 = 1000};
	struct wk_debug_frame frame;

	stop_open(leaving, do_nothing);
	stop_observe("fact", WK_OP_I64_CONST, 0, true);
	stop_begin("fact", 10);
	stop_run(WK_STOP_OFFSET);
	frame = frame_at(8);
	ck_assert(wk_debug_return(&frame, &result, NULL));
	ck_assert_uint_eq(count_frames(), 2);
	stop_at("fact", WK_OP_I64_MUL, 0);
	/* All of the call. */
	frame = frame_at(1);
	ck_assert(wk_debug_return(&frame, &result, NULL));
	ck_assert_uint_eq(count_frames(), 0);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 1000);
	/* From where it trapped. */
	stop_begin("trap", 0);
	stop_run(WK_STOP_TRAP);
	frame = frame_at(0);
	ck_assert(wk_debug_return(&frame, &result, NULL));
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 1000);
	stop_close();
}
END_TEST

START_TEST(jumps)
{
	struct wk_error err = {0};
	struct wk_debug_frame frame;

	stop_open(leaving, do_nothing);
	stop_observe("line", WK_OP_LOCAL_SET, 0, true);
	stop_begin("line", 10);
	stop_run(WK_STOP_OFFSET);
	ck_assert(wk_debug_jump(
	    stop_program.store, stop_offset("line", WK_OP_LOCAL_SET, 1), NULL));
	frame = stop_at("line", WK_OP_LOCAL_SET, 1);
	stop_step(WK_STOP_OFFSET);
	frame = stop_at("line", WK_OP_LOCAL_GET, 0);
	ck_assert_uint_eq(stop_local(&frame, 1), 1);
	/* Other operands, no instruction, and where nothing leads to. */
	ck_assert(!wk_debug_jump(
	    stop_program.store, stop_offset("line", WK_OP_LOCAL_SET, 1), &err));
	ck_assert_uint_eq(err.code, WK_E_USAGE);
	ck_assert(!wk_debug_jump(stop_program.store,
	    stop_offset("line", WK_OP_LOCAL_SET, 1) + 1, NULL));
	ck_assert(!wk_debug_jump(
	    stop_program.store, stop_offset("line", WK_OP_I64_ADD, 2), NULL));
	stop_at("line", WK_OP_LOCAL_GET, 0);
	/* Back, and on. */
	ck_assert(wk_debug_jump(
	    stop_program.store, stop_offset("line", WK_OP_I64_CONST, 1), NULL));
	stop_at("line", WK_OP_I64_CONST, 1);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 14);
	stop_begin("trap", 0);
	stop_run(WK_STOP_TRAP);
	stop_at("trap", WK_OP_I64_DIV_U, 0);
	ck_assert(!wk_debug_jump(
	    stop_program.store, stop_offset("trap", WK_OP_END, 0), NULL));
	ck_assert(!wk_debug_end(stop_program.store, NULL, NULL));
	stop_close();
}
END_TEST

static uint64_t
call_on_the_side(const char *name, uint64_t arg, enum wk_error_code code)
{
	union wk_value args = {.i64 = arg}, result = {0};
	struct wk_error err = {0};
	bool ok = wk_debug_call(
	    stop_program.store, stop_func(name), &args, &result, &err);

	ck_assert_uint_eq(ok, code == WK_E_NONE);
	ck_assert_uint_eq(err.code, code);
	return result.i64;
}

START_TEST(calls_on_the_side)
{
	struct wk_debug_frame frame;
	uint64_t ticks, hash, after;

	stop_open(leaving, do_nothing);
	stop_observe("fact", WK_OP_I64_CONST, 0, true);
	stop_begin("fact", 5);
	stop_run(WK_STOP_OFFSET);
	ticks = wk_store_ticks(stop_program.store);
	ck_assert(wk_debug_hash(stop_program.store, &hash, NULL));
	ck_assert_uint_eq(call_on_the_side("fact", 6, WK_E_NONE), 720);
	call_on_the_side("trap", 0, WK_E_DIVIDE_BY_ZERO);
	call_on_the_side("thrower", 5, WK_E_UNCAUGHT_EXCEPTION);
	ck_assert_uint_eq(call_on_the_side("tells", 8, WK_E_NONE), 8);
	ck_assert_uint_eq(call_on_the_side("resumed", 3, WK_E_NONE), 1);
	ck_assert_uint_eq(wk_store_ticks(stop_program.store), ticks);
	ck_assert(wk_debug_hash(stop_program.store, &after, NULL));
	ck_assert_uint_eq(hash, after);
	ck_assert_uint_eq(count_frames(), 6);
	stop_observe("fact", WK_OP_I64_CONST, 0, false);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 120);
	/* After a trap, which stays the one that is told of. */
	stop_begin("trap", 0);
	stop_run(WK_STOP_TRAP);
	ck_assert_uint_eq(call_on_the_side("set", 9, WK_E_NONE), 6);
	call_on_the_side("thrower", 5, WK_E_UNCAUGHT_EXCEPTION);
	ck_assert_uint_eq(
	    wk_debug_error(stop_program.store)->code, WK_E_DIVIDE_BY_ZERO);
	frame = stop_at("trap", WK_OP_I64_DIV_U, 0);
	ck_assert_uint_eq(stop_local(&frame, 0), 0);
	stop_run(WK_STOP_TRAP);
	ck_assert(!wk_debug_end(stop_program.store, NULL, NULL));
	ck_assert_uint_eq(call_on_the_side("set", 9, WK_E_NONE), 6);
	stop_close();
}
END_TEST

/* All places that a call comes to, as a number; by steps or by stops. */
static uint64_t
places(const char *name, uint64_t arg, bool steps, uint32_t *count)
{
	struct wk_debug_frame frame;
	uint64_t sum = 0;
	enum wk_stop stop;

	ck_assert(wk_debug_observe_all(stop_program.store, !steps, NULL));
	stop_begin(name, arg);
	for (*count = 0;; ++*count) {
		stop = steps ? wk_debug_step(stop_program.store) :
			       wk_debug_run(stop_program.store, UINT64_MAX);
		if (stop != WK_STOP_OFFSET)
			break;
		ck_assert(wk_debug_first(stop_program.store, &frame));
		sum = (sum ^ (uintptr_t)frame.func ^ frame.offset) *
		      0x9E3779B97F4A7C15u;
	}
	ck_assert_uint_eq(stop, WK_STOP_DONE);
	return sum * 31 + stop_end();
}

START_TEST(steps_are_all_instructions)
{
	static const char *const names[] = {"fact", "caller", "catcher",
	    "returner", "twice", "resumed", "tells", "set", "line", "switches"};
	uint32_t x_count, y_count;

	stop_open(leaving, do_nothing);
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		uint64_t x = places(names[i], 6, false, &x_count);
		uint64_t y = places(names[i], 6, true, &y_count);

		ck_assert_uint_gt(x_count, 2);
		if (x_count != y_count || x != y)
			ck_abort_msg("%s: %u stops and %u steps", names[i],
			    x_count, y_count);
	}
	stop_close();
}
END_TEST

/* Runs between steps, from all places. */
START_TEST(steps_and_runs)
{
	uint64_t results[2];

	for (unsigned i = 0; i < 2; i++) {
		unsigned n = 0;

		stop_open(leaving, do_nothing);
		stop_begin("switches", 20);
		for (enum wk_stop stop = WK_STOP_TICKS;
		    i == 1 && stop != WK_STOP_DONE; n++) {
			stop = wk_debug_run(stop_program.store, n % 3);
			for (unsigned j = 0; j < n % 7; j++)
				stop = wk_debug_step(stop_program.store);
		}
		stop_run(WK_STOP_DONE);
		results[i] =
		    stop_end() * 1000 + wk_store_ticks(stop_program.store);
		stop_close();
	}
	ck_assert_uint_eq(results[0], results[1]);
}
END_TEST

START_TEST(suspended_frames_move)
{
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;

	stop_open(leaving, do_nothing);
	stop_observe("switches", WK_OP_LOCAL_SET, 1, true);
	stop_begin("switches", 3);
	stop_run(WK_STOP_OFFSET);
	stop_at("switches", WK_OP_LOCAL_SET, 1);
	/* It is suspended: nobody calls it but who resumes it. */
	stop_observe("gives", WK_OP_DROP, 0, true);
	stop_observe("gives", WK_OP_SUSPEND, 0, true);
	stop_run(WK_STOP_OFFSET);
	frame = stop_at("gives", WK_OP_DROP, 0);
	ck_assert_uint_eq(stop_operands(&frame, values), 1);
	ck_assert_uint_eq(values[0].value.i64, 3);
	until_left(0);
	stop_observe("switches", WK_OP_LOCAL_SET, 1, false);
	/* Who resumed it has new code, too. */
	stop_observe("switches", WK_OP_RETURN, 0, true);
	for (unsigned i = 0; i < 2; i++) {
		stop_run(WK_STOP_OFFSET);
		frame = stop_at("gives", WK_OP_SUSPEND, 0);
		stop_run(WK_STOP_OFFSET);
		frame = stop_at("gives", WK_OP_DROP, 0);
	}
	stop_run(WK_STOP_LEFT);
	ck_assert_uint_eq(count_frames(), 1);
	frame = frame_at(0);
	ck_assert_uint_eq(
	    frame.offset, stop_offset("switches", WK_OP_LOCAL_GET, 2));
	stop_run(WK_STOP_OFFSET);
	stop_at("switches", WK_OP_RETURN, 0);
	stop_run(WK_STOP_DONE);
	ck_assert_uint_eq(stop_end(), 2 + 3 + 2 + 1);
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
	tcase_add_test(tcase, returns_leave_frames);
	tcase_add_test(tcase, many_results_are_left);
	tcase_add_test(tcase, exceptions_leave_frames);
	tcase_add_test(tcase, continuations_leave_frames);
	tcase_add_test(tcase, frames_return_early);
	tcase_add_test(tcase, jumps);
	tcase_add_test(tcase, calls_on_the_side);
	tcase_add_test(tcase, steps_are_all_instructions);
	tcase_add_test(tcase, steps_and_runs);
	tcase_add_test(tcase, suspended_frames_move);
	return tcase;
}
