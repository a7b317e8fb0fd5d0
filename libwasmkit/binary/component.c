/*
 * Components (the component model's Binary.md): the sections, in which order
 * ever, and the scopes, which an explicit stack holds.
 */
#include <string.h>

#include "libwasmkit/binary.h"
#include "libwasmkit/binary/componentreader.h"

/* An open scope. */
struct frame {
	uint32_t scope;
	uint8_t kind;  /* enum wk_component_scope_kind */
	uint32_t left; /* items of the section, or declarators */
	/*
	 * Of the index spaces; WK_NONE when not known any more, because a
	 * damaged section may have added to it.
	 */
	uint32_t sizes[WK_SORT_COUNT];
	/* Of components: */
	struct wk_walk walk;
	uint32_t section; /* which is open, or WK_NONE */
};

/* What an index refers to. */
struct wk_component_entry {
	uint32_t item;
	struct wk_str name;
};

static const char *const section_texts[] = {
#define COMPONENT_SECTION(name, id, text) [id] = text,
#include "libwasmkit/model/component.def"
};

const char *
wk_component_section_text(uint8_t id)
{
	return id < WK_COMPONENT_SECTION_COUNT ? section_texts[id] : NULL;
}

static void *
push(struct wk_component_reader *r, struct wk_vec *vec)
{
	void *element = wk_vec_push(vec);

	if (element == NULL)
		wk_reader_no_memory(&r->core);
	return element;
}

static struct frame *
top_frame(const struct wk_component_reader *r)
{
	return (struct frame *)r->stack.data + (r->stack.count - 1);
}

/* Scopes and items */

void
wk_component_add(
    struct wk_component_reader *r, const struct wk_component_item *item)
{
	struct frame *frame = top_frame(r);
	struct wk_component_item *out;

	if (r->core.c.failed || (out = push(r, &r->items)) == NULL)
		return;
	*out = *item;
	out->scope = frame->scope;
	out->index = WK_NONE;
	if (out->sort == WK_SORT_NONE || frame->sizes[out->sort] == WK_NONE)
		return;
	if (out->count == 0)
		out->count = 1;
	out->index = frame->sizes[out->sort];
	frame->sizes[out->sort] += out->count;
}

static void
open_scope(struct wk_component_reader *r, enum wk_component_scope_kind kind,
    uint32_t left, const struct wk_walk *walk)
{
	uint32_t number = r->scopes.count;
	uint32_t parent = r->stack.count > 0 ? top_frame(r)->scope : WK_NONE;
	struct wk_component_scope *scope = push(r, &r->scopes);
	struct frame *frame = push(r, &r->stack);

	if (scope == NULL || frame == NULL)
		return;
	scope->kind = (uint8_t)kind;
	scope->depth = r->stack.count - 1;
	scope->parent = parent;
	scope->item = r->items.count - 1; /* of none it is WK_NONE */
	frame->scope = number;
	frame->kind = (uint8_t)kind;
	frame->left = left;
	frame->section = WK_NONE;
	if (walk != NULL) {
		frame->walk = *walk;
		scope->span = (struct wk_span){r->core.c.begin,
		    (uint32_t)(r->core.c.end - r->core.c.begin),
		    r->core.c.base};
	}
}

void
wk_component_open(struct wk_component_reader *r, struct wk_component_item *item,
    enum wk_component_scope_kind kind, uint32_t left)
{
	struct wk_cursor *c = &r->core.c;
	struct wk_walk walk;

	if (kind == WK_SCOPE_COMPONENT) {
		uint64_t offset = wk_cur_offset(c);

		item->sort = WK_SORT_COMPONENT;
		c->failed |= !wk_walk_open_span(&walk, wk_cur_rest(c), c->err);
		if (!c->failed && !walk.is_component)
			wk_cur_fail(c, WK_E_VERSION, offset + 4,
			    ": a module where a component should be");
	}
	item->opens = r->scopes.count;
	wk_component_add(r, item);
	if (!c->failed)
		open_scope(
		    r, kind, left, kind == WK_SCOPE_COMPONENT ? &walk : NULL);
}

/* Sections */

/* Whether a section is one item, and no list of them. */
static bool
is_single(uint8_t id)
{
	return id == WK_COMPONENT_CUSTOM || id == WK_COMPONENT_CORE_MODULE ||
	       id == WK_COMPONENT_COMPONENT || id == WK_COMPONENT_START;
}

static struct wk_component_section *
open_section(const struct wk_component_reader *r, const struct frame *frame)
{
	return (struct wk_component_section *)r->sections.data + frame->section;
}

/* Keeps what went wrong; NULL without memory. */
static const struct wk_error *
keep_error(struct wk_component_reader *r, const struct wk_error *err)
{
	const struct wk_error *kept =
	    wk_arena_copy(r->core.m->arena, err, sizeof(*err));

	if (kept == NULL)
		wk_reader_no_memory(&r->core);
	return kept;
}

