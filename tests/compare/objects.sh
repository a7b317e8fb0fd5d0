#!/bin/sh
# Makes a folder of object files: programs of tests/real compiled in several
# ways, and the members of the C and C++ libraries for WASI.
# usage: objects.sh FOLDER
#
# CLANG names the compiler (clang-22), LIBRARIES a folder of archives. What is
# missing costs only its own objects.
set -eu

clang=${CLANG:-clang-22}
libraries=${LIBRARIES:-/usr/lib/wasm32-wasi}
rm -rf "$1.new" "$1"
mkdir -p "$1.new"
new=$(cd "$1.new" && pwd)

# compile NAME SOURCE FLAG...
compile() {
	name=$1
	source=tests/real/src/$2
	shift 2
	for level in O0 O2 Os; do
		"$clang" -Wno-deprecated -c "-$level" "$@" "$source" \
			-o "$new/$name-$level.o" 2>/dev/null || true
	done
}

compile words words.c --target=wasm32-wasi
compile words-debug words.c --target=wasm32-wasi -g
compile words-sections words.c --target=wasm32-wasi -ffunction-sections \
	-fdata-sections
compile route route.cc --target=wasm32-wasi -fno-exceptions
compile route-debug route.cc --target=wasm32-wasi -fno-exceptions -g
compile simd simd.c --target=wasm32 -mrelaxed-simd -g
compile tail tail.c --target=wasm32 -mtail-call
compile threads threads.c --target=wasm32 -matomics -mbulk-memory \
	-ftls-model=local-exec
compile wide wide.c --target=wasm64 -mbulk-memory
compile throw throw.cc --target=wasm32 -fwasm-exceptions
compile throw-legacy throw.cc --target=wasm32 -fwasm-exceptions \
	-mllvm -wasm-use-legacy-eh=true
compile refs refs.c --target=wasm32 -mreference-types
compile plugin plugin.c --target=wasm32 -fPIC -mextended-const
compile pair pair.c --target=wasm32 -mmultivalue \
	-Xclang -target-abi -Xclang experimental-mv

for library in "$libraries"/*.a; do
	[ -s "$library" ] || continue
	folder=$new/$(basename "$library" .a)
	mkdir "$folder"
	(cd "$folder" && llvm-ar x "$library")
done
mv "$new" "$1"
