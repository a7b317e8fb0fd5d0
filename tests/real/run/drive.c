/*
 * drive [-d GUEST=HOST]... FILE.wasm SCRIPT: a library of a language's run-time
 * system, called as a script says. Lines of scripts are
 *
 *     # a comment
 *     call EXPORT VALUE...
 *     NAME = call EXPORT VALUE...
 *     NAME = bytes ALLOCATOR "text"    copies text, and a zero, into memory
 *     NAME = file ALLOCATOR PATH       the same with a file beside the script
 *     NAME = load ADDRESS              32 bits
 *     store ADDRESS VALUE
 *     text ADDRESS SIZE                prints bytes of memory
 *     print TYPE $NAME                 floats as their bits
 *
 * with values 12, -3, $NAME, $NAME+8 and $NAME.size. The allocator is one with
 * the parameters of malloc or of cabi_realloc. WASI is there, all other
 * functions that are imported do nothing and give zeros.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"

enum { WORDS = 16, VARIABLES = 64, NAME = 32, PREOPENS = 8 };

struct variable {
	char name[NAME];
	uint64_t value;
	uint64_t size;
};

struct driver {
	struct wk_store *store;
	struct wk_instance *instance;
	const char *script; /* path */
	unsigned line;
	struct variable variables[VARIABLES];
	unsigned count;
};

static _Noreturn void
fail(const struct driver *d, const char *what, const struct wk_error *err)
{
	fflush(stdout);
	fprintf(stderr, "%s:%u: %s: %s\n", d->script, d->line, what,
	    err ? err->message : "fails");
	if (d->store) {
		uint32_t count, skip;
		uint64_t skipped;
		const struct wk_trace_frame *frames =
		    wk_store_trace(d->store, &count, &skip, &skipped);

		for (uint32_t i = 0; i < count && i < 20; i++)
			fprintf(stderr, "  function %u at 0x%llx\n",
			    frames[i].func,
			    (unsigned long long)frames[i].offset);
	}
	exit(1);
}

static struct variable *
variable(struct driver *d, const char *name)
{
	unsigned i = 0;

	while (i < d->count && strcmp(d->variables[i].name, name))
		i++;
	if (i == VARIABLES)
		fail(d, "too many variables", NULL);
	if (i == d->count) {
		snprintf(d->variables[i].name, NAME, "%s", name);
		d->count++;
	}
	return &d->variables[i];
}

static uint64_t
value(struct driver *d, const char *word)
{
	char name[NAME];
	uint64_t offset = 0;
	char *end;

	if (*word != '$')
		return strtoull(word, NULL, 0);
	snprintf(name, sizeof(name), "%s", word + 1);
	if ((end = strchr(name, '+'))) {
		offset = strtoull(end + 1, NULL, 0);
		*end = 0;
	}
	if ((end = strchr(name, '.'))) {
		*end = 0;
		return variable(d, name)->size + offset;
	}
	return variable(d, name)->value + offset;
}

static uint8_t *
memory(struct driver *d, uint64_t address, uint64_t size)
{
	struct wk_meminst *m = wk_instance_memory(d->instance);
	uint8_t *at = m ? wk_memory_at(m, (uint32_t)address, size) : NULL;

	if (!at)
		fail(d, "no such memory", NULL);
	return at;
}

/* Calls an export with integers; gives its first result. */
static uint64_t
call(struct driver *d, const char *name, const uint64_t *words, unsigned count)
{
	struct wk_funcinst *func = wk_instance_func(d->instance, name);
	union wk_value args[WORDS] = {0};
	union wk_value results[WORDS] = {0};
	struct wk_error err = {0};
	uint32_t params, all;

	if (!func)
		fail(d, name, NULL);
	wk_func_type(func, &params, &all);
	if (params != count || all > WORDS)
		fail(d, "wrong number of arguments", NULL);
	for (unsigned i = 0; i < count; i++)
		args[i].i64 = words[i];
	fflush(stdout);
	if (!wk_call(d->store, func, args, results, &err))
		fail(d, name, &err);
	return results[0].i64;
}

static void
copy(struct driver *d, struct variable *v, const char *allocator,
    const void *bytes, uint64_t size)
{
	struct wk_funcinst *func = wk_instance_func(d->instance, allocator);
	uint64_t args[4] = {0, 0, 8, size + 1};
	uint32_t params, results;
	uint8_t *at;

	if (!func)
		fail(d, allocator, NULL);
	wk_func_type(func, &params, &results);
	if (params == 4)
		v->value = call(d, allocator, args, 4);
	else
		v->value = call(d, allocator, args + 3, 1);
	v->size = size;
	at = memory(d, v->value, size + 1);
	memcpy(at, bytes, size);
	at[size] = 0;
}

static void
copy_file(struct driver *d, struct variable *v, const char *allocator,
    const char *name)
{
	const char *slash = strrchr(d->script, '/');
	struct wk_source source = {0};
	struct wk_error err = {0};
	char path[1024];

	snprintf(path, sizeof(path), "%.*s%s",
	    slash ? (int)(slash + 1 - d->script) : 0, d->script, name);
	if (!wk_source_open(path, &source, &err))
		fail(d, path, &err);
	copy(d, v, allocator, source.data, source.size);
	wk_source_close(&source);
}

static void
print(struct driver *d, const char *type, uint64_t bits)
{
	unsigned long long narrow = (uint32_t)bits;

	if (!strcmp(type, "i32"))
		printf("%llu\n", narrow);
	else if (!strcmp(type, "i64"))
		printf("%llu\n", (unsigned long long)bits);
	else if (!strcmp(type, "f32"))
		printf("0x%llx\n", narrow);
	else if (!strcmp(type, "f64"))
		printf("0x%llx\n", (unsigned long long)bits);
	else
		fail(d, type, NULL);
}

