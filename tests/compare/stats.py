#!/usr/bin/env python3
"""Compares our wasm-stats with WABT's wasm-opcodecnt over modules.

usage: stats.py [--ours PROGRAM] [--peer PROGRAM] [--limit MB] [-j N] FILE_OR_FOLDER...

The output has to be equal byte for byte, but for the differences in REASONS: where it is not, the
counts that they can touch are left out, and the rest has to be equal. The exit status is 1 if it is
not, if we fail where WABT does not, or if nothing was compared. Modules beyond the limit are left
out.
"""
import argparse
import collections
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Instructions whose counts differ, and why.
REASONS = {
    r"ref\.null|select|v128\.\w+_lane": "WABT leaves them out, select with types, lanes of "
                                        "memories other than the first",
    r"ref\.func|end": "WABT leaves out the expressions of element segments",
    r"call_ref|unreachable": "WABT takes call_ref for the instruction before it",
    r"i\d+x\d+\.(relaxed_)?dot_i8x16_i7x16_\w+": "the specification changed the names since",
    r"\w+\.(load|store)\w* \d+, \d{10,}": "WABT shows the low 32 bits of offsets",
}
TOUCHED = re.compile(rf"(Total opcodes|{'|'.join(REASONS)})\b")


def output(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode().strip()


def untouched(text):
    return [line for line in text.splitlines() if not TOUCHED.match(line)]


def compare(options, path):
    """How one module fares, and what is at fault."""
    status, theirs, _ = output(options.peer, "--enable-all", str(path))
    if status != 0:
        return "not read by WABT", None
    status, ours, error = output(options.ours, str(path))
    if status != 0:
        return "failed", error
    if ours == theirs:
        return "equal", None
    a, b = untouched(ours), untouched(theirs)
    if a == b:
        return "equal but for the reasons", None
    one_side = [line for line in a + b if (line in a) != (line in b)]
    return "different", f"{path}: {(one_side or ['the order'])[:3]}"


def modules(options):
    for place in map(Path, options.places):
        for path in sorted(place.rglob("*.wasm")) if place.is_dir() else [place]:
            if path.stat().st_size <= options.limit << 20:
                yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--ours", default="build/bin/wasm-stats")
    parser.add_argument("--peer", default="/usr/bin/wasm-opcodecnt")
    parser.add_argument("--limit", type=int, default=4)
    parser.add_argument("-j", type=int, default=1)
    parser.add_argument("places", nargs="+")
    options = parser.parse_args()
    results = collections.Counter()
    with ThreadPoolExecutor(options.j) as pool:
        for result, fault in pool.map(lambda p: compare(options, p), modules(options)):
            results[result] += 1
            if fault:
                print("stats:", fault)
    for result, count in results.most_common():
        print(f"stats: {count} {result}")
    compared = results["equal"] + results["equal but for the reasons"]
    return compared == 0 or results["different"] + results["failed"] > 0


if __name__ == "__main__":
    sys.exit(main())
