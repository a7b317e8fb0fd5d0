#!/usr/bin/env python3
"""Types into the debugger as a user at a terminal does, and looks at it.

usage: terminal.py BIN PROGRAMS
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time

TIMEOUT = 20
# Sequences that move the cursor, colour, and the like.
ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78])|\x0f")


class Terminal:
    """wasm-dbg in a terminal of its own."""

    def __init__(self, binary, *args, rows=30, columns=100, home=None):
        self.home = home or tempfile.mkdtemp()
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", HOME=self.home,
                              LC_ALL="C.UTF-8")
            os.environ.pop("XDG_STATE_HOME", None)
            os.environ.pop("INPUTRC", None)
            # The size has to be there before the first line is edited.
            self.resize(rows, columns, 0)
            os.execv(binary, [binary, *args])
        self.resize(rows, columns)

    def resize(self, rows, columns, fd=None):
        fcntl.ioctl(self.fd if fd is None else fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def read(self, seconds):
        """Whether there was something."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        self.seen += ESCAPES.sub("", data.decode(errors="replace"))
        return bool(data)

    def wait(self, pattern):
        """Waits until the screen got a text, and forgets all up to it."""
        end = time.time() + TIMEOUT
        while True:
            found = re.search(pattern, self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return
            if time.time() > end or not self.read(end - time.time()):
                raise AssertionError(
                    f"{pattern!r} does not come, but {self.seen[-400:]!r}")

    def prompt(self):
        self.wait(r"\(wasm-dbg\) ")

    def do(self, line, pattern=None):
        self.type(line + "\r")
        if pattern:
            self.wait(pattern)
        self.prompt()

    def end(self):
        self.type("quit\r")
        while self.read(TIMEOUT):
            pass
        signal.alarm(TIMEOUT)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        signal.alarm(0)
        os.close(self.fd)
        return status


def test_completes(t):
    t.type("brea\t")
    t.wait("break ")
    t.type("tri\t")
    t.wait("triangle")
    t.type("\r")
    t.wait("Breakpoint 1 at .*triangle")
    t.prompt()
    t.type("info s\t\t")
    t.wait("sections +source +sources +stack +symbol")
    t.type("\x03")
    t.prompt()


def test_repeats(t):
    t.do("starti", "begin")
    t.do("stepi", "8")
    t.do("", "8")
    t.do("", "apply")
    t.do("info display", "no displays")
    t.do("")


def test_remembers(t, again):
    t.do("print 40 + 2", "42")
    t.type("\x1b[A")
    t.wait(r"print 40 \+ 2")
    t.type("\r")
    t.wait("42")
    t.prompt()
    t.end()
    other = again()
    other.prompt()
    other.type("\x12prin")
    other.wait(r"print 40 \+ 2")
    other.type("\x07\x15\r")
    return other


def test_drops_lines(t):
    t.type("break nothing\x03")
    t.wait(r"\^C")
    t.prompt()
    t.do("echo fine\\n", "fine\r\n")


def test_pages(t):
    t.resize(8, 100)
    t.type("help all\r")
    t.wait("--Type <RET>")
    t.type("\r")
    t.wait("--Type <RET>")
    t.type("q")
    t.prompt()


def test_stops(t):
    t.type("run\r")
    time.sleep(0.3)
    t.type("\x03")
    t.wait("interrupted")
    t.prompt()
    t.do("bt 1", "loop")
    t.type("continue\r")
    time.sleep(0.3)
    t.type("\x03")
    t.wait("interrupted")
    t.prompt()


def test_reads(t):
    t.type("run\r")
    time.sleep(0.3)
    t.type("one\r")
    t.wait("1: one")
    t.type("two\r")
    t.wait("2: two")
    t.type("\x03")
    t.wait("interrupted")
    t.do("bt 1", "of the host")
    t.type("continue\r")
    time.sleep(0.3)
    t.type("three\r")
    t.wait("3: three")
    t.type("\x04")
    t.wait("exited with status 3")
    t.prompt()


def test_fills_the_screen(t):
    t.do("break loop", "Breakpoint 1")
    t.do("run", "loop")
    t.type("layout split\r")
    t.wait("variables.*operand stack.*memory.*commands")
    t.type("stepi\r")
    t.wait(r"0x0")
    t.resize(20, 60)
    t.wait("variables")
    t.type("stepi\r")
    t.wait("sum")
    t.type("layout off\r")
    t.prompt()
    t.do("echo back\\n", "back")


def test_reads_on_the_screen(t):
    t.type("layout asm\r")
    t.wait("commands")
    t.type("run\r")
    time.sleep(0.5)
    t.type("one\r")
    t.wait("1: one")
    t.type("\x03")
    t.wait("interrupted")
    t.type("layout off\r")
    t.prompt()


def test_clears(t):
    t.type("echo up")
    t.wait("echo up")
    t.type("\x0c")
    t.wait(r"^\(wasm-dbg\) echo up")
    t.type("\r")
    t.prompt()


def test_resizes(t):
    t.do("set height 5")
    t.type("help all\r")
    t.wait("--Type <RET>")
    t.resize(20, 70)
    assert not t.read(0.5), f"{t.seen!r} comes of another size"
    t.type("\r")
    t.wait("--Type <RET>")
    t.type("q")
    t.prompt()
    t.type("echo fi")
    t.wait("echo fi")
    t.resize(20, 60)
    t.wait(r"\r\(wasm-dbg\) echo fi")
    t.do("ne\\n", "fine\r\n")


def main():
    binary = os.path.abspath(sys.argv[1])
    programs = sys.argv[2]
    sums = os.path.join(programs, "sums.wat")
    lines = os.path.join(programs, "lines.wat")
    endless = ["-r", "loop", "-a", "0", sums]
    tests = [
        (test_completes, ["-r", "apply", "-a", "2", "-a", "3", sums]),
        (test_repeats, ["-r", "apply", "-a", "2", "-a", "3", sums]),
        (test_remembers, [sums]),
        (test_drops_lines, [sums]),
        (test_clears, [sums]),
        (test_resizes, [sums]),
        (test_pages, [sums]),
        (test_stops, endless),
        (test_reads, [lines]),
        (test_fills_the_screen, ["-r", "loop", "-a", "9", sums]),
        (test_reads_on_the_screen, [lines]),
    ]
    def give_up(*_):
        os.kill(t.pid, signal.SIGKILL)

    signal.signal(signal.SIGALRM, give_up)
    failed = 0
    for test, args in tests:
        t = Terminal(binary, *args)
        try:
            t.prompt()
            if test is test_remembers:
                t = test(t, lambda: Terminal(binary, *args, home=t.home))
            else:
                test(t)
            status = t.end()
            assert status == 0, f"exit status {status}"
        except AssertionError as wrong:
            failed += 1
            print(f"terminal: {test.__name__}: {wrong}")
    print(f"terminal: {len(tests) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
