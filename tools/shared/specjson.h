/*
 * Scripts as JSON, in the layout of WABT's wast2json:
 *
 *   {"source_filename": S, "commands": [COMMAND, ...]}
 *
 * Each command has "type" and "line". Modules stand in files of their own
 * beside the JSON, under "filename"; values are objects of "type" and "value",
 * a string: numbers in decimal, floats as their bits or "nan:canonical" and
 * "nan:arithmetic", vectors with "lane_type" and a list of them. Where WABT
 * has no layout, this one goes on in its manner:
 *
 *   module_definition   as module
 *   module_instance     "name" of the instance, "module" of the definition
 *   assert_suspension   as assert_trap
 *   assert_*_custom     as without _custom
 *   thread              "name", "shared" (a module), "commands" of its own
 *   wait                "name" of the thread
 *   references          "type" is the heap type with "ref" ("structref"), or
 *                       "ref" for a null of any type, "hostref" for ref.host;
 *                       "value" is "null", a number, or absent for any
 *   either              "either" in place of "expected" where it is the only
 *                       result, else {"type": "either", "values": [...]}
 */
#ifndef TOOLS_SPECJSON_H
#define TOOLS_SPECJSON_H

#include "tools/shared/known.h"

struct specjson {
	struct wk_sink *out;
	const struct wk_source *script;
	const struct known *known; /* what was defined so far */
	/* private */
	bool has_command;
	uint32_t line; /* of the place that was asked for last */
	uint64_t line_offset;
};

void specjson_begin(struct specjson *json);
void specjson_end(struct specjson *json);

/*
 * Writes a command. filename is that of its module, NULL for none; the
 * commands of a thread come between it and specjson_thread_end().
 */
void specjson_command(struct specjson *json, const struct wk_command *command,
    const char *filename);
void specjson_thread_end(struct specjson *json);

#endif
