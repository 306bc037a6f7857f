"""Checking links: each address once, one host by one at a time, findings kept and used by the work list."""

import threading
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from geo.errors import AccessDenied, Problem
from geo.exchange.sources import FetchRules
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import OPERATOR, VISITOR, Actor
from geo.upkeep.link_check import AT_ONCE, broken_urls, check_links, guarded, word_of
from geo.upkeep.work_list import Need, work_list
from tests.access_kit import BRIDGE, NOW, later

GONE = "https://gone.example/"


class Asked:
    """Answers as told, and watches how many ask one host, and all hosts, at once."""

    def __init__(self, **words: str) -> None:
        self.words = words
        self.times: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, url: str) -> str:
        keys = (urlsplit(url).hostname or "", "all hosts")
        with self._lock:
            self.times[url] += 1
            for key in keys:
                self._now[key] += 1
                self.most_at_once[key] = max(self.most_at_once[key], self._now[key])
        try:
            return self.words.get(keys[0].split(".")[0], "")
        finally:
            with self._lock:
                for key in keys:
                    self._now[key] -= 1


def test_an_address_that_does_not_answer_is_broken_until_it_does(store: Store) -> None:
    found = check_links(store, OPERATOR, [GONE, "https://there.example/"], Asked(gone="no_answer"), now=NOW)
    broken = broken_urls(store.link_findings.all())
    check_links(store, OPERATOR, [GONE], Asked(), now=later(days=2))

    assert {(f.url, f.is_broken, f.finding) for f in found} == {
        (GONE, True, "no_answer"), ("https://there.example/", False, ""),
    }  # fmt: skip
    assert broken == {GONE}
    assert broken_urls(store.link_findings.all()) == frozenset()


def test_each_address_is_asked_once_and_not_again_the_same_day(store: Store) -> None:
    asked = Asked()
    check_links(store, OPERATOR, [GONE, GONE, ""], asked, now=NOW)
    check_links(store, OPERATOR, [GONE], asked, now=later(hours=23))
    check_links(store, OPERATOR, [GONE], asked, now=later(hours=23), fresh=timedelta())

    assert asked.times == {GONE: 2}


def test_one_host_is_asked_by_one_at_a_time(store: Store) -> None:
    asked, told = Asked(), []
    urls = [f"https://h{host}.example/{page}" for page in range(20) for host in range(12)]

    check_links(store, OPERATOR, urls, asked, now=NOW, progress=lambda *given: told.append(given))

    assert set(asked.times.values()) == {1}
    assert max(count for host, count in asked.most_at_once.items() if host != "all hosts") == 1
    assert asked.most_at_once["all hosts"] <= AT_ONCE
    assert told[-1] == (240, 240)


def test_the_work_list_knows_the_broken_ones(store: Store) -> None:
    store.save("h-1", {"website": GONE}, version=None, who=Role.EDITOR)
    check_links(store, OPERATOR, store.offers().website, Asked(gone="no_answer"), now=NOW)

    broken = broken_urls(store.link_findings.all())
    items = work_list(store.offers(), today=NOW.date(), broken_urls=broken)

    assert [item.offer_id for item in items if Need.BROKEN_LINK in item.needs] == ["h-1"]


def test_a_fault_of_the_asking_is_not_taken_for_a_broken_link(store: Store) -> None:
    def fail(_url: str) -> str:
        msg = "a bug"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="a bug"):
        check_links(store, OPERATOR, [GONE], fail, now=NOW)

    assert store.link_findings.all() == []


@pytest.mark.parametrize("actor", [VISITOR, Actor(Role.ORGANIZATION, organization_id=BRIDGE)])
def test_nobody_but_editors_sends_this_server_out(store: Store, actor: Actor) -> None:
    asked = Asked()

    with pytest.raises(AccessDenied):
        check_links(store, actor, [GONE], asked, now=NOW)

    assert asked.times == {}


def test_an_address_that_is_none_is_asked_like_any_other(store: Store) -> None:
    [finding] = check_links(store, OPERATOR, ["http://["], lambda _url: "no_url", now=NOW)

    assert finding.is_broken


@pytest.mark.parametrize(
    ("kind", "value", "word"),
    [
        ("refused_by_server", "404", "refused_by_server"),
        ("refused_by_server", "503", "refused_by_server"),
        ("refused_by_server", "403", ""),  # the server is there, it does not like programs
        ("too_large", "", ""),
        ("unknown_host", "gone.example", "unknown_host"),
        ("too_slow", "", "too_slow"),
        ("private_address", "10.0.0.1", "private_address"),
    ],
)
def test_only_what_visitors_would_not_reach_counts_as_broken(kind: str, value: str, word: str) -> None:
    assert word_of(Problem.at(0, "", value, kind)) == word


def test_a_machine_of_the_inner_network_is_never_asked() -> None:
    ask = guarded(FetchRules(total_s=1), resolve=lambda _host, _port: ["10.0.0.1"])

    assert ask("http://intern.example/") == "private_address"
