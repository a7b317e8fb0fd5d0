#include "wat/fold.h"

#include <stdlib.h>

#include "wat/arity.h"
#include "wat/line.h"
#include "wat/typetext.h"

/*
 * Two passes over a body, each with a stack of its own. The first reads
 * instructions and ties them into trees; the second walks the trees and prints.
 * Whatever the trees, their text means the same instructions in the same
 * order: arity decides the layout alone.
 *
 * An instruction takes the topmost trees[avail …] that leave just as many
 * values as it wants. When the first of them leaves too many, or when an
 * instruction leaves none, what came so far stays out of later operands.
 */

/* Level of indentation of a function's instructions. */
enum { BASE_LEVEL = 2 };

/* A tree by its root, and the values it leaves. */
struct wk_fold_tree {
	uint32_t node, results;
};

/* A block being read, or a parenthesis being printed. */
struct wk_fold_open {
	uint32_t node;  /* 0 for the body itself */
	uint32_t arm;   /* the then, else, do or catch being read, or 0 */
	uint32_t base;  /* the first of its trees */
	uint32_t avail; /* outside it */
	uint32_t results, label; /* values left, and carried by a branch */
	bool cut;    /* the condition would have left too many values */
	bool leaves; /* printing: closes a label */
};

void
wk_fold_free(struct wk_fold *fold)
{
	free(fold->nodes);
	free(fold->trees);
	free(fold->opens);
	*fold = (struct wk_fold){0};
}

/* Enlarges an array of *capacity elements. */
static void *
grow(void *array, uint32_t *capacity, size_t size)
{
	uint32_t more = *capacity == 0 ? 256 : *capacity * 2;
	void *bigger = more < *capacity ? NULL : realloc(array, more * size);

	if (bigger != NULL)
		*capacity = more;
	return bigger;
}

/* A new node; 0 without memory. */
static uint32_t
new_node(struct wk_printer *pr, struct wk_fold *fold, uint32_t pos)
{
	if (fold->node_count >= fold->node_capacity) {
		struct wk_fold_node *nodes = grow(
		    fold->nodes, &fold->node_capacity, sizeof(*fold->nodes));

		if (nodes == NULL) {
			wk_printer_no_memory(pr);
			return 0;
		}
		fold->nodes = nodes;
	}
	if (fold->node_count == 0)
		fold->node_count = 1;
	fold->nodes[fold->node_count] = (struct wk_fold_node){.pos = pos};
	return fold->node_count++;
}

static bool
push_tree(struct wk_printer *pr, struct wk_fold *fold, uint32_t node,
    uint32_t results)
{
	if (fold->tree_count == fold->tree_capacity) {
		struct wk_fold_tree *trees = grow(
		    fold->trees, &fold->tree_capacity, sizeof(*fold->trees));

		if (trees == NULL)
			return wk_printer_no_memory(pr);
		fold->trees = trees;
	}
	fold->trees[fold->tree_count++] = (struct wk_fold_tree){node, results};
	return true;
}

static bool
push_open(struct wk_printer *pr, struct wk_fold *fold, struct wk_fold_open open)
{
	if (fold->open_count == fold->open_capacity) {
		struct wk_fold_open *opens = grow(
		    fold->opens, &fold->open_capacity, sizeof(*fold->opens));

		if (opens == NULL)
			return wk_printer_no_memory(pr);
		fold->opens = opens;
	}
	fold->opens[fold->open_count++] = open;
	return true;
}

/*
 * Takes the trees from `first` on off the stack and ties them into a list,
 * with `last` behind. Gives the head.
 */
static uint32_t
take_trees(struct wk_fold *fold, uint32_t first, uint32_t last)
{
	uint32_t head = last;

	for (uint32_t i = fold->tree_count; i > first; i--) {
		fold->nodes[fold->trees[i - 1].node].next = head;
		head = fold->trees[i - 1].node;
	}
	fold->tree_count = first;
	return head;
}

static struct wk_fold_open *
innermost(struct wk_fold *fold)
{
	return &fold->opens[fold->open_count - 1];
}

/* Puts a tree on the stack; with `cut`, it is no operand. */
static bool
add_tree(struct wk_printer *pr, struct wk_fold *fold, uint32_t node,
    uint32_t results, bool cut)
{
	if (!push_tree(pr, fold, node, results))
		return false;
	if (cut || results == 0)
		fold->avail = fold->tree_count;
	return true;
}

/*
 * Takes trees that leave `count` values off the stack and gives their list
 * with `last` behind; none when they don't add up. *cut tells whether they
 * leave too many.
 */
static uint32_t
take_operands(struct wk_fold *fold, uint32_t count, uint32_t last, bool *cut)
{
	uint32_t first = fold->tree_count;
	uint64_t values = 0;

	while (values < count && first > fold->avail)
		values += fold->trees[--first].results;
	*cut = values > count;
	return values == count ? take_trees(fold, first, last) : last;
}

/* The number of values that a branch to a label carries. */
static uint32_t
label_arity(const struct wk_fold *fold, uint32_t index)
{
	if (index >= fold->open_count)
		return 0;
	return fold->opens[fold->open_count - 1 - index].label;
}

