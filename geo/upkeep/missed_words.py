"""Words that the search does not know: which of a question are counted, and a tally that no search waits for.

A word is counted by the week and the language of the screen, and by nothing else: no question, no moment, no visitor.
See decision 27.
"""

import logging
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from geo.errors import GeoError
from geo.offers.search.index import Answer
from geo.offers.search.reading import TEXT_LIMIT
from geo.offers.search.words import raw_words
from geo.store import Store, WordKey

LOG = logging.getLogger(__name__)
#: A word is shown to editors from so many times on in a week.
LEAST_SHOWN = 3
#: So many different words are kept of a week; of a full one only those already there count on.
MOST_A_WEEK = 500
#: Weeks after which a word is forgotten.
WEEKS_KEPT = 26
#: So many different words of one visit are counted, each once.
MOST_A_VISIT = 20
#: Letters of a word that is counted.
SHORTEST, LONGEST = 3, 40
#: What makes a piece of text a mail address, an account, a path.
_JOINING = frozenset("@#/\\_&=+")


def is_countable(word: str) -> bool:
    """Whether a folded word has the form of one: 3 to 40 letters, an apostrophe among them at most."""
    return SHORTEST <= len(word) <= LONGEST and all(
        unicodedata.category(letter)[0] in "LM" or (letter == "'" and 0 < at < len(word) - 1)
        for at, letter in enumerate(word)
    )


def missed_words(answer: Answer, text: str) -> list[str]:
    """Return the folded words of a question that nobody knows and that may be counted, each once.

    Only what stands by itself between blanks counts: no part of a mail address, a link or a double name, and nothing
    beside a number, which may be a street or a place.
    """
    alone = _alone(text[:TEXT_LIMIT])
    reading = answer.reading
    found = (reading.words[place] for place in answer.unknown if reading.written[place] in alone)
    return [word for word in dict.fromkeys(found) if is_countable(word)]


def _alone(text: str) -> set[str]:
    """Return the words that stand by themselves, wherever they stand."""
    pieces = [(piece, raw_words(piece)) for piece in text.split()]
    numbers = [any(letter.isnumeric() for letter in piece) for piece, _ in pieces]
    alone: set[str] = set()
    joined: set[str] = set()
    for at, (piece, found) in enumerate(pieces):
        is_alone = (
            len(found) == 1 and _JOINING.isdisjoint(piece) and not any(numbers[max(0, at - 1) : at + 2])
        )
        (alone if is_alone else joined).update(found)
    return alone - joined


def week_of(day: date) -> str:
    """Name the week of a day as ISO does, such as `2026-W49`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def first_day(week: str) -> date:
    """Return the Monday of a week."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


class Tally:
    """Counts words in memory and writes them from a thread of its own: while it writes one lot, the next gathers.

    What the database refuses is logged, kept, and tried again with the next word. Safe to share between threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: Counter[WordKey] = Counter()
        self._writer: threading.Thread | None = None

    def note(self, words: Iterable[str], *, language: str, day: date) -> None:
        """Count words of one question; returns at once."""
        if self._store.is_read_only:
            return
        with self._lock:
            self._gather(Counter(WordKey(week_of(day), language, word) for word in words))
            if self._waiting and self._writer is None:
                self._writer = threading.Thread(target=self._write, args=(day,), daemon=True)
                self._writer.start()

    def settle(self, *, within_s: float) -> None:
        """Wait a while until all that was noted is written."""
        writer = self._writer
        if writer is not None:
            writer.join(within_s)

    def _gather(self, counts: Counter[WordKey]) -> None:
        for key, count in counts.items():
            if key in self._waiting or len(self._waiting) < MOST_A_WEEK:
                self._waiting[key] += count

    def _take(self) -> Counter[WordKey]:
        """Return what waits; where nothing does, the thread ends."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
            if not taken:
                self._writer = None
            return taken

    def _write(self, day: date) -> None:
        forget_before = week_of(day - timedelta(weeks=WEEKS_KEPT))
        while counts := self._take():
            try:
                self._store.missed_words.add(counts, most_a_week=MOST_A_WEEK, forget_before=forget_before)
            except Exception as error:  # whatever it is, nobody who searches may notice
                LOG.warning(
                    "words without a hit wait to be counted: %s",
                    error,
                    exc_info=not isinstance(error, GeoError),
                )
                with self._lock:
                    self._gather(counts)
                    self._writer = None
                return
