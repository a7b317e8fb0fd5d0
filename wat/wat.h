/*
 * The text format: modules, scripts, and places in them.
 */
#ifndef WK_WAT_H
#define WK_WAT_H

#include "libwasmkit/module.h"
#include "libwasmkit/source.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wk_wat_options {
	wk_features features;
};

/*
 * Parses one module: "(module …)" or its fields alone. *out is the caller's
 * to free and borrows from source. Identifiers become its names. Bytes of
 * bodies and constant expressions have virtual offsets; entities have offsets
 * in the text. Fails with a malformed error at an offset in the text.
 */
WK_API bool wk_wat_parse(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_module **out,
    struct wk_error *err);

/*
 * Turns the virtual offsets in err, which came of validating the module that
 * wk_wat_parse() makes of source, into offsets in the text, with the lengths
 * of the tokens there. It parses again, so that parsing need not keep the
 * place of every instruction.
 */
WK_API void wk_wat_locate(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_error *err);

/* An instruction, and where its word is in a text. */
struct wk_wat_spot {
	uint64_t offset; /* virtual, as in struct wk_span */
	uint64_t text;   /* of the ")" for an end that is not written */
};

/*
 * Says where the instructions of a text are: gives an array in the order of
 * their virtual offsets, for the caller to free(); NULL when there are none.
 * It parses the text again; lists of locals and of elements have places, too.
 */
WK_API bool wk_wat_map(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_wat_spot **out,
    size_t *count, struct wk_error *err);

struct wk_print_options {
	bool fold; /* folded expressions */
	bool inline_exports;
	bool inline_imports;
	bool generate_names; /* invent names where there are none */
	bool no_names;       /* indices even where names are known */
	bool customs; /* custom sections and code metadata as annotations */
};

/*
 * Prints a module as text. Checks the shape of what it prints but not its
 * types. Fails with a malformed error when a body cannot be decoded: then the
 * sink, which got a part, is to be abandoned. Errors of the sink itself are
 * reported by wk_sink_finish().
 */
WK_API bool wk_wat_print(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_sink *sink,
    struct wk_error *err);

/*
 * A module that is printed in parts, in any order: part 0 is what stands
 * before its functions, then there is one a function that is not imported,
 * and the last is what stands behind them. Together they are what
 * wk_wat_print() makes. A function begins with a line feed. Unless it is
 * folded each of its instructions has a line, but for the last end, which is
 * the ")" on the line of the one before.
 */
struct wk_wat_parts;

/* module and options are borrowed. NULL when memory is short. */
WK_API struct wk_wat_parts *wk_wat_parts_open(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_error *err);
WK_API void wk_wat_parts_close(struct wk_wat_parts *parts);

/* Appends a part; fails as wk_wat_print() does. */
WK_API bool wk_wat_parts_print(struct wk_wat_parts *parts, uint32_t part,
    struct wk_sink *sink, struct wk_error *err);

/*
 * Scripts (.wast): a sequence of commands that define modules, call into
 * them and say what has to come of it, as the specification's test suite and
 * its reference interpreter have them.
 */

enum wk_command_kind {
#define COMMAND(name, word, shape) WK_COMMAND_##name,
#include "wat/commands.def"
#undef COMMAND
	WK_COMMAND_COUNT
};

/* The keyword of a command: "assert_return". */
WK_API const char *wk_command_text(enum wk_command_kind kind);

enum wk_script_module_kind {
	WK_SCRIPT_TEXT,
	WK_SCRIPT_BINARY, /* (module binary "...") */
	WK_SCRIPT_QUOTE,  /* (module quote "...") */
};

/*
 * A module in a script. bytes are what the strings of a binary or quote
 * amount to. Of a text module they are "(module ...)" as it stands in the
 * script, but for the word "definition", or the fields alone where the script
 * is just those; bytes.offset is then its place in the script.
 */
struct wk_script_module {
	uint8_t kind;       /* enum wk_script_module_kind */
	struct wk_str name; /* identifier without the "$"; data may be NULL */
	struct wk_span bytes;
	uint64_t offset; /* of its opening parenthesis */
};

enum wk_literal_kind {
	WK_LITERAL_I32,
	WK_LITERAL_I64,
	WK_LITERAL_F32,
	WK_LITERAL_F64,
	WK_LITERAL_V128,
	WK_LITERAL_NULL, /* null, of any type or of a heap type */
	WK_LITERAL_REF,  /* a reference below a heap type, maybe with number */
	WK_LITERAL_HOST, /* (ref.host n) */
	WK_LITERAL_EITHER, /* one of several results */
};

