/*
 * Runs the main paths with the first, the second, the third … allocation
 * failing, until one run gets by without a failure. Each failed run must end
 * in a clean out-of-memory error and free all it took.
 *
 * Linked with --wrap for malloc, calloc, realloc, free and mmap.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "libwasmkit/debuginfo.h"
#include "libwasmkit/wasmkit.h"
#include "tests/debugger/count.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__real_mmap(
    void *at, size_t size, int access, int flags, int fd, off_t offset);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);
void *__wrap_mmap(
    void *at, size_t size, int access, int flags, int fd, off_t offset);

static unsigned long until_failure; /* allocations to go; 0 when off */
static bool has_failed;
static long outstanding; /* blocks not freed */

static bool
fails_now(void)
{
	if (until_failure == 0 || --until_failure > 0)
		return false;
	has_failed = true;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	void *result = fails_now() ? NULL : __real_malloc(size);

	outstanding += result != NULL;
	return result;
}

void *
__wrap_calloc(size_t count, size_t size)
{
	void *result = fails_now() ? NULL : __real_calloc(count, size);

	outstanding += result != NULL;
	return result;
}

void *
__wrap_realloc(void *old, size_t size)
{
	void *result = fails_now() ? NULL : __real_realloc(old, size);

	outstanding += result != NULL && old == NULL;
	return result;
}

void
__wrap_free(void *old)
{
	outstanding -= old != NULL;
	__real_free(old);
}

void *
__wrap_mmap(void *at, size_t size, int access, int flags, int fd, off_t offset)
{
	if (fails_now()) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return __real_mmap(at, size, access, flags, fd, offset);
}

/* What one run does; false with err set when it failed. */
struct scenario {
	const char *name;
	bool (*run)(const struct wk_source *source, struct wk_error *err);
	const char *text;
};

static const struct wk_wat_options wat_options = {.features = UINT64_MAX};
static const struct wk_validate_options validate_options = {
    .features = UINT64_MAX,
    .threads = 1,
};

/*
 * Closes a memory sink and makes a source of what it holds, if all went well
 * so far.
 */
static bool
take(struct wk_sink *sink, bool ok, struct wk_source *out, struct wk_error *err)
{
	const char *data;
	size_t size;

	if (ok && wk_sink_ok(sink, err)) {
		data = wk_sink_data(sink, &size);
		ok = wk_source_copy("taken", data, size, out, err);
	} else {
		ok = false;
	}
	wk_sink_abandon(sink);
	return ok;
}

/* Prints a module into memory; *out is the caller's on success. */
static bool
print_to(const struct wk_module *module, bool fold, struct wk_source *out,
    struct wk_error *err)
{
	struct wk_print_options options = {
	    .fold = fold,
	    .generate_names = true,
	    .customs = true,
	};
	struct wk_sink *sink = wk_sink_memory(err);

	return sink != NULL &&
	       take(sink, wk_wat_print(module, &options, sink, err), out, err);
}

static bool
write_to(
    const struct wk_module *module, struct wk_source *out, struct wk_error *err)
{
	struct wk_write_options options = {.names = true};
	struct wk_sink *sink = wk_sink_memory(err);

	return sink != NULL &&
	       take(sink, wk_write_module(module, &options, sink, err), out,
		   err);
}

/* text -> binary -> text, flat and folded, validated on the way. */
static bool
convert(const struct wk_source *source, struct wk_error *err)
{
	static const struct wk_read_options read_options = {
	    .features = UINT64_MAX,
	};
	struct wk_module *module = NULL;
	struct wk_source binary = {0}, text = {0};
	bool ok;

	if (!wk_wat_parse(source, &wat_options, &module, err))
		return false;
	ok = wk_validate(module, &validate_options, err) &&
	     write_to(module, &binary, err);
	wk_module_free(module);
	if (!ok)
		return false;
	ok = wk_read_module(&binary, &read_options, &module, err);
	if (ok) {
		for (int fold = 0; ok && fold < 2; fold++) {
			ok = print_to(module, fold, &text, err);
			if (ok)
				wk_source_close(&text);
		}
		wk_module_free(module);
	}
	wk_source_close(&binary);
	return ok;
}

