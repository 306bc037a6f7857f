"""Words as CSV files: those without a hit, and added phrases in the form of `data/phrases.csv`.

Both hold letters and what stands between them only (`geo.upkeep`), so no spreadsheet computes anything of them.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from geo.store import WordKey


def missed_csv(seen: Iterable[tuple[WordKey, int]]) -> bytes:
    """Write words without a hit: week, language of the page, word, how often."""
    return _csv(("week", "language", "word", "count"), ((*key, str(count)) for key, count in seen))


def phrases_csv(phrases: Iterable[tuple[str, str, str]]) -> bytes:
    """Write added phrases so that they can be put among the shipped ones."""
    return _csv(("language", "means", "phrase"), phrases)


def _csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode()
