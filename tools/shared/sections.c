#include "tools/shared/sections.h"

#include <stdlib.h>
#include <string.h>

#include "tools/shared/str.h"

enum {
	PREAMBLE = 8, /* magic number and version */
	LEB_MAX = 5,
};

static const char hollow_name[] = ".objcopy.removed";

/* A custom section to be added at the top. */
struct addition {
	struct wk_str name;
	struct wk_span data;
	uint64_t place; /* offset of a section, or the size of the file */
};

static bool
fail_size(struct wk_error *err, uint64_t offset)
{
	return wk_error_set(err, WK_E_LIMIT, offset,
	    ": the section would be larger than 4 GiB");
}

static unsigned
leb_size(uint64_t value)
{
	unsigned size = 1;

	for (; value >= 0x80; value >>= 7)
		size++;
	return size;
}

/* Bytes of a custom section behind its length. */
static uint64_t
custom_size(struct wk_str name, struct wk_span data)
{
	return leb_size(name.size) + (uint64_t)name.size + data.size;
}

/* Reading */

/* A module or component that is being walked through, and what it is in. */
struct level {
	struct wk_walk walk;
	uint32_t parent, number;
};

struct levels {
	struct level *items;
	size_t count, capacity;
};

static bool
push_level(struct levels *levels, struct level level, struct wk_error *err)
{
	if (levels->count == levels->capacity) {
		size_t capacity = levels->capacity * 2 + 8;
		void *grown =
		    realloc(levels->items, capacity * sizeof(*levels->items));

		if (grown == NULL)
			return wk_error_memory(err);
		levels->items = grown;
		levels->capacity = capacity;
	}
	levels->items[levels->count++] = level;
	return true;
}

static struct part *
push_part(struct sections *sections, struct wk_error *err)
{
	if (sections->count == sections->capacity) {
		uint32_t capacity = sections->capacity * 2 + 32;
		void *grown = realloc(
		    sections->items, capacity * sizeof(*sections->items));

		if (grown == NULL) {
			wk_error_memory(err);
			return NULL;
		}
		sections->items = grown;
		sections->capacity = capacity;
	}
	sections->items[sections->count] = (struct part){0};
	return &sections->items[sections->count++];
}

/* Takes the next section of a level; false at its end or after a fault. */
static bool
read_part(struct sections *sections, struct level *level, struct wk_error *err)
{
	struct wk_section at;
	struct part *part;

	if (!wk_walk_next(&level->walk, &at, err))
		return false;
	part = push_part(sections, err);
	if (part == NULL)
		return false;
	part->at = at;
	part->parent = level->parent;
	part->number = level->number++;
	part->in_component = level->walk.is_component;
	part->is_custom = at.id == WK_SECTION_CUSTOM;
	if (part->in_component && at.id == WK_COMPONENT_CORE_MODULE)
		part->ordinal = sections->module_count++;
	else if (part->in_component && at.id == WK_COMPONENT_COMPONENT)
		part->ordinal = sections->component_count++;
	else
		return !part->is_custom ||
		       wk_walk_custom(&at, &part->name, &part->data, err);
	part->is_nested = true;
	return true;
}

static bool
read_levels(
    struct sections *sections, struct levels *levels, struct wk_error *err)
{
	while (levels->count > 0) {
		struct level *level = &levels->items[levels->count - 1];
		struct level inner = {.parent = sections->count};
		const struct part *part;

		if (!read_part(sections, level, err)) {
			if (err->code != WK_E_NONE)
				return false;
			levels->count--;
			continue;
		}
		part = &sections->items[sections->count - 1];
		if (part->is_nested &&
		    (!wk_walk_open_span(&inner.walk, part->at.payload, err) ||
			!push_level(levels, inner, err)))
			return false;
	}
	return true;
}

bool
sections_read(struct sections *sections, const struct wk_source *source,
    struct wk_error *err)
{
	struct levels levels = {0};
	struct level top = {.parent = WK_NONE};
	bool ok;

	*sections = (struct sections){.source = source};
	ok = wk_walk_open(&top.walk, source, err) &&
	     push_level(&levels, top, err) &&
	     read_levels(sections, &levels, err);
	sections->is_component = top.walk.is_component;
	free(levels.items);
	return ok;
}

