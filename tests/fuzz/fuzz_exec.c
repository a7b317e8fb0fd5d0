/*
 * Valid modules run, with stubs for what they import and little of everything:
 * unbroken; with stops at random places, which may not change what comes of
 * it; and with what is found at such stops changed.
 */
#include "tests/fuzz/fuzz.h"

enum manner { PLAIN, BROKEN, MEDDLED };

enum {
	FUEL = 800,
	STOPS = 40,
	FRAMES = 6,
	VALUES = 8,
	FIELDS = 8,
	PLACES = 40
};

struct place {
	struct wk_funcinst *func;
	uint64_t offset;
};

struct run {
	struct wk_store *store;
	struct wk_instance *instance;
	uint64_t random;
	enum manner manner;
	uint64_t hash;               /* of results and errors */
	struct place places[PLACES]; /* what was made observable */
	unsigned place_count;
	/* Bytes that are watched. */
	uint64_t watch_at, watch_size;
	enum wk_watch watch_kinds;
};

static uint64_t
draw(struct run *run)
{
	run->random ^= run->random << 13;
	run->random ^= run->random >> 7;
	run->random ^= run->random << 17;
	return run->random;
}

static struct wk_module *
read_valid(const struct wk_source *source)
{
	struct wk_read_options read = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_module *module;

	if (!wk_read_module(source, &read, &module, NULL))
		return NULL;
	if (wk_validate(module, &rules, NULL))
		return module;
	wk_module_free(module);
	return NULL;
}

static bool
is_nullable(wk_valtype type)
{
	return !wk_is_ref(type) || (type & WK_TYPE_NULL) != 0;
}

/* A value of a type that has one without an object: 0, or a number. */
static union wk_value
make_value(wk_valtype type, uint64_t number)
{
	union wk_value value = {0};

	if (wk_is_ref(type))
		return value;
	if (number % 4 == 0)
		number = number >> 8 & 0xFF;
	memcpy(value.v128, &number, sizeof(number));
	if (type == WK_V128)
		memcpy(value.v128 + 8, &number, sizeof(number));
	if (type == WK_I32 || type == WK_F32)
		value.i64 = value.i32;
	return value;
}

/* Gives zeros, where that can be. */
static bool
stub(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	uint32_t params, count;
	const wk_valtype *types = wk_func_type(call->func, &params, &count);

	(void)args;
	(void)results;
	for (uint32_t i = 0; i < count; i++) {
		if (!is_nullable(types[params + i]))
			return wk_error_set(err, WK_E_HOST, WK_NO_OFFSET, "no");
	}
	return true;
}

static bool
provide_global(struct wk_store *store, const struct wk_global *global,
    struct wk_extern *out, struct wk_error *err)
{
	union wk_value value = make_value(global->type, 7);

	if (!is_nullable(global->type))
		return false;
	out->global =
	    wk_global_new(store, global->type, global->is_mutable, &value, err);
	return out->global != NULL;
}

static bool
provide(void *user, struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	const struct wk_table *table = &module->tables[import->index];

	(void)user;
	out->kind = import->kind;
	switch ((enum wk_extern_kind)import->kind) {
	case WK_EXTERN_FUNC:
		out->func = wk_func_for_import(store, module,
		    module->funcs[import->index].type, stub, NULL, NULL, err);
		return out->func != NULL;
	case WK_EXTERN_TABLE:
		if (!is_nullable(table->type))
			return false;
		out->table =
		    wk_table_new(store, &table->limits, table->type, 0, err);
		return out->table != NULL;
	case WK_EXTERN_MEMORY:
		out->memory = wk_memory_new(
		    store, &module->memories[import->index].limits, err);
		return out->memory != NULL;
	case WK_EXTERN_GLOBAL:
		return provide_global(
		    store, &module->globals[import->index], out, err);
	case WK_EXTERN_TAG:
		out->tag = wk_tag_new(store, "", err);
		return out->tag != NULL;
	case WK_EXTERN_COUNT:
		break;
	}
	return false;
}

