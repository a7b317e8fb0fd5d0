#include "libwasmkit/debuginfo/unitinfo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/index.h"
#include "libwasmkit/debuginfo/linerows.h"
#include "libwasmkit/debuginfo/lists.h"

/* An entry may complete one that completes one … so often. */
enum { MAX_HOPS = 8 };

bool
wk_unit_is_code(const struct wk_info *info, uint64_t address)
{
	/* A linker puts the largest addresses, or 0, for what it removed. */
	return address > 0 && address < info->code_size;
}

const struct wk_attr *
wk_unit_attr(struct wk_ref ref, unsigned at)
{
	const struct wk_entry *entry = wk_unit_at_ref(ref);
	const struct wk_attr *attrs = ref.unit->attrs + entry->attrs;

	for (unsigned i = 0; i < entry->attr_count; i++)
		if (attrs[i].at == at)
			return &attrs[i];
	return NULL;
}

/* The bytes of a section of a unit's file at a place; NULL if there are none.
 */
static const uint8_t *
bytes_at(const struct wk_object *object, enum wk_dwarf_section section,
    uint64_t offset, size_t size)
{
	const struct wk_dwarf_bytes *bytes = &object->sections[section];

	if (offset > bytes->size || size > bytes->size - offset)
		return NULL;
	return bytes->data + offset;
}

static uint64_t
load_number(const uint8_t *p, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)p[i] << i * 8;
	return value;
}

bool
wk_unit_addrx(struct wk_unit *unit, uint64_t index, uint64_t *address)
{
	const struct wk_unit *holder = unit->skeleton;
	unsigned size = unit->head.address_size;
	const uint8_t *p;

	/* The skeleton's file has the addresses. */
	if (holder == NULL)
		holder = unit;
	if (index > UINT32_MAX)
		return false;
	p = bytes_at(holder->object, WK_DWARF_ADDR,
	    holder->addr_base + index * size, size);
	if (p == NULL)
		return false;
	*address = load_number(p, size);
	return true;
}

bool
wk_unit_address(
    struct wk_unit *unit, const struct wk_attr *attr, uint64_t *address)
{
	if (attr == NULL)
		return false;
	if (attr->kind == WK_ATTR_ADDRESS) {
		*address = attr->value;
		return true;
	}
	return attr->kind == WK_ATTR_ADDRX &&
	       wk_unit_addrx(unit, attr->value, address);
}

bool
wk_unit_number(const struct wk_attr *attr, uint64_t *value)
{
	if (attr == NULL ||
	    (attr->kind != WK_ATTR_UNSIGNED && attr->kind != WK_ATTR_SIGNED &&
		attr->kind != WK_ATTR_DATA))
		return false;
	*value = attr->value;
	return true;
}

const char *
wk_unit_string(struct wk_unit *unit, const struct wk_attr *attr)
{
	const struct wk_dwarf_bytes *strings =
	    &unit->object->sections[WK_DWARF_STR];
	unsigned size = unit->head.offset_size;
	const uint8_t *p;
	uint64_t offset;

	if (attr == NULL)
		return NULL;
	if (attr->kind == WK_ATTR_STRING)
		return attr->data;
	if (attr->kind != WK_ATTR_STRX || attr->value > UINT32_MAX)
		return NULL;
	p = bytes_at(unit->object, WK_DWARF_STR_OFFSETS,
	    unit->str_base + attr->value * size, size);
	if (p == NULL)
		return NULL;
	offset = load_number(p, size);
	if (offset >= strings->size ||
	    memchr(strings->data + offset, 0, strings->size - offset) == NULL)
		return NULL;
	return (const char *)strings->data + offset;
}

static int
compare_entry(const void *a, const void *b)
{
	const uint64_t *offset = a;
	const struct wk_entry *entry = b;

	return *offset < entry->offset ? -1 : *offset > entry->offset;
}

uint32_t
wk_unit_entry(const struct wk_unit *unit, uint64_t offset)
{
	const struct wk_entry *found;

	if (unit->entry_count == 0)
		return WK_NONE;
	found = bsearch(&offset, unit->entries, unit->entry_count,
	    sizeof(*unit->entries), compare_entry);
	return found == NULL ? WK_NONE : (uint32_t)(found - unit->entries);
}

