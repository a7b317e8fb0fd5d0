#!/usr/bin/env python3
"""Checks that README.md shows what its commands print.

usage: readme.py BIN SCRATCH

What `make quickstart` prints has to stand there as it is. Of the sections in SHOWN all commands are
run on the files that it leaves, but for the blocks that name one which only the network gives. A
command fails when what is shown of it is an error.
"""

import os
import pathlib
import subprocess
import sys
import textwrap

SHOWN = "Looking inside", "Running"
FETCHED = ("build/real/", "analyze.wasm")


def run(command, tools, folder):
    """The status of a command and what it prints."""
    done = subprocess.run(
        command, cwd=folder,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}",
             "LC_ALL": "C", "NO_COLOR": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def check_quickstart(readme, tools, scratch):
    status, output = run(["sh", "wat/examples/quickstart.sh", scratch], tools, ".")
    _, _, shown = output.partition("\n\n")  # behind the folder's name
    if status == 0 and textwrap.indent(shown, "    ") in readme:
        return True
    print("README.md does not show what make quickstart prints:", output, sep="\n")
    return False


def blocks(text):
    """The indented blocks of some Markdown, without the indentation."""
    block = []
    for line in [*text.splitlines(), "end"]:
        if line.startswith("    ") or not line:
            block.append(line[4:])
        elif block:
            yield "\n".join(block).strip()
            block = []


def check_command(text, tools, scratch):
    """Checks one command, with what it prints below it."""
    command, _, shown = text.partition("\n")
    status, output = run(["sh", "-c", command], tools, scratch)
    fails = " error: " in shown
    if (status != 0) == fails and output.strip() == shown.strip():
        return True
    print(f"README.md does not show what this prints: {command}", output, sep="\n")
    return False


def check_section(heading, readme, tools, scratch):
    """Gives whether each command is shown as it is."""
    _, _, behind = readme.partition(f"## {heading}\n")
    section, _, _ = behind.partition("\n## ")
    for block in blocks(section):
        if block and not any(name in block for name in FETCHED):
            for command in ("\n" + block).split("\n$ ")[1:]:
                yield check_command(command, tools, scratch)


def main():
    tools, scratch = (pathlib.Path(p).resolve() for p in sys.argv[1:])
    readme = pathlib.Path("README.md").read_text()
    results = [check_quickstart(readme, tools, scratch)]
    for heading in SHOWN:
        results += check_section(heading, readme, tools, scratch)
    failed = results.count(False)
    print(f"readme: {len(results) - failed} passed, {failed} failed")
    return failed > 0 or len(results) <= len(SHOWN)


if __name__ == "__main__":
    sys.exit(main())
