"""The shipped district, gathered for slides once."""

from datetime import date
from pathlib import Path

import pytest

from geo.district.sources import load_data_sources
from geo.district.taxonomy import load_taxonomy
from geo.offers.facets import OfferTable
from geo.planning.question import Question
from geo.planning.world import load_world
from geo.presenting.briefing import Briefing
from geo.settings import load_settings
from geo.upkeep.opening import prepare

TODAY = date(2026, 11, 26)
TOPICS = ("language", "work", "childcare")


@pytest.fixture(scope="session")
def shipped(prepared_var: Path) -> Briefing:
    settings = load_settings({"KARTE_VAR": str(prepared_var)})
    taxonomy = load_taxonomy(settings.district.files["taxonomy"])
    with prepare(settings) as store:
        table = OfferTable(store.offers(), taxonomy)
    world = load_world(settings, table, today=TODAY)
    sources = load_data_sources(settings.district.files["sources"]).sources
    return Briefing.gather(Question(topics=TOPICS), world, settings, taxonomy, sources=sources, today=TODAY)
