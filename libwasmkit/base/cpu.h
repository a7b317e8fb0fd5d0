/*
 * What the processor can do.
 */
#ifndef WK_BASE_CPU_H
#define WK_BASE_CPU_H

#include <stdbool.h>

#if defined(__x86_64__)
/*
 * The C library has asked the processor before. To ask again takes long in a
 * virtual machine, and the compiler's function does so whenever a program
 * starts, of which only few get here.
 */
#if defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

static inline bool
wk_cpu_has_avx2(void)
{
#if defined(CPU_FEATURE_ACTIVE)
	return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI2);
#else
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
#endif
}
#endif

#endif
