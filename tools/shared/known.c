#include "tools/shared/known.h"

#include <stdlib.h>
#include <string.h>

struct known_module {
	char *name; /* or NULL */
	uint32_t name_size;
	struct scripted made;
	const struct wk_module *module;
};

bool
known_add(struct known *known, struct wk_str name, struct scripted *made,
    const struct wk_module *module, struct wk_error *err)
{
	struct known_module new = {.name_size = name.size, .module = module};
	void *grown = known->modules;

	if (known->count == known->capacity) {
		unsigned capacity = known->capacity * 2 + 16;

		grown = realloc(grown, capacity * sizeof(new));
		if (grown != NULL) {
			known->modules = grown;
			known->capacity = capacity;
		}
	}
	if (name.data != NULL)
		new.name = strndup(name.data, name.size);
	if (grown == NULL || (name.data != NULL && new.name == NULL)) {
		free(new.name);
		return wk_error_memory(err);
	}
	if (made != NULL) {
		new.made = *made;
		new.made.from = NULL;
		*made = (struct scripted){0};
	}
	known->modules[known->count++] = new;
	return true;
}

static bool
is_named(const struct known_module *module, struct wk_str name)
{
	return module->name != NULL && module->name_size == name.size &&
	       memcmp(module->name, name.data, name.size) == 0;
}

const struct wk_module *
known_find(const struct known *known, struct wk_str name)
{
	for (unsigned i = known->count; i-- > 0;) {
		const struct known_module *module = &known->modules[i];

		if (name.data == NULL || is_named(module, name))
			return module->module;
	}
	return NULL;
}

void
known_free(struct known *known)
{
	for (unsigned i = 0; i < known->count; i++) {
		scripted_free(&known->modules[i].made);
		free(known->modules[i].name);
	}
	free(known->modules);
}
