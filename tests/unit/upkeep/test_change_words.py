"""Changes in words: what stood there, what stands there now, in the reader's language, and nothing internal."""

from datetime import UTC, datetime

import pytest

from geo.district.taxonomy import load_taxonomy
from geo.i18n import load_texts
from geo.model import ChangeKind, FeeKind, Role
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.value_wording import choice_words, value_words
from geo.settings import load_settings
from geo.store import Batch, Change
from geo.upkeep.change_words import ChangeLine, change_lines, moment_words

TAXONOMY = load_taxonomy(load_settings({}).district.files["taxonomy"])
NOON = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
GERMAN = load_texts("de")


def _change(before: dict | None, after: dict | None, *, location_id: str = "") -> Change:
    batch = Batch(1, NOON, Role.EDITOR, ChangeKind.EDIT)
    return Change(1, batch, before, after, offer_id="" if location_id else "a-1", location_id=location_id)


def _lines(change: Change, **options: bool) -> list[ChangeLine]:
    return change_lines(change, texts=GERMAN, taxonomy=TAXONOMY, **options)


def test_each_column_is_told_before_and_after_in_the_order_of_the_schema() -> None:
    change = _change({"schedule": "", "title": "Kurs"}, {"schedule": "Mo", "title": "Kurs am Abend"})

    assert [(line.heading, line.before, line.after) for line in _lines(change)] == [
        ("Titel", "Kurs", "Kurs am Abend"),
        ("Zeiten", "", "Mo"),
    ]


def test_a_new_offer_is_told_by_what_it_holds() -> None:
    change = _change(None, {"title": "Kurs", "phone": "", "offer_id": "a-1", "sites": []})

    assert [(line.column, line.before, line.after) for line in _lines(change)] == [("title", "", "Kurs")]


def test_what_visitors_do_not_see_is_told_to_editors_alone() -> None:
    change = _change(
        {"remark": "alt", "source_url": ""}, {"remark": "neu", "source_url": "https://x.example"}
    )

    assert _lines(change) == []
    assert [line.column for line in _lines(change, with_internal=True)] == ["source_url", "remark"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("topics", "language;work", "Sprache und Arbeit"),
        ("languages", "ar;de", "Arabisch und Deutsch"),
        ("fee_kind", "free", "kostenlos"),
        ("is_protected", "yes", "ja"),
        ("assured_date", "2026-07-01", "1. Juli 2026"),
        ("assured_date", "neulich", "neulich"),
        ("topics", "rubbish", "rubbish"),
        ("phone", "", ""),
        (
            "sites",
            [{"street": "Markt", "house_number": "1", "city": "Marl", "schedule": "Mo"}],
            "Markt 1, Marl, Mo",
        ),
    ],
)
def test_values_are_said_as_the_page_says_them(column: str, value: object, words: str) -> None:
    assert value_words(column, value, texts=GERMAN, taxonomy=TAXONOMY) == words


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_allowed_value_has_words_in_every_language(language: str) -> None:
    texts = load_texts(language)

    for spec in OFFER_COLUMNS:
        assert texts(f"column.{spec.name}") if spec.name != "offer_id" else True
        assert all(choice_words(spec.name, value, texts) for value in spec.allowed)
    for name in (*Role, *ChangeKind):
        assert texts(f"role.{name}") if name in tuple(Role) else texts(f"change.{name}")


def test_a_value_that_cannot_be_stays_as_it_is() -> None:
    assert choice_words("fee_kind", "cheap", GERMAN) == "cheap"
    assert choice_words("fee_kind", str(FeeKind.PAID), GERMAN) == "kostet etwas"


def test_a_point_is_told_by_how_exact_it_is_and_where() -> None:
    change = _change(
        {"precision": "street", "lon": 7.1, "lat": 51.6},
        {"precision": "house", "lon": 7.10001, "lat": 51.60002},
        location_id="loc-1",
    )

    (line,) = _lines(change)

    assert line.before == "nur die Straße bekannt · 51.60000, 7.10000"
    assert line.after == "auf das Haus genau · 51.60002, 7.10001"


def test_a_forgotten_point_tells_nothing() -> None:
    (line,) = _lines(_change({}, {}, location_id="loc-1"))

    assert (line.before, line.after) == ("", "")


def test_moments_are_in_the_districts_time() -> None:
    assert moment_words(NOON, GERMAN, timezone="Europe/Berlin") == "01.07.2026, 12:00:00"
