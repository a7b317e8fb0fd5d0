/* What programs without an end come to. */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

static struct wk_source source;
static struct wk_module *module;
static struct wk_error err;

/* A store with an instance of a module. */
static struct wk_store *
open_store(const char *text, const struct wk_store_options *limits,
    struct wk_instance **instance)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_store *store = wk_store_new(limits, &err);

	ck_assert(store != NULL);
	ck_assert(
	    wk_source_copy("test.wat", text, strlen(text), &source, &err));
	ck_assert_msg(wk_wat_parse(&source, &options, &module, &err) &&
			  wk_validate(module, &rules, &err),
	    "%s", err.message);
	ck_assert_msg(wk_instantiate(store, module, NULL, instance, &err), "%s",
	    err.message);
	return store;
}

static void
close_store(struct wk_store *store)
{
	wk_store_free(store);
	wk_module_free(module);
	wk_source_close(&source);
}

static bool
call(struct wk_store *store, struct wk_instance *instance, const char *name,
    uint32_t *result)
{
	union wk_value results[1] = {{0}};
	bool ok;

	memset(&err, 0, sizeof(err));
	ok = wk_call(
	    store, wk_instance_func(instance, name), NULL, results, &err);
	*result = results[0].i32;
	return ok;
}

static void
fails(struct wk_store *store, struct wk_instance *instance, const char *name,
    enum wk_error_code code)
{
	uint32_t result;

	ck_assert(!call(store, instance, name, &result));
	ck_assert_msg(
	    (enum wk_error_code)err.code == code, "%s: %s", name, err.message);
	/* What comes after is as before. */
	ck_assert(call(store, instance, "fine", &result));
	ck_assert_uint_eq(result, 42);
}

#define FINE "(func (export \"fine\") (result i32) (i32.const 42))"

START_TEST(recursion)
{
	static const char text[] =
	    "(module (type $f (func (result i32)))" FINE
	    "(table 1 funcref) (elem (i32.const 0) $table)"
	    "(func $call (export \"call\") (result i32) (call $call))"
	    "(func $table (export \"table\") (result i32)"
	    "  (call_indirect (result i32) (i32.const 0)))"
	    "(func $ref (export \"ref\") (result i32)"
	    "  (call_ref $f (ref.func $ref)))"
	    "(func $throws (export \"throws\") (result i32)"
	    "  (try_table (drop (call $throws))) (i32.const 1))"
	    "(func $locals (export \"locals\") (result i32) (local i64 i64 i64"
	    "  i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 v128)"
	    "  (call $locals)))";
	struct wk_instance *instance;
	struct wk_store *store = open_store(text, NULL, &instance);
	uint64_t skipped;
	uint32_t count, skip;

	for (unsigned i = 0; i < 2; i++) {
		fails(store, instance, "call", WK_E_STACK_EXHAUSTED);
		wk_store_trace(store, &count, &skip, &skipped);
		ck_assert_uint_gt(skipped, 100000);
		fails(store, instance, "table", WK_E_STACK_EXHAUSTED);
		fails(store, instance, "ref", WK_E_STACK_EXHAUSTED);
		fails(store, instance, "throws", WK_E_STACK_EXHAUSTED);
		fails(store, instance, "locals", WK_E_STACK_EXHAUSTED);
	}
	close_store(store);
}
END_TEST

static void *
interrupt(void *store)
{
	usleep(20000);
	wk_store_interrupt(store);
	return NULL;
}

START_TEST(endless_loops)
{
	static const char text[] =
	    "(module" FINE "(type $f (func (result i32)))"
	    "(type $c (cont $f)) (tag $t)"
	    "(func (export \"loop\") (result i32) (loop $l (br $l)) (i32.const "
	    "1))"
	    "(func $tail (export \"tail\") (result i32) (return_call $tail))"
	    "(func $throw (export \"throw\") (result i32) (loop $l"
	    "  (block $h (try_table (catch $t $h) (throw $t))) (br $l))"
	    "  (i32.const 1))"
	    "(func $wait (result i32) (loop $l (suspend $t) (br $l))"
	    "  (i32.const 1))"
	    "(elem declare func $wait)"
	    "(func (export \"cont\") (result i32) (local $k (ref null $c))"
	    "  (local.set $k (cont.new $c (ref.func $wait)))"
	    "  (loop $l (block $on (result (ref $c)) (return"
	    "    (resume $c (on $t $on) (local.get $k))))"
	    "    (local.set $k) (br $l)) (i32.const 1)))";
	static const char *const names[] = {"loop", "tail", "throw", "cont"};
	const struct wk_store_options limits = {.fuel = 1000000};
	struct wk_instance *instance;
	struct wk_store *store = open_store(text, NULL, &instance);
	pthread_t thread;

	for (unsigned i = 0; i < 4; i++) {
		ck_assert(pthread_create(&thread, NULL, interrupt, store) == 0);
		fails(store, instance, names[i], WK_E_INTERRUPTED);
		pthread_join(thread, NULL);
	}
	close_store(store);
	for (unsigned i = 0; i < 4; i++) {
		uint32_t result;

		store = open_store(text, &limits, &instance);
		ck_assert(!call(store, instance, names[i], &result));
		ck_assert_int_eq(err.code, WK_E_OUT_OF_FUEL);
		wk_store_add_fuel(store, 1000);
		ck_assert(call(store, instance, "fine", &result));
		close_store(store);
	}
}
END_TEST

