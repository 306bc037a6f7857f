"""What can be said about one offer, in the words of the page; card, detail and paper share it.

Nothing is invented: what is not known is said as not known, what is only roughly known as roughly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from geo.i18n import Texts
from geo.links import dial_link
from geo.model import FeeKind, Scope, Status, Taxonomy
from geo.offers.actions import Action, actions, check_first
from geo.offers.columns import BY_NAME, PLAIN_FACTS, TRANSLATED
from geo.offers.course_runs import CourseRun
from geo.offers.hours import Clock, now_words
from geo.offers.place_wording import (
    SiteRow,
    address_line,
    directions_link,
    place_words,
    precision_words,
    way_range_words,
    way_to_nearest,
    whole_way,
    with_further,
)
from geo.offers.run_wording import run_words, runs_line
from geo.offers.whom_to_ask import Answerer, AnswererWords, answerer_words

#: The language offers are written in.
_ORIGINAL_LANGUAGE = "de"

#: What is said of an offer, in the order of the page; the published page follows these orders, too.
FACTS = (
    "what", "for_whom", "for_whom_stated", "when", "runs", "where", "precision", "directions", "also_at", "phone",
    "email", "website", "fees", "languages", "languages_stated", "application", "barrier_free", "plain", "as_of",
    "source",
)  # fmt: skip
TAGS = ("topic", "free", "spoken")
UNKNOWN = ("target_groups", "schedule", "address", "contact", "fees", "languages", "barrier_free")
#: How well a place is known, in the order in which a list is summed up.
KNOWLEDGE = ("on_map", "area", "unlocated", "district", "online", "protected")


@dataclass(frozen=True)
class Tag:
    """A short label with the icon that goes with it."""

    label: str
    icon: str
    color: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of a detail; `is_source_text` marks the source's own German."""

    heading: str
    text: str
    link: str = ""
    is_source_text: bool = False
    is_external: bool = False
    is_unknown: bool = False
    notes: tuple["Note", ...] = ()


@dataclass(frozen=True)
class Note:
    """A line below a fact; `is_source_text` marks the source's own German."""

    text: str
    is_source_text: bool = False


@dataclass(frozen=True)
class OfferWords:
    """An offer in words; `organization` and facts marked so are the source's own German.

    The title is in `title_language`. Where texts are translated, `original` holds the source's German of each.
    """

    id: str
    title: str
    organization: str
    place: str
    way: str
    way_range: str
    tags: tuple[Tag, ...]
    as_of: str
    facts: tuple[Fact, ...] = field(default=())
    unknown: str = ""
    title_language: str = _ORIGINAL_LANGUAGE
    translated: str = ""
    original: tuple[Fact, ...] = ()
    open_now: str = ""
    next_run: str = ""
    actions: tuple[Action, ...] = ()
    asked: tuple[AnswererWords, ...] = ()
    check_first: str = ""


def offer_words(
    offer_id: str,
    row: Mapping[str, Any],
    *,
    texts: Texts,
    taxonomy: Taxonomy,
    way: Mapping[str, Any] | None = None,
    sites: Sequence[SiteRow] = (),
    translation: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    asked: Sequence[Answerer] = (),
    runs: Sequence[CourseRun] = (),
    today: date | None = None,
    detail: bool = False,
) -> OfferWords:
    """Say one offer.

    Parameters
    ----------
    row
        A row of the offers frame (`geo.offers.columns.OFFER_FRAME`).
    way
        The offer's row of `geo.reach.from_place.nearest_sites`, None without a place.
    sites
        Its further addresses: a row of `geo.offers.sites.at_all_sites` each, with its row of
        `geo.reach.from_place.distances` or None.
    translation
        Its texts in the language of `texts`, by column, where there are any (`geo.offers.translations`).
    clock
        When somebody looks: whether it is open then is said where its hours can be read; without it nothing is said.
    asked
        Who can be asked where it has no phone (`geo.offers.whom_to_ask.Directory.whom`).
    runs
        Its dated runs that are told on the day `today` (`geo.offers.course_runs.to_come`); without a day none are.
    detail
        Whether all facts are wanted.
    """
    said = translation or {}
    open_now = now_words(row["schedule"], clock, texts) if clock else ""
    original = {name: row[name] for name in said}
    row = {**row, **said}
    courses = [_run(run, texts, today) for run in runs] if today and detail else []
    return OfferWords(
        id=offer_id,
        title=row["title"],
        organization=row["organization"],
        place=with_further(place_words(row, texts), len(sites), texts),
        way=way_to_nearest(row, way, sites, texts) if way is not None else "",
        way_range=way_range_words(way, texts) if way is not None else "",
        tags=_tags(row, texts, taxonomy),
        as_of=as_of_words(row, texts),
        facts=_facts(row, texts, taxonomy, sites=sites, said=said, clock=clock, runs=courses)
        if detail
        else (),
        unknown=_unknown(row, texts, is_answered=bool(asked)) if detail else "",
        title_language=texts.language if "title" in said else _ORIGINAL_LANGUAGE,
        translated=texts("translation.mark") if said else "",
        original=_original(original, texts) if detail else (),
        open_now=open_now,
        next_run=runs_line(runs, texts, today=today) if today else "",
        actions=actions(row, asked, texts) if detail else (),
        asked=tuple(answerer_words(one, row, texts) for one in asked) if detail else (),
        check_first=check_first(row, asked, texts) if detail else "",
    )


