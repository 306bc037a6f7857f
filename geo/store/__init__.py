"""The database: offers and places, who changed what, words, what advice teaches, scenarios, answers of geocoders.

The only room that imports SQLAlchemy and Alembic. SQLite by default; PostgreSQL by another URL.
"""

from geo.store.accounts.values import (
    AccountRow,
    Counter,
    FactorRow,
    LinkFinding,
    LinkRow,
    ProposalRow,
    ReminderRow,
    SessionRow,
)
from geo.store.kim.advice import HandoverKey, Reminder, TallyKey
from geo.store.kim.changes import KimChange
from geo.store.offers.apart import ids_of
from geo.store.offers.hiding import addresses_of, hidden_texts
from geo.store.offers.records import NEW, Batch, Change, Done, OfferEdit, Seen, Site, StoredOffer
from geo.store.offers.rows import difference, full_row
from geo.store.offers.seed_plan import SeedReport, location_id, organization_id
from geo.store.scenarios.saved import SavedRow
from geo.store.store import Store
from geo.store.words.added import PhraseRow
from geo.store.words.missed import WordKey

__all__ = [
    "NEW",
    "AccountRow",
    "Batch",
    "Change",
    "Counter",
    "Done",
    "FactorRow",
    "HandoverKey",
    "KimChange",
    "LinkFinding",
    "LinkRow",
    "OfferEdit",
    "PhraseRow",
    "ProposalRow",
    "Reminder",
    "ReminderRow",
    "SavedRow",
    "SeedReport",
    "Seen",
    "SessionRow",
    "Site",
    "Store",
    "StoredOffer",
    "TallyKey",
    "WordKey",
    "addresses_of",
    "difference",
    "full_row",
    "hidden_texts",
    "ids_of",
    "location_id",
    "organization_id",
]