/* Whether an item of a section may be new in an index space. */
static bool
may_add(uint8_t id, enum wk_sort sort)
{
	switch (id) {
	case WK_COMPONENT_CUSTOM:
		return false;
	case WK_COMPONENT_CORE_MODULE:
		return sort == WK_SORT_CORE_MODULE;
	case WK_COMPONENT_CORE_INSTANCE:
		return sort == WK_SORT_CORE_INSTANCE;
	case WK_COMPONENT_CORE_TYPE:
		return sort == WK_SORT_CORE_TYPE;
	case WK_COMPONENT_COMPONENT:
		return sort == WK_SORT_COMPONENT;
	case WK_COMPONENT_INSTANCE:
		return sort == WK_SORT_INSTANCE;
	case WK_COMPONENT_TYPE:
		return sort == WK_SORT_TYPE;
	case WK_COMPONENT_CANON:
		return sort == WK_SORT_FUNC || sort == WK_SORT_CORE_FUNC;
	case WK_COMPONENT_START:
	case WK_COMPONENT_VALUE:
		return sort == WK_SORT_VALUE;
	default: /* aliases, imports, exports, what is unknown */
		return true;
	}
}

static void
forget_sizes(struct frame *frame, uint8_t id)
{
	for (unsigned sort = 0; sort < WK_SORT_COUNT; sort++) {
		if (may_add(id, (enum wk_sort)sort))
			frame->sizes[sort] = WK_NONE;
	}
}

/* Leaves the section at its damage; false when memory is short. */
static bool
abandon_section(struct wk_component_reader *r)
{
	struct frame *frame = top_frame(r);
	struct wk_component_section *section;

	if (r->core.fault.code == WK_E_MEMORY)
		return false;
	while (frame->kind != WK_SCOPE_COMPONENT)
		frame--;
	r->stack.count = (uint32_t)(frame - (struct frame *)r->stack.data) + 1;
	section = open_section(r, frame);
	section->damage = keep_error(r, &r->core.fault);
	frame->left = 0;
	frame->section = WK_NONE;
	forget_sizes(frame, section->at.id);
	r->core.c.failed = false;
	return section->damage != NULL;
}

/* Goes to the next section; false at the end of the component. */
static bool
next_section(struct wk_component_reader *r, struct frame *frame)
{
	struct wk_cursor *c = &r->core.c;
	struct wk_component_section *section;
	struct wk_section at;

	r->core.fault.code = WK_E_NONE;
	if (!wk_walk_next(&frame->walk, &at, &r->core.fault) &&
	    r->core.fault.code == WK_E_NONE)
		return false;
	*c = wk_cur_open(
	    at.payload, WK_E_UNEXPECTED_END_SECTION, &r->core.fault);
	c->failed = r->core.fault.code != WK_E_NONE;
	frame->section = r->sections.count;
	section = push(r, &r->sections);
	if (section == NULL)
		return true;
	section->at = at;
	section->scope = frame->scope;
	section->first = r->items.count;
	if (wk_component_section_text(at.id) == NULL)
		wk_cur_fail(c, WK_E_SECTION_ID, at.offset,
		    " 0x%02x of a component", at.id);
	else
		section->count = is_single(at.id) ? 1 : wk_cur_u32(c);
	frame->left = section->count;
	return true;
}

/* Reads the next item of what the frame is of. */
static void
read_next(struct wk_component_reader *r, struct frame *frame)
{
	struct wk_component_item item = {
	    .sort = WK_SORT_NONE,
	    .opens = WK_NONE,
	    .offset = wk_cur_offset(&r->core.c),
	};
	const struct wk_component_section *section;

	frame->left--;
	if (frame->kind != WK_SCOPE_COMPONENT) {
		wk_component_read_declarator(
		    r, &item, (enum wk_component_scope_kind)frame->kind);
		return;
	}
	section = open_section(r, frame);
	item.kind = section->at.id;
	if (is_single(item.kind) ||
	    wk_reader_more(&r->core, section->count - frame->left - 1,
		section->count, "items"))
		wk_component_read_item(r, &item);
}

/* Checks that the section was read to its end. */
static void
close_section(struct wk_component_reader *r, struct frame *frame)
{
	struct wk_cursor *c = &r->core.c;
	uint8_t id = open_section(r, frame)->at.id;

	/* What was read last is not of a section with sections inside. */
	if (id != WK_COMPONENT_COMPONENT && c->p < c->end)
		wk_cur_fail(c, WK_E_SECTION_SIZE, wk_cur_offset(c),
		    ": %zu bytes behind the contents of the %s section",
		    wk_cur_left(c), wk_component_section_text(id));
	else
		frame->section = WK_NONE;
}

