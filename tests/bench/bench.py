#!/usr/bin/env python3
"""Time the tools against WABT, wasm-tools and V8 on four large modules, and on deep nesting.

CPU time (user and system) and peak memory are of whole processes on one core; only for V8 it is
the first WebAssembly.validate in a fresh process, without the start of it. The runs of all tools
are interleaved, and medians are compared. Text is written to and read from files in a temporary
folder. Every wat2wasm reads the text that our wasm2wat wrote; a peer that cannot reads its own,
marked with *. A ratio is the peer's time by ours: 35 means that we are 35 times as fast.

The bars are in BARS and the functions below it; --bar replaces one. The result is a page of
Markdown, and JSON beside it. The exit status is 1 if one of our tools is absent or fails, with
--strict also if a bar is missed.
"""
import argparse
import filecmp
import json
import os
import re
import resource
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import nest
from measure import Failed, run, verdict

MODULES = ("esbuild", "ort-jsep", "ruff", "pyodide")
PEERS = ("wabt", "wasm-tools", "v8")

# (what, peer): how many times as fast we must be
BARS = {
    ("wasm-validate", "wabt"): 35,
    ("wasm-validate", "wasm-tools"): 1,
    ("wasm-validate", "v8"): 2,
    ("wasm2wat", "wabt"): 18,
    ("wasm2wat", "wasm-tools"): 1,
    ("wat2wasm", "wabt"): 9,
    ("wat2wasm", "wasm-tools"): 1,
    ("wasm-objdump -d", "wabt"): 15,
    ("wasm-objdump -x", "wabt"): 5,
}
OPERATIONS = ("wasm-validate", "wasm2wat", "wat2wasm", "wasm-objdump -d", "wasm-objdump -x")
NEST_COUNT = 1000000
NEST_SECONDS = 3
NEST_BYTES = 1 << 30
MEGABYTE = 1 << 20


def peak_bar(operation, wasm, text):
    """How much memory, mapped files included, one of our tools may take at most."""
    if operation == "wat2wasm":
        return text + 3 * wasm
    return 1.2 * wasm + 16 * MEGABYTE


class Tools:
    """One maker's tools: where they are and how they are called."""

    def __init__(self, name, where, runs, limit):
        self.name, self.where, self.runs, self.limit = name, where, runs, limit
        self.env = {"RAYON_NUM_THREADS": "1"} if name == "wasm-tools" else None

    def command(self, operation, source, target):
        program, *flags = operation.split()
        if flags:
            own = self.name in ("ours", "wabt")
            return [str(Path(self.where) / program), *flags, source] if own else None
        if self.name == "v8":
            if operation != "wasm-validate":
                return None
            script = str(Path(__file__).with_name("v8-time.js"))
            return [self.where, "--single-threaded", script, source]
        if self.name == "wasm-tools":
            to = ["-o", target] if target else []
            verb = {"wasm-validate": ["validate", "--features", "all"], "wasm2wat": ["print"],
                    "wat2wasm": ["parse"]}[operation]
            return [self.where, *verb, source, *to]
        program = [str(Path(self.where) / operation)]
        if self.name == "wabt":
            program.append("--enable-all")
        elif operation == "wasm-validate":
            program += ["-j", "1"]
        return program + [source] + (["-o", target] if target else [])

    def measure(self, operation, source, target):
        """(seconds, peak bytes) of one run."""
        command = self.command(operation, source, target)
        r = run(command, self.limit, self.env, target, " " in operation)
        return (int(r.said) / 1e6, None) if self.name == "v8" else (r.cpu, r.peak)