/* Memories, tables and objects that grow while they can. */
static const char bombs[] =
    "(module" FINE "(memory $m 0) (memory $big i64 0) (table $t 0 funcref)"
    "(type $list (struct (field (ref null $list)) (field i64 i64 i64)))"
    "(type $array (array i64))"
    "(func (export \"memory\") (result i32) (loop $l (br_if $l (i32.ne"
    "  (memory.grow $m (i32.const 16)) (i32.const -1)))) (memory.size $m))"
    "(func (export \"big\") (result i32) (drop (memory.grow $big"
    "  (i64.const 0x7fffffffffff))) (loop $l (br_if $l (i64.ne"
    "  (memory.grow $big (i64.const 16)) (i64.const -1))))"
    "  (i32.wrap_i64 (memory.size $big)))"
    "(func (export \"table\") (result i32) (drop (table.grow $t"
    "  (ref.null func) (i32.const -1))) (loop $l (br_if $l (i32.ne"
    "  (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1))))"
    "  (table.size $t))"
    "(func (export \"list\") (result i32) (local $x (ref null $list))"
    "  (loop $l (local.set $x (struct.new $list (local.get $x) (i64.const 1)"
    "  (i64.const 1) (i64.const 1))) (br $l)) (i32.const 0))"
    "(func (export \"array\") (result i32) (array.len (array.new_default $array"
    "  (i32.const -1)))))";

START_TEST(growth)
{
	const struct wk_store_options limits = {
	    .max_memory = 64 << 20,
	    .max_table = 100000,
	    .max_heap = 16 << 20,
	};
	struct wk_instance *instance;
	struct wk_store *store = open_store(bombs, &limits, &instance);
	uint32_t result;

	ck_assert(call(store, instance, "memory", &result));
	ck_assert_uint_eq(result, (64 << 20) / 65536);
	/* All memories together have one limit. */
	ck_assert(call(store, instance, "big", &result));
	ck_assert_uint_eq(result, 0);
	ck_assert(call(store, instance, "table", &result));
	ck_assert_uint_eq(result, 100000);
	fails(store, instance, "list", WK_E_LIMIT);
	fails(store, instance, "array", WK_E_LIMIT);
	fails(store, instance, "list", WK_E_LIMIT);
	close_store(store);
}
END_TEST

START_TEST(declared_sizes)
{
	static const char *const texts[] = {
	    "(module (table 0xffffffff funcref))",
	    "(module (table i64 0x100000000 funcref))",
	    "(module (table i64 0xffffffffffffffff funcref))",
	    "(module (memory i64 0x1000000000000))",
	};
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_instance *instance;

	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct wk_store *store = wk_store_new(NULL, &err);

		ck_assert(wk_source_copy(
		    "test.wat", texts[i], strlen(texts[i]), &source, &err));
		ck_assert(wk_wat_parse(&source, &options, &module, &err));
		memset(&err, 0, sizeof(err));
		ck_assert(
		    !wk_instantiate(store, module, NULL, &instance, &err));
		ck_assert_msg(wk_error_class((enum wk_error_code)err.code) ==
				  WK_CLASS_RESOURCE,
		    "%s: %s", texts[i], err.message);
		close_store(store);
	}
}
END_TEST

/* Threads that count, each in its own way, and wait for one another. */
static const char counting[] =
    "(module" FINE "(memory 1 1 shared) (global $sum (mut i32) (i32.const 0))"
    "(func (export \"count\") (param $n i32) (result i32) (loop $l"
    "  (global.set $sum (i32.add (i32.mul (global.get $sum) (i32.const 31))"
    "    (local.get $n)))"
    "  (br_if $l (i32.lt_u (i32.atomic.rmw.add (i32.const 0) (i32.const 1))"
    "    (i32.const 100000))))"
    "  (global.get $sum))"
    "(func (export \"wait\") (param i32) (result i32)"
    "  (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))"
    "(func (export \"wake\") (param i32) (result i32)"
    "  (memory.atomic.notify (i32.const 8) (local.get 0)))"
    "(func (export \"long\") (param i32) (result i32)"
    "  (memory.atomic.wait32 (i32.const 8) (i32.const 0)"
    "    (i64.const 100000000000)))"
    "(func (export \"trap\") (param i32) (result i32) unreachable)"
    "(func (export \"run\") (result i32) (loop $l (br $l)) (i32.const 0)))";

