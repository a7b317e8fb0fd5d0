#include "tools/shared/sizes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/demangle.h"
#include "tools/shared/members.h"
#include "tools/shared/namepath.h"
#include "tools/shared/str.h"

enum {
	BLOCK_SIZE = 64 << 10,
	MODULE_HEADER = 8,
	WORD_AT_LEAST = 4, /* functions that make a prefix of a word in C */
	DEPTH = 32,        /* prefixes inside each other at most */
};

/* A module that names are borrowed from. */
struct owned {
	struct owned *next;
	struct wk_module *module;
	struct wk_linking *linking;
};

struct block {
	struct block *next;
	size_t used;
	char bytes[];
};

struct sizes_store {
	const struct sizes_options *options;
	struct wk_error *err;
	bool failed;
	struct wk_source binary; /* of an input in text */
	struct owned *owned;
	struct block *blocks;    /* text that was made */
	uint32_t capacity;       /* of nodes */
	uint32_t *places;        /* a hash table of inner nodes */
	uint32_t place_capacity; /* a power of two */
	uint32_t place_count;
};

static void
fail_memory(struct sizes *s)
{
	wk_error_memory(s->store->err);
	s->store->failed = true;
}

/* Text */

/* Room that lives as long as the sizes, or NULL. */
static char *
text_room(struct sizes *s, size_t size)
{
	struct block *block = s->store->blocks;
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	char *place;

	if (block == NULL || BLOCK_SIZE - block->used < size) {
		block = malloc(sizeof(*block) + room);
		if (block == NULL) {
			fail_memory(s);
			return NULL;
		}
		block->next = s->store->blocks;
		block->used = 0;
		s->store->blocks = block;
	}
	place = block->bytes + block->used;
	block->used += size < room - block->used ? size : room - block->used;
	return place;
}

static struct wk_str
copy_text(struct sizes *s, const char *text, size_t size)
{
	char *copy = text_room(s, size);

	if (copy == NULL)
		return (struct wk_str){"", 0};
	memcpy(copy, text, size);
	return (struct wk_str){copy, (uint32_t)size};
}

WK_PRINTF(2, 3)
static struct wk_str
make_text(struct sizes *s, const char *format, ...)
{
	char text[64];
	va_list args;
	int size;

	va_start(args, format);
	size = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return copy_text(s, text, (size_t)size);
}

/* Nodes */

static uint32_t
add_node(struct sizes *s, uint32_t parent, enum size_kind kind,
    struct wk_str name, uint64_t offset, uint64_t size)
{
	struct sizes_store *store = s->store;

	if (s->count == store->capacity) {
		uint32_t capacity = store->capacity * 2 + 256;
		void *grown = realloc(s->nodes, capacity * sizeof(*s->nodes));

		if (grown == NULL) {
			fail_memory(s);
			return 0;
		}
		s->nodes = grown;
		store->capacity = capacity;
	}
	s->nodes[s->count] = (struct size_node){
	    .name = name,
	    .kind = (uint8_t)kind,
	    .parent = parent,
	    .offset = offset,
	    .size = size,
	};
	return s->count++;
}

static uint32_t
hash_name(uint32_t parent, struct wk_str name)
{
	uint64_t hash = parent + 1;

	for (uint32_t i = 0; i < name.size; i++)
		hash = (hash ^ (uint8_t)name.data[i]) * 0x100000001B3u;
	return (uint32_t)(hash ^ hash >> 29);
}

static uint32_t *
find_place(const struct sizes *s, uint32_t parent, struct wk_str name)
{
	uint32_t mask = s->store->place_capacity - 1;

	for (uint32_t i = hash_name(parent, name);; i++) {
		uint32_t *place = &s->store->places[i & mask];
		const struct size_node *node = &s->nodes[*place];

		if (*place == 0 ||
		    (node->parent == parent && str_equal(node->name, name)))
			return place;
	}
}

static bool
grow_places(struct sizes *s)
{
	struct sizes_store *store = s->store;
	uint32_t capacity = store->place_capacity;
	uint32_t *old = store->places;
	uint32_t *new = calloc(capacity * 2, sizeof(*new));

	if (new == NULL) {
		fail_memory(s);
		return false;
	}
	store->places = new;
	store->place_capacity = capacity * 2;
	for (uint32_t i = 0; i < capacity; i++) {
		if (old[i] != 0)
			*find_place(s, s->nodes[old[i]].parent,
			    s->nodes[old[i]].name) = old[i];
	}
	free(old);
	return true;
}

