"""Every colour stands once: in the table, which the style, the theme and the logo repeat and nothing else does."""

import re
import tomllib

import pytest

from geo.colors import ACCENT, CLASSES, DARK, PAPER, dark_style, style, variables
from geo.settings import PROJECT_ROOT

TABLE, STYLE = PROJECT_ROOT / "geo" / "colors.py", PROJECT_ROOT / "web" / "colors.css"
SOURCES = [
    file
    for room in ("geo", "ui", "web")
    for file in sorted((PROJECT_ROOT / room).rglob("*"))
    if file.suffix in {".py", ".css", ".js", ".html", ".typ", ".svg"} and file not in {TABLE, STYLE}
]
#: Not `&#8209;`, not a word of an address such as `page#list`.
LITERAL = re.compile(
    r"(?<![\w&])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(\s*\d", re.IGNORECASE
)
#: What a complaint about a wrong colour shows as an example of a right one.
EXAMPLES = {"geo/district/taxonomy.py": ["#0072B2"]}
USED = re.compile(r"var\(--([\w-]+)\)|\bcolors\.(?!css)([a-z]+)|\bcolor\(\"([\w-]+)\"\)")
DEFINED = re.compile(r"[\"{;\s]--([\w-]+)\"?:")
#: What a theme of Streamlit calls our colours.
THEME = {
    "primaryColor": "accent",
    "backgroundColor": "paper",
    "secondaryBackgroundColor": "pale",
    "textColor": "ink",
    "borderColor": "line",
    "linkColor": "accent",
}


def test_the_style_tells_the_browser_what_the_table_says():
    assert STYLE.read_text(encoding="utf-8") == style(), "write it anew: print(geo.colors.style(), end='')"


def test_no_colour_stands_anywhere_but_in_the_table():
    found = {
        file.relative_to(PROJECT_ROOT).as_posix(): LITERAL.findall(file.read_text(encoding="utf-8"))
        for file in SOURCES
    }

    assert {name: literals for name, literals in found.items() if literals} == EXAMPLES


@pytest.mark.parametrize(
    "text",
    [
        "color: #fff;",
        'COLOR = "#1D2733"',
        "box-shadow: 0 0 rgb(29 39 51 / 0.2)",
        "#12345678",
        "rgba( 1, 2, 3)",
    ],
)
def test_a_second_literal_would_be_seen(text):
    assert LITERAL.search(text)


@pytest.mark.parametrize(
    "text", ["&#8209;", "#page { color: red }", "page.html#add-1x", "rgb(data.colors.ink)"]
)
def test_what_is_no_colour_is_left_alone(text):
    assert not LITERAL.search(text)


def test_every_colour_of_a_style_is_in_the_table_and_every_single_one_is_used():
    styled = [file.read_text(encoding="utf-8") for file in SOURCES if file.suffix != ".py"]
    texts = [*styled, (PROJECT_ROOT / "ui" / "shared" / "widgets.py").read_text(encoding="utf-8")]
    used = {next(filter(None, names)) for text in texts for names in USED.findall(text)}
    own = {name for text in texts for name in DEFINED.findall(text)}
    python = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES if file.suffix == ".py")

    assert used - own <= set(variables())
    unused = set(variables()) - used
    assert [
        name for name in sorted(unused) if not re.search(rf"\b{name.upper().replace('-', '_')}\b", python)
    ] == []


def test_the_theme_of_the_app_and_its_logo_have_the_colours_of_the_table():
    theme = tomllib.loads((PROJECT_ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    logo = (PROJECT_ROOT / "static" / "logo.svg").read_text(encoding="utf-8")

    assert {name: value for name, value in theme.items() if name.endswith("Color")} == {
        name: variables()[color] for name, color in THEME.items()
    }
    assert re.findall(r'fill="(#\w+)"', logo)[:2] == [ACCENT, PAPER.replace("ffffff", "fff")]


def test_the_badge_of_a_city_has_its_colour_from_one_name():
    rules = [
        rule
        for name in ("map.css", "app.css", "publish/page.css")
        for rule in re.findall(
            r"^\.(?:badge span|k-badge|sign\.area) \{[^}]*\}",
            (PROJECT_ROOT / "web" / name).read_text("utf-8"),
            re.M,
        )
    ]

    assert len(rules) == 3
    for rule in rules:
        assert set(re.findall(r"var\(--([\w-]+)\)", rule)) - {"paper"} == {"badge"}


def test_classes_are_whole_colours_from_light_to_dark():
    sums = [sum(bytes.fromhex(color[1:])) for color in CLASSES]

    assert sums == sorted(sums, reverse=True)


def test_every_page_that_has_a_style_of_ours_has_the_colours_before_it():
    folder = PROJECT_ROOT / "ui" / "templates"
    pages = {
        file.relative_to(folder).as_posix(): re.findall(r'href="web/(\w+)\.css', file.read_text("utf-8"))
        for file in folder.rglob("*.html")
    }
    linked = {name: styles for name, styles in pages.items() if styles}

    assert set(linked) == {
        "entrance/base.html",
        "find/print.html",
        "find/sheet.html",
        "present/slides.html",
        "sorry.html",
    }
    assert {styles[0] for styles in linked.values()} == {"colors"}


def _luminance(color: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(color[1:7])]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


#: What stands on what in the published page.
WRITTEN = [
    *((text, ground) for text in ("ink", "quiet", "accent", "alert") for ground in ("paper", "pale")),
    *(("example", "pale"), ("warn", "warn-pale"), ("accent-dark", "chosen"), ("badge", "paper")),
    *(("ink", "accent-pale"), ("quiet", "accent-pale"), ("city", "settled"), ("neighbour", "paper")),
]


@pytest.mark.parametrize("theme", [variables(), variables() | DARK], ids=["light", "dark"])
def test_words_stand_out_from_their_ground_by_day_and_in_the_dark(theme):
    told = {pair: round(_contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in WRITTEN}

    assert {pair: ratio for pair, ratio in told.items() if ratio < 4.5} == {}
    assert _contrast(theme["search-field"], theme["paper"]) >= 3  # the edge of a field needs less


def test_the_dark_changes_only_what_the_table_names():
    assert DARK.keys() <= variables().keys()
    assert all(f"--{name}: {value};" in dark_style() for name, value in DARK.items())
    assert dark_style().startswith("@media screen and")  # paper stays white
