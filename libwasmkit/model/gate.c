#include "libwasmkit/model/gate.h"

bool
wk_gate_error(struct wk_error *err, enum wk_error_code code, uint64_t offset,
    enum wk_feature feature, const char *what)
{
	const char *flag = wk_feature_flag(feature);

	if (err == NULL || err->code != WK_E_NONE)
		return false;
	wk_error_set(
	    err, code, offset, ": %s needs %s, which is off", what, flag);
	wk_error_hint(err, "--enable-%s turns it on", flag);
	return false;
}

bool
wk_gate_cursor(struct wk_cursor *c, enum wk_error_code code, uint64_t offset,
    enum wk_feature feature, const char *what)
{
	if (!c->failed)
		wk_gate_error(c->err, code, offset, feature, what);
	c->failed = true;
	return false;
}
