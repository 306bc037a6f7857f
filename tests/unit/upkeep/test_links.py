"""Personal links: they open one organisation, end when they should, and tell their secret to nobody."""

import logging
from datetime import timedelta

import pytest

from geo.errors import LinkRefused, UnknownOrganization
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import VISITOR, Actor, actor_of_session, exchange, make_link, revoke_link
from geo.upkeep.access.links import LONGEST_LIFETIME, REMINDER
from geo.upkeep.access.sessions import link_of_session
from geo.upkeep.access.tokens import TOKEN_PATTERN
from tests.access_kit import BRIDGE, HARBOUR, NOW, everything_kept, later


def test_a_link_opens_its_own_organisation(store: Store) -> None:
    link = make_link(store, BRIDGE, now=NOW)

    token = exchange(store, link.token, now=NOW)

    assert actor_of_session(store, token, now=NOW) == Actor(Role.ORGANIZATION, organization_id=BRIDGE)


def test_two_links_never_share_a_secret_and_each_has_256_bit(store: Store) -> None:
    links = [make_link(store, BRIDGE, now=NOW) for _ in range(20)]

    assert len({link.token for link in links}) == 20
    assert all(TOKEN_PATTERN.fullmatch(link.token) for link in links)  # 43 letters of 6 bit


def test_the_secret_stands_behind_the_hash_sign_which_no_server_is_told(store: Store) -> None:
    link = make_link(store, BRIDGE, now=NOW)

    for address in (
        link.address("https://karte.example"),
        link.answer_address("https://karte.example", "right"),
    ):
        told, secret = address.split("#")
        assert link.token == secret
        assert link.token not in told


def test_the_database_holds_a_hash_and_not_the_secret(store: Store) -> None:
    link = make_link(store, BRIDGE, now=NOW)
    token = exchange(store, link.token, now=NOW)

    kept = everything_kept(store)

    assert link.token not in kept
    assert token not in kept


def test_neither_log_nor_error_nor_representation_tells_the_secret(
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        link = make_link(store, BRIDGE, now=NOW)
        exchange(store, link.token, now=NOW)
        with pytest.raises(LinkRefused) as caught:
            exchange(store, link.token, now=later(days=4000))

    assert link.token not in caplog.text + str(caught.value) + repr(link)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "' OR 1=1 --", "../../etc/passwd", "A" * 5000])
def test_a_guessed_secret_opens_nothing(store: Store, token: str) -> None:
    make_link(store, BRIDGE, now=NOW)

    with pytest.raises(LinkRefused):
        exchange(store, token, now=NOW)


def test_the_id_and_the_hash_of_a_link_are_no_secrets_and_open_nothing(store: Store) -> None:
    link = make_link(store, BRIDGE, now=NOW)
    row = store.links.get(link.link_id)
    assert row is not None

    for known in (row.link_id, row.token_hash, row.token_hash[:43]):
        with pytest.raises(LinkRefused):
            exchange(store, known, now=NOW)


def test_a_link_ends_by_its_date_and_so_do_the_visits_it_opened(store: Store) -> None:
    link = make_link(store, BRIDGE, now=NOW, lifetime=timedelta(minutes=10))
    token = exchange(store, link.token, now=later(minutes=9))

    assert actor_of_session(store, token, now=later(minutes=9)).role == Role.ORGANIZATION
    assert actor_of_session(store, token, now=later(minutes=10)) == VISITOR
    with pytest.raises(LinkRefused):
        exchange(store, link.token, now=later(minutes=10))


def test_a_revoked_link_opens_nothing_and_ends_its_visits_at_once(store: Store) -> None:
    link, other = make_link(store, BRIDGE, now=NOW), make_link(store, BRIDGE, now=NOW)
    token, others = exchange(store, link.token, now=NOW), exchange(store, other.token, now=NOW)

    revoke_link(store, link.link_id, now=NOW)

    assert actor_of_session(store, token, now=NOW) == VISITOR
    assert actor_of_session(store, others, now=NOW).organization_id == BRIDGE
    with pytest.raises(LinkRefused):
        exchange(store, link.token, now=NOW)


def test_a_link_that_does_not_exist_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(LinkRefused, match="no such link"):
        revoke_link(store, "nonsense", now=NOW)


def test_no_link_is_made_for_an_organisation_that_does_not_exist(store: Store) -> None:
    with pytest.raises(UnknownOrganization, match="somebody"):
        make_link(store, "somebody", now=NOW)


def test_no_link_lives_for_ever(store: Store) -> None:
    link = make_link(store, HARBOUR, now=NOW, lifetime=timedelta(days=99_999))

    assert link.expires_at == NOW + LONGEST_LIFETIME


def test_a_visit_knows_the_link_that_opened_it(store: Store) -> None:
    link = make_link(store, HARBOUR, now=NOW, purpose=REMINDER)
    token = exchange(store, link.token, now=NOW)

    row = link_of_session(store, token, now=NOW)

    assert row is not None
    assert (row.link_id, row.purpose, row.used_at) == (link.link_id, REMINDER, NOW)
    assert link_of_session(store, token, now=later(days=1)) is None
