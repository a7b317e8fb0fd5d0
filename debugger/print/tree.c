#include "debugger/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/print/printing.h"
#include "debugger/print/seen.h"
#include "debugger/var.h"

enum {
	FEW_PARTS = 100,   /* shown of a value at first */
	MOST_ROOTS = 2000, /* the same, of variables */
	MORE = 5,          /* times as many, when more are asked for */
	LIMIT = 300,       /* bytes of a row's value */
};

/* Values in a row, and whole. */
static const struct dbg_format brief = {
    .depth = 2, .elements = 32, .is_bare = true};
static const struct dbg_format whole = {
    .depth = 4, .elements = 200, .is_bare = true};

struct node {
	struct dbg_row row;
	char *key, *name, *text, *value; /* row's; text NULL: it is the name */
	const char *joint;               /* between text and that of a member */
	bool is_nameless;                /* its members are those around it */
	struct dbg_value *part; /* NULL: a root, or nothing can be had */
};

/* A value that is unfolded, and how many of its parts are shown. */
struct unfolded {
	char *key;
	uint64_t shown;
};

struct dbg_tree {
	struct dbg *d;
	enum dbg_tree_kind kind;
	struct node *nodes;
	uint32_t count, capacity;
	struct unfolded *unfolded;
	uint32_t unfolded_count, unfolded_capacity;
	uint64_t shown; /* roots */
	/* What roots are of; one of them, by kind. */
	const struct dbg_frame *frame;
	uint32_t level, forgotten; /* its own; the frames', when it was taken */
	struct dbg_var *vars;
	struct wk_debug_value *operands;
	struct dbg_tree_watch *watches;
	uint32_t watch_count, watch_capacity;
	uint64_t root_count;
	/* Values of this stop, and of the last; the frames they are of. */
	struct dbg_seen now, before;
	struct place {
		const void *fp, *func;
	} now_place, before_place;
};

struct dbg_tree *
dbg_tree_new(struct dbg *d, enum dbg_tree_kind kind)
{
	struct dbg_tree *tree = calloc(1, sizeof(*tree));

	if (tree != NULL) {
		tree->d = d;
		tree->kind = kind;
		tree->shown = MOST_ROOTS;
	}
	return tree;
}

static void
free_node(struct node *node)
{
	free(node->key);
	free(node->name);
	free(node->text);
	free(node->value);
	if (node->part != NULL)
		dbg_value_free(node->part);
	free(node->part);
}

static void
forget_rows(struct dbg_tree *tree)
{
	for (uint32_t i = 0; i < tree->count; i++)
		free_node(&tree->nodes[i]);
	tree->count = 0;
	free(tree->vars);
	free(tree->operands);
	tree->vars = NULL;
	tree->operands = NULL;
	tree->root_count = 0;
}

void
dbg_tree_begin(struct dbg_tree *tree)
{
	forget_rows(tree);
	tree->watch_count = 0;
}

void
dbg_tree_free(struct dbg_tree *tree)
{
	if (tree == NULL)
		return;
	forget_rows(tree);
	for (uint32_t i = 0; i < tree->unfolded_count; i++)
		free(tree->unfolded[i].key);
	dbg_seen_clear(&tree->now);
	dbg_seen_clear(&tree->before);
	free(tree->unfolded);
	free(tree->watches);
	free(tree->nodes);
	free(tree);
}

bool
dbg_tree_watch(struct dbg_tree *tree, const struct dbg_tree_watch *watch)
{
	struct dbg_tree_watch *watches = dbg_grow(tree->watches,
	    tree->watch_count, &tree->watch_capacity, sizeof(*watches));

	if (watches == NULL)
		return false;
	tree->watches = watches;
	watches[tree->watch_count++] = *watch;
	return true;
}

/* Roots */

