"""Every column of the offers, declared once: reader, checker, forms, exports and docs feed on it.

Two shapes share these columns:

* the shipped table (`data/offers.csv`): texts; several values in one cell are separated by `;`
* the offers frame that travels between rooms (see `OFFER_FRAME`): tuples for lists, floats for positions, indexed by
  `offer_id`.
"""

from collections.abc import Mapping

from geo.model import FeeKind, Precision, Scope, Status
from geo.tables import ISO_PARTIAL_DATE, ColumnSpec

#: What a protected offer never tells, beside its point.
ADDRESS_COLUMNS = ("street", "house_number", "postal_code")


#: Texts of an offer that may be there in other languages, too.
TRANSLATED = ("title", "description", "schedule", "fees", "application")

#: What an address of an offer has of its own; all else is that of the offer.
SITE_COLUMNS = (
    "street", "house_number", "postal_code", "city", "schedule", "location_id", "lon", "lat", "precision",
    "uncertainty_m",
)  # fmt: skip
#: Beside the columns of an offer files tell its addresses after the first, and its texts in other languages.
FURTHER_SITES = "further_sites"
TRANSLATIONS = "translations"


def _column(name: str, **options: object) -> ColumnSpec:
    return ColumnSpec(name, **options)  # type: ignore[arg-type]  # a shorthand for the table below


OFFER_COLUMNS: tuple[ColumnSpec, ...] = (
    _column(
        "offer_id",
        required=True,
        pattern=r"[a-z0-9][a-z0-9-]{1,63}",
        expectation="small letters, digits, hyphens",
        hsds="attribute.value",
    ),
    _column("title", required=True, max_length=200, hsds="service.name"),
    _column("organization", required=True, max_length=200, hsds="organization.name"),
    _column("description", max_length=2000, hsds="service.description"),
    _column("topics", required=True, is_list=True, hsds="taxonomy_term.code"),
    _column("target_groups", is_list=True, hsds="taxonomy_term.code"),
    _column("target_groups_stated", hsds="service.eligibility_description"),
    _column(
        "languages", is_list=True, pattern=r"[a-z]{2,3}", expectation="ISO 639-1 code", hsds="language.code"
    ),
    _column("languages_stated", hsds="language.note"),
    _column("schedule", hsds="schedule.description"),
    _column("fee_kind", required=True, allowed=tuple(FeeKind), hsds="cost_option.option"),
    _column("fees", hsds="service.fees_description"),
    _column("application", hsds="service.application_process"),
    _column("barrier_free", allowed=("", "yes", "partly", "no"), hsds="attribute.value"),
    _column(
        "phone",
        pattern=r"[0-9+][0-9 /()\-]{3,30}",
        expectation="digits, spaces, hyphens",
        hsds="phone.number",
    ),
    _column(
        "email",
        pattern=r"[^@\s]{1,64}@[^@\s]{1,190}\.[a-z]{2,}",
        expectation="an e-mail address",
        hsds="service.email",
    ),
    _column(
        "website",
        pattern=r"https?://[^\s<>\"']{3,}",
        expectation="an address that begins with http:// or https://",
        hsds="service.url",
    ),
    _column("street", max_length=120, hsds="address.address_1", hidden_by="is_protected"),
    _column(
        "house_number",
        max_length=20,
        pattern=r"\d{1,4}\s?[a-zA-Z]?(\s?[-–/+]\s?\d{1,4}\s?[a-zA-Z]?)?",
        expectation="a house number like 12, 12a or 12-14",
        hsds="address.address_1",
        hidden_by="is_protected",
    ),
    _column(
        "postal_code",
        pattern=r"\d{5}",
        expectation="five digits",
        hsds="address.postal_code",
        hidden_by="is_protected",
    ),
    _column("city", max_length=80, hsds="address.city"),
    _column("scope", required=True, allowed=tuple(Scope), hsds="attribute.value"),
    _column("is_protected", required=True, allowed=("yes", "no"), hsds="attribute.value"),
    _column("is_administration_address", required=True, allowed=("yes", "no"), hsds="attribute.value"),
    _column("status", required=True, allowed=tuple(Status), hsds="attribute.value"),
    _column(
        "assured_date",
        pattern=ISO_PARTIAL_DATE,
        expectation="a date like 2024-05-31",
        hsds="service.assured_date",
    ),
    _column(
        "page_date",
        pattern=ISO_PARTIAL_DATE,
        expectation="a date like 2024, 2024-05 or 2024-05-31",
        hsds="attribute.value",
    ),
    _column("source_host", max_length=120, hsds="attribute.value"),
    _column("source_url", max_length=1000, is_public=False),
    _column("remark", max_length=2000, is_public=False),
)

#: Columns the store adds when it hands out offers: where the offer is, as far as known.
PLACE_COLUMNS: tuple[ColumnSpec, ...] = (
    _column("location_id", hsds="attribute.value"),
    _column("lon", hsds="location.longitude"),
    _column("lat", hsds="location.latitude"),
    _column("precision", required=True, allowed=tuple(Precision), hsds="attribute.value"),
    _column("uncertainty_m", hsds="attribute.value"),
    _column("match_source", hsds="attribute.value"),
)
#: A point and how far off it may be: what is told together, or not at all.
POINT_COLUMNS = ("lon", "lat", "uncertainty_m")

#: The offers frame: index `offer_id` (unique); topics, target_groups and languages are tuples of ids; is_protected and
#: is_administration_address are bool; lon, lat, uncertainty_m are float64 (NaN where there is no point); all else is
#: str, "" for unknown. Precision `postcode` and `city` carry the point of the area with its radius; `none` carries
#: NaN. A protected row has location_id "", precision "none", and no street, house_number or postal_code.
OFFER_FRAME: tuple[ColumnSpec, ...] = OFFER_COLUMNS + PLACE_COLUMNS

BY_NAME: Mapping[str, ColumnSpec] = {spec.name: spec for spec in OFFER_FRAME}


def protected_rule(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Refuse a row that is protected and still tells its street, number or postcode."""
    if values.get("is_protected") != "yes":
        return []
    return [
        (column, "a protected offer must not have an address")
        for column in ADDRESS_COLUMNS
        if values.get(column)
    ]
