#include "libwasmkit/model/nameplace.h"

#include <string.h>

static bool
is_called(const struct wk_custom *custom, const char *name)
{
	return custom->name.size == strlen(name) &&
	       memcmp(custom->name.data, name, custom->name.size) == 0;
}

uint32_t
wk_nameplace_own(const struct wk_module *module)
{
	for (uint32_t i = 0; i < module->custom_count; i++) {
		if (is_called(&module->customs[i], "name"))
			return i;
	}
	return WK_NONE;
}

/* The rank of the last section that is not a custom one. */
static unsigned
last_rank(const struct wk_module *module)
{
	unsigned rank = WK_RANK_COUNT - 1;

	while (rank > WK_RANK_START_OF_MODULE &&
	       !wk_module_has_section(module, (enum wk_rank)rank))
		rank--;
	return rank;
}

uint32_t
wk_nameplace_usual(const struct wk_module *module)
{
	unsigned last = last_rank(module);

	for (uint32_t i = 0; i < module->custom_count; i++) {
		const struct wk_custom *custom = &module->customs[i];

		if (custom->after >= last &&
		    (is_called(custom, "producers") ||
			is_called(custom, "target_features")))
			return i;
	}
	return module->custom_count;
}

bool
wk_nameplace_is_unusual(const struct wk_module *module)
{
	uint32_t own = wk_nameplace_own(module);

	return own != WK_NONE &&
	       (own + 1 != wk_nameplace_usual(module) ||
		   module->customs[own].after < last_rank(module));
}