/* Splits a line in place; gives the number of words. */
static unsigned
split(char *line, char **words)
{
	unsigned count = 0;

	for (char *p = line; count < WORDS;) {
		const char *ends = " \t\n";

		p += strspn(p, ends);
		if (!*p || (!count && *p == '#'))
			break;
		if (*p == '"') {
			p++;
			ends = "\"";
		}
		words[count++] = p;
		p += strcspn(p, ends);
		if (!*p)
			break;
		*p++ = 0;
	}
	return count;
}

static void
run_call(struct driver *d, char **words, unsigned count, struct variable *into)
{
	uint64_t args[WORDS];
	uint64_t result;

	for (unsigned i = 0; i < count - 1; i++)
		args[i] = value(d, words[i + 1]);
	result = call(d, words[0], args, count - 1);
	if (into)
		into->value = result;
}

static void
run_line(struct driver *d, char **words, unsigned count)
{
	struct variable *into = NULL;
	uint32_t word;

	if (count > 2 && !strcmp(words[1], "=")) {
		into = variable(d, words[0]);
		words += 2;
		count -= 2;
	}
	if (count > 1 && !strcmp(words[0], "call")) {
		run_call(d, words + 1, count - 1, into);
	} else if (into && count == 3 && !strcmp(words[0], "bytes")) {
		copy(d, into, words[1], words[2], strlen(words[2]));
	} else if (into && count == 3 && !strcmp(words[0], "file")) {
		copy_file(d, into, words[1], words[2]);
	} else if (into && count == 2 && !strcmp(words[0], "load")) {
		memcpy(&word, memory(d, value(d, words[1]), 4), 4);
		into->value = word;
	} else if (count == 3 && !strcmp(words[0], "store")) {
		word = (uint32_t)value(d, words[2]);
		memcpy(memory(d, value(d, words[1]), 4), &word, 4);
	} else if (count == 3 && !strcmp(words[0], "text")) {
		uint64_t size = value(d, words[2]);

		fwrite(memory(d, value(d, words[1]), size), 1, size, stdout);
		putchar('\n');
	} else if (count == 3 && !strcmp(words[0], "print")) {
		print(d, words[1], value(d, words[2]));
	} else {
		fail(d, words[0], NULL);
	}
}

static void
run(struct driver *d)
{
	FILE *file = fopen(d->script, "r");
	char line[1024];

	if (!file)
		fail(d, "cannot be opened", NULL);
	while (fgets(line, sizeof(line), file)) {
		char *words[WORDS];
		unsigned count = split(line, words);

		d->line++;
		if (count)
			run_line(d, words, count);
	}
	fclose(file);
}

/* Prints a UTF-16 code unit outside of pairs, as UTF-8. */
static bool
print_char(struct wk_host_call *hc, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	int c = (int)args[0].i32 & 0xffff;

	(void)hc;
	(void)results;
	(void)err;
	if (c < 0x80) {
		putchar(c);
		return true;
	}
	if (c < 0x800) {
		putchar(0xc0 | c >> 6);
	} else {
		putchar(0xe0 | c >> 12);
		putchar(0x80 | (c >> 6 & 0x3f));
	}
	putchar(0x80 | (c & 0x3f));
	return true;
}

static bool
stub(void *user, struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	(void)user;
	return wk_extern_for_import(store, module, import, out, err);
}

static void
instantiate(struct driver *d, struct wk_wasi *wasi, const char *path,
    struct wk_source *source, struct wk_module **module)
{
	struct wk_read_options read = {.features = wk_features_default()};
	struct wk_validate_options validate = {.features = read.features};
	struct wk_error err = {0};
	struct wk_linker *linker;

	if (!wk_source_open(path, source, &err) ||
	    !wk_read_module(source, &read, module, &err) ||
	    !wk_validate(*module, &validate, &err) ||
	    !(linker = wk_linker_new(d->store, &err)))
		fail(d, path, &err);
	if (!wk_wasi_link(wasi, linker, &err) ||
	    !wk_linker_func(linker, "spectest", "print_char", "i", "",
		print_char, NULL, &err))
		fail(d, path, &err);
	wk_linker_missing(linker, stub, NULL);
	if (!wk_linker_instantiate(linker, *module, &d->instance, &err))
		fail(d, path, &err);
	wk_linker_free(linker);
}

int
main(int argc, char **argv)
{
	struct wk_wasi_preopen preopens[PREOPENS] = {0};
	struct wk_wasi_options options = {.preopens = preopens};
	static struct driver d;
	struct wk_source source;
	struct wk_module *module;
	struct wk_error err = {0};
	struct wk_wasi *wasi;

	for (; argc > 2 && !strcmp(argv[1], "-d"); argc -= 2, argv += 2) {
		char *host = strchr(argv[2], '=');

		if (!host || options.preopen_count == PREOPENS)
			break;
		*host = 0;
		preopens[options.preopen_count].guest = argv[2];
		preopens[options.preopen_count++].host = host + 1;
	}
	if (argc != 3) {
		fputs("usage: drive [-d GUEST=HOST]... FILE.wasm SCRIPT\n",
		    stderr);
		return 2;
	}
	for (int i = 0; i < 3; i++)
		options.streams[i].kind = WK_WASI_INHERIT;
	d.script = argv[2];
	wasi = wk_wasi_new(&options, &err);
	d.store = wk_store_new(NULL, &err);
	if (!wasi || !d.store)
		fail(&d, "no store", &err);
	instantiate(&d, wasi, argv[1], &source, &module);
	run(&d);
	wk_store_free(d.store);
	wk_wasi_free(wasi);
	wk_module_free(module);
	wk_source_close(&source);
	return 0;
}
