#include "libwasmkit/debuginfo/index.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/fullname.h"
#include "libwasmkit/debuginfo/scopeinfo.h"
#include "libwasmkit/debuginfo/skimunit.h"
#include "libwasmkit/debuginfo/split.h"
#include "libwasmkit/debuginfo/typeinfo.h"

enum {
	MAX_HOPS = 8,
	MAX_SCOPES = 64,
	MAX_FULL = 4096,
	HAS_CONCRETE = 0x80, /* a flag of an item: another has its code */
};

/* Items of one kind, by the last component of their names. */
struct list {
	struct wk_vec members; /* struct member */
	struct wk_map map;     /* name -> the last member that has it */
};

struct member {
	uint32_t item;
	uint32_t next; /* the member before with that name, or WK_NONE */
	const char *full;
};

/* Where a function begins. */
struct start {
	uint64_t address;
	struct wk_unit *unit;
};

struct wk_index {
	struct wk_vec items;  /* struct wk_skim_item */
	struct wk_vec starts; /* struct start, sorted once it is needed */
	struct list funcs, linkages, vars, types;
};

static void
free_list(struct list *list)
{
	wk_vec_free(&list->members);
	wk_map_free(&list->map);
}

void
wk_index_free(struct wk_index *index)
{
	if (index == NULL)
		return;
	wk_vec_free(&index->items);
	wk_vec_free(&index->starts);
	free_list(&index->funcs);
	free_list(&index->linkages);
	free_list(&index->vars);
	free_list(&index->types);
	free(index);
}

static struct wk_skim_item *
item_at(const struct wk_index *index, uint32_t i)
{
	return (struct wk_skim_item *)index->items.data + i;
}

static struct member *
member_at(const struct list *list, uint32_t i)
{
	return (struct member *)list->members.data + i;
}

/* The item of an offset in the units of an item's object; NULL for none. */
static struct wk_skim_item *
find_item(
    const struct wk_index *index, const struct wk_unit *unit, uint64_t offset)
{
	uint32_t low, high;

	if (offset < unit->head.begin || offset >= unit->head.end)
		unit = wk_unit_of_offset(unit->object, offset, false);
	if (unit == NULL)
		return NULL;
	low = unit->first_item;
	high = low + unit->item_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (item_at(index, middle)->offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == unit->first_item + unit->item_count ||
	    item_at(index, low)->offset != offset)
		return NULL;
	return item_at(index, low);
}

/* Takes name and scope from what an item completes. */
static void
resolve(const struct wk_index *index, struct wk_skim_item *item)
{
	struct wk_skim_item *other = item;

	if (item->tag == DW_TAG_inlined_subroutine)
		return;
	for (unsigned i = 0; i < MAX_HOPS && other->link != 0; i++) {
		struct wk_skim_item *next =
		    find_item(index, other->unit, other->link);

		if (next == NULL)
			return;
		if (i == 0 && (item->flags & WK_SKIM_HAS_ORIGIN) != 0 &&
		    (item->flags & WK_SKIM_HAS_CODE) != 0)
			next->flags |= HAS_CONCRETE;
		other = next;
		if (item->linkage == NULL)
			item->linkage = other->linkage;
		if (item->name == NULL && other->name != NULL) {
			item->name = other->name;
			item->scope = other->scope;
		}
	}
}

static bool
add_member(struct list *list, uint32_t item, struct wk_str key)
{
	uint32_t number = list->members.count, old = WK_NONE;
	struct member *member = wk_vec_push(&list->members);

	if (member == NULL)
		return false;
	switch (wk_map_add(&list->map, key.data, key.size, number, &old)) {
	case WK_MAP_ADDED:
		old = WK_NONE;
		break;
	case WK_MAP_PRESENT:
		*wk_map_at(&list->map, key.data, key.size) = number;
		break;
	case WK_MAP_FAILED:
		return false;
	}
	*member = (struct member){.item = item, .next = old};
	return true;
}

static bool
is_inside_function(const struct wk_index *index, const struct wk_skim_item *i)
{
	return i->scope != WK_NONE &&
	       item_at(index, i->scope)->tag == DW_TAG_subprogram;
}

