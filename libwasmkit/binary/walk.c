/*
 * The header of a module or component, and its sections one after the other
 * (specification 5.5.2; Component Model, Binary.md).
 */
#include <string.h>

#include "libwasmkit/base/cursor.h"
#include "libwasmkit/binary.h"

enum { HEADER_SIZE = 8 };

static bool
fail_version(uint64_t offset, const uint8_t *p, struct wk_error *err)
{
	return wk_error_set(err, WK_E_VERSION, offset,
	    " %02x %02x %02x %02x: expected 01 00 00 00", p[0], p[1], p[2],
	    p[3]);
}

static bool
fail_magic(struct wk_span span, struct wk_error *err)
{
	static const char archive[] = {'!', '<', 'a', 'r', 'c', 'h', '>', '\n'};
	const uint8_t *p = span.data;

	wk_error_set(err, WK_E_MAGIC, span.offset,
	    ": a module begins with the bytes 00 61 73 6d, not "
	    "%02x %02x %02x %02x",
	    p[0], p[1], p[2], p[3]);
	if (span.size >= sizeof(archive) &&
	    memcmp(p, archive, sizeof(archive)) == 0)
		wk_error_hint(err,
		    "this is an archive: wasm-nm and wasm-size look into it, "
		    "and ar x takes the object files out");
	return false;
}

bool
wk_walk_open_span(
    struct wk_walk *walk, struct wk_span span, struct wk_error *err)
{
	static const uint8_t magic[] = {0, 'a', 's', 'm'};
	static const uint8_t module[] = {1, 0, 0, 0};
	static const uint8_t component[] = {0x0D, 0, 1, 0};
	const uint8_t *version = span.data + sizeof(magic);

	*walk = (struct wk_walk){.failed = true};
	if (span.size >= sizeof(magic) &&
	    memcmp(span.data, magic, sizeof(magic)) != 0)
		return fail_magic(span, err);
	if (span.size < HEADER_SIZE)
		return wk_error_set(err, WK_E_UNEXPECTED_END,
		    span.offset + span.size,
		    ": the header of a module has %u bytes",
		    (unsigned)HEADER_SIZE);
	if (memcmp(version, component, sizeof(component)) == 0)
		walk->is_component = true;
	else if (memcmp(version, module, sizeof(module)) != 0)
		return fail_version(span.offset + sizeof(magic), version, err);
	walk->failed = false;
	walk->rest = (struct wk_span){
	    .data = span.data + HEADER_SIZE,
	    .size = span.size - HEADER_SIZE,
	    .offset = span.offset + HEADER_SIZE,
	};
	return true;
}

bool
wk_walk_open(
    struct wk_walk *walk, const struct wk_source *source, struct wk_error *err)
{
	struct wk_span whole = {.data = source->data};

	*walk = (struct wk_walk){.failed = true};
	if (source->size > UINT32_MAX)
		return wk_error_set(
		    err, WK_E_LIMIT, 0, ": a module beyond 4 GiB");
	whole.size = (uint32_t)source->size;
	return wk_walk_open_span(walk, whole, err);
}

/* Takes bytes off the front of a span. */
static struct wk_span
take(struct wk_span *rest, uint32_t size)
{
	struct wk_span taken = {rest->data, size, rest->offset};

	rest->data += size;
	rest->size -= size;
	rest->offset += size;
	return taken;
}

bool
wk_walk_next(struct wk_walk *walk, struct wk_section *out, struct wk_error *err)
{
	struct wk_cursor c = wk_cur_open(walk->rest, WK_E_UNEXPECTED_END, err);
	uint32_t size;

	*out = (struct wk_section){.offset = walk->rest.offset};
	if (walk->failed || walk->rest.size == 0)
		return false;
	out->id = wk_cur_u8(&c);
	size = wk_cur_u32(&c);
	take(&walk->rest, (uint32_t)(c.p - c.begin));
	if (size > walk->rest.size) {
		(void)wk_cur_bytes(&c, size);
		size = walk->rest.size;
	}
	walk->failed = c.failed;
	out->payload = take(&walk->rest, size);
	return !walk->failed;
}

bool
wk_walk_custom(const struct wk_section *section, struct wk_str *name,
    struct wk_span *data, struct wk_error *err)
{
	struct wk_cursor c =
	    wk_cur_open(section->payload, WK_E_UNEXPECTED_END_SECTION, err);

	*name = wk_cur_name(&c);
	*data = wk_cur_rest(&c);
	return !c.failed;
}