static bool
take_roots(struct dbg_tree *tree)
{
	const struct dbg_frame *frame = tree->frame;
	bool is_there = frame != NULL && frame->module != NULL;
	uint32_t operands;
	size_t vars;

	switch (tree->kind) {
	case DBG_TREE_LOCALS:
		if (is_there && dbg_vars(tree->d, frame, DBG_VARIABLES,
				    &tree->vars, &vars, NULL))
			tree->root_count = vars;
		return true;
	case DBG_TREE_OPERANDS:
		if (is_there && wk_debug_operands(&frame->real, &tree->operands,
				    &operands, NULL))
			tree->root_count = operands;
		return true;
	case DBG_TREE_GLOBALS:
		if (tree->d->instance != NULL)
			tree->root_count = tree->d->module->global_count;
		return true;
	case DBG_TREE_WATCHES:
		tree->root_count = tree->watch_count;
		return true;
	}
	return true;
}

static bool
name_root(const struct dbg_tree *tree, uint32_t n, struct node *node)
{
	struct wk_str name;
	char number[32];

	switch (tree->kind) {
	case DBG_TREE_LOCALS:
		node->name = strdup(tree->vars[n].name);
		break;
	case DBG_TREE_OPERANDS:
		snprintf(number, sizeof(number), "$stack[%u]", n);
		node->name = strdup(number);
		break;
	case DBG_TREE_GLOBALS:
		name = wk_module_name(tree->d->module, WK_SPACE_GLOBAL, n);
		snprintf(number, sizeof(number), "$global[%u]", n);
		node->name =
		    name.size > 0 ? malloc(name.size + 2) : strdup(number);
		if (node->name != NULL && name.size > 0)
			snprintf(node->name, name.size + 2, "$%.*s",
			    (int)name.size, name.data);
		break;
	case DBG_TREE_WATCHES:
		node->name = strdup(tree->watches[n].text);
		break;
	}
	return node->name != NULL;
}

static bool
eval_global(struct dbg *d, uint32_t n, struct dbg_value *out)
{
	struct wk_globalinst *global =
	    wk_instance_get(d->instance, WK_EXTERN_GLOBAL, n).global;
	struct wk_debug_value value = {.origin = WK_NO_OFFSET};
	bool is_mutable;

	value.type = wk_global_type(global, &is_mutable);
	wk_global_get(global, &value.value);
	return dbg_value_of_wasm(d, &value, out);
}

static bool
eval_root(struct dbg_tree *tree, uint32_t n, struct dbg_value *out,
    struct wk_error *err)
{
	const struct dbg_tree_watch *watch;

	out->data = NULL;
	switch (tree->kind) {
	case DBG_TREE_LOCALS:
		return tree->vars[n].source != NULL ?
			   dbg_value_of_var(tree->d, tree->vars[n].source,
			       tree->frame, out, err) :
			   dbg_value_of_wasm(tree->d, &tree->vars[n].wasm, out);
	case DBG_TREE_OPERANDS:
		return dbg_value_of_wasm(
		    tree->d, &tree->operands[tree->root_count - 1 - n], out);
	case DBG_TREE_GLOBALS:
		return eval_global(tree->d, n, out);
	case DBG_TREE_WATCHES:
		watch = &tree->watches[n];
		if (watch->expr == NULL)
			return dbg_value_fail(err, "%s", watch->message);
		return dbg_expr_eval(
		    tree->d, watch->expr, tree->frame, out, err);
	}
	return false;
}

/* Parts */

/*
 * The value whose parts a value unfolds to: of a pointer to an aggregate those
 * of that. *out is to be freed; false: it has none.
 */
static bool
open_value(struct dbg *d, const struct dbg_value *value, struct dbg_value *out,
    uint64_t *count, const char **joint)
{
	struct dbg_num address;

	*joint = ".";
	if (value->type != NULL && !value->is_gone &&
	    dbg_type_sort(value->type) == DBG_SORT_POINTER) {
		if (!dbg_value_num(d, value, &address, NULL) || address.i == 0)
			return false;
		if (dbg_value_deref(d, value, out, NULL)) {
			*joint = "->";
			*count = dbg_child_count(d, out);
			if (dbg_type_sort(out->type) == DBG_SORT_AGGREGATE &&
			    *count > 0)
				return true;
			dbg_value_free(out);
		}
		*joint = ".";
	}
	*count = dbg_child_count(d, value);
	return *count > 0 && dbg_value_copy(out, value);
}

