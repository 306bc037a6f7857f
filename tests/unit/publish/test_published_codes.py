"""The QR codes of the published page are those of the library that the app uses, module by module."""

import json
import shutil
import subprocess
from typing import Any

import pytest
import segno
from segno import encoder

from geo.settings import PROJECT_ROOT

NODE = shutil.which("node")
LIMIT_S = 120
#: Lengths around the ends of versions, from the smallest code to the largest.
LENGTHS = (
    1,
    14,
    15,
    26,
    42,
    43,
    62,
    84,
    106,
    122,
    152,
    180,
    181,
    213,
    287,
    412,
    666,
    1000,
    1528,
    2000,
    2330,
    2331,
)

pytestmark = pytest.mark.skipif(NODE is None, reason="no Node here: the codes of web/publish were not made")


def _text(length: int) -> str:
    return ("https://karte.example/#mine=yes&keep=re-010.Dienstag+9.30+Uhr&" * 60)[:length]


def _made(asked: list[dict[str, object]]) -> list[list[str] | None]:
    done = subprocess.run(
        [str(NODE), "tests/js/qr_codes.js"],
        cwd=PROJECT_ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )
    made: list[list[str] | None] = json.loads(done.stdout)
    return made


def _known(text: str, mask: int) -> list[str]:
    code = segno.make(text, error="m", mode="byte", mask=mask, boost_error=False, micro=False)
    return ["".join(str(module) for module in row) for row in code.matrix]


@pytest.fixture(autouse=True)
def _fill_as_the_standard_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let segno fill up a byte only where one has begun; it adds a whole one of zeros else, which no reader minds."""

    def fill(buffer: Any, _version: object, length: int) -> None:
        buffer.extend([0] * (-length % 8))

    monkeypatch.setattr(encoder, "write_padding_bits", fill)


def test_codes_of_every_size_are_those_of_segno() -> None:
    texts = [_text(length) for length in LENGTHS]

    made = _made([{"text": text, "mask": at % 8} for at, text in enumerate(texts)])

    assert made == [_known(text, at % 8) for at, text in enumerate(texts)]


def test_the_mask_is_one_of_the_eight_and_the_code_its_own() -> None:
    text = _text(200)

    (made,) = _made([{"text": text}])

    assert made in [_known(text, mask) for mask in range(8)]


def test_a_text_too_long_for_any_code_makes_none() -> None:
    assert _made([{"text": _text(2332)}]) == [None]
