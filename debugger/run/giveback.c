/* Returning from a frame at once. */
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/framelist.h"
#include "debugger/points/spy.h"
#include "debugger/run/stackpointer.h"
#include "tools/shared/argvalue.h"

/* A value of the function's result type, from a number or an expression. */
static bool
read_value(struct dbg *d, const char *text, wk_valtype type,
    union wk_value *out, struct wk_error *err)
{
	struct dbg_value value = {0};
	char name[WK_TYPE_TEXT_SIZE];
	bool ok;

	if (argvalue_read(text, type, out))
		return true;
	ok = dbg_expr_value(d, text, &value, err);
	wk_type_text(type, name);
	if (ok && value.size > sizeof(*out))
		ok = wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "'%s' is no value of type %s", text, name);
	ok = ok && dbg_value_read(d, &value, 0, out, value.size, err);
	dbg_value_free(&value);
	return ok;
}

/*
 * Leaves a frame; the stack in memory becomes as it was before, as the end of
 * its function would have seen to.
 */
static bool
leave(struct dbg *d, const struct wk_debug_frame *real,
    const union wk_value *results, struct wk_error *err)
{
	struct wk_debug_frame frame = *real;
	uint32_t index;
	uint64_t value;
	bool is_told = dbg_stackpointer_before(d, &frame, &index, &value);

	if (!wk_debug_return(&frame, results, err))
		return false;
	if (!is_told)
		dbg_spyhit_say(d,
		    "The stack pointer stays where it is: the code that was "
		    "left does not tell where it was.\n");
	else if (index != WK_NONE)
		dbg_stackpointer_set(&frame, index, value);
	return true;
}

bool
dbg_return(struct dbg *d, const char *value, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(d);
	union wk_value *results;
	const wk_valtype *types;
	uint32_t params, count;
	bool ok = true;

	if (frame == NULL)
		return dbg_not_running(err);
	if (frame->is_inlined)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "%s is inlined: only the function around it can be left",
		    frame->name);
	types = wk_func_type(frame->real.func, &params, &count);
	if (value != NULL && count != 1)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "%s gives %u values, and not one", frame->name, count);
	results = calloc(count + (size_t)1, sizeof(*results));
	if (results == NULL)
		return wk_error_memory(err);
	if (value != NULL)
		ok = read_value(d, value, types[params], results, err);
	ok = ok && leave(d, &frame->real, results, err);
	free(results);
	if (ok)
		dbg_framelist_forget(d);
	return ok;
}