/* Looks at an object, and at those that it leads to. */
static void
look_at(struct run *run, wk_ref ref)
{
	struct wk_debug_object object;
	struct wk_debug_value field;

	for (unsigned depth = 0; depth < FIELDS && ref != 0; depth++) {
		wk_ref next = 0;

		wk_debug_object(run->store, ref, &object);
		if (object.count > FIELDS)
			object.count = FIELDS;
		for (uint64_t i = 0; i < object.count; i++) {
			if (!wk_debug_field(run->store, ref, i, &field))
				continue;
			if (wk_is_ref(field.type))
				next = field.value.ref;
			else if (run->manner == MEDDLED)
				wk_debug_set_field(
				    run->store, ref, i, &field.value);
		}
		ref = next;
	}
}

/* Looks at the locals or operands of a frame, and may change them. */
static void
look(struct run *run, const struct wk_debug_frame *frame, bool are_locals)
{
	struct wk_debug_value *values;
	uint32_t count;

	if (are_locals)
		fuzz_assert(wk_debug_locals(frame, &values, &count, NULL));
	else
		fuzz_assert(wk_debug_operands(frame, &values, &count, NULL));
	for (uint32_t i = 0; i < count && i < VALUES; i++) {
		union wk_value value = values[i].value;

		if (wk_is_ref(values[i].type))
			look_at(run, value.ref);
		else if (run->manner == MEDDLED)
			value = make_value(values[i].type, draw(run));
		if (draw(run) % 4 != 0)
			continue;
		if (are_locals)
			wk_debug_set_local(frame, i, &value, NULL);
		else
			wk_debug_set_operand(frame, i, &value, NULL);
	}
	free(values);
}

/* Makes the place of a frame observable, or its whole function. */
static void
observe(struct run *run, const struct wk_debug_frame *frame)
{
	struct place place = {
	    frame->func, draw(run) % 2 == 0 ? frame->offset : WK_NO_OFFSET};

	if (frame->instance == NULL || run->place_count == PLACES)
		return;
	fuzz_assert(
	    wk_debug_observe(run->store, place.func, place.offset, true, NULL));
	run->places[run->place_count++] = place;
}

/* Goes on elsewhere, or leaves a frame; false where it did not. */
static bool
divert(struct run *run, const struct wk_debug_frame *frame)
{
	union wk_value results[16];
	uint32_t params, count;
	const wk_valtype *types = wk_func_type(frame->func, &params, &count);

	if (draw(run) % 2 == 0)
		return wk_debug_jump(
		    run->store, frame->offset + draw(run) % 40 - 20, NULL);
	if (count > sizeof(results) / sizeof(*results))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (!is_nullable(types[params + i]))
			return false;
		results[i] = make_value(types[params + i], draw(run));
	}
	return wk_debug_return(frame, results, NULL);
}

static void
walk(struct run *run)
{
	struct wk_debug_frame frame;
	bool more = wk_debug_first(run->store, &frame);

	for (unsigned i = 0; more && i < FRAMES; i++) {
		if (draw(run) % 8 == 0)
			wk_debug_until_left(run->store, &frame, NULL);
		if (run->manner == MEDDLED && draw(run) % 16 == 0 &&
		    divert(run, &frame))
			return;
		if (draw(run) % 4 == 0)
			observe(run, &frame);
		look(run, &frame, true);
		look(run, &frame, false);
		more = wk_debug_next(&frame);
	}
}

static enum wk_stop
go_on(struct run *run, uint64_t choice)
{
	switch (choice % 4) {
	case 0:
		return wk_debug_step(run->store);
	case 1:
		return wk_debug_run(run->store, UINT64_MAX);
	default:
		return wk_debug_run(run->store, choice / 4 % 50);
	}
}

static void
observe_nothing(struct run *run)
{
	wk_debug_observe_all(run->store, false, NULL);
	while (run->place_count > 0) {
		struct place place = run->places[--run->place_count];

		wk_debug_observe(
		    run->store, place.func, place.offset, false, NULL);
	}
}

/* Watches bytes of the first memory, or no longer. */
static void
watch(struct run *run, bool on)
{
	struct wk_extern memory;

	if (wk_instance_module(run->instance)->memory_count == 0)
		return;
	if (on) {
		run->watch_at = draw(run) % 300;
		run->watch_size = 1 + draw(run) % 20;
		run->watch_kinds = (enum wk_watch)(1 + draw(run) % 3);
	}
	memory = wk_instance_get(run->instance, WK_EXTERN_MEMORY, 0);
	fuzz_assert(wk_debug_watch(run->store, memory.memory, run->watch_at,
	    run->watch_size, run->watch_kinds, on, NULL));
}

