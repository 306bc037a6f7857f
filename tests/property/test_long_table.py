"""A long table looks as if rich had drawn all of it, whatever stands in the cells and however wide the terminal is."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geo.cli.long_table import FEW, draw_table
from geo.cli.output import harmless

HEADINGS = ["title", "organization", "metres"]
WORDS = st.sampled_from(
    ["Kurs", "Beratungsstelle", "für", "دورة", "課程", "e.V.", "é", "a\tb", "a\nb", " ", "", "👍🏽", "x" * 70]
)
CELLS = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=6).map(
    lambda parts: harmless(" ".join(parts))
)
#: A few different rows again and again, more than rich draws itself.
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4).map(
    lambda rows: (rows * FEW)[: FEW + 2]
)


def drawn_by_rich(console: Console, rows: list[list[str]], title: str) -> str:
    table = Table(title=Text(title), title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    with console.capture() as drawn:
        console.print(table)
    return drawn.get()


@settings(deadline=None, max_examples=60)
@given(
    rows=ROWS, width=st.integers(4, 130), is_terminal=st.booleans(), title=st.sampled_from(["", "25 offers"])
)
def test_long_table_looks_as_rich_draws_it(
    rows: list[list[str]], width: int, is_terminal: bool, title: str
) -> None:
    console = Console(file=io.StringIO(), width=width, force_terminal=is_terminal)

    assert draw_table(console, HEADINGS, rows, title=title) == drawn_by_rich(console, rows, title)


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1])
def test_every_row_is_shown(count: int) -> None:
    rows = [[f"offer-{number}", "", ""] for number in range(count)]

    shown = draw_table(Console(file=io.StringIO(), width=80), HEADINGS, rows, title="")

    assert [row[0] for row in rows if row[0] not in shown] == []
    assert len(shown.splitlines()) == count + 4
