/*
 * Runs modules in several ways that have to agree: at full speed, with all
 * instructions observable, stopped after random numbers of ticks, and stepped
 * for a while. Prints what came of each module, for agree.js to judge.
 *
 *   agree PACK    modules, each behind its size in four bytes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"

enum { ROUNDS = 2, PLACES = 30 };

enum manner { PLAIN, OBSERVED, STOPPED, STEPPED, MANNERS };

static const char *const manner_names[] = {
    "plain", "observed", "stopped", "stepped"};

struct place {
	struct wk_funcinst *func;
	uint64_t offset;
};

struct run {
	struct wk_store *store;
	struct wk_instance *instance;
	enum manner manner;
	FILE *out;
	struct place places[PLACES]; /* what was made observable */
	unsigned place_count;
};

static const char *
code_name(const struct wk_error *err)
{
	return err->code == WK_E_NONE ? "ok" : wk_error_name(err->code);
}

/* A letter a type; 0 for what JavaScript cannot pass. */
static char
letter_of(wk_valtype type)
{
	switch (type) {
	case WK_I32:
		return 'i';
	case WK_I64:
		return 'I';
	case WK_F32:
		return 'f';
	case WK_F64:
		return 'F';
	case WK_V128:
		return 0;
	default:
		return wk_heap_of(type) == WK_HEAP_EXN ||
			       wk_heap_of(type) == WK_HEAP_NOEXN ?
			   0 :
			   'r';
	}
}

static bool
is_passable(const wk_valtype *types, uint32_t params, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (letter_of(types[i]) == 0 ||
		    (i < params && letter_of(types[i]) == 'r' &&
			(types[i] & WK_TYPE_NULL) == 0))
			return false;
	}
	return true;
}

static void
print_value(FILE *out, wk_valtype type, const union wk_value *value)
{
	static const uint64_t infinity = 0x7FF0000000000000;

	switch (letter_of(type)) {
	case 'r':
		fputs(value->ref == 0 ? "\"null\"" : "\"ref\"", out);
		break;
	case 'f':
		if ((value->f32 & INT32_MAX) > 0x7F800000)
			fputs("\"nan\"", out);
		else
			fprintf(out, "\"%x\"", (unsigned)value->f32);
		break;
	case 'F':
		if ((value->f64 & INT64_MAX) > infinity)
			fputs("\"nan\"", out);
		else
			fprintf(
			    out, "\"%llx\"", (unsigned long long)value->f64);
		break;
	case 'i':
		fprintf(out, "\"%x\"", (unsigned)value->i32);
		break;
	case 0:
		fputs("\"\"", out);
		break;
	default:
		fprintf(out, "\"%llx\"", (unsigned long long)value->i64);
	}
}

static union wk_value
make_argument(wk_valtype type, uint64_t n)
{
	static const uint64_t integers[] = {0, 1, 0xFFFFFFFFFFFFFFFF, 7, 65528,
	    0x80000000, 0x7FFFFFFF, 0x8000000000000000, 0x7FFFFFFFFFFFFFFF,
	    0x123456789ABCDEF0, 31, 64};
	static const uint32_t singles[] = {0, 0x80000000, 0x3F800000,
	    0xC0200000, 0x7F800000, 0xFF800000, 0x4F000000, 1, 0x42F6E979};
	static const uint64_t doubles[] = {0, 0x8000000000000000,
	    0x3FF0000000000000, 0xC004000000000000, 0x7FF0000000000000,
	    0xFFF0000000000000, 0x41E0000000000000, 1, 0x405EDD2F1A9FBE77};
	union wk_value value = {0};

	n *= 0x9E3779B97F4A7C15;
	n >>= 32;
	if (letter_of(type) == 'i')
		value.i32 = (uint32_t)integers[n % 12];
	else if (letter_of(type) == 'I')
		value.i64 = integers[n % 12];
	else if (letter_of(type) == 'f')
		value.f32 = singles[n % 9];
	else if (letter_of(type) == 'F')
		value.f64 = doubles[n % 9];
	return value;
}

static void
print_values(FILE *out, const char *key, const wk_valtype *types,
    uint32_t count, const union wk_value *values)
{
	fprintf(out, ",\"%s\":[", key);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			putc(',', out);
		print_value(out, types[i], &values[i]);
	}
	putc(']', out);
}

static void
print_letters(
    FILE *out, const char *key, const wk_valtype *types, uint32_t count)
{
	fprintf(out, ",\"%s\":\"", key);
	for (uint32_t i = 0; i < count; i++)
		putc(letter_of(types[i]), out);
	putc('"', out);
}

