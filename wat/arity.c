#include "wat/arity.h"

#include "wat/typetext.h"

static struct wk_arity
of_type(const struct wk_module *module, uint32_t index)
{
	const struct wk_type *type = wk_typetext_func(module, index);
	struct wk_arity arity = {0, 0};

	if (type != NULL) {
		arity.operands = type->func.param_count;
		arity.results = type->func.result_count;
	}
	return arity;
}

/* A signature behind a continuation type. */
static struct wk_arity
of_continuation(const struct wk_module *module, uint32_t index)
{
	if (index >= module->type_count ||
	    module->types[index].kind != WK_TYPE_CONT)
		return (struct wk_arity){0, 0};
	return of_type(module, module->types[index].cont);
}

static struct wk_arity
of_func(const struct wk_module *module, uint32_t index)
{
	if (index >= module->func_count)
		return (struct wk_arity){0, 0};
	return of_type(module, module->funcs[index].type);
}

static struct wk_arity
of_tag(const struct wk_module *module, uint32_t index)
{
	if (index >= module->tag_count)
		return (struct wk_arity){0, 0};
	return of_type(module, module->tags[index].type);
}

static uint32_t
field_count(const struct wk_module *module, uint32_t index)
{
	if (index >= module->type_count ||
	    module->types[index].kind != WK_TYPE_STRUCT)
		return 0;
	return module->types[index].aggregate.count;
}

/* The same with so many more operands, for the callee itself and the like. */
static struct wk_arity
more(struct wk_arity arity, uint32_t operands)
{
	arity.operands += operands;
	return arity;
}

struct wk_arity
wk_arity_special(
    const struct wk_printer *pr, const struct wk_instr *instr, uint32_t label)
{
	const struct wk_module *module = pr->module;
	uint32_t index = instr->index[0];
	struct wk_arity none = {0, 0};

	switch (instr->op) {
	case WK_OP_UNREACHABLE:
	case WK_OP_LOCAL_GET:
	case WK_OP_GLOBAL_GET:
	case WK_OP_REF_NULL:
	case WK_OP_REF_FUNC:
	case WK_OP_STRUCT_NEW_DEFAULT:
		return (struct wk_arity){0, 1};
	case WK_OP_LOCAL_TEE:
	case WK_OP_REF_IS_NULL:
	case WK_OP_REF_AS_NON_NULL:
	case WK_OP_CONT_NEW:
	case WK_OP_STRUCT_GET:
	case WK_OP_STRUCT_GET_S:
	case WK_OP_STRUCT_GET_U:
	case WK_OP_STRUCT_NEW_DEFAULT_DESC:
	case WK_OP_ARRAY_NEW_DEFAULT:
	case WK_OP_REF_TEST:
	case WK_OP_REF_TEST_NULL:
	case WK_OP_REF_CAST:
	case WK_OP_REF_CAST_NULL:
	case WK_OP_REF_GET_DESC:
	case WK_OP_ANY_CONVERT_EXTERN:
	case WK_OP_EXTERN_CONVERT_ANY:
	case WK_OP_REF_I31:
	case WK_OP_THROW_REF:
		return (struct wk_arity){1, 1};
	case WK_OP_ARRAY_NEW:
	case WK_OP_ARRAY_NEW_DATA:
	case WK_OP_ARRAY_NEW_ELEM:
	case WK_OP_ARRAY_GET:
	case WK_OP_ARRAY_GET_S:
	case WK_OP_ARRAY_GET_U:
	case WK_OP_REF_CAST_DESC_EQ:
	case WK_OP_REF_CAST_DESC_EQ_NULL:
		return (struct wk_arity){2, 1};
	case WK_OP_SELECT:
	case WK_OP_SELECT_T:
		return (struct wk_arity){3, 1};
	case WK_OP_DROP:
	case WK_OP_LOCAL_SET:
	case WK_OP_GLOBAL_SET:
		return (struct wk_arity){1, 0};
	case WK_OP_STRUCT_SET:
		return (struct wk_arity){2, 0};
	case WK_OP_ARRAY_SET:
	case WK_OP_TABLE_INIT:
	case WK_OP_TABLE_COPY:
		return (struct wk_arity){3, 0};
	case WK_OP_ARRAY_FILL:
	case WK_OP_ARRAY_INIT_DATA:
	case WK_OP_ARRAY_INIT_ELEM:
		return (struct wk_arity){4, 0};
	case WK_OP_ARRAY_COPY:
		return (struct wk_arity){5, 0};
	case WK_OP_STRUCT_NEW:
		return (struct wk_arity){field_count(module, index), 1};
	case WK_OP_STRUCT_NEW_DESC:
		return (struct wk_arity){field_count(module, index) + 1, 1};
	case WK_OP_ARRAY_NEW_FIXED:
		return (struct wk_arity){instr->index[1], 1};
	case WK_OP_BR:
		return (struct wk_arity){label, 1};
	case WK_OP_BR_IF:
		return (struct wk_arity){label + 1, label};
	case WK_OP_BR_TABLE:
		return (struct wk_arity){label + 1, 1};
	case WK_OP_BR_ON_NULL:
		return (struct wk_arity){label + 1, label + 1};
	case WK_OP_BR_ON_NON_NULL:
		return (struct wk_arity){label, label > 0 ? label - 1 : 0};
	case WK_OP_BR_ON_CAST:
	case WK_OP_BR_ON_CAST_FAIL:
		return (struct wk_arity){label, label};
	case WK_OP_BR_ON_CAST_DESC_EQ:
	case WK_OP_BR_ON_CAST_DESC_EQ_FAIL:
		return (struct wk_arity){label + 1, label};
	case WK_OP_RETURN:
		return (struct wk_arity){of_func(module, pr->func).results, 1};
	case WK_OP_CALL:
	case WK_OP_RETURN_CALL:
		return of_func(module, index);
	case WK_OP_CALL_INDIRECT:
	case WK_OP_CALL_REF:
	case WK_OP_RETURN_CALL_INDIRECT:
	case WK_OP_RETURN_CALL_REF:
		return more(of_type(module, index), 1);
	case WK_OP_THROW:
		none.operands = of_tag(module, index).operands;
		return none;
	case WK_OP_SUSPEND:
		return of_tag(module, index);
	case WK_OP_CONT_BIND:
		none = of_continuation(module, index);
		none.operands -=
		    of_continuation(module, instr->index[1]).operands;
		return (struct wk_arity){none.operands + 1, 1};
	case WK_OP_RESUME:
		return more(of_continuation(module, index), 1);
	case WK_OP_RESUME_THROW:
		none = of_continuation(module, index);
		none.operands = of_tag(module, instr->index[1]).operands;
		return more(none, 1);
	case WK_OP_RESUME_THROW_REF:
		none = of_continuation(module, index);
		none.operands = 1;
		return more(none, 1);
	case WK_OP_SWITCH:
		return of_continuation(module, index);
	default:
		return none;
	}
}