/* A block: its condition is read, its contents are not. */
static bool
read_opening(struct wk_printer *pr, struct wk_fold *fold, uint32_t node,
    const struct wk_instr *instr)
{
	struct wk_fold_open open = {.node = node};
	uint32_t operands = instr->op == WK_OP_IF, params;

	wk_typetext_block_arity(
	    pr->module, instr->block, &params, &open.results);
	open.label = instr->op == WK_OP_LOOP ? params : open.results;
	fold->nodes[node].label = pr->label_count++;
	if (instr->op == WK_OP_IF || instr->op == WK_OP_TRY) {
		open.arm = new_node(pr, fold, fold->nodes[node].pos);
		if (open.arm == 0)
			return false;
		fold->nodes[open.arm].is_arm = true;
		fold->nodes[open.arm].label = fold->nodes[node].label;
		fold->nodes[node].child =
		    take_operands(fold, operands, open.arm, &open.cut);
	}
	open.avail = fold->avail;
	open.base = fold->avail = fold->tree_count;
	return push_open(pr, fold, open) &&
	       wk_line_enter(pr, instr->op, fold->nodes[node].label);
}

/* An else, catch or catch_all. */
static void
read_middle(struct wk_fold *fold, uint32_t node)
{
	struct wk_fold_open *open = innermost(fold);

	fold->nodes[open->arm].child = take_trees(fold, open->base, 0);
	fold->nodes[open->arm].next = node;
	fold->avail = open->base;
	open->arm = node;
}

/* The end of a block, or its delegate, which is a node of its own. */
static bool
read_closing(struct wk_printer *pr, struct wk_fold *fold, uint32_t delegate)
{
	struct wk_fold_open open = *innermost(fold);
	uint32_t head = take_trees(fold, open.base, 0);

	if (open.arm != 0) {
		fold->nodes[open.arm].child = head;
		fold->nodes[open.arm].next = delegate;
	} else {
		fold->nodes[open.node].child = head;
	}
	fold->open_count--;
	fold->avail = open.avail;
	wk_line_leave(pr);
	return add_tree(pr, fold, open.node, open.results, open.cut);
}

static bool
read_instr(struct wk_printer *pr, struct wk_fold *fold,
    const struct wk_line_row *row, uint32_t *pos)
{
	const uint8_t *at = pr->body.data + *pos;
	struct wk_arity arity = {row->operands, row->results};
	struct wk_instr instr;
	uint32_t node = 0;
	bool cut;

	if (row->op != WK_OP_END) {
		node = new_node(pr, fold, *pos);
		if (node == 0)
			return false;
	}
	if (!wk_instr_decode(pr->body, pos, &instr, pr->err))
		return false;
	if (row->shape == WK_SHAPE_OPEN)
		return read_opening(pr, fold, node, &instr);
	if (row->shape != WK_SHAPE_PLAIN && !wk_line_advance(pr, row->op, at))
		return false;
	if (row->shape == WK_SHAPE_CLOSE)
		return read_closing(pr, fold, node);
	if (row->shape == WK_SHAPE_MIDDLE) {
		read_middle(fold, node);
		return true;
	}
	if (row->operands == WK_LINE_SPECIAL)
		arity = wk_arity_special(
		    pr, &instr, label_arity(fold, instr.index[0]));
	fold->nodes[node].child = take_operands(fold, arity.operands, 0, &cut);
	return add_tree(pr, fold, node, arity.results, cut);
}

/* Ties the instructions of pr->body from pos on into trees. */
static bool
read_trees(struct wk_printer *pr, struct wk_fold *fold, uint32_t pos,
    uint32_t results, uint32_t *head)
{
	const uint8_t *end = pr->body.data + pr->body.size;

	fold->node_count = 1;
	fold->tree_count = fold->avail = fold->open_count = 0;
	if (!push_open(pr, fold, (struct wk_fold_open){.label = results}))
		return false;
	while (pos < pr->body.size) {
		const uint8_t *code = pr->body.data + pos;
		const struct wk_line_row *row = wk_line_read(&code, end);

		if (row->op == WK_OP_END && pr->depth == 0) {
			*head = take_trees(fold, 0, 0);
			fold->open_count = 0;
			return wk_line_check_end(pr, code);
		}
		if (row->shape == WK_SHAPE_INVALID ||
		    !read_instr(pr, fold, row, &pos))
			return wk_line_fail(pr, pr->body.data + pos);
	}
	return wk_line_fail(pr, end);
}

