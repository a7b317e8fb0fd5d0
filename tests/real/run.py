#!/usr/bin/env python3
"""Run programs of many languages, and compare what they do with what they do in V8.

Commands for WASI run under wasm-interp, libraries are called by run/drive.c; V8 runs the same with
V8's and node's own parts. Each run gets a folder as /data and a null device. What is printed, the
exit status, and the files that are left have to be the same, and not nothing. Also says how much
user CPU each took, V8 with Liftoff alone. fetch.sh makes the modules; one that is absent is named.
"""
import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUN = HERE / "run"
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "bench"))
from measure import Failed, run

# name, module, then a script for libraries, or the arguments of a command; what it reads
PROGRAMS = (
    ("Ruby", "ruby", "ruby.drive", None),
    ("Perl", "perl", "perl.drive", None),
    ("pandoc (Haskell)", "wasm-pandoc", "pandoc.drive", None),
    ("Go", "notes", ["/data"], "lines.txt"),
    ("Go, small", "go-wasi", [], None),
    ("Rust", "index", ["/data"], "lines.txt"),
    ("Rust, circom", "circom", ["/data/adder.circom", "--r1cs", "--sym", "-o", "/data"], None),
    ("C", "clang-wasi", ["20"], "pandoc.md"),
    ("C, not optimised", "clang-debug", ["20"], "pandoc.md"),
    ("C++", "clang-cxx", [], None),
    ("Lua", "lua-wasi", ["-", "/data"], "lua.lua"),
    ("SQLite", "sqlite-wasi", ["/data/test.db"], "query.sql"),
    ("AssemblyScript", "report", "report.drive", None),
    ("AssemblyScript, numbers", "assemblyscript", "tree.drive", None),
    ("MoonBit", "moonbit__tree-wasmgc", "moonbit.drive", None),
    ("MoonBit, not optimised", "moonbit__tree-wasmgc-noopt-debug", "moonbit.drive", None),
)
# Files that are there before a run, by module.
FILES = {
    "wasm-pandoc": {"stdin": "pandoc.md", "stdout": None, "stderr": None, "warnings": None},
    "circom": {"adder.circom": "adder.circom"},
}


def folders(module, work):
    """Makes the folders anew; gives (the program's name, ours) of each."""
    shutil.rmtree(work, ignore_errors=True)
    data, dev = work / "data", work / "dev"
    data.mkdir(parents=True)
    dev.mkdir()
    (dev / "null").touch()
    for name, source in FILES.get(module, {}).items():
        (data / name).write_bytes((RUN / source).read_bytes() if source else b"")
    root = "/" if module == "wasm-pandoc" else "/data"
    return [(root, data), ("/dev", dev), ("/run", RUN)]


def left(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file()}


def command(args, by_v8, file, module, how):
    given = folders(module, args.work)
    library = isinstance(how, str)
    if by_v8 or library:
        flags = [x for guest, host in given for x in ("-d", f"{guest}={host}")]
    else:
        flags = [f"--dir={host}::{guest}" for guest, host in given]
    rest = [str(RUN / how)] if library else how
    if by_v8:
        script = RUN / "drive.mjs" if library else HERE.parent / "bench" / "v8-wasi.mjs"
        return [args.node, "--no-warnings", "--liftoff-only", str(script), *flags, str(file), *rest]
    if library:
        return [args.drive, *flags, str(file), *rest]
    return [args.interp, *flags, str(file), *(["--"] if rest else []), *rest]


def outcome(args, by_v8, file, module, how, reads):
    """(what the program did, user seconds)"""
    r = run(command(args, by_v8, file, module, how), args.limit,
            reads=str(RUN / reads) if reads else "/dev/null", fails=True)
    return (r.said, r.status, left(args.work / "data")), r.user


def differs(ours, theirs):
    """How two outcomes differ; None when they do not."""
    for line, (a, b) in enumerate(zip(ours[0].split(b"\n"), theirs[0].split(b"\n")), 1):
        if a != b:
            return f"line {line} is {a[:60]!r}, not {b[:60]!r}"
    if len(ours[0]) != len(theirs[0]):
        return f"prints {len(ours[0])} bytes, not {len(theirs[0])}"
    if ours[1] != theirs[1]:
        return f"ends with {ours[1]}, not {theirs[1]}"
    names = [n for n in ours[2].keys() | theirs[2].keys() if ours[2].get(n) != theirs[2].get(n)]
    if names:
        return f"leaves another {', '.join(sorted(names))}"
    if not ours[0] and not any(ours[2].values()):
        return "does nothing"
    return None


def find(args, module):
    paths = [Path(folder) / f"{module}.wasm" for folder in (args.dir, args.samples)]
    return next((p.resolve() for p in paths if p.exists()), None)


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bin", default="build/bin", help="the folder of our tools")
    p.add_argument("--drive", default="build/tests/drive", help="drive.c, compiled")
    p.add_argument("--dir", default="build/real", help="the folder of the modules")
    p.add_argument("--samples", default="../shared/samples", help="a folder with more of them")
    p.add_argument("--node", help="a V8 (default: DIR/node, then as found on PATH)")
    p.add_argument("--limit", type=float, default=300, help="seconds for one run")
    p.add_argument("words", nargs="*", help="only programs with such a word in their name")
    args = p.parse_args()
    local = Path(args.dir) / "node"
    args.node = args.node or (str(local) if local.exists() else shutil.which("node"))
    args.interp = str(Path(args.bin) / "wasm-interp")
    return args


def main():
    args = arguments()
    passed = failed = absent = 0
    print(f"{'program':26} {'MB':>5} {'ours, s':>8} {'V8, s':>8}")
    with tempfile.TemporaryDirectory(prefix="real-") as folder:
        args.work = Path(folder) / "work"
        for name, module, how, reads in PROGRAMS:
            if args.words and not any(w.lower() in name.lower() for w in args.words):
                continue
            file = find(args, module)
            if not file:
                print(f"{name:26} absent: {module}")
                absent += 1
                continue
            line = f"{name:26} {file.stat().st_size / 1e6:5.1f}"
            try:
                theirs, v8 = outcome(args, True, file, module, how, reads)
                ours, seconds = outcome(args, False, file, module, how, reads)
                fault = differs(ours, theirs)
                line += f" {seconds:8.3f} {v8:8.3f}"
            except (Failed, OSError) as e:
                fault = str(e)
            print(line + (f" {fault}" if fault else ""), flush=True)
            passed += not fault
            failed += bool(fault)
    print(f"real-run: {passed} passed, {failed} failed" + (f", {absent} absent" if absent else ""))
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
