#!/bin/sh
# check.sh [DIR]: try the tools on the modules that fetch.sh put into DIR (default build/real).
#
# For each module wasm-validate must agree with V8, and wasm2wat then wat2wasm, plain, with -f and
# with --generate-names, must give the same sections again, custom ones aside; compare.js says what
# "same" allows. Where it allowed anything, a second trip must be identical, byte for byte.
#
# BIN is the folder of the tools (default build/bin), NODE the V8 (default DIR/node, else node).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-build/real}
bin=${BIN:-build/bin}
node=${NODE:-$dir/node}
[ -x "$node" ] || node=node
tab=$(printf '\t')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# trip FROM TO [FLAG]: through text and back
trip() {
	rm -f "$2"
	"$bin/wasm2wat" ${3:+"$3"} "$1" -o "$work/text.wat" 2>"$work/error" &&
		"$bin/wat2wasm" "$work/text.wat" -o "$2" 2>"$work/error"
}

# round FILE [FLAG]: print what became of it
round() {
	if ! trip "$1" "$work/once.wasm" "${2:-}"; then
		echo "fails: $(head -n 1 "$work/error")"
		return
	fi
	came=$("$node" "$here/compare.js" "$1" "$work/once.wasm") || true
	case $came in
	same*)
		if ! trip "$work/once.wasm" "$work/twice.wasm" "${2:-}"; then
			came="fails the second time: $(head -n 1 "$work/error")"
		elif [ "$("$node" "$here/compare.js" "$work/once.wasm" "$work/twice.wasm")" != identical ]
		then
			came="differs the second time"
		fi
		;;
	esac
	echo "$came"
}

line() {
	printf '%-21s %9s  %-15s %-9s %-9s %-9s %s\n' "$@"
}

# brief RESULT: its first word and, for "same", which allowances
brief() {
	case $1 in
	same*padded*count* | same*padded*empty* | same*padded*regrouped*) echo other ;;
	same*padded*) echo padded ;;
	same*) echo other ;;
	*) echo "${1%%[: ]*}" ;;
	esac
}

good=0 all=0 absent=0 identical=0 padded=0 other=0
line module bytes 'V8/ours' plain -f names remarks
while IFS=$tab read -r name rest <&3; do
	case $name in '#'*) continue ;; esac
	file=$dir/$name.wasm
	if [ ! -s "$file" ]; then
		absent=$((absent + 1))
		line "$name" - absent - - - ''
		continue
	fi
	all=$((all + 1))
	v8=$("$node" "$here/verdict.js" "$file")
	v8=${v8##* }
	ours=valid
	remarks=
	"$bin/wasm-validate" "$file" >"$work/error" 2>&1 || {
		ours=invalid
		remarks=$(head -n 1 "$work/error")
	}
	plain=$(round "$file")
	folded=$(round "$file" -f)
	named=$(round "$file" --generate-names)

	ok=yes
	[ "$v8" = "$ours" ] || ok=no
	case $plain in same*) remarks="$remarks${plain#same but for }" ;; esac
	for result in "$plain" "$folded" "$named"; do
		case $result in
		identical | same*) ;;
		*) ok=no remarks="$remarks; $result" ;;
		esac
	done
	line "$name" "$(($(wc -c <"$file")))" "$v8/$ours" "$(brief "$plain")" "$(brief "$folded")" \
		"$(brief "$named")" "$remarks"
	[ $ok = yes ] || continue
	good=$((good + 1))
	case $(brief "$plain") in
	identical) identical=$((identical + 1)) ;;
	padded) padded=$((padded + 1)) ;;
	*) other=$((other + 1)) ;;
	esac
done 3<"$here/modules.tsv"

echo
[ $absent = 0 ] || echo "$absent modules are absent: run fetch.sh, which says why"
echo "$identical identical, $padded identical but for padded integers, $other also but for other" \
	"encodings that text cannot say (see the remarks)"
echo "$good of $all modules validate as in V8 and come back the same from text"
[ $all -gt 0 ] && [ $good = $all ]
