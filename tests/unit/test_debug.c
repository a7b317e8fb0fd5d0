#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

/* Offsets of what is looked for are found by decoding. */
static const char text[] =
    "(module"
    "  (import \"host\" \"tell\" (func $tell (param i32) (result i32)))"
    "  (memory 1) (global $g (mut i32) (i32.const 0))"
    "  (type $p (struct (field i8) (field i64)))"
    "  (func $fact (export \"fact\") (param $n i64) (result i64)"
    "    (if (result i64) (i64.eqz (local.get $n))"
    "      (then (i64.const 1))"
    "      (else (i64.mul (local.get $n)"
    "        (call $fact (i64.sub (local.get $n) (i64.const 1)))))))"
    "  (func (export \"loop\") (param $n i32) (result i32) (local $s i32)"
    "    (loop $again"
    "      (local.set $s (i32.add (local.get $s) (local.get $n)))"
    "      (br_if $again (local.tee $n (i32.sub (local.get $n)"
    "        (i32.const 1)))))"
    "    (global.set $g (local.get $s)) (local.get $s))"
    "  (func (export \"trap\") (param $x i32) (param $f f64) (result i32)"
    "    (f64.add (local.get $f) (f64.const 1))"
    "    (i32.load (i32.add (i32.mul (local.get $x) (i32.const 3))"
    "      (i32.const 5)))"
    "    (drop) (drop) (i32.const 0))"
    "  (func (export \"tells\") (param i32) (result i32)"
    "    (i32.add (i32.const 100) (call $tell (local.get 0))))"
    "  (func (export \"grow\") (result i32)"
    "    (i32.add (i32.const 7) (memory.grow (i32.const 2))))"
    "  (func (export \"late\") (param i32) (result i32)"
    "    (i32.add (call $tell (local.get 0)) (call $tell (local.get 0)))"
    "    (i32.load (i32.const 65536))"
    "    (i32.add))"
    "  (func (export \"chosen\") (param i32) (result i32)"
    "    (i32.store (i32.const 65536) (select (i32.const 1)"
    "      (i32.clz (call $tell (local.get 0))) (i32.const 0)))"
    "    (i32.const 0))"
    "  (func (export \"faults\") (local $i i32)"
    "    (loop $l (drop (i32.load (local.tee $i"
    "      (i32.add (local.get $i) (i32.const 6554)))))"
    "      (br $l)))"
    "  (type $f (func)) (type $c (cont $f)) (tag $t)"
    "  (func $inner (suspend $t)) (elem declare func $inner)"
    "  (func (export \"resumes\") (result i64) (i64.const 5)"
    "    (block $b (result (ref $c))"
    "      (resume $c (on $t $b) (cont.new $c (ref.func $inner)))"
    "      (unreachable))"
    "    (drop))"
    "  (func (export \"object\") (result anyref)"
    "    (struct.new $p (i32.const 300) (i64.const -1))))";

static struct wk_source source;
static struct wk_module *module;
static struct wk_store *store;
static struct wk_instance *instance;

static bool
tell(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	(void)call;
	(void)err;
	results[0].i32 = args[0].i32 + 1;
	return true;
}

static void
make_store(void)
{
	struct wk_error err = {0};
	struct wk_linker *linker;

	store = wk_store_new(NULL, &err);
	linker = wk_linker_new(store, &err);
	ck_assert(
	    wk_linker_func(linker, "host", "tell", "i", "i", tell, NULL, &err));
	if (!wk_linker_instantiate(linker, module, &instance, &err))
		ck_abort_msg("%s", err.message);
	wk_linker_free(linker);
}

static void
set_up_module(const char *wat)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_error err = {0};

	wk_source_copy("debug.wat", wat, strlen(wat), &source, &err);
	if (!wk_wat_parse(&source, &options, &module, &err) ||
	    !wk_validate(module, &rules, &err))
		ck_abort_msg("%s", err.message);
	make_store();
}

static void
set_up(void)
{
	set_up_module(text);
}

/* A function of so many statements of 6 bytes. */
enum { STATEMENTS = 17000 };

static void
set_up_large(void)
{
	static const char begin[] =
	    "(module (func (export \"large\") (param i32)";
	static const char statement[] =
	    "(drop (i32.add (local.get 0) (i32.const 1)))";
	size_t size = sizeof(begin) + STATEMENTS * sizeof(statement) + 2;
	char *large = malloc(size);
	char *at = stpcpy(large, begin);

	for (unsigned i = 0; i < STATEMENTS; i++)
		at = stpcpy(at, statement);
	stpcpy(at, "))");
	set_up_module(large);
	free(large);
}

