/* A bytecode interpreter whose handlers chain by guaranteed tail calls. */
#include <stdint.h>

enum op { PUSH, ADD, MUL, SUB, JUMP_IF, DUP, HALT, OPS };
struct vm;
typedef int64_t handler(struct vm *vm, const int32_t *pc, int64_t *sp, int64_t top);
struct vm {
	handler *const *table;
	const int32_t *code;
	uint64_t steps;
};

#define NEXT(vm, pc, sp, top)                                                  \
	__attribute__((musttail)) return (vm)->table[*(pc)]((vm), (pc), (sp), (top))

static int64_t
op_push(struct vm *vm, const int32_t *pc, int64_t *sp, int64_t top)
{
	*sp++ = top;
	top = pc[1];
	pc += 2;
	NEXT(vm, pc, sp, top);
}

#define BINARY(name, op)                                                       \
	static int64_t name(struct vm *vm, const int32_t *pc, int64_t *sp, int64_t top) \
	{                                                                      \
		top = *--sp op top;                                            \
		pc++;                                                          \
		NEXT(vm, pc, sp, top);                                         \
	}
BINARY(op_add, +)
BINARY(op_mul, *)
BINARY(op_sub, -)

static int64_t
op_jump_if(struct vm *vm, const int32_t *pc, int64_t *sp, int64_t top)
{
	vm->steps++;
	pc = top ? vm->code + pc[1] : pc + 2;
	NEXT(vm, pc, sp, top);
}

static int64_t
op_dup(struct vm *vm, const int32_t *pc, int64_t *sp, int64_t top)
{
	*sp++ = top;
	pc++;
	NEXT(vm, pc, sp, top);
}

static int64_t
op_halt(struct vm *vm, const int32_t *pc, int64_t *sp, int64_t top)
{
	(void)vm, (void)pc, (void)sp;
	return top;
}

static handler *const table[OPS] = {
	[PUSH] = op_push,       [ADD] = op_add, [MUL] = op_mul,   [SUB] = op_sub,
	[JUMP_IF] = op_jump_if, [DUP] = op_dup, [HALT] = op_halt,
};

int64_t
run(const int32_t *code, int64_t argument)
{
	int64_t stack[64];
	struct vm vm = { table, code, 0 };
	return table[*code](&vm, code, stack, argument);
}
