/*
 * Dumps of modules, laid out as WABT's wasm-objdump does: what all parts of a
 * dump share.
 */
#ifndef TOOLS_DUMP_H
#define TOOLS_DUMP_H

#include "libwasmkit/debuginfo.h"
#include "tools/shared/dumpnames.h"
#include "tools/shared/dumpparts.h"
#include "tools/shared/name.h"

/* The version of the JSON. */
enum { DUMP_SCHEMA = 1 };

struct dump_options {
	bool headers, details, disassemble, contents;
	bool relocs;
	bool section_offsets;
	bool lines, source; /* with disassemble: where lines are, their text */
	bool demangle;
	bool json;
	bool has_color;
	const char *section;  /* only this one; NULL for all */
	const char *function; /* name or index of the only one; or NULL */
};

/* A dump of a file. */
struct dump_job {
	const struct dump_options *options;
	const char *path;
	struct wk_sink *sink;
	struct wk_info *info; /* for lines and source; or NULL */
	/* Called for everything that cannot be shown. */
	void (*report)(void *user, const struct wk_error *err);
	void *user;
};

struct dump {
	const struct dump_job *job;
	const struct dump_options *options; /* the job's */
	const struct wk_module *module;
	const uint32_t *number;     /* of a core module in its file, or NULL */
	struct wk_linking *linking; /* NULL when there is none */
	struct dumpnames names;
	struct dumpout out;
};

/*
 * Writes what the job asks for of a module, which is the core module with a
 * number when it is one of a component. What is damaged is reported, and the
 * rest written; fails with WK_E_MEMORY, and with WK_E_USAGE when there is no
 * such section or function.
 */
bool dump_write(const struct dump_job *job, const struct wk_module *module,
    const uint32_t *number, struct wk_error *err);

/* Writes " <name>" of an entry of an index space, if it has one. */
static inline void
dump_name(struct dump *d, enum wk_space space, uint32_t index)
{
	dumpout_name(&d->out, dumpnames_get(&d->names, space, index));
}

/* What a section is called; "Custom" if it is one. */
const char *dump_section_name(uint8_t id);

/* The name of a custom section, and in *data what follows it. */
struct wk_str dump_custom_name(
    const struct wk_section *section, struct wk_span *data);

/* The name of the section with a number: "Code", ".debug_info". */
struct wk_str dump_section_title(const struct dump *d, uint32_t index);

/* How many entries a section has that is neither custom nor the start. */
uint32_t dump_count(const struct dump *d, const struct wk_section *section);

/* Whether a section, or the sections with an id, were asked for. */
bool dump_wants(const struct dump *d, const struct wk_section *section);
bool dump_wants_id(const struct dump *d, enum wk_section_id id);

/* Reports what cannot be shown. */
void dump_report(const struct dump *d, const struct wk_error *err);

/*
 * Finds the function of options->function by index or name; fails with
 * WK_E_USAGE if there is none.
 */
bool dump_find_function(
    const struct dump *d, uint32_t *index, struct wk_error *err);

/* Takes bytes off a span that has as many. */
static inline void
dump_skip(struct wk_span *span, uint32_t size)
{
	span->data += size;
	span->offset += size;
	span->size -= size;
}

/* Takes a LEB128 number off a span; 0 at its end. */
uint32_t dump_take(struct wk_span *span);

/* Writes what a section has: its name in quotes, or how many entries. */
void dump_summary(struct dump *d, const struct wk_section *section);

/* Writes the parts of a dump. */
void dump_headers(struct dump *d);
void dump_contents(struct dump *d);
void dump_details(struct dump *d);
bool dump_code(struct dump *d, struct wk_error *err);
bool dump_json(struct dump *d, struct wk_error *err);

/* What a symbol of the linking section is called. */
struct wk_str dump_symbol_name(struct dump *d, uint32_t index);

/* The relocations of a section, in order; none unless they were asked for. */
struct dump_marks {
	struct wk_relocs relocs;
	struct wk_reloc next;
	bool has_next;
	uint64_t base;
};

void dump_marks_open(
    const struct dump *d, enum wk_section_id id, struct dump_marks *marks);

/* Leaves out those before an offset in the file. */
void dump_marks_skip(struct dump_marks *marks, uint64_t offset);

/*
 * Writes those that are left before an offset in the file, a line each. shift
 * is taken from their offsets.
 */
void dump_marks_put(
    struct dump *d, struct dump_marks *marks, uint64_t end, uint64_t shift);

/* Writes the immediates of an instruction, each with a blank before it. */
void dump_immediates(struct dump *d, const struct wk_instr *instr);

/* Writes a type, and a float in hexadecimal. */
void dump_type(struct dump *d, wk_valtype type);
void dump_f32(struct dump *d, uint32_t bits);
void dump_f64(struct dump *d, uint64_t bits);

/* Writes four words of a vector, each in hexadecimal. */
void dump_v128(struct dump *d, const uint8_t *bytes);

#endif
