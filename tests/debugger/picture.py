#!/usr/bin/env python3
"""Makes the picture of the debugger's window that README.md shows.

usage: picture.py BIN PICTURE

The ray caster runs in a window under Xvfb until it is about to draw a wall.
"""

import os
import pathlib
import struct
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
from desktop import Display, Picture, Session, until

EXAMPLE = pathlib.Path(__file__).parents[2] / "wat/examples/raycaster.wat"
LINE = EXAMPLE.read_text().split("\n").index("    (local.set $across") + 1


def drag(s, x, y, right, down):
    """Moves a border."""
    s.move(x, y, "mousedown", 1)
    s.move(x + right // 2, y + down // 2)
    s.move(x + right, y + down, "mouseup", 1)


def arrange(s):
    """Gives the picture room, at the cost of what shows little."""
    x, y, width, height = s.panes["memory"]
    drag(s, x + 100, y - s.cell[1] - 2, 0, -130)
    until(lambda: s.find_panes() or s.panes["memory"][3] > height + 100,
          "room below")
    x, y, width, height = s.panes["locals"]
    drag(s, x + 100, y - s.cell[1] - 2, 0, -40)
    until(lambda: s.find_panes() or s.panes["locals"][1] < y - 20,
          "room for locals")


def show(s):
    s.do("window size 1280 800")
    s.wait("info window", "window 1280x800,")
    s.find_panes()
    arrange(s)
    s.do("window picture $screen 320 200 rgb565")
    s.type(f"break raycaster.wat:{LINE} if $frame == 64")
    s.key("Return")
    s.wait("info breakpoints", "cast")
    s.key("F5")
    s.wait("print $frame", "= 64")
    s.type("x/4dh $screen + 64000")
    s.key("Return")
    s.type("info line")
    s.key("Return")
    s.move(1, 1)


def recompress(path):
    """The window takes no time to find out what is smallest."""
    data = pathlib.Path(path).read_bytes()
    rows = zlib.compress(Picture(path).rows, 9)
    chunk = b"IDAT" + rows
    begin = data.index(b"IDAT") - 4
    pathlib.Path(path).write_bytes(
        data[:begin] + struct.pack(">I", len(rows)) + chunk +
        struct.pack(">I", zlib.crc32(chunk)) + data[-12:])


def main():
    binary, picture = sys.argv[1:]
    display = Display()
    try:
        with tempfile.TemporaryDirectory() as folder:
            # Its name stands above the source, so it should be a short one.
            os.symlink(EXAMPLE, os.path.join(folder, EXAMPLE.name))
            s = Session(os.path.abspath(binary), display, EXAMPLE.name,
                        folder=folder)
            s.open()
            show(s)
            s.wait("info window", r"320x200 rgb565")
            s.do(f"window save {os.path.abspath(picture)}")
            s.end()
    finally:
        display.end_sessions()
        display.end()
    recompress(picture)
    print(f"{picture}: {os.path.getsize(picture)} bytes")


if __name__ == "__main__":
    main()
