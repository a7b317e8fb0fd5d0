#!/usr/bin/env python3
"""Checks that README.md shows what `make quickstart` prints.

usage: readme.py BIN SCRATCH
"""

import os
import pathlib
import subprocess
import sys
import textwrap


def main():
    tools, scratch = (pathlib.Path(p).resolve() for p in sys.argv[1:])
    done = subprocess.run(
        ["sh", "wat/examples/quickstart.sh", scratch],
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}",
             "LC_ALL": "C", "NO_COLOR": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    _, _, shown = done.stdout.partition("\n\n")  # behind the folder's name
    readme = pathlib.Path("README.md").read_text()
    good = done.returncode == 0 and textwrap.indent(shown, "    ") in readme
    if not good:
        print("README.md does not show what make quickstart prints:",
              done.stdout, sep="\n")
    print(f"readme: {good:d} passed, {not good:d} failed")
    return not good


if __name__ == "__main__":
    sys.exit(main())