/* A validation error that is located in the text. */
static bool
complain(const struct wk_source *source, struct wk_error *err)
{
	struct wk_module *module;

	if (!wk_wat_parse(source, &wat_options, &module, err))
		return false;
	if (!wk_validate(module, &validate_options, err))
		wk_wat_locate(source, &wat_options, err);
	wk_module_free(module);
	if (err->code != WK_E_TYPE_MISMATCH)
		return false;
	*err = (struct wk_error){0};
	return true;
}

static bool
open_and_save(const struct wk_source *source, struct wk_error *err)
{
	struct wk_source file;
	struct wk_sink *sink = wk_sink_open("/dev/null", err);

	(void)source;
	if (sink == NULL)
		return false;
	wk_sink_printf(sink, "%2000s", "");
	if (!wk_sink_finish(sink, err))
		return false;
	if (!wk_source_open("Makefile", &file, err))
		return false;
	wk_source_close(&file);
	return true;
}

/* All commands of a script. */
static bool
read_script(const struct wk_source *source, struct wk_error *err)
{
	struct wk_script *script = wk_script_open(source, 0, UINT64_MAX, err);
	const struct wk_command *command;
	bool ok;

	if (script == NULL)
		return false;
	do
		ok = wk_script_next(script, &command, err);
	while (ok && command != NULL);
	wk_script_close(script);
	return ok;
}

static void
ignore_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	(void)user;
	(void)section;
	(void)err;
}

/* A module with a damaged import section. */
static bool
read_damaged(const struct wk_source *unused, struct wk_error *err)
{
	static const char bytes[] = "\0asm\1\0\0\0"
				    "\1\4\1\x60\0\0"
				    "\2\7\2\1m\1f\0\0"
				    "\3\2\1\0";
	static const struct wk_read_options options = {
	    .features = UINT64_MAX,
	    .damaged = ignore_damage,
	};
	struct wk_source source;
	struct wk_module *module;
	bool ok;

	(void)unused;
	if (!wk_source_copy("damaged", bytes, sizeof(bytes) - 1, &source, err))
		return false;
	ok = wk_read_module(&source, &options, &module, err);
	if (ok)
		wk_module_free(module);
	wk_source_close(&source);
	return ok;
}

/* What linkers keep in custom sections. */
static bool
read_customs(const struct wk_source *source, struct wk_error *err)
{
	static const uint8_t linking[] = "\2\7\7\1\1c\0\1\1\0\x08\6\1\0\0\0\1f";
	static const uint8_t dylink[] = "\2\3\1\1a\3\4\1\1e\0";
	struct wk_linking *l;
	struct wk_dylink *d;
	bool ok;

	(void)source;
	ok = wk_linking_read(
	    (struct wk_span){linking, sizeof(linking) - 1, 0}, &l, err);
	wk_linking_free(l);
	if (!ok)
		return false;
	ok = wk_dylink_read(
	    (struct wk_span){dylink, sizeof(dylink) - 1, 0}, false, &d, err);
	wk_dylink_free(d);
	return ok;
}

