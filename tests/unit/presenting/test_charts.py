"""Pictures for paper: right size, words that fit, readable in grey, the same bytes, nothing left behind."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
import shapely
from PIL import Image

from geo.exchange.coverage_files import describe
from geo.i18n import load_texts
from geo.maps.classes import COLORS
from geo.places.naming import Namer
from geo.planning.answer import answer
from geo.planning.scenario import Add, Scenario
from geo.presenting import charts
from geo.presenting.charts import joined
from geo.presenting.charts.base_map import Ground
from geo.presenting.charts.canvas import broken, drawable, estimated, sheet, width_of
from geo.presenting.charts.district import A4_IN
from tests.find_kit import tiny_taxonomy
from tests.planning_kit import METRES, SOURCES, at, line_demand, line_offers, line_world

EN, DE, AR = (load_texts(language) for language in ("en", "de", "ar"))
BREAKS = (0.2, 0.4, 0.6, 0.8)
WORDS = charts.MapWords("share", list(zip(COLORS, ["a", "b", "c", "d", "e"], strict=True)))
TITLE = "60 % der Menschen erreichen für Grüße in Übergröße ein Angebot."


def answered(question=METRES, **world):
    return answer(line_world(namer=Namer([]), **world), question)


def about(found, *, title=TITLE, texts=EN, **options):
    return describe(
        found, SOURCES.sources, texts, taxonomy=tiny_taxonomy(), title=title, detail="Sure.", **options
    )


def box(west_m, east_m):
    (west, south), (east, north) = at(west_m, north_m=-1500), at(east_m, north_m=1500)
    return shapely.box(west, south, east, north)


def boundaries():
    """Alt from -500 to 2000 m, Neu from there to 6000 m of the line."""
    rows = {"A": ("Alt", box(-500, 2000)), "B": ("Neu", box(2000, 6000))}
    return gpd.GeoDataFrame(
        {"name": [name for name, _ in rows.values()]},
        geometry=[shape for _, shape in rows.values()],
        index=list(rows),
        crs=4326,
    )


def drawn_map(found=None, *, texts=EN, **options):
    found = found or answered()
    fills = options.pop("fills", charts.city_fills(found, boundaries(), BREAKS))
    told = about(found, texts=texts, **options.pop("about", {}))
    return charts.map_png(found, fills, told, texts, boundaries=boundaries(), words=WORDS, **options)


def picture(raw):
    return Image.open(io.BytesIO(raw))


# --- bytes --------------------------------------------------------------------------------------------------------


def test_map_is_a4_across_at_300_dots_an_inch():
    image = picture(drawn_map())

    assert image.size == tuple(int(inches * 300) for inches in A4_IN)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


def test_picture_carries_its_words_for_those_who_cannot_see_it():
    told = picture(drawn_map()).text

    assert told["Title"] == TITLE
    assert EN("coverage.no_entry") in told["Description"]
    assert EN("coverage.modelled") in told["Description"]
    assert "© Office" in told["Description"]


@pytest.mark.parametrize("make", [charts.curve_png, charts.curve_svg])
def test_same_answer_gives_the_same_picture(make):
    found = answered()

    assert make(found, about(found), EN) == make(found, about(found), EN)


def test_same_answer_gives_the_same_map():
    assert drawn_map() == drawn_map()


def test_svg_has_no_moment_of_writing():
    found = answered()

    text = charts.curve_svg(found, about(found), EN).decode()

    assert "<dc:date>" not in text
    assert f"<dc:title>{TITLE}</dc:title>" in text


def test_two_visitors_at_once_get_what_one_gets():
    found = answered()
    alone = charts.curve_svg(found, about(found), EN)

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: charts.curve_svg(found, about(found), EN), range(4)))

    assert together == [alone] * 4


def test_settings_of_the_library_are_left_as_they_were():
    before = dict(mpl.rcParams)

    drawn_map()

    assert dict(mpl.rcParams) == before
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


# --- what is on it ------------------------------------------------------------------------------------------------


def test_map_shows_the_colour_of_each_class():
    """Alt reaches all of it, Neu 84 of 100: both the darkest class."""
    fills = charts.city_fills(answered(), boundaries(), BREAKS)

    assert fills.colors == [COLORS[4], COLORS[4]]
    pixels = set(picture(drawn_map()).convert("RGB").get_flattened_data())
    assert {tuple(bytes.fromhex(color[1:])) for color in COLORS} <= pixels


def test_classes_differ_in_grey():
    greys = [np.dot([0.299, 0.587, 0.114], list(bytes.fromhex(color[1:]))) for color in COLORS]

    assert (np.diff(greys) < -25).all()


def test_cells_that_reach_an_offer_are_dark_and_those_that_probably_do_not_are_light():
    fills = charts.cell_fills(answered())

    assert fills.colors == [COLORS[4], COLORS[1]]  # the last cell misses it in four draws of five
    assert list(fills.is_open) == [False, False]
    assert drawn_map(fills=fills) != drawn_map()


def test_what_cannot_be_said_is_hatched():
    demand = line_demand()
    demand["people"] = [100.0, 50.0, 50.0, 50.0]  # every second draw reaches the last cell

    fills = charts.cell_fills(answer(line_world(demand=demand), METRES))

    assert list(fills.is_open) == [False, True]
    assert drawn_map(fills=fills) != drawn_map(fills=replace(fills, is_open=()))


def test_new_places_and_gaps_are_on_the_map():
    plain = drawn_map()

    assert drawn_map(new_places=[at(4000)]) != plain
    assert drawn_map(most_gaps=0) != plain


def test_gaps_are_listed_by_the_people_the_question_is_about(monkeypatch):
    written = []
    found = answered(replace(METRES, people="foreign"))
    monkeypatch.setattr(
        "geo.presenting.charts.district.write", lambda *args, **_: written.append(args[1]) or 0.0
    )

    drawn_map(found)

    assert EN("picture.gaps", who=EN("coverage.people_foreign")) in written
    assert EN("picture.gap_row", number="1", name="area 1", city="Neu", people="24") in written


def test_only_gaps_in_the_list_get_a_number(monkeypatch):
    numbered = []
    monkeypatch.setattr("geo.presenting.charts.district._gap_list", lambda *_args, **_options: 0)
    monkeypatch.setattr(Ground, "gaps", lambda _self, areas, **_: numbered.append(len(areas)))

    drawn_map()

    assert numbered == [0]


def test_hole_in_an_area_stays_open():
    ring = shapely.difference(box(0, 4000), box(1000, 3000).buffer(-0.001))
    frame = gpd.GeoDataFrame({"name": ["Ring"]}, geometry=[ring], index=["A"], crs=4326)

    with sheet(4, 4) as figure:
        ground = Ground(figure.add_axes((0, 0, 1, 1)), crs=25832)
        ground.frame(frame)
        ground.fill([ring], ["#ff0000"])
        figure.canvas.draw()
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3]

    middle = pixels[pixels.shape[0] // 2]
    assert (middle[middle.shape[0] // 2] == 255).all()
    assert (middle == [255, 0, 0]).all(axis=1).any()


# --- words --------------------------------------------------------------------------------------------------------


def test_lines_fit_between_the_margins():
    with sheet(4, 4) as figure:
        lines = broken(figure, "ein Wort nach dem anderen " * 20, size=12, width_in=2)

        assert len(lines) > 5
        assert all(width_of(line, size=12) <= 2.05 for line in lines)
        assert " ".join(lines) == " ".join(["ein Wort nach dem anderen"] * 20)


def test_word_longer_than_a_line_stands_alone():
    with sheet(4, 4) as figure:
        assert broken(figure, "a Donaudampfschifffahrt b", size=20, width_in=1) == [
            "a",
            "Donaudampfschifffahrt",
            "b",
        ]


def test_pictures_for_readers_of_arabic_are_english():
    assert charts.picture_texts(AR).language == "en"
    assert charts.picture_texts(DE) is DE


@pytest.mark.parametrize(
    ("texts", "can_join", "written"), [(DE, True, DE), (AR, False, EN), (AR, True, None)]
)
def test_a_word_in_a_map_is_arabic_for_readers_of_arabic_where_its_letters_can_be_joined(
    monkeypatch: pytest.MonkeyPatch, texts, can_join, written
):
    monkeypatch.setattr(joined, "can_join", lambda: can_join)
    with sheet(3, 2) as figure:
        axes = figure.add_axes((0, 0, 1, 1))
        estimated(axes, texts)

        assert [text.get_text() for text in axes.texts] == ([written("picture.estimated")] if written else [])
        assert len(axes.artists) == (0 if written else 1)
        assert charts.to_plain_png(figure)


def test_letters_of_an_arabic_word_join():
    """One by one they are wider: that is what matplotlib would draw."""
    word = AR("picture.estimated")

    apart = sum(joined._drawn(letter, 12.0).shape[1] for letter in word)

    assert joined._drawn(word, 12.0).shape[1] < 0.8 * apart


def test_dollar_signs_and_backslashes_are_no_formulas():
    found = answered()

    assert charts.curve_png(found, about(found, title=r"$\frac{1}$ und $x_1$ \alpha"), EN)


def test_letters_that_the_font_lacks_are_left_out():
    found, scenario = answered(), Scenario("", (Add(7.1, 51.5, name="中 Marl"),))

    assert charts.curve_png(found, about(found, scenario=scenario), EN)
    assert drawable("中 Größe ≥ „1“ – Łódź Ћ") == " Größe ≥ „1“ – Łódź Ћ"


# --- nothing to draw ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(lambda: answered(replace(METRES, threshold=20_000.0)), id="no gaps"),
        pytest.param(lambda: answered(offers=line_offers({})), id="no offers"),
        pytest.param(
            lambda: answered(offers=line_offers({"postcode": (5500.0, "postcode", 2000.0)})),
            id="none located",
        ),
    ],
)
@pytest.mark.parametrize("texts", [EN, DE], ids=["en", "de"])
def test_pictures_of_empty_answers_are_still_drawn(found, texts):
    found = found()

    assert drawn_map(found, texts=texts).startswith(b"\x89PNG")
    assert charts.curve_svg(found, about(found, texts=texts), texts).startswith(b"<?xml")


def test_city_without_anybody_has_no_share():
    extra = boundaries()
    extra.loc["C"] = ["Leer", box(6000, 7000)]
    found = answered()

    fills = charts.city_fills(found, extra, BREAKS)
    raw = charts.map_png(found, fills, about(found), EN, boundaries=extra, words=WORDS)

    assert fills.colors[2] == "#ffffff"
    assert raw.startswith(b"\x89PNG")
