"""An editor for Marl changes what is in Marl: whatever id, batch, proposal or place a crafted request names."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from geo.errors import AccessDenied, AccountError
from geo.exchange.importing import ImportPlan, Planned, within_cities
from geo.exchange.sources import Candidate
from geo.model import Match, Precision, Role
from geo.store import OfferEdit, Store
from geo.upkeep import city_rights
from geo.upkeep.access import (
    Action,
    Actor,
    OfferRef,
    actor_of_session,
    add_account,
    may,
    require_city,
    set_cities,
    set_role,
    sign_in,
)
from geo.upkeep.access.roles import Reason
from geo.upkeep.bulk import Choice, Kind, Wanted, apply_bulk, plan_bulk
from geo.upkeep.desk import Desk
from geo.upkeep.merging import keep_apart, merge
from geo.upkeep.proposals import Draft, propose
from tests.access_kit import ADDRESS, BRIDGE, HARBOUR, NOW, PASSWORD, QUICK
from tests.offers_kit import TAXONOMY
from tests.store_kit import DAY, offer_row

MARL = Actor(Role.EDITOR, login="redaktion-marl", cities=("Marl",))
ALL = Actor(Role.EDITOR, login="redaktion")


def _desk(store: Store, actor: Actor = MARL) -> Desk:
    return Desk(store, actor, NOW)


def _stored(store: Store, offer_id: str):
    stored = store.get(offer_id, removed=True)
    assert stored is not None
    return stored


def _removed_in_herten(store: Store) -> int:
    return _desk(store, ALL).remove("h-1", version=_stored(store, "h-1").version).batch.batch_id


def _bulk(store: Store) -> object:
    offers = list(store.stored_offers().values())
    plan = plan_bulk(Wanted.of(Kind.SET, "fees", "9 €"), offers, today=DAY, taxonomy=TAXONOMY)
    return apply_bulk(_desk(store), plan)


def _proposed(store: Store) -> str:
    propose(store, Draft("h-1", {"phone": "02366 1"}), address=ADDRESS, now=NOW)
    return _desk(store, ALL).proposals()[0].proposal_id


def _merged(store: Store) -> object:
    a, h = _stored(store, "a-1"), _stored(store, "h-1")
    return merge(store, MARL, a, h, {}, geocode=lambda address: Match("", None, None, Precision.NONE))


def _herten_place(store: Store) -> str:
    places = store.locations()
    return str(places.index[places["city"] == "Herten"][0])


#: What somebody may try on an offer of Herten, with a version that is right.
ATTACKS: dict[str, Callable[[Store], object]] = {
    "open": lambda s: _desk(s).offer("h-1"),
    "edit": lambda s: _desk(s).edit("h-1", {"fees": "9 €"}, version=1),
    "take over": lambda s: _desk(s).edit("h-1", {"city": "Marl"}, version=1),
    "move away": lambda s: _desk(s).edit("a-1", {"city": "Herten"}, version=1),
    "plant": lambda s: _desk(s).add(offer_row("x", city="Herten")),
    "plant for all from Marl": lambda s: _desk(s).add(offer_row("x", city="Marl", scope="online")),
    "widen": lambda s: _desk(s).edit("a-1", {"scope": "district"}, version=1),
    "take over a mailbox": lambda s: _desk(s).add(
        offer_row("x", organization="Treff Hafen", email="ich@marl.example")
    ),
    "take over a mailbox by an edit": lambda s: _desk(s).edit(
        "a-1", {"organization": "Treff Hafen", "email": "ich@marl.example"}, version=1
    ),
    "take over an organisation": lambda s: _desk(s).rename_organization(BRIDGE, "Treff Hafen"),
    "plant for all": lambda s: _desk(s).add(offer_row("x", city="", scope="district")),
    "schedule": lambda s: _desk(s).schedule("h-1", (), version=1),
    "confirm": lambda s: _desk(s).confirm(["a-1", "h-1"]),
    "close": lambda s: _desk(s).close(["h-1"]),
    "remove": lambda s: _desk(s).remove("h-1", version=1),
    "history": lambda s: _desk(s).history("h-1"),
    "one that is none": lambda s: _desk(s).offer("no-such-offer"),
    "rename": lambda s: _desk(s).rename_organization(HARBOUR, "Anders"),
    "rename into": lambda s: _desk(s).rename_organization("no-such-organization", "Anders"),
    "bulk": _bulk,
    "undo": lambda s: _desk(s).undo("h-1", s.history("h-1")[0].change_id),
    "undo by another's id": lambda s: _desk(s).undo("a-1", s.history("h-1")[0].change_id),
    "undo a batch": lambda s: _desk(s).undo_batch(s.history("h-1")[0].batch.batch_id),
    "merge": _merged,
    "keep apart": lambda s: keep_apart(s, MARL, _stored(s, "a-1"), _stored(s, "h-1")),
    "approve": lambda s: _desk(s).approve(_proposed(s), version=2),
    "reject": lambda s: _desk(s).reject(_proposed(s), reason="nein"),
    "a point": lambda s: s.lock_location(
        _herten_place(s), lon=7.1, lat=51.6, allow_at=city_rights.asked_of_places(MARL, Action.LOCATE)
    ),
    "an import": lambda s: s.apply(
        [OfferEdit.change("h-1", {"fees": "9 €"}, version=None)],
        who=Role.EDITOR,
        allow=city_rights.asked_of_offers(s, MARL, Action.IMPORT),
    ),
    "a link": lambda s: city_rights.require_organization(s, MARL, HARBOUR, Action.MAKE_LINK),
}


def test_an_editor_of_marl_is_stopped_everywhere_else_and_nothing_changes(store: Store) -> None:
    store.save("h-1", {"fees": "5 €"}, version=1, who=Role.EDITOR)
    store.save("h-1", {"fees": ""}, version=2, who=Role.EDITOR)
    before = {key: _stored(store, key) for key in ("a-1", "a-2", "h-1")}

    got_through = []
    for name, attack in ATTACKS.items():
        try:
            attack(store)
        except AccessDenied:
            continue
        got_through.append(name)

    assert got_through == []
    assert {key: _stored(store, key) for key in before} == before
    assert len(store.stored_offers()) == 3


def test_what_is_in_marl_goes_as_ever(store: Store) -> None:
    desk = _desk(store)
    desk.edit("a-1", {"fees": "3 €"}, version=1)
    desk.undo("a-1", desk.history("a-1")[0].change_id)
    desk.confirm(["a-1", "a-2"])
    removed = desk.remove("a-2", version=_stored(store, "a-2").version)
    assert desk.history("a-2")[0].after is None
    assert removed.batch is not None
    desk.undo_batch(removed.batch.batch_id)
    new = desk.add(offer_row("x", city="Marl")).offer
    desk.rename_organization(BRIDGE, "Verein Steg")

    assert _stored(store, "a-2").row["organization"] == "Verein Steg"
    assert (new.row["city"], _stored(store, "a-1").row["fees"]) == ("Marl", "")
    plan = plan_bulk(
        Wanted(Kind.CLOSE),
        [one for one in store.stored_offers().values() if Choice(city="Marl").fits(one.row)],
        today=DAY,
        taxonomy=TAXONOMY,
    )
    batch = apply_bulk(desk, plan)
    assert batch is not None
    assert batch.changed == 3


@pytest.mark.parametrize(("offer_id", "is_own"), [("h-1", False), ("a-1", True)])
def test_an_import_brings_back_only_what_went_from_marl(store: Store, offer_id: str, is_own: bool) -> None:
    _desk(store, ALL).remove(offer_id, version=1)
    edit = OfferEdit.change(offer_id, offer_row(offer_id), version=None)
    how = {"who": Role.EDITOR, "allow": city_rights.asked_of_offers(store, MARL, Action.IMPORT)}

    if is_own:
        store.apply([edit], **how)
    else:
        with pytest.raises(AccessDenied, match="foreign_city"):
            store.apply([edit], **how)

    assert _stored(store, offer_id).is_deleted is not is_own


def test_who_has_offers_in_two_cities_keeps_its_mailbox_and_gains_offers(store: Store) -> None:
    desk = _desk(store)
    known = desk.add(offer_row("x", organization="Treff Hafen", email="post@hafen.example")).offer
    silent = desk.add(offer_row("y", organization="Treff Hafen")).offer

    for offer in (known, silent):
        desk.edit(offer.offer_id, {"fees": "2 €"}, version=offer.version)
        with pytest.raises(AccessDenied, match="foreign_city"):
            desk.edit(offer.offer_id, {"email": "ich@marl.example"}, version=offer.version + 1)
    desk.edit("a-1", {"email": "neu@bruecke.example"}, version=1)  # all of its offers are in Marl
    removed = desk.remove(known.offer_id, version=known.version + 1)
    assert removed.batch is not None
    desk.undo_batch(removed.batch.batch_id)
    assert not _stored(store, known.offer_id).is_deleted


def test_a_pin_in_marl_is_taken_back_by_who_set_it(store: Store) -> None:
    places = store.locations()
    marl = str(places.index[(places["city"] == "Marl") & (places["street"] == "Weg")][0])
    store.lock_location(marl, lon=7.1, lat=51.66)
    placed = next(c for b in store.batches() for c in store.changes(batch_id=b.batch_id) if c.location_id)
    desk = _desk(store)

    assert desk.may_undo(placed)
    desk.undo("a-1", placed.change_id)
    assert not store.locations().loc[marl, "is_locked"]


def test_what_is_for_all_is_not_kept_by_marl_wherever_its_office_is(store: Store) -> None:
    store.save("a-1", {"scope": "district"}, version=1, who=Role.ADMIN)

    assert list(city_rights.kept_offers(MARL, store.offers()).index) == ["a-2"]
    assert city_rights.organizations_of(store, MARL) == {}
    assert not _desk(store).may(Action.EDIT, _stored(store, "a-1"))


def test_proposals_batches_and_organisations_are_those_of_marl(store: Store) -> None:
    _proposed(store)
    propose(store, Draft("a-1", {"phone": "02365 9"}), address=ADDRESS, now=NOW)
    removed = _removed_in_herten(store)
    store.save("a-1", {"fees": "1 €"}, version=1, who=Role.EDITOR)
    both = store.apply(
        [OfferEdit.change(key, {"remark": "x"}, version=None) for key in ("a-1", "a-2")], who=Role.EDITOR
    )

    assert [one.offer_id for one in _desk(store).proposals()] == ["a-1"]
    kept = {batch.batch_id for batch in city_rights.kept_batches(store, MARL, store.batches())}
    assert both is not None
    assert removed not in kept
    assert {both.batch_id, both.batch_id - 1} <= kept
    assert set(city_rights.organizations_of(store, MARL)) == {BRIDGE}
    store.undo_batch(removed, who=Role.ADMIN)
    store.save("h-1", {"organization": "Verein Brücke"}, version=None, who=Role.EDITOR)
    assert city_rights.organizations_of(store, MARL) == {}  # one of its offers is in Herten now


def test_own_batches_are_found_behind_those_of_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(city_rights, "_PAGE", 2)
    own = [store.save("a-1", {"fees": f"{n} €"}, version=None, who=Role.EDITOR).batch for n in (1, 2)]
    for n in range(1, 6):
        store.save("h-1", {"fees": f"{n} €"}, version=None, who=Role.EDITOR)

    newest_first = [one.batch_id for one in reversed(own) if one]
    assert [one.batch_id for one in city_rights.latest_batches(store, MARL, most=9)] == newest_first
    assert [one.batch_id for one in city_rights.latest_batches(store, MARL, most=1)] == newest_first[:1]
    assert city_rights.latest_batches(store, ALL, most=3) == store.batches(limit=3)


def test_a_batch_of_two_cities_is_taken_back_by_neither(store: Store) -> None:
    both = store.apply(
        [OfferEdit.change(key, {"remark": "x"}, version=None) for key in ("a-1", "h-1")], who=Role.EDITOR
    )
    assert both is not None
    with pytest.raises(AccessDenied):
        _desk(store).undo_batch(both.batch_id)
    with pytest.raises(AccessDenied):
        _desk(store).undo_batch(10**6)


def test_an_offer_that_moved_out_of_herten_is_not_put_back_there(store: Store) -> None:
    _desk(store, ALL).edit("h-1", {"city": "Marl"}, version=1)

    with pytest.raises(AccessDenied):
        _desk(store).undo("h-1", store.history("h-1")[0].change_id)

    assert _stored(store, "h-1").row["city"] == "Marl"


def test_an_import_is_cut_to_marl_and_says_which_rows_are_not() -> None:
    def planned(row: int, offer_id: str, city: str) -> Planned:
        return Planned(Candidate(row, {}), offer_id, offer_row(offer_id, city=city))

    plan = ImportPlan(
        "liste",
        "file:liste",
        new=(planned(2, "n-1", "Marl"), planned(3, "n-2", "Herten")),
        changed=(planned(4, "h-1", "Marl"), planned(5, "a-1", "Marl"), planned(6, "a-2", "Herten")),
    )
    cut = within_cities(plan, ("Marl",), {"h-1": "Herten", "a-1": "Marl", "a-2": "Marl"})

    assert [p.offer_id for p in (*cut.new, *cut.changed)] == ["n-1", "a-1"]
    assert [(p.row, p.kind, p.is_hint) for p in cut.problems] == [
        (3, "foreign_city", False),
        (4, "foreign_city", False),
        (6, "foreign_city", False),
    ]


def test_rooms_open_without_an_offer_but_nothing_is_done_without_one() -> None:
    offer = OfferRef("a-1", BRIDGE, city="Marl")
    for action in (Action.EDIT, Action.DELETE, Action.RESTORE, Action.ADD, Action.ADD_PHRASE, Action.REMIND):
        assert may(MARL, action).reason == Reason.NO_OFFER
        assert may(MARL, action, offer)
        assert may(MARL, action, OfferRef("h-1", HARBOUR, city="Herten")).reason == Reason.FOREIGN_CITY
        assert may(MARL, action, OfferRef("x", "")).reason == Reason.FOREIGN_CITY
    rooms = (Action.IMPORT, Action.BULK, Action.REVIEW, Action.LOCATE, Action.MAKE_LINK)
    for action in (*rooms, Action.SAVE_SCENARIO, Action.SAY_LANGUAGES):
        assert may(MARL, action)
    assert not may(MARL, Action.MANAGE_USERS, offer)
    with pytest.raises(AccessDenied, match="foreign_city") as caught:
        require_city(MARL, Action.LOCATE, "Herten")
    assert caught.value.key == "error.access_denied_city"


def test_an_account_carries_its_cities_to_the_next_click(store: Store) -> None:
    add_account(store, "redaktion-marl", PASSWORD, Role.EDITOR, now=NOW, cities=("Marl",), hasher=QUICK)
    token = sign_in(store, "redaktion-marl", PASSWORD, address=ADDRESS, now=NOW, hasher=QUICK)
    later = NOW + timedelta(minutes=1)

    assert actor_of_session(store, token, now=later) == MARL
    set_cities(store, "redaktion-marl", ("Herten", "Marl", "Herten"), now=later)
    assert actor_of_session(store, token, now=later).cities == ("Herten", "Marl")
    set_role(store, "redaktion-marl", Role.ADMIN, now=later)
    assert not actor_of_session(store, token, now=later).is_of_cities
    set_role(store, "redaktion-marl", Role.EDITOR, now=later)
    assert actor_of_session(store, token, now=later).is_of_cities
    with pytest.raises(AccountError):
        add_account(store, "leitung", PASSWORD, Role.ADMIN, now=NOW, cities=("Marl",), hasher=QUICK)
