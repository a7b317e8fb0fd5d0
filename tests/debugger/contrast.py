#!/usr/bin/env python3
"""Computes whether each text of the window can be read on each area behind it.

usage: contrast.py CANVAS_C

The contrast is that of the Web Content Accessibility Guidelines, which ask for
4.5 at least.
"""

import re
import sys

LEAST = 4.5
AREAS = {"BACK", "BAR", "FOCUS", "CURRENT", "SELECTED", "MARKED"}


def luminance(color):
    parts = [c / 255 for c in color]
    red, green, blue = (c / 12.92 if c <= 0.03928 else
                        ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def read_palettes(text):
    palettes = []
    for name, *color in re.findall(
            r"\[WINDOW_(\w+)\] = \{0x(\w\w), 0x(\w\w), 0x(\w\w)\}", text):
        if name == "BACK":
            palettes.append({})
        palettes[-1][name] = [int(part, 16) for part in color]
    return palettes


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        palettes = read_palettes(file.read())
    passed = failed = 0
    for number, palette in enumerate(palettes):
        for area in sorted(AREAS):
            for text in sorted(palette.keys() - AREAS):
                found = contrast(palette[area], palette[text])
                passed += found >= LEAST
                failed += found < LEAST
                if found < LEAST:
                    print(f"contrast: palette {number}: {text} on {area} is "
                          f"{found:.2f}")
    print(f"contrast: {passed} passed, {failed} failed")
    return failed > 0 or len(palettes) != 2


if __name__ == "__main__":
    sys.exit(main())
