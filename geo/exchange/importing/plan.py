"""What a file would change among the stored offers: decided here without touching the database.

Who is who: by our own `offer_id`, else by the id of the source (from which ours is made), else by likeness. A row that
may be several offers, or perhaps one, is unclear: a person decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from geo.errors import Problem
from geo.exchange.importing.identity import is_another, made_id
from geo.exchange.importing.row_rules import DEFAULTS, row_problems
from geo.exchange.sources import Candidate, Reading
from geo.exchange.sources.values import UnknownWord
from geo.model import Scope
from geo.offers.columns import ADDRESS_COLUMNS, FURTHER_SITES, OFFER_COLUMNS
from geo.offers.value_wording import sites_words
from geo.store import Site
from geo.upkeep.duplicates import Entry, Likeness, Reason, find_matches

#: A person's decision on an unclear row: this is a new offer.
NEW = "new"
_COLUMNS = tuple(spec.name for spec in OFFER_COLUMNS)


@dataclass(frozen=True)
class Known:
    """A stored offer: its columns as the shipped table writes them, where it came from, and which version it is."""

    offer_id: str
    row: Mapping[str, str]
    source: str = ""
    version: int | None = None
    lon: float | None = None
    lat: float | None = None
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """One column of one offer, before and after; a text in another language is called `title_en`.

    All further addresses are one column, `further_sites`.
    """

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """What becomes of one row of the file: the whole row as it shall be stored, and what differs from before.

    `sites` are the further addresses as they shall be, None where they stay as they are; `translations` all texts of
    the languages the row speaks of.
    """

    candidate: Candidate
    offer_id: str
    row: Mapping[str, str]
    changes: tuple[FieldChange, ...] = ()
    version: int | None = None
    alias: str = ""  # the id the row's source gives it, where a person said it is an offer with another id
    sites: tuple[Site, ...] | None = None
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unclear:
    """A row that may be one of several offers, or none; `matches` are stored offers, the likest first."""

    candidate: Candidate
    matches: tuple[Likeness, ...]


@dataclass(frozen=True)
class ImportPlan:
    """Everything an import would do. Rows with a problem that is no hint are in none of the lists."""

    name: str
    source: str
    new: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    gone: tuple[Known, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    problems: tuple[Problem, ...] = ()
    stated_by: str = ""
    unknown: tuple[UnknownWord, ...] = ()

    @property
    def changes_something(self) -> bool:
        """Whether applying it would write at all."""
        return bool(self.new or self.changed or self.gone)


@dataclass
class _Work:
    """What is found out on the way through the rows."""

    existing: Mapping[str, Known]
    source: str
    decisions: Mapping[int, str]
    aliases: Mapping[str, str]
    matched: dict[str, list[tuple[Candidate, str]]] = field(default_factory=lambda: defaultdict(list))
    fresh: list[tuple[Candidate, str]] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    spoken_for: set[str] = field(default_factory=set)
    renumbered: dict[int, str] = field(
        default_factory=dict
    )  # rows whose number meant quite another offer before


def plan_import(
    reading: Reading,
    existing: Iterable[Known],
    *,
    decisions: Mapping[int, str] | None = None,
    aliases: Mapping[str, str] | None = None,
) -> ImportPlan:
    """Compare what a file says with what is stored.

    Parameters
    ----------
    reading
        The rows of the file in our own words.
    existing
        All stored offers.
    decisions
        What a person said of unclear rows: the id of the offer a row is, or `NEW`, by row number.
    aliases
        What persons said before: the offer that an id made of a source's id means.

    Returns
    -------
    ImportPlan
        Planning again after it was applied finds nothing new, changed or gone.
    """
    known = {offer.offer_id: offer for offer in existing}
    work = _Work(known, reading.source, decisions or {}, aliases or {})
    once = _each_once(work, reading.candidates)
    rest = [candidate for candidate in once if not _identify(work, candidate)]
    _by_likeness(work, rest)
    _refuse_doubles(work)
    return _plan(work, reading)


def _each_once(work: _Work, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Take the first of the rows that have the same id, or no id and the same content; tell the others."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        key = candidate.values.get("offer_id") or _made_id(work.source, candidate)
        if key in first:
            work.problems.append(_twice(candidate, first[key], key))
        else:
            first[key] = candidate
    return list(first.values())


def _identify(work: _Work, candidate: Candidate) -> bool:
    """Find a row's offer by a person's word, our id or the source's; False where only likeness can help."""
    decided = work.decisions.get(candidate.row, "")
    stated = candidate.values.get("offer_id", "")
    made = _made_id(work.source, candidate)
    if decided == NEW:
        fresh = _content_id(work.source, candidate) if made in work.existing else made
        work.fresh.append((candidate, stated or fresh))
        return True
    for offer_id in (decided, stated, made, work.aliases.get(made, "")):
        if offer_id not in work.existing:
            continue
        if (
            offer_id == made
            and offer_id not in (decided, stated)
            and is_another(candidate, work.existing[offer_id].row)
        ):
            work.renumbered[candidate.row] = offer_id
            return False
        work.matched[offer_id].append((candidate, offer_id))
        return True
    return False