static bool
add_func(struct wk_index *index, uint32_t i)
{
	struct wk_skim_item *item = item_at(index, i);
	bool has_code = (item->flags & WK_SKIM_HAS_CODE) != 0;

	/* Those inlined may have code of their own, which then counts. */
	if (!has_code && ((item->flags & WK_SKIM_IS_INLINED) == 0 ||
			     (item->flags & HAS_CONCRETE) != 0))
		return true;
	if (item->name == NULL)
		item->name = item->linkage;
	if (item->name == NULL)
		item->name = "(no name)";
	return add_member(&index->funcs, i, wk_fullname_last(item->name)) &&
	       (item->linkage == NULL ||
		   add_member(&index->linkages, i,
		       (struct wk_str){
			   item->linkage, (uint32_t)strlen(item->linkage)}));
}

static bool
add_item(struct wk_index *index, uint32_t i)
{
	struct wk_skim_item *item = item_at(index, i);
	bool is_declaration = (item->flags & WK_SKIM_IS_DECLARATION) != 0;

	switch (item->tag) {
	case DW_TAG_subprogram:
		return add_func(index, i);
	case DW_TAG_variable:
		if (item->name == NULL || is_declaration ||
		    (item->flags & WK_SKIM_HAS_ORIGIN) != 0 ||
		    ((item->flags & WK_SKIM_IS_PLACED) == 0 &&
			is_inside_function(index, item)))
			return true;
		return add_member(
		    &index->vars, i, wk_fullname_last(item->name));
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_member:
		return true;
	default:
		if (item->name == NULL || is_declaration)
			return true;
		return add_member(
		    &index->types, i, wk_fullname_last(item->name));
	}
}

static bool
skim_all(struct wk_info *info, struct wk_index *index, struct wk_error *err)
{
	for (uint32_t i = 0; i < info->main->unit_count; i++) {
		struct wk_unit *unit = wk_split_body(&info->main->units[i]);

		if (unit == NULL)
			continue;
		unit->first_item = index->items.count;
		if (!wk_skim_unit(unit, &index->items, err))
			return false;
		unit->item_count = index->items.count - unit->first_item;
	}
	return true;
}

