"""How commands speak: answers on stdout, everything for the person beside it on stderr.

JSON comes with --json alone, whoever reads: a pipe gets the same table as a terminal. Only `geocode` writes a JSON
object a line in a pipe, too: that is how programs ask it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from geo.tables import FORBIDDEN

#: What the command line speaks where it says what the page says.
LANGUAGE = "en"


def use_utf8() -> None:
    """Write UTF-8 whatever the terminal's code page is; a letter that does not fit becomes its escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def write_json(value: object, *, indent: int | None = None) -> None:
    """Write one JSON value and a line end on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent) + "\n")
    sys.stdout.flush()


def write_table(headings: list[str], rows: list[list[str]], *, title: str) -> None:
    """Write a table for a person; texts are shown as they are, never read as markup."""
    from rich.console import Console  # heavy, and programs ask for JSON

    from geo.cli.long_table import draw_table

    shown = [[harmless(cell) for cell in row] for row in rows]
    sys.stdout.write(draw_table(Console(file=sys.stdout), headings, shown, title=title))
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell the person something beside the answer."""
    sys.stderr.write(harmless(text) + "\n")


def say_error(text: str) -> None:
    """Tell what went wrong."""
    say(f"error: {text}")


def harmless(text: str) -> str:
    """Return a text without the signs that would steer a terminal or turn the writing round."""
    return FORBIDDEN.sub("", text)


@contextmanager
def progress_bar(task: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while the block runs; call what it gives with (done, total)."""
    from rich.console import Console  # heavy, and most commands are done before anybody looks
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        handle = bar.add_task(task, total=None)
        yield lambda done, total: bar.update(handle, completed=done, total=total)
