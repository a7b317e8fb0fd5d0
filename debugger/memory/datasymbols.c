#include "debugger/memory/datasymbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/valuetype.h"
#include "debugger/memory/memorylayout.h"
#include "libwasmkit/custom.h"
#include "tools/shared/demangle.h"

enum {
	VARIABLES_MAX = 1000000,
	/* So many are found in no time; more, when addresses are asked for. */
	VARIABLES_QUICK = 2000,
	SEGMENT_NAME_SIZE = 200,
};

/* A symbol, and what finding needs to know of it. */
struct entry {
	struct dbg_symbol symbol;
	uint32_t memory;
	bool has_size; /* else it reaches to the next */
	char *own;     /* its name, if that is not another's */
	/* The last end of this one and those before it in its memory. */
	uint64_t reach;
};

struct dbg_symbols {
	struct entry *entries; /* by memories and addresses */
	uint32_t count, capacity;
	uint64_t end;  /* of variables of the source */
	bool is_whole; /* with those of the source */
	char segment[SEGMENT_NAME_SIZE];
};

static bool
add(struct dbg_symbols *s, const struct entry *entry)
{
	struct entry *entries =
	    dbg_grow(s->entries, s->count, &s->capacity, sizeof(*s->entries));

	if (entries == NULL)
		return false;
	s->entries = entries;
	s->entries[s->count++] = *entry;
	return true;
}

/* Adds a name of the linker's, demangled. */
static bool
add_named(struct dbg_symbols *s, struct wk_str name, uint32_t memory,
    uint64_t begin, uint64_t size)
{
	struct entry entry = {
	    .symbol = {.kind = DBG_SYMBOL_LINKER, .begin = begin, .size = size},
	    .memory = memory,
	    .has_size = size > 0,
	    .own = demangle(name),
	};

	if (entry.own == NULL)
		entry.own = strndup(name.data, name.size);
	if (entry.own == NULL)
		return false;
	entry.symbol.name = entry.own;
	if (add(s, &entry))
		return true;
	free(entry.own);
	return false;
}

/* The linking section, of modules that keep theirs */

static const struct dbg_placed *
placed_of(const struct dbg_layout *l, uint32_t segment)
{
	for (uint32_t i = 0; i < l->placed_count; i++) {
		if (l->placed[i].segment == segment)
			return &l->placed[i];
	}
	return NULL;
}

static bool
add_linking(struct dbg *d, const struct dbg_layout *l, struct wk_span data)
{
	struct wk_linking *linking;
	bool ok = true;

	wk_linking_read(data, &linking, NULL);
	for (uint32_t i = 0; ok && linking != NULL && i < linking->symbol_count;
	    i++) {
		const struct wk_symbol *one = &linking->symbols[i];
		const struct dbg_placed *placed = NULL;

		if (one->kind == WK_SYMBOL_DATA && one->name.size > 0 &&
		    (one->flags & (WK_SYMBOL_UNDEFINED | WK_SYMBOL_ABSOLUTE |
				      WK_SYMBOL_TLS)) == 0)
			placed = placed_of(l, one->index);
		if (placed != NULL)
			ok = add_named(d->symbols, one->name, placed->memory,
			    placed->begin + one->data_offset, one->data_size);
	}
	wk_linking_free(linking);
	return ok;
}

static bool
add_linkings(struct dbg *d, const struct dbg_layout *l)
{
	static const char name[] = "linking";

	for (uint32_t i = 0; i < d->module->custom_count; i++) {
		const struct wk_custom *custom = &d->module->customs[i];

		if (custom->name.size == sizeof(name) - 1 &&
		    memcmp(custom->name.data, name, custom->name.size) == 0 &&
		    !add_linking(d, l, custom->data))
			return false;
	}
	return true;
}

/* Globals that are addresses of data */

static bool
begins_with(struct wk_str name, const char *with)
{
	size_t size = strlen(with);

	return name.size >= size && memcmp(name.data, with, size) == 0;
}

/* Whether a name is of a boundary, and of nothing that lies there. */
static bool
is_boundary(struct wk_str name)
{
	static const char *const names[] = {"__stack_", "__heap_", "__data_end",
	    "__global_base", "__dso_handle", "__memory_base", "__table_base",
	    "__tls_", "__wasm_", "__indirect_", "__rtti_base"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (begins_with(name, names[i]))
			return true;
	}
	return false;
}

static bool
add_global(struct dbg *d, const struct dbg_layout *l, uint32_t index,
    struct wk_str name)
{
	static const char got[] = "GOT.data.internal.";
	const struct wk_global *g = &d->module->globals[index];
	const struct dbg_bound *value = &l->globals[index];