static void
tear_down(void)
{
	wk_store_free(store);
	wk_module_free(module);
	wk_source_close(&source);
}

/* The offset of the n-th instruction of a kind in a function. */
static uint64_t
offset_of(const struct wk_funcinst *func, enum wk_op op, unsigned n)
{
	struct wk_span locals, code;
	struct wk_instr in;
	uint32_t index, pos = 0;

	wk_func_instance(func, &index);
	wk_instr_body(module->funcs[index].body, &locals, &code, NULL);
	while (wk_instr_decode(code, &pos, &in, NULL)) {
		if (in.op == op && n-- == 0)
			return in.offset;
	}
	ck_abort_msg("there is no such instruction");
}

static struct wk_funcinst *
begin(const char *name, uint64_t arg)
{
	struct wk_funcinst *func = wk_instance_func(instance, name);
	union wk_value args[2] = {{.i64 = arg}, {.f64 = 0}};
	struct wk_error err = {0};

	if (!wk_debug_start(store, func, args, &err))
		ck_abort_msg("%s", err.message);
	return func;
}

static uint64_t
finish(void)
{
	union wk_value result = {0};
	struct wk_error err = {0};

	if (!wk_debug_end(store, &result, &err))
		ck_abort_msg("%s", err.message);
	return result.i64;
}

static union wk_value
local(const struct wk_debug_frame *frame, uint32_t index)
{
	struct wk_debug_value *values, single;
	union wk_value value;
	uint32_t count;

	ck_assert(wk_debug_locals(frame, &values, &count, NULL));
	ck_assert_uint_lt(index, count);
	value = values[index].value;
	/* One by one they are the same. */
	for (uint32_t i = 0; i < count; i++) {
		ck_assert(wk_debug_local(frame, i, &single));
		ck_assert_uint_eq(single.type, values[i].type);
		ck_assert_mem_eq(
		    &single.value, &values[i].value, sizeof(single.value));
	}
	ck_assert(!wk_debug_local(frame, count, &single));
	free(values);
	return value;
}

static uint32_t
operands(const struct wk_debug_frame *frame, struct wk_debug_value *out)
{
	struct wk_debug_value *values;
	uint32_t count;

	ck_assert(wk_debug_operands(frame, &values, &count, NULL));
	memcpy(out, values, count * sizeof(*values));
	free(values);
	return count;
}

START_TEST(deep_in_recursion)
{
	struct wk_funcinst *fact = begin("fact", 20);
	struct wk_debug_value values[8];
	struct wk_debug_frame frame;
	union wk_value changed = {.i64 = 0};
	uint64_t mul = offset_of(fact, WK_OP_I64_MUL, 0);
	uint64_t constant = offset_of(fact, WK_OP_I64_CONST, 0);
	uint64_t depth = 0;

	/* Frames move while twenty calls are going on. */
	ck_assert(wk_debug_observe(store, fact, constant, true, NULL));
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_OFFSET);
	ck_assert(wk_debug_observe(store, fact, constant, false, NULL));
	ck_assert(wk_debug_observe(store, fact, mul, true, NULL));
	for (bool more = wk_debug_first(store, &frame); more;
	    more = wk_debug_next(&frame), depth++) {
		ck_assert_uint_eq(local(&frame, 0).i64, depth);
		ck_assert_uint_eq(operands(&frame, values), depth > 0);
		if (depth > 0)
			ck_assert_uint_eq(values[0].value.i64, depth);
	}
	ck_assert_uint_eq(depth, 21);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_OFFSET);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_uint_eq(frame.offset, mul);
	ck_assert_uint_eq(operands(&frame, values), 2);
	ck_assert_uint_eq(values[0].type, WK_I64);
	ck_assert_uint_eq(
	    values[0].origin, offset_of(fact, WK_OP_LOCAL_GET, 1));
	ck_assert_uint_eq(values[1].origin, offset_of(fact, WK_OP_CALL, 0));
	/* A factor of each frame further out is changed: it was lazy. */
	ck_assert(wk_debug_observe(store, fact, mul, false, NULL));
	ck_assert(wk_debug_next(&frame));
	changed.i64 = 5;
	ck_assert(wk_debug_set_operand(&frame, 0, &changed, NULL));
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ck_assert_uint_eq(finish(), 2432902008176640000 / 2 * 5);
}
END_TEST

