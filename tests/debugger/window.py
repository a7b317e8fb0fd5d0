#!/usr/bin/env python3
"""Clicks and types in the debugger's window as a user does, and looks at it.

usage: window.py BIN PROGRAMS [PICTURES [CHECK...]]

Needs Xvfb and xdotool; says so where they are missing, which is a failure when
the environment has WINDOW_TESTS=required. Pictures are saved in the folder
PICTURES, else in one that is deleted.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from desktop import TIMEOUT, Display, Session, ask_to_close, until

CURRENT = (0x22, 0x3F, 0x2A)  # behind the line where the program is
POINT = (0xFF, 0x8C, 0x82)  # breakpoints
CHANGED = (0xFF, 0xB4, 0x54)
TEXT = (0xE4, 0xE6, 0xEA)


def check_source(display, binary, programs, pictures):
    """A breakpoint by a click, running, frames, values, bytes."""
    s = Session(binary, display, "-r", "apply", "-a", "2", "-a", "4",
                os.path.join(programs, "sums.wat"), folder=pictures)
    s.open()
    with open(os.path.join(programs, "sums.wat")) as file:
        lines = file.read().split("\n")
    line = next(i for i, text in enumerate(lines, 1)
                if "(call $triangle" in text)
    s.click("code", 1, line - s.top)
    s.wait("info breakpoints", "triangle")
    s.picture()
    s.key("F5")
    s.wait("backtrace", r"#1 .*apply")
    s.key("F5")
    s.wait("backtrace", r"#2 .*apply")
    picture = s.picture()
    assert picture.count(s.row("call stack", 0), CURRENT) > 1000
    assert picture.count(s.panes["code"], POINT) >= 16
    assert picture.count(s.panes["code"], CURRENT) > 1000
    s.click("call stack", 10, 1)
    s.wait("frame", "^(.*\n)?#1 ")
    assert s.picture().count(s.row("call stack", 1), CURRENT) > 1000
    s.click("call stack", 10, 0)
    s.wait("frame", "^(.*\n)?#0 ")
    # A local, by the command that a click begins.
    s.click("locals", 3, 0)
    s.key("BackSpace")
    s.type("77")
    s.key("Return")
    s.wait("print $n", "= 77")
    # Two digits over the byte at 1.
    s.click("memory", 13, 0)
    s.type("a5")
    s.wait("x/2xb 0", "0x00\t0xa5")
    assert s.picture().count(s.row("memory", 0), CHANGED) > 0
    s.key("F11")
    s.wait("backtrace", r"n=77|n=76")
    s.find_panes()
    s.click("code", 1, line - s.top)
    s.wait("info breakpoints", "No breakpoints|none|no ")
    s.end()


def check_commands(display, binary, programs, pictures):
    """The command line: completion, history, scripts, errors."""
    s = Session(binary, display, os.path.join(programs, "sums.wat"),
                folder=pictures)
    s.open()
    s.type("brea")
    s.key("Tab")
    s.type("tri")
    s.key("Tab", "Return")
    s.wait("info breakpoints", "triangle")
    s.key("Up", "Home", "t", "Return")
    s.wait("info breakpoints", "(?s)triangle.*triangle")
    s.type("commands 1")
    s.key("Return")
    s.type("echo twelve")
    s.key("Return")
    s.type("end")
    s.key("Return")
    s.wait("info breakpoints", "echo twelve")
    s.type("nonsense")
    s.key("Return", "Tab")
    assert s.picture().count(s.panes["commands"], POINT) > 0
    s.end()


def check_endless(display, binary, programs, pictures):
    """Pause; closing while the terminal began the run; opening again."""
    path = os.path.join(pictures, "endless.wat")
    with open(path, "w") as file:
        file.write('(module (global $n (mut i32) (i32.const 0))\n'
                   '(func $main (export "_start") (loop $l\n'
                   '(global.set $n (i32.add (global.get $n) (i32.const 1)))\n'
                   '(br $l))))\n')
    s = Session(binary, display, path, folder=pictures)
    s.open()
    for _ in range(3):
        s.key("F5", "F6")
        s.wait("backtrace", "main")
    s.do("watch $n if $n > 100000")
    s.key("F5")
    s.wait("print $n > 100000", "= 1")
    s.do("delete")
    ask_to_close(display.name)
    s.wait("info window", "no window")
    s.open()
    s.key("F5")
    ask_to_close(display.name)
    s.wait("info window", "no window")
    assert "main" in s.do("backtrace")
    s.end()


def check_alone(display, binary, programs, pictures):
    """--window: what the program writes and reads; the layout is kept."""
    path = os.path.join(pictures, "echo.wat")
    with open(path, "w") as file:
        file.write(ECHO)
    before = Session(binary, display, path, folder=pictures)
    before.open()
    before.end()
    s = Session(binary, display, "--window", path, home=before.home,
                folder=pictures)
    s.find_window()
    s.key("F5")
    # It waits for input; the last row of the pane is where that is typed.
    x, y, width, height = before.panes["program"]
    height -= height % before.cell[1]
    bottom = (x, y + height - before.cell[1], width, before.cell[1])
    above = (x, y, width, height - before.cell[1])
    assert s.picture().count(above, TEXT) == 0
    s.move(x + 100, bottom[1] + 5, "click", 1)
    s.type("hello")
    s.see(lambda picture: picture.count(bottom, TEXT) > 0, "input")
    s.key("Return", "Escape")
    s.see(lambda picture: picture.count(above, TEXT) > 0, "output")
    # The border between the columns.
    x, _, width, _ = before.panes["code"]
    border = x + width + 6
    s.move(border, 300, "mousedown", 1)
    s.move(border - 40, 300)
    s.move(border - 100, 300, "mouseup", 1)
    s.type("quit 7")
    s.key("Return")
    s.end(7)
    t = Session(binary, display, path, home=s.home, folder=pictures)
    t.open()
    x, _, width, _ = t.panes["code"]
    assert 80 < border - x - width < 120, t.panes
    t.end()


def check_life(display, binary, programs, pictures):
    """The Game of Life: all that it needs, in windows of several sizes."""
    play_life(display, binary, pictures, 1280, 800)


def check_life_large(display, binary, programs, pictures):
    play_life(display, binary, pictures, 1920, 1080)


def check_life_fine(display, binary, programs, pictures):
    play_life(display, binary, pictures, 2560, 1600, scale=2)


LIFE = pathlib.Path(__file__).parents[2] / "wat" / "examples" / "life.wat"


def play_life(display, binary, pictures, width, height, scale=1):
    s = Session(binary, display, str(LIFE), folder=pictures)
    s.open()
    s.do(f"window scale {scale}")
    s.do(f"window size {width} {height}")
    s.wait("info window", f"window {width}x{height},")
    s.find_panes()
    step_in_life(s)
    enlarge(s, "memory", 0.16)
    draw_in_life(s)
    look_at_life(s)
    hover_over_life(s)
    s.end()


def step_in_life(s):
    """A breakpoint by a click, run, step, select a frame, edit a local."""
    lines = LIFE.read_text().split("\n")
    line = lines.index("    (call $copy_world)") + 1
    # Three lines at a time; it may be seen already.
    rows = s.panes["code"][3] // s.cell[1]
    notches = (line - s.top - rows // 2) // 3
    top = s.top + 3 * notches
    s.wheel("code", notches)
    until(lambda: s.find_panes() or s.top == top, "the line")
    s.click("code", 1, line - s.top)
    s.wait("info breakpoints", "step")
    s.type("condition 1 $frame == 40")
    s.key("Return", "F5")
    s.wait("print $frame", "= 40")
    s.key("F10")
    s.wait("frame", f"life.wat:{line + 1}")
    s.key("F11")
    s.wait("frame", f"life.wat:{line + 4}")  # what is done first there
    s.click("call stack", 10, 1)
    s.wait("frame", "#1 .*draw")
    s.click("call stack", 10, 0)
    s.wait("frame", "#0 .*step")
    picture = s.picture()
    assert picture.count(s.row("call stack", 0), CURRENT) > 1000
    assert picture.count(s.panes["code"], CURRENT) > 1000
    s.click("locals", 3, 1)
    s.key("BackSpace")
    s.type("5")
    s.key("Return")
    s.wait("print $y", "= 5")


def enlarge(s, pane, part):
    """Moves the border above a pane up, by so much of the window."""
    x, y, width, _ = s.panes[pane]
    x, border, by = x + width // 2, y - s.cell[1] - 2, int(part * s.size[1])
    s.move(x, border, "mousedown", 1)
    s.move(x, border - 20)
    s.move(x, border - by, "mouseup", 1)
    until(lambda: s.find_panes() or abs(y - by - s.panes[pane][1]) < 6,
          "a pane that is larger")


def draw_in_life(s):
    """Makes a cell, by a byte in the memory."""
    s.do("x/16xb $screen")
    s.click("memory", 10, 0)
    s.type("ff")
    s.wait("x/2xb $screen", "0xff\t0x00")


def cells_of_life(s):
    """The cells that are alive, as the session prints the memory."""
    words = re.findall(r"0x([0-9a-f]{16})\b", s.do("x/6144xg $screen"))
    memory = b"".join(int(w, 16).to_bytes(8, "little") for w in words)
    assert len(memory) == 256 * 192, len(memory)
    return {(i % 256, i // 256) for i, byte in enumerate(memory) if byte}


def look_at_life(s):
    """Opens its picture: tab and suggestion are clicked."""
    s.click("memory", 15, -1)
    s.wait("info window", r"picture +\d")
    s.find_panes()
    s.click("picture", 5, 4)
    said = s.wait("info window", r"256x192 gray8, .*?, (\d+)x(\d+) pixels "
                                 r"from (\d+),(\d+)")
    width, height, x, y = map(int, said.groups())
    times = width // 256
    assert (width, height) == (256 * times, 192 * times), said[0]
    alive = cells_of_life(s)
    assert (0, 0) in alive and len(alive) > 50
    middle = [times * i + times // 2 for i in range(256)]

    def is_drawn(picture):
        return {(i, j) for j in range(192) for i in range(256) if
                picture.at(x + middle[i], y + middle[j]) != (0, 0, 0)} == alive
    s.move(1, 1)  # where no tip covers it
    s.see(is_drawn, "the game")


def hover_over_life(s):
    """Points at the map, where the gun is."""
    s.click("picture", 9, -1)
    s.wait("info window", r"map +\d")
    s.move(*Map(s).place(0x118))
    s.wait("info window", "tip: .*gun")
    s.picture()


ECHO = """(module
  (import "wasi_snapshot_preview1" "fd_read"
    (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\40\\00\\00\\00")
  (func (export "_start")
    (drop (call $read
      (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.store (i32.const 4) (i32.load (i32.const 8)))
    (drop (call $write
      (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
"""


class Map:
    """The map as "info window" tells it."""

    def __init__(self, session):
        text = session.wait("info window", r"map .*memory (\d+) from 0x(\w+), "
                            r"blocks of (\d+) bytes, (\d+) by (\d+) of them, "
                            r"(\d+)x\d+ pixels each from (\d+),(\d+)")
        self.memory, self.bytes, self.columns, self.rows, self.cell, \
            self.x, self.y = (int(text[i]) for i in (1, 3, 4, 5, 6, 7, 8))
        self.begin = int(text[2], 16)

    def place(self, address):
        """Where the middle of the block is that has it."""
        block = (address - self.begin) // self.bytes
        half = self.cell // 2
        return (self.x + block % self.columns * self.cell + half,
                self.y + block // self.columns * self.cell + half)


def draw_in_memory(pictures):
    path = os.path.join(pictures, "draw.wat")
    with open(path, "w") as file:
        file.write(DRAW)
    return path


def check_map(display, binary, programs, pictures):
    """What memory looks like, heat, zooming, tips, a click to the bytes."""
    s = Session(binary, display, draw_in_memory(pictures), folder=pictures)
    s.open()
    s.do("start")
    s.do("window map")
    whole = Map(s)
    assert (whole.memory, whole.begin) == (0, 0)
    assert whole.bytes * whole.columns * whole.rows >= 2 << 16
    s.move(*whole.place(0x440))
    s.wait("info window", "tip: 0x00000440 ")
    picture = s.picture()
    assert picture.count((*whole.place(0x500), 1, 1), ZEROS) == 1
    assert picture.count((*whole.place(0x480), 1, 1), TEXT_BYTES) == 1
    # Nearer, at the pointer; then the whole again.
    s.xdotool("click", 4, "click", 4)
    near = s.wait_until(lambda: Map(s), lambda m: m.bytes < whole.bytes or
                        m.cell > whole.cell)
    x, y = near.place(0x440)
    assert abs(x - whole.place(0x440)[0]) <= near.cell
    assert abs(y - whole.place(0x440)[1]) <= near.cell
    s.key("0")
    s.wait_until(lambda: Map(s), lambda m: vars(m) == vars(whole))
    s.do("window map zoom 0x400 64")
    near = Map(s)
    assert near.begin == 0x400 and near.bytes == 1 and near.cell > 1
    s.move(*near.place(0x403), "click", "--repeat", 2, 1)
    s.wait_until(lambda: Map(s), lambda m: vars(m) == vars(whole))
    # A place is dragged to another one.
    s.do("window map zoom 0x10000 4096")
    near = Map(s)
    x, y = near.place(0x10000)
    s.move(x, y, "mousedown", 1)
    s.move(x, y + 8 * near.cell)
    s.move(x, y + 16 * near.cell, "mouseup", 1)
    s.wait_until(lambda: Map(s), lambda m: m.begin ==
                 near.begin - 16 * near.columns)
    s.do("window map fit")
    # What is written is hot, also while the program runs.
    s.do("window map heat")
    s.key("F5")
    s.see(lambda p: p.count((*whole.place(0x8100), 1, 1), HOT) == 1, "heat")
    s.key("F6")
    s.wait("backtrace", "draw|start")
    assert s.picture().count((*whole.place(0x18000), 1, 1), HOT) == 0
    s.move(*whole.place(0x8100))
    s.wait("info window", r"tip: written [0-9.]+ s ago")
    s.do("window map fine")
    s.key("F5")
    s.see(lambda p: p.count((*whole.place(0x8100), 1, 1), HOT) == 1, "heat")
    s.key("F6")
    s.wait("backtrace", "draw|start")
    # Another memory, and what there is not.
    s.do("window map content")
    s.do("window map memory 1")
    s.wait_until(lambda: Map(s), lambda m: m.memory == 1)
    assert "there are 2 memories" in s.do("window map memory 2")
    assert "expected" in s.do("window map everything")
    s.do("window map memory 0")
    s.wait_until(lambda: Map(s), lambda m: m.memory == 0)
    # The bytes at a click can be typed over.
    s.do("window map zoom 0x400 64")
    s.move(*Map(s).place(0x402), "click", 1)
    s.wait("info window", "(?m)^memory +[0-9]")
    s.type("a5")
    s.wait("x/4xb 0x400", "0x54\t0x68\t0xa5\t0x73")
    s.end()


def check_picture(display, binary, programs, pictures):
    """What the program draws, while it runs; formats; what is remembered."""
    s = Session(binary, display, draw_in_memory(pictures), folder=pictures)
    s.open()
    s.do("window picture")
    s.find_panes()
    s.see(lambda p: p.count(s.row("picture", 4), (0x72, 0xD0, 0xDC)) > 0,
          "a guess")
    s.click("picture", 4, 4)
    s.move(1, 1)
    s.do("start")
    known = s.wait("info window", PLACE)
    assert "$screen" in known[0] and "64x48 rgba8888" in known[0]
    area = tuple(map(int, (known[3], known[4], known[1], known[2])))
    # It is seen while the program runs.
    assert s.picture().count(area, DRAWN) == 0
    s.key("F5")
    s.see(lambda p: p.count(area, DRAWN) == area[2] * area[3], "the picture")
    s.key("F6")
    s.wait("backtrace", "draw|start")
    s.move(area[0] + 1, area[1] + 1)
    s.wait("info window", "(?s)tip: 0,0 at 0x00008000.*red 192, green 64")
    s.click("picture", 12, 0)
    s.wait("info window", "64x48 bgra8888")
    swapped = DRAWN[::-1]
    s.see(lambda p: p.count(area, swapped) == area[2] * area[3], "the picture")
    s.key("plus")
    s.wait("info window", "65x48 bgra8888, rows of 260")
    s.do("window picture $screen + 4 32 16 rgb565 64")
    s.wait("info window", "at 0x8004, 32x16 rgb565, rows of 64")
    s.do("window picture 0x1fff0 64 48")
    s.find_panes()
    assert s.picture().count(s.row("picture", 1), POINT) > 0
    known = s.wait("info window", PLACE)
    s.move(int(known[3]) + 2, int(known[4]) + int(known[2]) - 2)
    s.wait("info window", "tip: .* behind the memory")
    assert "expected" in s.do("window picture 12")
    assert "pixels" in s.do("window picture 12 0 5")
    s.do("window picture $screen 64 48 rgba8888")
    s.end()
    t = Session(binary, display, draw_in_memory(pictures), home=s.home,
                folder=pictures)
    t.do("window picture")
    t.find_window()
    t.do("start")
    t.wait("info window", r"\$screen in memory 0 at 0x8000, 64x48 rgba8888")
    t.end()


ZEROS = (5, 6, 8)
TEXT_BYTES = (0x7F, 0xE5, 0x8A)
HOT = (0xFF, 0x8A, 0x1E)
DRAWN = (192, 64, 32)
PLACE = r"picture .* (\d+)x(\d+) pixels from (\d+),(\d+)"
DRAW = """(module
  (memory (export "memory") 2)
  (memory 1)
  (global $screen (export "screen") i32 (i32.const 0x8000))
  (global $width (export "width") i32 (i32.const 64))
  (global $height (export "height") i32 (i32.const 48))
  (data (i32.const 0x400) "This is a text, and goes on for a good while, so t"
    "hat its bytes are many: letters, one behind the other, with spaces in bet"
    "ween, to be seen as what they are, whatever size of block is looked at.")
  (func $draw (param $at i32) (param $end i32)
    (loop $next
      (i32.store (local.get $at) (i32.const 0xFF2040C0))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 4)))
        (local.get $end)))))
  (func $start (export "_start")
    (loop $frame
      (call $draw (global.get $screen) (i32.const 0xB000))
      (br $frame))))
"""

def check_values(display, binary, programs, pictures):
    """Watches, tips of names, copied text; a breakpoint while it runs."""
    path = os.path.join(pictures, "steps.wat")
    with open(path, "w") as file:
        file.write('(module (global $n (mut i32) (i32.const 0))\n'
                   '(func $main (export "_start") (loop $l\n'
                   '(global.set $n (i32.add (global.get $n) (i32.const 1)))\n'
                   '(br $l))))\n')
    s = Session(binary, display, path, folder=pictures)
    s.open()
    s.key("F5")
    s.find_window()
    s.click("code", 1, 2)
    s.wait("info breakpoints", "steps.wat:3")
    s.wait("backtrace", "main")
    s.move(*s.place("code", 9 + 13, 2))
    s.wait("info window", r"tip: .*\$n = [0-9]+")
    s.do("window watch")
    s.click("locals", 4, 0)
    s.type("$n * 0 + 7")
    s.key("Return")
    s.wait("info display", r"1: \$n \* 0 \+ 7")
    s.wait("info window", "watch .* 2 rows")
    # A word, copied and inserted.
    s.move(*s.place("code", 9 + 12, 2), "click", 1, "click", 1)
    s.key("ctrl+c", "Escape")
    s.type("display 1 + ")
    s.key("ctrl+v", "Return")
    s.wait("info display", r"2: 1 \+ \$n")
    s.do("window theme light")
    s.do("window scale 2")
    s.wait("info window", "cells 1[5-9]x")
    s.end()


CHECKS = [check_values, check_source, check_commands, check_endless, check_alone, check_map,
          check_picture, check_life, check_life_large, check_life_fine]


def main():
    binary, programs = map(os.path.abspath, sys.argv[1:3])
    missing = [tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool)]
    reply = subprocess.run(
        [binary, "--window", os.path.join(programs, "sums.wat")], text=True,
        capture_output=True, timeout=TIMEOUT,
        env=dict(os.environ, DISPLAY=":none", SDL_VIDEODRIVER="x11"))
    if "built without" in reply.stderr or "which is not there" in reply.stderr:
        missing.append("SDL2")
    if missing:
        print(f"window: not run, {' and '.join(missing)} missing")
        return os.environ.get("WINDOW_TESTS") == "required"
    if len(sys.argv) > 3:
        os.makedirs(sys.argv[3], exist_ok=True)
    chosen = [c for c in CHECKS if not sys.argv[4:] or c.__name__ in sys.argv]
    display = Display()
    failed = 0
    try:
        for check in chosen:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    check(display, binary, programs, folder)
                except (AssertionError, subprocess.SubprocessError) as error:
                    failed += 1
                    print(f"window: {check.__name__}: {error}")
                    display.save_last()
                display.end_sessions()
                if len(sys.argv) > 3:
                    for saved in pathlib.Path(folder).glob("*.png"):
                        shutil.copy(saved, os.path.join(
                            sys.argv[3], f"{check.__name__}-{saved.name}"))
    finally:
        display.end()
    print(f"window: {len(chosen) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
