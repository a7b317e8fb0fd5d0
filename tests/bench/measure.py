"""Running a program and measuring it."""
import dataclasses
import os
import signal
import sys
import tempfile
import time
from pathlib import Path


class Failed(Exception):
    pass


@dataclasses.dataclass
class Run:
    """One run of a whole process."""
    user: float    # CPU seconds
    system: float
    wall: float
    peak: int      # bytes
    said: bytes    # what it printed
    status: int    # of its exit

    @property
    def cpu(self):
        return self.user + self.system


def run(command, limit, env=None, output=None, prints=False, reads=None, fails=False):
    """Runs a command to its end, which limit seconds bound; gives a Run.

    output is the file that it writes, or with prints what it prints goes to; reads is what it
    reads. A status other than 0 is a failure, unless fails is set.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        files = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)]
        if output:
            Path(output).unlink(missing_ok=True)
        if prints:
            files[0] = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT, 0o666)
        if reads:
            files.append((os.POSIX_SPAWN_OPEN, 0, reads, os.O_RDONLY, 0))
        start = time.monotonic()
        pid = os.posix_spawnp(command[0], command, {**os.environ, **(env or {})},
                              file_actions=files)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, limit)
        _, status, used = os.wait4(pid, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        wall = time.monotonic() - start
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL and wall >= limit:
            raise Failed(f"over {limit:g} s")
        if os.WIFSIGNALED(status) or status and not fails:
            err.seek(0)
            said = err.read(300).decode(errors="replace").strip().split("\n")[0]
            raise Failed(said or f"status {os.waitstatus_to_exitcode(status)}")
        out.seek(0)
        # Linux counts in KiB, macOS in bytes.
        peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Run(used.ru_utime, used.ru_stime, wall, peak, out.read(),
                   os.waitstatus_to_exitcode(status))


def verdict(met):
    return "pass" if met else "MISS"