/* The first hint at or behind a position, which may be one for it. */
static void
seek_hint(struct wk_printer *pr, const struct wk_hint *first, uint32_t pos)
{
	size_t count = (size_t)(pr->hints_end - first);

	pr->hint = first;
	while (count > 0) {
		size_t half = count / 2;

		if (pr->hint[half].position < pos) {
			pr->hint += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	wk_line_next_hint(pr);
}

/* Prints what stands behind a node's parenthesis, up to its children. */
static uint8_t *
put_node(struct wk_printer *pr, struct wk_fold *fold, uint8_t *p,
    uint32_t number, bool comment, bool *leaves)
{
	const struct wk_fold_node *node = &fold->nodes[number];
	const uint8_t *start = pr->body.data + node->pos, *code = start;
	const uint8_t *end = pr->body.data + pr->body.size;
	const struct wk_line_row *row = wk_line_read(&code, end);
	bool has_arms = row->op == WK_OP_IF || row->op == WK_OP_TRY;

	*leaves = false;
	if (node->is_arm) {
		if (!wk_line_enter(pr, row->op, node->label))
			return NULL;
		return row->op == WK_OP_IF ? WK_PUT(p, "then") :
					     WK_PUT(p, "do");
	}
	p = wk_line_mnemonic(p, row);
	if (row->shape == WK_SHAPE_OPEN) {
		*leaves = true;
		p = wk_line_opening(
		    pr, p, row, &code, start, node->label, comment);
		if (p != NULL && !has_arms &&
		    !wk_line_enter(pr, row->op, node->label))
			return NULL;
		return p;
	}
	if (row->op == WK_OP_DELEGATE) {
		wk_line_leave(pr);
		innermost(fold)->leaves = false;
		return wk_line_delegate(pr, p, &code, end);
	}
	return wk_line_immediates(pr, p, row, start, &code, end);
}

/* Whether nothing may stand behind a node on its line. */
static bool
ends_line(const struct wk_printer *pr, const struct wk_fold_node *node)
{
	uint8_t byte = pr->body.data[node->pos];
	const struct wk_line_row *row = &wk_line_rows[0][byte];

	return row->shape == WK_SHAPE_OPEN && !node->is_arm;
}

/*
 * Prints a list of trees, on lines of their own or each behind a space on the
 * same line.
 */
static bool
print_trees(
    struct wk_printer *pr, struct wk_fold *fold, uint32_t node, bool on_line)
{
	const struct wk_hint *hints = pr->hint;
	uint8_t *p = pr->sink->p;
	bool leaves;

	while (!pr->sink->failed) {
		p = wk_printer_room(pr, p);
		if (node == 0) {
			struct wk_fold_open open;

			if (fold->open_count == 0)
				break;
			open = fold->opens[--fold->open_count];
			if (open.leaves)
				wk_line_leave(pr);
			*p++ = ')';
			node = fold->nodes[open.node].next;
			continue;
		}
		if (on_line)
			*p++ = ' ';
		else
			p = wk_printer_newline(
			    p, BASE_LEVEL + fold->open_count);
		if (hints < pr->hints_end && !fold->nodes[node].is_arm) {
			seek_hint(pr, hints, fold->nodes[node].pos);
			if (pr->hint_at ==
			    pr->body.data + fold->nodes[node].pos)
				p = wk_line_hints(pr, p);
		}
		*p++ = '(';
		p = put_node(pr, fold, p, node, !on_line, &leaves);
		if (p == NULL)
			return wk_printer_no_memory(pr);
		if (!on_line && fold->nodes[node].child == 0 &&
		    ends_line(pr, &fold->nodes[node]))
			p = wk_printer_newline(
			    p, BASE_LEVEL + fold->open_count);
		if (!push_open(pr, fold,
			(struct wk_fold_open){.node = node, .leaves = leaves}))
			return false;
		node = fold->nodes[node].child;
	}
	pr->sink->p = p;
	return true;
}

bool
wk_fold_allows(const struct wk_printer *pr)
{
	for (const struct wk_hint *h = pr->hint; h < pr->hints_end; h++) {
		uint8_t byte;

		if (h->position >= pr->body.size)
			continue;
		byte = pr->body.data[h->position];
		if (wk_line_rows[0][byte].shape == WK_SHAPE_MIDDLE ||
		    wk_line_rows[0][byte].shape == WK_SHAPE_CLOSE)
			return false;
	}
	return true;
}

bool
wk_fold_print(struct wk_printer *pr, struct wk_fold *fold, uint32_t pos)
{
	const struct wk_type *type =
	    wk_typetext_func(pr->module, pr->module->funcs[pr->func].type);
	uint32_t results = type == NULL ? 0 : type->func.result_count;
	uint32_t head;

	return read_trees(pr, fold, pos, results, &head) &&
	       print_trees(pr, fold, head, false);
}

bool
wk_fold_const(struct wk_printer *pr, struct wk_fold *fold, struct wk_span expr,
    const char *keyword)
{
	struct wk_sink *sink = pr->sink;
	uint32_t head;
	bool enclosed;

	pr->body = expr;
	pr->func = WK_NONE;
	pr->depth = pr->label_count = 0;
	pr->locals.count = pr->labels.idents.count = 0;
	pr->hint = pr->hints_end = NULL;
	if (!read_trees(pr, fold, 0, 0, &head))
		return false;
	enclosed =
	    keyword != NULL && (head == 0 || fold->nodes[head].next != 0);
	if (enclosed) {
		wk_sink_write(sink, " (", 2);
		wk_sink_write(sink, keyword, strlen(keyword));
	}
	if (!print_trees(pr, fold, head, true))
		return false;
	if (enclosed)
		wk_sink_byte(sink, ')');
	return true;
}
