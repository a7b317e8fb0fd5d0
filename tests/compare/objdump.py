#!/usr/bin/env python3
"""Compares our wasm-objdump with WABT's, line by line, over modules and object files.

usage: objdump.py [--ours PROGRAM] [--peer PROGRAM] [--limit MB] [-j N] FILE_OR_FOLDER...

Each module is dumped with each of MODES by both. Lines have to be equal, but for the differences
in REASONS, which are counted. The exit status is 1 if there are others, if we fail where WABT does
not, or if nothing was compared. Modules beyond the limit are left out.
"""
import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

MODES = ("-h", "-x", "-d", "-s", "-dr", "-xr")

# The differences that are meant to be, and why.
REASONS = {
    "locals": "WABT counts locals from the parameters of another type (it looks up the type with "
              "the function's number)",
    "indentation": "beyond 50 levels indentation does not grow",
    "init": "WABT prints what its memory holds for initial values that are no number",
    "base": "WABT counts the entries of a segment without constant offset from that of the segment "
            "before; here they begin with 0",
    "relocation": "WABT prints one relocation an instruction, the second below the next one",
    "file": "WABT counts relocations of a custom section from its reloc section",
    "tag": "WABT does not read names of tags",
    "names": "WABT does not read names of tags, labels and fields",
    "offset": "WABT shows the low 32 bits of the offsets of loads and stores",
    "control": "control characters in names are escaped",
    "float": "WABT breaks the line behind the float of a longer constant expression",
    "range": "WABT has names for functions that are not there",
    "renamed": "the specification changed the name of the instruction since",
    "select": "WABT shows the first type of select",
    "custom": "WABT does not read this custom section",
    "flags": "WABT does not know this flag of a symbol or segment",
}

# Custom sections that WABT lists by their name alone.
UNREAD = {"producers", "build_id", "sourceMappingURL", "external_debug_info"}

CODE = re.compile(rb"^ ([0-9a-f]{6,}):((?: [0-9a-f]{2}| {3}){9}) \| ( *)(.*)$")
MARK = re.compile(rb"^ {11}[0-9a-f]{6,}: R_WASM_")
SEGMENT = re.compile(rb"^ - segment\[")
NUMBERED = re.compile(rb"^  - elem\[\d+\]|^  - [0-9a-f]{7,}(?=:)")
REF_CALL = re.compile(rb"\| *(return_)?call_ref ")
LEVEL_MAX = 50


class Lines:
    """What a program prints, without line ends."""

    READ = 1 << 16
    BLOCK = 1 << 12

    def __init__(self, stream):
        self.stream = stream
        self.text, self.at = b"", 0

    def has(self, count):
        """Whether so many bytes are left, which are then there."""
        if len(self.text) - self.at < count:
            self.text, self.at = self.text[self.at:] + self.stream.read(self.READ), 0
        return len(self.text) - self.at >= count

    def __iter__(self):
        return self

    def __next__(self):
        end = self.text.find(b"\n", self.at)
        while end < 0 and self.has(len(self.text) - self.at + 1):
            end = self.text.find(b"\n", self.at)
        if end < 0:
            end = len(self.text)
            if end == self.at:
                raise StopIteration
        line = self.text[self.at:end]
        self.at = end + 1
        return line

    def skip(self, other):
        """The whole lines of a block that is the same in both, if it is; they are skipped."""
        if not self.has(self.BLOCK) or not other.has(self.BLOCK):
            return b""
        block = self.text[self.at:self.at + self.BLOCK]
        if block != other.text[other.at:other.at + self.BLOCK]:
            return b""
        block = block[:block.rfind(b"\n") + 1]
        self.at += len(block)
        other.at += len(block)
        return block


