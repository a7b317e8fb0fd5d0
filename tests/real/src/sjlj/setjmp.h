/* setjmp by way of WebAssembly's exceptions, as clang compiles it. */
#ifndef SETJMP_H
#define SETJMP_H

typedef struct {
	void *function;
	unsigned label;
	void *thrown[2];
} jmp_buf[1];

int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);

#endif
