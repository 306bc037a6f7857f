"""Extracts that are broken or mean harm, kept networks, and the command that builds them."""

import bz2
import gzip
import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import osmium
import pytest

from geo.cli import main
from geo.errors import NetworkError
from geo.reach.network import build_network, describe, load_network, network_path, read_osm, save_network
from geo.reach.network.files import ARRAYS
from geo.reach.network.xml_guard import refuse_endless_elements
from geo.settings import PROJECT_ROOT, load_settings
from tests.network_kit import FOLDER, RESIDENTIAL, make_network, write_osm

RIVER = (FOLDER / "river.osm").read_bytes()
BOMB = b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><osm version="0.6"><node id="1" lat="&b;"/></osm>'


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def pbf(path: Path) -> bytes:
    """Return the river as PBF."""
    with osmium.SimpleWriter(str(path / "river.osm.pbf")) as writer:
        for found in osmium.FileProcessor(str(FOLDER / "river.osm")):
            writer.add(found)
    return (path / "river.osm.pbf").read_bytes()


# --- extracts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["osm", "osm.gz", "osm.bz2", "osm.pbf"])
def test_all_kinds_of_extract_give_the_same_network(tmp_path, ending):
    packed = {"osm": RIVER, "osm.gz": gzip.compress(RIVER), "osm.bz2": bz2.compress(RIVER)}
    path = tmp_path / f"copy.{ending}"
    path.write_bytes(packed.get(ending) or pbf(tmp_path))

    network = read_osm(path, mode="walk")

    assert (network.nodes, network.edges) == (6, 5)
    assert network.edge_m.sum() == pytest.approx(0.06 * 111_195.08 * 0.62114 + 111.2, rel=1e-4)
    assert network.source.name == path.name
    assert len(network.source.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.osm", None, "no such file"),
        ("a.osm", b"", "empty"),
        ("a.osm.pbf", b"", "empty"),
        ("a.txt", b"x", "ending"),
        ("a.osm", b"hello", "no readable"),
        ("a.osm", b"<html></html>", "no readable"),
        ("a.osm", RIVER[: len(RIVER) // 2], "no readable"),
        ("a.osm", BOMB, "entities"),
        ("a.osm", b"\x00" * 1000, "no readable"),
        ("a.osm.gz", gzip.compress(RIVER, mtime=0)[:-30], "cannot be read"),
        ("a.osm.gz", gzip.compress(b"", mtime=0), "no readable"),
        ("a.osm.pbf", b"hello world, this is no extract", "no readable"),
        ("a.osm", b'<osm version="0.6"></osm>', "no streets"),
        ("a.osm", RIVER.replace(b"highway", b"railway"), "no streets"),
        ("a.osm", RIVER.replace(b'lat="', b'lat="9'), "no readable"),
        ("a.osm", RIVER.replace(b'lat="51', b'lat="91'), "no points with a position"),
        ("a.osm", RIVER.replace(b'ref="1"', b'ref="one"'), "no readable"),
        ("a.osm", RIVER.replace(b"<node ", b"<nope "), "no points with a position"),
        ("a.osm", RIVER.replace(b'id="', b'id="99'), "no points with a position"),
    ],
)
def test_a_broken_extract_gives_one_sentence(tmp_path, name, content, reason):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(NetworkError, match=reason) as caught:
        read_osm(path, mode="walk")

    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kept", [0.1, 0.3, 0.7, 0.9])
def test_a_pbf_cut_off_half_way_gives_one_sentence(tmp_path, kept):
    content = pbf(tmp_path)
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(content[: int(len(content) * kept)])

    with pytest.raises(NetworkError, match=r"cut\.osm\.pbf: no readable OpenStreetMap file"):
        read_osm(path, mode="walk")


def test_a_folder_is_no_extract(tmp_path):
    (tmp_path / "a.osm").mkdir()

    with pytest.raises(NetworkError, match="no such file"):
        read_osm(tmp_path / "a.osm", mode="walk")


def test_an_unknown_way_of_travel_is_refused():
    with pytest.raises(NetworkError, match="walk, bike"):
        read_osm(FOLDER / "river.osm", mode="fly")


def test_more_streets_than_fit_are_refused():
    with pytest.raises(NetworkError, match="more than 5 points"):
        read_osm(FOLDER / "river.osm", mode="walk", max_points=5)


def test_numbers_of_editors_and_huge_numbers_are_read(tmp_path):
    points = {-1: (7.2, 51.6), 2: (7.2, 51.61), 4_000_000_000_000_000_000: (7.2, 51.62)}

    network = make_network(tmp_path, points, [(list(points), RESIDENTIAL)])

    assert network.edge_m.tolist() == pytest.approx([0.02 * 111_195.08], rel=1e-6)


@pytest.mark.parametrize(
    "endless",
    [
        b'<node id="1" version="%s"/>' % (b"1" * 5000),
        b"<!-- %s -->" % (b"<node " * 1000),
        b'<way id="1">%s</way>' % (b'<nd ref="1"/>' * 500),
    ],
)
def test_one_endless_element_is_refused_before_it_fills_the_memory(tmp_path, endless):
    path = tmp_path / "a.osm"
    path.write_bytes(b"<osm>" + endless + b"</osm>")

    with pytest.raises(NetworkError, match="one element of more than"):
        refuse_endless_elements(path, window=1000)


def test_many_elements_and_short_comments_are_no_endless_one(tmp_path):
    path = tmp_path / "a.osm"
    path.write_bytes(b"<osm>" + b'<!-- short --><node id="1"/>' * 500 + b"</osm>")

    refuse_endless_elements(path, window=1000)


# --- kept networks -----------------------------------------------------------------------------------------------


def test_without_a_network_there_is_none(var):
    assert load_network(var, "walk") is None


def test_each_way_of_travel_has_its_own_network(var):
    save_network(read_osm(FOLDER / "rules.osm", mode="bike"), var)

    assert load_network(var, "walk") is None
    assert load_network(var, "bike").mode == "bike"


def test_building_again_replaces_the_network_and_leaves_nothing_behind(var):
    for name in ("islands.osm", "river.osm"):
        save_network(read_osm(FOLDER / name, mode="walk"), var)

    assert load_network(var, "walk").source.name == "river.osm"
    assert [path.name for path in (var / "network").iterdir()] == ["walk.npz"]


def rewritten(path: Path, **changed: np.ndarray) -> None:
    with np.load(path) as kept:
        arrays = {**kept, **changed}
    np.savez(path, **{name: value for name, value in arrays.items() if value is not None})


def about(path: Path, **changed: object) -> np.ndarray:
    with np.load(path) as kept:
        return np.array(json.dumps({**json.loads(str(kept["about"])), **changed}))


BREAKS = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:500]),
    "empty": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_text("hello"),
    "older": lambda path: rewritten(path, about=about(path, version=0)),
    "another mode": lambda path: rewritten(path, about=about(path, mode="bike")),
    "no text": lambda path: rewritten(path, about=np.array("{")),
    "a list as text": lambda path: rewritten(path, about=np.array("[1]")),
    "an array missing": lambda path: rewritten(path, edge_m=None),
    "a node too many": lambda path: rewritten(path, edge_to=np.full(5, 99, dtype=np.int32)),
    "a node below 0": lambda path: rewritten(path, edge_from=np.full(5, -1, dtype=np.int32)),
    "a length below 0": lambda path: rewritten(path, edge_m=np.full(5, -1.0)),
    "no number": lambda path: rewritten(path, node_lon=np.full(6, np.nan)),
    "another kind": lambda path: rewritten(path, edge_m=np.zeros(5, dtype=np.int64)),
    "starts that fall": lambda path: rewritten(path, shape_start=np.array([0, 9, 3, 5, 7, 10])),
    "objects": lambda path: rewritten(path, edge_m=np.array([print] * 5, dtype=object)),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_kept_network_that_is_broken_or_old_says_how_to_build_it_again(var, broken):
    path = save_network(read_osm(FOLDER / "river.osm", mode="walk"), var)
    BREAKS[broken](path)

    with pytest.raises(NetworkError, match="python -m geo network build FILE --mode walk"):
        load_network(var, "walk")


