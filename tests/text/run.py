#!/usr/bin/env python3
"""Runs the golden cases: commands, their input and expected output in a file.

usage: run.py [--bin DIR] [--bless] [-j N] [CASE...]

A case is a text file. Prose that says what it shows comes first, then parts
that begin with a line "=== ...":

    === file NAME       the lines that follow go to a file, its folders made
    === hex NAME        hexadecimal bytes for a file; "#" begins a comment
    === $ COMMAND       a command for sh, run in a folder with the files; the
                        lines that follow are what it prints
    === stderr          what the command prints on standard error, if anything
    === exit N          its exit status, unless it is 0

Lines of output that end without a newline are followed by a line "\\ no newline".
--bless rewrites the cases with what the commands print now. CASE is a file, or
a part of its path.
"""

import argparse
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 60
NO_NEWLINE = "\\ no newline\n"


class Part:
    """A "=== HEAD" line and the lines below it."""

    def __init__(self, head):
        self.head = head
        self.lines = []

    def text(self):
        return "".join(self.lines)


def parse(path):
    """The prose and the parts of a case."""
    prose, parts = [], []
    for line in path.read_text().splitlines(keepends=True):
        if line.startswith("=== "):
            parts.append(Part(line[4:].rstrip("\n")))
        elif parts:
            parts[-1].lines.append(line)
        else:
            prose.append(line)
    return "".join(prose), parts


def hex_bytes(lines):
    return bytes.fromhex(" ".join(line.split("#")[0] for line in lines))


def shown(output):
    text = output.decode("utf-8", errors="backslashreplace")
    if text and not text.endswith("\n"):
        text += "\n" + NO_NEWLINE
    return text


def run_command(command, folder, bin_dir):
    """What a command printed and its status, as the parts of a case."""
    env = {"PATH": f"{bin_dir}:{os.environ['PATH']}", "LC_ALL": "C"}
    for name in os.environ:
        if name.endswith("SAN_OPTIONS"):
            env[name] = os.environ[name]
    try:
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=env, timeout=TIMEOUT,
            stdin=subprocess.DEVNULL, capture_output=True)
    except subprocess.TimeoutExpired:
        return f"=== $ {command}\n(runs longer than {TIMEOUT} s)\n"
    text = f"=== $ {command}\n{shown(done.stdout)}"
    if done.stderr:
        text += "=== stderr\n" + shown(done.stderr)
    if done.returncode != 0:
        text += f"=== exit {done.returncode}\n"
    return text


def run_case(path, bin_dir):
    """The case as it should read after what the commands do now."""
    prose, parts = parse(path)
    result = [prose]
    with tempfile.TemporaryDirectory() as folder:
        for part in parts:
            kind, _, rest = part.head.partition(" ")
            if kind == "$":
                result.append(run_command(rest, folder, bin_dir))
            elif kind in ("file", "hex"):
                data = (part.text().encode() if kind == "file"
                        else hex_bytes(part.lines))
                target = pathlib.Path(folder) / rest
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                result.append(f"=== {part.head}\n{part.text()}")
            elif kind not in ("stderr", "exit"):
                raise SystemExit(f"{path}: unknown part '=== {part.head}'")
    return "".join(result)


def find_cases(wanted):
    cases = sorted(HERE.glob("*/*.txt"))
    if wanted:
        cases = [c for c in cases if any(w in str(c) for w in wanted)]
    return cases


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", default="build/bin")
    options.add_argument("--bless", action="store_true")
    options.add_argument("-j", type=int, default=os.cpu_count())
    options.add_argument("cases", nargs="*")
    args = options.parse_args()
    bin_dir = pathlib.Path(args.bin).resolve()
    cases = find_cases(args.cases)
    passed = failed = 0
    with ThreadPoolExecutor(args.j) as pool:
        results = pool.map(lambda c: run_case(c, bin_dir), cases)
        for case, now in zip(cases, results):
            expected = case.read_text()
            if now == expected:
                passed += 1
                continue
            name = str(case.relative_to(HERE))
            if args.bless:
                case.write_text(now)
                print("blessed", name)
                passed += 1
                continue
            failed += 1
            sys.stdout.writelines(difflib.unified_diff(
                expected.splitlines(keepends=True),
                now.splitlines(keepends=True),
                name + " (expected)", name + " (now)"))
    print(f"text: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
