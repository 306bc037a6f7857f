"""One click writes and reads once, and what it tells to take back is its own change, whoever else saves meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from geo.errors import AccessDenied, NoSuchOffer, OfferConflict
from geo.model import ChangeKind, Role
from geo.store import Change, Done, Store, StoredOffer
from geo.upkeep.access import Actor
from geo.upkeep.desk import Desk
from tests.access_kit import BRIDGE, NOW
from tests.store_kit import FakeGeocoder
from ui.maintain import acts
from ui.maintain.done import change_of

EDITOR = Actor(Role.EDITOR, login="redaktion")
BRIDGES = Actor(Role.ORGANIZATION, organization_id=BRIDGE)
#: The most a click may ask of the database, the begin of each transaction counted, too.
MOST_STATEMENTS = 12

#: What buttons do to one offer, each over a desk.
CLICKS: dict[str, Callable[[Desk], Done]] = {
    "confirm": lambda desk: desk.confirm(["a-1"])[0],
    "close": lambda desk: desk.close(["a-1"])[0],
    "save": lambda desk: desk.edit("a-1", {"schedule": "Mo 9–12"}, version=1),
    "remove": lambda desk: desk.remove("a-1", version=1),
}


@contextmanager
def _statements(store: Store) -> Iterator[list[str]]:
    """Collect every statement that goes to the database meanwhile."""
    said: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = _engine(store)
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@contextmanager
def _right_after_the_write(store: Store, deed: Callable[[], object]) -> Iterator[None]:
    """Let somebody else do something as soon as the next transaction that wrote has ended."""
    wrote: list[bool] = []

    def look(connection: Connection) -> None:
        if connection.get_execution_options().get("karte_write") and not wrote:
            wrote.append(True)

    def act(_dbapi_connection: object, _record: object) -> None:
        if wrote == [True]:
            wrote.append(True)
            deed()

    engine = _engine(store)
    event.listen(engine, "commit", look)
    event.listen(engine.pool, "checkin", act)
    try:
        yield
    finally:
        event.remove(engine, "commit", look)
        event.remove(engine.pool, "checkin", act)
    assert len(wrote) == 2


def _engine(store: Store) -> Engine:
    with store.reading() as connection:
        return connection.engine


def _offer(store: Store) -> StoredOffer:
    stored = store.get("a-1", removed=True)
    assert stored is not None
    return stored


def _entry(store: Store, done: Done) -> Change:
    assert done.change_id is not None
    found = store.change("a-1", done.change_id)
    assert found is not None
    return found


def _saved_by_others(store: Store, **values: str) -> Callable[[], object]:
    return lambda: store.save("a-1", values, version=None, who=Role.PROGRAM)


def test_confirming_and_telling_it_takes_few_statements(store: Store) -> None:
    desk = Desk(store, EDITOR, NOW, geocode=FakeGeocoder().geocode)

    with _statements(store) as said:
        told = acts.confirming("a-1")(desk)
        change = change_of(desk, told)

    assert (told.what, told.title, _offer(store).row["status"]) == ("confirmed", "Kurs a-1", "confirmed")
    assert change is not None
    assert change.change_id == told.change_id
    assert len(said) <= MOST_STATEMENTS, said


@pytest.mark.parametrize(
    ("click", "actor"),
    [("confirm", EDITOR), ("confirm", BRIDGES), ("close", EDITOR), ("close", BRIDGES), ("remove", EDITOR)],
    ids=lambda value: value if isinstance(value, str) else str(value.role),
)
def test_a_click_reads_the_offer_once_and_writes_it_once(store: Store, click: str, actor: Actor) -> None:
    desk = Desk(store, actor, NOW, geocode=FakeGeocoder().geocode)

    with _statements(store) as said:
        CLICKS[click](desk)

    assert len([text for text in said if "FROM offer JOIN" in text]) == 1
    assert len([text for text in said if text.startswith("UPDATE offer ")]) == 1
    assert not [text for text in said if "FROM change JOIN" in text]
    assert len(said) <= MOST_STATEMENTS, said


def test_saving_hours_asks_for_no_place(store: Store) -> None:
    geocoder = FakeGeocoder()
    desk = Desk(store, EDITOR, NOW, geocode=geocoder.geocode)

    with _statements(store) as said:
        CLICKS["save"](desk)

    assert geocoder.asked == []
    assert (
        len([text for text in said if "FROM offer JOIN" in text]) == 2
    )  # whose it is, and the one it changes


@pytest.mark.parametrize("click", CLICKS)
def test_what_was_done_tells_the_offer_and_its_entry_of_the_history(store: Store, click: str) -> None:
    done = CLICKS[click](Desk(store, EDITOR, NOW))

    stored, entry = _offer(store), _entry(store, done)
    assert (done.offer.row, done.offer.version) == (stored.row, stored.version)
    assert (done.offer.edited_at, done.offer.is_deleted) == (stored.edited_at, stored.is_deleted)
    assert (done.batch, entry) == (entry.batch, store.history("a-1")[0])


def test_a_click_that_changes_nothing_has_nothing_to_take_back(store: Store) -> None:
    desk = Desk(store, EDITOR, NOW)
    desk.confirm(["a-1"])

    (again,) = desk.confirm(["a-1"])

    assert (again.batch, again.change_id, again.offer) == (None, None, _offer(store))
    assert acts.confirming("a-1")(desk).what == "nothing"


@pytest.mark.parametrize("click", ["confirm", "close", "save"])
def test_undo_takes_back_the_own_click_not_what_somebody_else_saved_since(store: Store, click: str) -> None:
    before = dict(_offer(store).row)
    desk = Desk(store, EDITOR, NOW)
    step = acts.save(CLICKS[click], what=click)

    with _right_after_the_write(store, _saved_by_others(store, fees="5 €")):
        told = step(desk)

    mine = change_of(desk, told)
    assert mine is not None
    assert mine.batch.who == Role.EDITOR
    assert (
        store.history("a-1")[0].batch.who == Role.PROGRAM
    )  # theirs is the latest, and not what the button names
    desk.undo("a-1", mine.change_id)
    assert _offer(store).row == {**before, "fees": "5 €"}


@pytest.mark.parametrize(
    ("click", "theirs"),
    [("confirm", {"status": "closed"}), ("save", {"schedule": "nur freitags"})],
    ids=["confirm", "save"],
)
def test_undo_is_refused_where_somebody_else_changed_the_same_since(
    store: Store, click: str, theirs: dict[str, str]
) -> None:
    desk = Desk(store, EDITOR, NOW)

    with _right_after_the_write(store, _saved_by_others(store, **theirs)):
        told = acts.save(CLICKS[click])(desk)

    assert told.change_id is not None
    with pytest.raises(OfferConflict):
        desk.undo("a-1", told.change_id)
    assert theirs.items() <= _offer(store).row.items()


def test_of_several_confirmed_at_once_each_is_taken_back_alone(store: Store) -> None:
    first, second = Desk(store, BRIDGES, NOW).confirm(["a-1", "a-2"])

    assert first.change_id is not None
    Desk(store, BRIDGES, NOW).undo("a-1", first.change_id)

    states = [offer.row["status"] for offer in store.stored_offers().values()]
    assert states == ["not_confirmed", "confirmed", "not_confirmed"]
    assert second.batch is not None
    assert (second.batch.kind, second.batch.changed) == (ChangeKind.CONFIRM, 1)


def test_an_offer_that_changed_hands_is_not_confirmed_by_who_had_it(store: Store) -> None:
    store.save("a-1", {"organization": "Treff Hafen"}, version=1, who=Role.EDITOR)
    version = store.version()

    with pytest.raises(AccessDenied):
        Desk(store, BRIDGES, NOW).confirm(["a-2", "a-1"])

    assert store.version() == version


def test_what_is_not_there_is_neither_confirmed_nor_closed_nor_removed(store: Store) -> None:
    desk = Desk(store, EDITOR, NOW)
    desk.remove("a-1", version=1)
    version = store.version()

    for click in (desk.confirm, desk.close):
        for offer_id in ("a-1", "no-such-offer", "' OR 1=1 --"):
            with pytest.raises(NoSuchOffer):
                click([offer_id])
    with pytest.raises(NoSuchOffer):
        desk.remove("a-1", version=2)
    for say in (lambda: store.confirm("a-1", who=Role.EDITOR, today=NOW.date(), version=2),
                lambda: store.close_offer("no-such-offer", who=Role.EDITOR)):  # fmt: skip
        with pytest.raises(OfferConflict) as caught:
            say()
        assert [field.reason for field in caught.value.fields] == ["missing"]

    assert store.version() == version


def test_the_entry_of_another_offer_is_none_of_this_ones(store: Store) -> None:
    store.save("h-1", {"fees": "5 €"}, version=1, who=Role.EDITOR)
    foreign = store.history("h-1")[0].change_id

    assert Desk(store, BRIDGES, NOW).change("a-1", foreign) is None
    with pytest.raises(AccessDenied):
        Desk(store, BRIDGES, NOW).change("h-1", foreign)
    assert Desk(store, EDITOR, NOW).change("h-1", foreign) is not None
