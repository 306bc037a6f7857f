"""Files are read up to a limit, whatever they say of their size, and the reason is said when they are not."""

from pathlib import Path

import pytest

from geo.cli.address_table import read_csv
from geo.errors import DataError, FileTooLarge, SourceError
from geo.exchange.sources import load
from geo.files import MOST_BYTES, at_most, read_bounded, read_text, read_whole
from geo.presenting.report.pptx import to_pptx
from geo.tables import ColumnSpec, TableCheck, read_table

ENDLESS = Path("/dev/zero")
needs_endless = pytest.mark.skipif(not ENDLESS.exists(), reason="this system has no endless files")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


def test_a_file_of_just_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    path = written(tmp_path, b"12345")

    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(FileTooLarge, match=r"^file\.csv: at most 0 MB$"):
        read_bounded(path, 4)


@needs_endless
def test_a_device_that_never_ends_is_refused_after_the_limit():
    with pytest.raises(FileTooLarge, match="at most 2 MB"):
        read_whole(ENDLESS, 2_000_000)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_what_cannot_be_read_is_said_with_the_reason(tmp_path, name):
    with pytest.raises(DataError, match="cannot be read: "):
        read_whole(tmp_path / name, 10)


def test_a_text_may_begin_with_a_byte_order_mark(tmp_path):
    assert read_text(written(tmp_path, "\ufeffÄ\r\n".encode()), 10) == "Ä\r\n"


def test_another_encoding_is_named_with_its_row(tmp_path):
    with pytest.raises(DataError) as raised:
        read_text(written(tmp_path, "a\nb\nÄ\n".encode("latin-1")), 10)

    (problem,) = raised.value.problems
    assert (problem.row, problem.expectation) == (3, "UTF-8 expected, another encoding found")


def test_limits_are_said_in_whole_megabytes():
    assert {at_most(limit) for limit in MOST_BYTES.values()} == {
        "1 MB", "20 MB", "50 MB", "200 MB", "500 MB", "1000 MB", "4000 MB", "4294 MB",
    }  # fmt: skip


READERS = {
    "table": lambda path: read_table(path, TableCheck(path.name, (ColumnSpec("a"),))),
    "addresses": read_csv,
    "template": lambda path: to_pptx([], direction="ltr", language="de", template=path),
}


@needs_endless
@pytest.mark.parametrize("kind", READERS)
def test_every_reader_ends_where_a_device_does_not(kind, monkeypatch):
    monkeypatch.setitem(MOST_BYTES, kind, 3_000_000)

    with pytest.raises(FileTooLarge, match=r"^zero: at most 3 MB$"):
        READERS[kind](ENDLESS)


@needs_endless
def test_an_import_ends_where_a_device_does_not(monkeypatch):
    monkeypatch.setattr(load, "MAX_BYTES", 3_000_000)

    with pytest.raises(SourceError) as raised:
        load.load_table(str(ENDLESS), None)

    assert (raised.value.problem.kind, raised.value.problem.allowed) == ("too_large", ("3 MB",))
