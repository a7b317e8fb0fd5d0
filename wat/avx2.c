/*
 * The loops over text for processors with AVX2: compiled with -mavx2 where the
 * machine is an x86-64, and empty elsewhere.
 */
#if defined(__AVX2__)
#define WK_RUN wk_run_avx2
#include "wat/run.c"
#define WK_SKIM wk_skim_avx2
#include "wat/skim.c"
#else
typedef int wk_avx2_is_empty;
#endif