/* Ends the section, or the scope when there are no more. */
static void
end_part(struct wk_component_reader *r, struct frame *frame)
{
	if (frame->kind == WK_SCOPE_COMPONENT) {
		if (frame->section != WK_NONE)
			close_section(r, frame);
		else if (!next_section(r, frame))
			r->stack.count--;
	} else {
		r->stack.count--;
	}
}

static bool
read_all(struct wk_component_reader *r)
{
	while (r->stack.count > 0) {
		struct frame *frame = top_frame(r);

		if (frame->left > 0)
			read_next(r, frame);
		else
			end_part(r, frame);
		if (r->core.c.failed && !abandon_section(r))
			return false;
	}
	return true;
}

/* Index spaces */

/* Counts what each space has, and makes that its place among all. */
static uint32_t
place_spaces(
    const struct wk_component *component, struct wk_component_scope *scopes)
{
	uint32_t total = 0;

	for (uint32_t i = 0; i < component->item_count; i++) {
		const struct wk_component_item *item = &component->items[i];

		if (item->index != WK_NONE)
			scopes[item->scope].spaces[item->sort] += item->count;
	}
	for (uint32_t i = 0; i < component->scope_count; i++) {
		for (unsigned sort = 0; sort < WK_SORT_COUNT; sort++) {
			uint32_t count = scopes[i].spaces[sort];

			scopes[i].spaces[sort] = total;
			total += count;
		}
		scopes[i].spaces[WK_SORT_COUNT] = total;
	}
	return total;
}

static struct wk_component_entry *
make_entries(struct wk_component_reader *r,
    const struct wk_component *component, struct wk_component_scope *scopes)
{
	uint32_t total = place_spaces(component, scopes);
	struct wk_component_entry *entries =
	    wk_reader_alloc(&r->core, total, sizeof(*entries));

	if (entries == NULL)
		return NULL;
	for (uint32_t i = 0; i < component->item_count; i++) {
		const struct wk_component_item *item = &component->items[i];
		uint32_t place;

		if (item->index == WK_NONE)
			continue;
		place = scopes[item->scope].spaces[item->sort] + item->index;
		for (uint32_t n = 0; n < item->count; n++)
			entries[place + n].item = i;
	}
	return entries;
}

/* The entry of an index, or NULL. */
static const struct wk_component_entry *
find_entry(const struct wk_component *component, uint32_t scope,
    enum wk_sort sort, uint32_t index)
{
	const uint32_t *spaces;

	if (scope >= component->scope_count || sort >= WK_SORT_COUNT)
		return NULL;
	spaces = component->scopes[scope].spaces;
	if (index >= spaces[sort + 1] - spaces[sort])
		return NULL;
	return &component->entries[spaces[sort] + index];
}

const struct wk_component_item *
wk_component_find(const struct wk_component *component, uint32_t scope,
    enum wk_sort sort, uint32_t index)
{
	const struct wk_component_entry *entry =
	    find_entry(component, scope, sort, index);

	return entry != NULL ? &component->items[entry->item] : NULL;
}

/* Names (Binary.md, name section) */

struct wk_str
wk_component_name(const struct wk_component *component, uint32_t scope,
    enum wk_sort sort, uint32_t index)
{
	const struct wk_component_entry *entry =
	    find_entry(component, scope, sort, index);

	return entry != NULL ? entry->name : (struct wk_str){NULL, 0};
}

/* The names of one sort. Of two names of one index the first stays. */
static void
read_sort_names(struct wk_component_reader *r,
    const struct wk_component *component, uint32_t scope)
{
	struct wk_cursor *c = &r->core.c;
	enum wk_sort sort = wk_component_read_sort(r);
	uint32_t count = wk_cur_u32(c);

	for (uint32_t i = 0; i < count && !c->failed; i++) {
		uint32_t index = wk_cur_u32(c);
		struct wk_str name = wk_cur_name(c);
		struct wk_component_entry *entry;

		entry = (struct wk_component_entry *)(uintptr_t)find_entry(
		    component, scope, sort, index);
		if (!c->failed && entry != NULL && entry->name.data == NULL)
			entry->name = name;
	}
}

/* Reads names as far as they go; false when they are damaged. */
static bool
read_names(struct wk_component_reader *r, const struct wk_component *component,
    struct wk_component_scope *scope, struct wk_span data)
{
	struct wk_cursor all =
	    wk_cur_open(data, WK_E_UNEXPECTED_END_SECTION, &r->core.fault);
	uint32_t number = (uint32_t)(scope - component->scopes);

