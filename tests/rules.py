#!/usr/bin/env python3
"""Checks the rules of the house: who may include whom, names, sizes."""

import collections
import pathlib
import re
import sys

ROOMS = "libwasmkit wat tools debugger tests".split()
# Programs that other compilers turn into modules are no part of the house.
GUESTS = ("tests/real/", "tests/bench/", "tests/debugger/programs/")
FILES = sorted(p for room in ROOMS for p in pathlib.Path(room).rglob("*.[ch]")
               if not str(p).startswith(GUESTS))
INCLUDE = re.compile(r'^#include "([^"]+\.(?:h|def))"', re.M)
FUNCTION = re.compile(r"^(wk_([a-z0-9]+)[a-z0-9_]*)\(", re.M)
PUBLIC = r"libwasmkit/\w+\.h"
# Faces of the debugger see of the session what is meant for them.
FACES = r"debugger/(?!state\.h)\w+\.h|debugger/(term|window)/|tools/shared/"

# What the files of a room may include; the first room that fits counts.
MAY_INCLUDE = {
    "libwasmkit/base/": r"libwasmkit/(base/|(error|source|types)\.h)",
    "libwasmkit/model/": rf"{PUBLIC}|libwasmkit/(base|model)/",
    "libwasmkit/binary/": rf"{PUBLIC}|libwasmkit/(base|model|binary)/",
    "libwasmkit/validate/": rf"{PUBLIC}|libwasmkit/(base|model|validate)/",
    "libwasmkit/runtime/": rf"{PUBLIC}|libwasmkit/(base|model|runtime)/",
    "libwasmkit/exec/":
        rf"{PUBLIC}|libwasmkit/(base|model|runtime|validate|exec)/",
    "libwasmkit/wasi/": rf"{PUBLIC}|libwasmkit/(base|wasi)/",
    "libwasmkit/debuginfo/":
        rf"{PUBLIC}|libwasmkit/(base|model|debuginfo)/",
    "libwasmkit/wasmkit.h": rf"{PUBLIC}|wat/wat\.h",
    "libwasmkit/": rf"{PUBLIC}|libwasmkit/(base|model)/\w+\.def",
    "wat/wat.h": rf"{PUBLIC}|wat/commands\.def",
    "wat/": rf"{PUBLIC}|libwasmkit/(base|model)/|wat/",
    "debugger/term/": rf"{PUBLIC}|wat/wat\.h|{FACES}",
    "debugger/window/": rf"{PUBLIC}|wat/wat\.h|{FACES}",
    "debugger/": rf"{PUBLIC}|wat/wat\.h|debugger/|tools/shared/",
    "tools/": rf"{PUBLIC}|wat/wat\.h|tools/shared/",
    "tests/unit/": "",
    "tests/fuzz/": rf"{PUBLIC}|wat/wat\.h|tests/|tools/shared/|debugger/",
    "tests/embed/": rf"{PUBLIC}|load\.h",
    "tests/": rf"{PUBLIC}|wat/wat\.h|tests/",
}

# Headers whose functions have more than one subject.
SUBJECTS = {
    "module": {"extern", "name", "elem", "section"}, "error": {"edit"},
    "wat": {"command"},
    "custom": {"symbol", "target"}, "ref": {"extern"},
    "debuginfo": {"info"}, "dwarfobject": {"dwarf"},
}

LIBRARY_LINES = 1500
TOOL_LINES = 300


def bad_includes():
    for path in FILES:
        allowed = next((rule for room, rule in MAY_INCLUDE.items()
                        if str(path).startswith(room)), "")
        for name in INCLUDE.findall(path.read_text()):
            if not re.match(allowed, name):
                yield f"{path} includes {name}"


def same_names():
    by_name = collections.defaultdict(list)
    for path in FILES:
        by_name[path.name].append(str(path))
    return [" ".join(p) for p in by_name.values() if len(p) > 1]


def long_files():
    for path in FILES:
        lines = path.read_text().count("\n")
        limit = TOOL_LINES if str(path.parent) == "tools" else LIBRARY_LINES
        if lines >= limit:
            yield f"{path} has {lines} lines; the limit is {limit}"


def fits(subject, path):
    """Whether wk_SUBJECT_... may be in a file: one is short for the other."""
    base = path.stem
    return (base.startswith(subject) or subject.startswith(base.split("_")[0])
            or subject in SUBJECTS.get(base, ()))


def stray_functions():
    """Functions named for neither their file nor the header with them."""
    headers = {p: p.read_text() for p in FILES if p.suffix == ".h"}
    for path in FILES:
        if path.suffix == ".h" or path.parts[0] not in ("libwasmkit", "wat"):
            continue
        for name, subject in FUNCTION.findall(path.read_text()):
            places = [path] + [h for h, text in headers.items()
                               if re.search(rf"\b{name}\(", text)]
            if not any(fits(subject, p) for p in places):
                yield f"{path} has {name}()"


def left_to_do():
    for path in FILES:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b", line):
                yield f"{path}:{number}: {line.strip()}"


RULES = {
    "files include only what their room may": bad_includes,
    "names of files are unique": same_names,
    "files are short": long_files,
    "a function's prefix tells its file": stray_functions,
    "nothing is left to do": left_to_do,
}


def main():
    passed = failed = 0
    for name, rule in RULES.items():
        breaks = list(rule())
        if breaks:
            failed += 1
            print(f"broken: {name}", *breaks, sep="\n  ")
        else:
            passed += 1
    print(f"rules: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
