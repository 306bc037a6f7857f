"""Where a visit is: callbacks say where to go, pages arrive there; clicks in quick succession lose nothing."""

from types import SimpleNamespace
from typing import Any

import pytest

from ui.shared import address_bar


class AddressBar:
    """The address as the server knows it; a click that comes meanwhile ends whoever writes it."""

    def __init__(self) -> None:
        self.keys_and_values: dict[str, list[str]] = {}
        self.is_interrupted = False

    def __iter__(self) -> Any:
        return iter(self.keys_and_values)

    def get_all(self, key: str) -> list[str]:
        return self.keys_and_values[key]

    def from_dict(self, query: dict[str, list[str]]) -> None:
        self.keys_and_values = dict(query)
        if self.is_interrupted:
            raise InterruptedError


class State(dict[str, Any]):
    """The state of a visit as Streamlit keeps it: a click that comes meanwhile ends whoever reads or writes it.

    Only copying it as a whole is never interrupted.
    """

    is_interrupted = False

    def __getitem__(self, key: str) -> Any:
        self._yield()
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._yield()
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._yield()
        return super().__contains__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._yield()
        super().__setitem__(key, value)

    def to_dict(self) -> dict[str, Any]:
        return dict(self.items())

    def _yield(self) -> None:
        if self.is_interrupted:
            raise InterruptedError


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch, state: State) -> AddressBar:
    bar = AddressBar()
    monkeypatch.setattr(address_bar, "st", SimpleNamespace(session_state=state, query_params=bar))
    return bar


def test_a_callback_writes_nothing_so_nothing_ends_it(bar: AddressBar) -> None:
    bar.is_interrupted = True

    address_bar.catch_up()
    address_bar.go_to({"topic": ["language"]})
    address_bar.catch_up()
    address_bar.go_to({**address_bar.address_query(), "group": ["women"]})

    assert address_bar.address_query() == {"topic": ["language"], "group": ["women"]}


def test_a_callback_neither_reads_nor_writes_what_another_click_may_interrupt(
    bar: AddressBar, state: State
) -> None:
    state["box"] = True
    address_bar.arrive({"lang": ["en"]})  # a page was there before anybody could click
    bar.is_interrupted = state.is_interrupted = True

    address_bar.catch_up()
    address_bar.choose_language()
    if address_bar.value("box"):
        address_bar.go_to({**address_bar.address_query(), "topic": ["language"]})

    assert address_bar.address_query() == {"lang": ["en"], "topic": ["language"]}
    assert address_bar.choose_language() == "en"


def test_a_page_whose_run_was_ended_moves_nothing_any_more(bar: AddressBar, state: State) -> None:
    address_bar.go_to({"topic": ["language"]})
    state.is_interrupted = True

    with pytest.raises(InterruptedError):
        address_bar.arrive({})
    with pytest.raises(InterruptedError):
        address_bar.turn_page("coverage")

    address_bar.catch_up()
    assert address_bar.address_query() == {"topic": ["language"]}


def test_a_click_while_a_page_writes_its_address_is_where_the_next_begins(
    bar: AddressBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bar, "from_dict", lambda _: address_bar.go_to({"topic": ["work"]}))

    address_bar.arrive({"topic": ["language"]})

    assert address_bar.address_query() == {"topic": ["work"]}


def test_a_widget_that_is_not_there_tells_nothing(bar: AddressBar) -> None:
    assert address_bar.value("box") is None


def test_a_page_arrives_where_a_callback_went(bar: AddressBar) -> None:
    address_bar.go_to({"topic": ["language"]})

    address_bar.arrive(address_bar.address_query())

    assert bar.keys_and_values == {"topic": ["language"]}
    bar.keys_and_values = {}  # the visitor goes back
    assert address_bar.address_query() == {}


def test_a_page_that_another_click_ends_is_arrived_at_by_the_next(bar: AddressBar) -> None:
    address_bar.go_to({"topic": ["language"]})
    bar.is_interrupted = True
    with pytest.raises(InterruptedError):
        address_bar.arrive(address_bar.address_query())

    bar.keys_and_values = {}  # the next click tells the old address

    assert address_bar.address_query() == {"topic": ["language"]}


def test_a_click_on_an_old_page_starts_from_the_newest_one(bar: AddressBar) -> None:
    address_bar.go_to({"topic": ["language"]})
    address_bar.arrive(address_bar.address_query())
    bar.keys_and_values = {}  # as the browser told before it had the answer

    address_bar.catch_up()

    assert address_bar.address_query() == {"topic": ["language"]}


def test_what_was_wanted_on_another_page_is_not_wanted_here(bar: AddressBar) -> None:
    address_bar.turn_page("")
    address_bar.go_to({"topic": ["language"]})
    address_bar.turn_page("")
    assert address_bar.address_query() == {"topic": ["language"]}

    address_bar.turn_page("coverage")

    assert address_bar.address_query() == {}
