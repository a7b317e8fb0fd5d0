/* Calls that wait in one thread of a program, while its others run. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

/*
 * A thread that begins with 0 counts at 256 until 260 is set, one with -1
 * writes a byte, others sleep so many seconds and then note that at 512. Each
 * has 128 bytes for its calls.
 */
static const char text[] =
    "(module"
    "  (import \"wasi\" \"thread-spawn\" (func $spawn (param i32)"
    "    (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"poll_oneoff\" (func $poll"
    "    (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_read\" (func $read"
    "    (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write"
    "    (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"sched_yield\" (func $yield"
    "    (result i32)))"
    "  (import \"env\" \"memory\" (memory 1 1 shared))"
    "  (export \"memory\" (memory 0))"
    "  (func $sleep (param $at i32) (param $ms i64)"
    "    (i32.store offset=16 (local.get $at) (i32.const 1))"
    "    (i64.store offset=24 (local.get $at)"
    "      (i64.mul (local.get $ms) (i64.const 1000000)))"
    "    (drop (call $poll (local.get $at)"
    "      (i32.add (local.get $at) (i32.const 64)) (i32.const 1)"
    "      (i32.add (local.get $at) (i32.const 100)))))"
    "  (func $buffer (param $at i32)"
    "    (i32.store (local.get $at) (i32.add (local.get $at) (i32.const 8)))"
    "    (i32.store offset=4 (local.get $at) (i32.const 1)))"
    "  (func $count"
    "    (loop $again"
    "      (drop (i32.atomic.rmw.add (i32.const 256) (i32.const 1)))"
    "      (br_if $again (i32.eqz (i32.atomic.load (i32.const 260))))))"
    "  (func (export \"wasi_thread_start\") (param $id i32) (param $arg i32)"
    "    (local $at i32)"
    "    (local.set $at (i32.add (i32.const 1024)"
    "      (i32.shl (local.get $id) (i32.const 7))))"
    "    (if (i32.eqz (local.get $arg)) (then (call $count) (return)))"
    "    (if (i32.lt_s (local.get $arg) (i32.const 0)) (then"
    "      (call $buffer (local.get $at))"
    "      (i32.store8 offset=8 (local.get $at) (i32.const 42))"
    "      (drop (call $write (i32.const 1) (local.get $at) (i32.const 1)"
    "        (i32.const 1020)))"
    "      (return)))"
    "    (call $sleep (local.get $at) (i64.mul (i64.const 1000)"
    "      (i64.extend_i32_u (local.get $arg))))"
    "    (i32.store (i32.const 512) (i32.add (local.get $arg)"
    "      (i32.mul (i32.load (i32.const 512)) (i32.const 10)))))"
    "  (func (export \"order\") (result i32)"
    "    (drop (call $spawn (i32.const 3)))"
    "    (drop (call $spawn (i32.const 1)))"
    "    (drop (call $spawn (i32.const 2)))"
    "    (call $sleep (i32.const 1024) (i64.const 4000))"
    "    (i32.load (i32.const 512)))"
    "  (func (export \"counts\") (result i32)"
    "    (drop (call $spawn (i32.const 0)))"
    "    (call $sleep (i32.const 1024) (i64.const 20))"
    "    (i32.store (i32.const 260) (i32.const 1))"
    "    (i32.load (i32.const 256)))"
    "  (func (export \"yields\") (result i32)"
    "    (drop (call $spawn (i32.const 0)))"
    "    (drop (call $yield))"
    "    (i32.store (i32.const 260) (i32.const 1))"
    "    (i32.load (i32.const 256)))"
    "  (func (export \"talks\") (result i32)"
    "    (drop (call $spawn (i32.const -1)))"
    "    (call $buffer (i32.const 1024))"
    "    (drop (call $read (i32.const 0) (i32.const 1024) (i32.const 1)"
    "      (i32.const 1020)))"
    "    (i32.load8_u offset=8 (i32.const 1024)))"
    "  (func (export \"long\") (result i32)"
    "    (drop (call $spawn (i32.const 0)))"
    "    (call $sleep (i32.const 1024) (i64.const 3600000))"
    "    (i32.const 0)))";

static struct wk_source source;
static struct wk_module *module;
static struct wk_store *store;
static struct wk_wasi *wasi;
static struct wk_instance *instance;

static void
set_up(void)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_error err = {0};

	wk_source_copy("sleep.wat", text, sizeof(text) - 1, &source, &err);
	if (!wk_wat_parse(&source, &options, &module, &err) ||
	    !wk_validate(module, &rules, &err))
		ck_abort_msg("%s", err.message);
}

