"""The catalogues: each language says everything, nothing is said outside them."""

import ast
import re
import string
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from geo.errors import GeoError, SettingsError
from geo.exchange.offer_files import FORMATS
from geo.i18n import Texts, load_texts
from geo.i18n.catalogues import locale_of, residents_texts
from geo.model import Role
from geo.presenting import deck
from geo.publish.phrases import PHRASES
from geo.reach.measures import MEASURES
from geo.reach.speeds import MODES
from geo.settings import LOCALE_FOLDER, load_settings

ROOT = Path(__file__).resolve().parent.parent
SPOKEN = load_settings({}).district.languages
#: Languages with every text, and those with what residents read.
LANGUAGES = tuple(name for name in SPOKEN if load_texts(name).whole.language == name)
FOR_RESIDENTS = tuple(name for name in SPOKEN if name not in LANGUAGES)
RESIDENTS = residents_texts(LOCALE_FOLDER)
#: Files whose texts residents read, and what in them only staff does.
RESIDENTS_FILES = re.compile(
    r"ui/(find/|about|shell|shared/(labels|map_words|result|templating|widgets|notices)"
    r"|templates/(find/|entrance/(base|opening|refused|login)|[a-z_]+\.html))"
    r"|geo/(publish/|offers/|links|kim/capacity)|web/publish/"
)
#: How a language writes 7 December 2021 and 1234.5.
WRITTEN = {
    "de-simple": ("7. Dezember 2021", "1.234,5"),
    "tr": ("7 Aralık 2021", "1.234,5"),
    "uk": ("7 грудня 2021\u202fр.", "1\xa0234,5"),
    "ru": ("7 декабря 2021\u202fг.", "1\xa0234,5"),
    "fa": ("7 دسامبر 2021", "1,234.5"),
    "ku": ("7ê berfanbara 2021an", "1.234,5"),
    "fr": ("7 décembre 2021", "1\u202f234,5"),
    "ro": ("7 decembrie 2021", "1.234,5"),
    "bg": ("7 декември 2021\u202fг.", "1\xa0234,5"),
    "pl": ("7 grudnia 2021", "1\xa0234,5"),
    "it": ("7 dicembre 2021", "1.234,5"),
    "es": ("7 de diciembre de 2021", "1.234,5"),
}
PATTERNS = re.compile(r"""(?:\b(?:texts?|t|self)|\))\(\s*(f?)(["'])([a-z_]+\.(?:(?!\2).)+)\2""")


