#include <string.h>

#include "libwasmkit/runtime/heap.h"
#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

static struct wk_store *store;
static struct wk_source source;
static struct wk_module *module;
static struct wk_instance *instance;
static struct wk_error err;

/* Makes an instance; host functions are imported as "h" "call", if at all. */
static void
begin(const char *text, const struct wk_store_options *limits, wk_host_fn *fn)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_linker *linker;

	memset(&err, 0, sizeof(err));
	ck_assert(
	    wk_source_copy("test.wat", text, strlen(text), &source, &err));
	store = wk_store_new(limits, &err);
	ck_assert(store != NULL);
	ck_assert_msg(wk_wat_parse(&source, &options, &module, &err) &&
			  wk_validate(module, &rules, &err),
	    "%s", err.message);
	linker = wk_linker_new(store, &err);
	ck_assert(linker != NULL);
	if (fn != NULL)
		ck_assert(wk_linker_func(
		    linker, "h", "call", "", "i", fn, NULL, &err));
	ck_assert_msg(wk_linker_instantiate(linker, module, &instance, &err),
	    "%s", err.message);
	wk_linker_free(linker);
}

static void
end(void)
{
	wk_store_free(store);
	wk_module_free(module);
	wk_source_close(&source);
}

static bool
call(const char *name, uint32_t arg, uint32_t *result)
{
	union wk_value args[1] = {{.i32 = arg}}, results[1] = {{0}};
	struct wk_funcinst *func = wk_instance_func(instance, name);
	bool ok;

	ck_assert(func != NULL);
	memset(&err, 0, sizeof(err));
	ok = wk_call(store, func, args, results, &err);
	if (result != NULL)
		*result = results[0].i32;
	return ok;
}

static void
gives(const char *name, uint32_t arg, uint32_t wanted)
{
	uint32_t result;

	ck_assert_msg(call(name, arg, &result), "%s: %s", name, err.message);
	ck_assert_uint_eq(result, wanted);
}

static void
fails(const char *name, uint32_t arg, enum wk_error_code code)
{
	ck_assert(!call(name, arg, NULL));
	ck_assert_msg(
	    (enum wk_error_code)err.code == code, "%s: %s", name, err.message);
}

/* What the modules below have in common. */
#define TYPES \
	"(type $f (func (param i32) (result i32)))" \
	"(type $c (cont $f))" \
	"(type $g (func (result i32)))" \
	"(type $d (cont $g))" \
	"(tag $yield (param i32) (result i32))" \
	"(tag $e (param i32))"

/* A generator of 1 … n, whose values are summed; it keeps objects alive. */
static const char generator[] =
    "(module " TYPES "(type $box (struct (field i32)))"
    "(elem declare func $gen $deep)"
    "(func $gen (param $n i32) (result i32) (local $i i32)"
    "  (local $box (ref null $box))"
    "  (loop $l"
    "    (local.set $i (i32.add (local.get $i) (i32.const 1)))"
    "    (local.set $box (struct.new $box (local.get $i)))"
    "    (drop (struct.new $box (i32.const 9)))"
    "    (drop (suspend $yield (struct.get $box 0 (local.get $box))))"
    "    (if (i32.ne (local.get $i) (struct.get $box 0 (local.get $box)))"
    "      (then unreachable))"
    "    (br_if $l (i32.lt_u (local.get $i) (local.get $n))))"
    "  (i32.const 0))"
    "(func $sum (param $k (ref null $c)) (param $x i32) (result i32)"
    "  (local $sum i32)"
    "  (loop $l"
    "    (block $on (result i32 (ref $c))"
    "      (return (i32.add (local.get $sum) (resume $c (on $yield $on)"
    "        (local.get $x) (local.get $k)))))"
    "    (local.set $k)"
    "    (local.set $sum (i32.add (local.get $sum)))"
    "    (br $l))"
    "  unreachable)"
    "(func (export \"sum\") (param i32) (result i32)"
    "  (call $sum (cont.new $c (ref.func $gen)) (local.get 0)))"
    /* Recursion that makes the stack grow, and suspends at its bottom. */
    "(func $deep (param i32) (result i32)"
    "  (if (result i32) (i32.eqz (local.get 0))"
    "    (then (suspend $yield (i32.const 1000)))"
    "    (else (i32.add (i32.const 1) (call $deep"
    "      (i32.sub (local.get 0) (i32.const 1)))))))"
    "(func (export \"deep\") (param i32) (result i32)"
    "  (call $sum (cont.new $c (ref.func $deep)) (local.get 0)))"
    /* Many that are dropped while they are suspended. */
    "(func (export \"drop\") (param $n i32) (result i32)"
    "  (loop $l"
    "    (block $on (result i32 (ref $c))"
    "      (drop (resume $c (on $yield $on) (i32.const 500)"
    "        (cont.new $c (ref.func $deep))))"
    "      unreachable)"
    "    drop drop"
    "    (local.set $n (i32.sub (local.get $n) (i32.const 1)))"
    "    (br_if $l (local.get $n)))"
    "  (i32.const 7)))";

