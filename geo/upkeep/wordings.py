"""Better words that readers propose for a text of the pages: they wait for an editor beside the other proposals.

They are kept as proposals are, with `texts:<language>` where those have an offer. What an editor decides changes no
catalogue: whoever keeps `locale/` does, with what was noted before the eyes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from geo.errors import DataError, Problem
from geo.store import ProposalRow, Store
from geo.tables import FORBIDDEN
from geo.upkeep.proposals import HALF_LETTER, keep, new_id, private_kinds

_MARK = "texts:"
#: Characters of the text that is now there, and of the one proposed.
LONGEST = 500
#: So many may wait for one language.
_MAX_OPEN_OF_LANGUAGE = 200


@dataclass(frozen=True)
class Wording:
    """What somebody proposes: `shown` is what the page says now, `better` what it should; `trap` catches robots."""

    language: str
    shown: str
    better: str
    trap: str = ""


def propose_wording(
    store: Store, wording: Wording, *, languages: Collection[str], address: str, now: datetime
) -> None:
    """Keep better words for an editor. A robot that fills the trap gets the same thanks, and nothing is kept.

    Parameters
    ----------
    languages
        Those of the screens.
    address
        The network address it comes from, only to bound how often; a hash is kept for two days at most.

    Raises
    ------
    DataError
        If a text is missing, too long, no text or tells a person's contact; the message names which.
    TooManyProposals
        If too many came from there, came together, or wait.
    """
    if wording.trap:
        return
    problems = _problems(wording, languages)
    if problems:
        raise DataError(problems)
    changes, before = ({"better": text.strip()} for text in (wording.better, wording.shown))
    row = ProposalRow(new_id(), f"{_MARK}{wording.language}", changes, before, "", now)
    keep(store, row, address=address, most_of_it=_MAX_OPEN_OF_LANGUAGE)


def wording_of(proposal: ProposalRow) -> Wording | None:
    """Return what a proposal says of the texts of the pages; None where it is about an offer."""
    if not proposal.offer_id.startswith(_MARK):
        return None
    language = proposal.offer_id.removeprefix(_MARK)
    return Wording(language, proposal.before.get("better", ""), proposal.changes.get("better", ""))


def noted_wordings(store: Store, languages: Collection[str]) -> list[tuple[Wording, datetime]]:
    """Return the better words that editors noted, with the moment they did, the newest first by language.

    They stand here as long as decided proposals are kept.
    """
    rows = [row for one in languages for row in reversed(store.proposals.of_offer(f"{_MARK}{one}"))]
    return [
        (found, row.decided_at)
        for row in rows
        if row.state == "approved" and row.decided_at and (found := wording_of(row))
    ]


def _problems(wording: Wording, languages: Collection[str]) -> list[Problem]:
    if wording.language not in languages:
        allowed = f"one of: {', '.join(languages)}"
        return [Problem("wording", 0, "language", wording.language[:40], allowed, "not_allowed")]
    texts = {"shown": wording.shown, "better": wording.better}
    return [problem for name, text in texts.items() if (problem := _problem(name, text)) is not None]


def _problem(name: str, text: str) -> Problem | None:
    if not text.strip():
        return Problem("wording", 0, name, "", "a text expected", "required")
    if len(text) > LONGEST:
        return Problem("wording", 0, name, "", f"at most {LONGEST} characters, {len(text)} found", "too_long")
    if FORBIDDEN.search(text) or HALF_LETTER.search(text):
        return Problem("wording", 0, name, "", "contains what is no letter", "letters")
    kind, expected = next(iter(private_kinds(text)), ("", ""))
    return Problem("wording", 0, name, "", expected, kind) if kind else None
