/*
 * The name section (specification A.2 and the extended name section).
 */
#include "libwasmkit/binary/customname.h"
#include "libwasmkit/binary/reader.h"
#include "libwasmkit/binary/subsection.h"

/* The number of entries of an index space of a module. */
static uint32_t
space_size(const struct wk_module *m, enum wk_space space)
{
	switch (space) {
	case WK_SPACE_FUNC:
		return m->func_count;
	case WK_SPACE_TYPE:
		return m->type_count;
	case WK_SPACE_TABLE:
		return m->table_count;
	case WK_SPACE_MEMORY:
		return m->memory_count;
	case WK_SPACE_GLOBAL:
		return m->global_count;
	case WK_SPACE_ELEM:
		return m->elem_count;
	case WK_SPACE_DATA:
		return m->data_count;
	case WK_SPACE_TAG:
		return m->tag_count;
	case WK_SPACE_COUNT:
		break;
	}
	return 0;
}

/* An array that is made when first needed, or NULL without memory. */
static void *
array_for(struct wk_reader *r, const void *old, uint32_t count, size_t size)
{
	return old != NULL ? (void *)(uintptr_t)old :
			     wk_reader_alloc(r, count, size);
}

/* A name map. Of two names of one entry the first stays. */
static void
read_space(struct wk_reader *r, struct wk_cursor *c, enum wk_space space)
{
	uint32_t size = space_size(r->m, space);
	struct wk_str *names =
	    array_for(r, r->m->names.space[space].names, size, sizeof(*names));
	uint32_t count = wk_cur_u32(c);

	if (names == NULL)
		return;
	r->m->names.space[space].names = names;
	r->m->names.space[space].count = size;
	for (uint32_t i = 0; i < count && !c->failed; i++) {
		uint32_t index = wk_cur_u32(c);
		struct wk_str name = wk_cur_name(c);

		if (!c->failed && index < size && names[index].data == NULL)
			names[index] = name;
	}
}

/* The span of a name map's pairs, each of which is checked. */
static struct wk_span
read_map(struct wk_cursor *c)
{
	uint32_t count = wk_cur_u32(c);
	struct wk_span map = {.data = c->p, .offset = wk_cur_offset(c)};

	for (uint32_t i = 0; i < count && !c->failed; i++) {
		const uint8_t *before = c->p;

		(void)wk_cur_u32(c);
		(void)wk_cur_name(c);
		if (c->failed)
			c->p = before;
	}
	map.size = (uint32_t)(c->p - map.data);
	return map;
}

/* The number of entries that have such names inside. */
static uint32_t
outer_size(const struct wk_module *m, enum wk_inner_space inner)
{
	switch (inner) {
	case WK_INNER_LOCAL:
	case WK_INNER_LABEL:
		return m->func_count;
	case WK_INNER_FIELD:
	case WK_INNER_PARAM:
		return m->type_count;
	case WK_INNER_TAG_PARAM:
		return m->tag_count;
	case WK_INNER_COUNT:
		break;
	}
	return 0;
}

/* An indirect name map. */
static void
read_inner(struct wk_reader *r, struct wk_cursor *c, enum wk_inner_space inner)
{
	uint32_t size = outer_size(r->m, inner);
	struct wk_span *maps =
	    array_for(r, r->m->names.inner[inner].maps, size, sizeof(*maps));
	uint32_t count = wk_cur_u32(c);

	if (maps == NULL)
		return;
	r->m->names.inner[inner].maps = maps;
	r->m->names.inner[inner].count = size;
	for (uint32_t i = 0; i < count && !c->failed; i++) {
		uint32_t index = wk_cur_u32(c);
		struct wk_span map = read_map(c);

		if (index < size && maps[index].size == 0)
			maps[index] = map;
	}
}

static void
read_module_name(struct wk_reader *r, struct wk_cursor *c)
{
	struct wk_str name = wk_cur_name(c);

	if (!c->failed && !r->m->names.has_module) {
		r->m->names.has_module = true;
		r->m->names.module = name;
	}
}

static void
read_subsection(struct wk_reader *r, struct wk_cursor *c, uint8_t id)
{
	switch (id) {
	case WK_NAMES_MODULE:
		read_module_name(r, c);
		break;
#define SPACE(name) \
	case WK_NAMES_##name: \
		read_space(r, c, WK_SPACE_##name); \
		break;
#define INNER(name) \
	case WK_NAMES_##name: \
		read_inner(r, c, WK_INNER_##name); \
		break;
		WK_NAMES_SUBSECTIONS(SPACE, INNER)
#undef SPACE
#undef INNER
	default: /* of a later specification */
		c->p = c->end;
	}
	wk_cur_end(c, "the names");
}

void
wk_readnames_section(struct wk_reader *r, struct wk_cursor *c)
{
	bool damaged = false;
	struct wk_cursor sub;
	uint8_t id;

	while (!r->c.failed && wk_subsection_next(c, NULL, &id, &sub)) {
		read_subsection(r, &sub, id);
		damaged |= sub.failed;
	}
	c->failed |= damaged;
}