/* The child of that name that holds functions; it is made when missing. */
static uint32_t
prefix_node(struct sizes *s, uint32_t parent, struct wk_str name)
{
	uint32_t *place = find_place(s, parent, name);

	if (*place != 0)
		return *place;
	if (s->store->place_count * 2 >= s->store->place_capacity) {
		if (!grow_places(s))
			return 0;
		place = find_place(s, parent, name);
	}
	*place = add_node(s, parent, SIZE_PREFIX, name, 0, 0);
	s->store->place_count += *place != 0;
	return *place;
}

/* Functions */

/* A function and the name by which it is shown. */
struct named {
	struct wk_str name; /* size 0 when there is none */
	uint64_t offset, size;
};

static struct wk_str
shown_name(struct sizes *s, struct wk_str name)
{
	char *text;

	if (!s->store->options->demangle)
		return name;
	text = demangle(name);
	if (text != NULL) {
		name = copy_text(s, text, strlen(text));
		free(text);
	}
	return namepath_without_hash(name);
}

/* The symbol table of an object file names what the name section does not. */
static void
name_by_symbols(struct named *named, const struct wk_module *module,
    const struct wk_linking *linking)
{
	for (uint32_t i = 0; i < linking->symbol_count; i++) {
		const struct wk_symbol *symbol = &linking->symbols[i];

		if (symbol->kind == WK_SYMBOL_FUNCTION &&
		    symbol->index < module->func_count &&
		    named[symbol->index].name.size == 0)
			named[symbol->index].name =
			    wk_symbol_name(module, symbol);
	}
}

static void
name_functions(struct sizes *s, struct named *named,
    const struct wk_module *module, const struct wk_module *names,
    const struct wk_linking *linking)
{
	for (uint32_t i = 0; i < module->func_count; i++)
		named[i].name = wk_module_name(names, WK_SPACE_FUNC, i);
	if (linking != NULL)
		name_by_symbols(named, module, linking);
	for (uint32_t i = 0; i < module->export_count; i++) {
		const struct wk_export *export = &module->exports[i];

		if (export->kind == WK_EXTERN_FUNC &&
		    export->index < module->func_count &&
		    named[export->index].name.size == 0)
			named[export->index].name = export->name;
	}
	for (uint32_t i = module->func_import_count; i < module->func_count;
	    i++) {
		if (named[i].name.size > 0)
			named[i].name = shown_name(s, named[i].name);
	}
}

/*
 * A function's bytes begin with the length of its body. Those whose body is
 * missing, or not in this section, have none. Gives where the last one ends.
 */
static uint64_t
measure_functions(struct named *named, const struct wk_module *module,
    uint64_t begin, uint64_t end)
{
	for (uint32_t i = module->func_import_count; i < module->func_count;
	    i++) {
		struct wk_span body = module->funcs[i].body;

		if (body.size == 0 || body.offset <= begin ||
		    body.offset + body.size > end)
			continue;
		named[i].offset = begin;
		named[i].size = body.offset + body.size - begin;
		begin += named[i].size;
	}
	return begin;
}

/* The node below which a name without folders is put. */
static uint32_t
plain_parent(struct sizes *s, uint32_t code, struct wk_str name, bool counting)
{
	struct wk_str word = namepath_word(name);
	uint32_t node;

	if (name.size == 0)
		return prefix_node(s, code, str("(no name)"));
	if (word.size > 0) {
		node = prefix_node(s, code, word);
		s->nodes[node].index += counting;
		if (s->nodes[node].index >= WORD_AT_LEAST)
			return node;
	}
	return counting ? 0 : prefix_node(s, code, str("(no prefix)"));
}

/* Counts names by their first word; what is rare is then no prefix. */
static void
count_words(struct sizes *s, const struct named *named,
    const struct wk_module *module, uint32_t code)
{
	for (uint32_t i = module->func_import_count; i < module->func_count;
	    i++) {
		struct namepath path;
		struct wk_str folder;

		if (named[i].name.size == 0 || named[i].size == 0)
			continue;
		path = namepath_open(named[i].name);
		if (!namepath_next(&path, &folder))
			plain_parent(s, code, named[i].name, true);
	}
}

static void
add_function(
    struct sizes *s, const struct named *named, uint32_t index, uint32_t code)
{
	struct wk_str name = named->name, folder;
	uint32_t parent = code, node, tail = 0;

