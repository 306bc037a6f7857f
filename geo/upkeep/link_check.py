"""Which web addresses of offers still answer: asked on demand, each once, never one host by several at a time.

How to ask is handed in; `guarded` asks over the one place that knows how to fetch from strangers.
"""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from queue import SimpleQueue
from threading import Event
from urllib.parse import urlsplit

import pandas as pd

from geo.errors import Problem, SourceError
from geo.fetch import FetchRules, Resolve, fetch, resolve
from geo.model import Status
from geo.settings import Settings
from geo.store import LinkFinding, Store
from geo.upkeep.access import Action
from geo.upkeep.access.roles import Actor, require

#: Asks one address and returns "" if it answers, else a word for what is wrong; bounds its time itself.
Ask = Callable[[str], str]
AT_ONCE = 8
#: An address that was asked within this time is not asked again.
FRESH = timedelta(days=1)
MAX_URLS = 5000
#: Seconds for one address, redirects and all, and for one silence of its server; bytes that are read of a page.
SECONDS, _SILENCE_S, _MAX_BYTES = 10.0, 5.0, 1_000_000


def rules_for(settings: Settings, *, seconds: float = SECONDS) -> FetchRules:
    """Return within which rules an address is asked, the same for page and command line."""
    return FetchRules(
        allow_private=settings.allow_private_urls,
        user_agent=settings.provider.user_agent,
        max_bytes=_MAX_BYTES,
        total_s=seconds,
        silence_s=min(seconds, _SILENCE_S),
    )


def due_urls(
    offers: pd.DataFrame, findings: Iterable[LinkFinding], *, now: datetime, fresh: timedelta = FRESH
) -> list[str]:
    """Return the web addresses of open offers that nobody asked lately, in the order of the offers."""
    asked = {finding.url for finding in findings if now - finding.checked_at < fresh}
    is_open = offers["website"].ne("") & offers["status"].ne(Status.CLOSED.value)
    return [str(url) for url in dict.fromkeys(offers.loc[is_open, "website"]) if url not in asked]


def guarded(rules: FetchRules, *, resolve: Resolve = resolve) -> Ask:
    """Return what asks an address within rules: how long, how much, and never a machine of an inner network."""

    def ask(url: str) -> str:
        try:
            fetch(url, rules, resolve=resolve)
        except SourceError as error:
            return word_of(error.problem)
        return ""

    return ask


def word_of(problem: Problem) -> str:
    """Return a word for what is wrong with an address, "" where the server is there: it may not like programs."""
    if problem.kind in ("too_large", "packed_answer"):
        return ""
    if problem.kind == "refused_by_server":
        return "refused_by_server" if problem.value in ("404", "410") or problem.value[:1] == "5" else ""
    return problem.kind


def check_links(
    store: Store,
    actor: Actor,
    urls: Iterable[str],
    ask: Ask,
    *,
    now: datetime,
    fresh: timedelta = FRESH,
    progress: Callable[[int, int], None] | None = None,
) -> list[LinkFinding]:
    """Ask web addresses whether they answer, keep the findings, and return the new ones.

    Each finding is kept at once: who stops half-way goes on there.

    Parameters
    ----------
    urls
        Addresses of offers; at most `MAX_URLS` of those not asked lately are asked.
    ask
        Asks one address; must be safe to call from several threads.

    Raises
    ------
    AccessDenied
        If the actor may not have links checked.
    """
    require(actor, Action.CHECK_LINKS)
    known = {finding.url: finding.checked_at for finding in store.link_findings.all()}
    due = [url for url in dict.fromkeys(urls) if url and not (url in known and now - known[url] < fresh)]
    found: list[LinkFinding] = []
    with closing(_ask_all(due[:MAX_URLS], ask, now)) as findings:
        for finding in findings:
            store.link_findings.put(finding)
            found.append(finding)
            if progress:
                progress(len(found), min(len(due), MAX_URLS))
    return found


def broken_urls(findings: Iterable[LinkFinding]) -> frozenset[str]:
    """Return the addresses that did not answer, for the work list."""
    return frozenset(finding.url for finding in findings if finding.is_broken)


def _ask_all(urls: Sequence[str], ask: Ask, now: datetime) -> Generator[LinkFinding, None, None]:
    """Ask several hosts at a time, the addresses of one host one after the other; give each finding when it is there.

    Whoever stops half-way waits for the addresses that are being asked, not for the rest.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    findings: SimpleQueue[LinkFinding | Exception] = SimpleQueue()
    is_over = Event()

    def ask_host(group: list[str]) -> None:
        for url in group:
            if is_over.is_set():
                return
            try:
                word = ask(url)
            except Exception as fault:  # raised again by whoever waits for it
                findings.put(fault)
                return
            findings.put(LinkFinding(url, bool(word), word, now))

    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links")
    try:
        for group in by_host.values():
            pool.submit(ask_host, group)
        for _ in urls:
            finding = findings.get()
            if isinstance(finding, Exception):
                raise finding
            yield finding
    finally:
        is_over.set()
        pool.shutdown(cancel_futures=True)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
