"""The benchmark's offers are valid, marked as made up and always the same; its sums and its table are right."""

import csv
import re
import subprocess
from collections import Counter, defaultdict

import pytest

from bench import publish as publish_bench
from bench import start as start_bench
from bench.document import check_line, keep_section
from bench.network import lattice
from bench.results import BEGIN, END, Check, Results, section, table, write_section
from bench.synthetic import MARK, make_offers, make_workspace
from geo.district.taxonomy import load_taxonomy
from geo.maps.markers import spot_ids
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.shipped import read_offers
from geo.settings import PROJECT_ROOT, load_settings
from geo.store import Store
from geo.upkeep.opening import OFFERS, checksum_of

COUNT = 400


@pytest.fixture(scope="module")
def shipped():
    return load_settings({})


@pytest.fixture(scope="module")
def made(shipped):
    return make_offers(COUNT, shipped)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("bench"), COUNT)


def test_the_same_seed_makes_the_same_offers_and_another_one_others(made, shipped):
    again, others = make_offers(COUNT, shipped), make_offers(COUNT, shipped, seed=1)

    assert again == made
    assert others.points != made.points


def test_every_offer_says_that_it_is_made_up(made):
    texts = [(row["title"], row["organization"], row["description"]) for row in made.rows]

    assert all(MARK in text for row in texts for text in row)
    assert {row["status"] for row in made.rows} == {"not_confirmed"}


def test_nobody_can_be_called_or_visited_on_the_web(made):
    assert {row[name] for row in made.rows for name in ("phone", "email", "website", "source_url")} == {""}


def test_no_offer_has_the_id_or_street_of_a_shipped_one(made, shipped):
    files = shipped.district.files
    real = read_offers(files["offers"], load_taxonomy(files["taxonomy"]))

    for name in ("offer_id", "street"):
        assert not {row[name] for row in real if row[name]} & {row[name] for row in made.rows}


def test_offers_lie_where_people_live_each_at_its_own_point(made):
    assert len(set(made.points)) == COUNT
    assert all(6.8 < lon < 7.6 and 51.4 < lat < 51.95 for lon, lat in made.points)
    by_city = Counter(row["city"] for row in made.rows)
    assert len(by_city) == 10
    assert by_city["Recklinghausen"] > by_city["Waltrop"]  # 110,000 people and 30,000


def test_a_topic_leaves_about_an_eighth(made):
    found = Counter(topic for row in made.rows for topic in row["topics"].split(";"))

    assert len(found) == 18
    assert sum(found.values()) / len(found) == pytest.approx(COUNT / 8, rel=0.1)


def test_the_table_passes_the_schema_and_the_store_holds_exact_points(workspace, made):
    settings = load_settings(workspace.environ)
    rows = read_offers(settings.district.files["offers"], load_taxonomy(settings.district.files["taxonomy"]))
    with Store.open(settings) as store:
        frame = store.offers()
        is_loaded = store.has_dataset(OFFERS, checksum_of(settings.district))

    assert rows == made.rows
    assert is_loaded  # the app does not load, hence not geocode, them again
    assert set(frame["precision"]) == {"house"}
    assert list(zip(frame["lon"], frame["lat"], strict=True)) == made.points
    assert spot_ids(frame).nunique() == COUNT


def test_both_apps_find_the_same_offers(workspace):
    settings = load_settings(workspace.environ)
    with Store.open(settings) as store:
        offers = OfferTable(store.offers(), load_taxonomy(settings.district.files["taxonomy"]))
    with (workspace.folder / "plain.csv").open(encoding="utf-8", newline="") as file:
        plain = [row["title"] for row in csv.DictReader(file) if "language" in row["topics"].split(";")]

    mask = offers.select(OfferFilter(topics=("language",)))

    assert offers.frame.loc[mask.to_numpy(), "title"].tolist() == plain


def test_nothing_of_the_workspace_lies_in_the_project(workspace):
    settings = load_settings(workspace.environ)

    for path in (settings.var, settings.district.files["offers"], workspace.folder):
        assert not path.is_relative_to(PROJECT_ROOT)


def results(**changes):
    times = {
        (100, "real", "first map"): [1000.0],
        (10_000, "real", "first map"): [1700.0, 1400.0, 1500.0],
        (10_000, "real", "clear"): [500.0, 400.0],
        (10_000, "plain", "clear"): [9000.0],
    }
    return Results(times | changes.pop("times", {}), changes.pop("start", [4000.0]))


def test_medians_and_ratios_are_compared_with_the_promises():
    clear, growth, start = results().checks()

    assert (clear.figure, clear.passed) == (20.0, True)
    assert (growth.figure, growth.passed) == (1.5, True)
    assert (start.figure, start.passed) == (4.0, True)


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (0, {"times": {(10_000, "plain", "clear"): [8990.0]}}),
        (1, {"times": {(10_000, "real", "first map"): [1610.0]}}),
        (2, {"start": [5001.0]}),
    ],
)
def test_a_broken_promise_fails(number, changes):
    assert results(**changes).checks()[number].line.startswith("FAIL")