static void
begin(const struct wk_wasi_options *options)
{
	const struct wk_store_options limits = {.seed = 7};
	struct wk_error err = {0};
	struct wk_linker *linker;

	store = wk_store_new(&limits, &err);
	wasi = wk_wasi_new(options, &err);
	linker = wk_linker_new(store, &err);
	if (!wk_wasi_link(wasi, linker, &err) ||
	    !wk_wasi_link_threads(wasi, store, linker, module, &err) ||
	    !wk_linker_instantiate(linker, module, &instance, &err))
		ck_abort_msg("%s", err.message);
	wk_linker_free(linker);
}

static void
end(void)
{
	wk_store_free(store);
	wk_wasi_free(wasi);
}

static void
tear_down(void)
{
	end();
	wk_module_free(module);
	wk_source_close(&source);
}

static uint32_t
call(const char *name)
{
	union wk_value result = {0};
	struct wk_error err = {0};

	if (!wk_call(
		store, wk_instance_func(instance, name), NULL, &result, &err))
		ck_abort_msg("%s", err.message);
	return result.i32;
}

static double
seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* On a clock of the program's own nobody waits, and all comes in its order. */
START_TEST(sleepers_wake_in_order)
{
	const struct wk_wasi_options options = {.has_clock = true};
	double began = seconds();
	uint64_t ticks;

	begin(&options);
	ck_assert_uint_eq(call("order"), 123);
	ticks = wk_store_ticks(store);
	end();
	begin(&options);
	ck_assert_uint_eq(call("order"), 123);
	ck_assert_uint_eq(wk_store_ticks(store), ticks);
	ck_assert(seconds() - began < 1);
}
END_TEST

START_TEST(others_run_while_one_sleeps)
{
	const struct wk_wasi_options options = {0};
	double began = seconds();

	begin(&options);
	ck_assert_uint_gt(call("counts"), 0);
	ck_assert(seconds() - began >= 0.02);
}
END_TEST

START_TEST(others_run_when_one_yields)
{
	const struct wk_wasi_options options = {0};

	begin(&options);
	ck_assert_uint_gt(call("yields"), 0);
}
END_TEST

static unsigned calls, returns;

static bool
count_call(void *user, struct wk_funcinst *func, const union wk_value *args)
{
	(void)user;
	(void)func;
	(void)args;
	calls++;
	return false;
}

static bool
count_return(void *user, struct wk_funcinst *func,
    const union wk_value *results, const struct wk_error *err)
{
	(void)user;
	(void)func;
	(void)results;
	ck_assert(err == NULL);
	returns++;
	return false;
}

/* What one reads another writes; each call is one, however often it waits. */
START_TEST(others_run_while_one_reads)
{
	const struct wk_debug_hooks hooks = {
	    .host_call = count_call, .host_return = count_return};
	struct wk_wasi_options options = {0};
	int pipes[2];

	ck_assert_int_eq(pipe(pipes), 0);
	for (unsigned i = 0; i < 2; i++)
		options.streams[i] =
		    (struct wk_wasi_stream){.kind = WK_WASI_FD, .fd = pipes[i]};
	begin(&options);
	ck_assert(wk_debug_hook(store, &hooks, NULL));
	ck_assert_uint_eq(call("talks"), 42);
	ck_assert_uint_eq(calls, 3);
	ck_assert_uint_eq(returns, 3);
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

static void *
interrupt_soon(void *user)
{
	const struct timespec soon = {.tv_nsec = 20000000};

	nanosleep(&soon, NULL);
	wk_store_interrupt(user);
	return NULL;
}

START_TEST(a_sleep_is_interrupted)
{
	const struct wk_wasi_options options = {0};
	struct wk_error err = {0};
	union wk_value result;
	pthread_t thread;

	begin(&options);
	ck_assert_int_eq(
	    pthread_create(&thread, NULL, interrupt_soon, store), 0);
	ck_assert(!wk_call(
	    store, wk_instance_func(instance, "long"), NULL, &result, &err));
	ck_assert_int_eq(err.code, WK_E_INTERRUPTED);
	pthread_join(thread, NULL);
}
END_TEST

TCase *
wk_test_sleep(void)
{
	TCase *tcase = tcase_create("sleep");

	tcase_set_timeout(tcase, 10);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, sleepers_wake_in_order);
	tcase_add_test(tcase, others_run_while_one_sleeps);
	tcase_add_test(tcase, others_run_when_one_yields);
	tcase_add_test(tcase, others_run_while_one_reads);
	tcase_add_test(tcase, a_sleep_is_interrupted);
	return tcase;
}
