"""How much room words take: estimates for a wide sans-serif letter, a little more rather than less."""

import re
from collections.abc import Sequence

#: A letter is about so wide, in parts of its size; a line so high.
_BOLD_EM, _PLAIN_EM, LINE = 0.6, 0.55, 1.2
#: Words of a table must not be broken, whatever the font: bold and plain letters as wide as the widest has them.
_WORD_EM = (0.74, 0.62)
_CELL_MARGINS_IN = 0.2
_TWO_LINES = 0.65  # of its length a text needs as width to be broken once between words


def in_order(text: str) -> str:
    """Return a text for right-to-left paragraphs whose ranges run from low to high, signs before their numbers.

    Marks that nobody sees (U+200E) hold "41–56 %" and "+1" together, which Arabic around would turn round.
    """
    held = re.sub(r"(\d[\u00a0 ]?[%٪]?) ?– ?(?=\d)", "\\1\u200e–\u200e", text)
    return re.sub(r"\+(?=\d)", "\u200e+", held)


def letter_in(size: float, *, is_bold: bool = False) -> float:
    """Return about how wide a letter is, in inches, with its size in points."""
    return size * (_BOLD_EM if is_bold else _PLAIN_EM) / 72


def lines_of(text: str, width_in: float, size: float, *, is_bold: bool = False) -> int:
    """Count the lines of a text that is broken between its words; a word longer than a line takes several."""
    most = max(int(width_in / letter_in(size, is_bold=is_bold)), 1)
    lines, taken = 1, 0
    for word in text.split():
        needed = len(word) + (taken > 0)
        if taken + needed <= most:
            taken += needed
            continue
        lines += taken > 0
        lines += (len(word) - 1) // most
        taken = (len(word) - 1) % most + 1
    return lines


def height_in(
    texts: Sequence[str], width_in: float, size: float, *, is_bold: bool = False, gap_pt: float = 0
) -> float:
    """Return the inches that paragraphs take below each other."""
    count = sum(lines_of(text, width_in, size, is_bold=is_bold) for text in texts)
    return (count * size * LINE + gap_pt * len(texts)) / 72


def least_widths(headings: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Return inches for each column in which no word is broken."""
    bold, plain = (size * em / 72 for em in _WORD_EM)
    least = []
    for number, heading in enumerate(headings):
        head = max(len(word) for word in heading.split(" ")) * bold
        longest = max((len(word) for row in rows for word in row[number].split(" ")), default=0) * plain
        least.append(max(head, longest) + _CELL_MARGINS_IN)
    return least


def column_widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], whole_in: float, size: float
) -> list[float]:
    """Return inches for each column: room for its longest word, then for its longest text and a head of two lines."""
    bold, plain = (size * em / 72 for em in _WORD_EM)
    least = least_widths(headings, rows, size)
    more = []
    for number, heading in enumerate(headings):
        text = max((len(row[number]) * plain for row in rows), default=0.0)
        whole = max(len(heading) * bold * _TWO_LINES, text) + _CELL_MARGINS_IN
        more.append(max(whole - least[number], 0.0))
    left, wished = whole_in - sum(least), sum(more)
    if left <= 0:
        return [whole_in * width / sum(least) for width in least]
    if wished <= left:
        spare = (left - wished) / len(least)
        return [word + part + spare for word, part in zip(least, more, strict=True)]
    return [word + left * part / wished for word, part in zip(least, more, strict=True)]


def row_in(cells: Sequence[str], widths_in: Sequence[float], size: float, *, is_bold: bool = False) -> float:
    """Return the height of a row of a table in inches."""
    lines = max(
        lines_of(cell, width - _CELL_MARGINS_IN, size, is_bold=is_bold)
        for cell, width in zip(cells, widths_in, strict=True)
    )
    return lines * size * LINE / 72 + 0.06