	if (name.size > 0) {
		struct namepath path = namepath_open(name);

		for (unsigned i = 0; i < DEPTH && namepath_next(&path, &folder);
		    i++)
			parent = prefix_node(s, parent, folder);
		if (parent != code)
			tail = (uint32_t)(namepath_last(&path) - name.data);
	} else {
		name = make_text(s, "func[%u]", (unsigned)index);
	}
	if (parent == code)
		parent = plain_parent(s, code, named->name, false);
	node = add_node(
	    s, parent, SIZE_FUNCTION, name, named->offset, named->size);
	s->nodes[node].index = index;
	s->nodes[node].tail = tail;
}

static uint64_t
end_of(const struct wk_section *section)
{
	return section->payload.offset + section->payload.size;
}

/* Behind the count that a section begins with. */
static uint64_t
behind_count(const struct wk_section *section)
{
	uint32_t i = 0;

	while (i < section->payload.size && section->payload.data[i] >= 0x80)
		i++;
	return section->payload.offset + i + (i < section->payload.size);
}

/* What is before the parts of a section; gives where they begin. */
static uint64_t
add_header(struct sizes *s, const struct wk_section *section, uint32_t node)
{
	uint64_t begin = behind_count(section);

	add_node(s, node, SIZE_HEADER, str("(header)"), section->offset,
	    begin - section->offset);
	return begin;
}

/* What is left of a damaged part. */
static void
add_rest(struct sizes *s, uint32_t parent, uint64_t begin, uint64_t end)
{
	if (begin < end)
		add_node(s, parent, SIZE_UNREADABLE, str("(unreadable)"), begin,
		    end - begin);
}

static void
add_code(struct sizes *s, const struct wk_section *section,
    const struct owned *owned, const struct wk_module *names, uint32_t code)
{
	const struct wk_module *module = owned->module;
	uint64_t begin = add_header(s, section, code);
	struct named *named = calloc(module->func_count + 1, sizeof(*named));

	if (named == NULL) {
		fail_memory(s);
		return;
	}
	name_functions(s, named, module, names, owned->linking);
	begin = measure_functions(named, module, begin, end_of(section));
	count_words(s, named, module, code);
	for (uint32_t i = module->func_import_count;
	    i < module->func_count && !s->store->failed; i++) {
		if (named[i].size > 0)
			add_function(s, &named[i], i, code);
	}
	add_rest(s, code, begin, end_of(section));
	free(named);
}

/* Data */

static struct wk_str
data_name(struct sizes *s, const struct owned *owned,
    const struct wk_module *names, uint32_t index)
{
	struct wk_str name = wk_module_name(names, WK_SPACE_DATA, index);

	if (name.size == 0 && owned->linking != NULL &&
	    index < owned->linking->segment_count)
		name = owned->linking->segments[index].name;
	if (name.size == 0)
		name = make_text(s, "data[%u]", (unsigned)index);
	return name;
}

static void
add_data(struct sizes *s, const struct wk_section *section,
    const struct owned *owned, const struct wk_module *names, uint32_t data)
{
	uint64_t begin = add_header(s, section, data);

	for (uint32_t i = 0; i < owned->module->data_count; i++) {
		struct wk_span bytes = owned->module->datas[i].bytes;
		uint64_t end = bytes.offset + bytes.size;
		uint32_t node;

		if (bytes.offset <= begin || end > end_of(section))
			continue;
		node = add_node(s, data, SIZE_DATA,
		    data_name(s, owned, names, i), begin, end - begin);
		s->nodes[node].index = i;
		begin = end;
	}
	add_rest(s, data, begin, end_of(section));
}

/* Sections */

static struct wk_str
custom_name(struct sizes *s, const struct wk_section *section)
{
	struct wk_str name;
	struct wk_span data;
	char *text;

	if (!wk_walk_custom(section, &name, &data, NULL))
		return str("custom");
	text = text_room(s, name.size + 9);
	if (text == NULL)
		return str("custom");
	memcpy(text, "custom \"", 8);
	memcpy(text + 8, name.data, name.size);
	text[name.size + 8] = '"';
	return (struct wk_str){text, name.size + 9};
}

/* text is that of its kind, or NULL. */
static struct wk_str
section_name(
    struct sizes *s, const struct wk_section *section, const char *text)
{
	if (section->id == WK_SECTION_CUSTOM)
		return custom_name(s, section);
	if (text != NULL)
		return str(text);
	return make_text(s, "section %u", (unsigned)section->id);
}

