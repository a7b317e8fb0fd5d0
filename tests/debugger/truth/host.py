"""What LLDB says of a program that was compiled for this host: one JSON line
a stop in mark(), {"stop": K, "function": NAME, "line": N, "values": {PATH:
[KIND, SIZE, VALUE]}}; a float is its bits.

host.py PROGRAM STOP...; stops count from 1."""

import json
import subprocess
import sys

sys.path.insert(0, subprocess.run(["lldb-22", "-P"], capture_output=True,
                                  text=True).stdout.strip())
import lldb  # noqa: E402

DEPTH = 5


def path(value):
    stream = lldb.SBStream()
    value.GetExpressionPath(stream)
    return stream.GetData()


def leaves(value, depth=0):
    """The numbers that a value consists of, by their paths in C."""
    kind = value.GetType().GetCanonicalType()
    if kind.IsPointerType():
        if kind.GetPointeeType().IsFunctionType() or depth > 1:
            return
        for n in range(value.GetNumChildren()):
            yield from leaves(value.GetChildAtIndex(n), depth + 1)
    elif value.GetNumChildren() > 0:
        if depth < DEPTH:
            for n in range(value.GetNumChildren()):
                yield from leaves(value.GetChildAtIndex(n), depth + 1)
    elif value.GetName():
        error = lldb.SBError()
        size = kind.GetByteSize()
        if kind.GetTypeFlags() & lldb.eTypeIsFloat:
            bits = value.GetData().ReadRawData(error, 0, size)
            yield path(value), ["float", size,
                                int.from_bytes(bits, "little")]
        else:
            yield path(value), ["integer", size, value.GetValueAsSigned()]


def describe(frame):
    line = frame.GetLineEntry().GetLine()
    values = {}
    for variable in frame.GetVariables(True, True, True, True):
        # An inner one hides it; or it has no value yet.
        if frame.FindVariable(variable.GetName()).GetLoadAddress() != \
                variable.GetLoadAddress():
            continue
        if variable.GetDeclaration().GetLine() < line or \
                variable.GetValueType() in (lldb.eValueTypeVariableStatic,
                                            lldb.eValueTypeVariableGlobal,
                                            lldb.eValueTypeVariableArgument):
            values.update(leaves(variable))
    return {"function": frame.GetFunctionName(), "line": line,
            "values": values}


def main():
    wanted = {int(n) for n in sys.argv[2:]}
    debugger = lldb.SBDebugger.Create()
    debugger.SetAsync(False)
    target = debugger.CreateTarget(sys.argv[1])
    target.BreakpointCreateByName("mark")
    process = target.LaunchSimple(None, None, "/")
    count = 0
    while process and process.GetState() == lldb.eStateStopped:
        count += 1
        if not wanted or count in wanted:
            frame = process.GetSelectedThread().GetFrameAtIndex(1)
            print(json.dumps({"stop": count, **describe(frame)}))
        process.Continue()
    lldb.SBDebugger.Destroy(debugger)


main()
