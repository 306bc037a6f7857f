"""What the database remembers for the geocoder: answers of services, and points a person locked."""

from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, true

from geo.model import Address, Match, Precision
from geo.places.address import format_address
from geo.settings import utc_now
from geo.store.database.connected import Connected
from geo.store.offers.seed_plan import location_id
from geo.store.offers.tables import geocode_cache, location

_CACHED = ("query", "lon", "lat", "precision", "uncertainty_m", "source", "city", "inside_city", "note")


class StoredAnswers:
    """Answers of geocoding services by key, so that nobody is asked twice."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def get(self, key: str) -> Match | None:
        """Return the stored answer, None where there is none."""
        with self._store.reading() as connection:
            query = select(geocode_cache).where(geocode_cache.c.key == key)
            row = connection.execute(query).mappings().first()
        return _answer(row) if row else None

    def put(self, key: str, match: Match) -> None:
        """Remember an answer in place of an older one."""
        values: dict[str, Any] = {name: getattr(match, name) for name in _CACHED}
        values |= {"precision": str(match.precision), "match_date": match.date}
        with self._store.writing() as connection:
            connection.execute(delete(geocode_cache).where(geocode_cache.c.key == key))
            connection.execute(insert(geocode_cache).values(key=key, stored_at=utc_now(), **values))


class LockedLocations:
    """Points that a person corrected and locked: they stand above every other answer."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def find(self, address: Address) -> Match | None:
        """Return the locked point of an address, None where there is none."""
        ids = [location_id(address), location_id(address, is_administration=True)]
        query = select(location).where(location.c.location_id.in_(ids), location.c.is_locked == true())
        with self._store.reading() as connection:
            rows = {row["location_id"]: row for row in connection.execute(query).mappings()}
        return next((_locked(rows[key]) for key in ids if key in rows), None)


def _answer(row: RowMapping) -> Match:
    values = {name: row[name] for name in _CACHED}
    return Match(**values | {"precision": Precision(row["precision"])}, date=row["match_date"])


def _locked(row: RowMapping) -> Match:
    address = Address(row["street"], row["house_number"], row["postal_code"], row["city"])
    return Match(
        query=format_address(address),
        lon=row["lon"],
        lat=row["lat"],
        precision=Precision(row["precision"]),
        uncertainty_m=row["uncertainty_m"],
        source=row["match_source"],
        date=row["match_date"],
        city=row["city"],
        note=row["note"],
    )
