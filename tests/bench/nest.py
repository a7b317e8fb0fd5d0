#!/usr/bin/env python3
"""Modules that nest deeply or branch widely, as text and as binary.

usage: nest.py KIND COUNT OUT

KIND    what it is                                              the same module in binary
flat    COUNT blocks within each other, "block … end"           nest
folded  the same, "(block …)"                                   nest
named   the same, each with a name, the inmost leaves them all  nest
nest    the binary of these
wide    one br_table of COUNT targets, as text                  table
table   the binary of it
"""
import sys

CHUNK = 10000


def leb(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def repeat(out, piece, count):
    """Writes piece COUNT times, in large writes."""
    for _ in range(count // CHUNK):
        out.write(piece * CHUNK)
    out.write(piece * (count % CHUNK))


def flat(out, count):
    out.write(b"(module\n(func\n")
    repeat(out, b"block\n", count)
    out.write(b"br %d\n" % (count - 1))
    repeat(out, b"end\n", count)
    out.write(b"))\n")


def folded(out, count):
    out.write(b"(module\n(func\n")
    repeat(out, b"(block\n", count)
    out.write(b"(br %d)\n" % (count - 1))
    repeat(out, b")\n", count)
    out.write(b"))\n")


def named(out, count):
    out.write(b"(module\n(func\n")
    for i in range(count):
        out.write(b"block $b%d\n" % i)
    out.write(b"br $b0\n")
    repeat(out, b"end\n", count)
    out.write(b"))\n")


def targets(count):
    return [i % 3 for i in range(count)]


def wide(out, count):
    out.write(b"(module\n(func (param i32)\nblock\nblock\nlocal.get 0\nbr_table")
    out.write(b"".join(b" %d" % t for t in targets(count)))
    out.write(b" 0\nend\nend))\n")


def section(out, number, contents):
    out.write(bytes([number]) + leb(len(contents)) + contents)


def module(out, parameters, body):
    """A module of one function that gives nothing and has no locals."""
    out.write(b"\0asm\1\0\0\0")
    section(out, 1, b"\1\x60" + leb(len(parameters)) + parameters + b"\0")
    section(out, 3, b"\1\0")
    section(out, 10, b"\1" + leb(len(body) + 1) + b"\0" + body)


def nest(out, count):
    module(out, b"", b"\x02\x40" * count + b"\x0c" + leb(count - 1) + b"\x0b" * (count + 1))


def table(out, count):
    body = b"\x02\x40\x02\x40\x20\0\x0e" + leb(count) + bytes(targets(count)) + b"\0"
    module(out, b"\x7f", body + b"\x0b\x0b\x0b")


KINDS = {f.__name__: f for f in (flat, folded, named, nest, wide, table)}


def write(kind, count, path):
    with open(path, "wb") as out:
        KINDS[kind](out, count)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