static const char program[] =
    "(module $m\n"
    "  (rec (type $list (struct (field $head i32)"
    " (field $tail (ref null $list)))))\n"
    "  (type $f (func (param i32) (result i32)))\n"
    "  (import \"env\" \"log\" (func $log (param i32)))\n"
    "  (table $t 1 funcref) (memory $mem 1) (tag $e (param i32))\n"
    "  (global $g (mut i32) (i32.const 1))\n"
    "  (elem (i32.const 0) $f) (data (i32.const 8) \"text\\00\")\n"
    "  (@custom \"note\" (after code) \"bytes\")\n"
    "  (func $f (export \"f\") (type $f) (local $x i32) (local $y f64)\n"
    "    (block $out (result i32)\n"
    "      (loop $again\n"
    "        (br_table $out $out (local.get 0) (i32.const 0)))\n"
    "      (try_table (catch $e $out) (call $log (i32.const 1)))\n"
    "      (if (result i32) (local.get 0) (then (i32.const 1))\n"
    "        (else (call_indirect (type $f) (local.get $x)"
    " (i32.const 0)))))\n"
    "    (drop (struct.new $list (i32.const 1) (ref.null $list)))\n"
    "    (drop (v128.const i32x4 1 2 3 4)))\n"
    "  (func (param i64) (result i64 i32) local.get 0 i32.const 7))\n";

/* A component with types inside, a module, a name and a damaged section. */
static bool
read_component(const struct wk_source *source, struct wk_error *err)
{
	static const char bytes[] =
	    "\0asm\015\0\1\0"
	    "\3\14\1\120\2\1\140\1\177\0\3\1f\0\0"
	    "\7\17\2\101\1\1\160\175\100\1\1a\175\0\163\0"
	    "\1\10\0asm\1\0\0\0\4\10\0asm\015\0\1\0"
	    "\2\6\1\0\0\1\0\22"
	    "\0\30\016component-name\0\2\1n\1\3\3\0\0";
	struct wk_component *component;
	struct wk_source copy;
	bool ok;

	(void)source;
	if (!wk_source_copy("test", bytes, sizeof(bytes) - 1, &copy, err))
		return false;
	ok = wk_component_read(&copy, &component, err);
	wk_component_free(component);
	wk_source_close(&copy);
	return ok;
}

/* What a program of WASI needs memory for. */
static const char wasi_program[] =
    "(module\n"
    "  (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write"
    " (param i32 i32 i32 i32) (result i32)))\n"
    "  (import \"wasi_snapshot_preview1\" \"fd_readdir\" (func $readdir"
    " (param i32 i32 i32 i64 i32) (result i32)))\n"
    "  (import \"wasi_snapshot_preview1\" \"path_open\" (func $open (param"
    " i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))\n"
    "  (import \"wasi_snapshot_preview1\" \"poll_oneoff\" (func $poll"
    " (param i32 i32 i32 i32) (result i32)))\n"
    "  (import \"wasi\" \"thread-spawn\" (func $spawn (param i32)"
    " (result i32)))\n"
    "  (import \"env\" \"memory\" (memory 1 1 shared))\n"
    "  (export \"memory\" (memory 0))\n"
    "  (func (export \"wasi_thread_start\") (param i32 i32)\n"
    "    (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))\n"
    "  (data (i32.const 16) \"\\20\\00\\00\\00\\40\\00\\00\\00.\")\n"
    "  (func (export \"_start\") (local $i i32)\n"
    "    (loop $more\n"
    "      (drop (call $open (i32.const 3) (i32.const 0) (i32.const 24)\n"
    "        (i32.const 1) (i32.const 2) (i64.const 0) (i64.const 0)\n"
    "        (i32.const 0) (i32.const 0)))\n"
    "      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i)\n"
    "        (i32.const 1))) (i32.const 20))))\n"
    "    (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1)\n"
    "      (i32.const 0)))\n"
    "    (drop (call $readdir (i32.const 3) (i32.const 256)\n"
    "      (i32.const 512) (i64.const 0) (i32.const 0)))\n"
    "    (drop (call $spawn (i32.const 0)))\n"
    "    (drop (memory.atomic.wait32 (i32.const 4096) (i32.const 0)"
    " (i64.const 1000)))\n"
    "    (drop (call $poll (i32.const 1024) (i32.const 2048)\n"
    "      (i32.const 1) (i32.const 0)))))\n";

