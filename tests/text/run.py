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

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import golden  # noqa: E402

KINDS = ("file", "hex", "$", "stderr", "exit")
NO_NEWLINE = "\\ no newline\n"


def hex_bytes(lines):
    return bytes.fromhex(" ".join(line.split("#")[0] for line in lines))


def shown(output):
    text = output.decode("utf-8", errors="backslashreplace")
    if text and not text.endswith("\n"):
        text += "\n" + NO_NEWLINE
    return text


def run_command(command, folder, bin_dir):
    """What a command printed and its status, as the parts of a case."""
    env = golden.environment(LC_ALL="C")
    env["PATH"] = f"{bin_dir}:{env['PATH']}"
    try:
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=env, timeout=golden.TIMEOUT,
            stdin=subprocess.DEVNULL, capture_output=True)
    except subprocess.TimeoutExpired:
        return f"=== $ {command}\n(runs longer than {golden.TIMEOUT} s)\n"
    text = f"=== $ {command}\n{shown(done.stdout)}"
    if done.stderr:
        text += "=== stderr\n" + shown(done.stderr)
    if done.returncode != 0:
        text += f"=== exit {done.returncode}\n"
    return text


def run_case(path, args):
    """The case as it should read after what the commands do now."""
    prose, parts = golden.parse(path, KINDS)
    result = [prose]
    with tempfile.TemporaryDirectory() as folder:
        for kind, rest, lines in parts:
            text = "".join(lines)
            if kind == "$":
                result.append(run_command(rest, folder, args.bin))
            elif kind in ("file", "hex"):
                golden.write_file(
                    folder, rest,
                    text.encode() if kind == "file" else hex_bytes(lines))
                result.append(f"=== {kind} {rest}\n{text}")
    return "".join(result)


if __name__ == "__main__":
    sys.exit(golden.main("text", HERE, run_case, {"bin": "build/bin"}))
