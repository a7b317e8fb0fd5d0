#!/bin/sh
# Shows the main job on the examples: text to binary, validation, and back.
# usage: quickstart.sh FOLDER, which is made, with the tools in PATH.
set -eu

examples=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
rm -f again.wasm bare.wasm
cp "$examples"/*.wat .

show() {
	printf '\n$ %s\n' "$1"
	sh -c "$1"
}

echo "In $(pwd):"
show 'wat2wasm --debug-names factorial.wat fibonacci.wat text.wat list.wat exceptions.wat'
show 'wc -c *.wasm'
show 'wasm-validate -v *.wasm'
show 'wasm2wat -f factorial.wasm | head -n 12'
show 'wasm2wat list.wasm -o again.wat && wat2wasm --debug-names again.wat && cmp list.wasm again.wasm && echo "list.wasm: there and back, the same bytes"'
show "sed 's/call \$advance/call \$advence/' fibonacci.wat > mistake.wat; wat2wasm mistake.wat || true"
