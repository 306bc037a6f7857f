"""The database: offers, where they are, answers of geocoding services, and which data sets were loaded.

The only room that imports SQLAlchemy and Alembic. SQLite by default; PostgreSQL by another URL.
"""

from geo.store.plan import SeedReport, location_id
from geo.store.store import Store

__all__ = ["SeedReport", "Store", "location_id"]
