"""Sources and checksums: complete entries only, and a changed file is noticed."""

import hashlib

import pytest

from geo.district.sources import load_data_sources, verify_checksums
from geo.errors import DataError

SUM = hashlib.sha256(b"a,b\n").hexdigest()
SOURCE = (
    '[[sources]]\nid = "s"\ntitle = "T"\npublisher = "P"\ndate = "2024-05"\nlicence = "L"\nattribution = "A"\n'
    'files = ["t.csv"]\nlimits.de = "Grenzen"\n'
)
CHECKSUMS = f'[checksums]\n"t.csv" = "{SUM}"\n'


def written(tmp_path, text):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_and_checksums_are_read_together(tmp_path):
    read = load_data_sources(written(tmp_path, SOURCE + CHECKSUMS))

    assert [(s.id, s.date, s.files, s.limits["de"]) for s in read.sources] == [
        ("s", "2024-05", ("t.csv",), "Grenzen")
    ]
    assert read.checksums == {"t.csv": SUM}


def test_a_true_a_changed_and_a_missing_file_are_told_apart(tmp_path):
    path = written(tmp_path, SOURCE + CHECKSUMS)

    missing = verify_checksums(path)
    (tmp_path / "t.csv").write_bytes(b"a,b\n")
    true = verify_checksums(path)
    (tmp_path / "t.csv").write_bytes(b"a,c\n")
    changed = verify_checksums(path)

    assert [p.expectation for p in missing] == ["file is missing"]
    assert true == []
    assert [(p.file, SUM[:12] in p.expectation) for p in changed] == [("t.csv", True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        SOURCE,
        CHECKSUMS,
        SOURCE.replace('title = "T"\n', "") + CHECKSUMS,
        SOURCE.replace('limits.de = "Grenzen"\n', "") + CHECKSUMS,
        SOURCE.replace('["t.csv"]', '"t.csv"') + CHECKSUMS,
        SOURCE.replace("2024-05", "Mai 2024") + CHECKSUMS,
        "sources = [1]\n" + CHECKSUMS,
        "[[sources",
    ],
)
def test_an_incomplete_file_is_refused_by_name(tmp_path, text):
    with pytest.raises(DataError, match=r"sources\.toml"):
        load_data_sources(written(tmp_path, text))
