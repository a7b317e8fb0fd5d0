#!/usr/bin/env python3
"""Time our interpreter on thirteen programs against V8's Liftoff, wasmi and native code.

Times are user CPU of whole processes on one core, medians of interleaved runs; of V8's the start of
node, with an empty module, is subtracted. Every run has to print the same. build.sh makes the
programs; --scale says how much of their work they do, in percent: a few are enough for a profile.

Means are geometric, over all but the SIMD program. The bars are at the top of the script. The
result is a page of Markdown, and JSON beside it. The exit status is 1 if our interpreter is absent
or a program fails, with --strict also if a bar is missed.
"""
import argparse
import json
import os
import shlex
import shutil
import statistics
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from measure import Failed, run, verdict

PROGRAMS = ("calls", "floats", "cipher", "integers", "table", "machine", "indirect", "sorting",
            "lua", "sqlite", "mandelbrot", "nbody")
VECTORS = "simd"

MEAN_LIFTOFF = 2.3    # at most, ours by Liftoff's
MOST_LIFTOFF = 5.0    # of each program
VECTORS_NATIVE = 15   # at most, ours by the native time
LEAST_WASMI = 1.2     # at least, wasmi's by ours
MOST_GCC = 1.15       # at most, of a build by GCC by ours

# what, command behind our interpreter, CPU milliseconds, megabytes (0: any)
START_UP = (
    ("hello, world", ["hello.wasm"], 5, 0),
    ("esbuild, first instruction", ["--dummy-import-func", "--fuel=1", "-r", "run",
                                    "-a", "i32:0", "-a", "i32:0", "esbuild.wasm"], 120, 60),
)


def runners(args):
    """({name: the command before the module}, lines about the absent ones)"""
    cargo = str(Path.home() / ".cargo" / "bin")
    wasmi = args.wasmi or next(filter(None, (
        shutil.which(name, path=path) for name in ("wasmi", "wasmi_cli") for path in (None, cargo))), None)
    local = Path(args.real) / "node"
    node = args.node or os.environ.get("NODE") or (
        str(local) if local.exists() else shutil.which("node"))
    found, lines = {"native": []}, []
    script = str(Path(__file__).with_name("v8-wasi.mjs"))
    for name, command, version, rest in (
            ("Liftoff", node, ["-p", "'V8 ' + process.versions.v8"],
             ["--no-warnings", "--liftoff-only", script]),
            ("wasmi", wasmi, ["--version"], [])):
        try:
            if not command:
                raise Failed("not found")
            said = run([command, *version], 10).said.decode().strip()
            found[name] = [command, *rest]
            lines.append(f"- {name}: {said}")
        except (Failed, OSError) as e:
            lines.append(f"- {name}: **absent** ({e}), not compared")
    found["ours"] = shlex.split(args.ours)
    for name, command in args.other:
        found[name] = shlex.split(command)
    return {n: c for n, c in found.items() if n not in args.without}, lines


def once(args, name, prefix, program):
    """One run of a program by one of the runners."""
    folder = Path(args.dir)
    module = folder / f"{program}.wasm"
    command = [*prefix, str(module)] if prefix else [str(folder / program)]
    reads = None
    if program == "lua":
        reads = str(Path(__file__).with_name("programs") / "lua.lua")
        command.append("-")
    return run([*command, str(args.scale)], args.limit, reads=reads)


def measure(args, program, found):
    """Interleaves the runs of one program; gives {name: seconds or why it failed}, and its output."""
    times, said = {name: [] for name in found}, None
    for _ in range(args.runs):
        for name, prefix in found.items():
            if isinstance(times[name], str):
                continue
            try:
                r = once(args, name, prefix, program)
                said = said or r.said
                if r.said != said:
                    raise Failed(f"prints {r.said[:60]!r}, not {said[:60]!r}")
                times[name].append(r.user)
            except (Failed, OSError) as e:
                times[name] = str(e)
    return {n: t if isinstance(t, str) else statistics.median(t) for n, t in times.items()}


def start_of_node(args, found):
    if "Liftoff" not in found:
        return 0
    empty = [*found["Liftoff"], str(Path(args.dir) / "empty.wasm")]
    return statistics.median(run(empty, args.limit).user for _ in range(max(5, args.runs)))


class Page:
    """The rows so far, and which bars were met."""

    def __init__(self):
        self.lines, self.bars, self.ok = [], [], True

    def bar(self, what, met):
        self.bars.append({"what": what, "met": met})
        return verdict(met)


def ratio(times, above, below):
    a, b = times.get(above), times.get(below)
    return a / b if isinstance(a, float) and isinstance(b, float) and b > 0 else None


def cell(value, form="{:.2f}"):
    return form.format(value) if isinstance(value, float) else "fails" if value else ""


