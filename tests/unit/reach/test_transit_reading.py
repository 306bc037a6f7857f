"""How feeds are read: faults named and counted, gaps filled, rules for changing, days of service."""

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from geo.errors import DataError, TransitError
from geo.reach.transit import load_timetable, make_changes, next_tuesday, read_feed, save_timetable
from geo.reach.transit.calls import seconds_of
from geo.reach.transit.window import clock_text, day_shift_s, doubts, parse_window, start_s
from tests.transit_kit import (
    LAT,
    LON,
    TODAY,
    Feed,
    checked_feed,
    plain_feed,
    read,
    trip,
    write_folder,
    write_zip,
)

SUMMER, WINTER = date(2026, 3, 29), date(2026, 10, 25)  # nights of the clock change


def stops(*names: str, step: float = 0.02) -> list[dict]:
    return [
        {"stop_id": name, "stop_name": name, "stop_lat": LAT + step * number, "stop_lon": LON}
        for number, name in enumerate(names)
    ]


def one_line() -> Feed:
    return plain_feed([trip("t", "1", "all", [("A", 480), ("B", 490), ("C", 500)])], stops("A", "B", "C"))


def report_of(path: Path):
    return read_feed(path, name="made", box=None, today=TODAY)


def test_blank_times_are_filled_evenly_between_the_known_ones(tmp_path: Path):
    feed = one_line()
    feed["stop_times"][1].update(arrival_time="", departure_time="")

    table = read(write_zip(tmp_path / "f.zip", feed))

    assert (table.call_arr / 60).tolist() == [480, 490, 500]


def test_a_trip_with_no_time_at_its_end_or_that_goes_back_is_left_out_and_named(tmp_path: Path):
    feed = plain_feed(
        [
            trip("fine", "1", "all", [("A", 480), ("B", 490)]),
            trip("open", "1", "all", [("A", 480), ("B", 490)]),
            trip("back", "1", "all", [("A", 480), ("B", 470)]),
        ],
        stops("A", "B"),
    )
    feed["stop_times"][3].update(arrival_time="", departure_time="")

    table, report = report_of(write_zip(tmp_path / "f.zip", feed))

    assert table.trips == 1
    assert sum(report.faults.values()) == 2
    assert any("row 5, arrival_time" in example for example in report.examples)
    assert any("row 7, arrival_time" in example for example in report.examples)


def test_what_cannot_be_used_is_named_by_file_row_and_value_and_the_rest_is_kept(tmp_path: Path):
    feed = one_line()
    feed["stop_times"] += [
        {**feed["stop_times"][0], "stop_id": "nowhere", "stop_sequence": 9},
        {**feed["stop_times"][0], "trip_id": "no trip", "stop_sequence": 9},
        {**feed["stop_times"][0], "arrival_time": "8 o'clock", "stop_sequence": 9},
        {**feed["stop_times"][0], "stop_sequence": "x"},
    ]
    feed["stops"] += [{"stop_id": "Z", "stop_lat": 0.08, "stop_lon": 0.000075}]
    feed["trips"] += [{"route_id": "1", "service_id": "never told", "trip_id": "t2"}]
    feed["transfers"] = [
        {"from_stop_id": "A", "to_stop_id": "nowhere", "transfer_type": 2, "min_transfer_time": 60},
        {"from_stop_id": "A", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 60},
        {"from_stop_id": "A", "to_stop_id": "A", "transfer_type": 2, "min_transfer_time": -5},
    ]

    table, report = report_of(write_folder(tmp_path / "feed", feed))

    told = "\n".join(report.examples)
    assert table.trips == 1 and len(table.call_stop) == 3
    for words in (
        "stop_times.txt, row 5, stop_id 'nowhere'",
        "stop_times.txt, row 6, trip_id 'no trip'",
        'stop_times.txt, row 7, arrival_time "8 o\'clock"',
        "stop_times.txt, row 8, stop_sequence 'x'",
        "stops.txt, row 5, stop_lat stop_lon '0.08 7.5e-05'",
        "trips.txt, row 3, service_id 'never told'",
        "transfers.txt, row 2, to_stop_id 'nowhere'",
        "transfers.txt, row 3, from_stop_id to_stop_id 'A C'",
        "transfers.txt, row 4, min_transfer_time '-5'",
    ):
        assert words in told
    assert sum(report.faults.values()) == 9


