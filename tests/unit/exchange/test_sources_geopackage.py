"""GeoPackages of others: which layer is read, where its points lie, and what a hostile file cannot do."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.errors import SourceError
from geo.exchange.sources import geopackage, shapes
from geo.projection import to_degrees, to_metric
from tests.sources_kit import reading_from, table_from

LON, LAT = 7.0905, 51.6566
TOLD = {"title": "Deutschkurs", "organization": "VHS Marl", "topics": "language", "city": "Marl"}


def gpkg_bytes(*shapes, crs=4326, layer="orte", file=None, **columns):
    """Return what QGIS and GDAL write for these shapes."""
    told = {name: [text] * len(shapes) for name, text in (TOLD | columns).items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        if file is not None:
            path.write_bytes(file)
        gpd.GeoDataFrame(told, geometry=list(shapes), crs=crs).to_file(path, layer=layer, driver="GPKG")
        return path.read_bytes()


def altered(raw, *commands):
    """Return the file after somebody ran commands in it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        if raw:
            database.deserialize(raw)
        database.create_function("ST_IsEmpty", 1, lambda _: 0)
        for command in commands:
            database.execute(command)
        return database.serialize()


def plain(table="orte", *, crs=4326):
    """Return the smallest file that is a GeoPackage: tables without GDAL's triggers and functions."""
    return altered(
        b"",
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)",
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)",
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER)",
        f"INSERT INTO gpkg_contents VALUES ('{table}', 'attributes')",
        f"INSERT INTO gpkg_spatial_ref_sys VALUES ({crs}, 'EPSG', {crs})",
    )


def refused(raw, **options):
    with pytest.raises(SourceError) as caught:
        table_from(raw, "a.gpkg", **options)
    return caught.value.problem.kind


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(geopackage, "MAX_STEPS", 2_000_000)


def test_a_row_becomes_a_candidate_with_its_point():
    candidate = reading_from(gpkg_bytes(shapely.Point(LON, LAT)), "a.gpkg").candidates[0]

    assert (candidate.title, candidate.lon, candidate.lat) == ("Deutschkurs", LON, LAT)


@pytest.mark.parametrize("crs", [4258, 25832, 25833, 3857])
def test_points_in_the_usual_systems_become_degrees(crs):
    x, y = to_metric(LON, LAT, crs=crs)

    row = table_from(gpkg_bytes(shapely.Point(float(x), float(y)), crs=crs), "a.gpkg").rows[0]

    assert float(row.cells["lon"]) == pytest.approx(LON, abs=1e-6)
    assert float(row.cells["lat"]) == pytest.approx(LAT, abs=1e-6)


def test_points_of_a_layer_are_projected_together_and_each_stays_with_its_row(monkeypatch):
    projected = []
    monkeypatch.setattr(
        shapes, "to_degrees", lambda x, y, *, crs: projected.append(len(x)) or to_degrees(x, y, crs=crs)
    )
    x, y = to_metric([7.1, 7.2, 7.3], [51.6, 51.7, 51.5], crs=25832)
    points = [shapely.Point(*pair) for pair in zip(x, y, strict=True)]

    rows = table_from(gpkg_bytes(points[0], None, points[1], points[2], crs=25832), "a.gpkg").rows

    assert [(row.cells["lon"], row.cells["lat"]) for row in rows] == [
        ("7.1", "51.6"), ("", ""), ("7.2", "51.7"), ("7.3", "51.5"),
    ]  # fmt: skip
    assert projected == [3]


def test_points_in_another_system_are_refused_with_those_that_are_understood():
    with pytest.raises(SourceError) as caught:
        table_from(gpkg_bytes(shapely.Point(0, 0), crs=2056), "a.gpkg")

    problem = caught.value.problem
    assert (problem.kind, problem.value) == ("other_crs", "EPSG:2056")
    assert "EPSG:25832" in problem.allowed


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (shapely.MultiPoint([(LON, LAT)]), (str(LON), str(LAT))),
        (shapely.Point(LON, LAT, 55.0), (str(LON), str(LAT))),
        (shapely.Point(), ("", "")),
        (None, ("", "")),
    ],
)
def test_one_point_however_it_is_written_is_a_point(shape, found):
    row = table_from(gpkg_bytes(shape), "a.gpkg").rows[0]

    assert (row.cells["lon"], row.cells["lat"]) == found


@pytest.mark.parametrize("shape", [shapely.box(7, 51, 8, 52), shapely.MultiPoint([(7, 51), (7, 52)])])
def test_another_shape_than_a_point_is_told(shape):
    assert [p.kind for p in reading_from(gpkg_bytes(shape), "a.gpkg").problems] == ["no_point"]


def test_the_layer_with_our_own_columns_is_read_before_others():
    raw = gpkg_bytes(shapely.box(7, 51, 8, 52), layer="a_quarters")
    raw = gpkg_bytes(shapely.Point(LON, LAT), file=raw, layer="z_offers", offer_id="o-1")

    assert [row.cells["offer_id"] for row in table_from(raw, "a.gpkg").rows] == ["o-1"]


def test_a_table_without_shapes_is_read_where_there_is_no_layer():
    raw = altered(plain(), "CREATE TABLE orte (id INTEGER PRIMARY KEY, title TEXT, is_new BOOLEAN, number REAL)",
                  "INSERT INTO orte VALUES (7, 'Kurs', 1, 12.0), (8, NULL, 0, 0.5)")  # fmt: skip

    table = table_from(raw, "a.gpkg")

    assert table.headings == ("title", "is_new", "number")
    assert [dict(row.cells) for row in table.rows] == [
        {"title": "Kurs", "is_new": "yes", "number": "12"},
        {"title": "", "is_new": "no", "number": "0.5"},
    ]


