"""What edits make of stored offers: decided here without touching the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property

from geo.errors import DataError, FieldConflict, OfferConflict, Problem
from geo.offers.columns import ADDRESS_COLUMNS, OFFER_COLUMNS, protected_rule
from geo.offers.course_runs import MOST_RUNS, RUN_COLUMNS, RUNS, CourseRun, in_order, run_rule
from geo.store.offers.hiding import addresses_of, hidden_texts
from geo.store.offers.records import NEW, OfferEdit, Site, StoredOffer
from geo.store.offers.rows import SITES, full_row, snapshot, snapshot_of
from geo.store.offers.seed_plan import SharedAddress, place_of
from geo.tables import TableCheck

#: Everything the schema says of one row, without the vocabularies that only the district's files know.
_CHECK = TableCheck("offer", OFFER_COLUMNS, rules=(protected_rule,))
_RUN_CHECK = TableCheck("offer", RUN_COLUMNS, rules=(run_rule,))


@dataclass(frozen=True)
class Step:
    """What becomes of one offer; `before` is None where the table has no such row, `row` None where the offer goes."""

    offer_id: str
    before: StoredOffer | None
    row: Mapping[str, str] | None
    sites: tuple[Site, ...]
    dataset: str
    position: int
    edited_at: datetime | None
    undoes: int | None = None
    runs: tuple[CourseRun, ...] = ()

    @cached_property
    def version(self) -> int:
        """The version the offer has afterwards."""
        return self.before.version + self.counts if self.before else 1

    @cached_property
    def counts(self) -> int:
        """1 where something changes that a person can see, 0 where only the order or the place's id does."""
        return int(self.was != self.will_be)

    @cached_property
    def was(self) -> dict[str, object] | None:
        """The offer as the history writes it, None where there was none in sight."""
        seen = self.before is not None and not self.before.is_deleted
        return snapshot_of(self.before) if self.before and seen else None

    @cached_property
    def will_be(self) -> dict[str, object] | None:
        """The offer afterwards, None where it goes."""
        return None if self.row is None else snapshot(self.row, self.sites, self.runs)

    def result(self, now: datetime) -> StoredOffer:
        """Return the offer as it stands in the database afterwards; one that goes keeps its row."""
        row = self.row or (self.before.row if self.before else {})
        place = place_of(row)
        return StoredOffer(
            self.offer_id,
            row,
            self.version,
            self.sites,
            self.dataset,
            self.position,
            place.location_id if place else "",
            self.edited_at,
            now if self.row is None else None,
            self.runs,
        )

    @property
    def becomes_protected(self) -> bool:
        """Whether its address must be told nowhere from now on, and was told before."""
        if self.row is None or self.before is None:
            return False
        return self.row["is_protected"] == "yes" and self.before.row["is_protected"] != "yes"


def plan_steps(
    edits: Sequence[OfferEdit],
    stored: Mapping[str, StoredOffer],
    *,
    now: datetime,
    dataset: str,
    next_position: int,
) -> list[Step]:
    """Return what has to be written; edits that change nothing are left out.

    Parameters
    ----------
    edits
        At most one for each offer.
    stored
        The offers they name, removed ones too.
    now
        When they are made (UTC).
    dataset
        Where offers that are added come from.
    next_position
        The place of the first added offer in the order of the table.

    Raises
    ------
    OfferConflict
        If an offer was changed meanwhile; lists every column of every such offer.
    DataError
        If a changed value does not fit the schema.
    """
    _refuse_doubles(edits)
    conflicts = [found for edit in edits for found in _conflicts_of(edit, stored.get(edit.offer_id))]
    if conflicts:
        raise OfferConflict(conflicts)
    steps = [
        _step(edit, stored.get(edit.offer_id), now=now, dataset=dataset, position=next_position + number)
        for number, edit in enumerate(edits)
    ]
    steps = [step for step in steps if step.counts]
    problems = [problem for number, step in enumerate(steps, start=2) for problem in _problems(number, step)]
    if problems:
        raise DataError(problems)
    return steps


def _conflicts_of(edit: OfferEdit, theirs: StoredOffer | None) -> list[FieldConflict]:
    """Return where an edit meets a change it does not know of; nothing where both say the same."""
    offer_id = edit.offer_id
    if edit.needs_offer and (theirs is None or theirs.is_deleted):
        return [FieldConflict(offer_id, "", dict(edit.row or {}), None, "missing")]
    if theirs is None:
        is_unknown = edit.row is None or edit.version not in (NEW, None)
        return [FieldConflict(offer_id, "", None, None, "missing")] if is_unknown else []
    if theirs.is_deleted:
        knows_it = edit.row is None or edit.version in (NEW, None, theirs.version)
        return [] if knows_it else [FieldConflict(offer_id, "", dict(edit.row or {}), None, "removed")]
    if edit.version is None or edit.version == theirs.version:
        return []
    if edit.row is None:
        return [FieldConflict(offer_id, "", None, dict(theirs.row), "changed")]
    reason = "exists" if edit.version == NEW else "changed"
    return [
        FieldConflict(offer_id, name, yours, other, reason) for name, yours, other in _differing(edit, theirs)
    ]


