/* What addresses are known to be of. */
#include <stdlib.h>
#include <string.h>

#include "debugger/printing.h"
#include "debugger/valuestate.h"

enum {
	SYMBOLS_MAX = 200000,
	/* So many are found in no time; more, when addresses are asked for. */
	SYMBOLS_QUICK = 2000,
};

static int
compare_symbols(const void *a, const void *b)
{
	const struct dbg_symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* Finds where all variables are that are always at one place. */
static void
find_symbols(struct dbg *d, struct dbg_values *values)
{
	uint32_t count = d->info == NULL ? 0 : wk_info_var_count(d->info);

	values->has_symbols = true;
	if (count == 0 || count > SYMBOLS_MAX)
		return;
	values->symbols = malloc(count * sizeof(*values->symbols));
	if (values->symbols == NULL)
		return;
	for (uint32_t i = 0; i < count; i++) {
		const struct wk_info_var *var = wk_info_var(d->info, i);
		struct wk_info_location location;

		if (var == NULL || var->type == NULL || var->name == NULL ||
		    !wk_info_locate(
			d->info, var, NULL, NULL, &location, NULL) ||
		    location.count != 1 ||
		    location.pieces[0].kind != WK_INFO_MEMORY)
			continue;
		values->symbols[values->symbol_count++] = (struct dbg_symbol){
		    .address = location.pieces[0].at,
		    .size = dbg_type_size(d, var->type),
		    .name = var->full != NULL ? var->full : var->name,
		};
	}
	if (values->symbol_count > 0)
		qsort(values->symbols, values->symbol_count,
		    sizeof(*values->symbols), compare_symbols);
}

const struct dbg_symbol *
dbg_printing_find(struct dbg *d, uint64_t address, bool is_wanted)
{
	struct dbg_values *values = dbg_values(d, NULL);
	const struct dbg_symbol *symbol;
	uint32_t low = 0, high;

	if (values == NULL)
		return NULL;
	if (!values->has_symbols && d->info != NULL &&
	    (is_wanted || wk_info_var_count(d->info) <= SYMBOLS_QUICK))
		find_symbols(d, values);
	for (high = values->symbol_count; high > low && high - low > 1;) {
		uint32_t middle = low + (high - low) / 2;

		if (values->symbols[middle].address <= address)
			low = middle;
		else
			high = middle;
	}
	if (low >= values->symbol_count)
		return NULL;
	symbol = &values->symbols[low];
	return address >= symbol->address &&
		       (address - symbol->address < symbol->size ||
			   address == symbol->address) ?
		   symbol :
		   NULL;
}

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

void
dbg_printing_symbol(
    struct dbg_printing *p, uint64_t address, bool is_func, bool is_wanted)
{
	const struct dbg_symbol *symbol;
	struct wk_funcinst *func;

	if (is_func) {
		func = dbg_value_table_func(p->d, address);
		if (func == NULL)
			return;
		wk_sink_printf(p->sink, " <");
		dbg_printing_func(p, func);
		wk_sink_printf(p->sink, ">");
		return;
	}
	symbol = dbg_printing_find(p->d, address, is_wanted);
	if (symbol == NULL)
		return;
	if (address == symbol->address)
		wk_sink_printf(p->sink, " <%s>", symbol->name);
	else
		wk_sink_printf(p->sink, " <%s+%llu>", symbol->name,
		    (unsigned long long)(address - symbol->address));
}
