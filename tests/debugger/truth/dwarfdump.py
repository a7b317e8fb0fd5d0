"""Debug info as llvm-dwarfdump reads it: entries, and what covers an address.

Addresses count from the start of the code section's contents."""

import functools
import re
import subprocess

ENTRY = re.compile(r"^(0x[0-9a-f]+):( +)(DW_TAG_\w+|NULL)")
ATTRIBUTE = re.compile(r"^ +(DW_AT_\w+)\t\((.*)$")
RANGE = re.compile(r"\[(0x[0-9a-f]+), (0x[0-9a-f]+)(?:\): (.*)|\)|$)", re.M)
SCOPES = ("DW_TAG_lexical_block", "DW_TAG_inlined_subroutine",
          "DW_TAG_try_block", "DW_TAG_catch_block")
VARIABLES = ("DW_TAG_variable", "DW_TAG_formal_parameter")


class Entry:
    def __init__(self, offset, tag, parent):
        self.offset, self.tag, self.parent = offset, tag, parent
        self.attributes, self.children = {}, []

    @functools.cached_property
    def ranges(self):
        """Where its code is: pairs of addresses."""
        if "DW_AT_ranges" in self.attributes:
            return [(int(a, 16), int(b, 16)) for a, b, _ in
                    RANGE.findall(self.attributes["DW_AT_ranges"])]
        if not self.attributes.get("DW_AT_high_pc", "dead").startswith("0x") \
                or not self.attributes["DW_AT_low_pc"].startswith("0x"):
            return []
        low, high = (self.attributes[f"DW_AT_{end}_pc"] for end in
                     ("low", "high"))
        return [(int(low, 16), int(high, 16))]

    def covers(self, address):
        return any(a <= address < b for a, b in self.ranges)

    def location(self, address):
        """The expression of where a variable is; None when it is nowhere."""
        text = self.attributes.get("DW_AT_location")
        if text is None:
            return None
        lists = RANGE.findall(text)
        if not lists:
            return text
        return next((e for a, b, e in lists
                     if int(a, 16) <= address < int(b, 16)), None)


class Info:
    def __init__(self, path):
        self.entries = {}
        self.functions = []
        text = subprocess.run(["llvm-dwarfdump-22", "--debug-info", path],
                              check=True, capture_output=True,
                              text=True).stdout
        self.read(text.splitlines())

    def read(self, lines):
        above, entry, name = [], None, None
        for line in lines:
            if found := ENTRY.match(line):
                depth = len(found[2]) // 2
                del above[depth:]
                entry, name = None, None
                if found[3] == "NULL":
                    continue
                above += [None] * (depth - len(above))
                parent = above[-1] if above else None
                entry = Entry(int(found[1], 16), found[3], parent)
                above.append(entry)
                self.entries[entry.offset] = entry
                if parent:
                    parent.children.append(entry)
                if entry.tag == "DW_TAG_subprogram":
                    self.functions.append(entry)
            elif entry and (found := ATTRIBUTE.match(line)):
                name = found[1]
                entry.attributes[name] = found[2]
            elif entry and name and line.strip():
                entry.attributes[name] += "\n" + line.strip()
        # The parenthesis that closes an attribute is no part of it.
        for entry in self.entries.values():
            entry.attributes = {name: text.removesuffix(")") for name, text in
                                entry.attributes.items()}

    def origin(self, entry, name):
        """An attribute, of the entry or of what it is an instance of."""
        while name not in entry.attributes:
            for link in ("DW_AT_abstract_origin", "DW_AT_specification"):
                if link in entry.attributes:
                    number = entry.attributes[link].split()[0].strip('"()')
                    entry = self.entries[int(number, 16)]
                    break
            else:
                return None
        return entry.attributes[name].strip('"')

    def frames(self, address):
        """The functions at an address, innermost first, each with the scopes
        of it that cover the address, from the inside out."""
        function = next((f for f in self.functions if f.covers(address)), None)
        if function is None:
            return []
        frames, scopes, at = [], [function], function
        while at:
            at = next((c for c in at.children if c.tag in SCOPES and
                       c.covers(address)), None)
            if at and at.tag == "DW_TAG_inlined_subroutine":
                frames.append(scopes[::-1])
                scopes = []
            if at:
                scopes.append(at)
        frames.append(scopes[::-1])
        return frames[::-1]

    def variables(self, scopes):
        """Those of a frame, by name: an inner one hides an outer one."""
        found = {}
        for scope in scopes:
            for child in scope.children:
                name = self.origin(child, "DW_AT_name")
                if child.tag in VARIABLES and name:
                    found.setdefault(name, child)
        return found
