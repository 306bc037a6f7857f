"""What the version before wrote still opens: its database, its backup, its secrets; `tests/old/README.md` says more."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.errors import SignInRefused
from geo.model import Address, ChangeKind, Role
from geo.settings import Settings, load_settings
from geo.store import Change, Store, organization_id
from geo.upkeep.access import Actor, actor_of_session, exchange, sign_in
from geo.upkeep.desk import Desk
from geo.upkeep.duplicates import Entry
from geo.upkeep.opening import prepare
from tests.version_before_files import OLD, old_district, with_old_database
from tests.version_before_kit import lost, plain, state_of

TOLD: Mapping[str, Any] = json.loads((OLD / "2026-11-26.database.json").read_text(encoding="utf-8"))
STATE, SECRETS = TOLD["state"], TOLD["secrets"]
#: Soon after, so that the visit is not over yet.
LATER = datetime.fromisoformat(TOLD["made_at"]) + timedelta(minutes=10)
ADDRESS = "192.0.2.7"
LAST_CHANGES = {key: changes[0]["change_id"] for key, changes in STATE["history"].items() if changes}
#: What depends on the shipped places, which a later version may know better.
PLACES = ("frame", "sites", "places")


@pytest.fixture
def empty(tmp_path: Path) -> dict[str, str]:
    """The environment of the district without a database."""
    return old_district(tmp_path)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of the district with a copy of the database."""
    return with_old_database(tmp_path)


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return load_settings(environment)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings) as opened:
        yield opened


def command(
    capsys: pytest.CaptureFixture[str], environment: dict[str, str], *arguments: str
) -> tuple[int, str]:
    """Run a command; gives its exit code and what it wrote."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        code = main(arguments)
    return code, capsys.readouterr().out


def without_places(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name not in PLACES}


def test_the_file_holds_one_of_everything() -> None:
    kinds = {batch["kind"] for batch in STATE["batches"]}

    assert {"seed", "edit", "confirm", "close", "undo", "locate", "apart", "import"} <= kinds
    assert [name for name, told in STATE.items() if not told and name != "aliases"] == []
    assert any(place["is_locked"] for place in STATE["places"].values())
    assert any(offer["sites"] for offer in STATE["offers"].values())
    assert any(offer["deleted_at"] for offer in STATE["offers"].values())


def test_an_old_database_opens_with_all_that_was_in_it(store: Store) -> None:
    assert list(lost(STATE, state_of(store))) == []


def test_the_first_start_on_it_keeps_offers_history_and_secrets(settings: Settings) -> None:
    with prepare(settings) as store:
        now = state_of(store)

    earlier = [batch for batch in now["batches"] if batch["batch_id"] <= len(STATE["batches"])]
    pinned = {key: place for key, place in STATE["places"].items() if place["is_locked"]}
    told = {**now, "batches": earlier, "history": _as_far_as_told(now["history"])}
    assert list(lost(without_places(STATE), told)) == []
    assert list(lost(pinned, now["places"])) == []


def test_loading_the_offers_of_today_into_it_leaves_what_people_did(environment: dict[str, str]) -> None:
    with prepare(load_settings({"KARTE_VAR": environment["KARTE_VAR"]})) as store:
        now = state_of(store)

    edited = {key: offer for key, offer in STATE["offers"].items() if offer["edited_at"]}
    kept = ("translations", "apart", "links", "accounts", "proposals", "reminders")
    pinned = {key: place for key, place in STATE["places"].items() if place["is_locked"]}
    by_people = {key: _without_position(offer) for key, offer in edited.items()}
    assert len(edited) > 5
    assert list(lost(by_people, now["offers"])) == []
    assert list(lost({key: STATE["history"][key] for key in edited}, _as_far_as_told(now["history"]))) == []
    assert list(lost({name: STATE[name] for name in kept}, now)) == []
    assert list(lost(pinned, now["places"])) == []


def _as_far_as_told(history: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a later version did: better places of the same offers are entries of their own."""
    batches = len(STATE["batches"])
    return {
        key: [change for change in changes if change["batch"]["batch_id"] <= batches]
        for key, changes in history.items()
    }


