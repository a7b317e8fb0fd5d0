/*
 * The dispatch loop for processors with AVX2: compiled with -mavx2 where the
 * machine is an x86-64, and empty elsewhere.
 */
#if defined(__AVX2__)
#define WK_ENGINE wk_engine_avx2
#include "libwasmkit/exec/dispatch.c"
#else
typedef int wk_dispatchavx2_is_empty;
#endif
