/* What instances tell of themselves. */
#include "libwasmkit/runtime/instance.h"

const struct wk_module *
wk_instance_module(const struct wk_instance *instance)
{
	return instance->module;
}

struct wk_extern
wk_instance_get(const struct wk_instance *instance, enum wk_extern_kind kind,
    uint32_t index)
{
	struct wk_extern out = {.kind = (uint8_t)kind};

	switch (kind) {
	case WK_EXTERN_FUNC:
		out.func = instance->funcs[index];
		break;
	case WK_EXTERN_TABLE:
		out.table = instance->tables[index];
		break;
	case WK_EXTERN_MEMORY:
		out.memory = instance->memories[index];
		break;
	case WK_EXTERN_GLOBAL:
		out.global = instance->globals[index];
		break;
	case WK_EXTERN_TAG:
		out.tag = instance->tags[index];
		break;
	case WK_EXTERN_COUNT:
		break;
	}
	return out;
}

bool
wk_instance_export(const struct wk_instance *instance, const char *name,
    size_t name_size, struct wk_extern *out)
{
	const struct wk_module *m = instance->module;

	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *e = &m->exports[i];

		if (e->name.size == name_size &&
		    memcmp(e->name.data, name, name_size) == 0) {
			*out = wk_instance_get(
			    instance, (enum wk_extern_kind)e->kind, e->index);
			return true;
		}
	}
	return false;
}

struct wk_funcinst *
wk_instance_func(const struct wk_instance *instance, const char *name)
{
	struct wk_extern found;

	if (!wk_instance_export(instance, name, strlen(name), &found) ||
	    found.kind != WK_EXTERN_FUNC)
		return NULL;
	return found.func;
}

struct wk_meminst *
wk_instance_memory(const struct wk_instance *instance)
{
	struct wk_extern found;

	if (wk_instance_export(instance, "memory", strlen("memory"), &found) &&
	    found.kind == WK_EXTERN_MEMORY)
		return found.memory;
	return instance->module->memory_count > 0 ? instance->memories[0] :
						    NULL;
}
