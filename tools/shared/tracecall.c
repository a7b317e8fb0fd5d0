#include "tools/shared/tracecall.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/shared/hostcall.h"

enum { SHOWN = 4 }; /* operands */

static bool is_enabled;

void
tracecall_enable(void)
{
	is_enabled = true;
}

/* Decodes the instruction at an offset of a function. */
static bool
instr_at(
    const struct wk_debug_frame *frame, uint32_t index, struct wk_instr *in)
{
	const struct wk_module *module = wk_instance_module(frame->instance);
	struct wk_span locals, code;
	uint32_t pos;

	if (!wk_instr_body(module->funcs[index].body, &locals, &code, NULL))
		return false;
	pos = (uint32_t)(frame->offset - code.offset);
	return wk_instr_decode(code, &pos, in, NULL);
}

static void
print_place(struct wk_sink *line, const struct wk_debug_frame *frame)
{
	const struct wk_module *module = wk_instance_module(frame->instance);
	struct wk_debug_frame outer = *frame;
	struct wk_str name;
	struct wk_instr in;
	uint32_t index;
	unsigned depth = 1;

	while (wk_debug_next(&outer))
		depth++;
	wk_func_instance(frame->func, &index);
	name = wk_module_name(module, WK_SPACE_FUNC, index);
	wk_sink_printf(line, "#%u 0x%06llx ", depth,
	    (unsigned long long)(frame->offset & ~WK_VIRTUAL));
	if (name.data != NULL)
		wk_sink_printf(line, "$%.*s: ", (int)name.size, name.data);
	else
		wk_sink_printf(line, "func[%u]: ", index);
	if (instr_at(frame, index, &in))
		wk_sink_printf(line, "%s", wk_op_table[in.op].text);
}

static void
print_operands(struct wk_sink *line, const struct wk_debug_frame *frame)
{
	struct wk_debug_value *values;
	uint32_t count, i = 0;

	if (!wk_debug_operands(frame, &values, &count, NULL))
		return;
	wk_sink_printf(line, " [");
	if (count > SHOWN) {
		i = count - SHOWN;
		wk_sink_printf(line, "... ");
	}
	for (uint32_t first = i; i < count; i++) {
		if (i > first)
			wk_sink_printf(line, " ");
		hostcall_print_value(
		    line, frame->store, values[i].type, &values[i].value);
	}
	wk_sink_printf(line, "]");
	free(values);
}

static void
print(struct wk_store *store)
{
	struct wk_sink *line = wk_sink_memory(NULL);
	struct wk_debug_frame frame;
	const char *text;
	size_t size;

	if (line == NULL)
		return;
	if (wk_debug_first(store, &frame)) {
		print_place(line, &frame);
		print_operands(line, &frame);
		wk_sink_printf(line, "\n");
	}
	text = wk_sink_data(line, &size);
	fwrite(text, 1, size, stderr);
	wk_sink_abandon(line);
}

bool
tracecall(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err)
{
	enum wk_stop stop;

	if (!is_enabled)
		return wk_call(store, func, args, results, err);
	if (!wk_debug_observe_all(store, true, err) ||
	    !wk_debug_start(store, func, args, err))
		return false;
	while ((stop = wk_debug_run(store, UINT64_MAX)) == WK_STOP_OFFSET)
		print(store);
	return wk_debug_end(store, results, err);
}
