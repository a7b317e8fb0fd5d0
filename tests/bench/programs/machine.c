/* A machine with a stack whose instructions are the cases of a switch. */
#include "bench.h"

/* The first have an operand behind them. */
enum op {
	PUSH, /* number */
	LOAD, /* variable */
	STORE,
	INCREMENT,
	JUMP, /* label */
	JUMP_IF,
	JUMP_ZERO,
	CALL,
	LABEL, /* its number; left out of the code */
	FETCH, /* memory[top] */
	PUT,   /* memory[second] = top */
	ADD,
	SUB,
	MUL,
	AND,
	XOR,
	SHIFT,
	LESS,
	EQUAL,
	DUP,
	SWAP,
	DROP,
	RETURN,
	HALT
};

static NOINLINE uint32_t
run(const int16_t *code, uint32_t *memory, uint32_t *variables)
{
	uint32_t stack[64];
	const int16_t *calls[16];
	const int16_t **call = calls;
	const int16_t *pc = code;
	uint32_t *top = stack;

	for (;;) {
		switch (*pc++) {
		case PUSH:
			*++top = (uint32_t)*pc++;
			break;
		case LOAD:
			*++top = variables[*pc++];
			break;
		case STORE:
			variables[*pc++] = *top--;
			break;
		case FETCH:
			*top = memory[*top];
			break;
		case PUT:
			memory[top[-1]] = *top;
			top -= 2;
			break;
		case ADD:
			top--;
			*top += top[1];
			break;
		case SUB:
			top--;
			*top -= top[1];
			break;
		case MUL:
			top--;
			*top *= top[1];
			break;
		case AND:
			top--;
			*top &= top[1];
			break;
		case XOR:
			top--;
			*top ^= top[1];
			break;
		case SHIFT:
			top--;
			*top >>= top[1];
			break;
		case LESS:
			top--;
			*top = *top < top[1];
			break;
		case EQUAL:
			top--;
			*top = *top == top[1];
			break;
		case JUMP:
			pc = code + *pc;
			break;
		case JUMP_IF:
			pc = *top-- ? code + *pc : pc + 1;
			break;
		case JUMP_ZERO:
			pc = *top-- ? pc + 1 : code + *pc;
			break;
		case DUP:
			top[1] = *top;
			top++;
			break;
		case SWAP: {
			uint32_t x = *top;

			*top = top[-1];
			top[-1] = x;
			break;
		}
		case DROP:
			top--;
			break;
		case INCREMENT:
			variables[*pc++]++;
			break;
		case CALL:
			*call++ = pc + 1;
			pc = code + *pc;
			break;
		case RETURN:
			pc = *--call;
			break;
		case HALT:
			return *top;
		default:
			abort();
		}
	}
}

enum { SIEVE = 8192, NUMBERS = 300 };
enum { I, K, COUNT, STEPS, VARIABLES };
enum { CLEAR, OUTER, INNER, NEXT, EACH, COLLATZ, AGAIN, EVEN, DONE, LABELS };

/* Counts the primes below SIEVE, then the steps of Collatz's sequences. */
static const int16_t program[] = {
    /* clang-format off */
	PUSH, 0, STORE, COUNT, PUSH, 0, STORE, STEPS, PUSH, 2, STORE, I,
	LABEL, CLEAR,
		LOAD, I, PUSH, 1, PUT, INCREMENT, I,
		LOAD, I, PUSH, SIEVE, LESS, JUMP_IF, CLEAR,
	PUSH, 2, STORE, I,
	LABEL, OUTER,
		LOAD, I, FETCH, JUMP_ZERO, NEXT,
		INCREMENT, COUNT, LOAD, I, DUP, ADD, STORE, K,
		LABEL, INNER,
			LOAD, K, PUSH, SIEVE, LESS, JUMP_ZERO, NEXT,
			LOAD, K, PUSH, 0, PUT,
			LOAD, K, LOAD, I, ADD, STORE, K, JUMP, INNER,
	LABEL, NEXT,
		INCREMENT, I, LOAD, I, PUSH, SIEVE, LESS, JUMP_IF, OUTER,
	PUSH, 1, STORE, I,
	LABEL, EACH,
		LOAD, I, CALL, COLLATZ, LOAD, STEPS, ADD, STORE, STEPS,
		INCREMENT, I, LOAD, I, PUSH, NUMBERS, LESS, JUMP_IF, EACH,
	LOAD, COUNT, LOAD, STEPS, PUSH, 8, MUL, XOR, HALT,

	/* ( number -- steps ) */
	LABEL, COLLATZ,
		PUSH, 0, STORE, K,
		LABEL, AGAIN,
			DUP, PUSH, 1, EQUAL, JUMP_IF, DONE,
			INCREMENT, K,
			DUP, PUSH, 1, AND, JUMP_ZERO, EVEN,
			DUP, DUP, ADD, ADD, PUSH, 1, ADD, JUMP, AGAIN,
		LABEL, EVEN,
			PUSH, 1, SHIFT, JUMP, AGAIN,
		LABEL, DONE,
			LOAD, K, SWAP, DROP, RETURN,
    /* clang-format on */
};

enum { PROGRAM = sizeof(program) / sizeof(*program) };

/* Puts the places of labels for their numbers. */
static void
assemble(int16_t *code)
{
	int16_t places[LABELS];
	int size = 0;

	for (int i = 0; i < PROGRAM; i++) {
		if (program[i] == LABEL) {
			places[program[++i]] = (int16_t)size;
			continue;
		}
		code[size++] = program[i];
		if (program[i] <= LABEL)
			code[size++] = program[++i];
	}
	for (int i = 0; i < size; i++) {
		if (code[i] >= JUMP && code[i] <= CALL)
			code[i + 1] = places[code[i + 1]];
		if (code[i] <= LABEL)
			i++;
	}
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 900);
	static uint32_t memory[SIEVE];
	uint32_t variables[VARIABLES];
	int16_t code[PROGRAM];
	uint32_t sum = 0;

	assemble(code);
	for (uint32_t i = 0; i < n; i++)
		sum = mix(sum, run(code, memory, variables));
	return finish("machine", sum);
}
