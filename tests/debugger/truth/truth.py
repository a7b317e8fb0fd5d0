#!/usr/bin/env python3
"""Whether wasm-dbg tells the truth of variables, by other judges' words.

values: at stops in a program, every number in its variables is what LLDB says
of the same program compiled for the host.

places: at stops at random instructions, of optimised programs, too, each
variable is what stands where llvm-dwarfdump says it is, or it is said to be
optimised out; and the inlined functions there are the same."""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys

import dwarfdump
import places

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import run as sessions  # noqa: E402

PROGRAMS = HERE.parent / "programs"
ANSWER = re.compile(r"^\$\$\d+ = (.*)$")
NUMBER = re.compile(r"^(?:\([^)]*\) )?@?(-?(?:0x[0-9a-f]+|\d+))\b")
FRAME = re.compile(r"^#\d+\s+(?:0x\w+ in )?(.+)")
OPERAND = re.compile(r"^\$stack\[\d+\]\s+(\S+) = (\S+)")
GONE = "<optimized out>"
C_FLAGS = [["-g", f"-{level}", f"-gdwarf-{version}"]
           for level in ("O0", "O2") for version in (4, 5)]
RUST_FLAGS = [["-g"], ["-g", "-C", "opt-level=2"]]


def say(problem):
    print("truth:", problem, file=sys.stderr)


class Debugger:
    """Asks a debugger everything at once, and finds the answers."""

    def __init__(self, program, path):
        self.command = [program, "-q", "--color=never", path]
        self.lines, self.count = ["set pagination off", "set confirm off"], 0

    def do(self, *commands):
        self.lines += commands

    def ask(self, command):
        """Gives a number to find the answer by."""
        self.count += 1
        self.lines += [f"echo @{self.count}\\n", command, "echo @end\\n"]
        return self.count

    def run(self):
        done = subprocess.run(self.command, input="\n".join(self.lines) + "\n",
                              stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT, timeout=600)
        self.answers, number = {}, None
        for line in done.stdout.splitlines():
            if line == "@end":
                number = None
            elif re.fullmatch(r"@\d+", line):
                number = int(line[1:])
                self.answers[number] = []
            elif number is not None:
                self.answers[number].append(line)

    def lines_of(self, number):
        return self.answers.get(number, [])

    def value(self, number):
        """The text behind "$1 = "; None when there is none."""
        for line in self.lines_of(number):
            if found := ANSWER.match(line):
                return found[1]
        return None


class Verdict:
    def __init__(self):
        self.counts = collections.Counter()
        self.failures = []

    def judge(self, what, is_right, told, wanted):
        self.counts["passed" if is_right else "failed"] += 1
        if not is_right:
            self.failures.append(f"{what}: told {told}, is {wanted}")


def as_int(text):
    found = NUMBER.match(text or "")
    return int(found[1], 0) if found else None


def same_float(text, size, bits):
    """Whether text is what a float of so many bytes is by its bits."""
    try:
        told = struct.pack("<f" if size == 4 else "<d", float(text))
    except (TypeError, ValueError):
        return False
    return int.from_bytes(told, "little") == bits


def same_integer(text, size, value):
    told = as_int(text)
    return told is not None and (told - value) % 256**size == 0


def compile_program(source, flags, work):
    """The module, and its name with the flags in it."""
    name = source.stem + "".join(flags).replace("-g", "", 1) + ".wasm"
    path = work / name.replace(" ", "")
    sessions.COMPILERS[source.suffix](source, flags, path)
    return str(path)