START_TEST(stacks_grow_and_are_collected)
{
	const struct wk_store_options limits = {.max_heap = 64 << 20};

	begin(generator, &limits, NULL);
	gives("sum", 1000, 500500);
	/* 1000 at the bottom, and what resume gives: the argument again. */
	gives("deep", 10000, 1000 + 10000 + 10000);
	/* In all several GB. */
	gives("drop", 30000, 7);
	wk_heap_collect(store);
	ck_assert_uint_lt(wk_heap_used(store->heap), 1 << 20);
	fails("deep", 100000000, WK_E_STACK_EXHAUSTED);
	gives("sum", 10, 55);
	end();
}
END_TEST

START_TEST(frames_of_continuations_are_roots)
{
	begin(generator, NULL, NULL);
	wk_heap_stress(store->heap, true);
	gives("sum", 20, 210);
	gives("deep", 30, 1000 + 30 + 30);
	end();
}
END_TEST

/* Continuations that each resume another one, and a list of suspended ones. */
static const char chains[] =
    "(module " TYPES "(elem declare func $nest $wait)"
    "(type $list (struct (field (ref null $list)) (field (ref null $c))))"
    "(func $nest (export \"nest\") (param i32) (result i32)"
    "  (if (result i32) (i32.eqz (local.get 0))"
    "    (then (suspend $yield (i32.const 5)))"
    "    (else (i32.add (i32.const 1) (resume $c"
    "      (i32.sub (local.get 0) (i32.const 1))"
    "      (cont.new $c (ref.func $nest)))))))"
    "(func (export \"through\") (param $n i32) (result i32)"
    "  (block $on (result i32 (ref $c))"
    "    (return (resume $c (on $yield $on) (local.get $n)"
    "      (cont.new $c (ref.func $nest)))))"
    "  (return (resume $c)))"
    "(func $wait (param i32) (result i32) (suspend $yield (local.get 0)))"
    "(func (export \"many\") (param $n i32) (result i32)"
    "  (local $list (ref null $list)) (local $k (ref null $c))"
    "  (loop $l"
    "    (block $on (result i32 (ref $c))"
    "      (drop (resume $c (on $yield $on) (i32.const 0)"
    "        (cont.new $c (ref.func $wait))))"
    "      unreachable)"
    "    (local.set $k) (drop)"
    "    (local.set $list (struct.new $list (local.get $list)"
    "      (local.get $k)))"
    "    (local.set $n (i32.sub (local.get $n) (i32.const 1)))"
    "    (br_if $l (local.get $n)))"
    "  (i32.const 8))"
    "(func (export \"throw\") (param $n i32) (result i32)"
    "  (local $k (ref null $c))"
    "  (block $on (result i32 (ref $c))"
    "    (return (resume $c (on $yield $on) (local.get $n)"
    "      (cont.new $c (ref.func $nest)))))"
    "  (local.set $k) (drop)"
    "  (block $h (result i32) (try_table (result i32) (catch $e $h)"
    "    (resume_throw $c $e (i32.const 77) (local.get $k))))))";