def test_a_row_of_the_wrong_length_is_left_out_and_the_rows_behind_it_keep_their_numbers(tmp_path: Path):
    folder = write_folder(tmp_path / "feed", one_line())
    lines = (folder / "stop_times.txt").read_text().splitlines()
    wrong = [lines[0], lines[1], "too,short", *lines[2:], lines[1].replace("t,", "other,", 1)]
    (folder / "stop_times.txt").write_text("\n".join(wrong) + "\n")

    table, report = report_of(folder)

    assert len(table.call_stop) == 3
    assert any("row 3" in example and "columns expected" in example for example in report.examples)
    assert any("row 6, trip_id 'other'" in example for example in report.examples)


def test_a_byte_order_mark_and_spaces_in_headings_and_values_do_no_harm(tmp_path: Path):
    folder = write_folder(tmp_path / "feed", one_line())
    for file in folder.glob("*.txt"):
        text = file.read_text().replace(",", " , ")
        file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert read(folder).stop_names == ("A", "B", "C")


def test_operators_and_places_that_lack_are_no_reason_to_refuse_a_feed(tmp_path: Path):
    feed = one_line()
    del feed["agency"]
    feed["stops"][1].update(stop_lat="", stop_lon="", parent_station="A")

    table, report = report_of(write_zip(tmp_path / "f.zip", feed))

    assert table.about.operators == () and table.stop_lat[1] == table.stop_lat[0]
    assert list(report.faults) == ["agency.txt: an operator with its time zone"]


@pytest.mark.parametrize("name", ["stops", "trips", "stop_times", "calendar"])
def test_a_feed_without_a_table_that_is_needed_is_refused(tmp_path: Path, name):
    feed = one_line()
    del feed[name]

    with pytest.raises(DataError, match=f"{name}.txt|no trip between"):
        read(write_zip(tmp_path / "f.zip", feed))


def test_a_missing_column_is_named(tmp_path: Path):
    feed = one_line()
    feed["stop_times"] = [{k: v for k, v in row.items() if k != "stop_id"} for row in feed["stop_times"]]

    with pytest.raises(DataError, match=r"stop_times\.txt, row 1, stop_id ''"):
        read(write_zip(tmp_path / "f.zip", feed))


def test_another_encoding_is_refused(tmp_path: Path):
    folder = write_folder(tmp_path / "feed", one_line())
    (folder / "stops.txt").write_bytes((folder / "stops.txt").read_text().replace("A", "Ä").encode("latin-1"))

    with pytest.raises(DataError, match=r"stops\.txt.*UTF-8"):
        read(folder)


def test_calls_outside_of_the_box_are_left_out_and_who_rides_through_stays_seated(tmp_path: Path):
    feed = one_line()
    feed["stops"][1]["stop_lon"] = 9.0

    table = read(write_zip(tmp_path / "f.zip", feed), box=(7.0, 51.0, 8.0, 52.0))

    assert table.stop_ids == ("A", "C") and (table.call_arr / 60).tolist() == [480, 500]