static void
watch(void *user, const struct wk_wasi_call *call)
{
	(void)user;
	(void)call;
}

static bool
run_in(struct wk_store *store, struct wk_wasi *wasi, struct wk_linker *linker,
    const struct wk_module *module, struct wk_error *err)
{
	struct wk_wasi_hooks hooks = {.after = watch};
	struct wk_instance *instance = NULL;

	if (!wk_wasi_link(wasi, linker, err) ||
	    !wk_wasi_link_threads(wasi, store, linker, module, err) ||
	    !wk_linker_instantiate(linker, module, &instance, err))
		return false;
	wk_wasi_watch(wasi, &hooks);
	return wk_call(
	    store, wk_instance_func(instance, "_start"), NULL, NULL, err);
}

static bool
run_wasi(const struct wk_source *source, struct wk_error *err)
{
	const char *const args[] = {"program", "argument"};
	const struct wk_wasi_preopen preopen = {.guest = ".", .host = "."};
	const struct wk_wasi_options options = {
	    .args = args,
	    .arg_count = 2,
	    .preopens = &preopen,
	    .preopen_count = 1,
	    .streams = {{0}, {.kind = WK_WASI_MEMORY}, {0}},
	};
	struct wk_module *module = NULL;
	struct wk_store *store = NULL;
	struct wk_wasi *wasi = NULL;
	struct wk_linker *linker = NULL;
	bool ok = wk_wat_parse(source, &wat_options, &module, err) &&
		  wk_validate(module, &validate_options, err);

	if (ok) {
		store = wk_store_new(NULL, err);
		wasi = wk_wasi_new(&options, err);
		if (store != NULL)
			linker = wk_linker_new(store, err);
		ok = wasi != NULL && linker != NULL &&
		     run_in(store, wasi, linker, module, err);
	}
	wk_linker_free(linker);
	wk_store_free(store);
	wk_wasi_free(wasi);
	wk_module_free(module);
	return ok;
}

/* Makes objects, so many that it is collected, and catches and resumes. */
static const char objects_program[] =
    "(module\n"
    "  (type $n (struct (field (ref null $n)) (field i64)))\n"
    "  (type $r (array (mut (ref null $n))))\n"
    "  (type $b (array (mut i8)))\n"
    "  (type $f (func)) (type $c (cont $f))\n"
    "  (tag $t (param (ref null $n))) (tag $s)\n"
    "  (memory 1 3)\n"
    "  (table $tab 1 20000 anyref)\n"
    "  (global $all (mut (ref null $r)) (ref.null $r))\n"
    "  (elem $e (ref null $n) (item (struct.new $n\n"
    "    (struct.new_default $n) (i64.const 1))))\n"
    "  (elem declare func $part)\n"
    "  (func $part (suspend $s)\n"
    "    (throw $t (struct.new_default $n)))\n"
    "  (func $switch (local $c (ref null $c))\n"
    "    (local.set $c (cont.new $c (ref.func $part)))\n"
    "    (block $on (result (ref $c))\n"
    "      (resume $c (on $s $on) (local.get $c)) (return))\n"
    "    (local.set $c)\n"
    "    (block $caught (result (ref null $n))\n"
    "      (try_table (catch $t $caught) (resume $c (local.get $c)))\n"
    "      (return))\n"
    "    (drop))\n"
    "  (func (export \"_start\") (local $i i32)\n"
    "    (global.set $all (array.new_default $r (i32.const 3000)))\n"
    "    (loop $more\n"
    "      (array.set $r (global.get $all) (local.get $i)\n"
    "        (struct.new_default $n))\n"
    "      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i)\n"
    "        (i32.const 1))) (i32.const 3000))))\n"
    "    (array.init_elem $r $e (global.get $all) (i32.const 5)\n"
    "      (i32.const 0) (i32.const 1))\n"
    "    (drop (table.grow $tab (ref.null any) (i32.const 18000)))\n"
    "    (drop (memory.grow (i32.const 1)))\n"
    "    (call $switch)\n"
    "    (loop $more\n"
    "      (drop (array.new_default $b (i32.const 100000)))\n"
    "      (br_if $more (local.tee $i (i32.sub (local.get $i)\n"
    "        (i32.const 10)))))))\n";