static bool
has_parts(struct dbg *d, const struct dbg_value *value)
{
	struct dbg_value opened;
	const char *joint;
	uint64_t count;

	opened.data = NULL;
	if (!open_value(d, value, &opened, &count, &joint))
		return false;
	dbg_value_free(&opened);
	return true;
}

/* Whether ".x" can be put behind a text as it is. */
static bool
is_primary(const char *text)
{
	for (; *text != '\0'; text++)
		if (strchr(" +-*/%&|^!~<>=?:,(){}", *text) != NULL &&
		    !(text[0] == '-' && text[1] == '>') &&
		    !(text[0] == ':' && text[1] == ':'))
			return text[0] == '(' || text[0] == ')';
	return true;
}

static char *
join(const char *before, const char *text, const char *joint, const char *name)
{
	bool is_plain = is_primary(text);
	size_t size =
	    strlen(before) + strlen(text) + strlen(joint) + strlen(name) + 3;
	char *joined = malloc(size);

	if (joined != NULL)
		snprintf(joined, size, "%s%s%s%s%s%s", before,
		    is_plain ? "" : "(", text, is_plain ? "" : ")", joint,
		    name);
	return joined;
}

/* An expression that gives a part of what another one gives. */
static char *
text_of_part(const struct node *node, const char *name)
{
	const char *text = node->row.text;

	if (strcmp(name, "*") == 0)
		return join("*", text, "", "");
	if (name[0] == '[')
		return join("", text, "", name);
	/* Members of members without a name are those around them. */
	return name[0] == '\0' ? strdup(text) :
				 join("", text, node->joint, name);
}

static struct node *
new_node(struct dbg_tree *tree)
{
	struct node *nodes =
	    dbg_grow(tree->nodes, tree->count, &tree->capacity, sizeof(*nodes));

	if (nodes == NULL)
		return NULL;
	tree->nodes = nodes;
	nodes[tree->count] = (struct node){.joint = "."};
	return &nodes[tree->count];
}

static const struct unfolded *
find_unfolded(const struct dbg_tree *tree, const char *key)
{
	for (uint32_t i = 0; i < tree->unfolded_count; i++)
		if (strcmp(tree->unfolded[i].key, key) == 0)
			return &tree->unfolded[i];
	return NULL;
}

/* Takes a node that new_node() gave, or frees what it has. */
static bool
add_node(struct dbg_tree *tree, struct node *node)
{
	if (node->key == NULL || node->name == NULL) {
		free_node(node);
		return false;
	}
	node->row.name = node->name;
	node->row.text = node->text != NULL ? node->text : node->name;
	node->row.is_open = find_unfolded(tree, node->key) != NULL;
	tree->count++;
	return true;
}

/* A row for those that are not shown of a node's parts, or of the roots. */
static bool
add_hidden(struct dbg_tree *tree, const char *key, uint32_t root,
    uint32_t depth, uint64_t count)
{
	struct node *node = new_node(tree);
	char text[48];

	if (node == NULL)
		return false;
	snprintf(text, sizeof(text), "%llu more", (unsigned long long)count);
	node->row.root = root;
	node->row.depth = depth;
	node->row.hidden = count;
	node->key = strdup(key);
	node->name = strdup(text);
	return add_node(tree, node);
}

