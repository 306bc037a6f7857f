"""Slides on the shipped data: one message each, the numbers of the page, in every language."""

from dataclasses import replace
from datetime import date

import pytest

from geo.i18n import load_texts
from geo.planning.question import Question
from geo.planning.wording import headline
from geo.presenting.briefing import Briefing
from geo.presenting.charts.base_map import Ground
from geo.presenting.deck import ASPECTS, KINDS, Deck
from geo.presenting.slides import Picture, Slide, make_slides
from geo.projection import to_metric
from geo.upkeep.changes import Changes

TODAY = date(2026, 11, 26)
LANGUAGES = ("de", "en", "ar")
TOPICS = ("language", "work", "childcare")


def _slides(briefing: Briefing, language: str = "de", **deck: object) -> list[Slide]:
    return make_slides(Deck(language, **deck), briefing, load_texts(language))  # type: ignore[arg-type]


def _words(slide: Slide) -> str:
    table = [cell.text for row in slide.table.rows for cell in row] if slide.table else []
    bars = [f"{bar.label} {bar.words}" for bar in slide.bars.bars] if slide.bars else []
    return " ".join((slide.title, *slide.lines, *table, *bars))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slide_has_a_message_and_a_source(shipped: Briefing, language: str) -> None:
    slides = _slides(shipped, language)

    assert len({slide.name for slide in slides}) == len(slides)
    assert all(slide.title and slide.source for slide in slides)
    assert not [slide.name for slide in slides if "{" in _words(slide)]


def test_gaps_and_sites_have_one_slide_a_topic(shipped: Briefing) -> None:
    names = [slide.name for slide in _slides(shipped, slides=("sites", "gaps"))]

    assert names == [f"{kind}-{topic}" for kind in ("sites", "gaps") for topic in TOPICS]


def test_numbers_are_those_of_the_answers(shipped: Briefing) -> None:
    texts = load_texts("de")
    by_name = {slide.name: slide for slide in _slides(shipped)}

    assert by_name["map"].title == headline(texts, shipped.taxonomy, shipped.answer)
    reached = by_name["cities"].bars
    assert reached is not None
    told = {bar.label: bar for bar in reached.bars}
    for row in shipped.answer.by_city.to_dict("records"):
        bar = told[row["name"]]
        assert (bar.value, bar.span) == (row["share"], (row["share_low"], row["share_high"]))
        assert bar.words.startswith(texts.percent(row["share"]))
    for topic in shipped.topics:
        slide = by_name[f"gaps-{topic.answer.question.topics[0]}"]
        first = topic.answer.gaps.areas.iloc[0]
        assert texts.people_about(first["people"]) in slide.title
        sites = by_name[f"sites-{topic.answer.question.topics[0]}"]
        assert sites.table is not None
        assert sites.bars is not None
        newly = topic.sites.sites["newly_covered"]
        assert [row[1].text.split(" (")[0] for row in sites.table.rows] == [*map(texts.people_about, newly)]
        before, after = sites.bars.bars
        assert before.value == topic.answer.share.value
        gained = newly.sum() / topic.answer.people.sum()
        assert after.value == pytest.approx(before.value + gained)
        assert after.span is not None
        assert after.span[0] <= after.value <= after.span[1]


