/*
 * The folded layout of instructions: operands inside the parentheses of what
 * takes them.
 */
#ifndef WK_WAT_FOLD_H
#define WK_WAT_FOLD_H

#include "wat/printer.h"

/*
 * An instruction in a tree, by its number: 0 is none. Children are operands,
 * then what a block contains.
 */
struct wk_fold_node {
	uint32_t pos; /* in the body */
	uint32_t child, next;
	uint32_t label; /* of a block or arm: its label's number */
	bool is_arm;    /* "(then" or "(do", which are no instructions */
};

/* All zero is empty; serves any number of bodies. */
struct wk_fold {
	struct wk_fold_node *nodes;
	uint32_t node_count, node_capacity;
	/* While reading: trees that may become operands. */
	struct wk_fold_tree *trees;
	uint32_t tree_count, tree_capacity;
	uint32_t avail; /* the first that may */
	/* While reading: open blocks. While printing: open parentheses. */
	struct wk_fold_open *opens;
	uint32_t open_count, open_capacity;
};

void wk_fold_free(struct wk_fold *fold);

/*
 * Whether the code of pr->body can be folded: not when code metadata belongs
 * to an end, an else or the like, which have no place of their own then.
 */
bool wk_fold_allows(const struct wk_printer *pr);

/*
 * Prints the instructions of pr->body from a position on, each tree on new
 * lines, without the final end. False with the error set.
 */
bool wk_fold_print(struct wk_printer *pr, struct wk_fold *fold, uint32_t pos);

/*
 * Prints a constant expression on the line, a space before each tree. With a
 * keyword, encloses it in "(keyword …)" unless it is a single tree.
 */
bool wk_fold_const(struct wk_printer *pr, struct wk_fold *fold,
    struct wk_span expr, const char *keyword);

#endif
