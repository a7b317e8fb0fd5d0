/*
 * What the parts of the text parser share.
 *
 * Pass 1 (survey) goes over the fields of a module and notes where each one
 * is, what it is called and which index it gets. Pass 2 parses first the
 * types, then all other fields in order, with all names of the module known.
 * Code goes to one growing buffer; so while parsing, spans hold positions in
 * it (their offsets), and get their data when all is done.
 */
#ifndef WK_WAT_PARSE_H
#define WK_WAT_PARSE_H

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/buf.h"
#include "wat/lex.h"
#include "wat/scope.h"
#include "wat/wat.h"

/* The arrays of the module that is being made. */
enum wk_parse_list {
	WK_PARSE_TYPES,
	WK_PARSE_IMPORTS,
	WK_PARSE_FUNCS,
	WK_PARSE_TABLES,
	WK_PARSE_MEMORIES,
	WK_PARSE_GLOBALS,
	WK_PARSE_TAGS,
	WK_PARSE_EXPORTS,
	WK_PARSE_ELEMS,
	WK_PARSE_DATAS,
	WK_PARSE_CUSTOMS,
	WK_PARSE_HINTS,
	WK_PARSE_LIST_COUNT
};

/* A field, as the survey found it. */
struct wk_parse_field {
	uint64_t offset, end; /* of its "(", and behind its ")" */
	uint16_t keyword;     /* enum wk_keyword */
};

/* What wk_wat_locate() looks for: virtual offsets, and where they are. */
struct wk_parse_wanted {
	uint64_t position; /* in the code, without WK_VIRTUAL */
	uint64_t offset;   /* of the token, WK_NO_OFFSET until it is found */
	uint32_t length;
};

/* Neighbouring locals of one type. */
struct wk_parse_run {
	uint32_t count;
	wk_valtype type;
	const uint8_t *text; /* of the first one's type */
};

enum { WK_PARSE_WANTED_MAX = WK_ERROR_NOTES + 1 };

struct wk_parser {
	struct wk_lex lex;
	struct wk_arena *arena;
	struct wk_module *m;
	wk_features features;

	struct wk_vec lists[WK_PARSE_LIST_COUNT];
	struct wk_vec fields;               /* of struct wk_parse_field */
	const struct wk_parse_field *field; /* the current one */

	/* Names: of the module's spaces, of fields of types. */
	struct wk_scope names;                     /* spaces: enum wk_space */
	struct wk_scope fieldnames;                /* spaces: type indices */
	struct wk_vec space_names[WK_SPACE_COUNT]; /* of struct wk_str */
	struct wk_vec maps[WK_INNER_COUNT];        /* of struct wk_span */
	struct wk_buf map_bytes;                   /* encoded name maps */

	/* Names inside the current function; spaces: its number. */
	struct wk_scope locals, labels;
	uint32_t function;       /* a number for the function */
	uint32_t function_index; /* WK_NONE in a constant expression */

	/* Function types by structure: type indices, hashed. */
	uint32_t *functypes;
	uint32_t functype_count, functype_capacity;
	struct wk_vec valtypes; /* scratch: types of the current type use */
	struct wk_vec runs;     /* scratch: locals of the current function */

	struct wk_buf code;  /* bodies, constant expressions, items */
	struct wk_buf bytes; /* data segments and custom sections */

	struct wk_body *body; /* the state of wk_body_… */
	size_t body_begin;    /* where the current function's body is */

	/* Pass 1: how many entries a space has, fields that came. */
	uint32_t counts[WK_SPACE_COUNT];
	const char *defined;   /* what no import may follow, or NULL */
	struct wk_token start; /* the start field, if there was one */
	const struct wk_parse_input *input;
};

/* A new element of a list; NULL, failing, when memory is short. */
void *wk_parse_push(struct wk_parser *p, enum wk_parse_list list);

/* The same for any vector. */
void *wk_parse_push_to(struct wk_parser *p, struct wk_vec *vec);

/* Tokens, with what was expected instead. */
bool wk_parse_close(struct wk_parser *p);
bool wk_parse_unexpected(struct wk_parser *p, const char *expected);
bool wk_parse_misfit(struct wk_parser *p, const char *expected);

/* A string token as name; and an optional identifier, {NULL} when absent. */
bool wk_parse_name(struct wk_parser *p, const char *what, struct wk_str *out);
bool wk_parse_id(struct wk_parser *p, struct wk_str *out);

/* A number, at most max; code is for one that is larger. */
bool wk_parse_nat(struct wk_parser *p, const char *what, uint64_t max,
    enum wk_error_code code, uint64_t *out);

/*
 * An index: a number, or a name of the space. Which numbers exist is for
 * validation to judge. wk_parse_is_index() says whether one comes.
 */
bool wk_parse_index(struct wk_parser *p, enum wk_space space, uint32_t *out);
bool wk_parse_is_index(const struct wk_parser *p);

/*
 * The same for names of any scope, with the current token no identifier: a
 * number. Fails with what was expected, and the name if only its $ is missing.
 */
bool wk_parse_number_of(struct wk_parser *p, const char *expected,
    const struct wk_scope *scope, uint32_t space, uint32_t *out);

/*
 * Adds to an error about a name that is not in a scope what could be meant:
 * something else of this name, the nearest one, or which there are.
 */
void wk_parse_suggest(struct wk_parser *p, struct wk_str name,
    const struct wk_scope *scope, uint32_t space);

/* Fails because an identifier token names nothing; `what` as "function". */
bool wk_parse_unknown(struct wk_parser *p, const struct wk_token *token,
    const char *what, const struct wk_scope *scope, uint32_t space);

/* Fails unless a feature is on; the token at fault is given. */
bool wk_parse_need(struct wk_parser *p, enum wk_feature feature,
    const struct wk_token *token, const char *what);