/* Adds part n of a value, that node `of` unfolds to. */
static bool
add_part(struct dbg_tree *tree, uint32_t of, const struct dbg_value *value,
    uint64_t n, const char *joint)
{
	struct node *node = new_node(tree), *parent = &tree->nodes[of];
	struct wk_error err = {0};
	char *name = NULL, key[32];

	if (node == NULL)
		return false;
	if (!parent->is_nameless)
		parent->joint = joint;
	node->row.root = parent->row.root;
	node->row.depth = parent->row.depth + 1;
	node->part = malloc(sizeof(*node->part));
	if (node->part != NULL &&
	    !dbg_child(tree->d, value, n, &name, node->part, &err)) {
		free(node->part);
		node->part = NULL;
		node->value = strdup(err.message);
		node->row.value = node->value;
		node->row.is_error = true;
		name = strdup("?");
	}
	snprintf(key, sizeof(key), "/%llu", (unsigned long long)n);
	node->key = join("", parent->key, key, "");
	if (name != NULL) {
		node->text = text_of_part(parent, name);
		node->is_nameless = *name == '\0';
		node->name =
		    strdup(node->is_nameless                  ? "{...}" :
			   *name == '*' && node->text != NULL ? node->text :
								name);
		node->joint = node->is_nameless ? parent->joint : ".";
	}
	free(name);
	return add_node(tree, node);
}

/* What is being unfolded, outer values first. */
struct level {
	struct dbg_value value;
	const char *joint;
	uint64_t next, shown, count;
	uint32_t node;
};

struct levels {
	struct level *items;
	uint32_t count, capacity;
};

static bool
eval_node(struct dbg_tree *tree, const struct node *node, struct dbg_value *out,
    struct wk_error *err)
{
	if (node->row.depth == 0)
		return eval_root(tree, node->row.root, out, err);
	if (node->part == NULL)
		return false;
	return dbg_value_copy(out, node->part) || wk_error_memory(err);
}

/* Begins with the parts of a node, where it is unfolded and has some. */
static bool
enter(struct dbg_tree *tree, struct levels *levels, uint32_t n)
{
	struct node *node = &tree->nodes[n];
	const struct unfolded *unfolded = find_unfolded(tree, node->key);
	struct level *items, *level;
	struct dbg_value value;

	if (unfolded == NULL || node->row.hidden > 0)
		return true;
	items = dbg_grow(levels->items, levels->count, &levels->capacity,
	    sizeof(*levels->items));
	if (items == NULL)
		return false;
	levels->items = items;
	level = &items[levels->count];
	*level = (struct level){.node = n, .shown = unfolded->shown};
	if (!eval_node(tree, node, &value, NULL))
		return true;
	if (open_value(
		tree->d, &value, &level->value, &level->count, &level->joint))
		levels->count++;
	dbg_value_free(&value);
	return true;
}

/* Adds what is unfolded below a node. */
static bool
add_parts(struct dbg_tree *tree, struct levels *levels, uint32_t n)
{
	bool ok = enter(tree, levels, n);

	while (levels->count > 0) {
		struct level *level = &levels->items[levels->count - 1];
		uint64_t left = level->count - level->next;
		const struct node *node = &tree->nodes[level->node];

		if (ok && left > 0 && level->next < level->shown) {
			ok = add_part(tree, level->node, &level->value,
				 level->next++, level->joint) &&
			     enter(tree, levels, tree->count - 1);
			continue;
		}
		if (ok && left > 0)
			ok = add_hidden(tree, node->key, node->row.root,
			    node->row.depth + 1, left);
		dbg_value_free(&level->value);
		levels->count--;
	}
	return ok;
}

static bool
add_roots(struct dbg_tree *tree)
{
	struct levels levels = {0};
	bool ok = take_roots(tree);

	for (uint32_t i = 0; ok && i < tree->root_count && i < tree->shown;
	    i++) {
		struct node *node = new_node(tree);

		ok = node != NULL;
		if (!ok)
			break;
		node->row.root = i;
		if (name_root(tree, i, node))
			node->key = strdup(node->name);
		ok = add_node(tree, node) &&
		     add_parts(tree, &levels, tree->count - 1);
	}
	if (ok && tree->root_count > tree->shown)
		ok = add_hidden(tree, "", 0, 0, tree->root_count - tree->shown);
	free(levels.items);
	return ok;
}

static struct place
place_of(const struct dbg_tree *tree, const struct dbg_frame *frame)
{
	if (frame == NULL || tree->kind == DBG_TREE_GLOBALS)
		return (struct place){0};
	return (struct place){frame->real.fp, frame->real.func};
}

