#include "tools/shared/wasisetup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 400 };

struct wk_wasi_preopen *
wasisetup_folders(const struct texts *folders)
{
	size_t size =
	    (folders->count + (size_t)1) * sizeof(struct wk_wasi_preopen);
	struct wk_wasi_preopen *all;
	char *at;

	for (unsigned i = 0; i < folders->count; i++)
		size += strlen(folders->items[i]) + 1;
	all = malloc(size);
	at = (char *)(all + folders->count);
	for (unsigned i = 0; all != NULL && i < folders->count; i++) {
		char *mark;

		strcpy(at, folders->items[i]);
		mark = strstr(at, "::");
		all[i] = (struct wk_wasi_preopen){.guest = at, .host = at};
		at += strlen(at) + 1;
		if (mark != NULL) {
			*mark = '\0';
			all[i].guest = mark + 2;
		}
	}
	return all;
}

static void
print_call(void *user, const struct wk_wasi_call *call)
{
	char line[LINE_SIZE];

	(void)user;
	wk_wasi_call_text(call, true, line, sizeof(line));
	fprintf(stderr, "%s\n", line);
}

struct wk_wasi *
wasisetup(const struct settings *settings, const struct texts *environment,
    const struct texts *folders, struct wk_error *err)
{
	struct wk_wasi_preopen *preopens = wasisetup_folders(folders);
	struct wk_wasi_options options = {
	    .args = (const char *const *)settings->files,
	    .arg_count = settings->file_count,
	    .env = environment->items,
	    .env_count = environment->count,
	    .preopens = preopens,
	    .preopen_count = folders->count,
	};
	struct wk_wasi *wasi = NULL;

	for (unsigned i = 0; i < 3; i++)
		options.streams[i].kind = WK_WASI_INHERIT;
	if (preopens != NULL)
		wasi = wk_wasi_new(&options, err);
	else
		wk_error_memory(err);
	if (wasi != NULL && settings->verbose > 0)
		wk_wasi_watch(
		    wasi, &(struct wk_wasi_hooks){.after = print_call});
	free(preopens);
	return wasi;
}