/* The shape of a v128 literal's lanes, and so how it is compared. */
enum wk_lane_shape {
	WK_LANES_I8X16,
	WK_LANES_I16X8,
	WK_LANES_I32X4,
	WK_LANES_I64X2,
	WK_LANES_F32X4,
	WK_LANES_F64X2,
	WK_LANES_COUNT
};

struct wk_lane_row {
	const char *text; /* "i8x16" */
	unsigned width;   /* bytes a lane */
	bool is_float;
};

/* By enum wk_lane_shape. */
WK_API extern const struct wk_lane_row wk_lane_rows[WK_LANES_COUNT];

/* What a float, or a lane, has to be. */
enum wk_nan_pattern {
	WK_NAN_EXACT, /* these very bits */
	WK_NAN_CANONICAL,
	WK_NAN_ARITHMETIC,
};

/* An argument of an action or a result that is expected. */
struct wk_literal {
	uint8_t kind;  /* enum wk_literal_kind */
	uint8_t shape; /* V128: enum wk_lane_shape */
	/* enum wk_nan_pattern; one a lane for V128, else the first */
	uint8_t nan[4];
	/* NULL, REF: the abstract heap type; 0 for a null of any type */
	wk_valtype heap;
	bool has_number; /* REF: (ref.extern 1), not (ref.extern) */
	union {
		uint64_t bits;     /* numbers, zero-extended; REF and HOST */
		uint8_t bytes[16]; /* V128, little-endian */
		struct {
			const struct wk_literal *choices;
			uint32_t choice_count;
		};
	};
	uint64_t offset;
};

/* (invoke [$module] "name" argument*) or (get [$module] "name"). */
struct wk_action {
	bool is_get;
	struct wk_str module; /* data NULL: the latest */
	struct wk_str field;
	const struct wk_literal *args;
	uint32_t arg_count;
	uint64_t offset; /* of its opening parenthesis */
};

/*
 * A command. Which fields it uses follows from its kind, see commands.def;
 * identifiers come without the "$", with data NULL when absent.
 */
struct wk_command {
	uint8_t kind; /* enum wk_command_kind */
	bool has_module;
	bool has_action;
	bool has_text;
	struct wk_script_module module;
	struct wk_action action;
	const struct wk_literal *results;
	uint32_t result_count;
	struct wk_str text; /* the message expected; the name registered */
	struct wk_str name; /* of the instance registered or made, the thread */
	struct wk_str from; /* of the module instantiated or shared */
	/* THREAD: its commands, for a script of their own. */
	uint64_t begin, end;
	uint64_t offset;      /* of its opening parenthesis */
	uint64_t name_offset; /* where name is or would be */
};

/* Reads a script, a command at a time. */
struct wk_script;

/*
 * Opens the part of source between two offsets as a script; end is cut to
 * the size. NULL without memory. The script borrows source.
 */
WK_API struct wk_script *wk_script_open(const struct wk_source *source,
    uint64_t begin, uint64_t end, struct wk_error *err);

/*
 * Reads the next command; *out is NULL at the end, and else the script's,
 * until the next call. A text module in it is only delimited, so what is
 * wrong inside does not matter here. Fails with a malformed error at an
 * offset in the source.
 */
WK_API bool wk_script_next(struct wk_script *script,
    const struct wk_command **out, struct wk_error *err);

WK_API void wk_script_close(struct wk_script *script);

/* Space enough for any float that wk_wat_f32() and wk_wat_f64() write. */
enum { WK_WAT_FLOAT_SIZE = 64 };

/*
 * Writes a float from its bits, exactly and in hexadecimal, as modules are
 * printed; gives the length. There is no final NUL.
 */
WK_API size_t wk_wat_f32(uint32_t bits, char *out);
WK_API size_t wk_wat_f64(uint64_t bits, char *out);

/* Line and column, from 1, of an offset in a text. Columns count characters. */
struct wk_place {
	uint32_t line, column;
	const char *text;   /* the line, not terminated */
	size_t text_size;   /* bytes, without the line end */
	size_t text_offset; /* of the place in the line, bytes */
};

WK_API struct wk_place wk_wat_place(
    const struct wk_source *source, uint64_t offset);

#ifdef __cplusplus
}
#endif

#endif