static bool
is_same(struct place a, struct place b)
{
	return a.fp == b.fp && a.func == b.func;
}

bool
dbg_tree_refresh(
    struct dbg_tree *tree, const struct dbg_frame *frame, bool is_new)
{
	struct place place = place_of(tree, frame);

	forget_rows(tree);
	tree->frame = frame;
	tree->level = frame != NULL ? frame->level : 0;
	tree->forgotten = tree->d->frames.forgotten;
	if (is_new) {
		dbg_seen_clear(&tree->before);
		tree->before = tree->now;
		tree->before_place = tree->now_place;
		tree->now = (struct dbg_seen){0};
	} else if (!is_same(tree->now_place, place)) {
		dbg_seen_clear(&tree->now);
	}
	tree->now_place = place;
	return add_roots(tree);
}

/* Rows */

/* A copy on one line, not longer than a row takes. */
static char *
one_line(const char *text, size_t size)
{
	char *line;
	size_t end = size;

	if (size > LIMIT) {
		end = LIMIT;
		while (end > 0 && ((uint8_t)text[end] & 0xC0) == 0x80)
			end--;
	}
	line = malloc(end + sizeof("..."));
	if (line == NULL)
		return NULL;
	for (size_t i = 0; i < end; i++)
		line[i] = text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
	memcpy(line + end, "...", sizeof("..."));
	if (end == size)
		line[end] = '\0';
	return line;
}

static bool
put_memory(struct dbg_tree *tree, const struct dbg_tree_watch *watch,
    const struct dbg_value *value, struct wk_sink *sink, struct wk_error *err)
{
	uint64_t address;
	uint32_t memory;

	return dbg_value_address(tree->d, value, &address, &memory, err) &&
	       dbg_examine(tree->d, memory, &address,
		   watch->count > 0 ? watch->count : 1, watch->letter,
		   watch->size, sink, err);
}

/* Writes a node's value. */
static bool
put_value(struct dbg_tree *tree, const struct node *node,
    const struct dbg_value *value, const struct dbg_format *format,
    struct wk_sink *sink, struct wk_error *err)
{
	struct dbg_format how = *format;
	const struct dbg_tree_watch *watch = NULL;

	if (tree->kind == DBG_TREE_WATCHES)
		watch = &tree->watches[node->row.root];
	if (watch != NULL && node->row.depth == 0 &&
	    (watch->count > 0 || watch->size != '\0' || watch->letter == 'i' ||
		watch->letter == 's'))
		return put_memory(tree, watch, value, sink, err);
	if (watch != NULL)
		how.letter = watch->letter;
	if (tree->kind == DBG_TREE_OPERANDS && node->row.depth == 0) {
		dbg_print_wasm_type(tree->d, value->wasm, true, sink);
		wk_sink_printf(sink, " ");
	}
	dbg_print(tree->d, value, &how, sink);
	return true;
}

static void
compare(struct dbg_tree *tree, struct node *node)
{
	const char *before = NULL;

	if (is_same(tree->now_place, tree->before_place))
		before = dbg_seen_find(&tree->before, node->key);
	node->row.is_changed =
	    before != NULL && strcmp(before, node->value) != 0;
	dbg_seen_put(&tree->now, node->key, node->value);
}

static void
evaluate(struct dbg_tree *tree, struct node *node)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_error err = {0};
	struct dbg_value value;
	const char *text;
	size_t size;
	bool ok = false;

	if (sink == NULL)
		return;
	if (eval_node(tree, node, &value, &err)) {
		node->row.has_parts = has_parts(tree->d, &value);
		ok = put_value(tree, node, &value, &brief, sink, &err);
		dbg_value_free(&value);
	}
	node->row.is_error = !ok;
	text = wk_sink_data(sink, &size);
	node->value = ok ? one_line(text, size) :
			   one_line(err.message, strlen(err.message));
	wk_sink_abandon(sink);
	node->row.value = node->value;
	if (node->value != NULL)
		compare(tree, node);
}

