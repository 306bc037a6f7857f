"""One's own list in the published page: read, bounded and changed as in the app, whatever a link holds."""

import json
import random
import shutil
import subprocess
from typing import Any

import pytest

from geo.offers import kept
from geo.publish.rules import page_rules
from geo.settings import PROJECT_ROOT

NODE = shutil.which("node")
LIMIT_S = 120
#: Letters of which links are made here: all scripts, blanks of all kinds, what hides, what is longer than one unit.
LETTERS = "abz019-.. :<>&\"'äßé\u0301ğعربيүї中\U0001f600\U0001f468\u200d\u202e\u2066\ufeff\x00\x1c\x85\t\n\r\u2028\xa0\u3000\u061c"
FIXED: tuple[list[str], ...] = (
    [],
    ["re-1", "re-2.Ausweis mitbringen", "re-1.noch einmal"],
    ["re-1." + "\U0001f600" * 300],
    ["re-1." + "x" * 1500, "re-2." + " " * 1100 + "y"],
    [f"re-{n}." + "ع" * 200 for n in range(30)],
    [f"re-{n}." + "é" * 199 for n in range(40)],
    ["../x", "RE-1", "re-1\n", "", ".", "re-1.", "re-9..."],
)


def _drawn(random_: random.Random) -> list[str]:
    def one() -> str:
        note = "".join(random_.choices(LETTERS, k=random_.choice((0, 3, 40, 400))))
        return f"{random_.choice(('re-1', 're-2', 're-77', 'x', 'gone-2019', '-', 'A'))}.{note}"

    return [one() for _ in range(random_.choice((1, 3, 20, 45)))]


def _written(listed: kept.KeptList) -> list[str]:
    return kept.to_values(listed)


def _expected(values: list[str]) -> dict[str, Any]:
    hints: list[Any] = []
    listed = kept.from_query({"keep": values}, hints)
    last = listed[-1].offer_id if listed else "re-1"
    return {
        "values": _written(listed),
        "hints": [[list(hint.values), hint.reason] for hint in hints],
        "toggled": _written(kept.toggled(listed, "re-7")),
        "up": _written(kept.moved(listed, last, -1)),
        "noted": _written(kept.noted(listed, last, values[0] if values else "")),
    }


@pytest.mark.skipif(NODE is None, reason="no Node here: web/publish/kept.js was not asked")
def test_any_link_gives_the_same_list_as_in_the_app() -> None:
    random_ = random.Random(9)
    lists = [*FIXED, *(_drawn(random_) for _ in range(400))]

    done = subprocess.run(
        [str(NODE), "tests/js/kept_links.js"],
        cwd=PROJECT_ROOT,
        input=json.dumps({"rules": page_rules(), "lists": lists}),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )

    assert json.loads(done.stdout) == [_expected(values) for values in lists]
