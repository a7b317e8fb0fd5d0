#include "tools/shared/wasisetup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 400 };

/* Parts DIR::NAME; copy is the place for DIR alone. */
static void
part_folder(const char *text, char **copy, struct wk_wasi_preopen *out)
{
	const char *mark = strstr(text, "::");

	*out = (struct wk_wasi_preopen){.guest = text, .host = text};
	if (mark == NULL)
		return;
	*copy = strndup(text, (size_t)(mark - text));
	out->host = *copy;
	out->guest = mark + 2;
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
	size_t count = folders->count;
	struct wk_wasi_preopen *preopens = calloc(count + 1, sizeof(*preopens));
	char **copies = calloc(count + 1, sizeof(*copies));
	struct wk_wasi_options options = {
	    .args = (const char *const *)settings->files,
	    .arg_count = settings->file_count,
	    .env = environment->items,
	    .env_count = environment->count,
	    .preopens = preopens,
	    .preopen_count = count,
	};
	struct wk_wasi *wasi = NULL;
	bool ok = preopens != NULL && copies != NULL;

	for (unsigned i = 0; i < 3; i++)
		options.streams[i].kind = WK_WASI_INHERIT;
	for (size_t i = 0; ok && i < count; i++) {
		part_folder(folders->items[i], &copies[i], &preopens[i]);
		ok = preopens[i].host != NULL;
	}
	if (ok)
		wasi = wk_wasi_new(&options, err);
	else
		wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET, "%s", "");
	if (wasi != NULL && settings->verbose > 0)
		wk_wasi_watch(
		    wasi, &(struct wk_wasi_hooks){.after = print_call});
	for (size_t i = 0; copies != NULL && i < count; i++)
		free(copies[i]);
	free(copies);
	free(preopens);
	return wasi;
}
