"""The schema says where HSDS holds each column; the export puts it there, and the glossary says the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.exchange.offer_files import FORMATS
from geo.offers.columns import OFFER_FRAME
from tests.hsds_rules import RULES
from tests.offers_kit import HOUSE, selection

GLOSSARY = (Path(__file__).parents[3] / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
PUBLIC = [spec for spec in OFFER_FRAME if spec.is_public]


def values(thing: dict[str, Any], kind: str = "service") -> Iterator[tuple[str, str]]:
    """Yield every value of a service with the place it stands at."""
    for name, value in thing.items():
        rule = RULES[kind][1][name]
        if isinstance(rule, list):
            for item in value:
                yield from values(item, rule[0])
        elif isinstance(value, dict):
            yield from values(value, rule)
        else:
            yield f"{kind}.{name}", str(value)


@pytest.mark.parametrize("spec", PUBLIC, ids=lambda spec: spec.name)
def test_every_public_column_stands_where_the_schema_says(spec):
    chosen = selection(HOUSE)
    service = json.loads(FORMATS["hsds"].write(chosen))["contents"][0]
    value = chosen.records[0][spec.name]

    told = [text for place, text in values(service) if place == spec.hsds]

    for item in value if isinstance(value, list) else [value]:
        wanted = {True: "yes", False: "no"}.get(item, item) if isinstance(item, bool) else item
        is_part = spec.hsds == "address.address_1"
        assert any(_is_same(str(wanted), text, is_part=is_part) for text in told), (wanted, told)


@pytest.mark.parametrize("spec", PUBLIC, ids=lambda spec: spec.name)
def test_the_glossary_names_the_same_place(spec):
    line = next(line for line in GLOSSARY.splitlines() if line.startswith("|") and f"`{spec.name}`" in line)

    wanted = (
        "attribute" if spec.hsds == "attribute.value" else spec.hsds.removesuffix(".address_1").split(".")[0]
    )
    assert wanted in line


def _is_same(wanted: str, text: str, *, is_part: bool) -> bool:
    return wanted in text if is_part else wanted.removesuffix(".0") == text