static struct wk_index *
make_index(struct wk_info *info, struct wk_error *err)
{
	struct wk_index *index = calloc(1, sizeof(*index));

	if (index == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	index->items.size = sizeof(struct wk_skim_item);
	index->starts.size = sizeof(struct start);
	index->funcs.members.size = sizeof(struct member);
	index->linkages.members.size = sizeof(struct member);
	index->vars.members.size = sizeof(struct member);
	index->types.members.size = sizeof(struct member);
	if (!skim_all(info, index, err)) {
		wk_index_free(index);
		return NULL;
	}
	for (uint32_t i = 0; i < index->items.count; i++)
		resolve(index, item_at(index, i));
	for (uint32_t i = 0; i < index->items.count; i++)
		if (!add_item(index, i)) {
			wk_index_free(index);
			wk_error_memory(err);
			return NULL;
		}
	return index;
}

/* The index, made when it is first asked for; NULL for none. */
static struct wk_index *
get_index(struct wk_info *info, struct wk_error *err)
{
	if (info->index == NULL && info->main != NULL &&
	    wk_unit_open_all(info, err))
		info->index = make_index(info, err);
	return info->index;
}

static int
compare_start(const void *a, const void *b)
{
	const struct start *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* Lists where functions begin. */
static bool
list_starts(struct wk_index *index)
{
	for (uint32_t i = 0; i < index->items.count; i++) {
		const struct wk_skim_item *item = item_at(index, i);
		struct start *start;

		if (item->tag != DW_TAG_subprogram || item->low == 0)
			continue;
		start = wk_vec_push(&index->starts);
		if (start == NULL)
			return false;
		*start = (struct start){item->low, item->unit};
	}
	if (index->starts.count > 0)
		qsort(index->starts.data, index->starts.count,
		    sizeof(struct start), compare_start);
	return true;
}

struct wk_unit *
wk_index_unit_before(struct wk_info *info, uint64_t address)
{
	struct wk_index *index = get_index(info, NULL);
	const struct start *starts;
	uint32_t low = 0, high;

	if (index == NULL || (index->starts.count == 0 && !list_starts(index)))
		return NULL;
	starts = index->starts.data;
	high = index->starts.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (starts[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : starts[low - 1].unit;
}

/* Writes the full name of an item; what is too long is cut. */
static void
write_full(const struct wk_index *index, const struct wk_skim_item *item,
    char full[MAX_FULL])
{
	const char *parts[MAX_SCOPES];
	unsigned count = 0;
	size_t size = 0;
	const struct wk_skim_item *scope = item;

	parts[count++] = item->name;
	while (scope->scope != WK_NONE && count < MAX_SCOPES) {
		scope = item_at(index, scope->scope);
		if (!wk_fullname_is_scope(scope->tag))
			break;
		parts[count++] = wk_fullname_scope(scope->tag, scope->name);
	}
	while (count-- > 0) {
		size_t n = strlen(parts[count]);

		if (n + 3 > MAX_FULL - size)
			break;
		memcpy(full + size, parts[count], n);
		size += n;
		if (count > 0) {
			memcpy(full + size, "::", 2);
			size += 2;
		}
	}
	full[size] = '\0';
}

/* The full name of a member; NULL without memory. */
static const char *
full_of(struct wk_info *info, struct member *member)
{
	const struct wk_skim_item *item = item_at(info->index, member->item);
	char full[MAX_FULL];

	if (member->full != NULL)
		return member->full;
	member->full = item->name;
	if (item->scope != WK_NONE) {
		write_full(info->index, item, full);
		member->full =
		    wk_arena_copy(info->arena, full, strlen(full) + 1);
	}
	return member->full;
}

/* The entry of an item; false when its unit is damaged, or without memory. */
static bool
entry_of(
    const struct wk_skim_item *item, struct wk_ref *out, struct wk_error *err)
{
	out->unit = item->unit;
	if (!wk_unit_load(item->unit, err))
		return false;
	out->entry = wk_unit_entry(item->unit, item->offset);
	/* Of a damaged unit there may be two views. */
	return out->entry != WK_NONE && wk_unit_at_ref(*out)->tag == item->tag;
}

bool
wk_index_inlined(struct wk_info *info, struct wk_ref func, struct wk_vec *refs)
{
	struct wk_index *index = get_index(info, NULL);
	uint64_t offset = wk_unit_at_ref(func)->offset;

	for (uint32_t i = 0; index != NULL && i < index->items.count; i++) {
		const struct wk_skim_item *item = item_at(index, i);
		struct wk_ref ref;
		struct wk_ref *place;

		if (item->tag != DW_TAG_inlined_subroutine ||
		    item->link != offset || item->unit == func.unit ||
		    item->unit->object != func.unit->object ||
		    !entry_of(item, &ref, NULL))
			continue;
		place = wk_vec_push(refs);
		if (place == NULL)
			return false;
		*place = ref;
	}
	return true;
}

/* Makes what an item is, of one kind or another; NULL without memory. */
typedef const void *(*maker)(struct wk_ref ref);

static const void *
make_func(struct wk_ref ref)
{
	return wk_scope_func(ref);
}

static const void *
make_var(struct wk_ref ref)
{
	return wk_scope_var(ref, true, 0);
}

/* Appends what a member is, unless it is there. Damaged ones are left out. */
static bool
add_made(const struct wk_skim_item *item, maker make, struct wk_vec *out,
    struct wk_error *err)
{
	struct wk_error fault = {0};
	const void *const *all = out->data;
	const void *made;
	const void **place;
	struct wk_ref ref;

	if (!entry_of(item, &ref, &fault))
		return fault.code == WK_E_NONE || wk_error_pass(err, &fault);
	made = make(ref);
	if (made == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < out->count; i++)
		if (all[i] == made)
			return true;
	place = wk_vec_push(out);
	if (place == NULL)
		return wk_error_memory(err);
	*place = made;
	return true;
}

/* The last member with a key. */
static uint32_t
first_member(const struct list *list, struct wk_str key)
{
	const uint32_t *at = wk_map_at(&list->map, key.data, key.size);

	return at == NULL ? WK_NONE : *at;
}

/* Appends those of a list whose full name fits. */
static bool
find_named(struct wk_info *info, struct list *list, const char *name,
    maker make, struct wk_vec *out, struct wk_error *err)
{
	uint32_t i = first_member(list, wk_fullname_last(name));

	while (i != WK_NONE) {
		struct member *member = member_at(list, i);
		const char *full = full_of(info, member);

		if (full == NULL)
			return wk_error_memory(err);
		if (wk_fullname_fits(full, name) &&
		    !add_made(
			item_at(info->index, member->item), make, out, err))
			return false;
		i = member->next;
	}
	return true;
}

static bool
find_linkage(struct wk_info *info, const char *name, struct wk_vec *out,
    struct wk_error *err)
{
	struct list *list = &info->index->linkages;
	struct wk_str key = {name, (uint32_t)strlen(name)};
	uint32_t i = first_member(list, key);

	while (i != WK_NONE) {
		struct member *member = member_at(list, i);

		if (!add_made(item_at(info->index, member->item), make_func,
			out, err))
			return false;
		i = member->next;
	}
	return true;
}

/* They were found last first. */
static void
reverse(struct wk_vec *vec)
{
	const void **all = vec->data;

	for (uint32_t i = 0; i < vec->count / 2; i++) {
		const void *other = all[i];

		all[i] = all[vec->count - 1 - i];
		all[vec->count - 1 - i] = other;
	}
}

bool
wk_info_find_funcs(struct wk_info *info, const char *name,
    const struct wk_info_func ***out, size_t *count, struct wk_error *err)
{
	struct wk_vec found = {.size = sizeof(const void *)};
	struct wk_error fault = {0};
	struct wk_index *index = get_index(info, &fault);

	*out = NULL;
	*count = 0;
	if (fault.code != WK_E_NONE)
		return wk_error_pass(err, &fault);
	if (!wk_vec_reserve(&found, 1))
		return wk_error_memory(err);
	if (index != NULL &&
	    (!find_named(info, &index->funcs, name, make_func, &found, err) ||
		!find_linkage(info, name, &found, err))) {
		wk_vec_free(&found);
		return false;
	}
	reverse(&found);
	*out = found.data;
	*count = found.count;
	return true;
}

uint32_t
wk_info_func_count(struct wk_info *info)
{
	struct wk_index *index = get_index(info, NULL);

	return index == NULL ? 0 : index->funcs.members.count;
}

const struct wk_info_func *
wk_info_func(struct wk_info *info, uint32_t n)
{
	struct wk_index *index = get_index(info, NULL);
	struct wk_ref ref;

	if (index == NULL || n >= index->funcs.members.count ||
	    !entry_of(
		item_at(index, member_at(&index->funcs, n)->item), &ref, NULL))
		return NULL;
	return wk_scope_func(ref);
}

const char *
wk_info_func_name(struct wk_info *info, uint32_t n)
{
	struct wk_index *index = get_index(info, NULL);

	if (index == NULL || n >= index->funcs.members.count)
		return NULL;
	return full_of(info, member_at(&index->funcs, n));
}

/*
 * How near a variable is to an offset: 2 in the function there, 1 in the unit,
 * else 0.
 */
static unsigned
nearness(const struct wk_info_var *var, struct wk_ref func)
{
	struct wk_ref ref = wk_scope_of_var(var);
	uint32_t end;

	if (func.unit == NULL || ref.unit != func.unit)
		return 0;
	if (func.entry == WK_NONE)
		return 1;
	end = wk_unit_at_ref(func)->next;
	return ref.entry > func.entry && ref.entry < end ? 2 : 1;
}

/* Puts the nearest first, and else leaves the order. */
static void
sort_nearest(struct wk_vec *found, struct wk_ref func)
{
	const struct wk_info_var **all = found->data;

	for (uint32_t i = 1; i < found->count; i++) {
		const struct wk_info_var *var = all[i];
		unsigned near = nearness(var, func);
		uint32_t k = i;

		for (; k > 0 && nearness(all[k - 1], func) < near; k--)
			all[k] = all[k - 1];
		all[k] = var;
	}
}

bool
wk_info_find_vars(struct wk_info *info, const char *name, uint64_t near,
    const struct wk_info_var ***out, size_t *count, struct wk_error *err)
{
	struct wk_vec found = {.size = sizeof(const void *)};
	struct wk_error fault = {0};
	struct wk_index *index = get_index(info, &fault);
	struct wk_ref func = {0};

	*out = NULL;
	*count = 0;
	if (fault.code != WK_E_NONE)
		return wk_error_pass(err, &fault);
	if (!wk_vec_reserve(&found, 1))
		return wk_error_memory(err);
	if (index != NULL &&
	    !find_named(info, &index->vars, name, make_var, &found, err)) {
		wk_vec_free(&found);
		return false;
	}
	reverse(&found);
	if (near != WK_NO_OFFSET && found.count > 1) {
		(void)wk_scope_function(
		    info, wk_info_address(info, near), &func);
		sort_nearest(&found, func);
	}
	*out = found.data;
	*count = found.count;
	return true;
}

uint32_t
wk_info_var_count(struct wk_info *info)
{
	struct wk_index *index = get_index(info, NULL);

	return index == NULL ? 0 : index->vars.members.count;
}

const struct wk_info_var *
wk_info_var(struct wk_info *info, uint32_t n)
{
	struct wk_index *index = get_index(info, NULL);
	struct wk_ref ref;

	if (index == NULL || n >= index->vars.members.count ||
	    !entry_of(
		item_at(index, member_at(&index->vars, n)->item), &ref, NULL))
		return NULL;
	return wk_scope_var(ref, true, 0);
}

const char *
wk_info_var_name(struct wk_info *info, uint32_t n)
{
	struct wk_index *index = get_index(info, NULL);

	if (index == NULL || n >= index->vars.members.count)
		return NULL;
	return full_of(info, member_at(&index->vars, n));
}

/* What a name may be preceded by in C: the kind it has to be of. */
static const char *
skip_keyword(const char *name, uint32_t *kinds)
{
	static const struct {
		const char *text;
		uint32_t kinds;
	} keywords[] = {
	    {"struct ", 1u << WK_INFO_STRUCT | 1u << WK_INFO_CLASS},
	    {"class ", 1u << WK_INFO_STRUCT | 1u << WK_INFO_CLASS},
	    {"union ", 1u << WK_INFO_UNION},
	    {"enum ", 1u << WK_INFO_ENUM},
	};

	*kinds = UINT32_MAX;
	for (unsigned i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		size_t size = strlen(keywords[i].text);

		if (strncmp(name, keywords[i].text, size) == 0) {
			*kinds = keywords[i].kinds;
			return name + size;
		}
	}
	return name;
}

/*
 * The type of a name and one of some kinds: that of a unit, else any. Where
 * only_full, the name is whole.
 */
static const struct wk_info_type *
find_type(struct wk_info *info, const char *name, uint32_t kinds,
    const struct wk_unit *near, bool only_full)
{
	struct list *list = &info->index->types;
	uint32_t i = first_member(list, wk_fullname_last(name));
	const struct wk_info_type *best = NULL;

	for (; i != WK_NONE; i = member_at(list, i)->next) {
		struct member *member = member_at(list, i);
		struct wk_skim_item *item = item_at(info->index, member->item);
		const char *full = full_of(info, member);
		const struct wk_info_type *type;
		struct wk_ref ref;

		if (full == NULL)
			return NULL;
		if ((best != NULL && item->unit != near) ||
		    !(only_full ? strcmp(full, name) == 0 :
				  wk_fullname_fits(full, name)) ||
		    !entry_of(item, &ref, NULL))
			continue;
		type = wk_type_of(ref);
		if (type == NULL || (kinds >> type->kind & 1) == 0)
			continue;
		best = type;
		if (near == NULL || item->unit == near)
			break;
	}
	return best;
}

const struct wk_info_type *
wk_info_find_type(struct wk_info *info, const char *name, uint64_t near)
{
	struct wk_unit *unit = NULL;
	uint32_t kinds;

	if (get_index(info, NULL) == NULL)
		return NULL;
	name = skip_keyword(name, &kinds);
	if (near != WK_NO_OFFSET)
		unit = wk_unit_at(info, wk_info_address(info, near));
	if (unit != NULL)
		unit = wk_split_body(unit);
	return find_type(info, name, kinds, unit, false);
}

const struct wk_info_type *
wk_index_definition(
    struct wk_info *info, const struct wk_info_type *declaration)
{
	uint32_t kinds = 1u << declaration->kind;

	if (get_index(info, NULL) == NULL || declaration->name == NULL)
		return NULL;
	if (declaration->kind == WK_INFO_STRUCT ||
	    declaration->kind == WK_INFO_CLASS)
		kinds = 1u << WK_INFO_STRUCT | 1u << WK_INFO_CLASS;
	return find_type(info, declaration->name, kinds, NULL, true);
}

void
wk_info_each_type(struct wk_info *info,
    bool (*each)(void *user, const struct wk_info_type *type), void *user)
{
	struct wk_index *index = get_index(info, NULL);
	struct wk_map seen = {0};

	for (uint32_t i = 0; index != NULL && i < index->types.members.count;
	    i++) {
		struct member *member = member_at(&index->types, i);
		const char *full = full_of(info, member);
		const struct wk_info_type *type;
		struct wk_ref ref;

		if (full == NULL ||
		    wk_map_add(&seen, full, (uint32_t)strlen(full), i, NULL) !=
			WK_MAP_ADDED ||
		    !entry_of(item_at(index, member->item), &ref, NULL))
			continue;
		type = wk_type_of(ref);
		if (type == NULL || !each(user, type))
			break;
	}
	wk_map_free(&seen);
}