def bench(operation, module, wasm, text, makers, folder):
    """Interleaves the makers' runs of one operation; gives a result for each maker."""
    results = {}
    for maker in makers:
        if maker.command(operation, "", ""):
            results[maker.name] = {"module": module, "operation": operation, "tool": maker.name,
                                   "seconds": [], "peak": 0, "failure": None, "own_text": False}
    for i in range(max(m.runs for m in makers)):
        for maker in makers:
            result = results.get(maker.name)
            if not result or result["failure"] or i >= maker.runs:
                continue
            # Our own text is kept: it is what wat2wasm reads.
            ours = maker.name == "ours"
            target = {"wasm-validate": None, "wat2wasm": str(folder / "out.wasm"),
                      "wasm2wat": text if ours else str(folder / "peer.wat")}.get(
                          operation, str(folder / "dump.txt"))
            source = text if operation == "wat2wasm" else wasm
            if result["own_text"]:
                source = str(folder / f"{maker.name}.wat")
            try:
                try:
                    seconds, peak = maker.measure(operation, source, target)
                except Failed as e:
                    if operation != "wat2wasm" or ours or i or str(e).startswith("over"):
                        raise
                    source = str(folder / f"{maker.name}.wat")
                    maker.measure("wasm2wat", wasm, source)
                    result["own_text"] = True
                    seconds, peak = maker.measure(operation, source, target)
            except (Failed, OSError) as e:
                result["failure"] = str(e)
                continue
            result["seconds"].append(seconds)
            result["peak"] = max(result["peak"], peak or 0)
    for name in ("peer.wat", "out.wasm", "dump.txt", *(f"{m.name}.wat" for m in makers)):
        (folder / name).unlink(missing_ok=True)
    for result in results.values():
        if result["seconds"]:
            result["median"] = statistics.median(result["seconds"])
    return results


def compare_modules(args, makers, folder, page, record):
    peers = [m.name for m in makers if m.name != "ours"]
    page.append("| module | operation | ours, ms | " + "".join(f"{p} × | " for p in peers)
                + "peak, MB | × file | bars |")
    page.append("|---|---|--:|" + "--:|" * len(peers) + "--:|--:|---|")
    for module in args.modules.split(","):
        wasm = str(Path(args.dir) / f"{module}.wasm")
        if not os.path.exists(wasm):
            page.append(f"| {module} | absent: fetch it first |" + " |" * (len(peers) + 4))
            record["ok"] = False
            continue
        text = str(folder / f"{module}.wat")
        for operation in args.operations.split(","):
            if operation == "wat2wasm" and not os.path.exists(text):
                continue
            print(f"{module}: {operation} …", file=sys.stderr)
            results = bench(operation, module, wasm, text, makers, folder)
            record["results"] += results.values()
            page.append(row(args, results, peers, wasm, text, record))
        Path(text).unlink(missing_ok=True)
    page += notes(record)


def row(args, results, peers, wasm, text, record):
    ours = results["ours"]
    module, operation = ours["module"], ours["operation"]
    cells, bars = [], []
    for peer in peers:
        result = results.get(peer)
        if not result:
            cells.append("")
        elif result["failure"] or ours["failure"]:
            cells.append("fails" if result["failure"] else f"{1e3 * result['median']:.0f} ms")
        else:
            ratio = result["median"] / ours["median"]
            result["ratio"] = ratio
            cells.append(f"{ratio:.1f}{'*' * result['own_text']}")
            least = args.bars.get((operation, peer))
            if least:
                bars.append({"what": f"{peer} {least:g} ×", "met": ratio >= least})
    if ours["failure"]:
        record["ok"] = False
        return f"| {module} | {operation} | fails | " + " | ".join(cells) + " | | | |"
    size = os.path.getsize(wasm)
    read = os.path.getsize(text) if operation == "wat2wasm" else size
    most = peak_bar(operation, size, read)
    bars.append({"what": f"peak {most / 1e6:.0f} MB", "met": ours["peak"] < most})
    record["bars"] += [{"module": module, "operation": operation, **b} for b in bars]
    missed = [b["what"] for b in bars if not b["met"]]
    said = "MISS: " + ", ".join(missed) if missed else "pass"
    return (f"| {module} | {operation} | {1e3 * ours['median']:.1f} | " + " | ".join(cells)
            + f" | {ours['peak'] / 1e6:.0f} | {ours['peak'] / read:.2f} | {said} |")


def notes(record):
    """What the table has no room for: the peers' memory, and their failures."""
    lines = ["", "Peak memory of each, MB:", "",
             "| module | operation | " + " | ".join(("ours", *PEERS[:2])) + " |", "|---|---|--:|--:|--:|"]
    peaks = {}
    for r in record["results"]:
        peaks.setdefault((r["module"], r["operation"]), {})[r["tool"]] = r["peak"]
    for (module, operation), by in peaks.items():
        cells = (f"{by[t] / 1e6:.0f}" if by.get(t) else "" for t in ("ours", *PEERS[:2]))
        lines.append(f"| {module} | {operation} | " + " | ".join(cells) + " |")
    lines.append("")
    for r in record["results"]:
        if r["failure"]:
            lines.append(f"- {r['tool']} fails at {r['operation']} of {r['module']}: {r['failure']}")
        elif r["own_text"]:
            lines.append(f"- {r['tool']} could not read our text of {r['module']}, so its own was used")
    return lines


