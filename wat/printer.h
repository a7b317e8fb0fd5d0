/*
 * What the parts of the printer share.
 */
#ifndef WK_WAT_PRINTER_H
#define WK_WAT_PRINTER_H

#include "libwasmkit/base/sink.h"
#include "libwasmkit/module.h"
#include "wat/brief.h"
#include "wat/ident.h"
#include "wat/wat.h"

enum {
	/* Indentation stops growing here. */
	WK_LEVEL_MAX = 50,
	/* Locals of one function, with its parameters. */
	WK_PRINT_LOCALS_MAX = 1000000,
};

/* A block that is open around the instruction being printed. */
struct wk_frame {
	uint32_t label; /* number of the label in the function */
	uint32_t outer; /* see struct wk_labels */
	uint16_t op;    /* that opened it */
	uint16_t last;  /* the opening, else or catch last seen */
};

/*
 * The labels of a function by number, when any has a name. same[] gives the
 * first label of the same name; there inner[] has the number of frames at the
 * innermost open one, or 0. A frame keeps what inner[] was before it.
 */
struct wk_labels {
	struct wk_idents idents;
	uint32_t *same, *inner;
	uint32_t capacity;
};

struct wk_printer {
	const struct wk_module *module;
	const struct wk_print_options *options;
	struct wk_sink *sink;
	struct wk_error *err;
	struct wk_arena *arena;
	struct wk_idents spaces[WK_SPACE_COUNT];
	/* Field names by type; NULL when there are none. */
	struct wk_idents *fields;
	struct wk_ident_scope scope; /* for spaces inside a function or type */
	struct wk_brief brief;
	/* An instruction named a data segment. */
	bool needs_data_count;

	/* Of the function being printed: */
	uint32_t func;
	struct wk_span body; /* or the constant expression */
	struct wk_idents locals;
	struct wk_labels labels;
	struct wk_frame *frames;
	uint32_t depth, frame_capacity; /* frames in use, allocated */
	uint32_t label_count;           /* labels seen so far */
	/* Code metadata that is still ahead, and where the next belongs. */
	const struct wk_hint *hint, *hints_end;
	const uint8_t *hint_at; /* NULL when there is no more */
};

/* Out of memory; gives false. */
static inline bool
wk_printer_no_memory(struct wk_printer *pr)
{
	return wk_error_memory(pr->err);
}

/*
 * Makes room behind p for a line, or for the next item of a list on it: an
 * indentation, a mnemonic and three identifiers at most.
 */
static inline uint8_t *
wk_printer_room(struct wk_printer *pr, uint8_t *p)
{
	pr->sink->p = p;
	return wk_sink_room(pr->sink);
}

static inline uint8_t *
wk_printer_text(uint8_t *p, const char *text, size_t size)
{
	memcpy(p, text, size);
	return p + size;
}

/* Writes a string literal. */
#define WK_PUT(p, literal) wk_printer_text(p, literal, sizeof(literal) - 1)

/* Writes the identifier or index of an entry of an index space. */
static inline uint8_t *
wk_printer_ref(
    struct wk_printer *pr, uint8_t *p, enum wk_space space, uint32_t index)
{
	return wk_ident_put(pr->sink, p, &pr->spaces[space], index);
}

/* "$x", or "(;3;)" for an entry without identifier, and its annotation. */
uint8_t *wk_printer_binding(
    struct wk_printer *pr, uint8_t *p, enum wk_space space, uint32_t index);

/* "(@name "original")" */
uint8_t *wk_printer_annotate(
    struct wk_printer *pr, uint8_t *p, struct wk_str name);

/* How many blanks a level is indented by. */
static inline size_t
wk_printer_indentation(uint32_t level)
{
	return 2 * (size_t)(level < WK_LEVEL_MAX ? level : WK_LEVEL_MAX);
}

/* A line feed and so many blanks. */
static inline uint8_t *
wk_printer_indent(uint8_t *p, size_t blanks)
{
	memcpy(p, "\n               ", 16);
	memset(p + 16, ' ', 48);
	if (blanks >= 64)
		memset(p + 64, ' ', 64);
	return p + 1 + blanks;
}

/* A line feed and the indentation of a level. */
static inline uint8_t *
wk_printer_newline(uint8_t *p, uint32_t level)
{
	return wk_printer_indent(p, wk_printer_indentation(level));
}

#endif