START_TEST(a_local_is_changed)
{
	struct wk_funcinst *func = begin("loop", 10);
	struct wk_debug_frame frame;
	union wk_value changed = {.i32 = 1000};
	struct wk_error err = {0};

	ck_assert(!wk_debug_observe(
	    store, func, offset_of(func, WK_OP_LOOP, 0) + 1, true, &err));
	ck_assert_uint_eq(err.code, WK_E_USAGE);
	ck_assert_uint_eq(wk_debug_run(store, 4), WK_STOP_TICKS);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_uint_eq(local(&frame, 0).i32, 7);
	ck_assert(wk_debug_set_local(&frame, 1, &changed, NULL));
	ck_assert(!wk_debug_set_local(&frame, 2, &changed, NULL));
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ck_assert_uint_eq(finish(), 1028);
}
END_TEST

START_TEST(operands_where_it_traps)
{
	struct wk_funcinst *func = begin("trap", 0x10000);
	struct wk_debug_value values[4];
	struct wk_debug_frame frame;
	union wk_value changed = {.i32 = 8};

	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_TRAP);
	ck_assert_uint_eq(wk_debug_error(store)->code, WK_E_MEMORY_BOUNDS);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_uint_eq(frame.offset, offset_of(func, WK_OP_I32_LOAD, 0));
	ck_assert_uint_eq(operands(&frame, values), 2);
	ck_assert_double_eq(((union {
		uint64_t u;
		double d;
	}){values[0].value.f64})
				.d,
	    1);
	ck_assert_uint_eq(values[1].value.i32, 0x30005);
	ck_assert_uint_eq(values[1].origin, offset_of(func, WK_OP_I32_ADD, 0));
	/* Corrected, it goes on. */
	ck_assert(wk_debug_set_operand(&frame, 1, &changed, NULL));
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ck_assert_uint_eq(finish(), 0);
}
END_TEST

/* An operand that was put where another one had been. */
START_TEST(operands_that_were_overwritten)
{
	struct wk_debug_value values[4];
	struct wk_debug_frame frame;

	begin("late", 20);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_TRAP);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_uint_eq(operands(&frame, values), 2);
	ck_assert_uint_eq(values[0].value.i32, 42);
	ck_assert_uint_eq(values[1].value.i32, 65536);
	ck_assert(!wk_debug_end(store, NULL, NULL));
	/* The same by a select, whose operands are put into slots. */
	begin("chosen", 15);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_TRAP);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_uint_eq(operands(&frame, values), 2);
	ck_assert_uint_eq(values[1].value.i32, 27);
	ck_assert(!wk_debug_end(store, NULL, NULL));
}
END_TEST

START_TEST(operands_of_a_frame_that_resumed)
{
	struct wk_funcinst *func = begin("resumes", 0);
	struct wk_debug_value values[4];
	struct wk_debug_frame frame;

	ck_assert_uint_eq(wk_debug_run(store, 2), WK_STOP_TICKS);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert(wk_debug_next(&frame));
	ck_assert_uint_eq(frame.offset, offset_of(func, WK_OP_RESUME, 0));
	ck_assert_uint_eq(operands(&frame, values), 1);
	ck_assert_uint_eq(values[0].value.i64, 5);
	values[0].value.i64 = 7;
	ck_assert(wk_debug_set_operand(&frame, 0, &values[0].value, NULL));
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ck_assert_uint_eq(finish(), 7);
}
END_TEST

START_TEST(ticks_before_a_fault)
{
	uint64_t ticks = wk_store_ticks(store);

	begin("faults", 0);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_TRAP);
	/* The call, and nine times back. */
	ck_assert_uint_eq(wk_store_ticks(store) - ticks, 10);
	ck_assert(!wk_debug_end(store, NULL, NULL));
}
END_TEST

static bool
stop_call(void *user, struct wk_funcinst *func, const union wk_value *args)
{
	(void)func;
	*(unsigned *)user += args[0].i32;
	return true;
}

static bool
stop_return(void *user, struct wk_funcinst *func, const union wk_value *results,
    const struct wk_error *err)
{
	(void)func;
	ck_assert_ptr_null(err);
	*(unsigned *)user += 100 * results[0].i32;
	return true;
}

static bool
stop_grow(void *user, struct wk_meminst *memory, uint64_t pages)
{
	(void)memory;
	*(unsigned *)user += (unsigned)pages;
	return true;
}