/*
 * Adds the parts of a module that ends at `end`. names may be another module
 * than the one whose bytes are measured. begin is where what comes before its
 * sections begins.
 */
static void
add_module(struct sizes *s, const struct owned *owned,
    const struct wk_module *names, uint32_t parent, uint64_t begin,
    struct wk_span span)
{
	const struct wk_module *module = owned->module;
	uint64_t end = span.offset + MODULE_HEADER;

	add_node(s, parent, SIZE_HEADER, str("(header)"), begin, end - begin);
	for (uint32_t i = 0; i < module->section_count; i++) {
		const struct wk_section *section = &module->sections[i];
		uint32_t node;

		add_rest(s, parent, end, section->offset);
		node = add_node(s, parent, SIZE_SECTION,
		    section_name(s, section, wk_section_text(section->id)),
		    section->offset, end_of(section) - section->offset);
		if (section->id == WK_SECTION_CODE)
			add_code(s, section, owned, names, node);
		else if (section->id == WK_SECTION_DATA)
			add_data(s, section, owned, names, node);
		end = end_of(section);
	}
	add_rest(s, parent, end, span.offset + span.size);
}

static void
read_linking(struct owned *owned)
{
	const struct wk_module *module = owned->module;
	struct wk_error ignored = {0};

	for (uint32_t i = 0; i < module->custom_count; i++) {
		if (owned->linking == NULL &&
		    str_equal(module->customs[i].name, str("linking")))
			wk_linking_read(
			    module->customs[i].data, &owned->linking, &ignored);
	}
}

/* Damage */

static void
note_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	struct sizes *s = user;

	(void)section;
	if (s->damage.code == WK_E_NONE)
		s->damage = *err;
}

/* A fault inside a file is shown around; but not one of ours. */
static void
pass_fault(struct sizes *s, const struct wk_error *fault)
{
	if (wk_error_class(fault->code) == WK_CLASS_MALFORMED) {
		note_damage(s, NULL, fault);
	} else {
		wk_error_pass(s->store->err, fault);
		s->store->failed = true;
	}
}

/* Modules */

/* Reads a module that is kept, or gives NULL. */
static struct owned *
own_module(struct sizes *s, struct wk_span span, struct wk_error *err)
{
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .damaged = note_damage,
	    .user = s,
	};
	struct owned *owned = calloc(1, sizeof(*owned));

	if (owned == NULL) {
		fail_memory(s);
		return NULL;
	}
	owned->next = s->store->owned;
	s->store->owned = owned;
	if (!wk_read_module_span(span, &reading, &owned->module, err))
		return NULL;
	read_linking(owned);
	return owned;
}

static struct wk_span
whole(const struct wk_source *source)
{
	return (struct wk_span){source->data, (uint32_t)source->size, 0};
}

/* Adds the parts of the file, which is a module. */
static void
add_whole_module(
    struct sizes *s, struct wk_span span, const struct wk_module *names)
{
	const struct owned *owned = own_module(s, span, s->store->err);

	if (owned == NULL)
		s->store->failed = true;
	else
		add_module(s, owned, names != NULL ? names : owned->module, 0,
		    span.offset, span);
}

/*
 * Adds the parts of a module inside the file, if it is one. begin is where
 * what comes before it begins.
 */
static void
add_inner_module(
    struct sizes *s, uint32_t node, uint64_t begin, struct wk_span span)
{
	struct wk_error fault = {0};
	const struct owned *owned = own_module(s, span, &fault);

	if (owned != NULL) {
		add_module(s, owned, owned->module, node, begin, span);
	} else if (!s->store->failed) {
		pass_fault(s, &fault);
		add_rest(s, node, begin, span.offset + span.size);
	}
}

/* A module in text: the bytes are those of the binary, the names its own. */
static void
add_text_module(struct sizes *s, struct input *input)
{
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	};
	const struct wk_write_options writing = {0};
	struct wk_error *err = s->store->err;
	struct wk_sink *sink = wk_sink_memory(err);
	struct wk_source *binary = &s->store->binary;
	size_t size;

	if (sink != NULL && input_read(input, &reading, err) &&
	    wk_write_module(input->module, &writing, sink, err) &&
	    wk_sink_ok(sink, err)) {
		const char *data = wk_sink_data(sink, &size);

		wk_source_copy(s->path, data, size, binary, err);
	}
	wk_sink_abandon(sink);
	if (binary->data == NULL) {
		s->store->failed = true;
		return;
	}
	s->nodes[0].size = binary->size;
	add_whole_module(s, whole(binary), input->module);
}