static struct wk_task *
begin(struct wk_store *store, struct wk_instance *instance, const char *name,
    uint32_t arg)
{
	const union wk_value args[1] = {{.i32 = arg}};
	struct wk_task *task =
	    wk_task_new(store, wk_instance_func(instance, name), args, &err);

	ck_assert(task != NULL);
	return task;
}

/* Three threads that change one global; how that ends tells of their turns. */
static uint32_t
count_together(uint64_t seed, uint64_t *ticks)
{
	const struct wk_store_options options = {.seed = seed};
	struct wk_instance *instance;
	struct wk_store *store = open_store(counting, &options, &instance);
	struct wk_task *tasks[3];
	union wk_value result;
	uint32_t last = 0;

	for (uint32_t i = 0; i < 3; i++)
		tasks[i] = begin(store, instance, "count", i + 1);
	while (wk_task_run(store)) {
	}
	for (unsigned i = 0; i < 3; i++) {
		ck_assert(wk_task_done(tasks[i]));
		ck_assert(wk_task_end(tasks[i], &result, &err));
		last = last * 7 + result.i32;
	}
	*ticks = wk_store_ticks(store);
	close_store(store);
	return last;
}

START_TEST(turns_follow_the_seed)
{
	uint64_t ticks[3];
	uint32_t first = count_together(5, &ticks[0]);

	ck_assert_uint_eq(count_together(5, &ticks[1]), first);
	ck_assert_uint_eq(ticks[1], ticks[0]);
	ck_assert_uint_ne(count_together(6, &ticks[2]), first);
}
END_TEST

START_TEST(waits_end)
{
	struct wk_instance *instance;
	struct wk_store *store = open_store(counting, NULL, &instance);
	struct wk_task *tasks[3];
	union wk_value result, arg = {.i32 = 2};
	uint32_t unused, woken = 0;

	for (unsigned i = 0; i < 3; i++)
		tasks[i] = begin(store, instance, "wait", 0);
	ck_assert(wk_task_run(store));
	ck_assert(wk_call(
	    store, wk_instance_func(instance, "wake"), &arg, &result, &err));
	ck_assert_uint_eq(result.i32, 2);
	while (wk_task_run(store)) {
	}
	/* Two are woken, and nobody wakes the last one. */
	for (unsigned i = 0; i < 3; i++) {
		woken += wk_task_done(tasks[i]);
		if (wk_task_end(tasks[i], &result, &err))
			ck_assert_uint_eq(result.i32, 0);
		else
			ck_assert_int_eq(err.code, WK_E_DEADLOCK);
	}
	ck_assert_uint_eq(woken, 2);
	/* The only thread waits. */
	memset(&err, 0, sizeof(err));
	ck_assert(!wk_call(
	    store, wk_instance_func(instance, "wait"), &arg, &result, &err));
	ck_assert_int_eq(err.code, WK_E_DEADLOCK);
	/* A thread that is left to itself ends the run when it traps. */
	memset(&err, 0, sizeof(err));
	wk_task_detach(begin(store, instance, "trap", 0));
	ck_assert(!call(store, instance, "run", &unused));
	ck_assert_int_eq(err.code, WK_E_UNREACHABLE);
	ck_assert(call(store, instance, "fine", &unused));
	close_store(store);
}
END_TEST

START_TEST(waits_are_interrupted)
{
	struct wk_instance *instance;
	struct wk_store *store = open_store(counting, NULL, &instance);
	struct wk_task *task;
	union wk_value result, arg = {.i32 = 0};
	pthread_t thread;

	ck_assert(pthread_create(&thread, NULL, interrupt, store) == 0);
	ck_assert(!wk_call(
	    store, wk_instance_func(instance, "long"), &arg, &result, &err));
	ck_assert_int_eq(err.code, WK_E_INTERRUPTED);
	pthread_join(thread, NULL);
	task = begin(store, instance, "long", 0);
	ck_assert(pthread_create(&thread, NULL, interrupt, store) == 0);
	while (wk_task_run(store)) {
	}
	pthread_join(thread, NULL);
	memset(&err, 0, sizeof(err));
	ck_assert(!wk_task_end(task, &result, &err));
	ck_assert_int_eq(err.code, WK_E_INTERRUPTED);
	close_store(store);
}
END_TEST

TCase *
wk_test_limits(void)
{
	TCase *tc = tcase_create("limits");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, recursion);
	tcase_add_test(tc, endless_loops);
	tcase_add_test(tc, growth);
	tcase_add_test(tc, declared_sizes);
	tcase_add_test(tc, turns_follow_the_seed);
	tcase_add_test(tc, waits_end);
	tcase_add_test(tc, waits_are_interrupted);
	return tc;
}