def test_dates_alone_make_a_calendar_and_both_kinds_of_exception_count(tmp_path: Path):
    feed = one_line()
    feed["calendar"][0] |= {"sunday": 0, "end_date": "20260331"}
    feed["calendar_dates"] = [
        {"service_id": "all", "date": "20260310", "exception_type": 2},
        {"service_id": "all", "date": "20260315", "exception_type": 1},
        {"service_id": "all", "date": "20260316", "exception_type": 7},
        {"service_id": "all", "date": "20261301", "exception_type": 1},
    ]
    table, report = report_of(write_zip(tmp_path / "f.zip", feed))
    alone = {name: rows for name, rows in feed.items() if name != "calendar"}
    dates_only = read(write_zip(tmp_path / "g.zip", alone))

    days = [date(2026, 3, day) for day in (9, 10, 15, 22)]
    assert [table.trips_on(day) for day in days] == [1, 0, 1, 0]
    assert (dates_only.first_day, dates_only.last_day) == (date(2026, 3, 15), date(2026, 3, 15))
    assert sum(report.faults.values()) == 2


def test_a_station_rule_covers_its_platforms_and_that_of_two_platforms_goes_before_it(tmp_path: Path):
    feed = plain_feed(
        [trip("t", "1", "all", [(name, 480 + n) for n, name in enumerate("ABCD")])],
        stops(*"ABCD", step=0.001),
    )
    for stop in feed["stops"][:2]:
        stop["parent_station"] = "X"
    feed["stops"] += [{"stop_id": "X", "stop_lat": LAT, "stop_lon": LON, "location_type": 1}]
    feed["transfers"] = [
        {"from_stop_id": "X", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 400},
        {"from_stop_id": "A", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 60},
        {"from_stop_id": "X", "to_stop_id": "D", "transfer_type": 3},
        {"from_stop_id": "D", "to_stop_id": "D", "transfer_type": 1},
        {
            "from_stop_id": "C",
            "to_stop_id": "C",
            "transfer_type": 2,
            "from_route_id": "1",
            "min_transfer_time": 9,
        },
    ]
    table, report = report_of(write_zip(tmp_path / "f.zip", feed))
    changes = make_changes(table)

    found = {
        (table.stop_ids[one], table.stop_ids[changes.stop[at]]): int(changes.seconds[at])
        for one in range(table.stops)
        for at in range(changes.start[one], changes.start[one + 1])
    }
    assert found["A", "C"] == 60 and found["B", "C"] == 400
    assert ("A", "D") not in found and ("B", "D") not in found
    assert found["D", "A"] == pytest.approx(0.003 * 111_195 * 1.3 / 80 * 60, abs=2)
    assert found["D", "D"] == 0 and found["C", "C"] == 120 and found["A", "A"] == 120
    assert [count for kind, count in report.faults.items() if "single routes" in kind] == [1]


def test_a_frequency_ends_before_its_end_and_about_is_marked(tmp_path: Path):
    feed = one_line()
    feed["frequencies"] = [
        {
            "trip_id": "t",
            "start_time": "06:00:00",
            "end_time": "06:30:00",
            "headway_secs": 600,
            "exact_times": 0,
        }
    ]

    table = read(write_zip(tmp_path / "f.zip", feed))

    assert (table.call_dep[table.trip_start[:-1]] / 60).tolist() == [360, 370, 380]
    assert table.trip_is_about.all()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("08:00:00", 28800),
        ("8:00:00", 28800),
        ("25:01:02", 90062),
        ("", -1),
        ("8:00", -2),
        ("08:61:00", -2),
        ("101:00:00", -2),
    ],
)
def test_times_go_beyond_midnight(text, seconds):
    assert seconds_of(text) == seconds


def test_times_count_from_noon_less_twelve_hours_in_the_nights_of_the_clock_change():
    zone, usual = "Europe/Berlin", date(2026, 3, 10)

    assert start_s(parse_window(usual, "08:00-09:00"), zone) == 8 * 3600
    for day in (SUMMER, WINTER):
        assert start_s(parse_window(day, "08:00-09:00"), zone) == 8 * 3600
        assert clock_text(day, 8 * 3600, zone) == "08:00"
    assert start_s(parse_window(SUMMER, "00:00-01:00"), zone) == 3600
    assert day_shift_s(SUMMER, SUMMER + timedelta(days=1), zone) == 24 * 3600
    assert day_shift_s(SUMMER, SUMMER - timedelta(days=1), zone) == -23 * 3600
    assert day_shift_s(WINTER, WINTER - timedelta(days=1), zone) == -25 * 3600


