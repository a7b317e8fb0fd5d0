#include "tests/unit/stophelp.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

struct stop_program stop_program;

void
stop_open(const char *text, wk_host_fn *fn)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct stop_program *p = &stop_program;
	struct wk_error err = {0};

	*p = (struct stop_program){0};
	ck_assert(
	    wk_source_copy("stop.wat", text, strlen(text), &p->source, &err));
	if (!wk_wat_parse(&p->source, &options, &p->module, &err) ||
	    !wk_validate(p->module, &rules, &err))
		ck_abort_msg("%s", err.message);
	p->store = wk_store_new(NULL, &err);
	p->linker = wk_linker_new(p->store, &err);
	if (fn != NULL)
		ck_assert(wk_linker_func(
		    p->linker, "h", "call", "", "", fn, NULL, &err));
	if (!wk_debug_instantiate(
		p->linker, p->module, &p->instance, &p->start, &err))
		ck_abort_msg("%s", err.message);
}

void
stop_close(void)
{
	wk_linker_free(stop_program.linker);
	wk_store_free(stop_program.store);
	wk_module_free(stop_program.module);
	wk_source_close(&stop_program.source);
}

struct wk_funcinst *
stop_func(const char *name)
{
	return wk_instance_func(stop_program.instance, name);
}

uint64_t
stop_offset(const char *name, enum wk_op op, unsigned n)
{
	struct wk_span locals, code;
	struct wk_instr in;
	uint32_t index, pos = 0;

	wk_func_instance(stop_func(name), &index);
	wk_instr_body(
	    stop_program.module->funcs[index].body, &locals, &code, NULL);
	while (wk_instr_decode(code, &pos, &in, NULL)) {
		if (in.op == op && n-- == 0)
			return in.offset;
	}
	ck_abort_msg("there is no such instruction");
}

void
stop_observe(const char *name, enum wk_op op, unsigned n, bool on)
{
	ck_assert(wk_debug_observe(stop_program.store, stop_func(name),
	    stop_offset(name, op, n), on, NULL));
}

void
stop_begin(const char *name, uint64_t arg)
{
	union wk_value args[1] = {{.i64 = arg}};
	struct wk_error err = {0};

	if (!wk_debug_start(stop_program.store, stop_func(name), args, &err))
		ck_abort_msg("%s", err.message);
}

static void
expect(enum wk_stop is, enum wk_stop reason)
{
	if (is == WK_STOP_TRAP && reason != WK_STOP_TRAP)
		ck_abort_msg("%s", wk_debug_error(stop_program.store)->message);
	ck_assert_uint_eq(is, reason);
}

void
stop_run(enum wk_stop reason)
{
	expect(wk_debug_run(stop_program.store, UINT64_MAX), reason);
}

void
stop_step(enum wk_stop reason)
{
	expect(wk_debug_step(stop_program.store), reason);
}

uint64_t
stop_end(void)
{
	union wk_value result = {0};
	struct wk_error err = {0};

	if (!wk_debug_end(stop_program.store, &result, &err))
		ck_abort_msg("%s", err.message);
	return result.i64;
}

struct wk_debug_frame
stop_at(const char *name, enum wk_op op, unsigned n)
{
	struct wk_debug_frame frame;

	ck_assert(wk_debug_first(stop_program.store, &frame));
	ck_assert_ptr_eq(frame.func, stop_func(name));
	ck_assert_uint_eq(frame.offset, stop_offset(name, op, n));
	return frame;
}

uint64_t
stop_local(const struct wk_debug_frame *frame, uint32_t index)
{
	struct wk_debug_value value;

	ck_assert(wk_debug_local(frame, index, &value));
	return value.value.i64;
}

uint32_t
stop_operands(const struct wk_debug_frame *frame, struct wk_debug_value *out)
{
	struct wk_debug_value *values;
	uint32_t count;

	ck_assert(wk_debug_operands(frame, &values, &count, NULL));
	memcpy(out, values, count * sizeof(*values));
	free(values);
	return count;
}
