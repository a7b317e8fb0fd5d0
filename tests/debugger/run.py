#!/usr/bin/env python3
"""Runs the debugger's sessions: a program, commands and what comes of them.

usage: run.py [--bin DIR] [--build DIR] [--bless] [-j N] [SESSION...]

A session is a text file. Prose that says what it shows comes first, then parts
that begin with a line "=== ...":

    === file NAME       the lines that follow go to a file
    === program NAME [FLAG...]
                        a source in programs/ or wat/examples/, or a file from
                        above, and flags for its compiler; made once for each
                        set of flags
    === run [OPTION...] [-- ARGUMENT...]
                        what wasm-dbg gets besides the program
    === input           what wasm-dbg reads, instead of the lines below that
                        begin with a prompt
    === session         commands behind their prompts, and what is printed
    === shown FILE...   files of the project that show parts of the session:
                        all they show between two prompts has to be in it
    === exit N          the exit status, unless it is 0

--bless rewrites the sessions with what is printed now. SESSION is a file, or a
part of its path. Offsets in programs that compilers made become 0x……. Sessions
whose compiler is missing, or of another version, are not run, and counted apart.
"""

import hashlib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import golden  # noqa: E402
from golden import Missing  # noqa: E402

PROMPT = "(wasm-dbg) "
OFFSET = re.compile(r"\b0x[0-9a-f]{6}\b")
KINDS = ("file", "program", "run", "input", "session", "exit", "shown")
# Where variables and lines are, each version of a compiler decides anew.
CLANG, RUSTC, RUST_TARGET = "22", "1.63", "wasm32-wasi"
SYSROOT = "/usr/lib/wasm32-wasi"