void
sections_free(struct sections *sections)
{
	free(sections->items);
	free(sections->additions);
}

/* Changing */

static bool
is_reloc(const struct part *part)
{
	return part->is_custom && str_begins(part->name, "reloc.");
}

/* The section that relocations patch; NULL when there is none. */
static const struct part *
reloc_target(const struct sections *sections, const struct part *part)
{
	uint32_t first = part->parent == WK_NONE ? 0 : part->parent + 1;
	struct wk_relocs relocs;
	const struct part *target;

	if (part->in_component || !wk_relocs_open(part->data, &relocs, NULL) ||
	    relocs.section >= sections->count - first)
		return NULL;
	/* Nothing inside a module has sections of its own. */
	target = &sections->items[first + relocs.section];
	return target->parent == part->parent ? target : NULL;
}

void
sections_remove(struct sections *sections,
    bool (*unwanted)(const struct part *part, void *user), void *user)
{
	for (uint32_t i = 0; i < sections->count; i++) {
		struct part *part = &sections->items[i];

		if (part->is_custom && unwanted(part, user))
			part->is_removed = true;
	}
	for (uint32_t i = 0; i < sections->count; i++) {
		struct part *part = &sections->items[i];
		const struct part *target =
		    is_reloc(part) ? reloc_target(sections, part) : NULL;

		if (target != NULL && target->is_removed)
			part->is_removed = true;
	}
}

struct part *
sections_find(
    struct sections *sections, struct wk_str name, struct wk_error *err)
{
	for (uint32_t i = 0; i < sections->count; i++) {
		struct part *part = &sections->items[i];

		if (part->parent == WK_NONE && part->is_custom &&
		    str_equal(part->name, name))
			return part;
	}
	wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "there is no custom section \"%.*s\"", (int)name.size, name.data);
	return NULL;
}

/* Whether a section is called so: by its kind, or a custom one by its name. */
static bool
is_called(const struct part *part, struct wk_str name)
{
	const char *kind = part->in_component ?
			       wk_component_section_text(part->at.id) :
			       wk_section_text(part->at.id);

	if (part->is_custom)
		return str_equal(part->name, name);
	return kind != NULL && str_equal(str(kind), name);
}

bool
sections_place(const struct sections *sections, const char *name, bool behind,
    uint64_t *place, struct wk_error *err)
{
	const struct part *found = NULL;

	for (uint32_t i = 0; i < sections->count; i++) {
		const struct part *part = &sections->items[i];

		if (part->parent == WK_NONE && is_called(part, str(name)) &&
		    (behind || found == NULL))
			found = part;
	}
	if (found == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no section \"%s\"", name);
	*place = found->at.offset;
	if (behind)
		*place = found->at.payload.offset + found->at.payload.size;
	return true;
}

bool
sections_add(struct sections *sections, struct wk_str name, struct wk_span data,
    uint64_t place, struct wk_error *err)
{
	uint32_t n = sections->addition_count;
	struct addition *grown;

	if (custom_size(name, data) > UINT32_MAX)
		return fail_size(err, WK_NO_OFFSET);
	grown = realloc(sections->additions, (n + 1) * sizeof(*grown));
	if (grown == NULL)
		return wk_error_memory(err);
	sections->additions = grown;
	for (; n > 0 && grown[n - 1].place > place; n--)
		grown[n] = grown[n - 1];
	grown[n] = (struct addition){name, data, place};
	sections->addition_count++;
	return true;
}

bool
sections_changed(const struct sections *sections)
{
	for (uint32_t i = 0; i < sections->count; i++) {
		if (sections->items[i].is_removed ||
		    sections->items[i].update.data != NULL)
			return true;
	}
	return sections->addition_count > 0;
}

/* What refers to sections by number */

/* How many sections the symbols of a linking section reach; all if damaged. */
static uint32_t
linking_reach(const struct part *part)
{
	struct wk_linking *linking = NULL;
	uint32_t reach = 0;

	if (!wk_linking_read(part->data, &linking, NULL))
		reach = UINT32_MAX;
	for (uint32_t i = 0; linking != NULL && i < linking->symbol_count;
	    i++) {
		const struct wk_symbol *symbol = &linking->symbols[i];

		if (symbol->kind == WK_SYMBOL_SECTION && symbol->index >= reach)
			reach = symbol->index + (symbol->index != UINT32_MAX);
	}
	wk_linking_free(linking);
	return reach;
}