/* Components (Component Model, Binary.md) */

/* A component that is being walked. */
struct level {
	struct wk_walk walk;
	uint32_t node;
	uint64_t at, end; /* where what was added ends, and the component */
	uint32_t modules, components; /* seen so far */
};

/* A section that is a module or component. */
static uint32_t
add_nested(struct sizes *s, const struct wk_section *section,
    const struct level *level, const char *what, uint32_t number)
{
	return add_node(s, level->node, SIZE_MODULE,
	    make_text(s, "%s %u", what, (unsigned)number), section->offset,
	    end_of(section) - section->offset);
}

static void
add_core_module(
    struct sizes *s, const struct wk_section *section, struct level *level)
{
	uint32_t node =
	    add_nested(s, section, level, "core module", level->modules++);

	add_inner_module(s, node, section->offset, section->payload);
}

/* Goes into a component, if it is one; its parent's walk goes on later. */
static bool
enter_component(
    struct sizes *s, const struct wk_section *section, struct level *level)
{
	uint64_t payload = section->payload.offset;
	uint32_t node =
	    add_nested(s, section, level, "component", level->components++);
	struct wk_error fault = {0};

	level[1] = (struct level){
	    .node = node,
	    .at = payload + MODULE_HEADER,
	    .end = end_of(section),
	};
	if (!wk_walk_open_span(&level[1].walk, section->payload, &fault)) {
		pass_fault(s, &fault);
		add_rest(s, node, section->offset, end_of(section));
		return false;
	}
	add_node(s, node, SIZE_HEADER, str("(header)"), section->offset,
	    payload - section->offset + MODULE_HEADER);
	return true;
}

/* Takes the next section, or what there is of one that is cut short. */
static bool
next_section(struct sizes *s, struct level *level, struct wk_section *out)
{
	struct wk_error fault = {0};
	struct wk_str name;
	struct wk_span data;

	if (wk_walk_next(&level->walk, out, &fault) &&
	    (out->id != WK_SECTION_CUSTOM ||
		wk_walk_custom(out, &name, &data, &fault)))
		return true;
	if (fault.code == WK_E_NONE)
		return false;
	pass_fault(s, &fault);
	/* Where zeroes begin, no more sections follow. */
	return (out->id != WK_SECTION_CUSTOM || out->payload.size > 0) &&
	       !s->store->failed;
}

/* One section; gives how many levels it is deeper then. */
static int
add_component_section(struct sizes *s, struct level *level)
{
	struct wk_section section;

	if (!next_section(s, level, &section)) {
		add_rest(s, level->node, level->at, level->end);
		return -1;
	}
	level->at = end_of(&section);
	if (section.id == WK_COMPONENT_CORE_MODULE)
		add_core_module(s, &section, level);
	else if (section.id == WK_COMPONENT_COMPONENT)
		return enter_component(s, &section, level);
	else
		add_node(s, level->node, SIZE_SECTION,
		    section_name(
			s, &section, wk_component_section_text(section.id)),
		    section.offset, end_of(&section) - section.offset);
	return 0;
}

static void
add_component(
    struct sizes *s, const struct wk_walk *walk, const struct wk_source *source)
{
	uint32_t capacity = 16;
	struct level *levels = malloc(capacity * sizeof(*levels));
	int depth = 0;

	if (levels != NULL)
		levels[0] = (struct level){
		    .walk = *walk, .at = MODULE_HEADER, .end = source->size};
	add_node(s, 0, SIZE_HEADER, str("(header)"), 0, MODULE_HEADER);
	while (levels != NULL && depth >= 0 && !s->store->failed) {
		struct level *grown = levels;

		if ((uint32_t)depth + 2 > capacity) {
			capacity *= 2;
			grown = realloc(levels, capacity * sizeof(*levels));
		}
		if (grown == NULL)
			break;
		levels = grown;
		depth += add_component_section(s, &levels[depth]);
	}
	if (levels == NULL || (depth >= 0 && !s->store->failed))
		fail_memory(s);
	free(levels);
}

/* Archives */

/* Adds what of an archive is none of its modules. */
static void
add_frame(struct sizes *s, uint64_t begin, uint64_t end)
{
	if (begin < end)
		add_node(
		    s, 0, SIZE_HEADER, str("(archive)"), begin, end - begin);
}

