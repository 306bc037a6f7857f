"""The project's error tree: one sentence each, and the builtin that fits.

GeoError
├── SettingsError      a setting or the district file says something that cannot be
├── DataError          a file or row does not fit the schema
│   ├── FileTooLarge   … because a file is larger than any of its kind
│   └── SourceError    … a file from elsewhere cannot be taken in at all
├── NetworkError       an extract of streets, or the network made of it, cannot be read
├── TransitError       a timetable that was built cannot be read or stored, or has no answer
├── StoreError         the database cannot be read or written
│   ├── StoreBusy      … because another process holds it
│   ├── BackupError    … because a backup cannot be written, or is none
│   └── StoreReadOnly  … because it, or its disk, takes no writes
├── OfferConflict      an offer was changed meanwhile by somebody else
├── UndoRefused        a change cannot be taken back at all
├── PhraseRefused      a phrase cannot be added to what the search knows
├── CountRefused       … and ReminderRefused, TopicConflict: what advice teaches cannot be written so
├── ScenarioRefused    a scenario cannot be saved, renamed or removed under a name
├── SchedulerError     a cluster of machines cannot be reached, or does not do its work
├── PublishError       the published page cannot be made or written
├── ProviderError      a geocoding service did not give a usable answer
├── AccessDenied       … and ForeignCity, ForeignForm, LinkRefused, SignInRefused: somebody may not do that
├── AccountError       … and WeakPassword, UnknownOrganization: an account or link cannot be made so
├── ProposalGone       … and TooManyProposals, NoSuchOffer: what somebody works on is not there, or is too much
├── MailError          the mail server cannot be reached
├── OutsideCity        a pin lies outside the city of its address, and nobody said why
└── UnexpectedCrs      a frame arrived in another coordinate system
"""

from dataclasses import dataclass, replace

#: So much of a foreign value is repeated in a message.
_MAX_SHOWN = 120
#: Why a scenario is refused, for those at the command line.
_SCENARIO_REASONS = {
    "taken": "the name is taken",
    "unknown": "there is none of this name",
    "changed": "it was changed meanwhile; look at it again",
    "too_many": "there are as many as can be saved; remove one first",
    "no_name": "a name expected",
    "no_steps": "at least one step expected",
}


class GeoError(Exception):
    """Base of everything this package raises on purpose.

    `key` names the text of the message catalogue that a visitor reads; the message itself is for the operator.
    """

    key = "error.general"


