/*
 * Expressions: any text is parsed, evaluated over a small program that has all
 * kinds of values, and printed, or fails with a message at a place in it. The
 * first byte picks a format.
 */
#include "debugger/frames/naming.h"
#include "debugger/state.h"
#include "tests/fuzz/fuzz.h"

static const char program[] =
    "(module\n"
    "  (memory 1) (memory 1) (data (i32.const 256) \"hello\\00w\\ff\")\n"
    "  (type $p (struct (field $x (mut i32)) (field $y (mut anyref))))\n"
    "  (type $a (array (mut i8)))\n"
    "  (global $g (mut i32) (i32.const 7))\n"
    "  (global $f (mut f64) (f64.const 2.5))\n"
    "  (global $o (mut (ref null $p)) (ref.null $p))\n"
    "  (global $b (mut (ref null $a)) (ref.null $a))\n"
    "  (global $v (mut v128) (v128.const i32x4 1 2 -1 4))\n"
    "  (table 4 funcref) (elem (i32.const 1) $double $init)\n"
    "  (func $double (param i32) (result i32)\n"
    "    (i32.mul (local.get 0) (i32.const 2)))\n"
    "  (func $init (export \"init\")\n"
    "    (global.set $o (struct.new $p (i32.const 3) (ref.null any)))\n"
    "    (global.set $b (array.new $a (i32.const 9) (i32.const 20)))))\n";

static struct dbg_options options = {.path = "program.wat"};
static struct dbg session;
/* The same for all inputs; what runs is made anew for each. */
static struct wk_source source;
static struct wk_module *module;

static void
begin(void)
{
	struct wk_wat_options wat = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};

	options.features = wk_features_all();
	session = (struct dbg){.options = &options};
	if (module == NULL) {
		fuzz_assert(wk_source_copy("program.wat", program,
		    sizeof(program) - 1, &source, NULL));
		fuzz_assert(wk_wat_parse(&source, &wat, &module, NULL));
		fuzz_assert(wk_validate(module, &rules, NULL));
	}
	session.text = source;
	session.module = module;
	session.info = wk_info_open(session.module, &session.text, NULL, NULL);
	session.store = wk_store_new(NULL, NULL);
	fuzz_assert(wk_instantiate(
	    session.store, session.module, NULL, &session.instance, NULL));
	fuzz_assert(wk_call(session.store,
	    wk_instance_func(session.instance, "init"), NULL, NULL, NULL));
}

static void
end(void)
{
	dbg_expr_close(&session);
	dbg_view_close(&session);
	dbg_naming_close(&session);
	wk_info_close(session.info);
	wk_store_free(session.store);
}

/* Prints a value, its type and its parts. */
static void
show(const struct dbg_value *value, uint8_t pick)
{
	static const char letters[] = "\0xdutcfsoaz";
	struct dbg_format format = {
	    .letter = letters[pick % (sizeof(letters) - 1)],
	    .is_pretty = (pick & 0x40) != 0,
	    .is_raw = (pick & 0x80) != 0,
	};
	struct wk_sink *sink = wk_sink_memory(NULL);
	uint64_t count = dbg_child_count(&session, value);
	struct dbg_value child;
	char *name;

	if (sink == NULL)
		return;
	dbg_print(&session, value, &format, sink);
	if (value->type != NULL)
		dbg_print_type(&session, value->type, true, sink);
	for (uint64_t i = 0; i < count && i < 4; i++) {
		if (dbg_child(&session, value, i, &name, &child, NULL)) {
			dbg_print(&session, &child, &format, sink);
			dbg_value_free(&child);
			free(name);
		}
	}
	wk_sink_abandon(sink);
}

static void
evaluate(struct dbg_expr *expr, size_t size, uint8_t pick)
{
	struct wk_error err = {0};
	struct dbg_value value;
	bool truth;

	if (!dbg_expr_eval(&session, expr, NULL, &value, &err)) {
		fuzz_check_error(&err, size);
		return;
	}
	show(&value, pick);
	dbg_expr_remember(&session, &value);
	dbg_value_free(&value);
	err = (struct wk_error){0};
	if (!dbg_expr_test(&session, expr, NULL, &truth, &err))
		fuzz_check_error(&err, size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wk_error err = {0};
	struct dbg_expr *expr;
	char *text;

	if (size == 0)
		return 0;
	text = malloc(size);
	fuzz_assert(text != NULL);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	begin();
	/* Twice: what names came to is kept. */
	if (dbg_expr_parse(&session, text, &expr, &err)) {
		evaluate(expr, size, data[0]);
		evaluate(expr, size, data[0]);
		dbg_expr_free(expr);
	} else {
		fuzz_check_error(&err, size);
	}
	end();
	free(text);
	return 0;
}