class Comparison:
    """One mode of one module."""

    def __init__(self, mode):
        self.mode = mode
        self.reasons = collections.Counter()
        self.faults = []
        self.lines = 0
        self.custom = None
        self.floats = False  # in a segment that begins nowhere known
        self.is_unread = False  # by WABT
        self.marks = ([], [])

    def fault(self, ours, theirs):
        self.faults.append((ours, theirs))

    def note(self, line):
        """Keeps track of where in the dump our lines are."""
        if line.startswith(b' - name: "'):
            self.custom = line[10:-1].decode(errors="replace")
        elif SEGMENT.match(line):
            self.floats = not re.search(rb" - init i(32|64)=", line)

    def note_block(self, block):
        """The same for the lines of a block."""
        for start in (b' - name: "', b" - segment["):
            at = block.rfind(b"\n" + start) + 1
            if at > 0 or block.startswith(start):
                self.note(block[at:block.index(b"\n", at)])

    def is_ours_alone(self, line):
        """Why WABT has no such line, if so."""
        if self.custom in UNREAD and line.startswith(b"  - "):
            return "custom"
        if self.custom == "name" and re.match(
                rb" - (tag\[\d+\] <|\w+\[\d+\] (label|field)\[)", line):
            return "names"
        return None

    def join(self, ours, theirs, stream):
        """Why WABT has several lines for one of ours, if so; these are taken."""
        if re.search(rb" - init \(.*f(32|64)\.const", ours):
            wanted, reason = ours, "float"
        elif re.search(rb"\\(0|1|7f)", ours):
            # A name ends with a zero byte
            wanted = re.sub(rb"\\([01][0-9a-f]|7f)", lambda m: bytes.fromhex(m[1].decode()), ours)
            wanted = re.sub(rb"\0[^\">]*", b"", wanted).replace(b"\n", b"")
            reason = "control"
        else:
            return None
        while len(theirs) < len(wanted):
            line = next(stream, None)
            if line is None:
                break
            theirs += line
        return reason if theirs == wanted else None

    def excuse(self, ours, theirs):
        """Why two lines may differ, or None."""
        a, b = CODE.match(ours), CODE.match(theirs)
        if a and b and a.group(1, 2) == b.group(1, 2):
            return self.excuse_code(a, b)
        if re.match(rb" - func\[\d+\] -> ", ours) and ours == re.sub(rb" <.*> ->", b" ->", theirs):
            return "range"
        if ours.split(b" - init ")[0] == theirs.split(b" - init ")[0] and re.search(
                rb" - init (ref\.|v128=|\([^,]*\)$)", ours):
            return "init"
        if self.floats and NUMBERED.sub(b"", ours) == NUMBERED.sub(b"", theirs):
            return "base"
        if re.sub(rb"\(file=\w+\)", b"", ours) == re.sub(rb"\(file=\w+\)", b"", theirs):
            return "file"
        if re.sub(rb" RETAIN| absolute", b"", ours) == re.sub(
                rb" unknown_flags=0x(4|200)", b"", theirs):
            return "flags"
        return None

    @staticmethod
    def excuse_code(a, b):
        reason = None
        if a.group(3) != b.group(3):
            # The indentation of the instruction, or nothing left of it
            if len(a.group(3)) != 2 * LEVEL_MAX or len(b.group(3)) < 2 * LEVEL_MAX:
                return None
            reason = "indentation"
        ours, theirs = a.group(4), b.group(4)
        if ours == theirs:
            return reason
        numbers = [re.sub(rb" \d+$", b"", x) for x in (ours, theirs)]
        if numbers[0] == numbers[1] and int(theirs.split()[-1]) == int(
                ours.split()[-1]) & 0xFFFFFFFF:
            return "offset"
        if ours.startswith(b"local["):
            same = [re.sub(rb"\d+", lambda m: b"#", x) for x in (ours, theirs)]
            spans = [[int(n) for n in re.findall(rb"\d+", x.split(b"]")[0])]
                     for x in (ours, theirs)]
            if same[0] == same[1] and spans[0][-1] - spans[0][0] == spans[1][-1] - spans[1][0]:
                return "locals"
        if ours.replace(b"relaxed_dot", b"dot") == theirs:
            return "renamed"
        if ours.startswith(b"select ") and ours.split()[1] == theirs.split()[1]:
            return "select"
        if ours.startswith(b"throw ") and ours.split(b" <")[0] == theirs:
            return "tag"
        return None

    def take(self, lines, which):
        """The next line, without relocations."""
        for line in lines:
            if "r" not in self.mode or not MARK.match(line):
                return line
            self.marks[which].append((line, self.lines))
        return None

    def take_both(self, ours, theirs):
        if len(self.marks[0]) == len(self.marks[1]):
            while block := ours.skip(theirs):
                self.note_block(block)
        return self.take(ours, 0), self.take(theirs, 1)

    def run(self, ours, theirs):
        a, b = self.take_both(ours, theirs)
        while a is not None or b is not None:
            self.lines += 1
            if a is not None:
                self.note(a)
            if a == b:
                a, b = self.take_both(ours, theirs)
                continue
            if a is not None:
                reason = self.is_ours_alone(a)
                if reason:
                    self.reasons[reason] += 1
                    a = self.take(ours, 0)
                    continue
            if a is not None and REF_CALL.search(a):
                # WABT takes the type for the next instruction
                self.is_unread = True
                return
            reason = a is not None and b is not None and (
                self.excuse(a, b) or self.join(a, b, theirs))
            if reason:
                self.reasons[reason] += 1
            else:
                self.fault(a, b)
                if len(self.faults) > 20:
                    return
            a, b = self.take_both(ours, theirs)
        self.compare_marks()

    def compare_marks(self):
        if [m[0] for m in self.marks[0]] != [m[0] for m in self.marks[1]]:
            for a, b in zip(*self.marks):
                if a[0] != b[0]:
                    self.fault(a[0], b[0])
                    break
            else:
                self.fault(b"%d relocations" % len(self.marks[0]),
                           b"%d relocations" % len(self.marks[1]))
        for a, b in zip(*self.marks):
            if a[1] != b[1]:
                self.reasons["relocation"] += 1


