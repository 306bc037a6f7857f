"""Asks every room of the house it runs in about the column of `tests.column_kit`, and prints the answers as JSON."""

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from openpyxl import load_workbook

from geo.exchange.offer_files import FORMATS
from geo.exchange.sources import map_columns
from geo.i18n import load_texts
from geo.model import Role
from geo.offers.columns import BY_NAME, OFFER_COLUMNS
from geo.offers.shipped import read_offers
from geo.offers.wording import offer_words
from geo.publish import document, make_content
from geo.settings import PROJECT_ROOT, load_settings
from geo.store import Store
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.migrate import SCHEMA_VERSIONS, downgrade, upgrade
from geo.store.offers.tables import metadata
from geo.upkeep.access import Actor
from geo.upkeep.change_words import change_lines
from geo.upkeep.desk import Desk
from geo.upkeep.offer_form import complaints, field_of, form_fields
from geo.upkeep.proposals import Draft, propose
from tests.column_kit import NAME, VALUE, WORDS
from tests.offers_kit import HOUSE, STREET, frame_of, selection
from tests.offers_reading import READERS
from tests.publish_kit import DAY, shipped_taxonomy, tiny_material
from tests.sources_kit import bench, reading_from
from tests.store_kit import offer_row, open_memory, seed, settings_for
from ui.find import propose as small_form

LANGUAGES = tuple(WORDS)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SCRIPT = """
import { readFileSync } from "node:fs";
const [, , folder] = process.argv;
const { decideBy } = await import(`${folder}/rules.js`);
const { unpack } = await import(`${folder}/offers.js`);
const { Texts } = await import(`${folder}/texts.js`);
const { Wording } = await import(`${folder}/wording.js`);
const content = JSON.parse(readFileSync(0, "utf8"));
decideBy(content.rules);
const offers = unpack(content.offers, content.sites, content.translations);
const facts = Object.values(content.catalogues).map((one) => [one.language,
  new Wording(offers, new Texts(one), {}).facts(0, null).map((fact) => [fact.heading, fact.text])]);
console.log(JSON.stringify(Object.fromEntries(facts)));
"""


def form() -> dict[str, Any]:
    """Return where the form shows it, how, under which words, and what it refuses."""
    shown = {
        section: [field.name for field in fields]
        for section, fields in form_fields(spec.name for spec in OFFER_COLUMNS).items()
    }
    before = offer_row("a-1")
    found = complaints({**before, NAME: "x" * 81}, before, taxonomy=shipped_taxonomy())
    return {
        "sections": [section for section, names in shown.items() if NAME in names],
        "kind": field_of(BY_NAME[NAME]).kind,
        "words": {language: load_texts(language)(f"column.{NAME}") for language in LANGUAGES},
        "complaint": asdict(found[NAME]),
    }


def proposal() -> dict[str, Any]:
    """Return what becomes of a visitor's proposal: the offer, its history in words, what the frame says."""
    store, texts = open_memory(), load_texts("de")
    seed(store, offer_row("a-1"))
    propose(store, Draft("a-1", {NAME: VALUE}), address="203.0.113.7", now=NOW)
    [waiting] = store.proposals.open()
    done = Desk(store, Actor(Role.EDITOR), NOW).approve(waiting.proposal_id, version=1)
    lines = change_lines(store.history("a-1")[0], texts=texts, taxonomy=shipped_taxonomy())
    return {
        "parts": [part for part, names in small_form.PARTS.items() if NAME in names],
        "row": done.offer.row[NAME],
        "frame": list(store.offers()[NAME]),
        "history": [[line.heading, line.before, line.after] for line in lines],
    }


def database() -> dict[str, Any]:
    """Return how the tables differ from the migrations, and what an older database knows after its upgrade."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/karte.sqlite3"
        engine = make_engine(parse_url(url))
        upgrade(engine)
        downgrade(engine, SCHEMA_VERSIONS[-2])
        upgrade(engine)
        with engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), metadata)
        engine.dispose()
        with Store.open(settings_for(Path(folder)), url=url) as store:
            seed(store, offer_row("a-1", **{NAME: VALUE}))
            stored = store.get("a-1")
    return {"differences": [str(one) for one in differences], "row": stored.row[NAME] if stored else ""}


def shipped() -> dict[str, Any]:
    """Return what the shipped table, made before, knows of it."""
    path = load_settings({}).district.files["offers"]
    return {"values": sorted({row[NAME] for row in read_offers(path, shipped_taxonomy())})}


def files() -> dict[str, Any]:
    """Return what each file tells, to plain libraries and to our own import, and the headings of others."""
    offers = selection({**HOUSE, NAME: VALUE}, {**STREET, "topics": ("language",)}, language="de")
    raws = {kind: FORMATS[kind].write(offers) for kind in READERS}
    written = {kind: [row.get(NAME, "") for row in READERS[kind](raw)] for kind, raw in raws.items()}
    read = {kind: _imported(raw, FORMATS[kind].suffix) for kind, raw in raws.items()}
    headings = ("Titel", *WORDS.values())
    mapped = {name: map_columns(["Titel", name], bench().vocabulary.words).columns[name] for name in headings}
    return {"written": written, "read": read, "sheet": _in_words(raws["xlsx"]), "headings": mapped}


def _imported(raw: bytes, suffix: str) -> list[str]:
    return [one.values.get(NAME, "") for one in reading_from(raw, f"offers.{suffix}").candidates]


def _in_words(raw: bytes) -> list[Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "offers.xlsx"
        path.write_bytes(raw)
        heading, *rows = load_workbook(path).worksheets[0].values
    return [row[heading.index(WORDS["de"])] for row in rows]


def page() -> dict[str, Any]:
    """Return what the published page holds and says, by its own scripts where Node is there, and the page itself."""
    material = tiny_material(frame_of({**HOUSE, NAME: VALUE}, STREET))
    content = make_content(material, today=DAY)
    row = {**material.frame.iloc[0].to_dict(), "offer_id": "house"}
    facts = {
        texts.language: offer_words("house", row, texts=texts, taxonomy=material.taxonomy, detail=True).facts
        for texts in material.texts
    }
    return {
        "column": content["offers"]["columns"][NAME],
        "app": {language: [[fact.heading, fact.text] for fact in told] for language, told in facts.items()},
        "browser": _said_by_scripts(content),
        "html": document(material, content),
    }


def _said_by_scripts(content: dict[str, Any]) -> dict[str, list[list[str]]] | None:
    if not (node := which("node")):
        return None
    with TemporaryDirectory() as folder:
        script = Path(folder) / "say.mjs"
        script.write_text(SCRIPT, encoding="utf-8")
        command = [node, str(script), (PROJECT_ROOT / "web" / "publish").as_uri()]
        done = subprocess.run(
            command, input=json.dumps(content), capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    rooms = (form, proposal, database, shipped, files, page)
    json.dump({room.__name__: room() for room in rooms}, sys.stdout)
