/* Tags (specification 4.2.10). */
#include "libwasmkit/runtime/rtype.h"

struct wk_taginst *
wk_tag_new(struct wk_store *store, const char *params, struct wk_error *err)
{
	const struct wk_rtype *type =
	    wk_rtype_of_letters(store, params, "", err);
	struct wk_taginst *tag =
	    type != NULL ? wk_arena_alloc(store->arena, sizeof(*tag)) : NULL;

	if (tag == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	*tag = (struct wk_taginst){type, store};
	return tag;
}