def parallel(args, page, record):
    """What a second thread gains."""
    tool = str(Path(args.bin) / "wasm-validate")
    files = sorted(str(p) for p in Path(args.dir).glob("*.wasm"))
    page += ["", "| wasm-validate, wall ms | -j 1 | -j 2 | gain |", "|---|--:|--:|--:|"]
    largest = max(files, key=os.path.getsize, default=None)
    for what, some in ((f"{len(files)} files", files), ("the largest file", [largest])):
        walls = {1: [], 2: []}
        try:
            for _ in range(args.runs):
                for jobs, times in walls.items():
                    times.append(run([tool, "-j", str(jobs), *some], args.limit).wall)
        except (Failed, OSError, TypeError) as e:
            page.append(f"| {what} | fails: {e} | | |")
            record["ok"] = False
            continue
        one, two = (statistics.median(walls[jobs]) for jobs in (1, 2))
        page.append(f"| {what} | {1e3 * one:.0f} | {1e3 * two:.0f} | {one / two:.2f} × |")
        record["parallel"].append({"what": what, "one": one, "two": two})


def nesting(args, folder, page, record):
    """A million of everything, each under NEST_SECONDS and NEST_BYTES, and right."""
    page += ["", f"| {NEST_COUNT:,} | operation | CPU s | peak, MB | |", "|---|---|--:|--:|---|"]
    cases = (
        ("flat blocks", "flat", "nest"), ("folded blocks", "folded", "nest"),
        ("named blocks", "named", "nest"), ("br_table targets", "wide", "table"),
    )
    made = {}
    for kind in nest.KINDS:
        made[kind] = str(folder / f"{kind}.{'wasm' if kind in ('nest', 'table') else 'wat'}")
        # In a process of its own, for the sake of this one's memory (see "floor").
        run([sys.executable, nest.__file__, kind, str(NEST_COUNT), made[kind]], args.limit)
    back, text = str(folder / "back.wasm"), str(folder / "back.wat")
    todo = [(what, ["wat2wasm", made[kind], "-o", back], made[binary])
            for what, kind, binary in cases]
    for what, kind in (("blocks", "nest"), ("br_table targets", "table")):
        todo.append((what, ["wasm-validate", made[kind]], None))
        for flags in ([], ["-f"]):
            todo.append((what, ["wasm2wat", *flags, made[kind], "-o", text], None))
            todo.append((what, ["wat2wasm", text, "-o", back], made[kind]))
    for what, (tool, *rest), expected in todo:
        shown = " ".join([tool, *(r for r in rest if r == "-f")])
        if tool == "wat2wasm" and rest[0] == text:
            shown += ", of that"
        result = {"what": what, "operation": shown, "failure": None}
        record["nesting"].append(result)
        target = rest[-1] if "-o" in rest else None
        try:
            r = run([str(Path(args.bin) / tool), *rest], args.limit, output=target)
            result |= {"seconds": r.cpu, "peak": r.peak}
            if expected and not filecmp.cmp(back, expected, shallow=False):
                raise Failed("gives another module")
        except (Failed, OSError) as e:
            result["failure"] = str(e)
            record["ok"] = False
            page.append(f"| {what} | {shown} | fails: {e} | | MISS |")
            record["bars"].append({"module": what, "operation": shown, "what": "nesting",
                                   "met": False})
            continue
        met = r.cpu < NEST_SECONDS and r.peak < NEST_BYTES
        record["bars"].append({"module": what, "operation": shown, "what": "nesting", "met": met})
        page.append(f"| {what} | {shown} | {r.cpu:.2f} | {r.peak / 1e6:.0f} | {verdict(met)} |")