static bool
run_objects(const struct wk_source *source, struct wk_error *err)
{
	struct wk_module *module = NULL;
	struct wk_store *store = NULL;
	struct wk_instance *instance = NULL;
	bool ok = wk_wat_parse(source, &wat_options, &module, err) &&
		  wk_validate(module, &validate_options, err);

	if (ok)
		store = wk_store_new(NULL, err);
	ok = store != NULL &&
	     wk_instantiate(store, module, NULL, &instance, err) &&
	     wk_call(
		 store, wk_instance_func(instance, "_start"), NULL, NULL, err);
	wk_store_free(store);
	wk_module_free(module);
	return ok;
}

/* Notes accesses of a memory that grows, in all ways, and watches it. */
static const char heated_program[] =
    "(module (memory i64 1) (func $touch (export \"touch\") (local $i i64)\n"
    "  (loop $l\n"
    "    (i64.store (local.get $i) (local.get $i))\n"
    "    (br_if $l (i64.lt_u (local.tee $i (i64.add (local.get $i)\n"
    "      (i64.const 1000))) (i64.const 60000))))\n"
    "  (drop (memory.grow (i64.const 9)))))\n";

static void
ignore(void *user, uint64_t address, uint64_t size, unsigned kinds)
{
	(void)user;
	(void)address;
	(void)size;
	(void)kinds;
}

static bool
run_noted(struct wk_instance *instance, struct wk_store *store,
    enum wk_heat mode, struct wk_error *err)
{
	struct wk_meminst *memory = wk_instance_memory(instance);
	bool ok = wk_debug_heat(store, memory, mode, err) &&
		  wk_debug_start(
		      store, wk_instance_func(instance, "touch"), NULL, err);

	if (!ok)
		return false;
	wk_debug_run(store, 10);
	wk_debug_heat_take(store, memory, ignore, NULL);
	wk_debug_run(store, UINT64_MAX);
	wk_debug_heat_take(store, memory, ignore, NULL);
	return wk_debug_end(store, NULL, err);
}

static bool
run_heated(const struct wk_source *source, struct wk_error *err)
{
	struct wk_module *module = NULL;
	struct wk_store *store = NULL;
	struct wk_instance *instance = NULL;
	bool ok = wk_wat_parse(source, &wat_options, &module, err) &&
		  wk_validate(module, &validate_options, err);

	if (ok)
		store = wk_store_new(NULL, err);
	ok = store != NULL &&
	     wk_instantiate(store, module, NULL, &instance, err) &&
	     run_noted(instance, store, WK_HEAT_OFF, err) &&
	     run_noted(instance, store, WK_HEAT_PAGES, err) &&
	     run_noted(instance, store, WK_HEAT_FINE, err);
	wk_store_free(store);
	wk_module_free(module);
	return ok;
}

/* Imports of all sorts, initial values of the heap, growing, and a task. */
static const char linked_program[] =
    "(module\n"
    "  (type $array (array (mut i32))) (type $go (func))\n"
    "  (rec (type $a (struct (field (ref null $b))))"
    " (type $b (struct (field (ref null $a)))))\n"
    "  (import \"env\" \"f\" (func $f (param i32)))\n"
    "  (import \"env\" \"missing\" (func $m (param i64)))\n"
    "  (import \"env\" \"memory\" (memory 1))\n"
    "  (import \"env\" \"global\" (global externref))\n"
    "  (global (ref $array)"
    " (array.new_fixed $array 3 (i32.const 1) (i32.const 2)"
    " (i32.add (i32.const 1) (i32.const 2))))\n"
    "  (table $t 3 20000 funcref)\n"
    "  (table $large 30000 (ref null $go) (ref.func $start))\n"
    "  (elem (table $t) (i32.const 1) func $f $start)\n"
    "  (elem $passive func $start)\n"
    "  (data (i32.const 8) \"text\") (data $d \"more\")\n"
    "  (func $start (export \"start\")\n"
    "    (call $f (i32.const 1)) (call $m (i64.const 1))\n"
    "    (drop (table.grow $t (ref.null func) (i32.const 19000)))\n"
    "    (drop (memory.grow (i32.const 1))))\n"
    "  (start $start))\n";

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