def as_of_words(row: Mapping[str, Any], texts: Texts) -> str:
    """Say how old the information is and whether anybody confirmed it."""
    if row["status"] == Status.CONFIRMED and row["assured_date"]:
        return texts("as_of.confirmed", date=texts.partial_date(row["assured_date"]))
    if row["page_date"]:
        return texts("as_of.not_confirmed", date=texts.partial_date(row["page_date"]))
    return texts("as_of.undated")


def confirmed_words(offers: pd.DataFrame, texts: Texts) -> str:
    """Say how many of some offers somebody confirmed and when, "" where there are none."""
    dates = offers.loc[
        offers["status"].eq(Status.CONFIRMED.value) & offers["assured_date"].ne(""), "assured_date"
    ]
    if offers.empty:
        return ""
    if dates.empty:
        return texts("print.unconfirmed")
    first, last = (texts.partial_date(date) for date in (min(dates), max(dates)))
    when = first if first == last else texts("print.period", first=first, last=last)
    if len(dates) == len(offers):
        return texts("print.confirmed_all", count=len(dates), when=when)
    return texts("print.confirmed_some", count=len(dates), all=texts.number(len(offers)), when=when)


def _tags(row: Mapping[str, Any], texts: Texts, taxonomy: Taxonomy) -> tuple[Tag, ...]:
    language = texts.language
    tags = {
        "topic": [
            Tag(taxonomy.topics[t].labels[language], taxonomy.topics[t].icon, taxonomy.group_of(t).color)
            for t in row["topics"]
        ],
        "free": [Tag(texts("fee.free"), "money_off")] if row["fee_kind"] == FeeKind.FREE else [],
        "spoken": [Tag(_languages(row, texts), "record_voice_over")] if row["languages"] else [],
    }
    return tuple(tag for kind in TAGS for tag in tags[kind])


def _original(told: Mapping[str, str], texts: Texts) -> tuple[Fact, ...]:
    """Say what stands in the source's German where the visitor reads a translation."""
    return tuple(
        Fact(texts(BY_NAME[name].label), told[name], is_source_text=True)
        for name in TRANSLATED
        if name in told
    )


def _facts(
    row: Mapping[str, Any],
    texts: Texts,
    taxonomy: Taxonomy,
    *,
    sites: Sequence[SiteRow],
    said: Mapping[str, str],
    clock: Clock | None,
    runs: list[Fact],
) -> tuple[Fact, ...]:
    """Say everything known; columns of `said` are in the visitor's language."""
    groups = texts.listing([taxonomy.target_groups[g].labels[texts.language] for g in row["target_groups"]])
    facts = {
        "what": [Fact(texts("detail.what"), row["description"], is_source_text="description" not in said)],
        "for_whom": [Fact(texts("detail.for_whom"), groups)],
        "for_whom_stated": [Fact(texts("detail.for_whom_stated"), _stated(row, groups), is_source_text=True)],
        "when": [Fact(texts("detail.when"), row["schedule"], is_source_text="schedule" not in said)],
        "runs": runs,
        **_where(row, texts),
        "also_at": [_also_at(site, way, texts, clock) for site, way in sites],
        **_contacts(row, texts),
        "fees": [_fees(row, texts, said)],
        "languages": [Fact(texts("detail.languages"), _languages(row, texts))],
        "languages_stated": [_languages_stated(row, texts)],
        "application": [
            Fact(texts("detail.application"), row["application"], is_source_text="application" not in said)
        ],
        "barrier_free": [Fact(texts("detail.barrier_free"), _barrier_free(row, texts))],
        "plain": _plain(row, texts, said),
        "as_of": [Fact(texts("detail.as_of"), as_of_words(row, texts))],
        "source": [Fact(texts("detail.source"), _source(row, texts))],
    }
    return tuple(fact for name in FACTS for fact in facts.get(name, ()) if fact.text)


def _run(run: CourseRun, texts: Texts, today: date) -> Fact:
    """Say a dated run of a course."""
    words = run_words(run, texts, today=today)
    return Fact(texts("detail.runs"), words.what, notes=tuple(map(Note, words.notes)))


