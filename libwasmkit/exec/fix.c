#include "libwasmkit/exec/fix.h"

#include <string.h>

bool
wk_fix_note(struct wk_vec *fixes, const struct wk_tr *tr, uint32_t base,
    uint32_t *operands)
{
	*operands = 0;
	for (uint32_t i = 0; i < tr->height; i++) {
		const struct wk_entry *entry = &tr->stack[i];
		bool is_slot = entry->where != WK_WHERE_CONST;
		struct wk_fix *fix;

		if (entry->home >= base)
			break;
		++*operands;
		if (entry->where == WK_WHERE_ACC ||
		    (is_slot && entry->slot == entry->home))
			continue;
		fix = wk_vec_push(fixes);
		if (fix == NULL)
			return false;
		*fix = (struct wk_fix){
		    .home = entry->home,
		    .slot = is_slot ? entry->slot : WK_NONE,
		    .slots = entry->acc == WK_ACC_V ? 2 : 1,
		    .bits = entry->bits,
		};
	}
	return true;
}

void
wk_fix_apply(const struct wk_fix *fixes, uint32_t count, union wk_slot *fp)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct wk_fix *fix = &fixes[i];
		union wk_slot *to = fp + fix->home;

		if (fix->slot != WK_NONE)
			memmove(to, fp + fix->slot, fix->slots * sizeof(*to));
		else if (fix->slots == 2)
			memcpy(to, (const void *)(uintptr_t)fix->bits, 16);
		else
			to->u64 = fix->bits;
	}
}
