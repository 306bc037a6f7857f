"""The catalogues: each language says everything, nothing is said outside them."""

import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from geo.errors import GeoError, SettingsError
from geo.exchange.offer_files import FORMATS
from geo.i18n import LOCALE_FOLDER, load_texts
from geo.model import Role
from geo.presenting import deck
from geo.publish.phrases import PHRASES
from geo.reach.measures import MEASURES
from geo.reach.speeds import MODES
from geo.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = load_settings({}).district.languages
PATTERNS = re.compile(r"""(?:\b(?:texts?|t|self)|\))\(\s*(f?)(["'])([a-z_]+\.(?:(?!\2).)+)\2""")


def _used() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the keys that code and templates name in full, and patterns for those they put together."""
    folders = (("ui", "*.py"), ("geo", "*.py"), ("ui", "*.html"), ("web/publish", "*.html"))
    files = [file for folder, kind in folders for file in (ROOT / folder).rglob(kind)]
    found = [hit for file in files for hit in PATTERNS.findall(file.read_text(encoding="utf-8"))]
    whole = {key for is_f, _, key in found if not is_f or "{" not in key}
    parts = [re.compile(re.sub(r"\\{.*?\\}", "[a-z0-9_]+", re.escape(key))) for is_f, _, key in found if is_f]
    return whole, parts


def _error_keys() -> set[str]:
    classes = [GeoError]
    for known in classes:
        classes.extend(known.__subclasses__())
    return {known.key for known in classes}


def _catalogue(language: str):
    with (LOCALE_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing(language):
    keys = load_texts(language).keys

    whole, _ = _used()

    assert sorted((whole | _error_keys()) - keys) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_keys(language):
    assert load_texts(language).keys == load_texts(LANGUAGES[0]).keys


def test_no_key_is_unused():
    whole, parts = _used()
    hints = {f"filter.hint.{reason}" for reason in ("unknown", "too_long", "too_many", "not_a_switch")}
    named = set(
        re.findall(
            r"\"([a-z_]+\.[a-z_]+)\"", (ROOT / "ui" / "shared" / "result.py").read_text(encoding="utf-8")
        )
    )
    known = whole | _error_keys() | hints | named | set(PHRASES)
    known |= {
        "empty.nearest",
        "empty.nearest_city",
        "scenario.outside",
    }  # named apart from where they are said

    unused = [
        key for key in load_texts("de").keys if key not in known and not any(p.fullmatch(key) for p in parts)
    ]

    assert sorted(unused) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_filled_and_fields_agree(language):
    german = {str(m.id): m for m in _catalogue("de")}
    for message in _catalogue(language):
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(forms), message.id
        if message.id and isinstance(message.string, str):
            assert _fields(message.string) == _fields(german[str(message.id)].string), message.id


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_missing_key_is_an_error_not_an_english_word():
    with pytest.raises(KeyError, match=r"de\.po lacks 'no\.such\.key'"):
        load_texts("de")("no.such.key")


def test_a_missing_catalogue_is_named():
    with pytest.raises(SettingsError, match=r"xx\.po"):
        load_texts("xx")


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("de", 1, "1 Angebot"),
        ("de", 2, "2 Angebote"),
        ("en", 1, "1 offer"),
        ("ar", 1, "عرض واحد"),
        ("ar", 2, "عرضان"),
        ("ar", 5, "5 عروض"),
        ("ar", 11, "11 عرضًا"),
        ("ar", 100, "100 عرض"),
    ],
)
def test_plurals_follow_the_language(language, count, expected):
    assert load_texts(language)("summary.count", count=count) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "7. Dezember 2021"), ("en", "December 7, 2021"), ("ar", "7 ديسمبر 2021")],
)
def test_dates_follow_the_language(language, expected):
    assert load_texts(language).date(date(2021, 12, 7)) == expected


@pytest.mark.parametrize(
    ("iso", "expected"),
    [("", ""), ("2021", "2021"), ("2021-12", "Dezember 2021"), ("2021-12-07", "7. Dezember 2021")],
)
def test_a_date_is_as_precise_as_it_is_known(iso, expected):
    assert load_texts("de").partial_date(iso) == expected


@pytest.mark.parametrize(
    ("metres", "expected"), [(4, "10 m"), (304, "300 m"), (994, "990 m"), (1234, "1,2 km"), (12_345, "12 km")]
)
def test_distances_are_rounded_as_people_say_them(metres, expected):
    assert load_texts("de").distance(metres) == expected


def test_only_arabic_runs_from_right_to_left():
    assert [load_texts(language).direction for language in LANGUAGES] == ["ltr", "ltr", "rtl"]


def test_no_text_for_visitors_stands_in_the_pages():
    """Widgets get their words from the catalogue: no literal with a blank in it is their first argument."""
    shown = {
        "button",
        "info",
        "warning",
        "error",
        "markdown",
        "caption",
        "popover",
        "text_input",
        "title",
        "write",
    }
    for file in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in shown
            ):
                if getattr(node.func.value, "id", "") != "st":
                    continue
                first = node.args[0] if node.args else None
                assert not (isinstance(first, ast.Constant) and str(first.value).strip()), (
                    f"{file.name}:{node.lineno}"
                )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_put_together_from_a_list_has_its_text(language):
    made = [
        *(f"download.offers_{name}" for name in FORMATS),
        *(f"present.kind_{kind}" for kind in deck.KINDS),
        *(f"coverage.measure_{name}" for name in MEASURES),
        *(f"coverage.mode_{name}" for name in MODES),
        *(f"role.{role}" for role in Role),
    ]

    assert [key for key in made if key not in load_texts(language).keys] == []
