"""docs/METHODS.md: every measure has a formula, a source and an example by hand, and the tests it names exist."""

import re
from pathlib import Path

import pytest

from geo.planning.best_sites import OBJECTIVES
from geo.reach.measures import MEASURES

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "METHODS.md").read_text(encoding="utf-8")
EXAMPLES = "\n".join(
    re.findall(
        r"(?:\*\*(?:By hand|Worked example)\.\*\*|### Example by hand).*?(?=\n#|\n\*\*|\Z)", TEXT, re.DOTALL
    )
)
ROWS = {
    cells[0].strip("` ").lower(): cells
    for line in TEXT.splitlines()
    if line.startswith("| ")
    for cells in [[cell.strip() for cell in line.strip("|").split(" | ")]]
}


@pytest.mark.parametrize("name", [*MEASURES, "coverage", "gap index", *OBJECTIVES, "weighted gini", "palma"])
def test_every_measure_has_a_formula_and_a_source(name: str) -> None:
    row = ROWS[name]

    assert len(row) >= 4, row
    assert all(row)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Curve",
            "Cumulative",
            "2SFCA",
            "E2SFCA",
            "BFCA",
            "Gap index",
            "low",
            "value",
            "high",
            "mclp",
            "p_median",
        ),
        *(
            "set_cover",
            "Palma",
            "G = ",
            "foreign nationals",
            "worst fifth",
            "border",
            "chance",
            "Straight line",
        ),
        *("Streets", "gain", "Gap 1", "rim"),
    ],
)
def test_every_figure_has_an_example_by_hand(words: str) -> None:
    assert words.lower() in EXAMPLES.lower()


def test_every_test_and_module_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:tests|geo|tools|bench)/[\w/.]+)`", TEXT))

    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
