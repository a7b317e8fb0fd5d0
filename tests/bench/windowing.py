#!/usr/bin/env python3
"""Time what the debugger's window costs: how quickly it is drawn, how quick the program is beside it.

Under Xvfb, 1280x800, with SDL's software renderer, programs run in the window with the panes that
MODES open. The window itself tells how long its pictures took, and the CPU time of the program's
thread, in which it also looks at the program. That is compared with the CPU time of wasm-interp,
medians of interleaved runs. The bars are at the top of the script.
The result is a page of Markdown. The exit status is 1 if a program fails, with --strict also if a
bar is missed.
"""
import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "debugger"))
from desktop import Display
from measure import Failed, run
from programs import Page

MOST_PICTURE = 16     # ms that 99 % of pictures may take at most
LEAST_SPEED = 0.9     # of wasm-interp's
MOST_FINE = 3.0       # times wasm-interp's time with fine heat
SIZE = "1280x800"

# What is shown, and by which commands.
MODES = {
    "panes": [],
    "map": ["window map heat"],
    "picture": ["window picture 1024 320 200 rgb565"],
    "fine": ["window map fine"],
}


def plain(args, program):
    """CPU seconds in wasm-interp."""
    return run([f"{args.bin}/wasm-interp", f"{args.dir}/{program}.wasm", str(args.scale)],
               args.limit).user


def numbers(pattern, said):
    found = re.search(pattern, said)
    return tuple(map(float, found.groups())) if found else None


def windowed(args, program, mode, display):
    """CPU seconds in the window, those to look; of the pictures the 99 %, longest, 99 % apart."""
    commands = ["window", *MODES[mode], "run", "info window"]
    with tempfile.TemporaryDirectory() as home:
        env = dict(DISPLAY=display, HOME=home, XDG_STATE_HOME=home, SDL_VIDEODRIVER="x11",
                   SDL_RENDER_DRIVER="software")
        said = run([f"{args.bin}/wasm-dbg", "-q", "--batch", *(w for c in commands for w in ("-ex", c)),
                    "--args", f"{args.dir}/{program}.wasm", str(args.scale)],
                   args.limit, env=env).said.decode(errors="replace")
    times = numbers(r"took ([0-9.]+) s of a processor, of which ([0-9.]+)", said)
    if times is None or f"window {SIZE}" not in said:
        raise Failed(f"{program}: {said[-300:]}")
    made = numbers(r"pictures, ms to make: .*99% ([0-9.]+), longest ([0-9.]+)", said)
    apart = numbers(r"pictures, ms apart: .*99% ([0-9.]+)", said)
    return times, made and apart and made + apart


def measure(args, program, mode, display):
    """(plain s, window s, s to look), and the ms of its pictures or None."""
    times, pictures = [], []
    for _ in range(args.runs):
        beside, made = windowed(args, program, mode, display)
        times.append((plain(args, program), *beside))
        if made:
            pictures.append(made)
    return ([statistics.median(column) for column in zip(*times)],
            [statistics.median(column) for column in zip(*pictures)])


def compare(args, page, display):
    page.lines += ["| | ms of a picture, 99 % | longest | ms apart, 99 % | wasm-interp s | window s "
                   "| to look s | ratio |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for mode in args.modes.split(","):
        ratios, slowest = [], []
        for program in args.programs.split(","):
            print(f"{mode} {program} …", file=sys.stderr)
            times, pictures = measure(args, program, mode, display)
            ratios.append(times[1] / times[0])
            slowest += pictures[:1]
            shown = [f"{p:.1f}" for p in pictures] or ["–"] * 3
            page.lines.append(f"| {mode}: {program} | {' | '.join(shown)} | "
                              + " | ".join(f"{t:.2f}" for t in times) + f" | {ratios[-1]:.2f} |")
        mean = statistics.geometric_mean(ratios)
        most = MOST_FINE if mode == "fine" else 1 / LEAST_SPEED
        page.lines.append(f"| mean | | | | | | | {mean:.2f} {page.bar(f'{mode} speed', mean <= most)} |")
        if slowest:
            page.lines.append(f"| most | {max(slowest):.1f} "
                              f"{page.bar(f'{mode} pictures', max(slowest) < MOST_PICTURE)} "
                              "| | | | | | |")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bin", default="build/bin", help="the folder of the tools")
    p.add_argument("--dir", default="build/bench", help="the folder of the programs")
    p.add_argument("--programs", default="integers,table,sorting,mandelbrot,nbody",
                   help="some, with commas")
    p.add_argument("--modes", default=",".join(MODES), help="some, with commas")
    p.add_argument("--scale", type=int, default=50, help="percent of their work")
    p.add_argument("--runs", type=int, default=3, help="runs of each")
    p.add_argument("--limit", type=float, default=120, help="seconds for one run")
    p.add_argument("--strict", action="store_true", help="a missed bar is a failure")
    args = p.parse_args()
    if not shutil.which("Xvfb"):
        print("window: not measured, there is no Xvfb")
        return
    page = Page()
    try:
        display = Display(SIZE)
        try:
            compare(args, page, display.name)
        finally:
            display.end()
    except (Failed, OSError) as e:
        print("\n".join(page.lines))
        sys.exit(f"bench: {e}")
    met = sum(b["met"] for b in page.bars)
    print("\n".join([*page.lines, "", f"{met} of {len(page.bars)} bars met"]))
    sys.exit(args.strict and met < len(page.bars))


if __name__ == "__main__":
    main()
