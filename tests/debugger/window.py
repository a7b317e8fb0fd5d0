#!/usr/bin/env python3
"""Clicks and types in the debugger's window as a user does, and looks at it.

usage: window.py BIN PROGRAMS [PICTURES]

Needs Xvfb and xdotool; says so where they are missing, which is a failure when
the environment has WINDOW_TESTS=required. Pictures are saved in the folder
PICTURES, else in one that is deleted.
"""

import ctypes
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

TIMEOUT = 30
CURRENT = (0x2C, 0x4A, 0x34)  # behind the line where the program is
POINT = (0xFF, 0x6B, 0x60)  # breakpoints
CHANGED = (0xFF, 0xB4, 0x54)


class Display:
    """An X server of its own."""

    def __init__(self):
        ours, its = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(its), "-screen", "0", "1920x1080x24"],
            pass_fds=[its], stderr=subprocess.DEVNULL)
        os.close(its)
        with os.fdopen(ours) as number:
            self.name = ":" + number.readline().strip()

    def end(self):
        self.server.terminate()
        self.server.wait()


def ask_to_close(display):
    """Does what a window manager does for its close button."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    x.XDefaultRootWindow.restype = ctypes.c_ulong
    d = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
    root, parent = ctypes.c_ulong(), ctypes.c_ulong()
    windows, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
    x.XQueryTree(d, ctypes.c_ulong(x.XDefaultRootWindow(d)),
                 ctypes.byref(root), ctypes.byref(parent),
                 ctypes.byref(windows), ctypes.byref(count))
    protocols = x.XInternAtom(d, b"WM_PROTOCOLS", 0)
    delete = x.XInternAtom(d, b"WM_DELETE_WINDOW", 0)
    for i in range(count.value):
        event = ctypes.create_string_buffer(struct.pack(
            "@iLiPLLixxxxLLLLL", 33, 0, 1, d.value, windows[i], protocols, 32,
            delete, 0, 0, 0, 0).ljust(192, b"\0"))
        x.XSendEvent(d, ctypes.c_ulong(windows[i]), 0, ctypes.c_long(0), event)
    x.XCloseDisplay(d)


class Picture:
    """A PNG that the window saved: no filters, red, green, blue."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        at, packed = 8, b""
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            chunk = data[at + 8:at + 8 + size]
            assert zlib.crc32(kind + chunk) == struct.unpack(
                ">I", data[at + 8 + size:at + 12 + size])[0]
            if kind == b"IHDR":
                self.width, self.height = struct.unpack(">II", chunk[:8])
            if kind == b"IDAT":
                packed += chunk
            at += 12 + size
        self.rows = zlib.decompress(packed)

    def count(self, area, color):
        """Pixels of a colour in x, y, width, height."""
        x, y, width, height = area
        found = 0
        for row in range(y, y + height):
            at = row * (self.width * 3 + 1) + 1 + x * 3
            pixels = self.rows[at:at + width * 3]
            found += sum(pixels[i:i + 3] == bytes(color)
                         for i in range(0, len(pixels), 3))
        return found