static void
add_archive(struct sizes *s, struct input *input)
{
	struct members members;
	struct wk_error fault = {0};
	uint64_t at = 0;

	if (!members_read(&members, input, &fault))
		pass_fault(s, &fault);
	for (uint32_t i = 0; i < members.count && !s->store->failed; i++) {
		struct wk_span span = members.items[i].bytes;

		add_frame(s, at, span.offset);
		at = span.offset + span.size;
		add_inner_module(s,
		    add_node(s, 0, SIZE_MODULE, members.items[i].name,
			span.offset, span.size),
		    span.offset, span);
	}
	if (fault.code != WK_E_NONE)
		add_rest(s, 0, at, input->source.size);
	else
		add_frame(s, at, input->source.size);
	members_free(&members);
}

/* All together */

/* Adds up what is in prefixes; children come behind their parents. */
static void
add_up(struct sizes *s)
{
	for (uint32_t i = s->count; i-- > 1;) {
		struct size_node *node = &s->nodes[i];
		struct size_node *parent = &s->nodes[node->parent];

		if (node->kind == SIZE_FUNCTION)
			node->functions = 1;
		if (parent->kind == SIZE_PREFIX)
			parent->size += node->size;
		parent->functions += node->functions;
	}
}

/* Siblings together, the largest first, then in the order of the file. */
static int
compare_siblings(const void *left, const void *right, void *context)
{
	const struct size_node *nodes = context;
	uint32_t i = *(const uint32_t *)left, j = *(const uint32_t *)right;
	const struct size_node *a = &nodes[i], *b = &nodes[j];

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return i < j ? -1 : 1;
}

/* Links children to their parents; prefixes without functions are left out. */
static void
link_nodes(struct sizes *s)
{
	uint32_t *order = malloc((s->count + 1) * sizeof(*order));
	uint32_t last = 0;

	if (order == NULL) {
		fail_memory(s);
		return;
	}
	for (uint32_t i = 0; i < s->count; i++)
		order[i] = i;
	qsort_r(order + 1, s->count - 1, sizeof(*order), compare_siblings,
	    s->nodes);
	for (uint32_t i = 1; i < s->count; i++) {
		struct size_node *node = &s->nodes[order[i]];

		if (node->kind == SIZE_PREFIX && node->size == 0)
			continue;
		if (last != 0 && s->nodes[last].parent == node->parent)
			s->nodes[last].next = order[i];
		else
			s->nodes[node->parent].first = order[i];
		last = order[i];
	}
	free(order);
}

static void
add_input(struct sizes *s, struct input *input)
{
	struct wk_walk walk;

	if (!input->is_binary)
		add_text_module(s, input);
	else if (s->is_archive)
		add_archive(s, input);
	else if (!wk_walk_open(&walk, &input->source, s->store->err))
		s->store->failed = true;
	else if (walk.is_component)
		add_component(s, &walk, &input->source);
	else
		add_whole_module(s, whole(&input->source), NULL);
}

bool
sizes_read(struct input *input, const struct sizes_options *options,
    struct sizes *out, struct wk_error *err)
{
	struct sizes_store *store = calloc(1, sizeof(*store));

	*out = (struct sizes){
	    .path = input->path,
	    .is_archive = input_is_archive(input),
	    .store = store,
	};
	if (store == NULL)
		return wk_error_memory(err);
	store->options = options;
	store->err = err;
	store->place_capacity = 512;
	store->places = calloc(store->place_capacity, sizeof(*store->places));
	if (store->places == NULL)
		fail_memory(out);
	else
		add_node(
		    out, 0, SIZE_FILE, str(input->path), 0, input->source.size);
	if (!store->failed)
		add_input(out, input);
	if (!store->failed) {
		add_up(out);
		link_nodes(out);
	}
	return !store->failed;
}

void
sizes_free(struct sizes *sizes)
{
	struct sizes_store *store = sizes->store;

	for (struct owned *next, *o = store ? store->owned : NULL; o != NULL;
	    o = next) {
		next = o->next;
		wk_linking_free(o->linking);
		wk_module_free(o->module);
		free(o);
	}
	for (struct block *next, *b = store ? store->blocks : NULL; b != NULL;
	    b = next) {
		next = b->next;
		free(b);
	}
	if (store != NULL) {
		wk_source_close(&store->binary);
		free(store->places);
	}
	free(store);
	free(sizes->nodes);
	*sizes = (struct sizes){0};
}