def _without_position(offer: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out where it stands among the shipped ones, of which there are more or fewer each time."""
    return {name: value for name, value in offer.items() if name != "position"}


def test_what_is_computed_today_finds_what_was_stored_by_it_then(store: Store) -> None:
    rows = {key: offer["row"] for key, offer in STATE["offers"].items()}
    first, second, *seen = STATE["apart"][0]
    pins = [place for place in STATE["places"].values() if place["is_locked"]]
    parts = ("street", "house_number", "postal_code", "city")
    addresses = [Address(*(place[part] for part in parts)) for place in pins]
    found = [store.locked_points.find(address) for address in addresses]

    assert [Entry.of(key, rows[key]).fingerprint for key in (first, second)] == seen
    assert {organization_id(name): name for name in STATE["organizations"].values()} == STATE["organizations"]
    assert [(match.lon, match.lat) for match in found if match] == [(pin["lon"], pin["lat"]) for pin in pins]


def test_an_old_personal_link_opens_and_its_organisation_edits(store: Store) -> None:
    session = exchange(store, SECRETS["token"], now=LATER)
    actor = actor_of_session(store, session, now=LATER)
    Desk(store, actor, LATER).confirm(["re-008"])

    assert actor == Actor(Role.ORGANIZATION, organization_id=SECRETS["organization_id"])
    assert store.history("re-008")[0].batch.who == Role.ORGANIZATION


def test_an_old_password_signs_in_and_an_open_visit_goes_on(store: Store) -> None:
    session = sign_in(store, SECRETS["login"], SECRETS["password"], address=ADDRESS, now=LATER)
    with pytest.raises(SignInRefused):
        sign_in(store, SECRETS["login"], SECRETS["password"] + "!", address=ADDRESS, now=LATER)

    editor = Actor(Role.EDITOR, login=SECRETS["login"])
    assert actor_of_session(store, session, now=LATER) == editor
    assert actor_of_session(store, SECRETS["session"], now=LATER) == editor


def test_an_old_proposal_is_taken_over(store: Store) -> None:
    desk = Desk(store, Actor(Role.EDITOR), LATER)
    proposal = desk.proposals()[0]
    desk.approve(proposal.proposal_id, version=STATE["offers"][proposal.offer_id]["version"])

    told = next(one for one in STATE["proposals"] if one["state"] == "open")
    assert plain(proposal.changes) == told["changes"]
    assert lost_columns(store, proposal.offer_id, told["changes"]) == []
    assert desk.proposals() == []


@pytest.mark.parametrize("offer_id", LAST_CHANGES)
def test_the_last_change_of_each_old_offer_can_be_taken_back(store: Store, offer_id: str) -> None:
    change = next(c for c in store.history(offer_id) if c.change_id == LAST_CHANGES[offer_id])
    batch = Desk(store, Actor(Role.ADMIN), LATER).undo(offer_id, change.change_id)

    assert batch.undoes == change.batch.batch_id
    assert lost_before(store, offer_id, change) == []


def lost_before(store: Store, offer_id: str, change: Change) -> list[str]:
    """Say what is not as it was before a change."""
    if change.location_id:
        place = plain(store.locations().loc[change.location_id].to_dict())
        point = {name: value for name, value in plain(change.before).items() if name != "placed_at"}
        return list(lost(point, place))
    if change.before is None:
        return [] if store.get(offer_id) is None else [f"{offer_id} is still there"]
    return lost_columns(store, offer_id, {name: t for name, t in change.before.items() if name != "sites"})


def lost_columns(store: Store, offer_id: str, columns: Mapping[str, Any]) -> list[str]:
    stored = store.get(offer_id)
    return list(lost(columns, dict(stored.row))) if stored else [f"{offer_id} is gone"]


@pytest.mark.parametrize("kind", [ChangeKind.IMPORT, ChangeKind.APART])
def test_an_old_batch_can_be_taken_back_as_a_whole(store: Store, kind: ChangeKind) -> None:
    old = next(batch for batch in store.batches() if batch.kind == kind)
    batch = store.undo_batch(old.batch_id, who=Role.EDITOR)

    assert (batch.undoes, batch.removed) == (old.batch_id, old.added)
    assert (kind == ChangeKind.APART) == (store.apart.decided() == {})
    assert (kind == ChangeKind.IMPORT) == (store.get("im-1") is None)


def test_an_old_backup_is_restored_whole(empty: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = command(capsys, empty, "restore", str(OLD / "2026-11-26.backup.zip"))
    with Store.open(load_settings(empty)) as store:
        now = state_of(store)

    restored, *earlier = now["batches"]
    assert (code, restored["kind"]) == (0, "restore")
    assert list(lost(STATE, {**now, "batches": earlier})) == []


@pytest.mark.parametrize("name", TOLD["find"])
def test_find_answers_on_it_as_before(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    asked = TOLD["find"][name]
    code, out = command(capsys, environment, "find", *asked["arguments"], "--json")

    assert code == 0
    assert sorted(offer["offer_id"] for offer in json.loads(out)["offers"]) == asked["offers"]
