/*
 * What a session says where a part of it was not built: each definition gives
 * way to the part's own.
 */
#include <stdlib.h>

#include "debugger/state.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

#define ABSENT __attribute__((weak))

static bool
absent(struct wk_error *err, const char *what)
{
	return wk_error_set(
	    err, WK_E_USAGE, WK_NO_OFFSET, "%s is not there yet", what);
}

/* debug.h */

ABSENT bool
wk_debug_instantiate(struct wk_linker *linker, const struct wk_module *module,
    struct wk_instance **out, struct wk_funcinst **start, struct wk_error *err)
{
	*start = NULL;
	return wk_linker_instantiate(linker, module, out, err);
}

ABSENT bool
wk_debug_watch(struct wk_store *store, struct wk_meminst *memory,
    uint64_t address, uint64_t size, enum wk_watch kinds, bool on,
    struct wk_error *err)
{
	return absent(err, "watching memory");
}

ABSENT void
wk_debug_access(const struct wk_store *store, struct wk_debug_access *out)
{
	*out = (struct wk_debug_access){0};
}

ABSENT bool
wk_debug_until_left(struct wk_store *store, const struct wk_debug_frame *frame,
    struct wk_error *err)
{
	return true;
}

ABSENT bool
wk_debug_return(const struct wk_debug_frame *frame,
    const union wk_value *results, struct wk_error *err)
{
	return absent(err, "returning");
}

ABSENT bool
wk_debug_jump(struct wk_store *store, uint64_t offset, struct wk_error *err)
{
	return absent(err, "jumping");
}

ABSENT bool
wk_debug_call(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err)
{
	return absent(err, "calling");
}

ABSENT bool
wk_debug_threads(struct wk_store *store, struct wk_debug_thread **out,
    uint32_t *count, struct wk_error *err)
{
	return absent(err, "listing threads");
}

ABSENT bool
wk_debug_first_of(
    struct wk_store *store, uint32_t thread, struct wk_debug_frame *frame)
{
	return wk_debug_first(store, frame);
}

ABSENT struct wk_instance *
wk_debug_instance(
    const struct wk_store *store, const struct wk_instance *before)
{
	return NULL;
}

/* expr.h */

ABSENT bool
dbg_expr_parse(struct dbg *d, const char *text, struct dbg_expr **out,
    struct wk_error *err)
{
	*out = NULL;
	return absent(err, "understanding expressions");
}

ABSENT void
dbg_expr_free(struct dbg_expr *expr)
{
}

ABSENT bool
dbg_expr_eval(struct dbg *d, struct dbg_expr *expr,
    const struct dbg_frame *frame, struct dbg_value *out, struct wk_error *err)
{
	return absent(err, "evaluating expressions");
}

ABSENT bool
dbg_expr_test(struct dbg *d, struct dbg_expr *expr,
    const struct dbg_frame *frame, bool *out, struct wk_error *err)
{
	return absent(err, "evaluating expressions");
}

ABSENT void
dbg_expr_close(struct dbg *d)
{
}

ABSENT uint32_t
dbg_expr_remember(struct dbg *d, const struct dbg_value *value)
{
	return 0;
}

ABSENT void
dbg_value_free(struct dbg_value *value)
{
	free(value->data);
}

ABSENT bool
dbg_value_read(struct dbg *d, const struct dbg_value *value, uint64_t offset,
    void *out, size_t size, struct wk_error *err)
{
	return absent(err, "reading values");
}

ABSENT bool
dbg_value_assign(struct dbg *d, const struct dbg_value *to,
    const struct dbg_value *from, struct wk_error *err)
{
	return absent(err, "changing values");
}

ABSENT bool
dbg_value_of_var(struct dbg *d, const struct wk_info_var *var,
    const struct dbg_frame *frame, struct dbg_value *out, struct wk_error *err)
{
	return absent(err, "reading variables");
}

ABSENT bool
dbg_value_of_wasm(
    struct dbg *d, const struct wk_debug_value *value, struct dbg_value *out)
{
	return false;
}

/* print.h */

ABSENT void
dbg_print(struct dbg *d, const struct dbg_value *value,
    const struct dbg_format *format, struct wk_sink *sink)
{
	wk_sink_printf(sink, "<printing is not there yet>");
}

ABSENT void
dbg_print_type(struct dbg *d, const struct wk_info_type *type, bool whole,
    struct wk_sink *sink)
{
	wk_sink_printf(sink, "%s", type->name == NULL ? "?" : type->name);
}

ABSENT void
dbg_print_wasm(struct dbg *d, const struct wk_debug_value *value,
    const struct dbg_format *format, struct wk_sink *sink)
{
	wk_sink_printf(sink, "0x%llx", (unsigned long long)value->value.i64);
}

ABSENT uint64_t
dbg_child_count(struct dbg *d, const struct dbg_value *value)
{
	return 0;
}

ABSENT bool
dbg_child(struct dbg *d, const struct dbg_value *value, uint64_t n, char **name,
    struct dbg_value *out, struct wk_error *err)
{
	return absent(err, "unfolding values");
}

ABSENT bool
dbg_examine(struct dbg *d, uint32_t memory, uint64_t *address, uint64_t count,
    char letter, char size, struct wk_sink *sink, struct wk_error *err)
{
	return absent(err, "examining memory");
}

/* view.h */

ABSENT void
dbg_view_set_mode(struct dbg *d, enum dbg_view_mode mode)
{
}

ABSENT enum dbg_view_mode
dbg_view_mode(const struct dbg *d)
{
	return DBG_VIEW_AUTO;
}

ABSENT void
dbg_view_close(struct dbg *d)
{
}

ABSENT const char *
dbg_text_line(const struct dbg_text *text, uint32_t line, size_t *size)
{
	return NULL;
}

ABSENT const struct dbg_text *
dbg_text_of_file(struct dbg *d, uint32_t file, struct wk_error *err)
{
	absent(err, "showing sources");
	return NULL;
}

ABSENT const struct dbg_text *
dbg_text_wat(struct dbg *d, struct wk_error *err)
{
	absent(err, "showing text");
	return NULL;
}

ABSENT bool
dbg_text_starts(struct dbg *d, const struct dbg_text *text, uint32_t line,
    uint64_t **out, size_t *count, struct wk_error *err)
{
	*out = NULL;
	*count = 0;
	return true;
}

ABSENT bool
dbg_spot(struct dbg *d, uint64_t offset, struct dbg_spot *out)
{
	return false;
}

ABSENT bool
dbg_view_add_folder(struct dbg *d, const char *folder, struct wk_error *err)
{
	return absent(err, "looking for sources");
}

ABSENT bool
dbg_disassemble(struct dbg *d, uint32_t func, struct dbg_instr **out,
    size_t *count, struct wk_error *err)
{
	return absent(err, "disassembling");
}

ABSENT void
dbg_disassemble_free(struct dbg_instr *instrs, size_t count)
{
}
