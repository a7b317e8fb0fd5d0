#include "tools/shared/hostcall.h"

#include <inttypes.h>
#include <string.h>

static double
to_float(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof(value));
	return (double)value;
}

static double
to_double(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static void
print_vector(struct wk_sink *sink, const uint8_t *bytes)
{
	wk_sink_printf(sink, "v128 i32x4:");
	for (unsigned i = 0; i < 16; i += 4)
		wk_sink_printf(sink, "%s0x%02x%02x%02x%02x", i > 0 ? " " : "",
		    bytes[i + 3], bytes[i + 2], bytes[i + 1], bytes[i]);
}

static void
print_ref(struct wk_sink *sink, const struct wk_store *store, wk_valtype type,
    wk_ref ref)
{
	char text[WK_TYPE_TEXT_SIZE];
	uint64_t number = ref;
	uint32_t index;

	if (ref == 0) {
		wk_type_text(
		    wk_heap_of(type) | WK_TYPE_REF | WK_TYPE_NULL, text);
		wk_sink_printf(sink, "%s:0", text);
		return;
	}
	wk_type_text(wk_ref_to((wk_valtype)wk_ref_heap(ref), true), text);
	if (wk_ref_heap(ref) == WK_HEAP_FUNC) {
		wk_func_instance(wk_func_of_ref(ref), &index);
		wk_sink_printf(sink, "%s:func[%" PRIu32 "]", text, index);
		return;
	} else if (wk_ref_heap(ref) == WK_HEAP_I31) {
		wk_sink_printf(sink, "%s:%" PRId32, text, wk_ref_i31(ref));
		return;
	} else if (!wk_extern_get(store, ref, &number)) {
		wk_sink_printf(sink, "%s", text);
		return;
	}
	wk_sink_printf(sink, "%s:%" PRIu64, text, number);
}

void
hostcall_print_value(struct wk_sink *sink, const struct wk_store *store,
    wk_valtype type, const union wk_value *value)
{
	switch (type) {
	case WK_I32:
		wk_sink_printf(sink, "i32:%" PRIu32, value->i32);
		break;
	case WK_I64:
		wk_sink_printf(sink, "i64:%" PRIu64, value->i64);
		break;
	case WK_F32:
		wk_sink_printf(sink, "f32:%f", to_float(value->f32));
		break;
	case WK_F64:
		wk_sink_printf(sink, "f64:%f", to_double(value->f64));
		break;
	case WK_V128:
		print_vector(sink, value->v128);
		break;
	default:
		print_ref(sink, store, type, value->ref);
		break;
	}
}

void
hostcall_print_values(struct wk_sink *sink, const struct wk_store *store,
    const wk_valtype *types, uint32_t count, const union wk_value *values)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			wk_sink_printf(sink, ", ");
		hostcall_print_value(sink, store, types[i], &values[i]);
	}
}

void
hostcall_print(struct wk_sink *sink, const struct wk_host_call *call,
    const char *module, const char *name, const union wk_value *args,
    const union wk_value *results)
{
	uint32_t params, result_count;
	const wk_valtype *types =
	    wk_func_type(call->func, &params, &result_count);

	wk_sink_printf(sink, "called host %s.%s(", module, name);
	hostcall_print_values(sink, call->store, types, params, args);
	wk_sink_printf(sink, ") =>");
	if (result_count > 0)
		wk_sink_printf(sink, " ");
	hostcall_print_values(
	    sink, call->store, types + params, result_count, results);
	wk_sink_printf(sink, "\n");
}
