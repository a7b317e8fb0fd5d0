/*
 * The name section (specification A.2 and the extended name section), laid
 * out as WABT does: module, functions, the locals of every function, and then
 * only what has names.
 */
#include "libwasmkit/binary/customname.h"
#include "libwasmkit/binary/writer.h"

static void
write_module_name(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_writer_name(w, w->m->names.module);
}

static uint32_t
count_named(const struct wk_module *m, uint32_t space)
{
	uint32_t named = 0;

	for (uint32_t i = 0; i < m->names.space[space].count; i++)
		named += m->names.space[space].names[i].data != NULL;
	return named;
}

/* A name map of a space. */
static void
write_space(struct wk_writer *w, uint32_t space)
{
	const struct wk_str *names = w->m->names.space[space].names;

	wk_buf_u32(&w->buf, count_named(w->m, space));
	for (uint32_t i = 0; i < w->m->names.space[space].count; i++) {
		if (names[i].data == NULL)
			continue;
		wk_buf_u32(&w->buf, i);
		wk_writer_name(w, names[i]);
	}
}

static void
write_map(struct wk_writer *w, uint32_t index, struct wk_span map)
{
	struct wk_span rest = map;
	uint32_t count = 0, unused;
	struct wk_str name;

	while (wk_name_map_next(&rest, &unused, &name))
		count++;
	wk_buf_u32(&w->buf, index);
	wk_buf_u32(&w->buf, count);
	if (count > 0)
		wk_writer_span(w, map);
}

/* Locals, of all functions. */
static void
write_locals(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_buf_u32(&w->buf, w->m->func_count);
	for (uint32_t i = 0; i < w->m->func_count; i++) {
		write_map(w, i, wk_name_map(w->m, WK_INNER_LOCAL, i));
		wk_writer_drain(w);
	}
}

static uint32_t
count_maps(const struct wk_module *m, uint32_t inner)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->names.inner[inner].count; i++)
		count += m->names.inner[inner].maps[i].size > 0;
	return count;
}

/* An indirect name map, of the entries that have names. */
static void
write_inner(struct wk_writer *w, uint32_t inner)
{
	wk_buf_u32(&w->buf, count_maps(w->m, inner));
	for (uint32_t i = 0; i < w->m->names.inner[inner].count; i++) {
		struct wk_span map = wk_name_map(w->m, inner, i);

		if (map.size > 0)
			write_map(w, i, map);
		wk_writer_drain(w);
	}
}

void
wk_writenames_section(struct wk_writer *w)
{
	const struct wk_module *m = w->m;

	if (m->names.has_module)
		wk_writer_subsection(w, WK_NAMES_MODULE, write_module_name, 0);
#define SPACE(name) \
	if (count_named(m, WK_SPACE_##name) > 0) \
		wk_writer_subsection( \
		    w, WK_NAMES_##name, write_space, WK_SPACE_##name);
#define INNER(name) \
	if (WK_INNER_##name == WK_INNER_LOCAL) \
		wk_writer_subsection(w, WK_NAMES_##name, write_locals, 0); \
	else if (count_maps(m, WK_INNER_##name) > 0) \
		wk_writer_subsection( \
		    w, WK_NAMES_##name, write_inner, WK_INNER_##name);
	WK_NAMES_SUBSECTIONS(SPACE, INNER)
#undef SPACE
#undef INNER
}
