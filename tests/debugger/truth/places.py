"""Where variables are by the words of llvm-dwarfdump, as questions about
locals, globals, operands and memory that a debugger has to answer."""

import re

POINTERS = ("DW_TAG_pointer_type", "DW_TAG_reference_type",
            "DW_TAG_rvalue_reference_type")
SAME = ("DW_TAG_typedef", "DW_TAG_const_type", "DW_TAG_volatile_type",
        "DW_TAG_atomic_type", "DW_TAG_restrict_type")
AGGREGATES = ("DW_TAG_structure_type", "DW_TAG_class_type")
ARITHMETIC = {"DW_OP_plus": "+", "DW_OP_minus": "-", "DW_OP_and": "&",
              "DW_OP_or": "|", "DW_OP_xor": "^", "DW_OP_mul": "*",
              "DW_OP_shl": "<<", "DW_OP_shr": ">>"}


class Unjudged(Exception):
    """An operation that this judge does not know."""


def number(text):
    return int(text, 0)


class Place:
    """A part of a variable: a number, given by an expression, or memory at
    an address; or, without either, nowhere."""

    def __init__(self, value=None, address=None, data=None, size=None):
        self.value, self.address = value, address
        self.data, self.size = data, size


def wasm_location(kind, index):
    """DW_OP_WASM_location: local, global, operand, global again."""
    if kind == 2:
        # Counted from the bottom; operands are asked for from the top.
        return f"@operand{index}@"
    return f"${index}" if kind == 0 else f"$global[{index}]"


def evaluate(text, frame_base):
    """The places of an expression, each with its size where it has one."""
    places, stack, is_value, data = [], [], False, None
    for operation in re.split(r", (?=DW_OP)", text):
        name, *args = operation.split()
        if name == "DW_OP_WASM_location":
            stack.append(wasm_location(*map(number, args)))
        elif name == "DW_OP_fbreg":
            stack.append(f"({frame_base} + ({number(args[0])}))")
        elif name.startswith("DW_OP_lit"):
            stack.append(name[len("DW_OP_lit"):])
        elif name.startswith("DW_OP_const") or name == "DW_OP_addr":
            stack.append(str(number(args[0])))
        elif name == "DW_OP_plus_uconst":
            stack.append(f"({stack.pop()} + {number(args[0])})")
        elif name in ARITHMETIC:
            right, left = stack.pop(), stack.pop()
            stack.append(f"({left} {ARITHMETIC[name]} {right})")
        elif name == "DW_OP_stack_value":
            is_value = True
        elif name == "DW_OP_implicit_value":
            data = bytes(number(a) for a in args[1:])
        elif name == "DW_OP_piece":
            places.append(place(stack, is_value, data, number(args[0])))
            stack, is_value, data = [], False, None
        else:
            raise Unjudged(name)
    return places or [place(stack, is_value, data, None)]


def place(stack, is_value, data, size):
    if data is not None:
        return Place(data=data, size=size)
    if not stack:
        return Place(size=size)
    return (Place(value=stack[-1], size=size) if is_value else
            Place(address=stack[-1], size=size))


class Types:
    def __init__(self, info):
        self.info = info

    def of(self, entry):
        """The entry of a variable's or member's type, names looked behind."""
        while True:
            link = self.info.origin(entry, "DW_AT_type")
            if link is None:
                return None
            entry = self.info.entries[number(link.split()[0])]
            if entry.tag not in SAME:
                return entry

    def size(self, kind):
        if kind.tag in POINTERS:
            return 4
        text = kind.attributes.get("DW_AT_byte_size")
        return number(text) if text else None

    def is_float(self, kind):
        return "float" in kind.attributes.get("DW_AT_encoding", "")

    def is_scalar(self, kind):
        return kind.tag in POINTERS + ("DW_TAG_base_type",
                                       "DW_TAG_enumeration_type")

    def scalars(self, kind, path, offset):
        """(path, type, offset) of the numbers in a structure."""
        if self.is_scalar(kind):
            yield path, kind, offset
        if kind.tag in AGGREGATES:
            for member in kind.children:
                at = member.attributes.get("DW_AT_data_member_location")
                name = member.attributes.get("DW_AT_name", "").strip('"')
                if member.tag != "DW_TAG_member" or at is None or not name \
                        or "DW_AT_bit_size" in member.attributes:
                    continue
                inner = self.of(member)
                if inner:
                    yield from self.scalars(inner, f"{path}.{name}",
                                            offset + number(at))