def _made_id(source: str, candidate: Candidate) -> str:
    """Make our id of the source's; of what a row is about where it has none."""
    if candidate.external_id:
        return made_id(source, candidate.external_id)
    return _content_id(source, candidate)


def _content_id(source: str, candidate: Candidate) -> str:
    values = candidate.values
    names = ("title", "organization", "street", "house_number", "city")
    return made_id(source, "\n".join(values.get(name, "") for name in names))


def _by_likeness(work: _Work, candidates: Sequence[Candidate]) -> None:
    taken = set(work.matched) - set(work.renumbered.values())
    free = [offer for offer in work.existing.values() if offer.offer_id not in taken]
    entries = [Entry.of(str(c.row), c.values, lon=c.lon, lat=c.lat) for c in candidates]
    known = [Entry.of(offer.offer_id, offer.row, lon=offer.lon, lat=offer.lat) for offer in free]
    matches: defaultdict[str, list[Likeness]] = defaultdict(list)
    for alike in find_matches(entries, known):
        matches[alike.first].append(alike)
    for number, candidate in enumerate(candidates):
        _place(work, candidate, matches[entries[number].key])


def _place(work: _Work, candidate: Candidate, matches: Sequence[Likeness]) -> None:
    """Say whether a row without a known id is new, one stored offer for certain, or unclear.

    A row that brings an id of its own is never taken for another offer without asking.
    """
    before = work.renumbered.get(candidate.row, "")
    is_trusted = not work.renumbered  # numbers that mean other offers in one row prove nothing in the next
    brings_id = bool(candidate.values.get("offer_id")) or bool(candidate.external_id and is_trusted)
    certain = [alike for alike in matches if alike.is_certain]
    if before and len(certain) != 1:
        work.problems.append(
            Problem.at(
                candidate.row, "", candidate.external_id, "number_means_another", (before,), is_hint=True
            )
        )
        asked = Likeness(str(candidate.row), before, 0.0, (Reason("same_number", candidate.external_id),))
        _ask(work, candidate, [*(alike for alike in matches if alike.second != before), asked])
    elif not matches:
        stated = candidate.values.get("offer_id", "")
        work.fresh.append((candidate, stated or _made_id(work.source, candidate)))
    elif len(certain) == 1 and not brings_id:
        work.matched[certain[0].second].append((candidate, certain[0].second))
    else:
        _ask(work, candidate, matches)


def _ask(work: _Work, candidate: Candidate, matches: Sequence[Likeness]) -> None:
    work.unclear.append(Unclear(candidate, tuple(matches)))
    work.spoken_for |= {alike.second for alike in matches}


def _refuse_doubles(work: _Work) -> None:
    """Tell rows of one file that speak of the same offer; the first is taken."""
    for offer_id, found in work.matched.items():
        for candidate, _ in found[1:]:
            work.problems.append(_twice(candidate, found[0][0], offer_id))
        work.matched[offer_id] = found[:1]
    first: dict[str, Candidate] = {}
    for candidate, offer_id in list(work.fresh):
        if offer_id in first or offer_id in work.existing:
            work.problems.append(_twice(candidate, first.get(offer_id), offer_id))
            work.fresh.remove((candidate, offer_id))
        first.setdefault(offer_id, candidate)


def _twice(candidate: Candidate, first: Candidate | None, offer_id: str) -> Problem:
    told = candidate.external_id or candidate.values.get("offer_id") or candidate.title or offer_id
    return Problem.at(candidate.row, "", told, "row_twice", (str(first.row),) if first else ())


def _plan(work: _Work, reading: Reading) -> ImportPlan:
    new = [_planned(work, candidate, offer_id, None) for candidate, offer_id in work.fresh]
    met = [
        _planned(work, candidate, offer_id, work.existing[offer_id])
        for found in work.matched.values()
        for candidate, offer_id in found
    ]
    told = [planned for planned in met if planned]
    problems = sorted([*reading.problems, *work.problems], key=lambda problem: problem.row)
    return ImportPlan(
        name=reading.name,
        source=reading.source,
        new=tuple(planned for planned in new if planned),
        changed=tuple(planned for planned in told if planned.changes),
        unchanged=tuple(planned for planned in told if not planned.changes),
        gone=() if reading.is_partial else _gone(work, reading.faulty),
        unclear=tuple(work.unclear),
        problems=tuple(problems),
        stated_by=reading.stated_by,
        unknown=reading.unknown,
    )