def test_the_next_tuesday_is_no_holiday_and_a_thin_day_is_doubted(tmp_path: Path):
    feed = checked_feed()
    feed["calendar_dates"] += [{"service_id": "WEEK", "date": "20260106", "exception_type": 2}]
    feed["calendar_dates"] += [{"service_id": "ONCE", "date": "20260106", "exception_type": 1}]
    table = read(write_zip(tmp_path / "f.zip", feed))

    assert next_tuesday(table, date(2026, 1, 5)) == date(2026, 1, 13)
    assert [kind for kind, _ in doubts(table, date(2026, 1, 6))] == ["fewer"]
    assert doubts(table, date(2026, 1, 13)) == []
    assert next_tuesday(table, date(2027, 1, 1)) == date(2026, 6, 30)


def test_what_is_kept_is_what_was_read_and_a_broken_file_says_how_to_build_it_again(tmp_path: Path):
    table = read(write_zip(tmp_path / "f.zip", checked_feed()))

    path = save_timetable(table, tmp_path)
    kept = load_timetable(tmp_path)

    assert kept is not None and kept.about == table.about and kept.stop_names == table.stop_names
    assert np.array_equal(kept.call_dep, table.call_dep) and np.array_equal(
        kept.service_days, table.service_days
    )
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(TransitError, match="transit build FEED --name made"):
        load_timetable(tmp_path)


def test_whatever_is_changed_in_a_feed_it_is_read_or_refused_in_words(tmp_path: Path):
    """Bytes cut, doubled or replaced anywhere: what comes of it is a timetable that can be kept, or a DataError."""
    rng, outcomes = random.Random(14), set()
    pieces = [
        b"",
        b"\x00",
        b"\xff\xfe",
        b'"',
        b",",
        b"\n",
        b"9" * 30,
        b"-1",
        b"nan",
        b"1e999",
        "א".encode(),
        b"25:61:61",
    ]
    whole = write_folder(tmp_path / "whole", checked_feed())
    texts = {file.name: file.read_bytes() for file in sorted(whole.glob("*.txt"))}
    folder = tmp_path / "feed"
    folder.mkdir()
    for _ in range(80):
        name = rng.choice(sorted(texts))
        for other, text in texts.items():
            (folder / other).write_bytes(text)
        raw = bytearray(texts[name])
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(raw) + 1)
            raw[at : at + rng.choice([0, 1, 5, 40])] = rng.choice(pieces)
        (folder / name).write_bytes(bytes(raw))
        try:
            table = read(folder)
        except DataError as error:
            assert error.problems
            outcomes.add("refused")
            continue
        save_timetable(table, tmp_path)
        load_timetable(tmp_path)
        next_tuesday(table, TODAY)
        outcomes.add("read")

    assert outcomes == {"refused", "read"}


def test_an_archive_that_is_locked_or_damaged_within_is_refused(tmp_path: Path):
    whole = write_zip(tmp_path / "feed.zip", one_line())
    raw = bytearray(whole.read_bytes())
    locked, damaged = tmp_path / "locked.zip", tmp_path / "damaged.zip"
    for place in (
        raw.find(b"PK\x01\x02") + 8,
        6,
    ):  # the mark of a locked part, in the contents and before the part
        raw[place] |= 1
    locked.write_bytes(raw)
    raw = bytearray(whole.read_bytes())
    start = raw.find(b"stop_times.txt") + len(b"stop_times.txt") + 4
    raw[start : start + 40] = bytes(40)
    damaged.write_bytes(raw)

    for path in (locked, damaged):
        with pytest.raises(DataError):
            read(path)