static uint32_t
reloc_reach(const struct part *part)
{
	struct wk_relocs relocs;

	if (!wk_relocs_open(part->data, &relocs, NULL) ||
	    relocs.section == UINT32_MAX)
		return UINT32_MAX;
	return relocs.section + 1;
}

/* How many of the sections beside it a section refers to. */
static uint32_t
reach_of(const struct part *part)
{
	if (part->is_removed || !part->is_custom)
		return 0;
	if (str_equal(part->name, str("linking")))
		return linking_reach(part);
	if (is_reloc(part))
		return reloc_reach(part);
	return 0;
}

static uint32_t *
reach_in(struct sections *sections, const struct part *part)
{
	return part->parent != WK_NONE ? &sections->items[part->parent].reach :
					 &sections->reach;
}

/* Finds out which removed sections have to leave their number. */
static void
keep_numbers(struct sections *sections)
{
	for (uint32_t i = 0; i < sections->count; i++) {
		const struct part *part = &sections->items[i];
		uint32_t *reach = reach_in(sections, part);
		uint32_t own = reach_of(part);

		if (own > *reach)
			*reach = own;
	}
	for (uint32_t i = 0; i < sections->count; i++) {
		struct part *part = &sections->items[i];

		part->is_hollow = part->is_removed &&
				  part->number < *reach_in(sections, part);
	}
}

/* Sizes */

/* How wide the length of a section is to be: padded if it was. */
static unsigned
length_size(
    const struct sections *sections, const struct part *part, uint64_t size)
{
	const uint8_t *begin = sections->source->data + part->at.offset;
	unsigned old = (unsigned)(part->at.payload.data - begin) - 1;
	unsigned least = leb_size(size);

	return old > leb_size(part->at.payload.size) && old > least ? old :
								      least;
}

static uint64_t
payload_size(const struct part *part)
{
	if (part->is_hollow)
		return sizeof(hollow_name);
	if (part->is_nested)
		return PREAMBLE + part->size;
	if (part->update.data != NULL)
		return part->at.payload.size - part->data.size +
		       part->update.size;
	return part->at.payload.size;
}

static unsigned
addition_width(const struct sections *sections, const struct addition *addition)
{
	return sections->padded_lebs ?
		   LEB_MAX :
		   leb_size(custom_size(addition->name, addition->data));
}

/* Bytes of a section with its id and length; after part->size is known. */
static uint64_t
whole_size(const struct sections *sections, const struct part *part)
{
	if (part->is_removed && !part->is_hollow)
		return 0;
	return 1 + length_size(sections, part, part->size) + part->size;
}

/* Works out all sizes; those inside come before what they are in. */
static bool
measure(struct sections *sections, struct wk_error *err)
{
	sections->new_size = PREAMBLE;
	for (uint32_t i = 0; i < sections->addition_count; i++) {
		const struct addition *new = &sections->additions[i];

		sections->new_size += 1 + addition_width(sections, new) +
				      custom_size(new->name, new->data);
	}
	for (uint32_t i = sections->count; i-- > 0;) {
		struct part *part = &sections->items[i];
		struct part *parent = part->parent != WK_NONE ?
					  &sections->items[part->parent] :
					  NULL;

		part->is_changed |=
		    part->is_removed || part->update.data != NULL;
		part->size = payload_size(part);
		if (part->size > UINT32_MAX)
			return fail_size(err, part->at.offset);
		if (parent == NULL) {
			sections->new_size += whole_size(sections, part);
		} else {
			parent->is_changed |= part->is_changed;
			parent->size += whole_size(sections, part);
		}
	}
	return true;
}

/* Writing */

struct writer {
	struct wk_sink *sink;
	const uint8_t *done; /* all before it is written */
};

/* Writes what stays as it is, up to a place. */
static void
copy_to(struct writer *w, const uint8_t *place)
{
	wk_sink_write(w->sink, w->done, (size_t)(place - w->done));
	w->done = place;
}

