"""Where a row says it is: streets, numbers, postcodes and cities of whatever column go through one door."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.errors import Problem, shown
from geo.exchange.sources.cells import clean, misfit
from geo.exchange.sources.nothing import is_nothing, readable
from geo.exchange.sources.values import StatedSite
from geo.exchange.sources.wordings import Vocabulary, nearest
from geo.model import Address, Scope
from geo.places.address import find_city, fold, is_street_like, parse_address
from geo.places.address_text import addresses_in

_POSTCODE = re.compile(r"(?<!\d)(?:(?:D|DE)\s?-\s?)?(\d{5})(?!\d)")
_WHOLE_DISTRICT = re.compile(
    r"(?:(?:im|der|das|den)\s+)?(?:(?:gesamte[rsn]?|ganze[rsn]?)\s+)?(?:land)?kreis(?:\s?(?:weit|gebiet))?(?:\s+\S+)?|"
    r"(?:in\s+)?alle[nr]?\s+(?:städte[n]?|orte[n]?|kommunen)|(?:über|ueber)regional|landesweit|bundesweit|"
    r"district[- ]?wide",
    re.IGNORECASE,
)
_ON_THE_WEB = re.compile(
    r".*\b(?:online|zoom|teams|webex|internet|digital|virtuell|videokonferenz|hotline|telefonisch|web)\b.*",
    re.IGNORECASE,
)
_BETWEEN_CITIES = re.compile(r"\s*[,;/&+\n]\s*|\s+(?:und|sowie|oder|and)\s+", re.IGNORECASE)
#: Where letters are kept, and nobody is met.
_POST_BOX = re.compile(
    r"\b(?:post(?:fach|box)|p\.?\s?o\.?\s?box)\b\s*(?:nr\b\.?|:)?\s*\d{1,10}(?: \d{2,3}){0,4}(?!\d)",
    re.IGNORECASE,
)
_ADDRESS = ("street", "house_number", "postal_code", "city")


@dataclass
class Settled:
    """What a row says of its place: columns, further addresses, what has to be said."""

    values: dict[str, str] = field(default_factory=dict)
    sites: tuple[StatedSite, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def settle(
    raw: Mapping[str, str],
    values: Mapping[str, str],
    headings: Mapping[str, str],
    row: int,
    words: Vocabulary,
    *,
    default_city: str = "",
) -> Settled:
    """Take the address of a row out of its cells, several of them where one cell holds several.

    Parameters
    ----------
    raw, values
        The cells by column, as they came in and as they were read.
    headings
        Where they stand, for messages.
    default_city
        The city of rows that name none.
    """
    place = _Place(dict(values), raw, headings, row, words)
    place.read_cells()
    place.read_city()
    place.check_postcode(default_city)
    told = {name: text for name, text in place.found.items() if text or name in raw}
    return Settled(told, tuple(place.sites), place.problems)


@dataclass
class _Place:
    """A row's address while it is read."""

    values: dict[str, str]
    raw: Mapping[str, str]
    headings: Mapping[str, str]
    row: int
    words: Vocabulary
    found: dict[str, str] = field(default_factory=dict)
    sites: list[StatedSite] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    said_city: str = ""  # as the row has it, whichever column

    @property
    def is_own(self) -> bool:
        """Whether the row is one of ours, which says what it means."""
        return bool(self.raw.get("offer_id"))

    def read_cells(self) -> None:
        """Read the cell that holds all, then the one with street and number."""
        self.found = {name: self.values.get(name, "") for name in _ADDRESS if name != "city"}
        self.said_city = self._cell("city")
        self.found["street"] = self._without_box(self.found["street"], "street")
        whole = self._without_box(self._cell("address"), "address")
        if whole:
            self._read_whole(whole)
        line = self._without_box(self._cell("street_line"), "street_line")
        has_digits = any(map(str.isdigit, self.found["street"]))
        if not line and not self.found["house_number"] and has_digits and not self.is_own:
            line, self.found["street"] = self.found["street"], ""
        if line:
            self._read_line(line, "street_line" if self._cell("street_line") else "street")

    def read_city(self) -> None:
        """Say which city of the district is meant, or that it is the whole district, or none of it."""
        said = self.said_city
        code = _POSTCODE.search(said)
        if code and not self.found["postal_code"]:
            self.found["postal_code"] = code[1]
        plain = _POSTCODE.sub(" ", said).strip(" ,-/")
        if not plain:
            return
        cities = self._cities(plain)
        scope = self._scope(plain) if not cities else ""
        if cities:
            self.found["city"] = cities[0]
            self.sites += [StatedSite(city=city) for city in cities[1:]]
            if cities[1:]:
                self._tell("city", said, "several_cities", allowed=tuple(cities))
        elif scope:
            self.found["city"] = ""
            if not self.values.get("scope"):
                self.found["scope"] = scope
                self._tell("city", said, "scope_concluded", allowed=(scope,), about="scope")
        elif self.words.postcodes.get(self.found["postal_code"]) and fold(plain) not in self.words.elsewhere:
            self.found["city"] = self.words.postcodes[self.found["postal_code"]]
            self._tell("city", said, "city_by_postcode", allowed=(self.found["city"],))
        elif self.words.cities:
            folded = {fold(name): name for name in self.words.cities}
            near = nearest(plain, folded)
            suggestion = folded[near] if near else ""
            self.problems.append(
                Problem.at(
                    self.row, self._heading("city"), shown(plain), "unknown_city", self.words.cities,
                    suggestion=suggestion, about="city",
                )
            )  # fmt: skip
        else:
            self.found["city"] = plain

    def check_postcode(self, default_city: str) -> None:
        """Let the postcode name the city where the row does not, and tell where both do not agree."""
        code, city = self.found["postal_code"], self.found.get("city", "")
        of_code = self.words.postcodes.get(code, "")
        is_elsewhere = any(problem.kind == "unknown_city" for problem in self.problems)
        is_local = self.found.get("scope", self.values.get("scope", "")) in ("", Scope.LOCAL)
        if not city and not is_elsewhere and is_local and (of_code or default_city):
            self.found["city"] = of_code or default_city
        elif city and code and self.words.postcodes and of_code != city and not self.is_own:
            self._tell("postal_code", code, "postcode_of_other_city", allowed=(of_code,) if of_code else ())

    def _cities(self, plain: str) -> list[str]:
        chosen = self.words.chosen.get(("city", fold(plain)))
        if chosen is not None:
            return list(chosen)
        whole = [find_city(plain, self.words.cities)]
        parts = [find_city(part, self.words.cities) for part in _BETWEEN_CITIES.split(plain) if part]
        return list(dict.fromkeys(filter(None, [*parts, *whole] if len(parts) > 1 else whole)))

    def _scope(self, plain: str) -> str:
        meant = self.words.value(plain)
        if meant in (Scope.DISTRICT, Scope.ONLINE):
            return meant
        if _WHOLE_DISTRICT.fullmatch(plain):
            return Scope.DISTRICT
        return Scope.ONLINE if _ON_THE_WEB.fullmatch(plain) else ""

    def _without_box(self, text: str, column: str) -> str:
        """Return a cell without a post box, and say so: it is where letters go, not where an offer is."""
        if self.is_own or not _POST_BOX.search(text):
            return text
        self._tell(column, text, "post_box")
        return _POST_BOX.sub(" ", text).strip(" ,;/|-")

    def _names_cities_alone(self, text: str) -> bool:
        """Whether a cell holds several cities and nothing else: `Marl und Herten` is no street of Herten."""
        parts = [part for part in _BETWEEN_CITIES.split(text) if part]
        named = {find_city(part, self.words.cities) for part in parts if not is_street_like(part)}
        return len(parts) > 1 and "" not in named and not any(map(is_street_like, parts))

    def _read_whole(self, text: str) -> None:
        """Read a cell with everything in it; each address of it for itself."""
        if self._names_cities_alone(text):
            self.said_city = self.said_city or text
            return
        told = addresses_in(text, self.words.cities)
        first, *others = [(parse_address(one, cities=self.words.cities), days) for one, days in told]
        is_place = bool(first[0].street or first[0].city or first[0].postal_code)
        if len(told) == 1 and self._scope(text) and not first[0].house_number and not first[0].postal_code:
            self.said_city = self.said_city or text
            return
        for name in ("street", "house_number", "postal_code"):
            self._fill(name, getattr(first[0], name), "address")
        self.said_city = self.said_city or (first[0].city if is_place else "")
        for address, days in others:
            self._add_site(address, days)
        if others:
            self._tell("address", text, "several_addresses")

    def _read_line(self, text: str, column: str) -> None:
        """Read street and number out of one cell, and what else stands there."""
        told = addresses_in(text, self.words.cities)
        parsed = parse_address(
            told[0][0], cities=self.words.cities if len(told) > 1 or _POSTCODE.search(text) else ()
        )
        whole = parsed if is_street_like(parsed.street) or parsed.house_number else Address(told[0][0])
        for name in ("street", "house_number", "postal_code"):
            self._fill(name, getattr(whole, name), column)
        self.said_city = self.said_city or whole.city
        for one, days in told[1:]:
            address = parse_address(one, cities=self.words.cities)
            city = address.city or find_city(self.said_city, self.words.cities)
            code = address.postal_code or ("" if address.city else self.found["postal_code"])
            self._add_site(Address(address.street, address.house_number, code, city), days)
        if told[1:]:
            self._tell(column, text, "several_addresses")

    def _fill(self, name: str, text: str, column: str) -> None:
        if text and not self.found.get(name):
            problem = misfit(text, name, self.row, self._heading(column))
            if problem:
                self.problems.append(problem)
            else:
                self.found[name] = text

    def _add_site(self, address: Address, days: str) -> None:
        city = find_city(address.city, self.words.cities) or self.words.postcodes.get(address.postal_code, "")
        fits = [
            name
            for name in ("street", "house_number", "postal_code")
            if not misfit(getattr(address, name), name, 0, "")
        ]
        texts = {name: getattr(address, name) for name in fits}
        if not texts.get("street"):
            texts.pop("house_number", None)
        if city and (texts.get("street") or texts.get("postal_code")):
            self.sites.append(StatedSite(city=city, schedule=days, **texts))
        else:
            self._tell("address", address.city or address.street, "address_left_out")

    def _cell(self, column: str) -> str:
        text = clean(self.raw.get(column, ""))
        if self.is_own:
            return text
        text = clean(readable(text, "address"))
        return "" if is_nothing(text, column) else text

    def _heading(self, column: str) -> str:
        own = [
            self.headings[name]
            for name in (column, "address", "street_line", "street")
            if name in self.headings
        ]
        return own[0] if own else column

    def _tell(
        self, column: str, value: str, kind: str, *, allowed: tuple[str, ...] = (), about: str = ""
    ) -> None:
        self.problems.append(
            Problem.at(
                self.row, self._heading(column), shown(value), kind, allowed, is_hint=True, about=about
            )
        )
