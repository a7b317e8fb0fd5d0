#!/usr/bin/env python3
"""Compares what we read of debug info with what LLVM's tools say of it.

  judge.py INFODUMP MODULE...

Lines: every row of every line table of llvm-dwarfdump. Frames: the functions
and inlined frames that llvm-symbolizer finds at addresses all over the code.
Variables: the places and types that follow from the text of llvm-dwarfdump,
worked out here a second time, at addresses where places change.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys

VERSIONS = ["-22", "-21", "-20", "-19", ""]
BATCH = 1000


def tool(name):
    for version in VERSIONS:
        if shutil.which(name + version):
            return name + version
    return None


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True,
                          text=True, errors="replace").stdout


# Lines

ROW = re.compile(r"0x([0-9a-f]{16})\s+(\d+)\s+(\d+)\s+(\d+)\s+\d+\s+\d+\s+\d+"
                 r" ?(.*)$")


def wanted_lines(module, code_size):
    """(begin, end, line, column, flags, name of the file), in order."""
    rows, table, names, number = [], [], {}, 0
    for text in output(tool("llvm-dwarfdump"), "--debug-line",
                       module).splitlines():
        if text.startswith("debug_line["):
            names, table = {}, []
        elif text.startswith("file_names["):
            number = int(text[11:].split("]")[0])
        elif text.lstrip().startswith("name: "):
            names[number] = text.split('"', 1)[1].rsplit('"', 1)[0]
        elif text.startswith("0x") and (m := ROW.match(text)):
            address, line, column, file = (int(m[1], 16), int(m[2]),
                                           int(m[3]), int(m[4]))
            flags = [f for f in m[5].split()
                     if f in ("is_stmt", "prologue_end", "epilogue_begin")]
            table.append((address, line, column, flags, names.get(file)))
            if "end_sequence" not in m[5]:
                continue
            if 0 < table[0][0] < code_size:
                rows += [(a[0], b[0], *a[1:]) for a, b in zip(table, table[1:])
                         if a[0] < b[0] and a[4] is not None]
            table = []
    return sorted(rows, key=lambda r: r[:2])


def check_lines(dump, module, size, fault):
    got = []
    for text in output(dump, module, "lines").splitlines():
        begin, end, rest = text.split(" ", 2)
        m = re.match(r"(.*):(\d+):(\d+)(.*)$", rest)
        got.append((int(begin, 16), int(end, 16), int(m[2]), int(m[3]),
                    m[4].split(), os.path.basename(m[1])))
    want = [(*r[:5], os.path.basename(r[5])) for r in
            wanted_lines(module, size)]
    if got != want:
        only = next((p for p in zip(got, want) if p[0] != p[1]), "the number")
        fault(f"lines: {len(got)} rows, {len(want)} wanted; {only}")
    return len(want)


# Entries of llvm-dwarfdump --debug-info

class Entry:
    def __init__(self, offset, tag, parent, unit):
        self.offset, self.tag, self.parent, self.unit = (offset, tag, parent,
                                                         unit)
        self.attrs, self.children = {}, []

    def number(self, at):
        text = self.attrs.get(at)
        m = re.match(r"\(?(0x[0-9a-f]+|\d+)", text or "")
        return int(m[1], 0) if m else None

    def ranges(self):
        if "ranges" in self.attrs:
            return [(int(a, 16), int(b, 16)) for a, b in re.findall(
                r"\[0x([0-9a-f]+), 0x([0-9a-f]+)\)", self.attrs["ranges"])]
        low, high = self.number("low_pc"), self.number("high_pc")
        return [(low, high)] if low and high and low < high else []

    def around(self, address):
        """The range of code that an address is in, or None."""
        return next((r for r in self.ranges() if r[0] <= address < r[1]),
                    None)

    def covers(self, address):
        return self.around(address) is not None


def read_entries(module):
    """All entries by offset, and the roots."""
    entries, roots, stack, current = {}, [], [], None
    last = None
    for text in output(tool("llvm-dwarfdump"), "--debug-info",
                       module).splitlines():
        m = re.match(r"0x([0-9a-f]+):( +)(DW_TAG_(\w+)|NULL)", text)
        if m:
            depth = (len(m[2]) - 1) // 2
            del stack[depth:]
            last = None
            if m[3] == "NULL":
                continue
            parent = stack[-1] if stack else None
            current = Entry(int(m[1], 16), m[4], parent,
                            stack[0] if stack else None)
            entries[current.offset] = current
            (parent.children if parent else roots).append(current)
            stack.append(current)
            continue
        m = re.match(r" +DW_AT_(\w+)\t(.*)$", text)
        if m and current:
            last = m[1]
            current.attrs[last] = m[2]
        elif last and current and text.startswith("  "):
            current.attrs[last] += text.strip()
    return entries, roots


LOCATION = re.compile(r"\[0x([0-9a-f]+), 0x([0-9a-f]+)\)"
                      r"(?: \"[^\"]*\")?: (.*?)(?=\[0x|$)")


def expression(text, address):
    """The expression that holds at an address; None for none."""
    if "[0x" not in text:
        m = re.match(r"\((DW_OP.*)\)$", text)
        return m[1] if m else None
    for begin, end, ops in LOCATION.findall(text):
        if int(begin, 16) <= address < int(end, 16):
            return ops.rstrip(")").strip() if ops.count("(") < ops.count(
                ")") else ops.strip()
    return None


class Unknown(Exception):
    pass


def places(ops, frame_base):
    """What infodump prints of a place: local n is 1000 + n, and so on."""
    stack, pieces, is_value, is_gone = [], [], False, False

    def value(v):
        return v if isinstance(v, int) else {
            "local": 1000, "global": 2000, "operand": 3000}[v[0]] + v[1]

    def describe():
        if not stack:
            return "gone"
        if is_value:
            if isinstance(stack[-1], int):
                return f"value {stack[-1] % 2 ** 64:016x}"
            return "%s %d" % stack[-1]
        return f"memory {value(stack[-1]) % 2 ** 32}"

    for op in filter(None, ops.split(", ")):
        name, *args = op.split()
        name = name[6:]
        if name == "WASM_location":
            kind, index = int(args[0], 16), int(args[1], 16)
            stack.append((["local", "global", "operand", "global"][kind],
                          index))
        elif name in ("addr", "constu", "consts", "const1u", "const2u",
                      "const4u", "const1s", "const2s", "const4s", "const8u",
                      "const8s"):
            stack.append(int(args[0], 0))
        elif re.match(r"lit\d+$", name):
            stack.append(int(name[3:]))
        elif name == "fbreg":
            if frame_base is None:
                raise Unknown
            base = places(frame_base, None)
            m = re.match(r"(local|global|operand|memory) (\d+)$", base)
            if not m:
                raise Unknown
            stack.append(value((m[1], int(m[2]))) if m[1] != "memory" else
                         int(m[2]))
            stack[-1] += int(args[0], 0)
        elif name == "plus_uconst":
            stack.append(value(stack.pop()) + int(args[0], 0))
        elif name in ("plus", "minus", "mul", "and", "or", "xor"):
            b, a = value(stack.pop()), value(stack.pop())
            stack.append({"plus": a + b, "minus": a - b, "mul": a * b,
                          "and": a & b, "or": a | b, "xor": a ^ b}[name])
        elif name == "stack_value":
            is_value = True
        elif name == "piece":
            pieces.append(f"{describe()} bits {int(args[0], 16) * 8}")
            stack, is_value = [], False
        else:
            raise Unknown
    return " ".join(pieces) if pieces else describe()


BLOCKS = ("lexical_block", "try_block", "catch_block")


class Module:
    def __init__(self, path):
        self.entries, self.roots = read_entries(path)
        self.funcs = sorted(
            ((r[0], r[1], e) for e in self.entries.values()
             if e.tag == "subprogram" for r in e.ranges()),
            key=lambda f: f[0])

    def attr(self, entry, at):
        for _ in range(8):
            if at in entry.attrs:
                return entry.attrs[at]
            link = (entry.number("abstract_origin") or
                    entry.number("specification"))
            if link not in self.entries:
                return None
            entry = self.entries[link]
        return None

    def name(self, entry):
        text = self.attr(entry, "name") or self.attr(entry, "linkage_name")
        return text[2:-2] if text else "-"

    def variables(self, scope, address, frame_base):
        for child in scope.children:
            if child.tag in ("formal_parameter", "variable"):
                yield (self.name(child), self.place(child, address,
                                                    frame_base),
                       self.attr(child, "type"))
            elif child.tag in BLOCKS and child.covers(address):
                yield from self.variables(child, address, frame_base)

    def place(self, entry, address, frame_base):
        if self.attr(entry, "const_value") is not None:
            return None
        text = self.attr(entry, "location")
        ops = expression(text, address) if text else None
        if ops is None:
            return "gone"
        try:
            return places(ops, frame_base)
        except (Unknown, IndexError, ValueError):
            return None

    def inner(self, scope, address):
        for child in scope.children:
            if child.tag in BLOCKS and child.covers(address):
                return self.inner(child, address)
            if child.tag == "inlined_subroutine" and child.covers(address):
                return child
        return None

    def is_clear(self, func, address):
        """Whether what covers an address is nested, and in what covers it."""
        depth, deepest, wide = 0, 0, [func]
        while wide:
            entry, wide = wide[-1], wide[:-1]
            for child in entry.children:
                if child.tag not in (*BLOCKS, "inlined_subroutine"):
                    continue
                wide.append(child)
                if child.covers(address):
                    depth += 1
                    up, inner = 0, child
                    while inner is not func:
                        part = inner.around(address)
                        whole = inner.parent.around(address)
                        if not whole or part[0] < whole[0] or (
                                part[1] > whole[1]):
                            return False
                        up, inner = up + 1, inner.parent
                    deepest = max(up, deepest)
        return depth == deepest

    def frames(self, func, address):
        """Innermost first: name, and variables."""
        base = func.attrs.get("frame_base")
        base = expression(base, address) if base else None
        result = []
        while func:
            result.insert(0, (self.name(func),
                              list(self.variables(func, address, base))))
            func = self.inner(func, address)
        return result

    def addresses(self, func, some):
        begin, end, entry = func
        found, stack = {begin, (begin + end) // 2, end - 1}, [entry]
        while stack:
            e = stack.pop()
            stack += e.children
            for text in (e.attrs.get("location"), e.attrs.get("ranges")):
                for a, b in re.findall(r"\[0x([0-9a-f]+), 0x([0-9a-f]+)\)",
                                       text or ""):
                    found |= {int(a, 16), int(b, 16) - 1}
        found = sorted(a for a in found if begin <= a < end)
        return found if len(found) <= some else random.sample(found, some)


def simple_type(text):
    """The name of a type that is just a name."""
    m = re.match(r'\(0x[0-9a-f]+ "([\w ]+)"\)$', text or "")
    return m[1] if m and not re.search(
        r"\b(const|volatile|restrict|structure|union|class|enum(eration)?)\b",
        m[1]) else None


def run_dump(dump, module, what, addresses):
    for i in range(0, len(addresses), BATCH):
        batch = [f"{a:x}" for a in addresses[i:i + BATCH]]
        frames = None
        for text in output(dump, module, what, *batch).splitlines():
            if text[0] != " ":
                if frames is not None:
                    yield address, place, frames
                address, frames = int(text[:8], 16), []
                place = text[9:]
            elif text[1] != " ":
                frames.append((text[1:], []))
            else:
                frames[-1][1].append(text.strip().lstrip("("))
        if frames is not None:
            yield address, place, frames


def check_variables(dump, module, read, some, fault):
    wanted = {}
    for func in read.funcs:
        for address in read.addresses(func, some):
            if read.is_clear(func[2], address):
                wanted[address] = read.frames(func[2], address)
    count = 0
    for address, _, frames in run_dump(dump, module, "locals",
                                       sorted(wanted)):
        want = wanted[address]
        names = [f[0] for f in want]
        got = [re.sub(r"( inlined at .*)? entry [0-9a-f]+( \?)?$", "", f[0])
               for f in frames]
        got = [g if g == n or g.endswith("::" + n) else f"{g} not {n}"
               for g, n in zip(got, names)] if len(got) == len(names) else got
        if len(got) != len(names) or any(" not " in g and " not " not in n
                                         for g, n in zip(got, names)):
            fault(f"{address:x}: frames {got}, wanted {names}")
            continue
        for (_, lines), (name, variables) in zip(frames, want):
            have = {}
            for line in lines:
                m = re.match(r"(.*?):(.*) @\d+ = (.*)$", line)
                have.setdefault(m[1], []).append((m[3], m[2].strip()))
            for variable, place, kind in variables:
                count += 1
                mine = have.get(variable)
                if mine is None:
                    fault(f"{address:x}: {name} has no {variable}")
                    continue
                kind = simple_type(kind)
                if place is not None and not any(m[0] == place for m in mine):
                    fault(f"{address:x}: {name}: {variable} is {mine}, "
                          f"wanted {place}")
                elif kind and not any(m[1].endswith(kind) for m in mine):
                    fault(f"{address:x}: {name}: {variable}: {mine} is no "
                          f"{kind}")
            if sum(map(len, have.values())) != len(variables):
                fault(f"{address:x}: {name} has {have}, wanted {variables}")
    return len(wanted), count


def check_frames(dump, module, read, funcs, number, fault):
    """
    Functions and lines of all frames, by llvm-symbolizer. Where wasm-opt left
    ranges that overlap, each reader has a guess of its own: left out.
    """
    chosen = {random.randrange(b, e): f for b, e, f in
              random.choices(funcs, k=number)}
    addresses = sorted(a for a, f in chosen.items() if read.is_clear(f, a))
    got = {a: (p, f) for a, p, f in run_dump(dump, module, "frames",
                                             addresses)}
    text = subprocess.run(
        [tool("llvm-symbolizer"), f"--obj={module}", "--inlines",
         "--functions=short"],
        input="".join(f"0x{a:x}\n" for a in addresses), check=True,
        stdout=subprocess.PIPE, text=True, errors="replace").stdout
    blocks = text.rstrip("\n").split("\n\n")
    for address, block in zip(addresses, blocks):
        lines = block.split("\n")
        want = list(zip(lines[::2], lines[1::2]))
        place, frames = got[address]
        if not frames and want[0][0] == "??":
            continue
        # Where each frame is: the row, then where the inner one is called.
        mine, at = [], place
        for name, _ in frames:
            m = re.match(r"(.*?)(?: inlined at (.*))? entry [0-9a-f]+( \?)?$",
                         name)
            mine.append((m[1], at))
            at = m[2]
        if len(mine) != len(want):
            fault(f"{address:x}: {mine}, wanted {want}")
            continue
        for (name, at), (_, want_at) in zip(mine, want):
            a = (at or "").rsplit(":", 2)
            b = want_at.rsplit(":", 2)
            a[0], b[0] = os.path.basename(a[0]), os.path.basename(b[0])
            if a != b and not (b[1] == "0" or want_at.startswith("??")):
                fault(f"{address:x}: {name} at {at}, wanted {want_at}")
    return len(addresses)


def code_size(module):
    data = open(module, "rb").read()
    at = 8
    while at < len(data):
        kind, size, shift = data[at], 0, 0
        at += 1
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        if kind == 10:
            return size
        at += size
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dump")
    parser.add_argument("modules", nargs="+")
    parser.add_argument("--some", type=int, default=12,
                        help="addresses a function, for variables")
    parser.add_argument("--frames", type=int, default=2000)
    parser.add_argument("--functions", type=int, default=0,
                        help="so many functions at random; 0: all")
    parser.add_argument("--show", type=int, default=5)
    args = parser.parse_args()
    if not tool("llvm-dwarfdump") or not tool("llvm-symbolizer"):
        print("judge: not run, there is no llvm-dwarfdump")
        return 0
    random.seed(1)
    passed = failed = 0
    for module in args.modules:
        faults = []
        rows = check_lines(args.dump, module, code_size(module), faults.append)
        read = Module(module)
        every = read.funcs
        if 0 < args.functions < len(every):
            read.funcs = random.sample(every, args.functions)
        places_, variables = check_variables(args.dump, module, read,
                                             args.some, faults.append)
        frames = check_frames(args.dump, module, read, every, args.frames,
                              faults.append) if every else 0
        print(f"{os.path.basename(module)}: {rows} rows, {frames} places with "
              f"frames, {variables} variables at {places_} places: "
              f"{len(faults)} faults", flush=True)
        for text in faults[:args.show]:
            print("  " + text)
        passed += not faults
        failed += bool(faults)
    print(f"judge: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
