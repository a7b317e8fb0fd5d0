#!/usr/bin/env python3
"""Dumps modules with every flag of wasm-objdump, and checks that JSON and -x agree.

usage: dump.py BIN MODULES SCRATCH

MODULES is a folder: of the files in it that wasm-validate accepts, each has to be dumped with each
of FLAGS without a word on standard error. The last module is made here, and has some 10 MB.
"""
import collections
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

BATCH = 250
FLAGS = (
    "-h", "-x", "-d", "-s", "-dr", "-xr", "-hxdsr", "-xsC", "-d --section-offsets",
    "-x -j code", "-s -j type", "-x -j name", "-d --function=0", "-h --debug", "-xd --color=always",
    "--json", "--json -h", "--json -dsC", "--json -j export", "--json --function=0",
)
# Not all modules have such a section or function.
MAY_MISS = ("section not found", "function not found")

# The sections whose entries -x and JSON count, and the members that have them.
ARRAYS = {
    "Type": "types", "Import": "imports", "Function": "functions", "Table": "tables",
    "Memory": "memories", "Tag": "tags", "Global": "globals", "Export": "exports",
    "Elem": "elements", "Code": "functions", "Data": "data", "Custom": "customs",
}
LARGE_FUNCTIONS = 60000
LARGE_DATA = 4 << 20


def make_large(tools, folder):
    """A module of some 10 MB, of everything a lot."""
    def text():
        yield '(module $large (import "env" "f" (func $f (param i32)))(memory 100)'
        for i in range(LARGE_FUNCTIONS):
            yield (f"(func $function_{i} (param i32) (result i64) (local $x i64)"
                   f"(block $b (br_if $b (i32.eqz (local.get 0))) (call $f (i32.const {i})))"
                   f"(i64.store offset={i} (local.get 0) (i64.const {i * i}))"
                   f"(f64.store (i32.const 8) (f64.const {i}.5))(local.get $x))"
                   f'(global i64 (i64.const {i * 77}))(export "{i}" (func $function_{i}))')
        for i in range(LARGE_DATA >> 16):
            yield f'(data (i32.const {i << 16}) "{"0123456789abcdef" * (1 << 12)}")'
        yield ")"

    source, module = folder / "large.wat", folder / "large.wasm"
    source.write_text("\n".join(text()))
    subprocess.run([tools / "wat2wasm", "--debug-names", source, "-o", module], check=True)
    return module


def run(command, files):
    return subprocess.run([*command, *files], capture_output=True)


def batches(files):
    return (files[i:i + BATCH] for i in range(0, len(files), BATCH))


def keep_valid(tools, files):
    """Those that wasm-validate accepts."""
    for batch in batches(files):
        done = run([tools / "wasm-validate", "--enable-all", "--diagnostics=json"], batch)
        bad = {json.loads(line)["file"] for line in done.stderr.splitlines()}
        yield from (f for f in batch if str(f) not in bad)


def faults(done, flags):
    """What a dump said that is no good."""
    if done.returncode not in (0, 1):
        yield f"status {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}"
        return
    if "--debug" in flags:
        return
    for line in done.stderr.decode(errors="replace").splitlines():
        if not any(text in line for text in MAY_MISS):
            yield line


def count_details(text):
    """By section how many entries -x shows, for each module in turn."""
    counts = section = None
    for line in text.split("\n"):
        if "\tfile format wasm" in line:
            if counts is not None:
                yield counts
            counts, section = collections.Counter(), None
        elif title := re.match(r"(\w+)(\[\d+\])?:$", line):
            section = title[1]
        elif section == "Custom":
            counts[section] += line.startswith(" - name: ")
        elif line.startswith(" - ") and section in ARRAYS:
            counts[section] += 1
    if counts is not None:
        yield counts


def count_json(module):
    imported = collections.Counter(i["kind"] for i in module["imports"])
    counts = collections.Counter()
    for section, member in ARRAYS.items():
        counts[section] = len(module[member])
        if section in ("Table", "Memory", "Tag", "Global"):
            counts[section] -= imported[section.lower()]
        elif section in ("Function", "Code"):
            counts[section] -= imported["func"]
    return counts


def compare_counts(tools, files):
    """Files of which -x and --json give other counts."""
    for batch in batches(files):
        details = run([tools / "wasm-objdump", "-x"], batch).stdout
        lines = run([tools / "wasm-objdump", "--json"], batch).stdout.splitlines()
        details = list(count_details(details.decode(errors="replace")))
        if not len(batch) == len(details) == len(lines):
            yield f"{len(batch)} files, {len(details)} dumps, {len(lines)} lines of JSON"
            continue
        for file, expected, line in zip(batch, details, lines):
            got = count_json(json.loads(line))
            if +expected != +got:
                yield f"{file}: -x has {+expected}, JSON {+got}"


def compare_jq(tools, large):
    """Whether jq, if there is one, counts as -x does."""
    if not shutil.which("jq"):
        return
    details = run([tools / "wasm-objdump", "-x"], [large]).stdout.decode()
    text = run([tools / "wasm-objdump", "--json"], [large]).stdout
    members = sorted(set(ARRAYS.values()))
    count = "with_entries(select(.value | type == \"array\") | .value |= length)"
    done = subprocess.run(["jq", "-c", count], input=text, capture_output=True)
    got = json.loads(done.stdout or "{}")
    expected = {ARRAYS[s]: n for s, n in next(count_details(details)).items()}
    expected["functions"] += 1  # the import
    if {m: got.get(m) for m in members} != {m: expected.get(m, 0) for m in members}:
        yield f"{large}: -x has {expected}, jq {got} {done.stderr.decode()}"


def main():
    tools, folder, scratch = map(Path, sys.argv[1:])
    scratch.mkdir(parents=True, exist_ok=True)
    files = [p for p in sorted(folder.iterdir()) if p.suffix in (".wasm", ".wat")]
    files = [*keep_valid(tools, files), make_large(tools, scratch)]
    passed = failed = 0
    for flags in FLAGS:
        for batch in batches(files):
            done = run([tools / "wasm-objdump", *flags.split()], batch)
            found = list(faults(done, flags))
            for fault in found:
                print(f"dump {flags}: {fault}")
            passed, failed = passed + len(batch) - len(found), failed + len(found)
    for fault in (*compare_counts(tools, files), *compare_jq(tools, files[-1])):
        print("dump:", fault)
        failed += 1
    print(f"dump: {passed} passed, {failed} failed")
    return failed > 0 or len(files) == 1


if __name__ == "__main__":
    sys.exit(main())
