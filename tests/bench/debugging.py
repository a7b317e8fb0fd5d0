#!/usr/bin/env python3
"""Time what the debugger costs: on programs it does not stop, with a watchpoint, with conditions,
and when what they access is noted.

Times are CPU of whole processes, medians of interleaved runs. The bars are at the top of the
script; --ruby names a large module with debug info, to be opened. The result is a page of Markdown.
The exit status is 1 if a program fails, with --strict also if a bar is missed.
"""
import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "debugger"))
from measure import Failed, run, verdict
from programs import PROGRAMS, Page, cell, ratio
from run import Missing, compile_c

MOST_IDLE = 1.05      # at most, with a breakpoint elsewhere by without the debugger
MOST_WATCHED = 2.0    # at most, with a word watched
MOST_PAGES = 1.05     # at most, with pages noted that are written, by nothing noted
MOST_FINE = 3.0       # at most, with all accesses noted
TAKEN = 50            # milliseconds from one look at what was noted to the next
LEAST_CHECKS = 1e6    # conditions a second
LEAST_HITS = 0.3e6    # the same of a variable that is watched, and changed each time
MOST_OPENING = 0.5    # seconds until the prompt, of a module of 49 MB
CHECKS = 3_000_000

# A line that is reached often, and what is told of it.
LINE = """int total;
int main(void) {
	for (int i = 0; i < %d; i++)
		total += i ^ 3;
	return 0;
}
"""


def commands(words):
    return [part for word in words for part in ("-ex", word)]


def median_times(args, program, hows, measure):
    """{how: seconds} of a program, with commands {how: command}."""
    module = str(Path(args.dir) / f"{program}.wasm")
    rest = ["-"] if program == "lua" else []
    reads = (str(Path(__file__).with_name("programs") / "lua.lua") if rest else None)
    times = {how: [] for how in hows}
    for _ in range(args.runs):
        said = None
        for how, command in hows.items():
            r = run([*command, module, *rest, str(args.scale)], args.limit, reads=reads)
            said = said or r.said
            if said not in r.said:
                raise Failed(f"{how} prints {r.said[:60]!r}")
            times[how].append(measure(r))
    return {how: statistics.median(t) for how, t in times.items()}


def compare(args, page):
    page.lines += ["| user s | plain | breakpoint elsewhere | word watched | idle | watched |",
                   "|---|--:|--:|--:|--:|--:|"]
    ratios = {"idle": [], "watched": []}
    folder = Path(args.bin)
    debugger = [str(folder / "wasm-dbg"), "-q", "--batch"]
    hows = {
        "plain": [str(folder / "wasm-interp")],
        "idle": [*debugger, *commands(["break __wasi_proc_exit", "run"]), "--args"],
        "watched": [*debugger, *commands(["starti", "watch mem[500]", "continue"]), "--args"],
    }
    for program in args.programs.split(","):
        print(f"{program} …", file=sys.stderr)
        times = median_times(args, program, hows, lambda r: r.user)
        row = {how: ratio(times, how, "plain") for how in ratios}
        for how, r in row.items():
            ratios[how].append(r)
        page.lines.append(f"| {program} | " + " | ".join(cell(v) for v in times.values())
                          + f" | {cell(row['idle'])} | {cell(row['watched'])} |")
        page.bar(f"{program}: {MOST_WATCHED} × with a word watched",
                 row["watched"] <= MOST_WATCHED)
    idle, watched = (statistics.geometric_mean(ratios[how]) for how in ("idle", "watched"))
    page.lines.append(f"| mean | | | | {idle:.3f} {page.bar('idle', idle <= MOST_IDLE)} "
                      f"| {watched:.2f} {page.bar('watched', watched <= MOST_WATCHED)} |")