def bar(text):
    m = re.fullmatch(r"([\w -]+):([\w-]+)=([\d.]+)", text)
    if not m:
        raise argparse.ArgumentTypeError("a bar looks like wasm2wat:wabt=18")
    return (m[1], m[2]), float(m[3])


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bin", default="build/bin", help="the folder of our tools")
    p.add_argument("--dir", default="build/real", help="the folder of the modules")
    p.add_argument("--modules", default=",".join(MODULES), help="their names, with commas")
    p.add_argument("--runs", type=int, default=5, help="runs of each tool")
    p.add_argument("--slow-runs", type=int, default=2, help="runs of WABT")
    p.add_argument("--limit", type=float, default=300, help="seconds for one run")
    p.add_argument("--bar", type=bar, action="append", default=[], help="e.g. wasm2wat:wabt=18")
    p.add_argument("--wabt", help="the folder of WABT's tools (default: as found on PATH)")
    p.add_argument("--wasm-tools", help="that program (default: as found on PATH)")
    p.add_argument("--node", help="a V8 (default: NODE, then DIR/node, then as found on PATH)")
    p.add_argument("--json", default="build/bench.json", help="where to write the JSON")
    p.add_argument("--tmp", help="where the texts go; they may take gigabytes")
    p.add_argument("--operations", default=",".join(OPERATIONS), help="some of them, with commas")
    p.add_argument("--only", choices=("modules", "parallel", "nesting"), action="append")
    p.add_argument("--strict", action="store_true", help="a missed bar is a failure")
    args = p.parse_args()
    args.bars = {**BARS, **dict(args.bar)}
    return args


def find_peers(args):
    """(the makers to compare with, lines about the absent ones)"""
    found = shutil.which("wasm2wat")
    wabt = args.wabt or (found and os.path.dirname(found))
    cargo = str(Path.home() / ".cargo" / "bin")
    tools = args.wasm_tools or shutil.which("wasm-tools") or shutil.which("wasm-tools", path=cargo)
    local = Path(args.dir) / "node"
    node = (args.node or os.environ.get("NODE") or (str(local) if local.exists() else None)
            or shutil.which("node"))
    makers, lines = [], []
    for name, where, runs, version in (
            ("wabt", wabt, args.slow_runs, lambda w: [str(Path(w) / "wasm2wat"), "--version"]),
            ("wasm-tools", tools, args.runs, lambda w: [w, "--version"]),
            ("v8", node, args.runs, lambda w: [w, "-p", "'V8 ' + process.versions.v8"])):
        try:
            if not where:
                raise Failed("not found")
            said = run(version(where), 10).said.decode().strip()
            makers.append(Tools(name, where, runs, args.limit))
            lines.append(f"- {name}: {said}")
        except (Failed, OSError) as e:
            lines.append(f"- {name}: **absent** ({e}), not compared")
    return makers, lines


def main():
    args = arguments()
    only = args.only or ("modules", "parallel", "nesting")
    programs = sorted({o.split()[0] for o in OPERATIONS})
    missing = [t for t in programs if not (Path(args.bin) / t).exists()]
    if missing:
        sys.exit(f"bench: absent from {args.bin}: {', '.join(missing)}")
    peers, page = find_peers(args)
    page = ["Peers:", "", *page, ""]
    record = {"results": [], "bars": [], "parallel": [], "nesting": [], "ok": True}
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.tmp) as folder:
        folder = Path(folder)
        if cores:
            os.sched_setaffinity(0, {max(cores)})
        if "modules" in only:
            ours = Tools("ours", args.bin, args.runs, args.limit)
            compare_modules(args, [ours, *peers], folder, page, record)
        if "nesting" in only:
            nesting(args, folder, page, record)
        if cores:
            os.sched_setaffinity(0, cores)
        if "parallel" in only:
            parallel(args, page, record)
    # A child's peak is never less than ours: Linux counts from before its exec.
    record["floor"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    page += ["", f"A peak of less than {record['floor'] / 1e6:.0f} MB is hidden by this script's own."]
    missed = sum(not b["met"] for b in record["bars"])
    page += ["", f"{len(record['bars']) - missed} of {len(record['bars'])} bars met"]
    print("\n".join(page))
    target = Path(args.json)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(record, indent=1, default=str) + "\n")
    sys.exit(not record["ok"] or (args.strict and missed > 0))


if __name__ == "__main__":
    main()
