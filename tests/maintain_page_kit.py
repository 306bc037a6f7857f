"""The page "Maintain" opened without a browser, on a copy of the shipped offers."""

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from geo.model import Role
from geo.store import Store, StoredOffer, organization_id
from geo.upkeep.access import Actor
from ui.entrance import who
from ui.shared import loading

SCHOOL = "re-247"  # the evening school: a local offer with an address
OWNER = "Volkshochschule Recklinghausen"
EDITOR = Actor(Role.EDITOR, login="redaktion")
OWN = Actor(Role.ORGANIZATION, organization_id=organization_id(OWNER))


def _maintain(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.maintain import page as maintain
    from ui.shared import loading

    maintain.show(loading.texts_for(language))


def find_page(language: str) -> None:
    """Stand for the shell."""
    from ui.find import page as find
    from ui.shared import loading

    find.show(loading.texts_for(language))


@dataclass
class Room:
    """The page with a database of its own, and who is at it."""

    monkeypatch: pytest.MonkeyPatch

    def enter(self, actor: Actor) -> None:
        """Let somebody sit down at the page."""
        self.monkeypatch.setattr(who, "actor", lambda: actor)

    def open(self, actor: Actor, *, language: str = "de", page=_maintain, **query: str) -> AppTest:
        """Open an address of the page."""
        self.enter(actor)
        opened = AppTest.from_function(page, kwargs={"language": language}, default_timeout=60)
        for key, value in {"lang": language, **query}.items():
            opened.query_params[key] = value
        return opened.run()

    @property
    def store(self) -> Store:
        """The database of the page."""
        return loading.store()

    def offer(self, offer_id: str = SCHOOL) -> StoredOffer:
        """Return an offer as it stands."""
        stored = self.store.get(offer_id)
        assert stored is not None
        return stored


def keys_of(page: AppTest) -> set[str]:
    return {button.key for button in page.button}


def field_of(page: AppTest, column: str):
    found = [w for w in (*page.text_area, *page.text_input) if w.key.endswith(f"_{column}")]
    assert len(found) == 1, column
    return found[0]


def shown_on(page: AppTest) -> str:
    return "\n".join(str(element.proto) for element in page.main)
