/*
 * Sizes as people and programs read them.
 */
#ifndef TOOLS_SIZEPRINT_H
#define TOOLS_SIZEPRINT_H

#include "tools/shared/sizelist.h"

struct size_layout {
	uint32_t top;  /* rows to show of each list but that of sections */
	bool has_bars; /* a chart beside the numbers */
	bool has_color;
	uint32_t width; /* columns to fit in; 0 for no limit */
};

/* A table, with what is not shown summed up, so that it adds up to the total.
 */
void size_print_list(struct wk_sink *sink, const struct size_list *list,
    const struct size_layout *layout);
void size_print_changes(struct wk_sink *sink, const struct size_list *list,
    const struct size_layout *layout);

/* The tree as one JSON document; lists of changes as another. */
void size_print_json(struct wk_sink *sink, const struct sizes *sizes);
void size_print_changes_json(struct wk_sink *sink, const struct sizes *old,
    const struct sizes *new, const struct size_list *lists,
    unsigned list_count);

/* A page that shows the tree as a map and as a table. */
void size_print_page(struct wk_sink *sink, const struct sizes *sizes);

#endif
