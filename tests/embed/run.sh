#!/bin/sh
# run.sh PROGRAM...: run the hosts, and compare what they print with NAME.out.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0
for program; do
	name=$(basename "$program")
	if said=$("$program" "$here" 2>&1) && [ "$said" = "$(cat "$here/$name.out")" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "embed: $name prints"
		printf '%s\n' "$said"
	fi
done
echo "embed: $passed passed, $failed failed"
[ $failed = 0 ]