def is_damaged(args, path):
    """Whether a module is none by the specification."""
    validate = Path(args.ours).with_name("wasm-validate")
    return subprocess.run([validate, path], stderr=subprocess.DEVNULL).returncode == 1


def compare(args, path, mode):
    """A comparison, or what failed."""
    flags = ["-" + c for c in mode[1:]]
    command = [args.peer, *flags, str(path)]
    own = [args.ours, *flags, str(path)]
    result = Comparison(mode)
    with tempfile.TemporaryFile() as theirs_said, tempfile.TemporaryFile() as ours_said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs_said) as theirs, \
                subprocess.Popen(own, stdout=subprocess.PIPE, stderr=ours_said) as ours:
            result.run(Lines(ours.stdout), Lines(theirs.stdout))
        judge(args, path, result, ours.returncode, read_back(ours_said),
              theirs.returncode, read_back(theirs_said))
    return result


def read_back(file):
    file.seek(0)
    return file.read().decode(errors="replace").strip()


def judge(args, path, result, status, said, peer_status, peer_said):
    """Sets what failed."""
    result.peer_fails = result.fails = None
    if peer_status != 0 or peer_said or result.is_unread:
        result.peer_fails = peer_said or "failed"
        result.faults = []
        result.reasons.clear()
    if status == 0:
        return
    result.fails = said
    if status == 1 and is_damaged(args, path):
        result.faults = []
    else:
        result.faults.append((f"status {status}: {said}".encode(), b""))


def modules(paths, limit):
    for path in map(Path, paths):
        files = [path]
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.suffix in (".wasm", ".o"))
        for file in files:
            if file.stat().st_size <= limit * (1 << 20):
                yield file


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--ours", default="build/bin/wasm-objdump")
    options.add_argument("--peer", default="/usr/bin/wasm-objdump")
    options.add_argument("--limit", type=float, default=4)
    options.add_argument("-j", type=int, default=os.cpu_count())
    options.add_argument("-v", action="store_true", help="a line for each module")
    options.add_argument("paths", nargs="+")
    args = options.parse_args()
    files = list(modules(args.paths, args.limit))
    equal = collections.Counter()
    excused = collections.Counter()
    reasons = collections.Counter()
    unread = damaged = failed = 0

    with ProcessPoolExecutor(args.j) as pool:
        tasks = [(f, m) for f in files for m in MODES]
        for (file, mode), result in zip(tasks, pool.map(compare, [args] * len(tasks), *zip(*tasks))):
            if args.v:
                print(file, mode, dict(result.reasons), result.peer_fails or "")
            if result.faults:
                failed += 1
                print(f"{file} {mode}:")
                for ours, theirs in result.faults[:6]:
                    print("  ours  ", (ours or b"(end)").decode(errors="replace")[:200])
                    print("  theirs", (theirs or b"(end)").decode(errors="replace")[:200])
            elif result.peer_fails is not None:
                unread += 1
            elif result.fails is not None:
                damaged += 1
            elif result.reasons:
                excused[mode] += 1
                reasons.update(result.reasons)
            else:
                equal[mode] += 1
    for mode in MODES:
        print(f"{mode}: {equal[mode]} dumps equal, {excused[mode]} equal but for")
    for reason, count in reasons.most_common():
        print(f"  {count} lines: {REASONS[reason]}")
    passed = sum(equal.values()) + sum(excused.values())
    print(f"{unread} dumps of modules that WABT cannot read whole")
    print(f"{damaged} dumps of damaged modules that WABT takes")
    print(f"objdump: {passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
