#!/bin/sh
# Builds programs for the host and for WASI, and compares what they do: what
# they print, their status, the files that they leave. What cannot be built
# here is left out. Needs BUILD, a folder for it, and INTERP, the interpreter.
set -u

here=$(dirname "$0")
out=$BUILD/wasi
passed=0
failed=0
left_out=

# Runs a command in a new folder and keeps all that is seen of it.
watch() { # NAME COMMAND...
	name=$1
	shift
	rm -rf "$out/$name.dir"
	mkdir -p "$out/$name.dir"
	(cd "$out/$name.dir" && printf 'some words\nand some more\n' |
		COLOUR=blue "$@" 2>&1; echo "status $?") > "$out/$name.seen"
	(cd "$out/$name.dir" && find . -printf '%y %p %l\n' | sort &&
		find . -type f -exec sh -c 'echo "$1"; cat "$1"' - {} \; |
		sort) >> "$out/$name.seen"
}

compare() { # NAME
	watch "$1.host" "$out/$1" argument 'two words'
	watch "$1.wasi" "$INTERP" --dir=.::/ --env=COLOUR=blue "$out/$1.wasm" -- \
		argument 'two words'
	if diff "$out/$1.host.seen" "$out/$1.wasi.seen"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "wasi: $1: differs from the host's (left)"
	fi
}

build() { # NAME, and commands for the host and for WASI
	if sh -c "$2" > "$out/$1.log" 2>&1 && sh -c "$3" >> "$out/$1.log" 2>&1
	then
		compare "$1"
	else
		left_out="$left_out $1"
	fi
}

mkdir -p "$out"
for c in files streams; do
	build $c "${CC:-cc} -D_GNU_SOURCE '$here/$c.c' -o '$out/$c'" \
		"${WASI_CC:-clang-22 --target=wasm32-wasi} -O1 '$here/$c.c' \
			-o '$out/$c.wasm'"
done
build store_rs "rustc '$here/store.rs' -o '$out/store_rs'" \
	"rustc --target=wasm32-wasip1 '$here/store.rs' -o '$out/store_rs.wasm'"
build store_go "go build -o '$out/store_go' '$here/store.go'" \
	"GOOS=wasip1 GOARCH=wasm go build -o '$out/store_go.wasm' \
		'$here/store.go'"
echo "wasi: $passed passed, $failed failed${left_out:+, not built:$left_out}"
[ "$failed" = 0 ]