	if (begins_with(name, got)) {
		name.data += sizeof(got) - 1;
		name.size -= (uint32_t)sizeof(got) - 1;
	} else if (g->is_mutable) {
		return true;
	}
	if (name.size == 0 || is_boundary(name) || !value->is_known ||
	    value->at == 0 || value->at < l->data_begin.at ||
	    (l->heap.is_known && value->at >= l->heap.at))
		return true;
	return add_named(d->symbols, name, l->memory, value->at, 0);
}

static bool
add_globals(struct dbg *d, const struct dbg_layout *l)
{
	const struct wk_module *m = d->module;
	bool *is_exported;
	bool ok = true;

	/* Other compilers have other things in theirs. */
	if (l->stack_pointer == WK_NONE || !l->data_begin.is_known)
		return true;
	is_exported = calloc(m->global_count + 1, sizeof(bool));
	if (is_exported == NULL)
		return false;
	for (uint32_t i = 0; ok && i < m->export_count; i++) {
		const struct wk_export *e = &m->exports[i];

		if (e->kind != WK_EXTERN_GLOBAL || is_exported[e->index])
			continue;
		is_exported[e->index] = true;
		ok = add_global(d, l, e->index, e->name);
	}
	for (uint32_t i = 0; ok && i < m->global_count; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_GLOBAL, i);

		ok = is_exported[i] || name.data == NULL ||
		     add_global(d, l, i, name);
	}
	free(is_exported);
	return ok;
}

/* Variables of the source */

static bool
add_variable(
    struct dbg *d, const struct dbg_layout *l, const struct wk_info_var *var)
{
	struct wk_info_location location;
	struct entry entry = {
	    .symbol = {.kind = DBG_SYMBOL_VARIABLE, .var = var},
	    .has_size = true,
	};
	uint64_t begin, size;

	if (var == NULL || var->type == NULL || var->name == NULL ||
	    !wk_info_locate(d->info, var, NULL, NULL, &location, NULL) ||
	    location.count != 1 || location.pieces[0].kind != WK_INFO_MEMORY)
		return true;
	begin = location.pieces[0].at;
	size = dbg_type_size(d, var->type);
	/* Linkers that leave a variable out leave it at such addresses. */
	if ((begin == 0 && l->data_begin.at > 0) || begin + size < begin ||
	    begin >= UINT32_MAX - 1)
		return true;
	entry.symbol.begin = begin;
	entry.symbol.size = size;
	entry.symbol.type = var->type;
	entry.symbol.name = var->full != NULL ? var->full : var->name;
	if (begin + size > d->symbols->end)
		d->symbols->end = begin + size;
	return add(d->symbols, &entry);
}

static bool
add_variables(struct dbg *d, const struct dbg_layout *l)
{
	uint32_t count = wk_info_var_count(d->info);
	bool ok = true;

	for (uint32_t i = 0; ok && i < count && count <= VARIABLES_MAX; i++)
		ok = add_variable(d, l, wk_info_var(d->info, i));
	d->symbols->is_whole = true;
	return ok;
}

/* Of what begins at one address, the best is last. */
static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	bool x_typed = x->symbol.type != NULL, y_typed = y->symbol.type != NULL;

	if (x->memory != y->memory)
		return x->memory < y->memory ? -1 : 1;
	if (x->symbol.begin != y->symbol.begin)
		return x->symbol.begin < y->symbol.begin ? -1 : 1;
	if (x_typed != y_typed)
		return x_typed ? 1 : -1;
	return x->symbol.size < y->symbol.size ? 1 :
	       x->symbol.size > y->symbol.size ? -1 :
						 0;
}

/* Where a segment, or all data, ends that an address is in. */
static uint64_t
end_of_data(const struct dbg_layout *l, const struct dbg_symbols *s,
    uint32_t memory, uint64_t address)
{
	for (uint32_t i = 0; i < l->placed_count; i++) {
		const struct dbg_placed *p = &l->placed[i];

		if (p->memory == memory && address >= p->begin &&
		    address - p->begin < p->size)
			return p->begin + p->size;
	}
	return s->end > l->data_end.at ? s->end : l->data_end.at;
}

/* Where a symbol ends that does not say it: before the next, or with all. */
static uint64_t
end_of(const struct dbg_layout *l, const struct dbg_symbols *s, uint32_t n)
{
	const struct entry *entry = &s->entries[n], *next = entry;
	uint64_t begin = entry->symbol.begin, end;
	const struct entry *last = s->entries + s->count;

	while (next < last && next->memory == entry->memory &&
	       next->symbol.begin == begin)
		next++;
	if (next < last && next->memory == entry->memory)
		end = next->symbol.begin;
	else
		end = UINT64_MAX;
	if (end_of_data(l, s, entry->memory, begin) < end)
		end = end_of_data(l, s, entry->memory, begin);
	return end > begin ? end : begin;
}

