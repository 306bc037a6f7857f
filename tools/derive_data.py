"""Write all of `data/` anew from a folder of facts: `python tools/derive_data.py --facts FOLDER`.

The same facts give the same bytes. Written by hand and only read here: `data/taxonomy.toml`,
`data/phrases.csv`, `data/helplines.csv`, `data/offer_translations.csv`, `data/kim_codes.toml`,
`data/target_group_wordings.csv`, and in `tools/derive/` `decisions.toml` and `sources.toml`.
The app never runs this.
"""

import argparse
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from derive.contacts import write_contacts  # noqa: E402 - the package lies beside this script, not in site-packages
from derive.gazetteer import write_gazetteer  # noqa: E402 - as above
from derive.offers import write_offers  # noqa: E402 - as above
from derive.people import write_people  # noqa: E402 - as above
from derive.shapes import write_shapes  # noqa: E402 - as above
from derive.sources import write_sources  # noqa: E402 - as above

from geo.errors import DataError  # noqa: E402 - as above


def derive(facts: Path, data: Path) -> dict[str, int]:
    """Write every derived file of `data`; return counts worth knowing."""
    with (Path(__file__).parent / "derive" / "decisions.toml").open("rb") as file:
        decisions = tomllib.load(file)
    write_shapes(facts, data, metric_crs=25832)
    write_people(facts, data)
    report = write_gazetteer(facts, data, decisions)
    report += write_offers(facts, data, decisions)
    report += write_contacts(facts, data, decisions)
    write_sources(data)
    return dict(sorted(report.items()))


def main() -> int:
    """Read the arguments, derive, print the counts or the problems."""
    parser = argparse.ArgumentParser(description="Write data/ from a folder of facts.")
    parser.add_argument("--facts", type=Path, required=True, help="folder with the collected facts")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="folder to write (default: data)")
    arguments = parser.parse_args()
    try:
        report = derive(arguments.facts, arguments.data)
    except DataError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 1
    for what, count in report.items():
        print(f"{count:5d}  {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
