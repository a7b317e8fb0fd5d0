/*
 * Texts of a program, and which of their lines an offset is in: sources that
 * the debug info names, the .wat that was loaded, one generated of the module,
 * and disassembly.
 */
#ifndef DEBUGGER_VIEW_H
#define DEBUGGER_VIEW_H

#include "debugger/session.h"

enum dbg_view_mode {
	DBG_VIEW_AUTO,   /* the first of the next that there is */
	DBG_VIEW_SOURCE, /* of the debug info */
	DBG_VIEW_WAT,    /* the .wat loaded, or a generated one */
};

/* Also says what a line is for stepping and for locations. */
void dbg_view_set_mode(struct dbg *d, enum dbg_view_mode mode);
enum dbg_view_mode dbg_view_mode(const struct dbg *d);

/* A text of lines; the session's for good. */
struct dbg_text {
	const char *name; /* for the user: a path, "program.wat (generated)" */
	uint32_t line_count;
	bool is_wat;
	bool is_generated;
	const void *lines; /* private */
};

/*
 * Line n, from 1, without its end; NULL behind the last. Of a generated text it
 * is good until another line is asked for.
 */
const char *dbg_text_line(
    const struct dbg_text *text, uint32_t line, size_t *size);

/* What a part of a line is, for those who show it in colours. */
enum dbg_tint {
	DBG_TINT_PLAIN,
	DBG_TINT_KEYWORD,
	DBG_TINT_NAME, /* $name, of a .wat */
	DBG_TINT_NUMBER,
	DBG_TINT_STRING,
	DBG_TINT_COMMENT,
	DBG_TINTS
};

enum { DBG_MAX_TINTED = 400 };

/* A part goes from the end of the one before to byte `end` of the line. */
struct dbg_tinted {
	uint32_t end;
	enum dbg_tint tint;
};

/*
 * The parts of a line, behind which all is plain; the language is told by the
 * name of the text: 0 where it is not known.
 */
size_t dbg_text_tints(const struct dbg_text *text, uint32_t line,
    struct dbg_tinted parts[DBG_MAX_TINTED]);

/* A source of the debug info; NULL with *err when it cannot be opened. */
const struct dbg_text *dbg_text_of_file(
    struct dbg *d, uint32_t file, struct wk_error *err);

/* The .wat, generated when it is first needed. */
const struct dbg_text *dbg_text_wat(struct dbg *d, struct wk_error *err);

/*
 * Where to break for a line of a .wat: where its code begins, in order; where
 * a line has none, that of the next that has some, in the same function. Count
 * 0 when there is none. The caller's to free().
 */
bool dbg_text_starts(struct dbg *d, const struct dbg_text *text, uint32_t line,
    uint64_t **out, size_t *count, struct wk_error *err);

/* A line of a text, and the code that it is. */
struct dbg_spot {
	const struct dbg_text *text;
	const char *name;    /* of the file, also where text cannot be had */
	uint32_t line;       /* from 1 */
	uint32_t column;     /* from 1; 0: not known */
	uint64_t begin, end; /* offsets around the one asked for */
};

/* Where an offset is in the mode's text; false: it is nowhere there. */
bool dbg_spot(struct dbg *d, uint64_t offset, struct dbg_spot *out);

/* The same for a frame; for one outside of inlined functions, their call. */
bool dbg_frame_spot(
    struct dbg *d, const struct dbg_frame *frame, struct dbg_spot *out);

/*
 * The text and line that a user means: a location, where it has no code either,
 * or the number of a line of the text that is shown, which may be NULL. Only
 * text and line of *out are set.
 */
bool dbg_viewfind(struct dbg *d, const char *what, const struct dbg_text *shown,
    struct dbg_spot *out, struct wk_error *err);
/* The same without a location: of the frame selected, or of main. */
bool dbg_viewfind_current(
    struct dbg *d, struct dbg_spot *out, struct wk_error *err);

/* Folders to look for sources in, besides where they were compiled. */
bool dbg_view_add_folder(
    struct dbg *d, const char *folder, struct wk_error *err);

/* An instruction as disassembly shows it. */
struct dbg_instr {
	uint64_t offset;
	uint32_t size;
	uint32_t depth;   /* of blocks, for indenting */
	const char *text; /* "i32.const 5", names put in */
};

/* Those of a function of the module; the caller's to free(). */
bool dbg_disassemble(struct dbg *d, uint32_t func, struct dbg_instr **out,
    size_t *count, struct wk_error *err);
/* The one that begins at an offset; NULL when none does. */
const struct dbg_instr *dbg_disassemble_at(
    const struct dbg_instr *instrs, size_t count, uint64_t offset);
/* The parts of its text. */
size_t dbg_instr_tints(
    const struct dbg_instr *instr, struct dbg_tinted parts[DBG_MAX_TINTED]);

#endif
