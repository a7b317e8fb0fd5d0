/* What addresses are known to be of. */
#include "debugger/memory/datasymbols.h"
#include "debugger/memory/image.h"
#include "debugger/print/printing.h"

void
dbg_printing_func(struct dbg_printing *p, struct wk_funcinst *func)
{
	uint32_t index = 0;
	const struct wk_instance *instance = wk_func_instance(func, &index);
	struct wk_str name;

	if (instance == NULL) {
		wk_sink_printf(p->sink, "function of the host");
		return;
	}
	if (instance == p->d->instance) {
		wk_sink_printf(p->sink, "%s", dbg_func_name(p->d, index));
		return;
	}
	name =
	    wk_module_name(wk_instance_module(instance), WK_SPACE_FUNC, index);
	if (name.data != NULL)
		wk_sink_printf(p->sink, "%.*s", (int)name.size, name.data);
	else
		wk_sink_printf(p->sink, "func[%u]", index);
}

/* The function that a pointer of C leads to. */
static void
put_func_at(struct dbg_printing *p, uint64_t pointer)
{
	struct wk_funcinst *func;
	uint32_t index;

	if (dbg_value_instance(p->d) == NULL) {
		index = dbg_image_func(p->d, pointer);
		if (index != WK_NONE)
			wk_sink_printf(
			    p->sink, " <%s>", dbg_func_name(p->d, index));
		return;
	}
	func = dbg_value_table_func(p->d, pointer);
	if (func == NULL)
		return;
	wk_sink_printf(p->sink, " <");
	dbg_printing_func(p, func);
	wk_sink_printf(p->sink, ">");
}

void
dbg_printing_symbol(
    struct dbg_printing *p, uint64_t address, bool is_func, bool is_wanted)
{
	const struct dbg_symbol *symbol;

	if (is_func) {
		put_func_at(p, address);
		return;
	}
	symbol = dbg_symbols_find(p->d, 0, address, is_wanted);
	if (symbol == NULL)
		return;
	if (address == symbol->begin)
		wk_sink_printf(p->sink, " <%s>", symbol->name);
	else
		wk_sink_printf(p->sink, " <%s+%llu>", symbol->name,
		    (unsigned long long)(address - symbol->begin));
}