def _plain(row: Mapping[str, Any], texts: Texts, said: Mapping[str, str]) -> list[Fact]:
    """Tell the columns that have no sentence here: heading and value."""
    return [Fact(texts(key), row[name], is_source_text=name not in said) for name, key in PLAIN_FACTS.items()]


def _stated(row: Mapping[str, Any], groups: str) -> str:
    """Return the source's wording of the target groups where it says more than our words."""
    stated = ", ".join(part.strip() for part in row["target_groups_stated"].split(";") if part.strip())
    return "" if stated.casefold() == groups.casefold() else stated


def _where(row: Mapping[str, Any], texts: Texts) -> dict[str, list[Fact]]:
    if row["is_protected"] or row["scope"] != Scope.LOCAL:
        return {"where": [Fact(texts("detail.where"), place_words(row, texts))]}
    address = address_line(row)
    facts = {
        "where": [Fact(texts("detail.where"), address, is_source_text=True)],
        "precision": [Fact(texts("detail.precision"), precision_words(row, texts))],
    }
    if f"{row['street']} {row['house_number']}".strip():
        link, words = directions_link(row, address), texts("detail.directions_open")
        facts["directions"] = [Fact(texts("detail.directions"), words, link, is_external=True)]
    return facts


def _contacts(row: Mapping[str, Any], texts: Texts) -> dict[str, list[Fact]]:
    phone, email, website = row["phone"], row["email"], row["website"]
    return {
        "phone": [Fact(texts("detail.phone"), phone, link=dial_link(phone))],
        "email": [Fact(texts("detail.email"), email, link=f"mailto:{email}")],
        "website": [Fact(texts("detail.website"), _host(website), link=website, is_external=True)],
    }


def _also_at(
    site: Mapping[str, Any], way: Mapping[str, Any] | None, texts: Texts, clock: Clock | None
) -> Fact:
    """Say a further address: its opening hours, how far it is, and how well it is known."""
    address = address_line(site)
    notes = (
        Note(site["schedule"], is_source_text=True),
        Note(now_words(site["schedule"], clock, texts) if clock else ""),
        Note(whole_way(site, way, texts) if way is not None else ""),
        Note(precision_words(site, texts) if site["location_id"] else ""),  # else nobody looked it up yet
    )
    return Fact(
        texts("detail.also_at"),
        address,
        directions_link(site, address) if site["street"] else "",
        is_source_text=True,
        is_external=bool(site["street"]),
        notes=tuple(note for note in notes if note.text),
    )


def _host(url: str) -> str:
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def _fees(row: Mapping[str, Any], texts: Texts, said: Mapping[str, str]) -> Fact:
    words = str(row["fees"]) or (texts("fee.free") if row["fee_kind"] == FeeKind.FREE else "")
    return Fact(texts("detail.fees"), words, is_source_text=bool(row["fees"]) and "fees" not in said)


def _languages(row: Mapping[str, Any], texts: Texts) -> str:
    return texts.listing([texts.language_name(code) for code in row["languages"]])


def _languages_stated(row: Mapping[str, Any], texts: Texts) -> Fact:
    words = row["languages_stated"].replace(";", ", ")
    return Fact(texts("detail.languages_stated"), words, is_source_text=True)


def _barrier_free(row: Mapping[str, Any], texts: Texts) -> str:
    return texts(f"barrier_free.{row['barrier_free']}") if row["barrier_free"] else ""


def _source(row: Mapping[str, Any], texts: Texts) -> str:
    if not row["source_host"]:
        return texts("source.not_shown")
    if not row["page_date"]:
        return texts("source.undated", host=row["source_host"])
    return texts("source.dated", host=row["source_host"], date=texts.partial_date(row["page_date"]))


def _unknown(row: Mapping[str, Any], texts: Texts, *, is_answered: bool) -> str:
    """List what the directory does not know about an offer, so that silence is not read as a no.

    Where others answer for it, their box says so.
    """
    is_local = row["scope"] == Scope.LOCAL and not row["is_protected"]
    is_missing = {
        "target_groups": not row["target_groups_stated"],
        "schedule": not row["schedule"],
        "address": is_local and not row["street"],
        "contact": not (row["phone"] or row["email"] or row["website"] or is_answered),
        "fees": row["fee_kind"] == FeeKind.NOT_STATED and not row["fees"],
        "languages": not row["languages_stated"],
        "barrier_free": is_local and not row["barrier_free"],
    }
    missing = [texts(f"unknown.{name}") for name in UNKNOWN if is_missing[name]]
    return texts("unknown.intro", list=texts.listing(missing)) if missing else ""
