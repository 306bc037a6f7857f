"""An organization that gets another name keeps what hangs on it: its links, and the letters it was sent."""

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from geo.store.accounts.tables import organization_link, reminder
from geo.store.offers.seed_plan import organization_id
from geo.store.offers.steps import Step
from geo.store.offers.tables import change, offer


def follow_renames(connection: Connection, steps: Sequence[Step]) -> None:
    """Move links and reminders where an organization was renamed; works inside the caller's transaction.

    It was renamed when its last offer in sight went to a name that has no offers but those it had before. Anything
    else joins two organizations: a link must never reach offers of others, so it stays where it was.
    """
    for old, new in _renamed(steps).items():
        mine = select(offer.c.offer_id).where(
            offer.c.organization_id == organization_id(old), offer.c.deleted_at.is_(None)
        )
        if connection.scalars(mine.limit(1)).first() is None and _were_all_of(connection, old, new, steps):
            for table in (organization_link, reminder):
                connection.execute(
                    update(table)
                    .where(table.c.organization_id == organization_id(old))
                    .values(organization_id=organization_id(new))
                )


def _renamed(steps: Sequence[Step]) -> dict[str, str]:
    """Return the new name of each organization whose offers got one and the same other name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for step in steps:
        if step.before and not step.before.is_deleted and step.row is not None:
            old, new = step.before.row["organization"], step.row["organization"]
            if old and new and old != new:
                found[old].add(new)
    return {old: next(iter(names)) for old, names in found.items() if len(names) == 1}


def _were_all_of(connection: Connection, old: str, new: str, steps: Sequence[Step]) -> bool:
    """Whether every offer with the new name had the old one before, in these steps or earlier."""
    here = {step.offer_id for step in steps if step.before and step.before.row["organization"] == old}
    ids = select(offer.c.offer_id).where(
        offer.c.organization_id == organization_id(new), offer.c.deleted_at.is_(None)
    )
    others = {offer_id for offer_id in connection.scalars(ids) if offer_id not in here}
    if not others:
        return True
    query = select(change.c.offer_id, change.c.before).where(change.c.offer_id.in_(others))
    came = {
        offer_id
        for offer_id, content in connection.execute(query)
        if content and json.loads(content).get("organization") == old
    }
    return others <= came