static void
write_length(struct wk_sink *sink, uint64_t value, unsigned width)
{
	uint8_t bytes[LEB_MAX];

	for (unsigned i = 0; i < width; i++, value >>= 7)
		bytes[i] =
		    (uint8_t)((value & 0x7F) | (i + 1 < width ? 0x80 : 0));
	wk_sink_write(sink, bytes, width);
}

/* A custom section; width is that of its length. */
static void
write_custom(struct wk_sink *sink, struct wk_str name, struct wk_span data,
    unsigned width)
{
	wk_sink_write(sink, "", 1);
	write_length(sink, custom_size(name, data), width);
	write_length(sink, name.size, leb_size(name.size));
	wk_sink_write(sink, name.data, name.size);
	wk_sink_write(sink, data.data, data.size);
}

static void
write_changed(
    struct writer *w, const struct sections *sections, const struct part *part)
{
	const uint8_t *begin = sections->source->data + part->at.offset;
	const struct wk_span *payload = &part->at.payload;
	const struct wk_str hollow = str(hollow_name);

	copy_to(w, begin);
	if (!part->is_removed) {
		wk_sink_write(w->sink, begin, 1);
		write_length(w->sink, part->size,
		    length_size(sections, part, part->size));
		w->done = payload->data;
		if (part->is_nested)
			return;
		copy_to(w, part->data.data);
		wk_sink_write(w->sink, part->update.data, part->update.size);
	} else if (part->is_hollow) {
		write_custom(w->sink, hollow, (struct wk_span){0},
		    length_size(sections, part, part->size));
	}
	w->done = payload->data + payload->size;
}

bool
sections_write(
    struct sections *sections, struct wk_sink *sink, struct wk_error *err)
{
	const struct wk_source *source = sections->source;
	struct writer w = {sink, source->data};
	uint32_t next = 0;

	keep_numbers(sections);
	if (!measure(sections, err))
		return false;
	for (uint32_t i = 0; i <= sections->count; i++) {
		const struct part *part = &sections->items[i];
		uint64_t place =
		    i < sections->count ? part->at.offset : source->size;

		for (; next < sections->addition_count &&
		       sections->additions[next].place <= place;
		    next++) {
			const struct addition *new = &sections->additions[next];

			copy_to(&w, source->data + new->place);
			write_custom(sink, new->name, new->data,
			    addition_width(sections, new));
		}
		if (i < sections->count && part->is_changed)
			write_changed(&w, sections, part);
	}
	copy_to(&w, source->data + source->size);
	return true;
}

/* Patterns */

/* Matches one character class "[...]" at p; gives what follows, or NULL. */
static const char *
match_class(const char *p, char c)
{
	bool negated = p[1] == '!' || p[1] == '^';
	const char *first = p + 1 + negated;
	bool found = false;

	for (p = first; *p != '\0' && (*p != ']' || p == first); p++) {
		char low = *p, high = low;

		if (p[1] == '-' && p[2] != '\0' && p[2] != ']') {
			high = p[2];
			p += 2;
		}
		found |= (unsigned char)low <= (unsigned char)c &&
			 (unsigned char)c <= (unsigned char)high;
	}
	return *p == ']' && found != negated ? p + 1 : NULL;
}

/* Matches what is at p, no star, against c; gives what follows, or NULL. */
static const char *
match_one(const char *p, char c)
{
	if (*p == '?')
		return p + 1;
	if (*p == '[')
		return match_class(p, c);
	if (*p == '\\' && p[1] != '\0')
		p++;
	return *p == c && *p != '\0' ? p + 1 : NULL;
}

bool
sections_glob(const char *pattern, struct wk_str name)
{
	const char *p = pattern;
	const char *star = NULL; /* behind the last star, and … */
	uint32_t taken = 0;      /* … where what it takes ends */
	uint32_t i = 0;

	while (i < name.size || *p == '*') {
		const char *next = NULL;

		if (*p == '*') {
			star = ++p;
			taken = i;
			continue;
		}
		next = match_one(p, name.data[i]);
		if (next != NULL) {
			p = next;
			i++;
		} else if (star != NULL) {
			p = star;
			i = ++taken;
		} else {
			return false;
		}
	}
	return *p == '\0';
}