def compare(args, page, record):
    found, lines = runners(args)
    start = start_of_node(args, found)
    page.lines += ["Peers:", "", *lines, f"- node starts in {1e3 * start:.0f} ms, subtracted", ""]
    against = [("ours", "Liftoff"), ("ours", "native"), ("wasmi", "ours")]
    against += [(name, "ours") for name, _ in args.other]
    against = [pair for pair in against if all(n in found for n in pair)]
    page.lines += [f"| user s | {' | '.join([*found, *(f'{a} : {b}' for a, b in against)])} | |",
                   "|---|" + "--:|" * (len(found) + len(against)) + "---|"]
    ratios = {pair: [] for pair in against}
    for program in args.programs.split(","):
        print(f"{program} …", file=sys.stderr)
        times = measure(args, program, found)
        if isinstance(times.get("Liftoff"), float):
            times["Liftoff"] = max(times["Liftoff"] - start, 1e-3)
        rows = {pair: ratio(times, *pair) for pair in against}
        for pair, r in rows.items():
            if r and program != VECTORS:
                ratios[pair].append(r)
        remark = bars_of(page, program, rows)
        for name, value in times.items():
            if isinstance(value, str):
                remark += f" {name} fails: {value}"
                page.ok &= name != "ours"
        page.lines.append(f"| {program} | " + " | ".join(
            [cell(times[n]) for n in found] + [cell(rows[p]) for p in against]) + f" | {remark} |")
        record["programs"].append({"program": program, **times})
    means = {p: statistics.geometric_mean(r) if r else None for p, r in ratios.items()}
    remark = bars_of_means(page, means, dict(args.other))
    page.lines.append("| mean | " + " | " * len(found)
                      + " | ".join(cell(means[p]) for p in against) + f" | {remark} |")
    record["means"] = {" : ".join(p): m for p, m in means.items()}


def bars_of(page, program, rows):
    if program == VECTORS:
        r = rows.get(("ours", "native"))
        return page.bar(f"{program}: {VECTORS_NATIVE} × native", r <= VECTORS_NATIVE) if r else ""
    r = rows.get(("ours", "Liftoff"))
    return page.bar(f"{program}: {MOST_LIFTOFF} × Liftoff", r <= MOST_LIFTOFF) if r else ""


def bars_of_means(page, means, other):
    said = []
    for pair, limit, at_most in ((("ours", "Liftoff"), MEAN_LIFTOFF, True),
                                 (("wasmi", "ours"), LEAST_WASMI, False),
                                 (("gcc", "ours"), MOST_GCC, True)):
        m = means.get(pair)
        if m:
            what = f"{pair[0]} : {pair[1]} {'≤' if at_most else '≥'} {limit}"
            said.append(f"{what} {page.bar(what, m <= limit if at_most else m >= limit)}")
    return ", ".join(said)


def start_up(args, page, record):
    """What it costs to begin."""
    page.lines += ["", "| start-up | CPU ms | peak, MB | |", "|---|--:|--:|---|"]
    for what, (*flags, module), milliseconds, megabytes in START_UP:
        file = Path(args.real if module == "esbuild.wasm" else args.dir) / module
        try:
            if not file.exists():
                raise Failed(f"there is no {file}")
            runs = [run([*shlex.split(args.ours), *flags, str(file)], args.limit, fails=len(flags) > 0)
                    for _ in range(max(9, args.runs))]
        except (Failed, OSError) as e:
            page.lines.append(f"| {what} | | | fails: {e} |")
            page.ok = False
            continue
        cpu = 1e3 * statistics.median(r.cpu for r in runs)
        peak = max(r.peak for r in runs) / 1e6
        met = cpu < milliseconds and (peak < megabytes or not megabytes)
        bars = f"{milliseconds} ms" + (f", {megabytes} MB" if megabytes else "")
        page.lines.append(f"| {what} | {cpu:.1f} | {peak:.0f} | {bars}: {page.bar(what, met)} |")
        record["start_up"].append({"what": what, "cpu": cpu / 1e3, "peak": peak * 1e6})


def pair(text):
    name, _, command = text.partition("=")
    if not command:
        raise argparse.ArgumentTypeError("NAME=COMMAND is wanted")
    return name, command


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--ours", default="build/bin/wasm-interp", help="our interpreter, with options")
    p.add_argument("--other", type=pair, action="append", default=[],
                   help="one more, e.g. gcc=build-gcc/bin/wasm-interp, which has a bar")
    p.add_argument("--without", action="append", default=[], help="leave a runner out")
    p.add_argument("--dir", default="build/bench", help="the folder of the programs")
    p.add_argument("--real", default="build/real", help="the folder with esbuild and maybe a node")
    p.add_argument("--programs", default=",".join((*PROGRAMS, VECTORS)), help="some, with commas")
    p.add_argument("--scale", type=int, default=100, help="percent of their work")
    p.add_argument("--runs", type=int, default=3, help="runs of each")
    p.add_argument("--limit", type=float, default=120, help="seconds for one run")
    p.add_argument("--node", help="a V8 (default: NODE, then REAL/node, then as found on PATH)")
    p.add_argument("--wasmi", help="wasmi (default: as found on PATH)")
    p.add_argument("--json", default="build/bench-run.json", help="where to write the JSON")
    p.add_argument("--only", choices=("programs", "start-up"), help="one of the two tables")
    p.add_argument("--strict", action="store_true", help="a missed bar is a failure")
    return p.parse_args()


def main():
    args = arguments()
    program = shlex.split(args.ours)[0]
    if "ours" not in args.without and not shutil.which(program):
        sys.exit(f"bench: there is no {program}")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    page, record = Page(), {"programs": [], "start_up": []}
    if args.only != "start-up":
        compare(args, page, record)
    if args.only != "programs" and "ours" not in args.without:
        start_up(args, page, record)
    met = sum(b["met"] for b in page.bars)
    page.lines += ["", f"{met} of {len(page.bars)} bars met"]
    print("\n".join(page.lines))
    record |= {"bars": page.bars, "ok": page.ok}
    target = Path(args.json)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(record, indent=1) + "\n")
    sys.exit(not page.ok or (args.strict and met < len(page.bars)))


if __name__ == "__main__":
    main()
