#!/bin/sh
# Checks that the interpreter's handlers go to each other by jumps: a call in
# place of one uses up the host's stack, an instruction at a time.
# usage: tailcalls.sh PROGRAM
set -eu

objdump=${OBJDUMP:-objdump}
if ! command -v "$objdump" >/dev/null; then
	echo "tail-calls: not checked, there is no $objdump"
	exit
fi
"$objdump" -d --no-show-raw-insn "$1" | awk '
	BEGIN {
		# These call the function that is in their instruction, once.
		allowed["h_SLOW"] = allowed["h_CONTROL"] = 1
		allowed["h_STRUCT_MAKE"] = allowed["h_STRUCT_MAKE_WORDS"] = 1
	}
	# What a compiler splits off has a suffix; each engine has all of them.
	/^[0-9a-f]+ <.*>:$/ {
		symbol = name = substr($2, 2, length($2) - 3)
		sub(/\..*/, "", name)
		is_handler = name ~ /^h_[A-Z0-9_]+$/
		if (is_handler && symbol == name)
			handlers++
		through = 0
	}
	# x86-64: call, AArch64: bl, blr.
	is_handler && $2 ~ /^(callq?|blr?)$/ {
		if ($2 == "blr" || $3 ~ /^\*/) {
			if (++through <= allowed[name])
				next
		} else if ($0 !~ /<h_[^+]*>/)
			next
		printf "tail-calls: %s has %s\n", symbol, $0
		bad[symbol] = 1
	}
	END {
		if (handlers == 0) {
			print "tail-calls: not checked, handlers are not functions"
			exit
		}
		for (symbol in bad)
			failed++
		printf "tail-calls: %d passed, %d failed\n", handlers - failed, failed
		exit failed > 0
	}'
