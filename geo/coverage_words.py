"""The sentences of coverage, made from its figures: the page, slides and reports say the same."""

import math
from typing import Any

import pandas as pd

from geo.best_sites import BestSites
from geo.cost import METRES
from geo.coverage import Answer
from geo.figures import place_name
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.question import Question
from geo.supply import has_point


def headline(texts: Texts, taxonomy: Taxonomy, answer: Answer) -> str:
    """Say the number in one sentence."""
    if not says_something(answer):
        return texts("coverage.no_offers" if answer.offers.count else "coverage.none_listed")
    question = answer.question
    return texts(
        f"coverage.headline_{question.people}",
        share=texts.percent(answer.share.value),
        what=what_words(texts, taxonomy, question),
        threshold=threshold_words(texts, question),
        mode=texts(f"coverage.by_{question.mode}"),
    )


def says_something(answer: Answer) -> bool:
    """Whether people are known and at least one offer has a point of its own; without, no share means anything."""
    return math.isfinite(answer.share.value) and bool(has_point(answer.supply).any())


def city_table(answer: Answer) -> pd.DataFrame:
    """Return people and shares of each city as `Answer.by_city`; shares that mean nothing are not known."""
    table = answer.by_city
    return table if says_something(answer) else table.assign(share=math.nan)


def what_words(texts: Texts, taxonomy: Taxonomy, question: Question) -> str:
    """Say which offers a question is about."""
    language = texts.language
    topics = [taxonomy.topics[topic].labels[language] for topic in question.topics]
    groups = [
        taxonomy.target_groups[g].labels[language]
        for g in question.target_groups
        if g in taxonomy.target_groups
    ]
    what = texts("coverage.what", topics=texts.alternatives(topics)) if topics else texts("coverage.what_any")
    return texts("coverage.what_for", what=what, groups=texts.listing(groups)) if groups else what


def threshold_words(texts: Texts, question: Question) -> str:
    """Say the threshold with its unit."""
    if question.mode == METRES:
        return texts("unit.m", value=texts.number(question.threshold))
    return texts("coverage.minutes", count=round(question.threshold))


def interval_words(texts: Texts, answer: Answer) -> str:
    """Say how sure the number is, and why."""
    offers = answer.offers
    if not (math.isfinite(answer.share.value) and offers.count):
        return ""
    return texts(
        "coverage.interval",
        low=texts.percent(answer.share.low),
        high=texts.percent(answer.share.high),
        uncertain=texts.number(offers.uncertain),
        count=texts.number(offers.count),
        unlocated=texts.number(offers.unlocated),
    )


def source_words(texts: Texts, answer: Answer) -> str:
    """Say what every number of the page carries along."""
    has_network = answer.world.network_of(answer.question) is not None
    ways = texts("coverage.network") if has_network else texts("coverage.straight")
    return " ".join((texts("coverage.modelled"), ways, texts("coverage.no_entry")))


def gap_words(texts: Texts, row: Any) -> list[str]:
    """Say how many people a gap has and how far their way is; small numbers are hidden (NaN) and said to be so."""
    people, foreign = texts.number(round(row["people"])), row["foreign_nationals"]
    who = (
        texts("coverage.gap_people", people=people, foreign=texts.number(round(foreign)))
        if math.isfinite(foreign)
        else texts("coverage.gap_people_only", people=people)
    )
    mean = row["mean_min"]
    way = (
        texts("coverage.gap_way", mean=texts.minutes(mean))
        if math.isfinite(mean)
        else texts("coverage.gap_far")
    )
    return [who, way]


def siting_words(texts: Texts, found: BestSites) -> tuple[list[str], str]:
    """Say each chosen site and how good the choice is."""
    lines = [
        texts(
            "siting.row",
            number=texts.number(rank),
            name=row["name"] or place_name(row["place"], texts),
            city=row["city"],
            people=texts.number(round(row["newly_covered"])),
        )
        for rank, row in enumerate(found.sites.to_dict("records"), start=1)
    ]
    if not lines:
        return [], texts("siting.none")
    seconds = texts.number(max(found.siting.seconds, 0.1), digits=1)
    if found.siting.optimal:
        return lines, texts("siting.optimal", seconds=seconds)
    return lines, texts("siting.not_optimal", gap=texts.percent_precise(found.siting.gap), seconds=seconds)
