"""Paths of icons, written by steps."""

import pytest

from geo.publish.icons import in_steps


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("M10 20L13 16Z", "m10 20l3-4z"),
        ("M10 20H4V25Z", "m10 20h-6v5z"),
        ("M10 20Q12 20 12 24Z", "m10 20q2 0 2 4z"),
        ("M1 1C2 3 4 3 5 1Z", "m1 1c1 2 3 2 4 0z"),
        ("M10 20L13 16ZM11 20H12Z", "m10 20l3-4zm1 0h1z"),
        ("", ""),
    ],
    ids=[
        "line",
        "level and upright",
        "curve",
        "curve of three",
        "after closing, from where it began",
        "nothing",
    ],
)
def test_a_path_is_written_by_steps_from_where_it_stands(path: str, steps: str) -> None:
    assert in_steps(path) == steps
