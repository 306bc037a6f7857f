"""The page "Coverage" without a browser: figures, controls, empty selections and wrong links."""

import base64
import html
import re
from urllib.parse import quote_plus

import pytest

from geo.i18n import load_texts
from geo.links import SHOWN_LIMIT
from geo.planning import insight
from geo.planning.nearby import offers_near
from geo.planning.settling_words import gap_settling_words, open_city_words
from geo.planning.wording import interval_words, near_words, open_words
from tests.app_kit import html_of, runs_well
from tests.coverage_page_kit import HERE, LANGUAGES, answer_of, headline_of, open_page
from ui.shared import widgets

pytestmark = pytest.mark.usefixtures("shipped_app_kept")
#: Five courses, all known only to their city; and a choice that leaves nothing.
NOWHERE = {"topic": "language", "group": "women"}
NOTHING = {"topic": "language", "group": "older_people"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_coverage_runs_in_every_language(language: str) -> None:
    texts = load_texts(language)

    page = open_page(lang=language, gap="1", s=HERE, layer="cells")

    runs_well(page)
    assert headline_of(answer_of(), language) in html_of(page)
    assert interval_words(texts, answer_of()) in html_of(page)
    assert page.button(key="coverage_what_if_1").label == texts("coverage.gap_what_if")


def test_the_ten_cities_are_those_of_the_answer() -> None:
    texts = load_texts("de")

    shown = html_of(open_page())

    for row in answer_of().by_city.to_dict("records"):
        assert f'<th scope="row" lang="de">{row["name"]}</th>' in shown
        assert f">{texts.people(row['people'])}</td>" in shown
        assert f"{texts.percent(row['share_low'])} – {texts.percent(row['share_high'])}" in shown


def test_every_control_changes_the_link_and_the_sentence() -> None:
    page = open_page()

    page.slider(key="coverage_threshold_min").set_value(15).run()
    assert page.query_params["t"] == "15"
    assert headline_of(answer_of(threshold=15.0)) in html_of(page)

    page.selectbox(key="coverage_people").set_value("foreign").run()
    page.selectbox(key="coverage_mode").set_value("bike").run()
    page.selectbox(key="coverage_counted").set_value("confirmed").run()
    page.selectbox(key="coverage_measure").set_value("bfca").run()
    runs_well(page)
    chosen = {"people": "foreign", "mode": "bike", "counted": "confirmed", "measure": "bfca"}
    assert dict(page.query_params) == {"t": "15", **chosen}
    assert headline_of(answer_of(threshold=15.0, **chosen)) in html_of(page)

    page.checkbox(key="coverage_topics_work").check().run()
    assert page.query_params["topic"] == ["language", "work"]
    page.checkbox(key="coverage_topics_language").uncheck().run()
    page.checkbox(key="coverage_topics_work").uncheck().run()
    assert page.query_params["topic"] == "any"


def test_metres_bring_their_own_threshold() -> None:
    page = open_page(t="15")

    page.selectbox(key="coverage_mode").set_value("metres").run()

    runs_well(page)
    assert dict(page.query_params) == {"mode": "metres"}
    assert page.slider(key="coverage_threshold_m").value == 1000
    assert headline_of(answer_of(mode="metres", threshold=1000.0)) in html_of(page)


def test_more_gaps_come_on_demand() -> None:
    page = open_page()
    assert len([b for b in page.button if "open_gap" in str(b.key)]) == 5

    page.button(key="coverage_more_gaps").click().run()

    assert len([b for b in page.button if "open_gap" in str(b.key)]) == 10
    assert page.query_params["n"] == "10"


def test_deeper_figures_come_when_asked_for() -> None:
    page = open_page()
    texts = load_texts("de")
    assert texts("equity.gini") not in html_of(page)

    page.toggle(key="coverage_deeper").set_value(True).run()

    runs_well(page)
    for row in answer_of().curve.to_dict("records"):
        assert texts("coverage.minutes", count=round(row["threshold"])) in html_of(page)
        low, high = texts.percent(row["share_low"]), texts.percent(row["share_high"])
        told = texts("coverage.share_range", value=texts.percent(row["share"]), low=low, high=high)
        assert f"<td>{told}</td>" in html_of(page)
    for key in (
        "equity.gini", "equity.worst", "edge.title", "missing.title", "coverage.methods", "coverage.detour",
        "coverage.measure_bfca", "sure.title",
    ):  # fmt: skip
        assert texts(key) in html_of(page)
    missing = insight.missing_by_city(answer_of())
    assert texts(
        "missing.people", people=texts.number(round(missing.iloc[0])), who=texts("people.all")
    ) in html_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_offer_the_page_says_so(language: str) -> None:
    texts = load_texts(language)

    page = open_page(**NOTHING, lang=language, layer="cells", sites="2")

    runs_well(page)
    assert texts("coverage.none_listed") in html_of(page)
    assert f"{texts.percent(0)} –" not in html_of(page)
    assert not [b for b in page.button if "open_gap" in str(b.key)]
    assert texts("coverage.gaps_unknown") in [line.value for line in page.markdown]


def test_offers_known_to_their_city_alone_are_estimated() -> None:
    page = open_page(**NOWHERE)

    runs_well(page)
    assert "Das ist geschätzt: Von " in html_of(page)
    assert "Sicher sind 0, möglich " in html_of(page)


def test_figures_of_a_choice_without_any_offer_are_not_known() -> None:
    page = open_page(**NOTHING)

    page.toggle(key="coverage_deeper").set_value(True).run()

    runs_well(page)
    texts = load_texts("de")
    assert (
        html_of(page).count(f"<td>{texts('coverage.not_known')}</td>") == 8
    )  # three of equity, five measures
    assert ">nan" not in html_of(page)


@pytest.mark.parametrize(
    "query", [{"t": "1"}, {"t": "120", "mode": "bike"}, {"t": "50", "mode": "metres"}, {"t": "20000", "mode": "metres"}]
)  # fmt: skip
@pytest.mark.parametrize("layer", ["cities", "cells"])
def test_extreme_thresholds_are_answered(query: dict[str, str], layer: str) -> None:
    page = open_page(**query, layer=layer)

    runs_well(page)
    found = answer_of(mode=query.get("mode", "walk"), threshold=float(query["t"]))
    assert headline_of(found) in html_of(page)
    assert page.query_params["t"] == query["t"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("t", "0"), ("t", "abc"), ("gap", "99999"), ("gap", "-1"), ("s", "rubbish"), ("s", "!a1,2"), ("topic", "xx"),
        ("group", "xx"), ("mode", "fly"), ("layer", "moon"), ("sites", "x"), ("aim", "moon"), ("wish", "x"), ("n", "x"), ("people", "x"),
    ],
)  # fmt: skip
def test_a_wrong_link_is_a_hint_and_the_address_is_tidied(key: str, value: str) -> None:
    page = open_page(**{key: value})

    runs_well(page)
    assert len(page.info) == 1
    assert headline_of(answer_of()) in html_of(page)
    assert dict(page.query_params) == {}