def wanted(edit: OfferEdit, before: StoredOffer | None) -> tuple[Mapping[str, str] | None, tuple[Site, ...]]:
    """Return the row and the sites an edit leads to; the row is None where the offer goes."""
    old = before if before and not before.is_deleted else None
    if edit.row is None:
        return None, old.sites if old else ()
    row = full_row({**(old.row if old else {}), **edit.row, "offer_id": edit.offer_id})
    sites = edit.sites if edit.sites is not None else (old.sites if old else ())
    return row, () if row["is_protected"] == "yes" else sites


def wanted_runs(edit: OfferEdit, before: StoredOffer | None) -> tuple[CourseRun, ...]:
    """Return the dated runs an edit leads to."""
    if edit.runs is not None:
        return in_order(edit.runs)
    return before.runs if before and not before.is_deleted else ()


def places_of(row: Mapping[str, str] | None, sites: Iterable[Site]) -> list[SharedAddress]:
    """Return every place of an offer, the main one first; none where it must not tell it."""
    if row is None:
        return []
    main = place_of(row)
    further = [place_of(site_row(row, site)) for site in sites]
    return [place for place in (main, *further) if place]


def site_row(row: Mapping[str, str], site: Site) -> dict[str, str]:
    """Return an offer's row as if a further site were its only one."""
    address = {name: getattr(site, name) for name in (*ADDRESS_COLUMNS, "city")}
    return {**row, **address, "is_administration_address": "no"}


def _refuse_doubles(edits: Sequence[OfferEdit]) -> None:
    ids = [edit.offer_id for edit in edits]
    twice = (
        sorted({offer_id for offer_id in ids if ids.count(offer_id) > 1}) if len(set(ids)) < len(ids) else []
    )
    if twice:
        raise DataError(
            [Problem("offer", 0, "offer_id", i, "only one change of an offer at a time") for i in twice]
        )


def _step(edit: OfferEdit, before: StoredOffer | None, *, now: datetime, dataset: str, position: int) -> Step:
    row, sites = wanted(edit, before)
    if row and before and row["is_protected"] == "yes" and before.row["is_protected"] != "yes":
        row = {**row, **hidden_texts(row, addresses_of(before.row, before.sites))}
    return Step(
        edit.offer_id,
        before,
        row,
        sites,
        dataset=before.dataset if before else dataset,
        position=before.position if before else position,
        edited_at=now,
        runs=wanted_runs(edit, before),
    )


def _differing(edit: OfferEdit, theirs: StoredOffer) -> list[tuple[str, object, object]]:
    row, sites = wanted(edit, theirs)
    yours, other = snapshot(row or {}, sites, wanted_runs(edit, theirs)), snapshot_of(theirs)
    return [(name, yours[name], other[name]) for name in yours if yours[name] != other[name]]


def _problems(number: int, step: Step) -> list[Problem]:
    """Return what is wrong with the columns that change: older faults are not this edit's."""
    if step.row is None:
        return []
    old = step.was or {}
    touched = {name for name, value in step.row.items() if old.get(name) != value}
    found = [p for p in _CHECK.row(number, step.row) if p.column in touched or "is_protected" in touched]
    found += [p for site in step.sites for p in _site_problems(number, step, site)]
    return found + _run_problems(number, step)


def _site_problems(number: int, step: Step, site: Site) -> list[Problem]:
    if step.was and asdict(site) in step.was[SITES]:  # type: ignore[operator]  # a list of sites
        return []
    row = {**site_row(step.row or {}, site), "schedule": site.schedule}
    names = (*ADDRESS_COLUMNS, "city", "schedule")
    return [
        Problem("offer", number, SITES, p.value, p.expectation, p.kind)
        for p in _CHECK.row(number, row)
        if p.column in names
    ]


def _run_problems(number: int, step: Step) -> list[Problem]:
    """Return what is wrong with the dated runs that are new: older faults are not this edit's."""
    known = step.before.runs if step.before else ()
    found = [
        Problem("offer", number, RUNS, p.value, f"{p.column}: {p.expectation}", p.kind)
        for run in step.runs
        if run not in known
        for p in _RUN_CHECK.row(number, run.row())
    ]
    if len(step.runs) > MOST_RUNS and step.runs != known:
        told = f"at most {MOST_RUNS} runs of an offer"
        found.append(Problem("offer", number, RUNS, str(len(step.runs)), told, "run_many"))
    return found
