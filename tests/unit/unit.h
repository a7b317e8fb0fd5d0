/*
 * Unit tests: a file test_<name>.c gives one test case, and suites.def lists
 * its name.
 */
#ifndef WK_TESTS_UNIT_H
#define WK_TESTS_UNIT_H

#include <check.h>

#define SUITE(name) TCase *wk_test_##name(void);
#include "tests/unit/suites.def"
#undef SUITE

#endif