def test_an_open_gap_tells_the_nearest_offers_and_where_to_find_them() -> None:
    texts, found = load_texts("de"), answer_of()
    gap = found.gaps.areas.loc[1]
    near = offers_near(found, gap["lon"], gap["lat"])

    page = open_page(gap="1")

    runs_well(page)
    shown = html_of(page)
    assert len(near) == 3
    for offer in near:
        assert f"offer={offer.offer_id}" in shown
        assert html.escape(offer.title) in shown
        assert near_words(texts, found, offer) in shown
    settling = gap_settling_words(texts, found, 1)
    assert len(settling) == 4  # offers nobody can place, the range, two addresses
    assert all(html.escape(line, quote=False) in shown or html.escape(line) in shown for line in settling)
    assert f"city={quote_plus(gap['city'])}" in shown


def test_the_addresses_that_limit_the_figure_are_listed_with_their_effect() -> None:
    texts = load_texts("de")

    shown = html_of(open_page())

    fixes = insight.addresses_to_fix(answer_of())
    assert len(fixes) == 5
    for fix in fixes:
        assert texts("limits.row", people=texts.people_about(fix.people), who=texts("people.all")) in shown
        assert f"offer={fix.offer_ids[0]}" in shown


def test_where_nothing_can_be_said_the_page_tells_on_what_it_depends_when_asked() -> None:
    texts, found = load_texts("de"), answer_of()
    page = open_page()
    first, lines = open_city_words(texts, found)[0]
    assert widgets.plain(open_words(texts, found)) in [block.value for block in page.markdown]
    assert lines[0] not in html_of(page)

    page.toggle(key="coverage_undecided").set_value(True).run()

    runs_well(page)
    assert f"<strong>{first}</strong>: {lines[0]}" in html_of(page)


def test_how_it_is_computed_is_drawn_with_the_figures_of_the_answer() -> None:
    for language in LANGUAGES:
        texts, share = load_texts(language), answer_of().share
        shown = html_of(open_page(lang=language))
        drawn = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", shown)[1]).decode()
        for part in share[:3]:
            assert texts.percent(part) in drawn and texts.percent(part) in shown
        assert texts("coverage.how_legend", draws=texts.number(200)) in shown


def test_a_hint_shows_foreign_text_as_text_and_short() -> None:
    page = open_page(topic="**<script>alert(1)</script>**" * 9)

    runs_well(page)
    assert "<script>" not in page.info[0].value
    assert len(page.info[0].value.replace("\\", "").replace(":small[]", "")) < 4 * SHOWN_LIMIT


def test_a_gap_that_there_is_not_is_simply_not_open() -> None:
    page = open_page(gap="190", t="120", mode="bike")

    runs_well(page)
    assert not [b for b in page.button if "what_if" in str(b.key)]


def test_no_gap_is_a_sentence() -> None:
    page = open_page(topic="any", t="120", mode="bike")

    runs_well(page)
    assert load_texts("de")("coverage.gaps_none") in [line.value for line in page.markdown]
