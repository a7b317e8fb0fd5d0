/*
 * Small custom sections: what made a module (tool-conventions,
 * ProducersSection.md), which features it uses (Linking.md), and those of one
 * string (Debugging.md, BuildId.md).
 */
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/custom.h"

static struct wk_cursor
open_span(struct wk_span span, struct wk_error *err)
{
	return wk_cur_open(span, WK_E_UNEXPECTED_END_SECTION, err);
}

bool
wk_producers_open(
    struct wk_span data, struct wk_producers *producers, struct wk_error *err)
{
	struct wk_cursor c = open_span(data, err);

	*producers = (struct wk_producers){0};
	producers->field_count = producers->fields_left = wk_cur_u32(&c);
	producers->failed = c.failed;
	producers->rest = wk_cur_rest(&c);
	return !c.failed;
}

/* Goes on to the next field that has values; false when there is none. */
static bool
next_field(struct wk_producers *producers, struct wk_cursor *c)
{
	while (producers->values_left == 0 && producers->fields_left > 0 &&
	       !c->failed) {
		producers->field = wk_cur_name(c);
		producers->values_left = wk_cur_u32(c);
		producers->fields_left--;
	}
	if (producers->values_left == 0)
		wk_cur_end(c, "the fields");
	return producers->values_left > 0;
}

bool
wk_producers_next(struct wk_producers *producers, struct wk_producer *out,
    struct wk_error *err)
{
	struct wk_cursor c = open_span(producers->rest, err);
	bool has_value;

	*out = (struct wk_producer){0};
	if (producers->failed)
		return false;
	has_value = next_field(producers, &c);
	if (has_value) {
		out->field = producers->field;
		out->name = wk_cur_name(&c);
		out->version = wk_cur_name(&c);
		producers->values_left--;
	}
	producers->failed = c.failed;
	producers->rest = wk_cur_rest(&c);
	return has_value && !c.failed;
}

bool
wk_target_features_open(struct wk_span data,
    struct wk_target_features *features, struct wk_error *err)
{
	struct wk_cursor c = open_span(data, err);

	*features = (struct wk_target_features){0};
	features->count = features->left = wk_cur_u32(&c);
	features->failed = c.failed;
	features->rest = wk_cur_rest(&c);
	return !c.failed;
}

static char
read_prefix(struct wk_cursor *c)
{
	uint64_t offset = wk_cur_offset(c);
	uint8_t prefix = wk_cur_u8(c);

	if (prefix != '+' && prefix != '-' && prefix != '=')
		wk_cur_fail(c, WK_E_FEATURE_PREFIX, offset,
		    " 0x%02x: expected +, - or =", prefix);
	return (char)prefix;
}

bool
wk_target_features_next(struct wk_target_features *features,
    struct wk_target_feature *out, struct wk_error *err)
{
	struct wk_cursor c = open_span(features->rest, err);

	*out = (struct wk_target_feature){0};
	if (features->failed)
		return false;
	if (features->left == 0) {
		wk_cur_end(&c, "the features");
		features->failed = c.failed;
		return false;
	}
	out->prefix = read_prefix(&c);
	out->name = wk_cur_name(&c);
	features->left--;
	features->failed = c.failed;
	features->rest = wk_cur_rest(&c);
	return !c.failed;
}

bool
wk_custom_string(struct wk_span data, struct wk_str *out, struct wk_error *err)
{
	struct wk_cursor c = open_span(data, err);
	struct wk_span bytes = wk_cur_bytes(&c, wk_cur_u32(&c));

	*out = (struct wk_str){(const char *)bytes.data, bytes.size};
	wk_cur_end(&c, "the string");
	return !c.failed;
}