	r->core.fault.code = WK_E_NONE;
	while (!wk_cur_at_end(&all)) {
		uint8_t id = wk_cur_u8(&all);
		struct wk_span span = wk_cur_bytes(&all, wk_cur_u32(&all));

		r->core.c = wk_cur_open(span, all.end_code, &r->core.fault);
		if (!all.failed && id == 0)
			scope->name = wk_cur_name(&r->core.c);
		else if (!all.failed && id == 1)
			read_sort_names(r, component, number);
		all.failed |= r->core.c.failed;
	}
	return !all.failed;
}

/* Finds the sections of names, and what is wrong with them. */
static void
find_names(struct wk_component_reader *r, struct wk_component *component,
    struct wk_component_scope *scopes, struct wk_component_section *sections)
{
	static const char name[] = "component-name";

	for (uint32_t i = 0; i < component->section_count; i++) {
		struct wk_component_section *section = &sections[i];
		const struct wk_component_item *item;

		if (section->at.id != WK_COMPONENT_CUSTOM ||
		    section->item_count == 0)
			continue;
		item = &component->items[section->first];
		if (item->custom.name.size == sizeof(name) - 1 &&
		    memcmp(item->custom.name.data, name, sizeof(name) - 1) ==
			0 &&
		    !read_names(r, component, &scopes[section->scope],
			item->custom.data)) {
			r->core.c.failed = false;
			section->damage = keep_error(r, &r->core.fault);
		}
	}
}

/* Moves the lists into the component's arena and finds what they refer to. */
static bool
finish(struct wk_component_reader *r, struct wk_component *out)
{
	struct wk_arena *arena = r->core.m->arena;
	struct wk_component_scope *scopes;
	struct wk_component_section *sections;

	out->scope_count = r->scopes.count;
	out->section_count = r->sections.count;
	out->item_count = r->items.count;
	out->scopes = scopes = wk_vec_finish(&r->scopes, arena);
	out->sections = sections = wk_vec_finish(&r->sections, arena);
	out->items = wk_vec_finish(&r->items, arena);
	if (scopes == NULL || sections == NULL || out->items == NULL)
		return false;
	for (uint32_t i = 0; i < out->section_count; i++)
		sections[i].item_count =
		    (i + 1 < out->section_count ? sections[i + 1].first :
						  out->item_count) -
		    sections[i].first;
	out->entries = make_entries(r, out, scopes);
	if (out->entries == NULL)
		return false;
	find_names(r, out, scopes, sections);
	return !r->core.c.failed;
}

/* An empty component in an arena of its own; NULL when memory is short. */
static struct wk_component *
new_component(struct wk_component_reader *r)
{
	struct wk_arena *arena = wk_arena_new();
	struct wk_component *component = NULL;

	if (arena != NULL) {
		component = wk_arena_array(arena, 1, sizeof(*component));
		r->core.m = wk_arena_array(arena, 1, sizeof(*r->core.m));
	}
	if (component == NULL || r->core.m == NULL) {
		wk_arena_free(arena);
		return NULL;
	}
	component->arena = r->core.m->arena = arena;
	r->core.m->features = wk_features_all();
	return component;
}

bool
wk_component_read(const struct wk_source *source, struct wk_component **out,
    struct wk_error *err)
{
	struct wk_component_reader r = {
	    .sections.size = sizeof(struct wk_component_section),
	    .scopes.size = sizeof(struct wk_component_scope),
	    .items.size = sizeof(struct wk_component_item),
	    .stack.size = sizeof(struct frame),
	};
	struct wk_component *component;
	struct wk_walk walk;
	bool ok;

	*out = NULL;
	if (!wk_walk_open(&walk, source, err))
		return false;
	if (!walk.is_component)
		return wk_error_set(err, WK_E_VERSION, 4,
		    ": this is a module, not a component");
	component = new_component(&r);
	if (component == NULL)
		return wk_error_memory(err);
	r.core.lists[WK_LIST_TYPES].size = sizeof(struct wk_type);
	r.core.lists[WK_LIST_SCRATCH].size = sizeof(wk_valtype);
	r.core.c = wk_cur_open(
	    (struct wk_span){source->data, (uint32_t)source->size, 0},
	    WK_E_UNEXPECTED_END, &r.core.fault);
	open_scope(&r, WK_SCOPE_COMPONENT, 0, &walk);
	ok = !r.core.c.failed && read_all(&r) && finish(&r, component);
	wk_vec_free(&r.sections);
	wk_vec_free(&r.scopes);
	wk_vec_free(&r.items);
	wk_vec_free(&r.stack);
	for (unsigned i = 0; i < WK_LIST_COUNT; i++)
		wk_vec_free(&r.core.lists[i]);
	if (ok) {
		*out = component;
		return true;
	}
	wk_component_free(component);
	return wk_error_memory(err);
}

void
wk_component_free(struct wk_component *component)
{
	if (component != NULL)
		wk_arena_free(component->arena);
}
