"""The sentences of a search for new places: each choice with its reason, what all bring, how good the choice is."""

import math
from typing import Any

from geo.best_sites import BestSites
from geo.coverage_words import people_words
from geo.figures import place_name
from geo.i18n import Texts
from geo.siting import PENALTY, CoverSiting, MedianSiting, Siting


def siting_words(texts: Texts, found: BestSites) -> tuple[list[str], str]:
    """Say each chosen site with its reason, and what all of them bring and how good the choice is."""
    lines = [
        texts("siting.row", number=texts.number(rank), why=site_why(texts, row))
        for rank, row in enumerate(found.sites.to_dict("records"), start=1)
    ]
    if not lines:
        return [], _none(texts, found.siting)
    return lines, " ".join((*_effects(texts, found.siting), _proof(texts, found.siting)))


def site_why(texts: Texts, row: Any) -> str:
    """Say why a site was chosen: who newly reaches an offer, how far they had to go, by how much ways get shorter."""
    name, city = row["name"] or place_name(row["place"], texts), row["city"]
    why = _newly(texts, row, name, city)
    if not math.isfinite(row["saved_m"]):
        return why
    return f"{why} {texts('siting.saved', number=texts.number(round(row['saved_m'] / 1000)))}"


def _newly(texts: Texts, row: Any, name: str, city: str) -> str:
    if not row["newly_covered"] > 0:
        return texts("siting.why_nobody", name=name, city=city)
    values = {
        "name": name,
        "city": city,
        "people": people_words(texts, row["newly_covered"]),
        "foreign": people_words(texts, row["newly_covered_foreign"]),
    }
    before_m = row["mean_before_m"]
    if not math.isfinite(before_m):
        return texts("siting.why", **values)
    return texts("siting.why_way", **values, distance=texts.distance(before_m))


def _none(texts: Texts, siting: Siting) -> str:
    """Say why no site was chosen."""
    if not isinstance(siting, CoverSiting):
        return texts("siting.none")
    wished = texts.percent(siting.share)
    if siting.feasible:
        return texts("siting.already", wished=wished)
    return texts("siting.impossible", wished=wished, best=texts.percent_precise(siting.best_share))


def _effects(texts: Texts, siting: Siting) -> list[str]:
    share = (number / siting.people if siting.people else 0.0 for number in (siting.before, siting.after))
    before, after = (texts.percent(part) for part in share)
    people = people_words(texts, siting.after - siting.before)
    effects = [texts("siting.effect", before=before, after=after, people=people)]
    if isinstance(siting, CoverSiting):
        effects.insert(0, texts("siting.enough", count=len(siting.sites), wished=texts.percent(siting.share)))
    if isinstance(siting, MedianSiting):
        ways = (texts.distance(metres) for metres in (siting.mean_before_m, siting.mean_after_m))
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