static void
settle(const struct dbg_layout *l, struct dbg_symbols *s)
{
	if (s->count > 0)
		qsort(s->entries, s->count, sizeof(*s->entries), compare);
	for (uint32_t i = 0; i < s->count; i++) {
		struct entry *entry = &s->entries[i];
		uint64_t end;

		if (!entry->has_size)
			entry->symbol.size =
			    end_of(l, s, i) - entry->symbol.begin;
		end = entry->symbol.begin + entry->symbol.size;
		/* What has no size covers its first byte. */
		end += entry->symbol.size == 0;
		entry->reach = end;
		if (i > 0 && entry[-1].memory == entry->memory &&
		    entry[-1].reach > end)
			entry->reach = entry[-1].reach;
	}
}

bool
dbg_symbols_are_ready(struct dbg *d)
{
	return (d->symbols != NULL && d->symbols->is_whole) ||
	       wk_info_var_count(d->info) <= VARIABLES_QUICK;
}

/* The symbols there are, as far as they are wanted; NULL without memory. */
static struct dbg_symbols *
symbols_of(struct dbg *d, bool is_wanted)
{
	const struct dbg_layout *l = dbg_layout(d);
	bool ok = true, is_quick;

	if (l == NULL || d->info == NULL)
		return NULL;
	is_quick = is_wanted || (d->symbols != NULL && d->symbols->is_whole) ||
		   wk_info_var_count(d->info) <= VARIABLES_QUICK;
	if (d->symbols != NULL && (d->symbols->is_whole || !is_quick))
		return d->symbols;
	if (d->symbols == NULL) {
		d->symbols = calloc(1, sizeof(*d->symbols));
		ok = d->symbols != NULL && add_linkings(d, l) &&
		     add_globals(d, l);
	}
	if (ok && is_quick)
		ok = add_variables(d, l);
	if (ok)
		settle(l, d->symbols);
	else
		dbg_symbols_close(d);
	return d->symbols;
}

const struct dbg_symbol *
dbg_symbols_find(
    struct dbg *d, uint32_t memory, uint64_t address, bool is_wanted)
{
	const struct dbg_symbols *s = symbols_of(d, is_wanted);
	uint32_t low = 0, high = s == NULL ? 0 : s->count;

	/* The first that begins behind the address. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct entry *entry = &s->entries[middle];

		if (entry->memory < memory ||
		    (entry->memory == memory && entry->symbol.begin <= address))
			low = middle + 1;
		else
			high = middle;
	}
	while (low-- > 0) {
		const struct entry *entry = &s->entries[low];

		if (entry->memory != memory || entry->reach <= address)
			return NULL;
		if (address == entry->symbol.begin ||
		    address - entry->symbol.begin < entry->symbol.size)
			return &entry->symbol;
	}
	return NULL;
}

uint64_t
dbg_symbols_end(struct dbg *d)
{
	const struct dbg_symbols *s = symbols_of(d, false);

	return s == NULL ? 0 : s->end;
}

const struct dbg_symbol *
dbg_symbols_named(struct dbg *d, const char *name)
{
	const struct dbg_symbols *s = symbols_of(d, false);

	for (uint32_t i = 0; s != NULL && i < s->count; i++) {
		const struct dbg_symbol *one = &s->entries[i].symbol;

		if (one->kind == DBG_SYMBOL_LINKER &&
		    strcmp(one->name, name) == 0)
			return one;
	}
	return NULL;
}

const char *
dbg_symbols_segment(struct dbg *d, uint32_t segment)
{
	struct dbg_symbols *s = symbols_of(d, false);
	struct wk_str name = wk_module_name(d->module, WK_SPACE_DATA, segment);

	if (s == NULL)
		return "";
	if (name.size > 0)
		snprintf(s->segment, sizeof(s->segment), "%.*s", (int)name.size,
		    name.data);
	else
		snprintf(s->segment, sizeof(s->segment), "data[%u]", segment);
	return s->segment;
}

void
dbg_symbols_close(struct dbg *d)
{
	if (d->symbols == NULL)
		return;
	for (uint32_t i = 0; i < d->symbols->count; i++)
		free(d->symbols->entries[i].own);
	free(d->symbols->entries);
	free(d->symbols);
	d->symbols = NULL;
}