class SettingsError(GeoError, ValueError):
    """A setting or the district file says something that cannot be."""

    key = "error.settings"


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place of a file, row or form.

    Rows count as in a spreadsheet: the heading is row 1; 0 means the file as a whole. `expectation` is what an
    operator reads; `kind` is the end of the keys `import.problem.…` and `form.problem_…`, so that each reader has it
    in their language ("" where only operators are told). `allowed` and `suggestion` hold ids or values. A hint does
    not keep the row out. `column` is the file's heading; `about` the column of an offer whose values `allowed` and
    `suggestion` are.
    """

    file: str
    row: int
    column: str
    value: str
    expectation: str
    kind: str = ""
    allowed: tuple[str, ...] = ()
    suggestion: str = ""
    is_hint: bool = False
    about: str = ""

    @classmethod
    def at(
        cls,
        row: int,
        column: str,
        value: str,
        kind: str,
        allowed: tuple[str, ...] = (),
        *,
        suggestion: str = "",
        is_hint: bool = False,
        about: str = "",
    ) -> "Problem":
        """Return what is wrong in one place of a file that is named later; an operator reads kind and allowed."""
        told = (kind.replace("_", " "), ", ".join(allowed[:20]))
        expectation = ": ".join(text for text in told if text)
        return cls("", row, column, value, expectation, kind, allowed, suggestion, is_hint, about)

    @property
    def record(self) -> dict[str, object]:
        """What programs read of it."""
        return {name: getattr(self, name) for name in ("file", "row", "column", "value", "expectation")}

    def __str__(self) -> str:
        """Say the problem in one line for a person."""
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "…"
        if self.row:
            return f"{self.file}, row {self.row}, {self.column} {shown!r}: {self.expectation}"
        told = " ".join(filter(None, (self.column, repr(shown) if self.value else "")))
        return f"{self.file}, {told}: {self.expectation}" if told else f"{self.file}: {self.expectation}"


class DataError(GeoError, ValueError):
    """A file or row does not fit the schema; `problems` lists every place."""

    key = "error.data"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems[:20]))


class FileTooLarge(DataError):
    """A file is larger than any of its kind; what is too much of it was not read."""


class SourceError(DataError):
    """A file or address from elsewhere cannot be taken in at all; `problem` says why in words for a visitor."""

    key = "error.source"

    def __init__(self, file: str, problem: Problem) -> None:
        self.problem = replace(problem, file=file)
        super().__init__([self.problem])


class NetworkError(GeoError, ValueError):
    """An extract of streets, or the network made of it, cannot be read."""

    key = "error.data"


class TransitError(GeoError, ValueError):
    """A timetable that was built cannot be read or stored, or there is none."""

    key = "error.data"


class StoreError(GeoError, OSError):
    """The database cannot be read or written."""

    key = "error.store"


class StoreBusy(StoreError):
    """The database is locked by another process for longer than we wait."""

    key = "error.store_busy"


class BackupError(StoreError):
    """A backup cannot be written, or a file is no backup that could be restored."""

    key = "error.backup"


class StoreReadOnly(StoreError):
    """The database, or the disk it lies on, takes no writes."""

    key = "error.store_read_only"


@dataclass(frozen=True)
class FieldConflict:
    """One column of an offer (or one location) where two changes meet.

    `reason` says how the change in between looks: `changed`, `removed`, `exists` (an offer with this id is there
    already) or `missing`. `yours` and `theirs` are None where there is no value.
    """

    offer_id: str
    column: str
    yours: object
    theirs: object
    reason: str = "changed"


class OfferConflict(GeoError, ValueError):
    """An offer was changed meanwhile by somebody else; `fields` lists yours and theirs, column by column.

    The message names offers and columns and keeps the values, which may be an address nobody must read.
    """

    key = "error.offer_conflict"

    def __init__(self, fields: list[FieldConflict]) -> None:
        self.fields = fields
        told = [f"{f.offer_id}: {f.column or 'offer'} was {f.reason} meanwhile" for f in fields[:20]]
        super().__init__("\n".join(told))


class UndoRefused(GeoError, ValueError):
    """A change cannot be taken back at all."""

    key = "error.undo_refused"


class PhraseRefused(GeoError, ValueError):
    """A phrase cannot be added to what the search knows; `reason` is the end of the keys `words.refused_…`."""

    key = "error.phrase_refused"

    def __init__(self, reason: str, phrase: str) -> None:
        self.reason = reason
        super().__init__(f"{shown(phrase)!r} cannot be added: {reason.replace('_', ' ')}")


class CountRefused(GeoError, ValueError):
    """A count would fall below nothing, or an obstacle outlive its talk; how much is counted is not repeated."""

    key = "error.count_refused"

    def __init__(self, cell: tuple[str, ...]) -> None:
        told = " ".join(part for part in cell if part)
        super().__init__(f"{told}: so many cannot be taken back; obstacles go with their talks")


class ReminderRefused(GeoError, ValueError):
    """A handover cannot be remembered or answered under a code; `reason` ends the keys `kim.reminder_…`."""

    key = "error.reminder_refused"

    def __init__(self, reason: str, code: str) -> None:
        self.reason = reason
        super().__init__(f"code {shown(code)!r}: {reason.replace('_', ' ')}")


class TopicConflict(GeoError, ValueError):
    """A structural topic was changed meanwhile by somebody else."""

    key = "error.topic_conflict"

    def __init__(self, topic_id: str) -> None:
        super().__init__(f"topic {topic_id}: it was changed meanwhile; look at it again")


class ScenarioRefused(GeoError, ValueError):
    """A scenario cannot be saved, renamed or removed; `reason` is the end of the keys `saved.refused_…`."""

    key = "error.scenario_refused"

    def __init__(self, reason: str, name: str) -> None:
        self.reason = reason
        self.name = name
        super().__init__(f"scenario {shown(name)!r}: {_SCENARIO_REASONS[reason]}")


class SchedulerError(GeoError, ConnectionError):
    """A cluster of machines cannot be reached, or does not do its work."""


class PublishError(GeoError, OSError):
    """The published page cannot be made or written."""

    key = "error.publish"


class ProviderError(GeoError, ConnectionError):
    """A geocoding service did not give a usable answer."""

    key = "error.provider"


class OutsideCity(GeoError, ValueError):
    """A pin lies outside the city of its address, and nobody said why that is right."""

    key = "error.outside_city"


class UnexpectedCrs(GeoError, ValueError):
    """A frame arrived in another coordinate system than EPSG:4326."""

    key = "error.crs"


class AccessDenied(GeoError, PermissionError):
    """Somebody asked for what their role, or their organisation, may not do; `reason` is one of `access.Reason`."""

    key = "error.access_denied"

    def __init__(self, role: str, action: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{role} may not {action} ({reason})")


class ForeignCity(AccessDenied):
    """An editor of cities, or a case manager, asked for what is not of their cities alone."""

    key = "error.access_denied_city"

    def __init__(self, role: str, action: str) -> None:
        super().__init__(role, action, "foreign_city")


class AccountError(GeoError, ValueError):
    """An account cannot be made or changed as asked."""

    key = "error.account"


class ForeignForm(GeoError, PermissionError):
    """A form was sent by another site's page, not by ours."""

    key = "error.foreign_form"


class LinkRefused(GeoError, PermissionError):
    """A link is unknown, was revoked, or its time is over."""

    key = "error.link_refused"


class MailError(GeoError, ConnectionError):
    """The mail server cannot be reached, or does not let us in."""

    key = "error.mail"


class NoSuchOffer(GeoError, LookupError):
    """There is no such offer, or it was removed."""

    key = "error.no_such_offer"


class ProposalGone(GeoError, LookupError):
    """There is no such proposal, or somebody decided it already."""

    key = "error.proposal_gone"


class SignInRefused(GeoError, PermissionError):
    """Login or password are wrong, or there were too many tries; nobody is told which."""

    key = "error.sign_in_refused"


class TooManyProposals(GeoError, RuntimeError):
    """Somebody, or everybody together, proposed too much for now; nothing was kept."""

    key = "error.too_many_proposals"


class UnknownOrganization(GeoError, LookupError):
    """There is no organisation with this name or id."""

    key = "error.unknown_organization"


class WeakPassword(GeoError, ValueError):
    """A password is too short, too long, too simple, or among the first that guessers try."""

    key = "error.weak_password"


def shown(value: object) -> str:
    """Return a foreign value short enough for a message."""
    text = str(value)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def refuse(
    file: str, kind: str, *, row: int = 0, column: str = "", value: object = "", **more: object
) -> SourceError:
    """Return the error that says why a file cannot be taken in."""
    return SourceError(file, Problem.at(row, column, shown(value), kind, **more))  # type: ignore[arg-type]
