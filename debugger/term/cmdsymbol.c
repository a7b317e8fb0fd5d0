/*
 * Commands about what names and addresses are.
 */
#include "debugger/about.h"
#include "debugger/term/term.h"

bool
term_symbol_symbol(struct term *t, const char *args, struct wk_error *err)
{
	if (*args == '\0')
		return term_fail(err, "an address or a function is expected");
	return dbg_about_symbol(t->d, args, t->out, err);
}

bool
term_symbol_address(struct term *t, const char *args, struct wk_error *err)
{
	if (*args == '\0')
		return term_fail(err, "a name is expected");
	return dbg_about_address(t->d, args, t->out, err);
}

bool
term_symbol_scope(struct term *t, const char *args, struct wk_error *err)
{
	if (*args == '\0')
		return term_fail(err, "a location is expected");
	return dbg_about_scope(t->d, args, t->out, err);
}
