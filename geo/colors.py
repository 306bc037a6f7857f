"""Every colour of screens and paper, by what it is for; `web/colors.css` tells the same to the browser."""

# Words and lines.
INK = "#1d2733"
QUIET = "#4a5560"
LINE = "#d5dbe1"
GRID = "#e3e7eb"
EDGE = "#8b97a3"
# What stands behind them.
PAPER = "#ffffff"
PALE = "#f3f5f7"
OUTSIDE = "#eef1f4"
VEIL = f"{PAPER}e0"
SHADE = f"{INK}66"
SHADOW = f"{INK}29"
# What can be pressed, or is meant.
ACCENT = "#00618f"
ACCENT_DARK = "#004a6e"
ACCENT_BAND = "#b5d3e3"
ACCENT_LIGHT = "#dae9f1"
ACCENT_PALE = "#eef5f9"
CHOSEN = "#e8f2f7"
# What is missing, what to look at, what went well.
ALERT = "#b00020"
WARN = "#8a4b00"
WARN_PALE = "#fff4e0"
DONE = "#14532d"
DONE_PALE = "#e6f3ea"
# Fields to type in.
FIELD = "#6b7783"
SEARCH_FIELD = "#8593a0"
EXAMPLE = "#5c6873"
# The map: what is only roughly known, or of several kinds.
BADGE = INK
MIXED = QUIET
SETTLED = "#e4ddd3"
SETTLED_GREY = "#dfe5ea"  # on grey paper
CITY = "#3c4752"
NEIGHBOUR = "#6b7680"
# Classes from little to much, in one hue that also reads in grey print.
CLASSES = ("#e6f0f5", "#b3cfdd", "#7ba7bf", "#3f7697", "#003f5c")
LEAST = CLASSES[0]
# Black printing.
BLACK = "#000000"
PRINT_QUIET = "#333333"
PRINT_LINE = "#777777"

#: What the published page shows instead where a device is set to dark; what is not named stays.
DARK = {
    "ink": "#e6ebf0",
    "quiet": "#b3bdc7",
    "line": "#3a444f",
    "grid": "#2c343d",
    "edge": "#6f7b87",
    "paper": "#14191f",
    "pale": "#1c232b",
    "outside": "#10151a",
    "veil": "#14191fe0",
    "shadow": "#00000099",
    "accent": "#6cc0ea",
    "accent-dark": "#a5d9f4",
    "accent-pale": "#1b2a35",
    "chosen": "#173142",
    "alert": "#ff8a94",
    "warn": "#ffc27a",
    "warn-pale": "#3a2a12",
    "search-field": "#7d8a97",
    "example": "#a3aeb9",
    "badge": "#e6ebf0",
    "settled": "#33302a",
    "city": "#c5ced6",
    "neighbour": "#94a0ab",
}


def variables() -> dict[str, str]:
    """Return every single colour by the name that it has in a style: `ACCENT_DARK` is `--accent-dark` there."""
    named = {name: value for name, value in globals().items() if name.isupper() and isinstance(value, str)}
    return {name.lower().replace("_", "-"): value for name, value in named.items()}


def style() -> str:
    """Return the text of `web/colors.css`."""
    lines = "".join(f"  --{name}: {value};\n" for name, value in variables().items())
    return f"/* The colours of geo/colors.py, as it writes them. */\n:root {{\n{lines}}}\n"


def dark_style() -> str:
    """Return the rule with which a page follows a device that is set to dark; paper stays white."""
    lines = "".join(f"  --{name}: {value};\n" for name, value in DARK.items())
    return f"@media screen and (prefers-color-scheme: dark) {{ :root {{\n{lines}}} }}\n"
