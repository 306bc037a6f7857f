"""Every role that can act may change an offer: the database knows them all, also one that was made by migrations."""

import pytest

from geo.model import Role
from geo.store import Store
from tests.store_kit import offer_row, seed


@pytest.mark.parametrize("role", list(Role))
def test_the_database_takes_a_change_of_every_role(store: Store, role: Role) -> None:
    seed(store, offer_row("a-1"))

    done = store.save("a-1", {"title": f"changed by {role}"}, version=1, who=role)

    assert done.offer.row["title"] == f"changed by {role}"
    assert store.batches()[0].who == role
