"""How often somebody may try: pure rules over a counter with two moments."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geo.store import Counter


@dataclass(frozen=True)
class Lockout:
    """After `free` failures each further one costs a wait that doubles, up to a bound."""

    free: int
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)
    forgotten_after: timedelta = timedelta(hours=24)

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after the last of so many failures."""
        over = failures - self.free
        if over < 0:
            return timedelta()
        doublings: int = 2 ** min(over, 20)
        return min(self.first_wait * doublings, self.longest_wait)

    def is_locked(self, counter: Counter, now: datetime) -> bool:
        """Whether the wait is not over."""
        return now < counter.last_at + self.wait(self._alive(counter, now).count)

    def failed(self, counter: Counter, now: datetime) -> Counter:
        """Count one more failure."""
        alive = self._alive(counter, now)
        return Counter(count=alive.count + 1, since=alive.since, last_at=now)

    def _alive(self, counter: Counter, now: datetime) -> Counter:
        if now - counter.last_at > self.forgotten_after:
            return Counter(count=0, since=now, last_at=counter.last_at)
        return counter


@dataclass(frozen=True)
class Rate:
    """At most `limit` times in a `window`."""

    limit: int
    window: timedelta

    def is_used_up(self, counter: Counter, now: datetime) -> bool:
        """Whether one more would be too many."""
        return self._current(counter, now).count >= self.limit

    def used(self, counter: Counter, now: datetime) -> Counter:
        """Count one more use."""
        current = self._current(counter, now)
        return replace(current, count=current.count + 1, last_at=now)

    def _current(self, counter: Counter, now: datetime) -> Counter:
        return Counter(0, now, now) if now - counter.since >= self.window else counter


#: Failures at the sign-in form: of one account from one address, of one address, of one account from everywhere. The
#: last is wide and short: whoever guesses from many machines is slowed down, the owner does not stand outside for good.
PAIR_LOCKOUT = Lockout(free=5)
ADDRESS_LOCKOUT = Lockout(free=20)
ACCOUNT_LOCKOUT = Lockout(free=100, first_wait=timedelta(seconds=5), longest_wait=timedelta(minutes=1))
#: Wrong codes of a second factor after the right password, of one account from everywhere: some forty tries on the
#: first day, of which each meets one of three codes of a million.
CODE_LOCKOUT = Lockout(free=10, longest_wait=timedelta(hours=1))