/* The name of an entry; a name already set is replaced. */
bool wk_parse_set_name(struct wk_parser *p, enum wk_space space, uint32_t index,
    struct wk_str name);

/*
 * Appends a name to the map of an entry of functions or types. One map at a
 * time grows.
 */
bool wk_parse_map_name(struct wk_parser *p, enum wk_inner_space space,
    uint32_t outer, uint32_t index, struct wk_str name);

/*
 * Says where the code from a position on is in the text: for those wanted
 * places that are not before it.
 */
void wk_parse_note_place(
    struct wk_parser *p, size_t position, const uint8_t *text, size_t size);

/* A position in the code buffer as a span that begins there. */
static inline struct wk_span
wk_parse_span_open(const struct wk_parser *p)
{
	return (struct wk_span){.offset = WK_VIRTUAL | p->code.size};
}

static inline void
wk_parse_span_close(const struct wk_parser *p, struct wk_span *span)
{
	span->size = (uint32_t)(p->code.size - (span->offset & ~WK_VIRTUAL));
}

/* What to parse. */
struct wk_parse_input {
	const struct wk_source *source;
	size_t offset; /* behind "(module", or of the first of bare fields */
	/*
	 * The "(" of the module, when its ")" has to follow the fields; and
	 * whether nothing may follow that.
	 */
	const uint8_t *open;
	bool is_whole;
	wk_features features;
	/* Places to be found on the way. */
	struct wk_parse_wanted *wanted;
	uint32_t wanted_count;
	struct wk_vec *spots; /* of struct wk_wat_spot; NULL for none */
};

/* Whether places in the text are asked for. */
static inline bool
wk_parse_is_locating(const struct wk_parse_input *input)
{
	return input->wanted_count > 0 || input->spots != NULL;
}

/*
 * Parses a module. *end is where its fields end: the offset of its ")", or of
 * the end of the text.
 */
bool wk_parse_module(const struct wk_parse_input *input, size_t *end,
    struct wk_module **out, struct wk_error *err);

/* Goes behind a "(module" that a whole text begins with, if it does. */
void wk_parse_open(struct wk_parse_input *input);

/*
 * locate.c: wk_wat_locate() for a module that is anywhere in a text.
 */
void wk_locate_error(const struct wk_parse_input *input, struct wk_error *err);

/* Stretches the notes of an error over their tokens, a form over its word. */
void wk_locate_cover(const struct wk_source *source, struct wk_error *err);

/* typeuse.c */

/* A value, storage or reference type; a heap type. */
bool wk_typeuse_value(struct wk_parser *p, wk_valtype *out);
bool wk_typeuse_storage(struct wk_parser *p, wk_valtype *out);
bool wk_typeuse_ref(struct wk_parser *p, wk_valtype *out);
bool wk_typeuse_heap(struct wk_parser *p, wk_valtype *out);
bool wk_typeuse_is_ref(struct wk_parser *p);

/* What a type use says, before it becomes a type index. */
struct wk_typeuse {
	bool has_type;
	uint32_t type; /* when has_type */
	bool has_inline;
	uint32_t param_count, result_count; /* in p->valtypes */
	struct wk_token token;              /* its first token */
};

/*
 * Parses (type …)? (param …)* (result …)*. With names, identifiers of
 * parameters become locals of the current function.
 */
bool wk_typeuse_parse(
    struct wk_parser *p, bool with_names, struct wk_typeuse *out);

/* The index of the type used; a type is added where there is none. */
bool wk_typeuse_index(
    struct wk_parser *p, const struct wk_typeuse *use, uint32_t *out);

/* The block type: short where the text and the types allow it. */
bool wk_typeuse_block(
    struct wk_parser *p, const struct wk_typeuse *use, wk_blocktype *out);

/* A type or rec field, behind its keyword; false when it failed. */
bool wk_typeuse_type_field(struct wk_parser *p);
bool wk_typeuse_rec_field(struct wk_parser *p);

/* field.c: any other field, behind its "(" and keyword, with its ")". */
bool wk_field_parse(struct wk_parser *p, enum wk_keyword keyword);

/*
 * Names a parameter or local: by its identifier, if it has one, and by an
 * annotation. Parameters of type definitions keep their names for themselves.
 */
bool wk_field_local_name(
    struct wk_parser *p, const struct wk_token *token, uint32_t index);

/* body.c */

bool wk_body_new(struct wk_parser *p);
void wk_body_free(struct wk_parser *p);

/* Instructions up to an unmatched ")", which stays, and an end. */
bool wk_body_instrs(struct wk_parser *p);

/* One folded instruction, which begins at the current "(", and an end. */
bool wk_body_one(struct wk_parser *p);

/* annot.c */

/*
 * Takes the annotations that were met in the gap before a field, and no
 * others. In the gap before the first one, the module's name may stand.
 */
bool wk_annot_gap(struct wk_parser *p, bool is_first);

/* Takes the (@name "…") before the current token into *out, if it is there. */
bool wk_annot_name(struct wk_parser *p, struct wk_str *out);

/*
 * Makes the first annotation at or behind a place the next one, for reading
 * again; gives what p->lex.taken was.
 */
uint32_t wk_annot_rewind(struct wk_parser *p, const uint8_t *at);

/*
 * Takes the code metadata before the current token, an instruction's first:
 * *count entries from *first in the list of hints, without positions.
 */
bool wk_annot_hints(struct wk_parser *p, uint32_t *first, uint32_t *count);

/* Fails if an annotation before a place was not taken. */
bool wk_annot_none(struct wk_parser *p, const uint8_t *before);

/* Sorts custom sections by their places, hints by theirs. */
void wk_annot_sort(struct wk_parser *p);

#endif
