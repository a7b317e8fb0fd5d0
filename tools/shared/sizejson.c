#include <inttypes.h>
#include <string.h>

#include "tools/shared/sizeprint.h"
#include "tools/shared/str.h"
#include "tools/shared/unicode.h"

enum { SCHEMA = 1 };

/* The page, up to where the document goes and from there on. */
static const char page[] =
#include "sizepage.inc"
    ;
static const char page_mark[] = "@SIZES@";

static void
put(struct wk_sink *sink, const char *text)
{
	wk_sink_write(sink, text, strlen(text));
}

/* '<' is escaped, too, because the document may stand in a page. */
static void
put_string(struct wk_sink *sink, struct wk_str text)
{
	put(sink, "\"");
	for (uint32_t i = 0; i < text.size;) {
		unsigned char c = (unsigned char)text.data[i];
		size_t size = unicode_next(text.data + i, text.size - i, NULL);

		if (size == 0)
			put(sink, "\\ufffd");
		else if (c == '"' || c == '\\')
			wk_sink_printf(sink, "\\%c", c);
		else if (c < 0x20 || c == 0x7F || c == '<')
			wk_sink_printf(sink, "\\u%04x", c);
		else
			wk_sink_write(sink, text.data + i, size);
		i += size > 0 ? (uint32_t)size : 1;
	}
	put(sink, "\"");
}

/* The tree */

static const char *const kind_names[] = {
    [SIZE_FILE] = "file",
    [SIZE_MODULE] = "module",
    [SIZE_HEADER] = "header",
    [SIZE_SECTION] = "section",
    [SIZE_PREFIX] = "prefix",
    [SIZE_FUNCTION] = "function",
    [SIZE_DATA] = "data",
    [SIZE_UNREADABLE] = "unreadable",
};

/* A node without the bracket that closes it. */
static void
put_node(struct wk_sink *sink, const struct size_node *node)
{
	wk_sink_printf(
	    sink, "{\"kind\":\"%s\",\"name\":", kind_names[node->kind]);
	put_string(sink, node->name);
	wk_sink_printf(sink, ",\"size\":%" PRIu64, node->size);
	if (node->kind == SIZE_FUNCTION || node->kind == SIZE_DATA)
		wk_sink_printf(sink, ",\"index\":%" PRIu32, node->index);
	if (node->kind != SIZE_PREFIX)
		wk_sink_printf(sink, ",\"offset\":%" PRIu64, node->offset);
	if (node->functions > 0 && node->kind != SIZE_FUNCTION)
		wk_sink_printf(
		    sink, ",\"functions\":%" PRIu32, node->functions);
	if (node->tail > 0)
		wk_sink_printf(sink, ",\"tail\":%" PRIu32, node->tail);
	if (node->first != 0)
		put(sink, ",\"children\":[\n");
}

/* All nodes in order, without recursion. */
static void
put_tree(struct wk_sink *sink, const struct sizes *sizes)
{
	const struct size_node *nodes = sizes->nodes;
	uint32_t i = 0;

	put_node(sink, &nodes[0]);
	while (i != 0 || nodes[0].first != 0) {
		if (nodes[i].first != 0) {
			i = nodes[i].first;
			put_node(sink, &nodes[i]);
			continue;
		}
		put(sink, "}");
		while (i != 0 && nodes[i].next == 0) {
			i = nodes[i].parent;
			put(sink, "]}");
		}
		if (i == 0)
			return;
		i = nodes[i].next;
		put(sink, ",\n");
		put_node(sink, &nodes[i]);
	}
	put(sink, "}");
}

void
size_print_json(struct wk_sink *sink, const struct sizes *sizes)
{
	wk_sink_printf(
	    sink, "{\"schema\":%d,\"tool\":\"wasm-size\",\"file\":", SCHEMA);
	put_string(sink, str(sizes->path));
	wk_sink_printf(
	    sink, ",\"size\":%" PRIu64 ",\"tree\":\n", sizes->nodes[0].size);
	put_tree(sink, sizes);
	put(sink, "}\n");
}

void
size_print_page(struct wk_sink *sink, const struct sizes *sizes)
{
	const char *mark = strstr(page, page_mark);

	wk_sink_write(sink, page, (size_t)(mark - page));
	size_print_json(sink, sizes);
	put(sink, mark + strlen(page_mark));
}

/* Changes */

static void
put_file(struct wk_sink *sink, const char *key, const struct sizes *sizes)
{
	wk_sink_printf(sink, ",\"%s\":{\"file\":", key);
	put_string(sink, str(sizes->path));
	wk_sink_printf(sink, ",\"size\":%" PRIu64 "}", sizes->nodes[0].size);
}

static void
put_changed(struct wk_sink *sink, const struct size_row *row)
{
	put(sink, "{\"name\":");
	put_string(sink, row->name);
	wk_sink_printf(sink,
	    ",\"old\":%" PRIu64 ",\"new\":%" PRIu64 ",\"change\":%" PRId64 "}",
	    row->old, row->size, size_change(row));
}

void
size_print_changes_json(struct wk_sink *sink, const struct sizes *old,
    const struct sizes *new, const struct size_list *lists, unsigned list_count)
{
	wk_sink_printf(sink, "{\"schema\":%d,\"tool\":\"wasm-size\"", SCHEMA);
	put_file(sink, "old", old);
	put_file(sink, "new", new);
	wk_sink_printf(sink, ",\"change\":%" PRId64,
	    (int64_t)(new->nodes[0].size - old->nodes[0].size));
	for (unsigned i = 0; i < list_count; i++) {
		const struct size_list *list = &lists[i];

		wk_sink_printf(
		    sink, ",\n\"%s\":[", size_view_names[list->view]);
		for (uint32_t n = 0; n < list->count; n++) {
			put(sink, n == 0 ? "\n" : ",\n");
			put_changed(sink, &list->rows[n]);
		}
		put(sink, "]");
	}
	put(sink, "}\n");
}