def check_values(options, work, verdict):
    source = PROGRAMS / "values.c"
    host = str(work / "values")
    subprocess.run(["clang-22", "-g", "-O0", "-o", host, source], check=True)
    choose = random.Random(options.seed)
    stops = sorted(choose.sample(range(1, 900), options.stops))
    told = subprocess.run(
        [sys.executable, str(HERE / "host.py"), host, *map(str, stops)],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    wanted = [json.loads(line) for line in told.splitlines()
              if line.startswith("{")]
    if len(wanted) != len(stops):
        sys.exit(f"LLDB gave {len(wanted)} of {len(stops)} stops")
    for flags in C_FLAGS[:2]:
        path = compile_program(source, flags, work)
        compare_values(options, path, wanted, verdict)


def compare_values(options, path, wanted, verdict):
    debugger = Debugger(options.debugger, path)
    debugger.do("break mark")
    asked, before = [], 0
    for stop in wanted:
        skip = stop["stop"] - before - 1
        before = stop["stop"]
        if skip:
            debugger.do(f"ignore 1 {skip}")
        debugger.do("run" if not asked and stop is wanted[0] else "continue",
                    "up")
        for name, value in stop["values"].items():
            letter = "" if value[0] == "float" else "/d"
            asked.append((stop, name, value,
                          debugger.ask(f"print{letter} {name}")))
    debugger.run()
    for stop, name, value, number in asked:
        text = debugger.value(number)
        kind, size, wanted = value
        same = same_float if kind == "float" else same_integer
        verdict.judge(f"{path} {stop['function']}:{stop['line']} {name}",
                      same(text, size, wanted),
                      text or debugger.lines_of(number), wanted)


def code_start(path):
    """Where the contents of the code section begin in the file."""
    told = subprocess.run(["llvm-readobj-22", "--sections", path], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    code = told[told.index("Type: CODE"):]
    offset = int(re.search(r"Offset: (\d+)", code)[1])
    return offset


def instructions(options, path):
    """Offsets of instructions in the file."""
    told = subprocess.run([options.objdump, "-d", path], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    return [int(n, 16) for n in re.findall(r"^ ([0-9a-f]{6}): [^|]*\| [a-z]",
                                           told, re.M)]


class Sample:
    """A stop at an instruction, and what was asked there."""

    def __init__(self, offset):
        self.offset = offset
        self.pc = self.trace = self.stack = None
        self.frames, self.questions = [], []


def ask_part(debugger, part, at, size, is_float):
    """Asks for bytes of a place; gives (kind, number)."""
    if part.data is not None:
        return "data", part.data[at:at + size]
    if part.value is not None:
        if "@operand" in part.value:
            return "operand", int(re.search(r"\d+", part.value)[0])
        if is_float:
            return "float", debugger.ask(f"print {part.value}")
        # Constants, too, are all of a number.
        return "value", debugger.ask(
            f"print/x (unsigned long long)({part.value})")
    if part.address is not None:
        if "@operand" in part.address:
            raise places.Unjudged("an address that is an operand")
        return "memory", debugger.ask(f"x/{size}xb ({part.address}) + {at}")
    return "gone", None


def find_part(parts, at, size):
    """The place that has bytes of a variable, and where in it they are."""
    start = 0
    for part in parts:
        if part.size is None or start <= at and at + size <= start + part.size:
            return part, at - start
        start += part.size
    return None, 0


def take_sample(debugger, info, types, verdict, offset, address):
    sample = Sample(offset)
    debugger.do("delete", f"tbreak *{offset:#x}", "run")
    sample.pc = debugger.ask("print/x $pc")
    sample.trace = debugger.ask("backtrace 20")
    sample.stack = debugger.ask("info stack")
    frames = info.frames(address)
    base = frames[-1][-1].attributes.get("DW_AT_frame_base", "")
    for level, scopes in enumerate(frames):
        sample.frames.append(info.origin(scopes[-1], "DW_AT_name"))
        debugger.do(f"frame {level}")
        for name, entry in info.variables(scopes).items():
            try:
                ask_variable(debugger, info, types, sample, level, base, name,
                             entry, address)
            except places.Unjudged as operation:
                verdict.counts[f"not judged: {operation}"] += 1
    return sample


def ask_variable(debugger, info, types, sample, level, base, name, entry,
                 address):
    kind = types.of(entry)
    text = entry.location(address)
    if kind is None or "DW_AT_const_value" in entry.attributes or \
            info.origin(entry, "DW_AT_const_value"):
        return
    if text is None and entry.attributes.get("DW_AT_external"):
        return
    frame_base = ""
    if base:
        frame_base = places.evaluate(base, "")[0].value
    parts = (places.evaluate(text, frame_base) if text else
             [places.Place()])
    for path, inner, at in types.scalars(kind, name, 0):
        size = types.size(inner)
        part, begin = find_part(parts, at, size)
        if part is None:
            continue
        is_float = types.is_float(inner)
        sample.questions.append((
            level, path, is_float, size, begin,
            ask_part(debugger, part, begin, size, is_float),
            debugger.ask(f"print{'' if is_float else '/x'} {path}")))


def operand_bits(kind, text):
    if kind in ("f32", "f64"):
        packed = struct.pack("<f" if kind == "f32" else "<d", float(text))
        return int.from_bytes(packed, "little")
    return as_int(text)


def real_bytes(debugger, sample, answer, size, begin):
    """The bytes that a judge's place holds."""
    kind, number = answer
    if kind == "data":
        return number
    if kind == "float":
        text = debugger.value(number)
        # A large whole number is the bits, in a place of integers.
        is_bits = text and text.isdigit() and int(text) > 1 << 24
        return text and operand_bits("i64" if is_bits else f"f{8 * size}",
                                     text).to_bytes(size, "little")
    if kind == "operand":
        operands = [OPERAND.match(line) for line in
                    debugger.lines_of(sample.stack)]
        operands = [found for found in operands if found]
        if number >= len(operands):
            return None
        value = operand_bits(*operands[-1 - number].groups())
    elif kind == "value":
        value = as_int(debugger.value(number))
    elif kind == "memory":
        found = []
        for line in debugger.lines_of(number):
            found += re.findall(r"0x[0-9a-f]{2}\b", line.split(":", 1)[-1])
        return bytes(int(b, 16) for b in found[:size])
    if value is None:
        return None
    return (value % 2**64).to_bytes(8, "little")[begin:begin + size]


def judge_sample(debugger, path, sample, verdict):
    if as_int(debugger.value(sample.pc)) != sample.offset:
        verdict.counts["not reached"] += 1
        return
    verdict.counts["stops"] += 1
    trace = [FRAME.match(line)
             for line in debugger.lines_of(sample.trace)]
    names = [found[1] for found in trace if found]
    named = names[:len(sample.frames)]
    verdict.judge(f"{path} {sample.offset:#x} frames",
                  len(named) == len(sample.frames) and
                  all(b in a for a, b in zip(named, sample.frames)),
                  named, sample.frames)
    for level, name, is_float, size, begin, answer, number in sample.questions:
        text = debugger.value(number)
        what = f"{path} {sample.offset:#x} #{level} {name}"
        told = text or debugger.lines_of(number)
        wanted = (None if answer[0] == "gone" else
                  real_bytes(debugger, sample, answer, size, begin))
        if answer[0] == "gone" or answer[0] == "operand" and wanted is None:
            # Compilers name operands that are not on the stack yet, or any
            # longer.
            verdict.judge(what, text == GONE, told, GONE)
            continue
        if wanted is None or len(wanted) < size:
            verdict.judge(what, False, told, f"unknown: {answer}")
            continue
        same = same_float if is_float else same_integer
        verdict.judge(what, same(text, size, int.from_bytes(wanted, "little")),
                      told, wanted.hex())


def check_places(options, path, verdict):
    info = dwarfdump.Info(path)
    types = places.Types(info)
    start = code_start(path)
    choose = random.Random(options.seed)
    own = [offset for offset in instructions(options, path)
           if any(info.variables(s) for s in info.frames(offset - start))]
    debugger = Debugger(options.debugger, path)
    samples = []
    for offset in choose.sample(own, min(options.stops, len(own))):
        samples.append(take_sample(debugger, info, types, verdict, offset,
                                   offset - start))
    debugger.run()
    for sample in samples:
        judge_sample(debugger, path, sample, verdict)


def main():
    # LLDB looks for it in another folder than Debian has it in.
    os.environ.setdefault("LLDB_DEBUGSERVER_PATH",
                          "/usr/lib/llvm-22/bin/lldb-server")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default="build/bin")
    parser.add_argument("--work", default="build/truth")
    parser.add_argument("--stops", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("modules", nargs="*", help="for places, besides ours")
    options = parser.parse_args()
    options.debugger = os.path.join(options.bin, "wasm-dbg")
    options.objdump = os.path.join(options.bin, "wasm-objdump")
    work = pathlib.Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    verdict = Verdict()
    check_values(options, work, verdict)
    modules = [compile_program(PROGRAMS / "values.c", f, work) for f in C_FLAGS]
    for name in ("inline.c", "types.c", "tree.c", "shapes.cpp"):
        modules += [compile_program(PROGRAMS / name, f, work)
                    for f in C_FLAGS[1::2]]
    modules += [compile_program(PROGRAMS / "list.rs", f, work)
                for f in RUST_FLAGS]
    for path in modules + options.modules:
        check_places(options, path, verdict)
    for failure in verdict.failures[:40]:
        say(failure)
    counts = verdict.counts
    for name in sorted(counts.keys() - {"passed", "failed"}):
        print(f"truth: {name}: {counts[name]}")
    print(f"truth: {counts['passed']} passed, {counts['failed']} failed")
    return counts["failed"] > 0


if __name__ == "__main__":
    sys.exit(main())
