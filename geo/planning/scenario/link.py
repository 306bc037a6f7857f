"""A scenario as one short text for a link, and back; whatever makes no sense is left out and told."""

from geo.links import clean_text
from geo.planning.scenario.steps import DECIMALS, MAX_STEPS, Add, Change, Close, Move, Scenario, Step

LINK_LIMIT = 8_000  # characters of a link that are looked at; the longest scenario has fewer

_SHOWN = 40  # characters of a refused piece that are repeated
_BETWEEN_STEPS, _BETWEEN_PARTS, _ESCAPE = "!", ",", "~"
_ESCAPED = {_ESCAPE: "~~", _BETWEEN_STEPS: "~s", _BETWEEN_PARTS: "~c"}
_PLAIN = {text[1]: character for character, text in _ESCAPED.items()}


def to_link(scenario: Scenario) -> str:
    """Return the scenario as one short text for a link: its name, then `!` and each step; "" for an empty one.

    A step is a letter (`a`dd, `m`ove, `c`lose, c`h`ange) and its parts with `,` between; `~` escapes.
    """
    pieces = [_escape(scenario.name), *(_step_text(step) for step in scenario.steps)]
    return _BETWEEN_STEPS.join(pieces)


def from_link(text: str) -> tuple[Scenario, tuple[str, ...]]:
    """Read a scenario from a link; what makes no sense is left out.

    Returns
    -------
    scenario, refused
        The pieces that were left out, shortened and safe to show.
    """
    name, *pieces = text[:LINK_LIMIT].split(_BETWEEN_STEPS)
    steps: list[Step] = []
    refused = []
    for piece in pieces:
        step = _read_step(piece) if len(steps) < MAX_STEPS else None
        if step is None:
            refused.append(clean_text(piece, limit=_SHOWN))
        else:
            steps.append(step)
    return Scenario(_unescape(name), tuple(steps)), tuple(refused)


def scenario_from_text(text: str) -> Scenario:
    """Read a scenario where nothing may be left out, such as on the command line.

    Raises
    ------
    ValueError
        If any piece of it makes no sense, or it is too long.
    """
    scenario, refused = from_link(text)
    if refused or len(text) > LINK_LIMIT:
        msg = f"no scenario: {', '.join(map(repr, refused)) or f'longer than {LINK_LIMIT} characters'}"
        raise ValueError(msg)
    return scenario


def _step_text(step: Step) -> str:
    match step:
        case Add():
            parts = ["a" + _degrees(step.lon), _degrees(step.lat), str(step.offers), _escape(step.name)]
        case Move():
            parts = ["m" + _escape(step.location_id), _degrees(step.lon), _degrees(step.lat)]
        case Close():
            parts = ["c" + _escape(step.location_id)]
        case Change():
            offers = "" if step.offers is None else str(step.offers)
            capacity = "" if step.capacity is None else repr(step.capacity)
            parts = ["h" + _escape(step.location_id), offers, capacity]
    return _BETWEEN_PARTS.join(parts)


def _read_step(piece: str) -> Step | None:
    kind, parts = piece[:1], piece[1:].split(_BETWEEN_PARTS)
    try:
        match kind, parts:
            case "a", [lon, lat, offers, name]:
                return Add(float(lon), float(lat), int(offers), _unescape(name))
            case "m", [location_id, lon, lat]:
                return Move(_unescape(location_id), float(lon), float(lat))
            case "c", [location_id]:
                return Close(_unescape(location_id))
            case "h", [location_id, offers, capacity]:
                return Change(
                    _unescape(location_id),
                    int(offers) if offers else None,
                    float(capacity) if capacity else None,
                )
    except ValueError:  # no number, or one out of bounds
        return None
    return None


def _degrees(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _escape(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)


def _unescape(text: str) -> str:
    characters, found = iter(text), []
    for character in characters:
        found.append(_PLAIN.get(next(characters, ""), "") if character == _ESCAPE else character)
    return "".join(found)
