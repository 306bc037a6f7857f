"""Paths of icons, written by steps."""

import re

import pytest

from geo.publish.icons import drawings, in_steps
from geo.settings import load_settings
from geo.upkeep.opening import taxonomy_of


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("M10 20L13 16Z", "m10 20l3-4z"),
        ("M10 20H4V25Z", "m10 20h-6v5z"),
        ("M10 20Q12 20 12 24Z", "m10 20q2 0 2 4z"),
        ("M1 1C2 3 4 3 5 1Z", "m1 1c1 2 3 2 4 0z"),
        ("M10 20L13 16ZM11 20H12Z", "m10 20l3-4zm1 0h1z"),
        ("M10 20 13 16 14 18Z", "m10 20 3-4 1 2z"),
        ("Q2 0 2 4 4 4 4 8H6 9", "q2 0 2 4 2 0 2 4h2 3"),
        ("", ""),
    ],
    ids=[
        "line",
        "level and upright",
        "curve",
        "curve of three",
        "after closing, from where it began",
        "corners without a letter",
        "several steps of a letter",
        "nothing",
    ],
)
def test_a_path_is_written_by_steps_from_where_it_stands(path: str, steps: str) -> None:
    assert in_steps(path) == steps


def test_every_icon_of_the_topics_stays_in_its_square() -> None:
    for path in drawings(taxonomy_of(load_settings())).values():
        corners = _corners(path)
        assert corners
        assert all(0 <= x <= 240 and 0 <= y <= 240 for x, y in corners)


def _corners(path: str) -> list[tuple[int, int]]:
    x, y, start, found = 0, 0, (0, 0), []
    for letter, text in re.findall(r"([mlhvqcz])([^mlhvqcz]*)", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        size = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "z": 1}[letter]
        if letter == "z":
            x, y = start
        for place in range(0, len(numbers), size):
            *_, last = one = numbers[place : place + size]
            right = last if letter == "h" else one[-2] if size > 1 else 0
            x, y = x + right, y + (0 if letter == "h" else last)
            start = (x, y) if letter == "m" and not place else start
            found.append((x, y))
    return found