def test_a_folder_that_takes_no_file_gives_one_sentence(tmp_path):
    (tmp_path / "network").write_text("in the way")

    with pytest.raises(NetworkError, match="cannot be stored"):
        save_network(read_osm(FOLDER / "river.osm", mode="walk"), tmp_path)


def test_building_that_is_stopped_keeps_the_old_network(var):
    settings = replace(load_settings({}), var=var)
    save_network(read_osm(FOLDER / "islands.osm", mode="walk"), var)

    def stop(done: int, total: int) -> None:
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_network(FOLDER / "river.osm", settings, mode="walk", progress=stop)

    assert load_network(var, "walk").source.name == "islands.osm"
    assert len(list((var / "network").iterdir())) == 1


def test_a_power_cut_while_writing_keeps_the_old_network(var):
    save_network(read_osm(FOLDER / "islands.osm", mode="walk"), var)
    program = """
import os, signal, sys
from pathlib import Path
from geo.reach.network import files, read_osm

def half(file, network):
    file.write(b"half of it")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)

files._write = half
files.save_network(read_osm(Path(sys.argv[1]), mode="walk"), Path(sys.argv[2]))
"""

    arguments = [sys.executable, "-c", program, str(FOLDER / "river.osm"), str(var)]
    ended = subprocess.run(arguments, cwd=PROJECT_ROOT, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert load_network(var, "walk").source.name == "islands.osm"


# --- report and command ------------------------------------------------------------------------------------------


def test_the_report_counts_parts_and_islands():
    report = describe(read_osm(FOLDER / "islands.osm", mode="walk"))

    assert (report.nodes, report.edges, report.components, report.islands) == (8, 4, 4, 2)
    assert report.km == pytest.approx((0.04 + 0.001 + 0.03 + 0.001) * 111.19508, rel=1e-5)
    assert report.island_km == pytest.approx(0.002 * 111.19508, rel=1e-5)


def test_building_reports_the_cells_of_the_district_and_each_step(var):
    steps = []

    report = build_network(
        FOLDER / "river.osm",
        replace(load_settings({}), var=var),
        mode="walk",
        progress=lambda done, total: steps.append((done, total)),
    )

    assert steps == [(n, 5) for n in range(6)]
    assert report.cells.snapped + report.cells.unsnapped == 13_791
    assert 0 < report.cells.snapped < report.cells.unsnapped  # a mere two streets


def test_the_command_builds_a_network_and_tells_what_it_holds(var, monkeypatch, capsys):
    monkeypatch.setenv("KARTE_VAR", str(var))

    code = main(["network", "build", str(FOLDER / "river.osm"), "--mode", "walk", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (report["mode"], report["nodes"], report["edges"]) == ("walk", 6, 5)
    assert network_path(var, "walk").exists()


def test_the_command_tells_a_person_in_lines(var, monkeypatch, capsys):
    monkeypatch.setenv("KARTE_VAR", str(var))

    code = main(["network", "build", str(FOLDER / "islands.osm")])

    out = capsys.readouterr().out
    assert code == 0
    assert "4 parts, 2 of them islands" in out
    assert "too far from any street" in out


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["nowhere.osm"], 1, "error: nowhere.osm: there is no such file"),
        ([str(FOLDER / "river.osm"), "--mode", "fly"], 2, "walk, bike"),
        ([], 2, "Missing argument"),
    ],
)
def test_the_command_fails_with_one_sentence(var, monkeypatch, capsys, arguments, code, reason):
    monkeypatch.setenv("KARTE_VAR", str(var))

    assert main(["network", "build", *arguments]) == code

    err = capsys.readouterr().err
    assert reason in err
    assert "Traceback" not in err


def test_every_array_of_a_network_is_kept():
    network = read_osm(FOLDER / "river.osm", mode="walk")

    kept = {name for name, value in vars(network).items() if isinstance(value, np.ndarray)}
    assert kept == set(ARRAYS)


def test_the_date_of_the_data_wins_over_that_of_the_file(tmp_path):
    path = write_osm(tmp_path / "a.osm", {1: (7.2, 51.6), 2: (7.2, 51.61)}, [([1, 2], RESIDENTIAL)])
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2024-05-06T20:21:22Z")
    with osmium.SimpleWriter(str(tmp_path / "b.osm.pbf"), header=header) as writer:
        for found in osmium.FileProcessor(str(path)):
            writer.add(found)

    assert read_osm(tmp_path / "b.osm.pbf", mode="walk").source.date == "2024-05-06"