static bool
provide(void *user, struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	void *kept = malloc(1);

	(void)user;
	if (kept == NULL)
		return wk_error_memory(err);
	out->kind = WK_EXTERN_FUNC;
	out->func = wk_func_for_import(store, module,
	    module->funcs[import->index].type, do_nothing, kept, free, err);
	return out->func != NULL;
}

static bool
define_imports(
    struct wk_store *store, struct wk_linker *linker, struct wk_error *err)
{
	struct wk_extern memory = {.kind = WK_EXTERN_MEMORY};
	struct wk_extern global = {.kind = WK_EXTERN_GLOBAL};
	union wk_value value = {.ref = wk_extern_new(store, 7, err)};

	if (value.ref == 0 || !wk_store_hold(store, value.ref, err))
		return false;
	wk_linker_missing(linker, provide, NULL);
	memory.memory =
	    wk_memory_new(store, &(struct wk_limits){.min = 1}, err);
	global.global = wk_global_new(store, WK_EXTERNREF, false, &value, err);
	return memory.memory != NULL && global.global != NULL &&
	       wk_linker_func(
		   linker, "env", "f", "i", "", do_nothing, NULL, err) &&
	       wk_linker_define(linker, "env", "memory", &memory, err) &&
	       wk_linker_define(linker, "env", "global", &global, err);
}

static bool
run_linked(const struct wk_module *module, struct wk_error *err)
{
	struct wk_store *store = wk_store_new(NULL, err);
	struct wk_linker *linker =
	    store != NULL ? wk_linker_new(store, err) : NULL;
	struct wk_instance *instance;
	struct wk_task *task = NULL;
	bool ok = linker != NULL && define_imports(store, linker, err) &&
		  wk_linker_instantiate(linker, module, &instance, err) &&
		  wk_linker_instance(linker, "self", instance, err);

	if (ok)
		task = wk_task_new(
		    store, wk_instance_func(instance, "start"), NULL, err);
	while (task != NULL && wk_task_run(store))
		;
	ok = task != NULL && wk_task_end(task, NULL, err);
	wk_linker_free(linker);
	wk_store_free(store);
	return ok;
}

static bool
link_instances(const struct wk_source *source, struct wk_error *err)
{
	struct wk_module *module = NULL;
	bool ok = wk_wat_parse(source, &wat_options, &module, err) &&
		  wk_validate(module, &validate_options, err) &&
		  run_linked(module, err);

	wk_module_free(module);
	return ok;
}

/* Asks the debug info of a module all there is to ask. */
static bool
look_up(struct wk_info *info, struct wk_error *err)
{
	const struct wk_info_func **funcs = NULL;
	const struct wk_info_var **vars = NULL;
	struct wk_info_frame *frames = NULL;
	struct wk_info_line *lines = NULL;
	uint64_t *starts = NULL;
	struct wk_info_location at;
	size_t count;
	bool ok = wk_info_frames(info, 0x92, &frames, &count, err) &&
		  (count == 0 || wk_info_locals(info, &frames[count - 1], 0x92,
				     &vars, &count, err)) &&
		  wk_info_lines(info, 0, 0x1000, &lines, &count, err);

	free(vars);
	free(lines);
	vars = NULL;
	lines = NULL;
	ok = ok && wk_info_line_starts(info, 0, 1, &lines, &count, err) &&
	     wk_info_find_vars(info, "total", 0x92, &vars, &count, err) &&
	     (count == 0 ||
		 wk_info_locate(info, vars[0], NULL, NULL, &at, err)) &&
	     wk_info_find_funcs(info, "share", &funcs, &count, err) &&
	     (count == 0 ||
		 wk_info_func_starts(info, funcs[0], &starts, &count, err));
	(void)wk_info_type_complete(
	    info, wk_info_find_type(info, "int", WK_NO_OFFSET));
	free(starts);
	free(funcs);
	free(vars);
	free(lines);
	free(frames);
	return ok;
}

