#!/usr/bin/env python3
"""Clicks and types in the debugger's window as a user does, and looks at it.

usage: window.py BIN PROGRAMS [PICTURES]

Needs Xvfb and xdotool; says so where they are missing, which is a failure when
the environment has WINDOW_TESTS=required. Pictures are saved in the folder
PICTURES, else in one that is deleted.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from desktop import TIMEOUT, Display, Session, ask_to_close

CURRENT = (0x2C, 0x4A, 0x34)  # behind the line where the program is
POINT = (0xFF, 0x6B, 0x60)  # breakpoints
CHANGED = (0xFF, 0xB4, 0x54)
TEXT = (0xE2, 0xE4, 0xE8)


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

CHECKS = [check_source, check_commands, check_endless, check_alone]


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
    display = Display()
    failed = 0
    try:
        for check in CHECKS:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    check(display, binary, programs, folder)
                except (AssertionError, subprocess.SubprocessError) as error:
                    failed += 1
                    print(f"window: {check.__name__}: {error}")
                display.end_sessions()
                if len(sys.argv) > 3:
                    for saved in pathlib.Path(folder).glob("*.png"):
                        shutil.copy(saved, os.path.join(
                            sys.argv[3], f"{check.__name__}-{saved.name}"))
    finally:
        display.end()
    print(f"window: {len(CHECKS) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
