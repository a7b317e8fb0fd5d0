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
	if (module->data_count > 0)
		return WK_RANK_DATA;
	if (module->func_count > module->func_import_count)
		return WK_RANK_CODE;
	if (module->has_data_count)
		return WK_RANK_DATA_COUNT;
	if (module->elem_count > 0)
		return WK_RANK_ELEMENT;
	if (module->start != WK_NONE)
		return WK_RANK_START;
	if (module->export_count > 0)
		return WK_RANK_EXPORT;
	if (module->global_count > module->global_import_count)
		return WK_RANK_GLOBAL;
	if (module->tag_count > module->tag_import_count)
		return WK_RANK_TAG;
	if (module->memory_count > module->memory_import_count)
		return WK_RANK_MEMORY;
	if (module->table_count > module->table_import_count)
		return WK_RANK_TABLE;
	if (module->import_count > 0)
		return WK_RANK_IMPORT;
	return module->type_count > 0 ? WK_RANK_TYPE : WK_RANK_START_OF_MODULE;
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