START_TEST(chains_have_limits)
{
	const struct wk_store_options limits = {.max_heap = 64 << 20};

	begin(chains, &limits, NULL);
	gives("through", 100, 105);
	gives("throw", 100, 77);
	gives("through", 20000, 20005);
	gives("throw", 20000, 77);
	gives("many", 10000, 8);
	fails("nest", 100, WK_E_UNHANDLED_TAG);
	for (unsigned i = 0; i < 3; i++) {
		fails("through", 100000000, WK_E_STACK_EXHAUSTED);
		fails("many", 100000000, WK_E_LIMIT);
	}
	gives("through", 100, 105);
	wk_heap_collect(store);
	ck_assert_uint_lt(wk_heap_used(store->heap), 1 << 20);
	end();
}
END_TEST

/* A function of the host calls back, and that suspends. */
static bool
call_back(struct wk_host_call *host, const union wk_value *args,
    union wk_value *results, struct wk_error *error)
{
	return wk_call(host->store, wk_instance_func(host->instance, "back"),
	    args, results, error);
}

static const char hosted[] =
    "(module (import \"h\" \"call\" (func $host (result i32)))" TYPES
    "(global $way (mut i32) (i32.const 0))"
    "(elem declare func $host $run $gen $eat)"
    "(func $gen (param i32) (result i32)"
    "  (i32.add (suspend $yield (i32.const 1)) (local.get 0)))"
    "(func $eat (param i32) (result i32) (if (local.get 0) (then"
    "  (return (call $eat (i32.sub (local.get 0) (i32.const 1))))))"
    "  (i32.const 3))"
    "(func $run (result i32) (i32.add (i32.const 100) (call $host)))"
    "(func (export \"back\") (result i32)"
    "  (if (i32.eq (global.get $way) (i32.const 1))"
    "    (then (return (suspend $yield (i32.const 3)))))"
    "  (if (i32.eq (global.get $way) (i32.const 2))"
    "    (then (throw $e (i32.const 44))))"
    "  (if (i32.eq (global.get $way) (i32.const 3))"
    "    (then (return (call $eat (i32.const 5000)))))"
    /* Inside of the call all is as usual. */
    "  (block $on (result i32 (ref $c))"
    "    (return (resume $c (on $yield $on) (i32.const 20)"
    "      (cont.new $c (ref.func $gen)))))"
    "  (return (resume $c)))"
    "(func (export \"run\") (param i32) (result i32)"
    "  (global.set $way (local.get 0))"
    "  (block $h (result i32) (try_table (result i32) (catch $e $h)"
    "    (block $on (result i32 (ref $c))"
    "      (return (resume $d (on $yield $on)"
    "        (cont.new $d (ref.func $run)))))"
    "    unreachable)))"
    /* The host's function is all there is of a continuation. */
    "(func (export \"only\") (param i32) (result i32)"
    "  (global.set $way (local.get 0))"
    "  (resume $d (cont.new $d (ref.func $host)))))";

START_TEST(host_functions_are_not_suspended)
{
	begin(hosted, NULL, call_back);
	gives("run", 0, 121);
	fails("run", 1, WK_E_UNHANDLED_TAG);
	ck_assert(strstr(err.message, "host") != NULL);
	gives("run", 2, 44);
	gives("run", 3, 103);
	gives("only", 0, 21);
	gives("only", 3, 3);
	fails("only", 1, WK_E_UNHANDLED_TAG);
	end();
}
END_TEST

