/* What the hosts share: a module from a file, and the end with an error. */
#ifndef LOAD_H
#define LOAD_H

#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/wasmkit.h"

struct loaded {
	struct wk_source source;
	struct wk_module *module;
};

static inline void
check(bool ok, const char *what, const struct wk_error *err)
{
	if (ok)
		return;
	printf("%s: %s\n", what, err ? err->message : "fails");
	exit(1);
}

/* Reads FOLDER/NAME, text or binary, and validates it. */
static inline struct loaded
load(const char *folder, const char *name)
{
	const wk_features features = wk_features_default();
	struct wk_wat_options parse = {.features = features};
	struct wk_read_options read = {.features = features};
	struct wk_validate_options validate = {.features = features};
	struct loaded l = {0};
	struct wk_error err = {0};
	char path[1024];
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	check(wk_source_open(path, &l.source, &err), path, &err);
	if (wk_source_is_binary(&l.source))
		ok = wk_read_module(&l.source, &read, &l.module, &err);
	else
		ok = wk_wat_parse(&l.source, &parse, &l.module, &err);
	check(ok && wk_validate(l.module, &validate, &err), path, &err);
	return l;
}

static inline void
unload(struct loaded *l)
{
	wk_module_free(l->module);
	wk_source_close(&l->source);
}

#endif
