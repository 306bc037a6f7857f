"""What `python -m geo report` is told about a deck, as typed: slides, order, own sentences, pictures, design."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import typer

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_text
from geo.links import clean_text
from geo.presenting.deck import KINDS, SENTENCE_LIMIT, is_slide
from geo.presenting.report import own_picture
from geo.presenting.slides import Picture
from geo.settings import District

_MOST_PICTURES = 24


def day_of(text: str, *, most: date | None = None) -> str:
    """Return an ISO day, "" for none; ends the command with 2 where it is none, or after `most`."""
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        msg = f"--since {text!r}: a date like 2026-05-31 expected"
        raise typer.BadParameter(msg) from error
    if most and day > most:
        msg = f"--since {text}: a day up to today ({most.isoformat()}) expected"
        raise typer.BadParameter(msg)
    return day.isoformat()


def chosen_slides(order: str, without: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of slides in their order; ends the command with 2 where one is not known, or none is left."""
    wanted = [name.strip() for name in order.split(",") if name.strip()] or list(KINDS)
    for option, names in (("--order", wanted), ("--without", without)):
        unknown = [name for name in names if name not in KINDS]
        if unknown:
            msg = f"{option} {unknown[0]!r} is not one of: {', '.join(KINDS)}"
            raise typer.BadParameter(msg)
    left = tuple(name for name in dict.fromkeys(wanted) if name not in without)
    if not left:
        msg = "--without: at least one slide has to stay"
        raise typer.BadParameter(msg)
    return left


def sentences_of(typed: Sequence[str], file: Path | None, *, topics: Collection[str]) -> dict[str, str]:
    """Return own sentences by the slide they stand on: those of a file, then those typed, which win.

    Raises
    ------
    DataError
        If the file cannot be read, or a line names no slide or is too long; names the row.
    typer.BadParameter
        The same of what was typed.
    """
    found: dict[str, str] = {}
    if file:
        lines = read_text(file, MOST_BYTES["sentences"]).splitlines()
        for row, line in enumerate(lines, start=1):
            if line.strip() and not line.startswith("#"):
                name, words, expected = _sentence(line, topics)
                if expected:
                    raise DataError([Problem(file.name, row, "sentence", line[:60], expected)])
                found[name] = words
    for line in typed:
        name, words, expected = _sentence(line, topics)
        if expected:
            msg = f"--sentence {line[:60]!r}: {expected}"
            raise typer.BadParameter(msg)
        found[name] = words
    return found


def _sentence(line: str, topics: Collection[str]) -> tuple[str, str, str]:
    """Return slide, sentence, and what was expected instead, "" where all is well."""
    name, mark, words = (part.strip() for part in line.partition("="))
    if not mark or not is_slide(name, topics):
        return name, "", f"slide=sentence expected, slide one of {', '.join(KINDS)} (gaps-work for one topic)"
    if len(words) > SENTENCE_LIMIT:
        return name, "", f"at most {SENTENCE_LIMIT} letters"
    return name, clean_text(words, limit=SENTENCE_LIMIT), ""


def pictures_of(typed: Sequence[str], *, topics: Collection[str]) -> dict[str, Picture]:
    """Read own pictures: `slide=file=what it shows`, the last part for those who cannot see it."""
    if len(typed) > _MOST_PICTURES:
        msg = f"--picture: {_MOST_PICTURES} at most"
        raise typer.BadParameter(msg)
    found = {}
    for text in typed:
        name, file, alt = (*(part.strip() for part in text.split("=", 2)), "", "")[:3]
        if not is_slide(name, topics) or not file or not alt:
            msg = f"--picture {text!r}: slide=file=what it shows expected, for example title=town.jpg=The town hall"
            raise typer.BadParameter(msg)
        found[name] = own_picture(Path(file), clean_text(alt, limit=SENTENCE_LIMIT))
    return found


def logo_of(file: Path | None, district: District) -> Picture | None:
    """Return the logo: the one that was named, else that of the district, None without one."""
    path = file or district.files.get("logo")
    return own_picture(path, district.name) if path else None


def templated(file: Path | None, district: District) -> Path | None:
    """Return the design of slides: the one that was named, else that of the district, None without one."""
    return file or district.files.get("slide_template")