static void
look(const struct wk_debug_frame *frame)
{
	struct wk_debug_value *values;
	uint32_t count;

	if (wk_debug_locals(frame, &values, &count, NULL))
		free(values);
	if (wk_debug_operands(frame, &values, &count, NULL))
		free(values);
}

static enum wk_stop
go_on(struct run *run)
{
	struct wk_debug_frame frame;
	int choice = rand();
	bool more;

	if (run->manner == OBSERVED)
		return wk_debug_run(run->store, UINT64_MAX);
	if (run->manner == STEPPED && choice % 32 != 0)
		return wk_debug_step(run->store);
	more = wk_debug_first(run->store, &frame);
	for (int i = choice / 32 % 4; more && i > 0; i--) {
		look(&frame);
		more = wk_debug_next(&frame);
	}
	if (more && choice % 8 == 0 && run->place_count < PLACES &&
	    wk_debug_observe(run->store, frame.func, frame.offset, true, NULL))
		run->places[run->place_count++] =
		    (struct place){frame.func, frame.offset};
	return wk_debug_run(run->store, (uint64_t)choice / 512 % 20);
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

static bool
invoke(struct run *run, struct wk_funcinst *func, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	enum { STOPS = 500 };
	enum wk_stop stop = WK_STOP_TICKS;

	if (run->manner == PLAIN)
		return wk_call(run->store, func, args, results, err);
	if (!wk_debug_start(run->store, func, args, err))
		return false;
	for (unsigned i = 0;
	    i < STOPS && stop != WK_STOP_DONE && stop != WK_STOP_TRAP; i++)
		stop = go_on(run);
	observe_nothing(run);
	while (stop != WK_STOP_DONE && stop != WK_STOP_TRAP)
		stop = wk_debug_run(run->store, UINT64_MAX);
	return wk_debug_end(run->store, results, err);
}

/* False when the module is to be left: its state is no longer comparable. */
static bool
call(struct run *run, const struct wk_export *e, unsigned round)
{
	struct wk_funcinst *func =
	    wk_instance_get(run->instance, WK_EXTERN_FUNC, e->index).func;
	uint32_t params, count;
	const wk_valtype *types = wk_func_type(func, &params, &count);
	union wk_value *values = calloc(params + count + 1, sizeof(*values));
	struct wk_error err = {0};
	bool ok;

	if (!is_passable(types, params, params + count)) {
		free(values);
		return true;
	}
	for (uint32_t i = 0; i < params; i++)
		values[i] =
		    make_argument(types[i], e->index * 40 + i + round * 1000);
	if (run->manner == OBSERVED)
		wk_debug_observe_all(run->store, true, NULL);
	ok = invoke(run, func, values, values + params, &err);
	fprintf(run->out, ",{\"f\":%u",
	    (unsigned)(e - wk_instance_module(run->instance)->exports));
	print_letters(run->out, "p", types, params);
	print_values(run->out, "a", types, params, values);
	fprintf(run->out, ",\"o\":\"%s\"", code_name(&err));
	if (ok) {
		print_letters(run->out, "r", types + params, count);
		print_values(
		    run->out, "v", types + params, count, values + params);
	}
	putc('}', run->out);
	free(values);
	return err.code != WK_E_STACK_EXHAUSTED &&
	       err.code != WK_E_OUT_OF_FUEL && err.code != WK_E_MEMORY &&
	       err.code != WK_E_LIMIT;
}

static uint32_t
hash_bytes(const uint8_t *bytes, uint64_t size)
{
	uint32_t hash = 1, word;

	for (; size >= 4; size -= 4, bytes += 4) {
		memcpy(&word, bytes, 4);
		hash = (hash ^ word) * 0x9E3779B1;
		hash = hash << 13 | hash >> 19;
	}
	return hash;
}

/* Exported memories and globals. */
static void
print_state(struct run *run)
{
	const struct wk_module *module = wk_instance_module(run->instance);
	const char *comma = "";

	fputs(",\"state\":[", run->out);
	for (uint32_t i = 0; i < module->export_count; i++) {
		const struct wk_export *e = &module->exports[i];
		struct wk_extern item =
		    wk_instance_get(run->instance, e->kind, e->index);
		union wk_value value;
		bool is_mutable;

		if (e->kind != WK_EXTERN_MEMORY && e->kind != WK_EXTERN_GLOBAL)
			continue;
		fprintf(run->out, "%s[%u,", comma, (unsigned)i);
		comma = ",";
		if (e->kind == WK_EXTERN_MEMORY) {
			fprintf(run->out, "\"m\",\"%llx\",\"%x\"]",
			    (unsigned long long)wk_memory_size(item.memory),
			    (unsigned)hash_bytes(wk_memory_data(item.memory),
				wk_memory_size(item.memory)));
			continue;
		}
		fprintf(run->out, "\"%c\",",
		    letter_of(wk_global_type(item.global, &is_mutable)) == 0 ?
			'-' :
			letter_of(wk_global_type(item.global, &is_mutable)));
		wk_global_get(item.global, &value);
		print_value(
		    run->out, wk_global_type(item.global, &is_mutable), &value);
		putc(']', run->out);
	}
	putc(']', run->out);
}

static void
call_all(struct run *run)
{
	const struct wk_module *module = wk_instance_module(run->instance);
	struct wk_error err = {0};
	uint64_t hash = 0;
	bool goes = true;

	fputs(",\"calls\":[{}", run->out);
	for (unsigned round = 0; goes && round < ROUNDS; round++) {
		for (uint32_t i = 0; goes && i < module->export_count; i++) {
			const struct wk_export *e = &module->exports[i];

			if (e->kind == WK_EXTERN_FUNC)
				goes = call(run, e, round);
		}
	}
	putc(']', run->out);
	if (goes)
		print_state(run);
	wk_debug_hash(run->store, &hash, &err);
	fprintf(run->out, ",\"ticks\":%llu,\"hash\":\"%llx\"",
	    (unsigned long long)wk_store_ticks(run->store),
	    goes ? (unsigned long long)hash : 0);
}

/* What came of a module, as text to be freed. */
static char *
run_module(const struct wk_module *module, enum manner manner)
{
	const struct wk_store_options options = {
	    .max_memory = 64 << 20,
	    .max_heap = 4 << 20,
	    .max_stack = 1 << 18,
	    .fuel = 200000,
	};
	struct run run = {.manner = manner};
	struct wk_error err = {0};
	struct wk_linker *linker;
	char *text;
	size_t size;

	run.out = open_memstream(&text, &size);
	run.store = wk_store_new(&options, NULL);
	linker = wk_linker_new(run.store, NULL);
	wk_linker_instantiate(linker, module, &run.instance, &err);
	fprintf(run.out, "\"start\":\"%s\"", code_name(&err));
	if (run.instance != NULL)
		call_all(&run);
	wk_linker_free(linker);
	wk_store_free(run.store);
	fclose(run.out);
	return text;
}

static bool
compare(const struct wk_module *module, unsigned index)
{
	char *texts[MANNERS];
	bool ok = true;

	for (unsigned i = 0; i < MANNERS; i++) {
		texts[i] = run_module(module, (enum manner)i);
		if (strcmp(texts[i], texts[0]) == 0)
			continue;
		ok = false;
		fprintf(stderr, "module %u, %s:\n%s\n%s\n", index,
		    manner_names[i], texts[0], texts[i]);
	}
	printf("{\"n\":%u,%s}\n", index, texts[0]);
	for (unsigned i = 0; i < MANNERS; i++)
		free(texts[i]);
	return ok;
}

static bool
judge(const uint8_t *data, uint32_t size, unsigned index)
{
	struct wk_read_options read = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_error err = {0};
	struct wk_module *module = NULL;
	struct wk_source source;
	bool ok = wk_source_copy("module", data, size, &source, &err) &&
		  wk_read_module(&source, &read, &module, &err) &&
		  wk_validate(module, &rules, &err);

	if (ok)
		ok = compare(module, index);
	else
		fprintf(stderr, "module %u: %s\n", index, err.message);
	wk_module_free(module);
	wk_source_close(&source);
	return ok;
}

int
main(int argc, char **argv)
{
	struct wk_error err = {0};
	struct wk_source pack;
	const uint8_t *at, *end;
	unsigned count = 0, failed = 0;
	uint32_t size;

	if (argc < 2 || !wk_source_open(argv[1], &pack, &err)) {
		fprintf(stderr, "agree: %s\n", err.message);
		return 2;
	}

	at = (const uint8_t *)pack.data;
	end = at + pack.size;
	for (; end - at >= 4; at += size, count++) {
		memcpy(&size, at, 4);
		at += 4;
		if (argc > 2 && (unsigned)atoi(argv[2]) != count)
			continue;
		srand(count);
		failed += !judge(at, size, count);
	}
	fprintf(
	    stderr, "agree: %u passed, %u failed\n", count - failed, failed);
	wk_source_close(&pack);
	return failed > 0;
}
