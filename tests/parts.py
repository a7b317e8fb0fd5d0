#!/usr/bin/env python3
"""Checks, over modules, that nothing is lost or counted twice.

usage: parts.py BIN SCRATCH FILE_OR_FOLDER...

- The parts that wasm-size shows add up to the file, of whole modules and of damaged ones.
- wasm-objcopy puts back what wasm-strip took out: the bytes are the same.

Modules in text are converted first, as they are and as object files.
"""
import collections
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys

DAMAGES = 8  # ways in which each module is damaged
SMALL = 4 << 20  # beyond this, one


class Tools:
    def __init__(self, folder):
        self.folder = folder

    def run(self, name, *arguments):
        """The status and output of a tool, which may not be killed."""
        done = subprocess.run([self.folder / name, *arguments], capture_output=True)
        if done.returncode not in (0, 1):
            raise AssertionError(f"{name} {arguments} ends with {done.returncode}")
        return done.returncode, done.stdout, done.stderr.decode()

    def expect(self, name, *arguments):
        """The output of a tool that has to succeed."""
        status, output, errors = self.run(name, *arguments)
        assert status == 0, f"{name}: {errors}"
        return output.decode()


# Sizes


def check_tree(node):
    """All children lie in a node, one behind the other, and add up to it."""
    stack = [node]
    while stack:
        node = stack.pop()
        children = node.get("children")
        if not children:
            continue
        total = sum(child["size"] for child in children)
        assert total == node["size"], f"{node['name']}: {total} of {node['size']} bytes"
        placed = sorted((child["offset"], child["size"]) for child in children
                        if "offset" in child)
        for (offset, size), (behind, _) in itertools.pairwise(placed):
            assert offset + size <= behind, f"{node['name']}: overlap at {behind:#x}"
        stack.extend(children)


def check_sizes(tools, path, may_fail):
    status, output, errors = tools.run("wasm-size", "--json", path)
    assert status == 0 or may_fail, errors
    assert (status == 0) == (errors == ""), f"status {status}, but {errors!r}"
    assert errors.count("error:") <= 1, errors
    if output:
        document = json.loads(output)
        assert document["size"] == path.stat().st_size, "not the size of the file"
        check_tree(document["tree"])


def check_damaged(tools, path, scratch):
    """Cut off somewhere, or with a byte that is wrong."""
    whole = path.read_bytes()
    chance = random.Random(len(whole))
    for i in range(DAMAGES if len(whole) <= SMALL else 1):
        damaged = bytearray(whole)
        place = 8 + chance.randrange(len(whole) - 8)
        if i % 2 == 0:
            del damaged[place:]
        else:
            # The structure is more often found near the beginning.
            place = 8 + chance.randrange(min(len(whole), 256) - 8)
            damaged[place] = chance.randrange(256)
        target = scratch / "damaged.wasm"
        target.write_bytes(damaged)
        check_sizes(tools, target, may_fail=True)


# Sections

LINE = re.compile(r"\s*(\S+(?: count)?) start=(\w+) end=(\w+) \(size=(\w+)\)(?: \w+: \d+)?(?: \"(.*)\")?")
KINDS = {"Function": "func", "Elem": "elem", "DataCount": "datacount"}


def sections(tools, path):
    """(kind, name, whether its length is written in 5 bytes or, None, otherwise) of each section."""
    found = []
    end = 8
    for line in tools.expect("wasm-objdump", "-h", path).splitlines():
        match = LINE.fullmatch(line)
        if match:
            kind, start, next_end, size, name = match.groups()
            width = int(start, 16) - end - 1
            shortest = max(1, -(-int(size, 16).bit_length() // 7))
            padded = {5: True, shortest: False}.get(width)
            found.append((KINDS.get(kind, kind.lower()), name, padded))
            end = int(next_end, 16)
    return found


def is_numbering(kind, name):
    """Whether a section counts those before it, as object files have them."""
    return kind == "custom" and (name == "linking" or name.startswith("reloc."))


def placed(found):
    """The names and padding of custom sections, by the option that says where they go."""
    groups = collections.OrderedDict()
    kinds = [kind for kind, *_ in found if kind != "custom"]
    option = f"--before={kinds[0]}" if kinds else "--verbose"
    for kind, name, padded in found:
        if is_numbering(kind, name):
            groups.clear()  # those before it have to stay
            option = f"--after={name}"
        elif kind == "custom":
            groups.setdefault(option, []).append((name, padded))
        else:
            option = f"--after={kind}"
    return groups


def is_restorable(path, found):
    """Whether names tell custom sections apart, and lengths at one place are encoded alike."""
    names = [name for kind, name, _ in found if kind == "custom"]
    groups = placed(found).values()
    return (path.read_bytes()[4] == 1 and len(set(names)) == len(names) and len(groups) > 0 and
            not any(re.search(r"[=\\*?[]", name) for name in names) and
            all({padded for _, padded in customs} in ({True}, {False}) for customs in groups))


def check_sections(tools, path, scratch):
    """Takes custom sections out and puts them back; gives whether there were any."""
    found = sections(tools, path)
    if not is_restorable(path, found):
        return False
    groups = placed(found)
    numbered = any(is_numbering(kind, name) for kind, name, _ in found)
    removed = [f"--remove-section={name}" for customs in groups.values() for name, _ in customs]
    target = scratch / "stripped.wasm"
    tools.expect("wasm-strip", path, "-o", target, *(removed if numbered else []))
    assert target.stat().st_size < path.stat().st_size
    for option, customs in groups.items():
        arguments = [option]
        for i, (name, padded) in enumerate(customs):
            part = scratch / f"section{i}"
            tools.expect("wasm-objcopy", f"--dump-section={name}={part}", path)
            arguments.append(f"--add-section={name}={part}")
        if padded:
            arguments.append("--no-canonicalize-leb128s")
        tools.expect("wasm-objcopy", *arguments, target)
    assert target.read_bytes() == path.read_bytes(), "not the same bytes again"
    return True


# Modules


def is_binary(path):
    with path.open("rb") as file:
        return file.read(4) == b"\0asm"


def make_modules(tools, paths, scratch):
    """The binary modules among files and in folders, those in text converted."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix == ".wat":
                for i, option in enumerate(("--debug-names", "--relocatable")):
                    target = scratch / f"{file.stem}-{i}.wasm"
                    tools.expect("wat2wasm", "--enable-all", option, file, "-o", target)
                    yield target
            elif file.is_file() and is_binary(file):
                yield file


def main():
    tools = Tools(pathlib.Path(sys.argv[1]).resolve())
    scratch = pathlib.Path(sys.argv[2])
    scratch.mkdir(parents=True, exist_ok=True)
    passed = failed = restored = 0
    for path in make_modules(tools, map(pathlib.Path, sys.argv[3:]), scratch):
        try:
            check_sizes(tools, path, may_fail=False)
            check_damaged(tools, path, scratch)
            restored += check_sections(tools, path, scratch)
            passed += 1
        except AssertionError as failure:
            failed += 1
            print(f"parts: {path}: {failure}")
    print(f"parts: sections taken out and put back in {restored}")
    print(f"parts: {passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