def output_of(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def find_clang():
    """A clang that makes programs for WASI, its linker and its runtime."""
    for suffix in (f"-{CLANG}", ""):
        clang, linker = f"clang{suffix}", f"wasm-ld{suffix}"
        if not (shutil.which(clang) and shutil.which(linker)):
            continue
        if output_of(clang, "-dumpversion").split(".")[0] != CLANG:
            continue
        runtime = output_of(clang, "--target=wasm32-wasi",
                            "-print-libgcc-file-name")
        if os.path.exists(runtime) and os.path.isdir(SYSROOT):
            return clang, linker, runtime
    raise Missing(f"clang {CLANG} for WASI")


def find_rustc():
    """A compiler of Rust with its library for WASI, and the target's name."""
    for rustc in ("/usr/bin/rustc", "rustc"):
        if not shutil.which(rustc):
            continue
        if not output_of(rustc, "--version").startswith(f"rustc {RUSTC}."):
            continue
        folder = output_of(rustc, "--target", RUST_TARGET, "--print",
                           "target-libdir")
        if folder and list(pathlib.Path(folder).glob("libstd-*")):
            return rustc
    raise Missing(f"rustc {RUSTC} for WASI")


def compile_c(source, flags, target):
    """Compiles; the linker is called by itself, as clang would let wasm-opt
    break what the debug info says."""
    clang, linker, runtime = find_clang()
    is_cplusplus = source.suffix == ".cpp"
    driver = clang.replace("clang", "clang++") if is_cplusplus else clang
    unit = target.with_suffix(".o")
    prefix = f"-ffile-prefix-map={source.parent}=/src"
    done = subprocess.run(
        [driver, "--target=wasm32-wasi", "-Wno-deprecated", "-c", "-o", unit,
         prefix, "-fdebug-compilation-dir=/src", *flags, source],
        capture_output=True, text=True)
    if is_cplusplus and "file not found" in done.stderr:
        raise Missing("libc++ for WASI")
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    libraries = ["-lc++", "-lc++abi"] if is_cplusplus else []
    subprocess.run([linker, f"{SYSROOT}/crt1.o", unit, f"-L{SYSROOT}",
                    *libraries, "-lc", runtime, "-o", target], check=True)
    unit.unlink()


def compile_rust(source, flags, target):
    rustc = find_rustc()
    subprocess.run(
        [rustc, "--target", RUST_TARGET, "--crate-type", "bin", "--edition", "2021",
         "--remap-path-prefix", f"{source.parent}=/src", *flags, "-o", target,
         source], check=True, capture_output=True)


def compile_go(source, flags, target):
    if not shutil.which("go"):
        raise Missing("go")
    env = dict(os.environ, GOOS="wasip1", GOARCH="wasm", GO111MODULE="off")
    subprocess.run(["go", "build", *flags, "-o", target, source], env=env,
                   check=True, capture_output=True)


# One program at a time is made: two sessions may share it.
MAKING = threading.Lock()
COMPILERS = {".c": compile_c, ".cpp": compile_c, ".rs": compile_rust,
             ".go": compile_go}


def find_source(name, folder):
    for place in (folder, HERE / "programs", ROOT / "wat" / "examples"):
        if (place / name).exists():
            return place / name
    raise SystemExit(f"there is no program {name}")


def make_program(words, folder, args):
    """The module to debug, and where its sources are."""
    source = find_source(words[0], folder)
    compiler = COMPILERS.get(source.suffix)
    if source.suffix == ".wat" and words[1:]:
        module = folder / (source.stem + ".wasm")
        subprocess.run([args.bin / "wat2wasm", *words[1:], source, "-o",
                        module], check=True)
        return module
    if compiler is None:
        return source
    key = hashlib.sha1(" ".join(words).encode()).hexdigest()[:8]
    module = args.build / f"{source.stem}-{key}.wasm"
    if (not module.exists() or
            module.stat().st_mtime < source.stat().st_mtime):
        with tempfile.TemporaryDirectory() as scratch:
            made = pathlib.Path(scratch) / module.name
            compiler(source, words[1:], made)
            args.build.mkdir(parents=True, exist_ok=True)
            shutil.move(made, module)
    return module


def commands_of(lines):
    """What was typed in a session."""
    typed = []
    for line in lines:
        # A command may have left its line open before the prompt.
        if PROMPT in line:
            typed.append(line.split(PROMPT, 1)[1])
        elif line.startswith(">"):
            typed.append(line[1:])
    return "".join(typed)


def debug(module, options, typed, folder, args):
    # By a name without a path, as its length moves what programs allocate.
    if not (folder / module.name).exists():
        (folder / module.name).symlink_to(module)
    split = options.index("--") if "--" in options else len(options)
    command = [args.bin / "wasm-dbg", "--color=never", "--directory",
               HERE / "programs", *options[:split], module.name, *options[split:]]
    env = golden.environment(LC_ALL="C.UTF-8", HOME=folder)
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, timeout=golden.TIMEOUT,
            input=typed.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode() + "(runs too long)\n", 0
    text = done.stdout.decode("utf-8", errors="backslashreplace")
    if text and not text.endswith("\n"):
        text += "\n"
    return text, done.returncode


def normalize(text, is_compiled, folder):
    text = text.replace(str(folder) + "/", "").replace(str(HERE) + "/", "")
    text = text.replace(str(ROOT) + "/", "")
    return OFFSET.sub("0x……", text) if is_compiled else text


def pieces(lines):
    """Commands, each with what it printed, one after another."""
    found = []
    for line in lines:
        if line.startswith(PROMPT):
            found.append([line])
        elif found:
            found[-1].append(line)
    return found


def shown_in(path):
    """The pieces of sessions that a page shows, indented or literal."""
    lines = []
    for line in (ROOT / path).read_text().splitlines():
        if path.endswith(".1"):
            line = line.replace("\\e", "\\").replace("\\&", "")
        elif line.startswith("    "):
            line = line[4:]
        elif line.strip():
            line = ".Ed"
        lines.append(line.expandtabs())
    result = []
    for piece in pieces(lines):
        if ".Ed" in piece:
            piece = piece[:piece.index(".Ed")]
        while piece[-1] == "":
            piece.pop()
        result.append(piece)
    return result


def not_shown(path, text):
    """What a page shows and the session does not have."""
    have = [p for p in pieces(text.expandtabs().splitlines())]
    for piece in shown_in(path):
        piece = [OFFSET.sub("0x……", line) for line in piece]
        if piece not in have:
            yield f"{path} shows what is not so:\n" + "\n".join(piece) + "\n"


def run_session(path, args):
    """The session as it should read after what is printed now."""
    prose, parts = golden.parse(path, KINDS)
    result = [prose]
    options, typed, module, status = [], None, None, 0
    is_compiled = False
    text = ""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind, rest, lines in parts:
            head = f"=== {kind}{' ' if rest else ''}{rest}\n"
            if kind == "file":
                golden.write_file(folder, rest, "".join(lines).encode())
            elif kind == "program":
                words = shlex.split(rest)
                with MAKING:
                    module = make_program(words, folder, args)
                is_compiled = pathlib.Path(words[0]).suffix in COMPILERS
            elif kind == "run":
                options = shlex.split(rest)
            elif kind == "input":
                typed = "".join(lines)
            if kind == "shown":
                stale = [p for page in rest.split()
                         for p in not_shown(page, text)]
                result += [head, *stale]
            elif kind == "session":
                text, status = debug(
                    module, options,
                    commands_of(lines) if typed is None else typed, folder,
                    args)
                text = normalize(text, is_compiled, folder)
                result.append(head + text)
                if status != 0:
                    result.append(f"=== exit {status}\n")
            elif kind != "exit":
                result.append(head + "".join(lines))
    return "".join(result)


if __name__ == "__main__":
    sys.exit(golden.main("debugger", HERE, run_session, {
        "bin": "build/bin", "build": "build/debugger"}))
