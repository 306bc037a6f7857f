"""The sentences of a search for new places."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.i18n import load_texts
from geo.places.naming import PlaceName
from geo.planning import wording
from geo.planning.best_sites import BestSites
from geo.planning.siting import CoverSiting, MedianSiting, Siting
from geo.reach.imputed import Spread

LANGUAGES = ("de", "en", "ar")


def found_sites(*names: str, **changes: object) -> BestSites:
    siting = Siting(
        sites=tuple(range(len(names))),
        newly_covered=(1200.4,) * len(names),
        before=100.0,
        after=100.0 + 1200.4 * len(names),
        people=9000.0,
        bound=5000.0,
        gap=0.0,
        optimal=True,
        method="exact",
        stopped="",
        seconds=1.26,
    )
    where = PlaceName("station", "Marl Mitte", "Marl")
    frame = pd.DataFrame(
        {
            "name": list(names),
            "city": "Marl",
            "newly_covered": 1200.4,
            "newly_low": 600.0,
            "newly_high": 1800.0,
            "newly_covered_foreign": 210.0,
            "mean_before_m": 5200.0,
            "place": [where] * len(names),
            "saved_m": np.nan,
        }
    )
    newly = Spread(1200.4 * len(names), 800.0, 3100.0)
    return BestSites("mclp", replace(siting, **changes), frame, frame, newly, np.array([newly.expected]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sites_are_told_in_order_with_the_people_they_bring(language: str) -> None:
    texts = load_texts(language)

    lines, verdict = wording.siting_words(texts, found_sites("Schule", "Bad"))

    assert [texts.number(rank) in line for rank, line in enumerate(lines, start=1)] == [True, True]
    assert "Schule" in lines[0]
    assert "Bad" in lines[1]
    assert all(all(texts.number(n) in line for n in (1200, 600, 1800)) and "Marl" in line for line in lines)
    assert all(texts.number(210) in line and texts.distance(5200) in line for line in lines)
    assert verdict.endswith(texts("siting.optimal", seconds=texts.number(1.26, digits=1)))
    assert texts.percent(100 / 9000) in verdict
    assert all(texts.number(people) in verdict for people in (2400, 800, 3100))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_that_was_stopped_says_so(language: str) -> None:
    texts = load_texts(language)

    _, verdict = wording.siting_words(texts, found_sites("Schule", optimal=False, stopped="user", gap=0.2))

    assert texts("siting.stopped") in verdict
    assert texts.percent_precise(0.2) in verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_without_a_name_is_told_by_what_is_near(language: str) -> None:
    lines, _ = wording.siting_words(load_texts(language), found_sites(""))

    assert "Marl Mitte" in lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_without_proof_says_how_far_it_may_be_off(language: str) -> None:
    texts = load_texts(language)

    _, verdict = wording.siting_words(texts, found_sites("Schule", optimal=False, gap=0.013, method="greedy"))

    assert texts.percent_precise(0.013) in verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_site_that_helps_is_a_sentence(language: str) -> None:
    texts = load_texts(language)

    assert wording.siting_words(texts, found_sites()) == ([], texts("siting.none", who=texts("people.all")))


def with_siting(found: BestSites, kind: type[Siting], **changes: object) -> BestSites:
    return replace(found, siting=kind(**{**vars(found.siting), **changes}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_shorter_ways_are_told_site_by_site_and_together(language: str) -> None:
    texts, found = load_texts(language), found_sites("Schule", "Bad")
    found.sites["saved_m"] = [4_200_000.0, 1_100_000.0]
    found.sites.loc[1, "newly_covered"] = 0.0

    lines, verdict = wording.siting_words(
        texts,
        with_siting(found, MedianSiting, mean_before_m=2400.0, mean_after_m=1900.0, saved_m=(4.2e6, 1.1e6)),
    )

    assert texts("siting.saved", number=texts.number(4200)) in lines[0]
    assert texts("siting.why_nobody", name="Bad", city="Marl") in lines[1]
    assert texts.distance(2400) in verdict
    assert texts.distance(1900) in verdict


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_the_fewest_places_for_a_wished_share_are_counted(language: str, count: int) -> None:
    texts, found = load_texts(language), found_sites(*["Schule"] * count)

    _, verdict = wording.siting_words(
        texts, with_siting(found, CoverSiting, share=0.8, best_share=0.95, feasible=True)
    )

    assert verdict.startswith(texts("siting.enough", count=count, wished=texts.percent(0.8)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_that_cannot_be_had_and_one_that_is_there_are_told_apart(language: str) -> None:
    texts = load_texts(language)

    far = with_siting(found_sites(), CoverSiting, share=0.99, best_share=0.951, feasible=False)
    near = with_siting(found_sites(), CoverSiting, share=0.2, best_share=0.951, feasible=True)

    assert wording.siting_words(texts, far) == (
        [],
        texts(
            "siting.impossible",
            wished=texts.percent(0.99),
            best=texts.percent_precise(0.951),
            whose=texts("people.of_all"),
        ),
    )
    assert wording.siting_words(texts, near) == (
        [],
        texts("siting.already", wished=texts.percent(0.2)),
    )
