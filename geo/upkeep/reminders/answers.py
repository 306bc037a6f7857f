"""What an organisation answers: it takes a click on our own page, so that a mail scanner changes nothing."""

from collections.abc import Sequence
from datetime import datetime

from geo.errors import AccessDenied
from geo.model import Role, Status
from geo.store import Done, LinkRow, StoredOffer, organization_id
from geo.upkeep.access import Action
from geo.upkeep.access.roles import Reason
from geo.upkeep.desk import Desk

ANSWERS = ("right", "change", "closed")


def asked_offers(desk: Desk, link: LinkRow | None) -> list[StoredOffer]:
    """Return the offers an organisation is asked about: those of its mail, without one all that are not closed.

    Raises
    ------
    AccessDenied
        If it is no organisation that asks.
    """
    if desk.actor.role != Role.ORGANIZATION:
        raise AccessDenied(desk.actor.role, Action.CONFIRM, Reason.ROLE)
    reminder = desk.store.reminders.of_link(link.link_id) if link else None
    return [
        offer
        for offer in desk.store.stored_offers().values()
        if organization_id(offer.row["organization"]) == desk.actor.organization_id
        and offer.row["status"] != Status.CLOSED
        and (reminder is None or offer.offer_id in reminder.offer_ids)
    ]


def take_answer(
    desk: Desk, link: LinkRow | None, answer: str, offer_ids: Sequence[str], *, now: datetime
) -> list[Done]:
    """Confirm or close offers of an organisation, and remember that it answered its mail.

    Raises
    ------
    AccessDenied
        If one of the offers is another's, or the answer is none; nothing is changed.
    """
    if answer not in ANSWERS:
        raise AccessDenied(desk.actor.role, Action.CONFIRM, Reason.NO_OFFER)
    done: list[Done] = []
    if answer == "right":
        done = desk.confirm(offer_ids)
    elif answer == "closed":
        done = desk.close(offer_ids)
    reminder = desk.store.reminders.of_link(link.link_id) if link else None
    if reminder:
        desk.store.reminders.note_answer(reminder.reminder_id, answer, now)
    return done