START_TEST(hooks_stop)
{
	unsigned seen = 0;
	struct wk_debug_hooks hooks = {
	    .user = &seen,
	    .host_call = stop_call,
	    .host_return = stop_return,
	    .grow = stop_grow,
	};
	struct wk_debug_value values[4];
	struct wk_debug_frame frame;

	ck_assert(wk_debug_hook(store, &hooks, NULL));
	begin("tells", 5);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_HOST_CALL);
	ck_assert_uint_eq(seen, 5);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_ptr_null(frame.instance);
	ck_assert(wk_debug_next(&frame));
	ck_assert_uint_eq(operands(&frame, values), 1);
	ck_assert_uint_eq(values[0].value.i32, 100);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_HOST_RETURN);
	ck_assert_uint_eq(seen, 605);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ck_assert_uint_eq(finish(), 106);
	seen = 0;
	begin("grow", 0);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_GROW);
	ck_assert_uint_eq(seen, 2);
	ck_assert(wk_debug_first(store, &frame));
	ck_assert_uint_eq(operands(&frame, values), 2);
	ck_assert_uint_eq(values[0].value.i32, 7);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ck_assert_uint_eq(finish(), 8);
	ck_assert_uint_eq(seen, 2);
}
END_TEST

START_TEST(steps)
{
	struct wk_funcinst *func = begin("loop", 2);
	struct wk_debug_frame frame;
	unsigned count = 0;

	while (wk_debug_step(store) == WK_STOP_OFFSET) {
		ck_assert(wk_debug_first(store, &frame));
		if (count == 0)
			ck_assert_uint_eq(
			    frame.offset, offset_of(func, WK_OP_LOOP, 0));
		count++;
	}
	/* loop; twice nine instructions; and five behind them. */
	ck_assert_uint_eq(count, 1 + 2 * 9 + 5);
	ck_assert_uint_eq(finish(), 3);
	begin("loop", 3);
	ck_assert_uint_eq(wk_debug_step(store), WK_STOP_OFFSET);
	ck_assert(!wk_debug_end(store, NULL, NULL));
}
END_TEST

START_TEST(ticks_and_states)
{
	uint64_t whole, parts;

	begin("loop", 3000);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	finish();
	ck_assert(wk_debug_hash(store, &whole, NULL));
	wk_store_free(store);
	make_store();
	begin("loop", 3000);
	srand(1);
	while (wk_debug_run(store, (uint64_t)rand() % 5) == WK_STOP_TICKS)
		continue;
	finish();
	ck_assert(wk_debug_hash(store, &parts, NULL));
	ck_assert_uint_eq(whole, parts);
}
END_TEST

START_TEST(objects)
{
	struct wk_debug_object object;
	struct wk_debug_value field;
	union wk_value changed = {.i64 = 9};
	wk_ref ref;

	begin("object", 0);
	ck_assert_uint_eq(wk_debug_run(store, UINT64_MAX), WK_STOP_DONE);
	ref = finish();
	wk_debug_object(store, ref, &object);
	ck_assert_uint_eq(object.heap, WK_HEAP_STRUCT);
	ck_assert_uint_eq(object.count, 2);
	ck_assert(wk_debug_field(store, ref, 0, &field));
	ck_assert_uint_eq(field.type, WK_I8);
	ck_assert_uint_eq(field.value.i32, 300 & 255);
	ck_assert(wk_debug_set_field(store, ref, 1, &changed));
	ck_assert(wk_debug_field(store, ref, 1, &field));
	ck_assert_uint_eq(field.value.i64, 9);
	ck_assert(!wk_debug_field(store, ref, 2, &field));
}
END_TEST

/* In no more time than a run and a look at each instruction take. */
START_TEST(operands_at_each_step)
{
	static const uint32_t counts[] = {0, 1, 2, 1};
	struct wk_debug_frame frame;
	struct wk_debug_value values[8];

	begin("large", 5);
	for (unsigned i = 0; i <= STATEMENTS * 4; i++) {
		ck_assert_uint_eq(wk_debug_step(store), WK_STOP_OFFSET);
		ck_assert(wk_debug_first(store, &frame));
		ck_assert_uint_eq(operands(&frame, values), counts[i % 4]);
	}
	wk_debug_end(store, NULL, NULL);
}
END_TEST

TCase *
wk_test_debug_large(void)
{
	TCase *tcase = tcase_create("debug, a large function");

	tcase_set_timeout(tcase, 10);
	tcase_add_checked_fixture(tcase, set_up_large, tear_down);
	tcase_add_test(tcase, operands_at_each_step);
	return tcase;
}

TCase *
wk_test_debug(void)
{
	TCase *tcase = tcase_create("debug");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, deep_in_recursion);
	tcase_add_test(tcase, a_local_is_changed);
	tcase_add_test(tcase, operands_where_it_traps);
	tcase_add_test(tcase, operands_that_were_overwritten);
	tcase_add_test(tcase, operands_of_a_frame_that_resumed);
	tcase_add_test(tcase, ticks_before_a_fault);
	tcase_add_test(tcase, hooks_stop);
	tcase_add_test(tcase, steps);
	tcase_add_test(tcase, ticks_and_states);
	tcase_add_test(tcase, objects);
	return tcase;
}
