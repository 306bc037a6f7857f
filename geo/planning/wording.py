"""The sentences of coverage, made from its figures: the page, slides and reports say the same."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.district.data_words import people_source_words
from geo.i18n import Texts, sentence
from geo.model import Taxonomy
from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.access import summed
from geo.planning.answer import Answer
from geo.planning.best_sites import BestSites
from geo.planning.by_timetable import departures
from geo.planning.doubts import doubt_words
from geo.planning.figures import place_name
from geo.planning.ground import World
from geo.planning.nearby import NearOffer
from geo.planning.question import Question
from geo.planning.siting import PENALTY, CoverSiting, MedianSiting, Siting
from geo.reach.interval import OUT_CLASSES
from geo.reach.speeds import METRES, SPEEDS_KMH, TRANSIT, metres_to_minutes
from geo.reach.transit import About

#: Operators of a timetable that are named.
_SHOWN_OPERATORS = 3


def choice_words(texts: Texts, name: str, value: str) -> str:
    """Say one of the values that a question can have; a way of travel with its speed."""
    return texts(f"coverage.{name}_{value}", speed=texts.number(SPEEDS_KMH.get(value, 0.0), digits=1))


def people_words(texts: Texts, people: float) -> str:
    """Say a number of people; one or two are never told, "–" stands for a number nobody knows."""
    if not math.isfinite(people):
        return "–"
    return texts("coverage.few") if 0 < people < LEAST_PEOPLE else texts.people(people)


def who_words(texts: Texts, group: str) -> str:
    """Say whom a question counts, to stand behind a number."""
    return texts(f"people.{group}")


def whose_words(texts: Texts, group: str) -> str:
    """Say whom a question counts, to stand behind a share: of the people."""
    return texts(f"people.of_{group}")


def supplied_words(texts: Texts, answer: Answer) -> str:
    """Say what the measures sum: offers, the places they state, or both."""
    return texts(f"people.supplied_{summed(answer).value}")


def about_people(texts: Texts, people: float) -> str:
    """Say an estimated number of people; one or two are never told, "–" stands for a number nobody knows."""
    return texts.people_about(people) if people >= LEAST_PEOPLE else people_words(texts, people)


def how_words(texts: Texts, answer: Answer) -> str:
    """Say how the numbers come about, with what was learned from the known places."""
    found = answer.world.unknown.directory
    known = found.parameters
    return texts(
        "coverage.how_text",
        draws=texts.number(found.draws),
        sites=texts.number(known.sites),
        exponent=texts.number(known.mean_exponent, digits=2),
        same="{} : {}".format(*known.same_organization),
        other="{} : {}".format(*known.other_organization),
        seed=str(found.seed),
    )


def headline(texts: Texts, taxonomy: Taxonomy, answer: Answer) -> str:
    """Say the number in one sentence."""
    if not says_something(answer):
        return texts("coverage.no_offers" if answer.offers.count else "coverage.none_listed")
    question, share = answer.question, answer.share
    ends = () if is_known(answer) else (share.low, share.high)
    return sentence(
        texts(
            f"coverage.headline_{question.people}{'' if ends else '_known'}",
            share=texts.of_hundred(share.value),
            **{name: texts.of_hundred(end) for name, end in zip(("low", "high"), ends, strict=False)},
            what=what_words(texts, taxonomy, question),
            threshold=threshold_words(texts, question),
            mode=texts(f"coverage.by_{question.mode}"),
        )
    )


def is_known(answer: Answer) -> bool:
    """Whether the place of every offer is known so well that all draws give the same share."""
    return not answer.share.high > answer.share.low and not answer.offers.uncertain


def says_something(answer: Answer) -> bool:
    """Whether people are known and at least one offer is somewhere in the district; else no share means anything."""
    return math.isfinite(answer.share.value) and bool(answer.has_offers)


def city_table(answer: Answer) -> pd.DataFrame:
    """Return people and shares of each city as `Answer.by_city`; shares that mean nothing are not known."""
    table = answer.by_city
    return table if says_something(answer) else table.assign(share=math.nan)


def what_words(texts: Texts, taxonomy: Taxonomy, question: Question) -> str:
    """Say which offers a question is about."""
    language = texts.language
    topics = [_label(taxonomy.topics[topic].labels, language) for topic in question.topics]
    groups = [
        _label(taxonomy.target_groups[g].labels, language)
        for g in question.target_groups
        if g in taxonomy.target_groups
    ]
    if question.needs_all:
        what = texts("coverage.what_all", topics=texts.listing(topics))
    else:
        named = texts.alternatives(topics)
        what = texts("coverage.what", topics=named) if topics else texts("coverage.what_any")
    return texts("coverage.what_for", what=what, groups=texts.listing(groups)) if groups else what


def _label(labels: Mapping[str, str], language: str) -> str:
    """Return a label; pictures of right-to-left screens speak English, which a district need not know."""
    return labels.get(language) or next(iter(labels.values()))


def threshold_words(texts: Texts, question: Question) -> str:
    """Say the threshold with its unit."""
    if question.mode == METRES:
        return texts("unit.m", value=texts.number(question.threshold))
    return texts("coverage.minutes", count=round(question.threshold))


def interval_words(texts: Texts, answer: Answer) -> str:
    """Say that the number is an estimate and why, what is certain and what is possible."""
    offers, share = answer.offers, answer.share
    if not (math.isfinite(share.value) and offers.count):
        return ""
    if is_known(answer):
        return texts("coverage.interval_known")
    return estimate_words(
        texts,
        located=offers.located,
        uncertain=offers.uncertain,
        unlocated=offers.unlocated,
        certain=share.certain,
        possible=share.possible,
    )


def estimate_words(
    texts: Texts, *, located: int, uncertain: int, unlocated: int, certain: float, possible: float
) -> str:
    """Say of how many offers the place is not known, and which shares are certain and possible."""
    shares = {"certain": texts.of_hundred(certain), "possible": texts.of_hundred(possible)}
    said = (
        texts(
            "coverage.estimated",
            uncertain=texts.number(uncertain),
            count=texts.number(located + uncertain),
            **shares,
        )
        if uncertain
        else texts("coverage.estimated_about", **shares)
    )
    left_out = texts("coverage.estimated_unplaced", unlocated=texts.number(unlocated)) if unlocated else ""
    return f"{said} {left_out}".rstrip()


def source_words(texts: Texts, answer: Answer) -> str:
    """Say what every number of the page carries along."""
    doubts = doubt_words(texts, answer)
    people = people_source_words(texts, answer.world.people_source)
    return " ".join(
        (*doubts, people, ways_words(texts, answer.world, answer.question), texts("coverage.no_entry"))
    )


def ways_words(texts: Texts, world: World, question: Question) -> str:
    """Say what the ways of a question follow; by bus and train also for which departures they are told."""
    transit = world.ground_of(question).transit
    if transit is not None:
        window, about = transit.window, transit.timetable.about
        told = {
            "day": texts.date(window.day),
            "file": about.file,
            "operators": operator_words(texts, about),
            "built": texts.partial_date(about.built),
        }
        if window.arrive:
            return texts("coverage.transit_ways_by", clock=window.text, **told)
        return texts("coverage.transit_ways", window=window.text.replace("-", "–"), **told)
    has_network = world.network_of(question) is not None
    return texts("coverage.network") if has_network else texts("coverage.straight")


def operator_words(texts: Texts, about: About) -> str:
    """Name the first operators of a timetable."""
    return texts.listing(list(about.operators[:_SHOWN_OPERATORS])) or texts("coverage.operators_unknown")


def departures_words(texts: Texts, answer: Answer) -> list[str]:
    """Say how sure a share by bus and train is, what it would be on foot, and what is odd about the day."""
    told = departures(answer)
    if told is None or not says_something(answer):
        return []
    shares = {name: texts.percent(getattr(told, name)) for name in ("usual", "reliable", "best", "walk")}
    located = texts.number(answer.offers.located)
    said = (
        texts(
            "coverage.transit_shares_by",
            clock=told.window.text,
            located=located,
            usual=shares["usual"],
            walk=shares["walk"],
        )
        if told.window.arrive
        else texts("coverage.transit_shares", located=located, **shares)
    )
    return [
        said,
        *(timetable_doubt_words(texts, *doubt) for doubt in told.doubts),
    ]


def timetable_doubt_words(texts: Texts, kind: str, values: Mapping[str, str]) -> str:
    """Say what is odd about a day of a timetable."""
    days = {name: texts.partial_date(values[name]) for name in ("day", "first", "last") if name in values}
    numbers = {name: texts.number(int(values[name])) for name in ("trips", "usual") if name in values}
    return texts(f"coverage.transit_{kind}", **days, **numbers)


def gap_words(texts: Texts, row: Any) -> list[str]:
    """Say how likely a gap is one, how many people it has and how far their way is; small numbers stay hidden (NaN)."""
    people, foreign = texts.people_about(row["people"]), row["foreign_nationals"]
    who = (
        texts("coverage.gap_people", people=people, foreign=texts.people_about(foreign))
        if math.isfinite(foreign)
        else texts("coverage.gap_people_only", people=people)
    )
    mean, worst = row["mean_min"], row["worst_min"]
    way = (
        texts("coverage.gap_way", mean=texts.minutes(mean), worst=texts.minutes(worst))
        if math.isfinite(mean)
        else texts("coverage.gap_far")
    )
    part = float(row.get("weight_share", math.nan))
    needs = [texts("gap.needs_share", share=texts.percent(part))] if math.isfinite(part) else []
    return [chance_words(texts, row["chance"]), who, way, *needs]


def chance_words(texts: Texts, chance: float) -> str:
    """Say how likely a gap is one."""
    kind = "almost_surely" if chance >= OUT_CLASSES[-1] else "probably"
    return texts(f"coverage.gap_{kind}", chance=texts.percent(chance))


def open_words(texts: Texts, answer: Answer) -> str:
    """Say for how many people nobody can tell whether they reach an offer, "" where there are next to none."""
    out = answer.chances.out
    is_open = (out >= OUT_CLASSES[1]) & (out < OUT_CLASSES[2])
    people = float(answer.people[is_open].sum())
    return texts("coverage.gaps_open", people=texts.people_about(people)) if people >= LEAST_PEOPLE else ""


def way_words(texts: Texts, way_m: float, mode: str) -> str:
    """Say how long a way is: by bus and train in minutes, else in metres."""
    if mode != TRANSIT:
        return texts.distance(way_m)
    return texts.minutes(float(metres_to_minutes(way_m, mode)))


def near_words(texts: Texts, answer: Answer, offer: NearOffer) -> str:
    """Say the way to an offer, and how well its place is known."""
    way = way_words(texts, offer.way_m, answer.question.mode)
    if answer.question.mode not in (METRES, TRANSIT):
        minutes = texts.minutes(float(answer.in_unit(np.asarray(offer.way_m))))
        way = texts("gap.near_way", distance=way, minutes=minutes)
    if offer.uncertainty_m > 0:
        way = texts("gap.near_about", way=way, radius=texts.distance(offer.uncertainty_m))
    return way


def siting_words(texts: Texts, found: BestSites, group: str = "all") -> tuple[list[str], str]:
    """Say each chosen site with its reason, and what all of them bring and how good the choice is."""
    lines = [
        texts("siting.row", number=texts.number(rank), why=site_why(texts, row, group))
        for rank, row in enumerate(found.sites.to_dict("records"), start=1)
    ]
    if not lines:
        return [], _none(texts, found.siting, group)
    effects = _effects(texts, found, group, _mode_of(found))
    return lines, " ".join((*effects, _proof(texts, found.siting)))


def site_why(texts: Texts, row: Any, group: str = "all") -> str:
    """Say why a site was chosen: who newly reaches an offer, how far they had to go, by how much ways get shorter."""
    name, city = row["name"] or place_name(row["place"], texts), row["city"]
    why = _newly(texts, row, name, city, group)
    if not math.isfinite(row["saved_m"]):
        return why
    return f"{why} {texts('siting.saved', number=texts.number(round(row['saved_m'] / 1000)))}"


def _newly(texts: Texts, row: Any, name: str, city: str, group: str) -> str:
    if not row["newly_covered"] > 0:
        return texts("siting.why_nobody", name=name, city=city)
    values = {
        "name": name,
        "city": city,
        "people": about_people(texts, row["newly_covered"]),
        "low": about_people(texts, row["newly_low"]),
        "high": about_people(texts, row["newly_high"]),
        "foreign": about_people(texts, row["newly_covered_foreign"]),
    }
    before_m = row["mean_before_m"]
    if not math.isfinite(before_m):
        return texts(f"siting.why_{group}", **values)
    way = way_words(texts, before_m, row.get("mode", "walk"))
    return texts(f"siting.why_way_{group}", **values, distance=way)


def _none(texts: Texts, siting: Siting, group: str) -> str:
    """Say why no site was chosen."""
    if not isinstance(siting, CoverSiting):
        return texts("siting.none", who=who_words(texts, group))
    wished = texts.percent(siting.share)
    if siting.feasible:
        return texts("siting.already", wished=wished)
    best = texts.percent_precise(siting.best_share)
    return texts("siting.impossible", wished=wished, best=best, whose=whose_words(texts, group))


def _mode_of(found: BestSites) -> str:
    return str(found.sites["mode"].iloc[0]) if "mode" in found.sites else "walk"


def _effects(texts: Texts, found: BestSites, group: str, mode: str) -> list[str]:
    siting, newly = found.siting, found.newly
    share = (number / siting.people if siting.people else 0.0 for number in (siting.before, siting.after))
    before, after = (texts.percent(part) for part in share)
    people, low, high = (about_people(texts, number) for number in newly)
    who = who_words(texts, group)
    effects = [texts("siting.effect", before=before, after=after, people=people, low=low, high=high, who=who)]
    if isinstance(siting, CoverSiting):
        effects.insert(0, texts("siting.enough", count=len(siting.sites), wished=texts.percent(siting.share)))
    if isinstance(siting, MedianSiting):
        ways = (way_words(texts, metres, mode) for metres in (siting.mean_before_m, siting.mean_after_m))
        effects.append(
            texts(
                "siting.effect_way",
                **dict(zip(("before", "after"), ways, strict=True)),
                times=texts.number(PENALTY),
            )
        )
    return effects


def _proof(texts: Texts, siting: Siting) -> str:
    seconds = texts.number(max(siting.seconds, 0.1), digits=1)
    if siting.optimal:
        return texts("siting.optimal", seconds=seconds)
    good = texts("siting.not_optimal", gap=texts.percent_precise(siting.gap), seconds=seconds)
    return f"{texts('siting.stopped')} {good}" if siting.stopped == "user" else good
