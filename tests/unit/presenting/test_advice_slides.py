"""Slides of what advice teaches: only what was published, also when nothing changed; none where nothing is."""

from dataclasses import replace

import pytest

from geo.district.kim_codes import codes_of
from geo.i18n import load_texts
from geo.kim.disclosure import Told
from geo.kim.figures import make_figures
from geo.kim.public import PublicAdvice
from geo.kim.topics import StructuralTopic
from geo.presenting.briefing import Briefing
from geo.presenting.deck import Deck
from geo.presenting.report.city_sheet import _fields, _gaps, city_sheet
from geo.presenting.slides import Slide, make_slides
from geo.settings import load_settings
from geo.store import HandoverKey, TallyKey

KINDS = ("advice", "breaking", "decisions")
TALK = TallyKey("2026-Q3", "Marl", "childcare", "not_found")
WAY = HandoverKey("2026-Q2", "Marl", "job_centre", "youth_office", state="rejected")


def _slides(briefing: Briefing, language: str = "de") -> list[Slide]:
    return make_slides(Deck(language, slides=KINDS), briefing, load_texts(language))


def _advice(*, topics: tuple[StructuralTopic, ...] = ()) -> PublicAdvice:
    ways = {WAY: 60, WAY._replace(state="done"): 40}
    later = {key._replace(quarter="2026-Q3"): n - 1 for key, n in ways.items()}
    figures = make_figures({TALK: 12, TALK._replace(outcome="placed"): 3}, ways | later)
    return PublicAdvice(figures, topics, codes_of(load_settings({}).district), {})


def test_the_city_sheet_places_topics_in_four_fields_once_something_is_published(shipped: Briefing) -> None:
    texts = load_texts("de")
    told = replace(shipped, advice=_advice())

    found = _fields(told, "Marl", texts)

    assert _fields(shipped, "Marl", texts) is None
    assert found is not None
    (field,) = [one for one in told.told.fields if one.city == "Marl"] if told.told else []
    name = shipped.taxonomy.topics["childcare"].labels["de"]
    at = 1 if field.supply.is_map_gap else 2
    assert [row[0] for row in found["rows"]] == [texts("kim.advice_yes"), texts("kim.advice_no")]
    assert found["rows"][0][at] == name
    assert [cell for row in found["rows"] for cell in row[1:]].count("–") == 3
    assert city_sheet(told, "Marl", texts).startswith(b"%PDF")


def test_without_a_published_quarter_there_is_no_such_slide(shipped: Briefing) -> None:
    assert _slides(shipped) == []


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_gaps_breaking_points_and_decisions_are_told(shipped: Briefing, language: str) -> None:
    topic = StructuralTopic(
        "x", "Beispiel", "2026-Q2", stage=4, from_office="job_centre", to_office="youth_office",
        measure="Sprechstunde", responsible="coordination", due="2026-12-31", met_on="2026-06-30",
    )  # fmt: skip
    texts = load_texts(language)

    slides = _slides(replace(shipped, advice=_advice(topics=(topic,))), language)

    assert [slide.kind for slide in slides] == [*KINDS]
    told = {slide.kind: slide for slide in slides}
    gaps, points, decided = (told[kind].table for kind in KINDS)
    assert gaps and points and decided
    assert [cell.text for cell in gaps.rows[0]][1:3] == ["Marl", texts.number(12)]
    assert [cell.text for cell in points.rows[0]][2:4] == [texts.number(198), texts.number(119)]
    unchanged = texts("kim.effect_unchanged", before="", after="").split(":")[0]
    assert unchanged in decided.rows[0][3].text
    assert all(slide.source for slide in slides)


def test_hidden_counts_stand_on_no_slide(shipped: Briefing) -> None:
    slides = _slides(replace(shipped, advice=_advice()))

    assert [slide.kind for slide in slides] == ["advice", "breaking"]
    words = " ".join(cell.text for slide in slides if slide.table for row in slide.table.rows for cell in row)
    assert " 3 " not in f" {words} " and " 15 " not in f" {words} "


def test_the_sheet_of_a_city_says_what_its_advice_tells(shipped: Briefing) -> None:
    told = replace(shipped, advice=_advice())
    texts = load_texts("de")

    marl, herten = (list(_gaps(told, city, texts)) for city in ("Marl", "Herten"))

    said = texts("kim.said_gap", topic="Kinderbetreuung", city="Marl", number="12")
    assert any(line.startswith(said) for line in marl)
    assert not any("Beratung" in line for line in herten)


def test_a_gap_is_told_by_advice_only_where_enough_needs_were_not_met() -> None:
    advice = _advice()

    assert advice.unmet("Marl", ("childcare",)) == Told(12, 12)
    assert advice.unmet("Marl", ()) == Told(12, 12)
    assert advice.unmet("Herten", ("childcare",)) is None
    assert advice.unmet("Marl", ("work",)) is None


def test_gaps_by_needs_stand_on_slides_as_on_the_map_and_say_so(shipped: Briefing) -> None:
    texts, asked = load_texts("de"), replace(shipped.question, topics=("childcare",), weight="needs")
    told = replace(shipped, question=asked, advice=_advice())
    without = replace(told, advice=None)

    (by_needs,), (by_people,) = (
        make_slides(Deck("de", question=asked, slides=("gaps",)), one, texts) for one in (told, without)
    )

    first = told.answer.gaps.areas.iloc[0]
    assert first["city"] == "Marl" != without.answer.gaps.areas.iloc[0]["city"]  # only Marl counted
    assert by_needs.table and "Marl" in by_needs.table.rows[0][0].text
    assert texts("coverage.gaps_by_needs") in by_needs.lines
    assert texts("coverage.needs_unknown") in by_people.lines
    assert next(iter(_gaps(told, "Marl", texts))) == texts("coverage.gaps_by_needs")
