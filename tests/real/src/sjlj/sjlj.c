/*
 * What clang calls for setjmp: each function that has one marks the buffer with
 * itself and the place of the call; longjmp throws the buffer and the value,
 * and the function that catches them looks whether they are its own.
 */
#include "setjmp.h"

__asm__(".globl __c_longjmp\n.tagtype __c_longjmp i32\n__c_longjmp:\n");

struct thrown {
	void *buffer;
	int value;
};

void
__wasm_setjmp(void *buffer, unsigned label, void *function)
{
	jmp_buf *b = buffer;

	(*b)->function = function;
	(*b)->label = label;
}

unsigned
__wasm_setjmp_test(void *buffer, void *function)
{
	jmp_buf *b = buffer;

	return (*b)->function == function ? (*b)->label : 0;
}

void
__wasm_longjmp(void *buffer, int value)
{
	jmp_buf *b = buffer;
	struct thrown *thrown = (struct thrown *)&(*b)->thrown;

	thrown->buffer = buffer;
	thrown->value = value ? value : 1;
	__builtin_wasm_throw(1, thrown);
}