struct wk_unit *
wk_unit_of_offset(struct wk_object *object, uint64_t offset, bool in_types)
{
	uint32_t low = 0, high = object->unit_count;

	/* Those of .debug_types are behind all others. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct wk_unit_head *head = &object->units[middle].head;

		if (head->in_types < in_types ||
		    (head->in_types == in_types && head->end <= offset))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == object->unit_count ||
	    object->units[low].head.in_types != in_types ||
	    object->units[low].head.begin > offset)
		return NULL;
	return &object->units[low];
}

/* The type of the unit with a signature. */
static struct wk_ref
find_signature(struct wk_object *object, uint64_t signature)
{
	for (uint32_t i = 0; i < object->unit_count; i++) {
		struct wk_unit *unit = &object->units[i];
		bool has_type = unit->head.in_types ||
				unit->head.kind == DW_UT_type ||
				unit->head.kind == DW_UT_split_type;
		struct wk_ref ref = {.unit = unit};

		if (!has_type || unit->head.signature != signature ||
		    !wk_unit_load(unit, NULL))
			continue;
		ref.entry =
		    wk_unit_entry(unit, unit->head.begin + unit->head.type);
		if (ref.entry != WK_NONE)
			return ref;
	}
	return (struct wk_ref){0};
}

struct wk_ref
wk_unit_refer(struct wk_unit *unit, const struct wk_attr *attr)
{
	struct wk_ref ref = {.unit = unit};

	if (attr == NULL)
		return (struct wk_ref){0};
	if (attr->kind == WK_ATTR_SIG8)
		return find_signature(unit->object, attr->value);
	if (attr->kind != WK_ATTR_REF)
		return (struct wk_ref){0};
	if (attr->value < unit->head.begin || attr->value >= unit->head.end)
		ref.unit = wk_unit_of_offset(unit->object, attr->value, false);
	if (ref.unit == NULL || !wk_unit_load(ref.unit, NULL))
		return (struct wk_ref){0};
	ref.entry = wk_unit_entry(ref.unit, attr->value);
	return ref.entry == WK_NONE ? (struct wk_ref){0} : ref;
}

struct wk_ref
wk_unit_follow(struct wk_ref ref, unsigned at)
{
	return wk_unit_refer(ref.unit, wk_unit_attr(ref, at));
}

const struct wk_attr *
wk_unit_find(struct wk_ref ref, unsigned at, struct wk_ref *owner)
{
	for (unsigned i = 0; i < MAX_HOPS && ref.unit != NULL; i++) {
		const struct wk_attr *attr = wk_unit_attr(ref, at);
		const struct wk_attr *next;

		if (attr != NULL) {
			if (owner != NULL)
				*owner = ref;
			return attr;
		}
		next = wk_unit_attr(ref, DW_AT_abstract_origin);
		if (next == NULL)
			next = wk_unit_attr(ref, DW_AT_specification);
		ref = wk_unit_refer(ref.unit, next);
	}
	return NULL;
}

const char *
wk_unit_text(struct wk_ref ref, unsigned at)
{
	struct wk_ref owner;
	const struct wk_attr *attr = wk_unit_find(ref, at, &owner);

	return attr == NULL ? NULL : wk_unit_string(owner.unit, attr);
}

bool
wk_unit_flag(struct wk_ref ref, unsigned at)
{
	uint64_t value;

	return wk_unit_number(wk_unit_find(ref, at, NULL), &value) &&
	       value != 0;
}

/* The number at an attribute of the root, or another one. */
static uint64_t
root_number(struct wk_ref root, unsigned at, uint64_t otherwise)
{
	const struct wk_attr *attr = wk_unit_attr(root, at);
	uint64_t value;

	if (attr != NULL && attr->kind == WK_ATTR_OFFSET)
		return attr->value;
	return wk_unit_number(attr, &value) ? value : otherwise;
}

static uint8_t
language_of(uint64_t code)
{
	switch (code) {
	case DW_LANG_C89:
	case DW_LANG_C:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case 0x2C: /* C17 */
	case 0x3E: /* C23 */
		return WK_INFO_C;
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case 0x2B: /* C++17 */
	case 0x2A: /* C++20 */
	case 0x3A: /* C++23 */
		return WK_INFO_CPLUSPLUS;
	case DW_LANG_Rust:
		return WK_INFO_RUST;
	case DW_LANG_Go:
		return WK_INFO_GO;
	}
	return WK_INFO_LANGUAGE_OTHER;
}

/* What the root says of the unit as a whole. */
static void
take_root(struct wk_unit *unit)
{
	struct wk_ref root = {.unit = unit};
	bool is_dwo = unit->object->is_dwo;
	bool is_new = unit->head.version >= 5;
	uint64_t wide = unit->head.offset_size == 8 ? 8 : 0;
	const char *producer;

	/* Split units have their tables' heads before them, and say nothing. */
	unit->str_base = root_number(root, DW_AT_str_offsets_base,
	    unit->str_part + (is_dwo && is_new ? 8 + wide : 0));
	unit->loclists_base = root_number(root, DW_AT_loclists_base,
	    unit->loclists_part + (is_dwo && is_new ? 12 + wide : 0));
	unit->rnglists_base = root_number(root,
	    is_new ? DW_AT_rnglists_base : DW_AT_GNU_ranges_base,
	    unit->rnglists_part + (is_dwo && is_new ? 12 + wide : 0));
	unit->addr_base = root_number(
	    root, is_new ? DW_AT_addr_base : DW_AT_GNU_addr_base, 0);
	unit->language =
	    language_of(root_number(root, DW_AT_language, UINT64_MAX));
	producer = wk_unit_string(unit, wk_unit_attr(root, DW_AT_producer));
	/* It calls its units those of C. */
	if (producer != NULL && strncmp(producer, "TinyGo", 6) == 0)
		unit->language = WK_INFO_GO;
	unit->is_assembly =
	    root_number(root, DW_AT_language, 0) == DW_LANG_Mips_Assembler;
	unit->has_lines = wk_unit_attr(root, DW_AT_stmt_list) != NULL;
	unit->line_offset = root_number(root, DW_AT_stmt_list, 0);
	unit->name = wk_unit_string(unit, wk_unit_attr(root, DW_AT_name));
	unit->comp_dir =
	    wk_unit_string(unit, wk_unit_attr(root, DW_AT_comp_dir));
	unit->dwo_name = wk_unit_string(unit,
	    wk_unit_attr(root, is_new ? DW_AT_dwo_name : DW_AT_GNU_dwo_name));
	unit->dwo_id = is_new ? unit->head.signature :
				root_number(root, DW_AT_GNU_dwo_id, 0);
	if (!wk_unit_address(
		unit, wk_unit_attr(root, DW_AT_low_pc), &unit->low))
		unit->low = 0;
}

/* Reads the root alone; it is read again with the rest. */
static bool
read_root(struct wk_unit *unit, struct wk_vec *ranges, struct wk_error *err)
{
	struct wk_vec entries = {.size = sizeof(struct wk_entry)};
	struct wk_vec attrs = {.size = sizeof(struct wk_attr)};
	struct wk_error fault = {0};
	bool ok = wk_dwarf_entries(
	    unit->object->dwarf, &unit->head, true, &entries, &attrs, &fault);

	if (ok) {
		unit->entries = entries.data;
		unit->attrs = attrs.data;
		take_root(unit);
		ok = ranges == NULL ||
		     wk_list_ranges((struct wk_ref){.unit = unit}, ranges, err);
		unit->entries = NULL;
		unit->attrs = NULL;
	} else if (fault.code == WK_E_MEMORY) {
		wk_error_pass(err, &fault);
	} else {
		wk_info_note(unit->object->info, "unit 0x%" PRIx64 ": %s",
		    unit->head.begin, fault.message);
		ok = true;
	}
	wk_vec_free(&entries);
	wk_vec_free(&attrs);
	return ok;
}

bool
wk_unit_read_root(struct wk_unit *unit, struct wk_unit *skeleton)
{
	if (unit->skeleton != NULL)
		return unit->skeleton == skeleton;
	unit->skeleton = skeleton;
	if (!read_root(unit, NULL, NULL))
		return false;
	if (unit->dwo_id != skeleton->dwo_id)
		unit->skeleton = NULL;
	return unit->skeleton != NULL;
}

bool
wk_unit_open_object(struct wk_object *object, struct wk_error *err)
{
	struct wk_vec heads = {.size = sizeof(struct wk_unit_head)};
	struct wk_error fault = {0};
	const struct wk_unit_head *head;
	bool ok = true;

	object->dwarf = wk_dwarf_open(object->sections, object->is_dwo, &fault);
	if (object->dwarf != NULL)
		wk_dwarf_units(object->dwarf, &heads, &fault);
	if (fault.code == WK_E_MEMORY)
		ok = wk_error_pass(err, &fault);
	else if (fault.code != WK_E_NONE)
		wk_info_note(object->info, "%s", fault.message);
	if (ok) {
		object->units = wk_arena_array(
		    object->info->arena, heads.count, sizeof(*object->units));
		ok = object->units != NULL || wk_error_memory(err);
	}
	head = heads.data;
	for (uint32_t i = 0; ok && i < heads.count; i++) {
		object->units[i].object = object;
		object->units[i].head = head[i];
	}
	if (ok)
		object->unit_count = heads.count;
	wk_vec_free(&heads);
	return ok;
}

static int
compare_range(const void *a, const void *b)
{
	const struct wk_unit_range *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static bool
add_ranges(struct wk_unit *unit, const struct wk_vec *ranges)
{
	const struct wk_list_range *range = ranges->data;
	struct wk_info *info = unit->object->info;

	for (uint32_t i = 0; i < ranges->count; i++) {
		struct wk_unit_range *place = wk_vec_push(&info->unit_ranges);

		if (place == NULL)
			return false;
		*place = (struct wk_unit_range){
		    .begin = range[i].begin,
		    .end = range[i].end,
		    .unit = unit,
		};
	}
	return true;
}

/*
 * Takes the code of a unit of assembly from its lines: its functions are no
 * entries, and optimisers lose them.
 */
static bool
add_lines(struct wk_unit *unit, struct wk_vec *ranges, struct wk_error *err)
{
	struct wk_list_range *last = NULL;
	uint64_t base = unit->object->info->code_base;

	if (!wk_line_read(unit, err))
		return false;
	if (unit->line_count > 0)
		ranges->count = 0;
	for (uint32_t i = 0; i < unit->line_count; i++) {
		const struct wk_info_line *line = &unit->lines[i];

		if (last == NULL || last->end != line->begin - base) {
			last = wk_vec_push(ranges);
			if (last == NULL)
				return wk_error_memory(err);
			last->begin = line->begin - base;
		}
		last->end = line->end - base;
	}
	return true;
}

bool
wk_unit_open_all(struct wk_info *info, struct wk_error *err)
{
	struct wk_vec ranges = {.size = sizeof(struct wk_list_range)};
	bool ok = true;

	if (info->has_units || info->main == NULL)
		return true;
	info->unit_ranges.count = 0;
	if (info->main->dwarf == NULL && !wk_unit_open_object(info->main, err))
		return false;
	for (uint32_t i = 0; ok && i < info->main->unit_count; i++) {
		struct wk_unit *unit = &info->main->units[i];

		ranges.count = 0;
		ok = read_root(unit, &ranges, err) &&
		     (!unit->is_assembly || add_lines(unit, &ranges, err)) &&
		     (add_ranges(unit, &ranges) || wk_error_memory(err));
	}
	wk_vec_free(&ranges);
	if (ok && info->unit_ranges.count > 0)
		qsort(info->unit_ranges.data, info->unit_ranges.count,
		    sizeof(struct wk_unit_range), compare_range);
	info->has_units = ok;
	return ok;
}

static int
compare_func(const void *a, const void *b)
{
	const struct wk_unit_func *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* Lists the functions of a unit that have code, by where it is. */
static bool
list_funcs(struct wk_unit *unit, struct wk_error *err)
{
	struct wk_vec funcs = {.size = sizeof(struct wk_unit_func)};
	struct wk_vec ranges = {.size = sizeof(struct wk_list_range)};
	bool ok = true;

	for (uint32_t i = 0; ok && i < unit->entry_count; i++) {
		struct wk_ref ref = {unit, i};
		const struct wk_list_range *range;

		if (unit->entries[i].tag != DW_TAG_subprogram)
			continue;
		ranges.count = 0;
		ok = wk_list_ranges(ref, &ranges, err);
		range = ranges.data;
		for (uint32_t k = 0; ok && k < ranges.count; k++) {
			struct wk_unit_func *func = wk_vec_push(&funcs);

			if (func == NULL)
				ok = wk_error_memory(err);
			else
				*func = (struct wk_unit_func){
				    range[k].begin, range[k].end, i};
		}
	}
	wk_vec_free(&ranges);
	if (ok && funcs.count > 0)
		qsort(funcs.data, funcs.count, sizeof(struct wk_unit_func),
		    compare_func);
	if (ok) {
		uint32_t count = funcs.count;

		unit->funcs = wk_vec_finish(&funcs, unit->object->info->arena);
		unit->func_count = unit->funcs == NULL ? 0 : count;
		ok = unit->funcs != NULL || wk_error_memory(err);
	}
	wk_vec_free(&funcs);
	return ok;
}

/* Takes the entries into the arena. */
static bool
keep_entries(struct wk_unit *unit, struct wk_vec *entries, struct wk_vec *attrs,
    struct wk_error *err)
{
	struct wk_arena *arena = unit->object->info->arena;
	uint32_t count = entries->count;
	struct wk_entry *all = entries->data;
	void *data;

	/* Where reading broke off, nothing follows what was open. */
	for (uint32_t i = 0; i < count; i++)
		if (all[i].next == 0)
			all[i].next = count;
	unit->made = wk_arena_array(arena, count, sizeof(*unit->made));
	data = wk_vec_finish(attrs, arena);
	if (unit->made == NULL || data == NULL)
		return wk_error_memory(err);
	unit->attrs = data;
	data = wk_vec_finish(entries, arena);
	if (data == NULL)
		return wk_error_memory(err);
	unit->entries = data;
	unit->entry_count = count;
	return true;
}

bool
wk_unit_load(struct wk_unit *unit, struct wk_error *err)
{
	struct wk_vec entries = {.size = sizeof(struct wk_entry)};
	struct wk_vec attrs = {.size = sizeof(struct wk_attr)};
	struct wk_error fault = {0};
	bool ok = true;

	if (unit->is_loaded)
		return true;
	if (!wk_dwarf_entries(unit->object->dwarf, &unit->head, false, &entries,
		&attrs, &fault)) {
		if (fault.code == WK_E_MEMORY)
			ok = wk_error_pass(err, &fault);
		else
			wk_info_note(unit->object->info,
			    "unit 0x%" PRIx64 ": %s", unit->head.begin,
			    fault.message);
	}
	ok = ok && keep_entries(unit, &entries, &attrs, err) &&
	     list_funcs(unit, err);
	wk_vec_free(&entries);
	wk_vec_free(&attrs);
	unit->is_loaded = ok;
	if (!ok)
		unit->entry_count = 0;
	return ok;
}

/* The unit that says that it has code at an address; NULL for none. */
static struct wk_unit *
find_range(struct wk_info *info, uint64_t address)
{
	const struct wk_unit_range *ranges;
	uint32_t low = 0, high;

	ranges = info->unit_ranges.data;
	high = info->unit_ranges.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (ranges[middle].begin <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && address < ranges[low - 1].end ? ranges[low - 1].unit :
							  NULL;
}

/*
 * The unit with a function at an address, though it does not say that it has
 * code there: where optimisers moved code, some do not. From then on it has.
 */
static struct wk_unit *
find_function(struct wk_info *info, uint64_t address)
{
	struct wk_unit *unit = wk_index_unit_before(info, address);
	struct wk_unit_range *range;

	if (unit == NULL || !wk_unit_load(unit, NULL))
		return NULL;
	for (uint32_t i = 0; i < unit->func_count; i++) {
		const struct wk_unit_func *func = &unit->funcs[i];

		if (address < func->begin || address >= func->end)
			continue;
		if (unit->skeleton != NULL)
			unit = unit->skeleton;
		range = wk_vec_push(&info->unit_ranges);
		if (range == NULL)
			return NULL;
		*range = (struct wk_unit_range){func->begin, func->end, unit};
		qsort(info->unit_ranges.data, info->unit_ranges.count,
		    sizeof(struct wk_unit_range), compare_range);
		return unit;
	}
	return NULL;
}

struct wk_unit *
wk_unit_at(struct wk_info *info, uint64_t address)
{
	struct wk_unit *unit;

	if (!wk_unit_open_all(info, NULL) || !wk_unit_is_code(info, address))
		return NULL;
	unit = find_range(info, address);
	return unit != NULL ? unit : find_function(info, address);
}
