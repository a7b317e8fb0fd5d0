#!/bin/sh
# build.sh [DIR]: compile programs/ for WASI and natively, with the same compiler and -O2, into DIR
# (default build/bench) as NAME.wasm and NAME.
#
# Lua and SQLite come from Debian's source packages, see unpack.sh. Needs clang with lld, wasi-libc
# and the run-time library for wasm32; for SQLite also tclsh, make and gcc. What is there already and not older than its sources is left alone; what cannot be made
# costs only its own programs, and is named. CLANG is the compiler (clang-22).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
src=$here/programs
dir=${1:-build/bench}
clang=${CLANG:-clang-22}

mkdir -p "$dir/include"
dir=$(cd "$dir" && pwd)
log=$dir/log
failed=0

# newer TARGET SOURCE...: is there something to do?
newer() {
	[ -e "$1" ] || return 0
	target=$1
	shift
	for s; do
		[ "$s" -ot "$target" ] || return 0
	done
	return 1
}

# both NAME ARGUMENT...: one program, natively and for WASI
both() {
	name=$1
	shift
	"$clang" -O2 -w "$@" -o "$dir/$name.new" -lm
	wasm=
	[ "$name" != simd ] || wasm=-msimd128
	"$clang" --target=wasm32-wasi -O2 -w $wasm $posix "$@" -o "$dir/$name.wasm" $emulated -lm
	mv "$dir/$name.new" "$dir/$name"
}

# What stands in for the parts of POSIX that WASI lacks.
posix= emulated=
with_posix() {
	posix="-include $src/posix/posix.h $src/posix/posix.c -D_WASI_EMULATED_GETPID \
		-D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS"
	emulated="-lwasi-emulated-getpid -lwasi-emulated-signal -lwasi-emulated-process-clocks"
}

# Errors, which are not thrown here, are not caught either: WASI has no setjmp.
build_lua() {
	sh "$here/unpack.sh" lua5.4 "$dir/source"
	: >"$dir/include/setjmp.h"
	with_posix
	both lua -I"$dir/include" '-DLUAI_THROW(L,c)=abort()' '-DLUAI_TRY(L,c,a)=a' \
		-Dluai_jmpbuf=int $(ls "$dir"/source/lua5.4/src/*.c | grep -v '/luac\.c$')
}

build_sqlite() {
	sh "$here/unpack.sh" sqlite3 "$dir/source"
	with_posix
	both sqlite -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_WAL \
		-DSQLITE_MAX_MMAP_SIZE=0 -I"$dir/source/sqlite3" "$src/sqlite.c" \
		"$dir/source/sqlite3/sqlite3.c"
}

# try NAME COMMAND...: a failure costs only this one
try() {
	name=$1
	shift
	set +e
	(set -e; "$@") >"$log" 2>&1 </dev/null
	status=$?
	set -e
	[ $status -ne 0 ] || return 0
	failed=$((failed + 1))
	rm -f "$dir/$name.wasm"
	echo "$name: cannot be made: $(grep -iE 'error|not found|unable' "$log" | head -n 1)"
}

for file in "$src"/*.c; do
	name=$(basename "$file" .c)
	[ "$name" != sqlite ] || continue
	! newer "$dir/$name.wasm" "$file" "$src/bench.h" || try "$name" both "$name" "$file"
done
! newer "$dir/lua.wasm" "$src"/posix/posix.* || try lua build_lua
! newer "$dir/sqlite.wasm" "$src/sqlite.c" "$src"/posix/posix.* || try sqlite build_sqlite
printf '\0asm\1\0\0\0' >"$dir/empty.wasm"
echo "$(ls "$dir"/*.wasm | wc -l) modules in $dir"
[ $failed = 0 ]