def test_number_on_the_map_of_gaps_is_that_of_its_row(
    shipped: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbered: list[tuple[str, float]] = []
    monkeypatch.setattr(Ground, "_badge", lambda _self, words, x, _y, **_: numbered.append((words, x)))
    slide = next(s for s in _slides(shipped, slides=("gaps",)) if s.name == "gaps-work")

    assert slide.picture is not None
    assert slide.picture.png

    assert slide.table is not None
    topic = next(t for t in shipped.topics if t.answer.question.topics == ("work",))
    gaps = topic.answer.gaps.areas.head(len(slide.table.rows))
    x, _ = to_metric(gaps["lon"], gaps["lat"], crs=shipped.world.metric_crs)
    assert numbered == list(zip([row[0].text.split(".")[0] for row in slide.table.rows], x, strict=True))


def test_narrow_slides_have_fewer_gaps_on_list_and_map(shipped: Briefing) -> None:
    wide, narrow = (_slides(shipped, slides=("gaps",), aspect=aspect)[0] for aspect in ASPECTS)

    assert wide.table is not None
    assert narrow.table is not None
    assert narrow.table.rows == wide.table.rows[:3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_maps_name_whose_shapes_they_show_and_all_slides_tell_how(shipped: Briefing, language: str) -> None:
    slides = _slides(shipped, language)

    assert all("GeoBasis-DE / BKG" in slide.credit for slide in slides if slide.picture)
    assert all(len(slide.notes) >= 2 and slide.source == slide.notes[-1] for slide in slides)


def test_own_words_stand_on_the_first_slide_of_their_kind(shipped: Briefing) -> None:
    deck = Deck("de", slides=("title", "gaps"), title="Netzwerktreffen").with_sentence("gaps", "Hier zuerst.")

    slides = make_slides(deck, shipped, load_texts("de"))

    assert slides[0].title == "Netzwerktreffen"
    assert [slide.own for slide in slides] == ["", "Hier zuerst.", "", ""]


def test_one_topic_has_its_own_sentence_and_picture(shipped: Briefing) -> None:
    deck = Deck("de", slides=("gaps",)).with_sentence("gaps-work", "Hier zuerst.")
    own = Picture("ein Haus", lambda: b"")

    slides = make_slides(deck, shipped, load_texts("de"), pictures={"gaps-childcare": own})

    assert [slide.own for slide in slides] == ["", "Hier zuerst.", ""]
    assert [slide.picture is own for slide in slides] == [False, False, True]


def test_topic_without_any_located_offer_is_said_to_be_unknown(shipped: Briefing) -> None:
    unknown = replace(shipped, question=Question(topics=("anti_discrimination",), counted="confirmed"))

    slides = {slide.name: slide for slide in _slides(unknown)}

    gaps = slides["gaps-anti_discrimination"]
    assert gaps.title.endswith("denn kein Angebot hat einen Ort")
    assert gaps.table is None
    assert "nicht bekannt" in slides["cities"].title


def test_pictures_are_drawn_when_looked_at_and_have_words(shipped: Briefing) -> None:
    (slide,) = _slides(shipped, slides=("map",))

    assert slide.picture is not None
    assert slide.title in slide.picture.alt
    assert slide.picture.png.startswith(b"\x89PNG")
    assert slide.picture.png is slide.picture.png


def test_every_kind_can_be_made(shipped: Briefing) -> None:
    for kind in KINDS:
        for slide in _slides(shipped, slides=(kind,)):
            assert slide.kind == kind


def test_changes_are_told_with_coverage_before_and_after(shipped: Briefing) -> None:
    frame = shipped.world.table.frame
    language = frame[
        frame["topics"].map(lambda topics: "language" in topics) & frame["precision"].eq("street")
    ]
    gone = [language.index[0]]
    changes = Changes(TODAY, (gone[0],), (), (), (), 0, then=frame.drop(index=gone))
    compared = replace(shipped, changes=changes, question=Question(topics=("language",)))
    texts = load_texts("de")

    (slide,) = _slides(compared, slides=("changes",))

    assert compared.answer_then is not None
    before, after = (texts.percent(a.share.value) for a in (compared.answer_then, compared.answer))
    assert slide.title.startswith(f"Seit {texts.date(TODAY)}: 1 neu")
    assert f": {before} (" in slide.lines[0]
    assert f"→ {after} (" in slide.lines[0]
    assert slide.table is not None
    assert slide.table.rows[0][0].text == frame.title[gone[0]]


def test_better_addresses_are_told_apart_from_new_offers(shipped: Briefing) -> None:
    """Some offers are new and some were known to their city alone: a paper must not call the second progress."""
    frame = shipped.world.table.frame
    language = frame[
        frame["topics"].map(lambda topics: "language" in topics)
        & frame["precision"].isin(["house", "street"])
    ].drop_duplicates(["lon", "lat"])
    fresh, clarified = tuple(language.index[:8]), list(language.index[8:16])
    then = frame.drop(index=list(fresh))
    then.loc[clarified, ["precision", "uncertainty_m"]] = ("city", 5000.0)
    changes = Changes(TODAY, fresh, (), (), (), len(clarified), then=then)
    compared = replace(shipped, changes=changes, question=Question(topics=("language",), threshold=10.0))

    (slide,) = _slides(compared, slides=("changes",))

    answers = (compared.answer_then, compared.answer_then_here, compared.answer)
    before, between, after = (a.share.value for a in answers if a is not None)
    assert before != between < after  # a better address moves the estimate either way; a new offer is a gain
    texts = load_texts("de")
    words = {"before": before, "between": between, "after": after}
    told = {name: texts.percent(share) for name, share in words.items()}
    assert texts("slide.changes_apart", **told) in slide.lines


def test_nothing_is_said_of_the_time_before_the_history(shipped: Briefing) -> None:
    asked, begins = date(2026, 6, 1), date(2026, 11, 25)
    changes = Changes(asked, (), (), (), (), 0, then=shipped.world.table.frame, begins=begins)
    texts = load_texts("de")

    (slide,) = _slides(replace(shipped, changes=changes), slides=("changes",))

    assert slide.title == texts("slide.changes_none", date=texts.date(begins))
    assert texts.date(asked) not in slide.title
    assert any(texts.date(asked) in line and texts.date(begins) in line for line in slide.lines)


def test_without_a_day_there_is_no_slide_of_changes(shipped: Briefing) -> None:
    assert _slides(shipped, slides=("changes", "method"))[0].kind == "method"


@pytest.mark.parametrize("topics", [TOPICS, ("work",), ()])
def test_number_of_a_gap_means_the_same_gap_on_every_slide(
    shipped: Briefing, topics: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several topics have a list of gaps each; the map, which shows them together, then numbers none."""
    numbered: list[tuple[str, float]] = []
    monkeypatch.setattr(Ground, "_badge", lambda _self, words, x, _y, **_: numbered.append((words, x)))
    asked = replace(shipped, question=Question(topics=topics))

    by_kind = {slide.kind: slide for slide in _slides(asked, slides=("map", "gaps"))}
    picture = by_kind["map"].picture
    assert picture is not None
    assert picture.png

    table = by_kind["gaps"].table
    assert table is not None
    gaps = asked.answer.gaps.areas.head(len(table.rows))
    x, _ = to_metric(gaps["lon"], gaps["lat"], crs=asked.world.metric_crs)
    told = [row[0].text.split(".")[0] for row in table.rows]
    assert numbered == ([] if len(topics) > 1 else list(zip(told, x, strict=True)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("topics", "key"), [(TOPICS, "slide.map_legend_topics"), (("work",), "slide.map_legend")]
)
def test_map_says_what_colours_dots_hatching_and_numbers_mean(
    shipped: Briefing, language: str, topics: tuple[str, ...], key: str
) -> None:
    (slide,) = _slides(replace(shipped, question=Question(topics=topics)), language, slides=("map",))

    assert slide.lines[-1] == load_texts(language)(key)


@pytest.mark.parametrize("topics", [("work",), ("language", "work"), ()])
def test_all_columns_of_the_cities_are_about_the_chosen_topics(
    shipped: Briefing, topics: tuple[str, ...]
) -> None:
    asked = replace(shipped, question=Question(topics=topics))
    offers = shipped.offers
    chosen = offers[offers["topics"].map(lambda own: not topics or bool(set(own) & set(topics)))]
    texts = load_texts("de")

    _, slide = _slides(asked, slides=("cities",))

    table = slide.full
    assert table is not None
    at_places = chosen[chosen["scope"].eq("local")]
    told = {row[0].text: row[1].text for row in table.rows}
    in_cities = {name: texts.number(n) for name, n in at_places["city"].value_counts().items()}
    assert {name: told[name] for name in in_cities} == in_cities
    assert told[texts("scorecard.district")] == texts.number(len(at_places))
    elsewhere = len(chosen) - len(at_places)
    assert slide.source.startswith(
        texts("scorecard.counted", count=elsewhere, here=texts.number(len(at_places)))
    )
