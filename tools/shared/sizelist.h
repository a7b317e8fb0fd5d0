/*
 * The parts of a file, or of two, in one list: its sections, its functions,
 * the prefixes of their names, or its data segments.
 */
#ifndef TOOLS_SIZELIST_H
#define TOOLS_SIZELIST_H

#include "tools/shared/sizes.h"

enum size_view {
	SIZE_BY_SECTION,
	SIZE_BY_FUNCTION,
	SIZE_BY_PREFIX,
	SIZE_BY_DATA,
	SIZE_BY_COUNT
};

/* "section", "function", "prefix", "data"; ends with NULL. */
extern const char *const size_view_names[SIZE_BY_COUNT + 1];

struct size_row {
	struct wk_str name;
	uint64_t size, old; /* bytes; old ones of a comparison */
	uint32_t functions; /* not counted of old ones */
	char *made; /* private: the name, when it had to be made */
};

struct size_list {
	enum size_view view;
	struct size_row *rows;
	uint32_t count;
	/* Of all rows together, and of the files. */
	struct size_row sum, total;
};

/*
 * Lists the parts of a file, the largest first. Sections of one name are one
 * part, and so are prefixes.
 */
bool size_list_make(const struct sizes *sizes, enum size_view view,
    struct size_list *out, struct wk_error *err);

/*
 * Lists the parts that have not the same size in two files, the greatest
 * change first. Parts are the same when their names are.
 */
bool size_list_compare(const struct sizes *old, const struct sizes *new,
    enum size_view view, struct size_list *out, struct wk_error *err);

/* For both; allowed for one that is all zero, and after a failure. */
void size_list_free(struct size_list *list);

/* How much larger the new part is than the old one. */
int64_t size_change(const struct size_row *row);

#endif
