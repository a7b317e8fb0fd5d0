#!/usr/bin/env python3
"""Checks that a file that a tool replaces is the old one or the new one, whatever happens.

usage: replace.py BIN

wasm-strip and wasm-objcopy change a file of some megabytes in place: killed at random moments, with
no room to write, in a folder that they may not write to, through links.
"""

import ctypes
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

ROUNDS = 25  # kills by each signal; some more if all come too late
EXTRA = b"\0\xff\xff\x03\5extra" + b"e" * 65529
OLD = b"\0asm\1\0\0\0\0\6\5gone!" + EXTRA * 50
NEW = OLD[:8] + OLD[16:]
# What lets root write anywhere (linux/prctl.h, linux/capability.h).
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


class Failure(Exception):
    pass


def expect(good, what):
    if not good:
        raise Failure(what)


class Place:
    """A folder that holds old.wasm, and what one tool does there."""

    def __init__(self, folder, command):
        self.folder = folder
        self.file = folder / "now.wasm"
        self.command = command
        self.reset()

    def reset(self):
        self.file.write_bytes(OLD)

    def start(self, name="now.wasm", **options):
        return subprocess.Popen([*self.command, name], cwd=self.folder, stderr=subprocess.PIPE,
                                **options)

    def run(self, name="now.wasm", **options):
        process = self.start(name, **options)
        _, errors = process.communicate()
        return process.returncode, errors.decode()

    def others(self):
        """What is there beside the file."""
        return sorted(set(os.listdir(self.folder)) - {self.file.name})

    def expect_old(self):
        expect(self.file.read_bytes() == OLD, "the file is not the old one")
        expect(not self.others(), f"{self.others()} stay behind")

    def expect_new(self):
        expect(self.file.read_bytes() == NEW, "the file is not the new one")
        expect(not self.others(), f"{self.others()} stay behind")


def measure(place):
    start = time.monotonic()
    place.run()
    place.reset()
    return time.monotonic() - start


def kill(place, number, leftovers):
    """Kills runs at moments that are spread over a run's length."""
    longest = max(measure(place) for _ in range(3)) * 1.2
    died = 0
    for i in range(10 * ROUNDS):
        if i >= ROUNDS and died > 0:
            break
        place.reset()
        process = place.start()
        time.sleep(longest * (i % ROUNDS + random.random()) / ROUNDS)
        process.send_signal(number)
        process.communicate()
        died += process.returncode == -number
        if died == 0 and i % ROUNDS == ROUNDS - 1:
            longest /= 2  # other programs made it long
        now = place.file.read_bytes()
        expect(now in (OLD, NEW), "the file is neither the old nor the new one")
        expect(process.returncode != 0 or now == NEW, "all was well, but the file is old")
        for name in place.others():
            expect(leftovers and name.endswith(".tmp"), f"{name} stays behind")
            (place.folder / name).unlink()
    expect(died > 0, "every run ended before it was killed")


def has_unnamed_files(folder):
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY))
    except OSError:
        return False
    return True


def killed_outright(place):
    # Between getting a name and being renamed, a file may stay behind.
    kill(place, signal.SIGKILL, leftovers=True)


def terminated(place):
    kill(place, signal.SIGTERM, leftovers=not has_unnamed_files(place.folder))


def interrupted(place):
    kill(place, signal.SIGINT, leftovers=not has_unnamed_files(place.folder))


def no_room(place):
    for size in (0, 1, 4096, 1 << 20, len(NEW) - 1):
        status, errors = place.run(
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        expect(status == 1 and "cannot write: File too large" in errors, errors)
        place.expect_old()


def unwritable_folder(place):
    libc = ctypes.CDLL(None)

    def forbid():
        if os.getuid() == 0:
            libc.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)

    place.folder.chmod(0o555)
    status, errors = place.run(preexec_fn=forbid)
    place.folder.chmod(0o755)
    expect(status == 1 and "Permission denied" in errors, errors)
    place.expect_old()


def permissions_stay(place):
    for mode in (0o640, 0o755, 0o600):
        place.reset()
        place.file.chmod(mode)
        expect(place.run() == (0, ""), "it fails")
        place.expect_new()
        expect(place.file.stat().st_mode & 0o7777 == mode, f"{mode:o} is lost")


def symbolic_links_stay(place):
    with tempfile.TemporaryDirectory() as elsewhere:
        link = pathlib.Path(elsewhere) / "link.wasm"
        link.symlink_to(os.path.relpath(place.file, elsewhere))
        expect(place.run(link) == (0, ""), "it fails")
        expect(link.is_symlink() and os.listdir(elsewhere) == [link.name], "the link is lost")
    place.expect_new()


def hard_links_keep_the_old(place):
    other = place.folder / "other.wasm"
    os.link(place.file, other)
    expect(place.run() == (0, ""), "it fails")
    expect(other.read_bytes() == OLD, "the other name is not the old file")
    other.unlink()
    place.expect_new()


def several_at_a_time(place):
    """Another name for the same file, changed at the same time."""
    link = place.folder / "link.wasm"
    link.symlink_to(place.file.name)
    processes = [place.start(name) for name in ("now.wasm", "link.wasm") * 4]
    for process in processes:
        _, errors = process.communicate()
        expect(process.returncode == 0 and not errors, errors.decode())
    link.unlink()
    place.expect_new()


CHECKS = (killed_outright, terminated, interrupted, no_room, unwritable_folder, permissions_stay,
          symbolic_links_stay, hard_links_keep_the_old, several_at_a_time)


def main():
    # Where jobs run in the background it is ignored, by what they start, too.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    tools = pathlib.Path(sys.argv[1]).resolve()
    commands = ([tools / "wasm-strip", "--remove-section=gone!"],
                [tools / "wasm-objcopy", "--remove-section=gone!"])
    passed = failed = 0
    for command in commands:
        for check in CHECKS:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    check(Place(pathlib.Path(folder), command))
                    passed += 1
                except Failure as failure:
                    failed += 1
                    print(f"replace: {command[0].name}: {check.__name__}: {failure}")
    print(f"replace: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