/* A call with stops. */
static bool
call_broken(struct run *run, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err)
{
	enum wk_stop stop = WK_STOP_TICKS;
	bool watches = draw(run) % 3 == 0;

	if (!wk_debug_start(run->store, func, args, err))
		return false;
	if (draw(run) % 4 == 0)
		wk_debug_observe_all(run->store, true, NULL);
	if (watches)
		watch(run, true);
	for (unsigned i = 0; i < STOPS; i++) {
		stop = go_on(run, draw(run));
		walk(run);
		if (stop == WK_STOP_DONE || stop == WK_STOP_TRAP)
			break;
	}
	observe_nothing(run);
	if (watches)
		watch(run, false);
	while (stop != WK_STOP_DONE && stop != WK_STOP_TRAP)
		stop = wk_debug_run(run->store, UINT64_MAX);
	return wk_debug_end(run->store, results, err);
}

static void
note(struct run *run, uint64_t word)
{
	run->hash = (run->hash ^ word) * 0x9E3779B97F4A7C15u;
	run->hash ^= run->hash >> 32;
}

/* Values are told apart from references, which differ from run to run. */
static void
note_results(struct run *run, const wk_valtype *types, uint32_t count,
    const union wk_value *results)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t words[2];

		memcpy(words, results[i].v128, sizeof(words));
		if (wk_is_ref(types[i]))
			words[0] = wk_ref_heap(results[i].ref);
		note(run, words[0]);
		if (types[i] == WK_V128)
			note(run, words[1]);
	}
}

static void
call(struct run *run, struct wk_funcinst *func)
{
	uint32_t params, count;
	const wk_valtype *types = wk_func_type(func, &params, &count);
	union wk_value *values = calloc(params + count + 1, sizeof(*values));
	struct wk_error err = {0};
	bool ok;

	fuzz_assert(values != NULL);
	for (uint32_t i = 0; i < params; i++) {
		if (!is_nullable(types[i])) {
			free(values);
			return;
		}
		values[i] = make_value(types[i], i * 0x9E3779B97F4A7C15u);
	}
	wk_store_add_fuel(run->store, FUEL / 4);
	if (run->manner == PLAIN)
		ok = wk_call(run->store, func, values, values + params, &err);
	else
		ok = call_broken(run, func, values, values + params, &err);
	fuzz_assert(ok || err.code != WK_E_NONE);
	note(run, err.code);
	if (ok)
		note_results(run, types + params, count, values + params);
	free(values);
}

static void
call_all(struct run *run)
{
	const struct wk_module *module = wk_instance_module(run->instance);
	uint64_t hash;

	for (uint32_t i = 0; i < module->export_count && i < 40; i++) {
		const struct wk_export *e = &module->exports[i];

		if (e->kind == WK_EXTERN_FUNC)
			call(run, wk_instance_get(
				      run->instance, WK_EXTERN_FUNC, e->index)
				      .func);
	}
	fuzz_assert(wk_debug_hash(run->store, &hash, NULL));
	note(run, hash);
}

/* What comes of a module, as a number; 0 when it has no instance. */
static uint64_t
run_module(const struct wk_module *module, enum manner manner, uint64_t seed)
{
	const struct wk_store_options options = {
	    .max_memory = 1 << 20,
	    .max_table = 10000,
	    .max_heap = 1 << 18,
	    .max_stack = 1 << 16,
	    .fuel = FUEL,
	};
	struct wk_error err = {0};
	struct run run = {.random = seed | 1, .manner = manner};
	struct wk_linker *linker;

	run.store = wk_store_new(&options, NULL);
	linker = wk_linker_new(run.store, NULL);
	wk_linker_missing(linker, provide, NULL);
	if (wk_linker_instantiate(linker, module, &run.instance, &err))
		call_all(&run);
	else
		fuzz_assert(err.code != WK_E_NONE && run.instance == NULL);
	wk_linker_free(linker);
	wk_store_free(run.store);
	return run.hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wk_source source;
	struct wk_module *module;
	uint64_t seed = size, hash;

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	module = read_valid(&source);
	if (module != NULL) {
		for (size_t i = 0; i < size; i++)
			seed = (seed ^ data[i]) * 0x9E3779B97F4A7C15u;
		hash = run_module(module, PLAIN, seed);
		fuzz_assert(hash == run_module(module, BROKEN, seed));
		run_module(module, MEDDLED, seed);
		wk_module_free(module);
	}
	wk_source_close(&source);
	return 0;
}