def _used(where: str = "") -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the keys that code and templates name in full, and patterns for those they put together."""
    folders = (("ui", "*.py"), ("geo", "*.py"), ("ui", "*.html"), ("web/publish", "*.html"))
    files = [file for folder, kind in folders for file in (ROOT / folder).rglob(kind)]
    files = [file for file in files if re.match(where, file.relative_to(ROOT).as_posix())]
    found = [hit for file in files for hit in PATTERNS.findall(file.read_text(encoding="utf-8"))]
    whole = {key for is_f, _, key in found if not is_f or "{" not in key}
    parts = [re.compile(re.sub(r"\\{.*?\\}", "[a-z0-9_]+", re.escape(key))) for is_f, _, key in found if is_f]
    return whole, parts


def _error_keys() -> set[str]:
    classes = [GeoError]
    for known in classes:
        classes.extend(known.__subclasses__())
    return {known.key for known in classes}


@lru_cache
def _catalogue(language: str):
    with (LOCALE_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=locale_of(language), abort_invalid=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing(language):
    keys = load_texts(language).keys

    whole, _ = _used()

    assert sorted((whole | _error_keys()) - keys) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_keys(language):
    assert load_texts(language).keys == load_texts(LANGUAGES[0]).keys


def test_every_language_for_residents_has_what_they_read_and_nothing_else():
    wanted = {key for key in load_texts(LANGUAGES[0]).keys if key in RESIDENTS}

    for language in FOR_RESIDENTS:
        own = load_texts(language).keys
        assert sorted(wanted - own - RESIDENTS.waiting) == [], language
        assert sorted(own - wanted) == [], language


def test_what_waits_to_be_translated_is_short_and_lacks_somewhere():
    everywhere = set.intersection(*(set(load_texts(language).keys) for language in FOR_RESIDENTS))

    assert RESIDENTS.waiting <= load_texts(LANGUAGES[0]).keys
    assert sorted(RESIDENTS.waiting & everywhere) == []
    assert len(RESIDENTS.waiting) <= 60


def test_what_the_pages_for_residents_say_is_among_their_texts():
    whole, _ = _used(RESIDENTS_FILES.pattern)

    foreign = {key for key in whole | set(PHRASES) if key not in RESIDENTS}

    assert sorted(key for key in foreign if not key.startswith(("coverage.", "export.", "column."))) == []


def test_a_language_for_residents_says_the_rest_in_the_one_it_falls_back_to():
    for language in FOR_RESIDENTS:
        texts, behind = load_texts(language), load_texts(language).whole
        assert texts("coverage.title") == behind("coverage.title"), language
        assert texts.forms("coverage.title") == behind.forms("coverage.title"), language
        assert behind.language == ("de" if language == "de-simple" else "en"), language


def test_a_catalogue_for_residents_that_lacks_one_of_their_texts_says_no_english_word(tmp_path):
    for name in ("residents.toml", "en.po"):
        (tmp_path / name).write_bytes((LOCALE_FOLDER / name).read_bytes())
    whole = (LOCALE_FOLDER / "tr.po").read_text(encoding="utf-8")
    cut = re.sub(r'msgid "action\.print"\nmsgstr .*\n', "", whole)
    (tmp_path / "tr.po").write_text(cut, encoding="utf-8")

    texts = load_texts("tr", folder=tmp_path)

    with pytest.raises(KeyError, match=r"tr\.po lacks 'action\.print'"):
        texts("action.print")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("X-Audience: residents", "X-Audience: planners", "X-Audience"),
        ("X-Falls-Back: en", "X-Falls-Back: tr", "X-Falls-Back"),
        ("X-Falls-Back: en\\n", "", "X-Falls-Back"),
        ("X-Made: machine", "X-Made: somehow", "X-Made"),
    ],
)
def test_a_header_that_says_what_cannot_be_is_refused(tmp_path, before, after, said):
    for name in ("residents.toml", "en.po", "tr.po"):
        (tmp_path / name).write_bytes((LOCALE_FOLDER / name).read_bytes())
    text = (tmp_path / "tr.po").read_text(encoding="utf-8")
    assert before in text
    lines = [line.replace(before, after) for line in text.splitlines()]
    (tmp_path / "tr.po").write_text("\n".join(line for line in lines if line != '""'), encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        load_texts("tr", folder=tmp_path)


def test_plurals_of_residents_have_the_forms_of_their_language():
    german = {str(m.id): m for m in _catalogue("de")}
    for language in FOR_RESIDENTS:
        texts = load_texts(language)
        for message in _catalogue(language):
            if not message.id or message.id == ("",):
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            wanted = german[str(message.id)]
            assert isinstance(message.string, str) == isinstance(wanted.string, str), (language, key)
            if not isinstance(message.string, str):
                _plural_fits(texts, key, wanted)


def _plural_fits(texts: Texts, key: str, german) -> None:
    """Each form holds the fields of the German; the number itself may be a word where a form is for one number."""
    fields = set().union(*map(_fields, german.string))
    forms = texts.forms(key)
    counts = {texts.locale.plural_form(n) for n in range(1000)}
    assert counts <= set(forms), (texts.language, key)
    for category, text in forms.items():
        may_lack = (
            {"count"} if sum(texts.locale.plural_form(n) == category for n in range(1000)) <= 1 else set()
        )
        assert fields - may_lack <= _fields(text) <= fields, (texts.language, key, category)


def test_numbers_and_dates_of_every_language_are_those_of_its_readers():
    for language, (day, number) in WRITTEN.items():
        texts = load_texts(language)
        assert (texts.date(date(2021, 12, 7)), texts.number(1234.5, digits=1)) == (day, number), language


def test_no_key_is_unused():
    whole, parts = _used()
    hints = {f"filter.hint.{reason}" for reason in ("unknown", "too_long", "too_many", "not_a_switch")}
    naming = (ROOT / "ui" / "shared" / "result.py", ROOT / "ui" / "api" / "collections.py")
    texts_of = "\n".join(file.read_text(encoding="utf-8") for file in naming)
    named = set(re.findall(r"\"([a-z_]+\.[a-z_]+)\"", texts_of))
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


@pytest.mark.parametrize("language", SPOKEN)
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


def test_only_arabic_and_persian_run_from_right_to_left():
    assert {name for name in SPOKEN if load_texts(name).direction == "rtl"} == {"ar", "fa"} & set(SPOKEN)


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