def test_a_file_that_waits_for_its_second_file_is_read():
    raw = bytearray(gpkg_bytes(shapely.Point(LON, LAT)))
    raw[18:20] = b"\2\2"  # as QGIS leaves it while the project is open

    assert len(table_from(bytes(raw), "a.gpkg").rows) == 1


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"SQLite format 3\0", "broken_geopackage"),
        (b"SQLite format 3\0" + b"\0" * 5000, "broken_geopackage"),
        (altered(b"", "CREATE TABLE a (x)"), "no_geopackage"),
        (plain(), "no_geopackage"),
        (altered(plain(), "CREATE VIEW orte AS SELECT 1 AS title, 2 AS city"), "no_geopackage"),
        (altered(plain(), "CREATE VIRTUAL TABLE orte USING fts5(title, city)"), "no_geopackage"),
        (altered(plain(), f"CREATE TABLE orte ({', '.join(f'c{i}' for i in range(201))})"), "too_many_columns"),
        (altered(plain(), "CREATE TABLE orte (title)", "INSERT INTO orte VALUES (printf('%.*c', 100001, 'x'))"),
         "cell_too_long"),
    ],
)  # fmt: skip
def test_what_is_no_geopackage_or_too_large_is_refused_with_its_reason(raw, kind):
    assert refused(raw) == kind


def test_a_file_of_another_kind_is_no_geopackage_whatever_it_is_called():
    assert refused(b"title,city\n", file_format="gpkg") == "no_geopackage"


def test_a_file_that_was_cut_off_is_refused():
    raw = gpkg_bytes(*[shapely.Point(LON, LAT)] * 3000, description="x" * 200)

    assert refused(raw[: len(raw) // 2]) == "broken_geopackage"


def test_rows_are_read_up_to_the_limit_and_no_further(monkeypatch):
    monkeypatch.setattr(geopackage, "MAX_ROWS", 10)
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n"
    raw = altered(plain(), "CREATE TABLE orte (title)", f"INSERT INTO orte {count}")
    steps = []
    monkeypatch.setattr(geopackage, "_text", lambda value, kind: steps.append(value) or str(value))

    assert refused(raw) == "too_many_rows"
    assert len(steps) == 10


@pytest.mark.usefixtures("few_steps")
def test_a_list_of_layers_that_never_ends_is_not_asked():
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'orte' AS table_name FROM n"
    )
    raw = altered(plain(), "CREATE TABLE orte (title)", "DROP TABLE gpkg_contents",
                  f"CREATE VIEW gpkg_contents AS {endless}")  # fmt: skip

    assert refused(raw) == "no_geopackage"


@pytest.mark.usefixtures("few_steps")
def test_work_beyond_the_bound_is_stopped():
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000) SELECT i FROM n"
    names = [f"c{i}" for i in range(60)]
    raw = altered(plain(), f"CREATE TABLE orte ({', '.join(names)})", f"INSERT INTO orte (c0) {count}")

    assert refused(raw) == "broken_geopackage"


def test_a_computed_column_is_never_computed():
    raw = altered(plain(), "CREATE TABLE orte (title, city, big AS (printf('%.*c', 90000, title)))",
                  "INSERT INTO orte VALUES ('Kurs', 'Marl')")  # fmt: skip

    assert table_from(raw, "a.gpkg").headings == ("title", "city")


def test_a_text_that_stands_once_and_counts_for_every_row_is_bounded(monkeypatch):
    monkeypatch.setattr(geopackage, "MAX_LETTERS", 1_000_000)
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i FROM n"
    raw = altered(plain(), "CREATE TABLE orte (title)", f"INSERT INTO orte {count}",
                  f"ALTER TABLE orte ADD COLUMN more DEFAULT '{'x' * 90_000}'")  # fmt: skip

    assert len(raw) < 200_000
    assert refused(raw) == "too_large"


def test_a_schema_that_is_no_text_is_refused():
    raw = altered(plain(), "CREATE TABLE orte (title)").replace(
        b"CREATE TABLE orte", b"CREATE TABL\x92 \x92rte"
    )

    assert refused(raw) == "broken_geopackage"


@pytest.mark.parametrize("name", ["a`b", "größe", "a''b", "]x[", "a.b;--"])
def test_any_name_of_a_column_is_a_name(name):
    raw = altered(plain(), f'CREATE TABLE orte (title, "{name}")', "INSERT INTO orte VALUES ('Kurs', 'x')")

    assert dict(table_from(raw, "a.gpkg").rows[0].cells) == {"title": "Kurs", name: "x"}


def test_a_column_whose_name_is_no_text_does_not_fill_itself_with_its_name():
    raw = altered(plain(), "CREATE TABLE orte (title, abcd)", "INSERT INTO orte VALUES ('Kurs', 'x')")

    assert refused(raw.replace(b"abcd", b"ab\xffd")) == "broken_geopackage"


def test_names_of_tables_and_columns_are_no_commands():
    raw = altered(plain("a\"; DROP"), 'CREATE TABLE "a""; DROP" ("x"" y" TEXT, city TEXT)',
                  "INSERT INTO \"a\"\"; DROP\" VALUES ('1', 'Marl')")  # fmt: skip

    assert dict(table_from(raw, "a.gpkg").rows[0].cells) == {'x" y': "1", "city": "Marl"}
