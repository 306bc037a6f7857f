"""What somebody can do about an offer at once: call, write, read on, find the way; and what to do before going there.

Nobody is told to call where no number is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.i18n import Texts
from geo.links import dial_link
from geo.model import Scope, Status
from geo.offers.place_wording import address_line, directions_link
from geo.offers.whom_to_ask import Answerer


@dataclass(frozen=True)
class Action:
    """A button: `kind` is `call`, `mail`, `web` or `way`; `who` is German, "" where it is the offer itself."""

    kind: str
    label: str
    href: str
    number: str = ""
    who: str = ""

    @property
    def is_external(self) -> bool:
        """Whether it leads to another site."""
        return self.kind in ("web", "way")


def actions(row: Mapping[str, Any], asked: Sequence[Answerer], texts: Texts) -> tuple[Action, ...]:
    """Return what can be done about an offer, its own contacts before those of others; each kind once.

    Parameters
    ----------
    row
        A row of the offers frame.
    asked
        Who can be asked where it has no phone (`whom_to_ask.Directory.whom`).
    """
    return tuple(one for one in (_call(row, asked, texts), *_write(row, asked, texts)) if one is not None)


def _call(row: Mapping[str, Any], asked: Sequence[Answerer], texts: Texts) -> Action | None:
    if row["phone"]:
        return Action("call", texts("act.call"), dial_link(row["phone"]), row["phone"])
    other = next((one for one in asked if one.phone), None)
    if other is None:
        return None
    return Action("call", texts("act.call"), dial_link(other.phone), other.phone, other.name)


def _write(row: Mapping[str, Any], asked: Sequence[Answerer], texts: Texts) -> list[Action | None]:
    found: list[Action | None] = []
    for kind, column, scheme in (("mail", "email", "mailto:"), ("web", "website", "")):
        other = next((one for one in asked if getattr(one, column)), None)
        if row[column]:
            found.append(Action(kind, texts(f"act.{kind}"), scheme + row[column]))
        elif other is not None:
            found.append(Action(kind, texts(f"act.{kind}"), scheme + getattr(other, column), who=other.name))
    is_local = row["scope"] == Scope.LOCAL and not row["is_protected"]
    if is_local and f"{row['street']} {row['house_number']}".strip():
        found.append(Action("way", texts("act.way"), directions_link(row, address_line(row))))
    return found


def check_key(row: Mapping[str, Any], asked: Sequence[Answerer]) -> str:
    """Return the key of the advice to ask before going there, "" where somebody confirmed the offer.

    With a protected offer stands who answers.
    """
    if row["status"] == Status.CONFIRMED or row["is_protected"]:
        return ""
    if row["phone"]:
        return "detail.check_first"
    if asked:
        return "detail.check_asked"
    return "detail.check_ask" if row["email"] or row["website"] else ""


def check_first(row: Mapping[str, Any], asked: Sequence[Answerer], texts: Texts) -> str:
    """Say the advice in the visitor's words, "" where there is none."""
    key = check_key(row, asked)
    return texts(key) if key else ""