/* Bound arguments, vectors among them. */
static const char bound[] =
    "(module"
    "(type $f3 (func (param i32 v128 i64) (result i64)))"
    "(type $f2 (func (param v128 i64) (result i64)))"
    "(type $f1 (func (param i64) (result i64)))"
    "(type $f0 (func (result i64)))"
    "(type $c3 (cont $f3)) (type $c2 (cont $f2)) (type $c1 (cont $f1))"
    "(type $c0 (cont $f0))"
    "(tag $t (result v128 i64))"
    "(elem declare func $add $wait)"
    "(func $add (type $f3)"
    "  (i64.add (i64.extend_i32_u (local.get 0)) (i64.add (local.get 2)"
    "    (i64.add (i64x2.extract_lane 0 (local.get 1))"
    "      (i64x2.extract_lane 1 (local.get 1))))))"
    "(func $wait (type $f3)"
    "  (suspend $t) (local.set 2) (local.set 1) (call $add (local.get 0)"
    "    (local.get 1) (local.get 2)))"
    "(func (export \"bind\") (param i32) (result i64)"
    "  (resume $c0 (cont.bind $c1 $c0 (i64.const 1000)"
    "    (cont.bind $c3 $c1 (local.get 0) (v128.const i64x2 10 100)"
    "      (cont.new $c3 (ref.func $add))))))"
    "(func (export \"later\") (param i32) (result i64)"
    "  (local $k (ref null $c2))"
    "  (block $on (result (ref $c2))"
    "    (return (resume $c3 (on $t $on) (local.get 0)"
    "      (v128.const i64x2 0 0) (i64.const 0)"
    "      (cont.new $c3 (ref.func $wait)))))"
    "  (local.set $k)"
    "  (resume $c0 (cont.bind $c2 $c0 (v128.const i64x2 20 200)"
    "    (i64.const 2000) (local.get $k))))"
    "(func (export \"again\") (param i32) (result i64)"
    "  (local $k (ref $c3))"
    "  (local.set $k (cont.new $c3 (ref.func $add)))"
    "  (drop (cont.bind $c3 $c2 (local.get 0) (local.get $k)))"
    "  (resume $c3 (local.get 0) (v128.const i64x2 0 0) (i64.const 0)"
    "    (local.get $k))))";

START_TEST(arguments_are_bound)
{
	begin(bound, NULL, NULL);
	wk_heap_stress(store->heap, true);
	gives("bind", 1, 1111);
	gives("later", 2, 2222);
	fails("again", 0, WK_E_CONTINUATION_CONSUMED);
	end();
}
END_TEST

/* Two that switch to each other, from ever deeper calls. */
static const char switching[] =
    "(module"
    "(rec (type $f (func (param (ref null $c)) (result i32)))"
    "  (type $c (cont $f)))"
    "(type $box (struct (field i32)))"
    "(tag $sw (result i32)) (global $left (mut i32) (i32.const 0))"
    "(elem declare func $ping)"
    "(func $ping (type $f) (local $box (ref null $box))"
    "  (global.set $left (i32.sub (global.get $left) (i32.const 1)))"
    "  (if (i32.eqz (global.get $left)) (then (return (i32.const 0))))"
    "  (local.set $box (struct.new $box (global.get $left)))"
    "  (local.set 0 (switch $c $sw (local.get 0)))"
    "  (drop (struct.get $box 0 (local.get $box)))"
    "  (i32.add (i32.const 1) (call $ping (local.get 0))))"
    "(func (export \"run\") (param i32) (result i32)"
    "  (global.set $left (local.get 0))"
    "  (resume $c (on $sw switch) (cont.new $c (ref.func $ping))"
    "    (cont.new $c (ref.func $ping))))"
    "(func (export \"alone\") (param i32) (result i32)"
    "  (global.set $left (local.get 0))"
    "  (call $ping (cont.new $c (ref.func $ping)))))";

START_TEST(continuations_switch)
{
	begin(switching, NULL, NULL);
	/* The one that ends has made half of the calls, and begun first. */
	gives("run", 1, 0);
	gives("run", 20001, 10000);
	fails("run", 100000000, WK_E_STACK_EXHAUSTED);
	fails("alone", 5, WK_E_UNHANDLED_TAG);
	wk_heap_stress(store->heap, true);
	gives("run", 201, 100);
	end();
}
END_TEST

TCase *
wk_test_cont(void)
{
	TCase *tc = tcase_create("cont");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, stacks_grow_and_are_collected);
	tcase_add_test(tc, frames_of_continuations_are_roots);
	tcase_add_test(tc, chains_have_limits);
	tcase_add_test(tc, host_functions_are_not_suspended);
	tcase_add_test(tc, arguments_are_bound);
	tcase_add_test(tc, continuations_switch);
	return tc;
}