def heat(args, page):
    """What noting accesses costs, in slices as those of a window."""
    page.lines += ["", "| CPU s | nothing noted | pages | all accesses | pages | all |",
                   "|---|--:|--:|--:|--:|--:|"]
    ratios = {"pages": [], "fine": []}
    hows = {how: [args.heat, how, str(TAKEN)] for how in ("off", *ratios)}
    for program in args.programs.split(","):
        print(f"{program}, noted …", file=sys.stderr)
        times = median_times(args, program, hows, lambda r: r.cpu)
        row = {how: ratio(times, how, "off") for how in ratios}
        for how, r in row.items():
            ratios[how].append(r)
        page.lines.append(f"| {program} | " + " | ".join(cell(v) for v in times.values())
                          + f" | {cell(row['pages'])} | {cell(row['fine'])} |")
        page.bar(f"{program}: {MOST_FINE} × with all accesses noted", row["fine"] <= MOST_FINE)
    pages, fine = (statistics.geometric_mean(r) for r in ratios.values())
    page.lines.append(f"| mean | | | | {pages:.3f} {page.bar('pages', pages <= MOST_PAGES)} "
                      f"| {fine:.2f} |")


def conditions(args, page):
    """How many conditions are checked a second, of C without optimization."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "line.c"
        source.write_text(LINE % CHECKS)
        module = Path(folder) / "line.wasm"
        try:
            compile_c(source, ["-g", "-O0"], module)
        except Missing as e:
            page.lines += ["", f"Conditions: not measured, there is no {e}."]
            return
        debugger = [f"{args.bin}/wasm-dbg", "-q", "--batch"]
        hows = {
            "plain": ([], b"exited normally"),
            "checked": ([f"break line.c:4 if i == {CHECKS - 1}"], b"Breakpoint 1, main"),
            "hit": (["watch total if total == -1"], b"exited normally"),
        }
        times = {how: [] for how in hows}
        for _ in range(args.runs):
            for how, (words, end) in hows.items():
                r = run([*debugger, *commands([*words, "run"]), str(module)], args.limit)
                if end not in r.said:
                    raise Failed(f"conditions print {r.said[-80:]!r}")
                times[how].append(r.user)
    plain, checked, hit = (statistics.median(t) for t in times.values())
    checks, hits = CHECKS / (checked - plain), CHECKS / (hit - plain)
    page.lines += ["", f"Conditions checked: {checks / 1e6:.2f} million a second "
                   + page.bar("conditions", checks >= LEAST_CHECKS),
                   "", f"Changes of what is watched: {hits / 1e6:.2f} million a second "
                   + page.bar("changes", hits >= LEAST_HITS)]


def opening(args, page):
    if not Path(args.ruby).exists():
        page.lines += ["", f"Opening: not measured, there is no {args.ruby}."]
        return
    command = [f"{args.bin}/wasm-dbg", "-q", "--batch", args.ruby]
    runs = [run(command, args.limit) for _ in range(args.runs)]
    seconds = statistics.median(r.cpu for r in runs)
    page.lines += ["", f"Opening {os.path.getsize(args.ruby) / 1e6:.0f} MB: {seconds:.3f} s, "
                   f"{max(r.peak for r in runs) / 1e6:.0f} MB "
                   + page.bar("opening", seconds < MOST_OPENING)]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bin", default="build/bin", help="the folder of the tools")
    p.add_argument("--heat", default="build/tests/heat", help="the driver for noted accesses")
    p.add_argument("--dir", default="build/bench", help="the folder of the programs")
    p.add_argument("--programs", default=",".join(PROGRAMS), help="some, with commas")
    p.add_argument("--scale", type=int, default=20, help="percent of their work")
    p.add_argument("--runs", type=int, default=3, help="runs of each")
    p.add_argument("--limit", type=float, default=120, help="seconds for one run")
    p.add_argument("--ruby", default="build/real/ruby-debug.wasm", help="a module to open")
    p.add_argument("--strict", action="store_true", help="a missed bar is a failure")
    args = p.parse_args()
    page = Page()
    try:
        compare(args, page)
        heat(args, page)
        conditions(args, page)
        opening(args, page)
    except (Failed, OSError) as e:
        print("\n".join(page.lines))
        sys.exit(f"bench: {e}")
    met = sum(b["met"] for b in page.bars)
    print("\n".join([*page.lines, "", f"{met} of {len(page.bars)} bars met"]))
    sys.exit(args.strict and met < len(page.bars))


if __name__ == "__main__":
    main()
