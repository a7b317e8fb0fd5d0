"""Golden cases: text files that say what is done, and what comes of it.

A case is prose that says what it shows, then parts that begin with a line
"=== KIND REST".
"""

import argparse
import difflib
import os
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

TIMEOUT = 60


class Missing(Exception):
    """What a case needs and is not there."""


def parse(path, kinds):
    """The prose, and the parts as (kind, rest, lines below)."""
    prose, parts = [], []
    for line in path.read_text().splitlines(keepends=True):
        if line.startswith("=== "):
            kind, _, rest = line[4:].rstrip("\n").partition(" ")
            if kind not in kinds:
                raise SystemExit(f"{path}: unknown part {line}")
            parts.append((kind, rest, []))
        elif parts:
            parts[-1][2].append(line)
        else:
            prose.append(line)
    return "".join(prose), parts


def write_file(folder, name, data):
    target = pathlib.Path(folder) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def environment(**variables):
    """Variables of a command, and what sanitizers are told."""
    kept = {name: value for name, value in os.environ.items()
            if name.endswith("SAN_OPTIONS")}
    return {"PATH": os.environ["PATH"], **kept, **variables}


def find_cases(here, wanted):
    cases = sorted(here.glob("*/*.txt"))
    if wanted:
        cases = [c for c in cases if any(w in str(c) for w in wanted)]
    return cases


def main(title, here, run_case, folders):
    """Runs the cases below a folder, those named on the command line if any.

    run_case(path, args) gives the case as it should read after what happens
    now, or raises Missing. folders are options, and what they are without.
    """
    options = argparse.ArgumentParser()
    for name, default in folders.items():
        options.add_argument("--" + name, default=default)
    options.add_argument("--bless", action="store_true")
    options.add_argument("-j", type=int, default=os.cpu_count())
    options.add_argument("cases", nargs="*")
    args = options.parse_args()
    for name in folders:
        setattr(args, name, pathlib.Path(getattr(args, name)).resolve())
    passed = failed = 0
    missing = {}

    def run(case):
        try:
            return run_case(case, args)
        except Missing as error:
            return error

    cases = find_cases(here, args.cases)
    with ThreadPoolExecutor(args.j) as pool:
        for case, now in zip(cases, pool.map(run, cases)):
            name = str(case.relative_to(here))
            expected = case.read_text()
            if isinstance(now, Missing):
                missing[str(now)] = missing.get(str(now), 0) + 1
            elif now == expected:
                passed += 1
            elif args.bless:
                case.write_text(now)
                print("blessed", name)
                passed += 1
            else:
                failed += 1
                sys.stdout.writelines(difflib.unified_diff(
                    expected.splitlines(keepends=True),
                    now.splitlines(keepends=True),
                    name + " (expected)", name + " (now)"))
    apart = "".join(f", {count} not run (there is no {what})"
                    for what, count in missing.items())
    print(f"{title}: {passed} passed, {failed} failed{apart}")
    return failed > 0