def test_what_was_not_measured_is_not_called_passed():
    checks = Results({(100, "real", "filter"): [1.0]}).checks()

    assert [check.passed for check in checks] == [None, None, None]
    assert Check("x", None, None).line.endswith("not measured")


def test_the_table_shows_both_apps_and_the_ratio():
    lines = table(results()).splitlines()

    assert "| 10,000 | clear | 450 (2) | 9,000 (1) | 20.0 × |" in lines
    assert "| 100 | filter | – | – | – |" in lines


def test_a_busy_machine_is_named():
    busy = Results({(100, "real", "filter"): [1.0]}, load=3.14)

    assert "before the run: 3.1." in section(busy, "1.2")


def test_the_section_is_replaced_and_the_rest_of_the_file_kept(tmp_path):
    path = tmp_path / "PERFORMANCE.md"
    path.write_text(f"before\n{BEGIN}\nold \\1\n{END}\nafter\n", encoding="utf-8")

    write_section(path, section(results(), "1.2"))

    text = path.read_text(encoding="utf-8")
    assert re.fullmatch(rf"before\n{BEGIN}\n\nMeasured .*\n\n{END}\nafter\n", text, re.DOTALL)
    assert "old" not in text


def test_a_file_without_the_marks_is_left_alone(tmp_path):
    path = tmp_path / "other.md"
    path.write_text("nothing", encoding="utf-8")

    with pytest.raises(ValueError, match="marks"):
        write_section(path, "x")
    assert path.read_text(encoding="utf-8") == "nothing"


def test_each_bench_keeps_its_own_section(tmp_path):
    path = tmp_path / "PERFORMANCE.md"
    path.write_text("before\n", encoding="utf-8")

    for name, line in (("one", "old"), ("two", "| x |"), ("one", "new")):
        keep_section(name, name.title(), [line], path=path)

    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n\n## One\n\n`python -m bench.one --write`")
    assert text.count("bench one: begin") == text.count("## Two") == 1
    assert "new" in text
    assert "old" not in text


def test_a_promise_is_kept_from_its_figure_on():
    assert check_line("faster", 30.0, least=30.0) == ("- PASS  faster: 30.0 (promised 30)", True)
    assert check_line("faster", 29.9, least=30.0) == ("- FAIL  faster: 29.9 (promised 30)", False)


def test_streets_of_the_bench_are_a_net_of_blocks():
    net = lattice(4)

    assert (net.nodes, net.edges) == (16, 24)
    assert net.edge_m.tolist() == pytest.approx(
        [100.0] * 24, rel=0.005
    )  # the map and the sphere differ a little
    assert net.source.name == "synthetic"


def published_times(**changes):
    times = {
        (10_000, "page", "first list"): [900.0, 800.0, 950.0],
        (10_000, "page", "filter"): [60.0],
        (10_000, "page", "clear"): [90.0],
        (10_000, "plain", "filter"): [6_600.0],
        (10_000, "plain", "clear"): [13_000.0],
    }
    return defaultdict(list, times | changes)


def test_the_published_page_is_compared_with_its_promises():
    lines = [line for line, _ in publish_bench._checks(published_times())]

    assert lines == [
        "- PASS  filter at 10000 offers, ms: 60 (promised 100)",
        "- PASS  clear at 10000 offers, ms: 90 (promised 100)",
        "- PASS  first list at 10000 offers, ms: 900 (promised 1000)",
        "- PASS  × faster than plain at 10000, filter: 110 (promised 100)",
        "- PASS  × faster than plain at 10000, clear: 144 (promised 100)",
    ]


def test_a_slow_published_page_fails_and_what_was_not_measured_is_left_out():
    slow = published_times() | {(10_000, "page", "clear"): [200.0]}
    checks = publish_bench._checks(defaultdict(list, slow))

    assert [passed for _, passed in checks] == [True, False, True, True, False]
    assert publish_bench._checks(defaultdict(list)) == []
    assert "| 10,000 | clear | 90 | – | 13,000 |" in publish_bench._table(published_times())


def test_start_is_compared_in_pairs_and_promises_at_most_so_much():
    find = start_bench.Task(("find",), most=2.0)
    kept = start_bench.Result(find, [(0.8, 0.5), (3.0, 2.0), (0.9, 0.5)])
    broken = start_bench.Result(find, [(1.1, 0.5)])
    unpromised = start_bench.Result(start_bench.Task(("find", "--near", "45770")), [(9.0, 0.5)])

    assert start_bench.table([kept])[-1] == "| `python -m geo find` | 0.90 | 0.50 | 1.60 × |"
    assert start_bench.checks([kept, broken, unpromised]) == [
        ("- PASS  `python -m geo find` beside import pandas: 1.60 (promised at most 2)", True),
        ("- FAIL  `python -m geo find` beside import pandas: 2.20 (promised at most 2)", False),
    ]


def test_processor_time_is_that_of_the_program_and_a_failing_one_is_told():
    assert start_bench.processor_time(("-c", "pass"), {}) > 0
    with pytest.raises(subprocess.CalledProcessError):
        start_bench.processor_time(("-c", "raise SystemExit(3)"), {})
