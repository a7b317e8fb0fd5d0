#!/bin/sh
# Makes modules with debug info of the programs beside this, for judge.py and
# the fuzz target: optimised and not, in DWARF 4 and 5.
#
#   programs.sh FOLDER
set -eu
folder=$1
here=$(dirname "$0")/programs
sysroot=/usr/lib/wasm32-wasi
include=/usr/include/wasm32-wasi
mkdir -p "$folder"

clang=
for n in 29 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14; do
	if command -v clang-$n >/dev/null && command -v wasm-ld-$n >/dev/null
	then
		clang=clang-$n linker=wasm-ld-$n
		break
	fi
done
if [ -z "$clang" ] || ! [ -d $sysroot ]; then
	echo "programs: not made, there is no clang for WASI"
	exit 0
fi
runtime=$($clang --target=wasm32-wasi -print-libgcc-file-name 2>/dev/null)

# SOURCE NAME FLAG...
build() {
	source=$1 name=$2
	shift 2
	$clang --target=wasm32-wasi -Wno-deprecated -w "$@" \
		-isystem $include -c -o "$folder/$name.o" "$source" 2>/dev/null || return 0
	# clang would run wasm-opt, which knows no DWARF 5.
	$linker -o "$folder/$name.wasm" $sysroot/crt1.o "$folder/$name.o" \
		-L$sysroot $libraries -lc $runtime 2>/dev/null || rm -f "$folder/$name.wasm"
	rm -f "$folder/$name.o"
}

for source in "$here"/*.c "$here"/*.cpp; do
	base=$(basename "$source")
	case $base in
	*.cpp) libraries="-lc++ -lc++abi" more="-isystem $include/c++/v1 -fno-exceptions" ;;
	*) libraries= more= ;;
	esac
	for version in 4 5; do
		for level in 0 2; do
			build "$source" "${base%.*}-$version-$level" \
				-g -gdwarf-$version -O$level $more
		done
	done
done
for source in "$here"/*.rs; do
	base=$(basename "$source" .rs)
	for level in 0 2; do
		for target in wasm32-wasip1 wasm32-wasi; do
			rustc --target $target -g -C opt-level=$level \
				-o "$folder/$base-rust-$level.wasm" "$source" \
				2>/dev/null && break
		done || true
	done
done
ls "$folder"
