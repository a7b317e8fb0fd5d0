#include "tests/unit/accesshelp.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

/* Ways to say an address, which is in local 0; 32 bits, then 64. */
static const char *const forms[ACCESS_FORMS][2] = {
    {"(local.get 0)", "(local.get 0)"},
    {"(i32.xor (local.get 0) (i32.const 0))",
	"(i64.xor (local.get 0) (i64.const 0))"},
    {"(i32.add (local.get 0) (local.get 1))",
	"(i64.add (local.get 0) (local.get 1))"},
    {"(i32.add (local.get 0) (i32.const 0))",
	"(i64.add (local.get 0) (i64.const 0))"},
    {"(i32.add (i32.xor (local.get 0) (i32.const 0)) (local.get 1))",
	"(i64.add (i64.xor (local.get 0) (i64.const 0)) (local.get 1))"},
    {"(i32.add (i32.xor (local.get 0) (i32.const 0)) (i32.const 0))",
	"(i64.add (i64.xor (local.get 0) (i64.const 0)) (i64.const 0))"},
};

static char text[1 << 19];
static size_t text_size;

static void
add(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_size += (size_t)vsnprintf(
	    text + text_size, sizeof(text) - text_size, format, args);
	va_end(args);
	ck_assert_uint_lt(text_size, sizeof(text));
}

static bool
is_atomic(enum wk_op op)
{
	return wk_op_table[op].prefix == 0xFE;
}

bool
access_is(enum wk_op op, bool atomic)
{
	unsigned imm = wk_op_table[op].imm;

	return (imm == WK_IMM_MEMARG || imm == WK_IMM_MEMARG_LANE) &&
	       is_atomic(op) == atomic;
}

/* An operand behind the address, partly from an accumulator. */
static const char *
operand(char letter, unsigned form)
{
	switch (letter) {
	case 'i':
		return form % 2 == 0 ? "(i32.mul (local.get 2) (i32.const 3))" :
				       "(i32.const 5)";
	case 'I':
		return form % 2 == 0 ?
			   "(i64.extend_i32_u (i32.mul (local.get 2) "
			   "(i32.const 3)))" :
			   "(i64.const 5)";
	case 'f':
		return "(f32.convert_i32_u (local.get 2))";
	case 'F':
		return "(f64.convert_i32_u (local.get 2))";
	default:
		return form % 2 == 0 ? "(v128.not (local.get 3))" :
				       "(local.get 3)";
	}
}

/* A function for each instruction and form of address. */
static void
add_access(enum wk_op op, unsigned memory, bool is_64)
{
	const struct wk_op_info *info = &wk_op_table[op];
	const char *type = is_64 ? "i64" : "i32";

	for (unsigned form = 0; form < ACCESS_FORMS; form++) {
		add("(func (export \"%u-%u\") (param %s) (local %s i32 v128)"
		    " (i64.const 77) (i32.add (local.get 2) (i32.const 78)) ",
		    op, form, type, type);
		add("(%s %u offset=%u%s ", info->text, memory, ACCESS_OFFSET,
		    info->imm == WK_IMM_MEMARG_LANE ? " 0" : "");
		add("%s", forms[form][is_64]);
		for (const char *p = info->params + 1; *p != '\0'; p++)
			add(" %s", operand(*p, form));
		add(")%s (drop) (drop))\n",
		    info->results[0] != '\0' ? " (drop)" : "");
	}
}

bool
access_reads(enum wk_op op)
{
	return wk_op_table[op].results[0] != '\0';
}

bool
access_writes(enum wk_op op)
{
	return !access_reads(op) ||
	       strstr(wk_op_table[op].text, ".rmw") != NULL;
}

const char *
access_program(const char *memories, unsigned memory, bool is_64, bool atomic)
{
	text_size = 0;
	add("(module %s\n", memories);
	for (unsigned op = 1; op < WK_OP_COUNT; op++) {
		if (access_is((enum wk_op)op, atomic))
			add_access((enum wk_op)op, memory, is_64);
	}
	add(")");
	return text;
}

const char *
access_name(enum wk_op op, unsigned form)
{
	static char name[32];

	snprintf(name, sizeof(name), "%u-%u", op, form);
	return name;
}
