#include "tests/unit/unit.h"

#include <stdlib.h>

int
main(void)
{
	Suite *suite = suite_create("wasmkit");
	SRunner *runner;
	int failed;

#define SUITE(name) suite_add_tcase(suite, wk_test_##name());
#include "tests/unit/suites.def"
#undef SUITE
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
