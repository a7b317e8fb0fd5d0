"""The debugger's window under Xvfb, driven by xdotool as a user does it."""

import ctypes
import os
import re
import signal
import struct
import subprocess
import tempfile
import time
import zlib

TIMEOUT = 30


class Display:
    """An X server of its own."""

    def __init__(self, size="2560x1600"):
        self.sessions = []
        ours, its = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(its), "-screen", "0", f"{size}x24"],
            pass_fds=[its], stderr=subprocess.DEVNULL)
        os.close(its)
        with os.fdopen(ours) as number:
            self.name = ":" + number.readline().strip()

    def save_last(self):
        """A picture of the session that failed, if there can be one."""
        try:
            self.sessions[-1].picture()
        except (AssertionError, IndexError, subprocess.SubprocessError):
            pass

    def end_sessions(self):
        """Those that a failure left behind."""
        for session in self.sessions:
            try:
                os.killpg(session.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            session.process.wait()
        self.sessions.clear()

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

    def at(self, x, y):
        at = y * (self.width * 3 + 1) + 1 + x * 3
        return tuple(self.rows[at:at + 3])

    def count(self, area, color):
        """Pixels of a colour in x, y, width, height."""
        x, y, width, height = area
        found = 0
        for row in range(y, y + height):
            at = row * (self.width * 3 + 1) + 1 + x * 3
            pixels = self.rows[at:at + width * 3]
            found += list(zip(*[iter(pixels)] * 3)).count(color)
        return found


class Session:
    """wasm-dbg with a window, and commands by a pipe; pictures of it go to the
    folder."""

    def __init__(self, binary, display, *args, folder, home=None):
        self.home = home or tempfile.mkdtemp(dir=folder)
        self.folder = folder
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
            ["timeout", "120", binary, *args], stdin=subprocess.PIPE,
            stdout=self.output, stderr=subprocess.STDOUT, env=env,
            cwd=self.folder, text=True, start_new_session=True)
        display.sessions.append(self)

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

    def open(self):
        """Opens the window from the terminal."""
        self.do("window")
        self.find_window()
        self.find_panes()

    def wait(self, line, pattern):
        """Waits until a command says something."""
        last = ""

        def ask():
            nonlocal last
            last = self.do(line)
            return re.search(pattern, last)

        return until(ask, lambda: f"{pattern!r} by {line}, but {last!r}")

    def wait_until(self, ask, is_right):
        """Asks until the answer is right, and gives that."""
        last = None

        def asks():
            nonlocal last
            last = ask()
            return is_right(last)
        until(asks, lambda: f"other than {vars(last)}")
        return last

    def find_window(self):
        """Waits for the window, and points into it, so that keys go there."""
        def search():
            # It fails when a window goes while it looks.
            return subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", "wasm-dbg$"],
                timeout=TIMEOUT, capture_output=True, text=True,
                env=dict(os.environ, DISPLAY=self.display)).stdout.split()
        self.window = until(search, lambda: (
            f"a window (status {self.process.poll()}, said "
            f"{os.pread(self.output.fileno(), 500, 0)})"))[0]
        self.move(1, 1)

    def find_panes(self):
        """Asks the session where panes are."""
        self.wait("info window", "(?m)^code +[0-9]")
        text = self.do("info window")
        self.size = tuple(map(int, re.search(
            r"window (\d+)x(\d+)", text).groups()))
        self.cell = tuple(map(int, re.search(
            r"cells (\d+)x(\d+)", text).groups()))
        self.top = int(re.search(r"from line (\d+)", text)[1])
        self.panes = {name.strip(): tuple(map(int, rest)) for name, *rest in
                      re.findall(r"^([a-z ]+?) +(\d+),(\d+) (\d+)x(\d+)",
                                 text, re.M)}

    def place(self, pane, column, row):
        x, y, _, _ = self.panes[pane]
        return (x + int((column + 0.5) * self.cell[0]),
                y + int((row + 0.5) * self.cell[1]))

    def click(self, pane, column, row):
        self.move(*self.place(pane, column, row), "click", 1)

    def move(self, x, y, *then):
        """Moves the mouse to a place in the window."""
        self.xdotool("mousemove", "--window", self.window, x, y, *then)

    def wheel(self, pane, notches):
        """Turns the wheel towards the user, or away when that is negative."""
        if notches != 0:
            self.move(*self.place(pane, 10, 2), "click", "--repeat",
                      abs(notches), "--delay", 1, 5 if notches > 0 else 4)

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
        self.saved = path
        self.key("F12")
        until(lambda: os.path.exists(path), path)

        def read():
            try:
                return Picture(path)
            except (struct.error, AttributeError, zlib.error, AssertionError):
                return None
        return until(read, path)

    def see(self, is_there, what):
        """Saves pictures until one is as it should be, and gives that."""
        last = None

        def ask():
            nonlocal last
            if last is not None:
                os.unlink(self.saved)
                self.pictures -= 1
            last = self.picture()
            return is_there(last)
        until(ask, what)
        return last

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
        time.sleep(0.02)
    raise AssertionError(
        f"{what() if callable(what) else what} does not come")