class Session:
    """wasm-dbg with a window, and commands by a pipe."""

    def __init__(self, binary, display, *args, home=None, folder=None):
        self.home = home or tempfile.mkdtemp()
        self.folder = folder or self.home
        self.display = display.name
        self.marks = self.pictures = 0
        self.output = tempfile.TemporaryFile("w+")
        env = dict(os.environ, HOME=self.home, DISPLAY=self.display,
                   SDL_VIDEODRIVER="x11", LC_ALL="C.UTF-8")
        env.pop("XDG_STATE_HOME", None)
        # What SDL and fontconfig leave behind is theirs.
        env["ASAN_OPTIONS"] = ":".join(
            filter(None, [env.get("ASAN_OPTIONS"), "detect_leaks=0"]))
        self.process = subprocess.Popen(
            ["timeout", "120", binary, *args], stdin=subprocess.PIPE, stdout=self.output,
            stderr=subprocess.STDOUT, env=env, cwd=self.folder, text=True)

    def xdotool(self, *args):
        subprocess.run(["xdotool", *map(str, args)], check=True,
                       env=dict(os.environ, DISPLAY=self.display))

    def do(self, line):
        """What the terminal says to a command."""
        self.marks += 1
        mark = f"mark {self.marks} ends"
        os.lseek(self.output.fileno(), 0, os.SEEK_END)
        begin = os.fstat(self.output.fileno()).st_size
        self.process.stdin.write(f"{line}\necho {mark}\\n\n")
        self.process.stdin.flush()
        return until(lambda: self.since(begin, mark), f"an answer to {line}")

    def since(self, begin, mark):
        text = os.pread(self.output.fileno(), 1 << 20, begin).decode()
        return text if f"\n{mark}" in text else None

    def wait(self, line, pattern):
        """Waits until a command says something."""
        last = ""

        def ask():
            nonlocal last
            last = self.do(line)
            return re.search(pattern, last)
        return until(ask, lambda: f"{pattern!r} by {line}, but {last!r}")

    def find_panes(self):
        text = self.wait("info window", "memory +[0-9]")[0] and \
            self.do("info window")
        self.cell = tuple(map(int, re.search(
            r"cells (\d+)x(\d+)", text).groups()))
        self.top = int(re.search(r"from line (\d+)", text)[1])
        self.panes = {name.strip(): tuple(map(int, rest)) for name, *rest in
                      re.findall(r"^([a-z ]+?) +(\d+),(\d+) (\d+)x(\d+)",
                                 text, re.M)}
        self.move(1, 1)
        time.sleep(0.3)

    def place(self, pane, column, row):
        x, y, _, _ = self.panes[pane]
        return (x + int((column + 0.5) * self.cell[0]),
                y + int((row + 0.5) * self.cell[1]))

    def click(self, pane, column, row):
        self.move(*self.place(pane, column, row), "click", 1)

    def move(self, x, y, *then):
        """Moves the mouse to a place in the window."""
        found = subprocess.run(
            ["xdotool", "search", "--name", "wasm-dbg$"], check=True,
            capture_output=True, text=True,
            env=dict(os.environ, DISPLAY=self.display)).stdout.split()
        self.xdotool("mousemove", "--window", found[0], x, y, *then)

    def key(self, *keys):
        self.xdotool("key", *keys)

    def type(self, text):
        self.xdotool("type", "--delay", "5", text)

    def row(self, pane, row):
        x, y, width, _ = self.panes[pane]
        return x, y + row * self.cell[1], width, self.cell[1]

    def picture(self):
        self.pictures += 1
        path = os.path.join(self.folder, f"wasm-dbg-{self.pictures}.png")
        self.key("F12")
        until(lambda: os.path.exists(path), path)

        def read():
            try:
                return Picture(path)
            except (struct.error, AttributeError, zlib.error, AssertionError):
                return None
        return until(read, path)

    def end(self, status=0):
        self.process.stdin.close()
        got = self.process.wait(TIMEOUT)
        assert got == status, f"status {got}"


def until(ask, what):
    end = time.time() + TIMEOUT
    while time.time() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(
        f"{what() if callable(what) else what} does not come")


def check_source(display, binary, programs, pictures):
    """A breakpoint by a click, running, frames, values, bytes."""
    s = Session(binary, display, "-r", "apply", "-a", "2", "-a", "4",
                os.path.join(programs, "sums.wat"), folder=pictures)
    s.do("window")
    s.find_panes()
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
    s.do("window")
    s.find_panes()
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
    s = Session(binary, display, path)
    s.do("window")
    s.find_panes()
    for _ in range(3):
        s.key("F5")
        time.sleep(0.3)
        s.key("F6")
        s.wait("backtrace", "main")
    s.wait("print $n > 100000", "= 1")
    ask_to_close(display.name)
    s.wait("info window", "no window")
    s.do("window")
    s.find_panes()
    s.key("F5")
    time.sleep(0.3)
    ask_to_close(display.name)
    s.wait("info window", "no window")
    assert "main" in s.do("backtrace")
    s.end()


def check_alone(display, binary, programs, pictures):
    """--window: what the program writes and reads; the layout is kept."""
    path = os.path.join(pictures, "echo.wat")
    with open(path, "w") as file:
        file.write(ECHO)
    s = Session(binary, display, "--window", path, folder=pictures)
    time.sleep(1)
    s.key("F5")
    time.sleep(1)
    before = s.picture()
    # It waits for input; the last row of the pane is where that is typed.
    area = (4, 700, 720, 60)
    s.move(100, 740, "click", 1)
    s.type("hello")
    s.key("Return")
    s.key("Escape")
    time.sleep(1)
    after = s.picture()
    assert before.count(area, (0xE2, 0xE4, 0xE8)) < \
        after.count(area, (0xE2, 0xE4, 0xE8))
    s.move(742, 300, "mousedown", 1)
    s.move(700, 300)
    s.move(640, 300, "mouseup", 1)
    s.type("quit 7")
    s.key("Return")
    s.end(7)
    t = Session(binary, display, path, home=s.home)
    t.do("window")
    t.find_panes()
    x, _, width, _ = t.panes["code"]
    assert 600 < x + width < 660, t.panes
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
                if len(sys.argv) > 3:
                    for name in os.listdir(folder):
                        shutil.copy(os.path.join(folder, name), os.path.join(
                            sys.argv[3], f"{check.__name__}-{name}"))
    finally:
        display.end()
    print(f"window: {len(CHECKS) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