static bool
ask_info(const struct wk_source *source, struct wk_error *err)
{
	const struct wk_read_options reading = {.features = UINT64_MAX};
	struct wk_source binary;
	struct wk_module *module = NULL;
	struct wk_info *info = NULL;
	bool ok;

	(void)source;
	if (!wk_source_copy(
		"count.wasm", count_module, sizeof(count_module), &binary, err))
		return false;
	ok = wk_read_module(&binary, &reading, &module, err) &&
	     (info = wk_info_open(module, &binary, NULL, err)) != NULL &&
	     look_up(info, err);
	wk_info_close(info);
	wk_module_free(module);
	wk_source_close(&binary);
	return ok;
}

static const struct scenario scenarios[] = {
    {"debug info", ask_info, ""},
    {"convert", convert, program},
    {"complain", complain,
	"(module (func (param f64) (result i32)\n"
	"  local.get 0 i32.const 1 i32.add))"},
    {"open and save", open_and_save, ""},
    {"run WASI", run_wasi, wasi_program},
    {"run objects", run_objects, objects_program},
    {"run heated", run_heated, heated_program},
    {"link instances", link_instances, linked_program},
    {"read component", read_component, ""},
    {"read damaged", read_damaged, ""},
    {"read customs", read_customs, ""},
    {"read script", read_script,
	"(module definition $m (func)) (register \"\\6d\" $\"\\6d\")\n"
	"(module quote \"(func)\" \"(func)\")\n"
	"(assert_return (invoke \"f\" (ref.null)) (either (i32.const 1)))\n"},
};

/* Runs a scenario until nothing fails; false when a run was not clean. */
static bool
try_all(const struct scenario *scenario, unsigned long *tries)
{
	struct wk_source source;
	bool is_clean = true;

	if (!wk_source_copy(scenario->name, scenario->text,
		strlen(scenario->text), &source, NULL))
		return false;
	for (unsigned long n = 1; is_clean; n++) {
		struct wk_error err = {0};
		long before = outstanding;
		bool ok;

		until_failure = n;
		has_failed = false;
		ok = scenario->run(&source, &err);
		until_failure = 0;
		*tries = n;
		if (outstanding != before) {
			printf("%s: allocation %lu: %ld blocks leak\n",
			    scenario->name, n, outstanding - before);
			is_clean = false;
		}
		if (!has_failed && !ok) {
			printf("%s: fails by itself: %s\n", scenario->name,
			    err.message);
			is_clean = false;
		}
		if (!has_failed)
			break;
		/* What can be done without the memory may succeed. */
		if (!ok && wk_error_class(err.code) != WK_CLASS_RESOURCE) {
			printf("%s: allocation %lu: reported as '%s'\n",
			    scenario->name, n, err.message);
			is_clean = false;
		}
	}
	wk_source_close(&source);
	return is_clean;
}

int
main(void)
{
	unsigned passed = 0, failed = 0;

	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		unsigned long tries = 0;

		if (try_all(&scenarios[i], &tries)) {
			printf("%s: %lu allocations failed in turn\n",
			    scenarios[i].name, tries - 1);
			passed++;
		} else {
			failed++;
		}
	}
	printf("alloc: %u passed, %u failed\n", passed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
