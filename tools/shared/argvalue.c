#include "tools/shared/argvalue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An integer of some bits, signed or not. */
static bool
read_integer(const char *text, unsigned bits, uint64_t *out)
{
	char *end;

	errno = 0;
	if (*text == '-') {
		long long number = strtoll(text, &end, 0);

		*out = (uint64_t)number & UINT64_MAX >> (64 - bits);
		return errno == 0 && end != text && *end == '\0' &&
		       number >= -1 - (long long)(UINT64_MAX >> (65 - bits));
	}
	*out = strtoull(text, &end, 0);
	return errno == 0 && end != text && *end == '\0' &&
	       *out <= UINT64_MAX >> (64 - bits);
}

static bool
read_float(const char *text, bool is_single, union wk_value *out)
{
	char *end;
	float single;
	double whole;

	if (is_single) {
		single = strtof(text, &end);
		memcpy(&out->f32, &single, sizeof(single));
	} else {
		whole = strtod(text, &end);
		memcpy(&out->f64, &whole, sizeof(whole));
	}
	return end != text && *end == '\0';
}

bool
argvalue_read(const char *text, wk_valtype type, union wk_value *out)
{
	char name[WK_TYPE_TEXT_SIZE];
	size_t size = wk_type_text(type, name);
	uint64_t bits;

	memset(out, 0, sizeof(*out));
	if (strncmp(text, name, size) == 0 && text[size] == ':')
		text += size + 1;
	switch (type) {
	case WK_I32:
	case WK_I64:
		if (!read_integer(text, type == WK_I32 ? 32 : 64, &bits))
			return false;
		out->i64 = bits;
		return true;
	case WK_F32:
	case WK_F64:
		return read_float(text, type == WK_F32, out);
	default:
		return wk_is_ref(type) && strcmp(text, "null") == 0;
	}
}
