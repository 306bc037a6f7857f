"""The catalogues in `locale/`: which texts one has, for whom it is made, and what is said where it has none.

They are gettext `.po` files, read as they are: no build step. What the header of one says beyond gettext:

- `X-Audience: residents` – it has the texts of `locale/residents.toml` and no others;
- `X-Falls-Back: en` – the language in which the others are said;
- `X-Made: machine` – a program translated it, and nobody who speaks the language has read it.
"""

import gettext
import io
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from geo.errors import SettingsError
from geo.settings import LOCALE_FOLDER

RESIDENTS_FILE = "residents.toml"
_HEADER = re.compile(r'^"X-([A-Za-z-]+): (.+?)\\n"$', re.MULTILINE)
_LONGEST_HEAD = 4000
_RESIDENTS, _MACHINE = "residents", "machine"


@dataclass(frozen=True)
class ResidentsTexts:
    """Which keys residents meet: all of some rooms and single ones; `waiting` are not translated everywhere yet."""

    rooms: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    def __contains__(self, key: str) -> bool:
        """Whether residents meet the text of a key."""
        return key.partition(".")[0] in self.rooms or key in self.keys

    def may_lack(self, key: str) -> bool:
        """Whether a catalogue made for residents may say a key in the language it falls back to."""
        return key not in self or key in self.waiting


@dataclass(frozen=True)
class Catalogue:
    """What one file holds; `falls_back` is "" for a catalogue that has every text."""

    language: str
    translations: gettext.GNUTranslations
    keys: frozenset[str]
    falls_back: str = ""
    is_machine_made: bool = False
    residents: ResidentsTexts = ResidentsTexts()


def locale_of(language: str) -> Locale:
    """Return the locale that writes numbers and dates of a language: `de` for `de-simple`.

    Raises
    ------
    ValueError
        If Babel knows neither the language nor the one before its first hyphen.
    """
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        base = language.partition("-")[0]
        try:
            return Locale.parse(base)
        except UnknownLocaleError as error:
            msg = f"{language!r} is no language that Babel knows"
            raise ValueError(msg) from error


def read_catalogue(language: str, folder: Path) -> Catalogue:
    """Read the catalogue of a language.

    Raises
    ------
    SettingsError
        If there is none, it does not parse, or its header says what cannot be.
    """
    path = folder / f"{language}.po"
    try:
        return _read(path, language, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        msg = f"{path}: the catalogue cannot be read ({error})"
        raise SettingsError(msg) from error


@lru_cache(maxsize=64)
def _read(path: Path, language: str, _changed: int) -> Catalogue:
    raw = path.read_bytes()
    catalog = read_po(io.BytesIO(raw), locale=locale_of(language), abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    head = _head(path)
    is_for_residents = _choice(head, "Audience", _RESIDENTS)
    falls_back = head.get("Falls-Back", "")
    if is_for_residents != bool(falls_back) or falls_back == language:
        msg = "X-Audience: residents and X-Falls-Back: another language go together in the header"
        raise ValueError(msg)
    return Catalogue(
        language=language,
        translations=gettext.GNUTranslations(compiled),
        keys=frozenset(m.id if isinstance(m.id, str) else m.id[0] for m in catalog if m.id and m.string),
        falls_back=falls_back,
        is_machine_made=_choice(head, "Made", _MACHINE),
        residents=residents_texts(path.parent) if is_for_residents else ResidentsTexts(),
    )


def _choice(head: dict[str, str], name: str, value: str) -> bool:
    said = head.get(name, "")
    if said not in ("", value):
        msg = f"X-{name}: {said!r} in the header is not {value!r}"
        raise ValueError(msg)
    return bool(said)


def whole_languages(languages: Iterable[str], folder: Path = LOCALE_FOLDER) -> tuple[str, ...]:
    """Return the languages in which everything is said: those asked for, or the ones that theirs fall back to.

    Raises
    ------
    SettingsError
        If one has no catalogue.
    """
    found = {language: _head(folder / f"{language}.po").get("Falls-Back", language) for language in languages}
    return tuple(dict.fromkeys(found.values()))


def _head(path: Path) -> dict[str, str]:
    """Read the lines of a header that begin with X-."""
    try:
        with path.open(encoding="utf-8") as file:
            return dict(
                _HEADER.findall(file.read(_LONGEST_HEAD).partition("\nmsgid ")[2].partition("\nmsgid ")[0])
            )
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: the catalogue cannot be read ({error})"
        raise SettingsError(msg) from error


def residents_texts(folder: Path) -> ResidentsTexts:
    """Read which texts residents meet.

    Raises
    ------
    SettingsError
        If the file is missing or says something else.
    """
    path = folder / RESIDENTS_FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return ResidentsTexts(
            **{name: frozenset(_names(content[name])) for name in ("rooms", "keys", "waiting")}
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        msg = f"{path}: lists of texts rooms, keys, waiting expected ({error})"
        raise SettingsError(msg) from error


def _names(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise TypeError(repr(value))
    return value
