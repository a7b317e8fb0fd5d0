/*
 * What the files of the view share. Private to debugger/view/.
 */
#ifndef DEBUGGER_VIEW_VIEWSTATE_H
#define DEBUGGER_VIEW_VIEWSTATE_H

#include "debugger/state.h"
#include "tools/shared/dumpnames.h"

/* Where lines begin in a text that is in memory; count + 1 of them. */
struct dbg_viewlines {
	size_t *begins;
	uint32_t count;
};

/* Finds the lines of bytes; what follows the last line feed is one, too. */
bool dbg_viewlines_find(
    struct dbg_viewlines *lines, const char *data, size_t size);

/* A part of a generated text that is in memory. */
struct dbg_viewpart {
	struct wk_sink *sink; /* NULL: free */
	uint32_t part;
	uint64_t used; /* when, in calls */
	struct dbg_viewlines lines;
};

enum { DBG_VIEW_PARTS = 8 };

/* A text and how it is had. */
struct dbg_viewtext {
	struct dbg_text text; /* its lines lead here */
	char *name;
	/* What is in a file: */
	struct wk_source source;
	struct dbg_viewlines lines;
	uint8_t *states; /* at the begin of lines, see viewtint.c */
	uint32_t state_count;
	/* What is generated: first[i] is the first line of a part. */
	struct wk_wat_parts *parts;
	uint32_t *first, part_count;
	struct dbg_viewpart cache[DBG_VIEW_PARTS];
	uint64_t calls;
};

void dbg_viewtext_free(struct dbg_viewtext *text);

/* A file's text; takes the source over, also where it fails. */
struct dbg_viewtext *dbg_viewtext_of(
    const char *name, const struct wk_source *source, struct wk_error *err);

/* A text that is printed as far as it is looked at. */
struct dbg_viewtext *dbg_viewtext_generate(
    const char *name, const struct wk_module *module, struct wk_error *err);

/* The offsets of a function's instructions. */
struct dbg_viewcode {
	uint32_t func; /* WK_NONE: none */
	uint64_t *offsets;
	uint32_t count, capacity;
	bool has_locals;
};

struct dbg_view {
	uint8_t mode; /* enum dbg_view_mode */
	char **folders;
	uint32_t folder_count;
	/* By number of file; NULL: not opened. is_missing: in vain. */
	struct dbg_viewtext **files;
	bool *is_missing;
	uint32_t file_count;
	struct dbg_viewtext *wat;
	/* Of a .wat that was loaded: where its instructions are. */
	struct wk_wat_spot *spots;
	size_t spot_count;
	struct dbg_viewcode code;
	struct dumpnames names; /* for disassembly */
	bool has_names;
};

/* The view of a session, made when it is first needed; NULL: no memory. */
struct dbg_view *dbg_view(struct dbg *d, struct wk_error *err);

/* The .wat, see dbg_text_wat(). */
struct dbg_viewtext *dbg_viewwat(struct dbg *d, struct wk_error *err);

/* Where an offset is in the .wat; false: nowhere. */
bool dbg_viewwat_spot(struct dbg *d, uint64_t offset, struct dbg_spot *out);

/* The instructions of a function; NULL: no memory, or damaged. */
const struct dbg_viewcode *dbg_viewcode(
    struct dbg *d, uint32_t func, struct wk_error *err);

/* The index of the instruction an offset is in. */
uint32_t dbg_viewcode_find(const struct dbg_viewcode *code, uint64_t offset);

#endif