def _planned(work: _Work, candidate: Candidate, offer_id: str, known: Known | None) -> Planned | None:
    """Lay a row over what is stored; None where the whole breaks a rule, which is told."""
    before = {name: known.row.get(name, "") for name in _COLUMNS} if known else {}
    values = candidate.values
    is_of_others = bool(known and known.source != work.source and not values.get("offer_id"))
    if is_of_others:
        values = {name: text for name, text in values.items() if text}  # what another source knows stays
    row = _laid_over(before or {**dict.fromkeys(_COLUMNS, ""), **DEFAULTS}, values, offer_id)
    row |= {name: text for name, text in candidate.derived.items() if row[name] == DEFAULTS.get(name, "")}
    problems = row_problems(candidate.row, row, sites=candidate.sites or ())
    work.problems += problems
    if problems:
        return None
    made = _made_id(work.source, candidate) if candidate.external_id else ""
    alias = made if known and made != offer_id and work.decisions.get(candidate.row) == offer_id else ""
    sites = _sites(candidate, row, is_of_others=is_of_others)
    texts = _texts(candidate, known, is_of_others=is_of_others)
    changes = _changes(before, row, sites, texts, known) if known else ()
    return Planned(candidate, offer_id, row, changes, known.version if known else None, alias, sites, texts)


def _sites(candidate: Candidate, row: Mapping[str, str], *, is_of_others: bool) -> tuple[Site, ...] | None:
    """Return the further addresses that an offer shall have, None where they stay as they are.

    A list that is empty says so only of an offer at a place, for nobody is told those of others; and what another
    source knows stays.
    """
    if row["is_protected"] == "yes":
        return ()
    if candidate.sites is None or (not candidate.sites and (is_of_others or row["scope"] != Scope.LOCAL)):
        return None
    return tuple(
        Site(site.street, site.house_number, site.postal_code, site.city, site.schedule)
        for site in candidate.sites
    )


def _texts(candidate: Candidate, known: Known | None, *, is_of_others: bool) -> dict[str, dict[str, str]]:
    """Lay the texts in other languages that a row states over those that are stored.

    A text it does not speak of stays, an empty one takes it away, unless another source knows it.
    """
    stored = known.translations if known else {}
    found = {}
    for language, texts in candidate.translations.items():
        stated = {name: text for name, text in texts.items() if text or not is_of_others}
        laid = {**stored.get(language, {}), **stated}
        found[language] = {name: text for name, text in laid.items() if text}
    return found


def _changes(
    before: Mapping[str, str],
    row: Mapping[str, str],
    sites: tuple[Site, ...] | None,
    translations: Mapping[str, Mapping[str, str]],
    known: Known,
) -> tuple[FieldChange, ...]:
    further = (
        []
        if sites is None or sites == known.sites
        else [FieldChange(FURTHER_SITES, _words(known.sites), _words(sites))]
    )
    fields = [FieldChange(name, before[name], row[name]) for name in _COLUMNS if before[name] != row[name]]
    texts = [
        FieldChange(f"{column}_{language}", was.get(column, ""), columns.get(column, ""))
        for language, columns in sorted(translations.items())
        for was in [known.translations.get(language, {})]
        for column in sorted({*columns, *was})
        if was.get(column, "") != columns.get(column, "")
    ]
    return (*fields, *further, *texts)


def _words(sites: Sequence[Site]) -> str:
    return sites_words(asdict(site) for site in sites)


def _laid_over(base: Mapping[str, str], values: Mapping[str, str], offer_id: str) -> dict[str, str]:
    """Return the base with what a row states; an empty cell empties a text, but no choice such as `status`."""
    stated = {
        name: text for name, text in values.items() if name in _COLUMNS and (text or name not in DEFAULTS)
    }
    row = {**base, **stated, "offer_id": offer_id}
    if row["is_protected"] == "yes" and base["is_protected"] != "yes":
        row |= {name: stated.get(name, "") for name in ADDRESS_COLUMNS}
    return row


def _gone(work: _Work, faulty: Sequence[Candidate]) -> tuple[Known, ...]:
    """Return stored offers of this source that the file lacks; one that a faulty or unclear row may be is there."""
    of_source = [offer for offer in work.existing.values() if offer.source == work.source]
    if any(not c.title and not c.external_id and not c.values.get("offer_id") for c in faulty):
        return ()  # nobody knows which offers these rows are
    entries = [Entry.of(str(c.row), c.values, lon=c.lon, lat=c.lat) for c in faulty]
    known = [Entry.of(offer.offer_id, offer.row, lon=offer.lon, lat=offer.lat) for offer in of_source]
    there = set(work.matched) | work.spoken_for
    there |= {name for c in faulty for name in (c.values.get("offer_id", ""), _made_id(work.source, c))}
    there |= {alike.second for alike in find_matches(entries, known)}
    return tuple(offer for offer in of_source if offer.offer_id not in there)
