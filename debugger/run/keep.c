/* Memory of a session, and errors that many of its files have. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "debugger/state.h"

bool
dbg_not_running(struct wk_error *err)
{
	return wk_error_set(
	    err, WK_E_USAGE, WK_NO_OFFSET, "the program is not being run");
}

void *
dbg_grow(void *items, uint32_t count, uint32_t *capacity, size_t size)
{
	uint32_t wanted = *capacity == 0 ? 8 : *capacity * 2;

	if (count < *capacity)
		return items;
	items = realloc(items, wanted * size);
	if (items != NULL)
		*capacity = wanted;
	return items;
}

const char *
dbg_keep(struct dbg *d, const char *format, ...)
{
	char **kept = dbg_grow(
	    d->kept, d->kept_count, &d->kept_capacity, sizeof(*d->kept));
	va_list args;
	char *text;
	int size;

	if (kept == NULL)
		return "";
	d->kept = kept;
	va_start(args, format);
	size = vasprintf(&text, format, args);
	va_end(args);
	if (size < 0)
		return "";
	d->kept[d->kept_count++] = text;
	return text;
}

const char *
dbg_keep_sink(struct dbg *d, struct wk_sink *sink)
{
	size_t size;
	const char *text = wk_sink_data(sink, &size);

	text = dbg_keep(d, "%.*s", (int)size, text);
	wk_sink_abandon(sink);
	return text;
}

void
dbg_keep_only(struct dbg *d, uint32_t count)
{
	while (d->kept_count > count)
		free(d->kept[--d->kept_count]);
}
