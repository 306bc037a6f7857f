"""An organization that is renamed keeps its link; two that are joined never share one."""

import pytest
from sqlalchemy import insert, select

from geo.model import Role
from geo.settings import utc_now
from geo.store import Store, organization_id
from geo.store.accounts.tables import organization_link
from tests.store_kit import offer_row, seed


@pytest.fixture
def store(empty_store: Store) -> Store:
    seed(
        empty_store,
        offer_row("a-1", organization="Verein A"),
        offer_row("a-2", organization="Verein A"),
        offer_row("b-1", organization="Verein B"),
    )
    with empty_store.writing() as connection:
        link = {"link_id": "l", "token_hash": "x" * 64, "organization_id": organization_id("Verein A")}
        times = {"created_at": utc_now(), "expires_at": utc_now()}
        connection.execute(insert(organization_link).values(**link, **times, purpose="personal"))
    return empty_store


def owner(store: Store) -> str:
    with store.writing() as connection:
        return str(connection.scalar(select(organization_link.c.organization_id)))


def rename(store: Store, offer_id: str, name: str) -> None:
    stored = store.get(offer_id)
    assert stored is not None
    store.save(offer_id, {"organization": name}, version=stored.version, who=Role.EDITOR)


def test_a_link_follows_when_the_last_offer_has_the_new_name_and_goes_back_with_undo(store: Store) -> None:
    rename(store, "a-1", "Verein Neu")
    assert owner(store) == organization_id("Verein A")
    rename(store, "a-2", "Verein Neu")
    assert owner(store) == organization_id("Verein Neu")

    for offer_id in ("a-2", "a-1"):
        store.undo_change(store.history(offer_id)[0].change_id, who=Role.EDITOR)
    assert owner(store) == organization_id("Verein A")


def test_a_link_never_reaches_the_offers_of_another_organization(store: Store) -> None:
    rename(store, "a-1", "Verein B")
    rename(store, "a-2", "Verein B")

    assert owner(store) == organization_id("Verein A")
