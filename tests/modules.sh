#!/bin/sh
# Makes a folder of small modules: the examples and those of the official
# suite, when it is there, also what is invalid, as text and binary.
# usage: modules.sh TOOLS FOLDER SUITE
set -eu

tools=$(cd "$1" && pwd)
examples=$PWD/wat/examples
suite=$(cd "$3" 2>/dev/null && pwd) || suite=
rm -rf "$2.new" "$2"
mkdir -p "$2.new"
(
	cd "$2.new"
	cp "$examples"/*.wat .
	"$tools/wat2wasm" --debug-names ./*.wat
	if [ -n "$suite" ]; then
		find "$suite" -name '*.wast' | while read -r script; do
			name=$(echo "${script#"$suite/"}" | tr / _)
			"$tools/wast2json" --enable-all --no-check "$script" \
				-o "${name%.wast}.json" 2>/dev/null || true
		done
		rm -f ./*.json
	fi
)
mv "$2.new" "$2"
