#!/usr/bin/env python3
"""Checks what the example programs draw: in text and in C, here and in V8.

usage: check.py BIN FRAMES BUILD NODE

FRAMES is frames.c as a program, BUILD a folder for modules. Each example draws
some pictures, and the last one is compared with its checksum. V8 and a compiler
for WASI are left out where they are not there, and that is said.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "debugger"))
import run  # noqa: E402

# Pictures, bytes of one, and the checksum of the last one.
EXAMPLES = {
    "life": (60, 256 * 192, 0x0F391DD0),
    "rule30": (300, 256 * 256 // 8, 0xD4A0BAC8),
    "mandelbrot": (2, 320 * 200 * 4, 0x6749AE13),
    "raycaster": (100, 320 * 200 * 2, 0x01BFE169),
}
QUICK = "life", "rule30"  # these run to their end


def draws(command, module, name):
    """Whether a host draws what it should with a module."""
    count, size, expected = EXAMPLES[name]
    drawn = subprocess.run([*command, module, str(count), str(size)],
                           stdout=subprocess.PIPE, check=True).stdout
    if len(drawn) == size and zlib.crc32(drawn) == expected:
        return True
    print(f"{' '.join(map(str, command))} {module}: picture {count} is "
          f"{zlib.crc32(drawn):#x}")
    return False


def ends(interp, module):
    """Whether the program comes to its end by itself."""
    return subprocess.run([interp, "--wasi", module, "fast"],
                          timeout=120).returncode == 0


def modules_of(name, tools, folder, absent):
    """The example as text, as a binary, and its like in C."""
    text = ROOT / "wat" / "examples" / f"{name}.wat"
    yield text
    binary = folder / f"{name}.wasm"
    subprocess.run([tools / "wat2wasm", text, "-o", binary], check=True)
    yield binary
    source = ROOT / "tests" / "debugger" / "programs" / f"{name}.c"
    try:
        made = folder / f"{name}-c.wasm"
        run.compile_c(source, ["-g", "-O2"], made)
        yield made
    except run.Missing as missing:
        absent.add(str(missing))


def main():
    tools, frames, folder = (pathlib.Path(p).resolve() for p in sys.argv[1:4])
    node = shutil.which(sys.argv[4])
    absent = set() if node else {"node"}
    folder.mkdir(parents=True, exist_ok=True)
    hosts = [[frames]]
    if node:
        hosts.append([node, ROOT / "tests" / "pictures" / "frames.mjs"])
    results = []
    for name in EXAMPLES:
        for module in modules_of(name, tools, folder, absent):
            for host in hosts:
                if module.suffix == ".wasm" or host == [frames]:
                    results.append(draws(host, module, name))
        if name in QUICK:
            results.append(ends(tools / "wasm-interp", folder / f"{name}.wasm"))
    apart = "".join(f", without {what}" for what in sorted(absent))
    failed = results.count(False)
    print(f"pictures: {len(results) - failed} passed, {failed} failed{apart}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