/* Whether the program went on since: nothing can be evaluated. */
static bool
is_stale(const struct dbg_tree *tree)
{
	return tree->forgotten != tree->d->frames.forgotten;
}

uint32_t
dbg_tree_count(const struct dbg_tree *tree)
{
	return tree->count;
}

const struct dbg_row *
dbg_tree_row(struct dbg_tree *tree, uint32_t n)
{
	struct node *node = n < tree->count ? &tree->nodes[n] : NULL;

	if (node == NULL)
		return NULL;
	if (node->value == NULL && node->row.hidden == 0 && !is_stale(tree))
		evaluate(tree, node);
	return &node->row;
}

const struct dbg_row *
dbg_tree_known(const struct dbg_tree *tree, uint32_t n)
{
	return n < tree->count ? &tree->nodes[n].row : NULL;
}

static void
fold(struct dbg_tree *tree, const char *key)
{
	struct unfolded *last = &tree->unfolded[tree->unfolded_count - 1];

	for (uint32_t i = 0; i < tree->unfolded_count; i++) {
		struct unfolded *u = &tree->unfolded[i];

		if (strcmp(u->key, key) != 0)
			continue;
		free(u->key);
		*u = *last;
		tree->unfolded_count--;
		return;
	}
}

static void
unfold(struct dbg_tree *tree, const char *key)
{
	struct unfolded *all = dbg_grow(tree->unfolded, tree->unfolded_count,
	    &tree->unfolded_capacity, sizeof(*tree->unfolded));
	char *copy = strdup(key);

	if (all != NULL)
		tree->unfolded = all;
	if (all == NULL || copy == NULL)
		free(copy);
	else
		all[tree->unfolded_count++] =
		    (struct unfolded){copy, FEW_PARTS};
}

static void
show_more(struct dbg_tree *tree, const struct node *node)
{
	if (node->row.depth == 0)
		tree->shown *= MORE;
	for (uint32_t i = 0; i < tree->unfolded_count; i++)
		if (strcmp(tree->unfolded[i].key, node->key) == 0)
			tree->unfolded[i].shown *= MORE;
}

void
dbg_tree_toggle(struct dbg_tree *tree, uint32_t n)
{
	const struct node *node = n < tree->count ? &tree->nodes[n] : NULL;

	if (node == NULL)
		return;
	if (node->row.hidden > 0)
		show_more(tree, node);
	else if (node->row.is_open)
		fold(tree, node->key);
	else
		unfold(tree, node->key);
	if (tree->frame != NULL && is_stale(tree))
		tree->frame = dbg_frame_at(tree->d, tree->level);
	dbg_tree_refresh(tree, tree->frame, false);
}

static void
put_type(struct dbg *d, const struct dbg_value *value, struct wk_sink *sink)
{
	if (value->type == NULL)
		return;
	wk_sink_printf(sink, "(");
	dbg_print_type(d, value->type, false, sink);
	wk_sink_printf(sink, ") ");
}

void
dbg_tree_explain(struct dbg *d, const char *text, const struct dbg_value *value,
    struct wk_sink *sink)
{
	put_type(d, value, sink);
	wk_sink_printf(sink, "%s = ", text);
	dbg_print(d, value, &whole, sink);
}

void
dbg_tree_describe(struct dbg_tree *tree, uint32_t n, struct wk_sink *sink)
{
	const struct node *node = n < tree->count ? &tree->nodes[n] : NULL;
	struct wk_error err = {0};
	struct dbg_value value;

	if (node == NULL || node->row.hidden > 0 || is_stale(tree))
		return;
	if (!eval_node(tree, node, &value, &err)) {
		wk_sink_printf(sink, "%s: %s", node->row.text, err.message);
		return;
	}
	put_type(tree->d, &value, sink);
	wk_sink_printf(sink, "%s = ", node->row.text);
	if (!put_value(tree, node, &value, &whole, sink, &err))
		wk_sink_printf(sink, "<%s>", err.message);
	dbg_value_free(&value);
}
