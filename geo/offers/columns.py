"""Every column of the offers, declared once: reader, checker, forms, exports and docs feed on it.

Two shapes share these columns:

* the shipped table (`data/offers.csv`): texts; several values in one cell are separated by `;`
* the offers frame that travels between rooms (see `OFFER_FRAME`): tuples for lists, floats for positions, indexed by
  `offer_id`.
"""

from collections.abc import Mapping

from geo.model import FeeKind, Precision, Scope, Status
from geo.tables import ISO_PARTIAL_DATE, YES_NO, ColumnSpec, Fault

#: What a protected offer never tells, beside its point.
ADDRESS_COLUMNS = ("street", "house_number", "postal_code")

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


def _told(name: str, label: str, **options: object) -> ColumnSpec:
    """Return a column that `wording` has a sentence for."""
    return _column(name, label=label, has_sentence=True, **options)


OFFER_COLUMNS: tuple[ColumnSpec, ...] = (
    _column(
        "offer_id", required=True, pattern=r"[a-z0-9][a-z0-9-]{1,63}",
        expectation="small letters, digits, hyphens", schema_org="identifier",
    ),
    _told(
        "title", "export.column_title", required=True, max_length=200, section="what", may_propose=True,
        part="description", is_translated=True, hsds="service.name", schema_org="name",
    ),
    _told(
        "organization", "export.column_organization", required=True, max_length=200, section="what",
        hsds="organization.name", schema_org="provider.name",
    ),
    _told(
        "description", "detail.what", max_length=2000, section="what", may_propose=True, part="description",
        is_translated=True, hsds="service.description", schema_org="description",
    ),
    _told(
        "topics", "filter.topics", required=True, is_list=True, section="what", may_propose=True,
        hsds="taxonomy_term.code", schema_org="category.codeValue",
    ),
    _told(
        "target_groups", "detail.for_whom", is_list=True, section="whom", may_propose=True,
        hsds="taxonomy_term.code", schema_org="audience.identifier",
    ),
    _column("target_groups_stated", section="whom", hsds="service.eligibility_description"),
    _told(
        "languages", "detail.languages", is_list=True, pattern=r"[a-z]{2,3}", expectation="ISO 639-1 code",
        section="whom", may_propose=True, sheet_after="application", hsds="language.code",
        schema_org="availableChannel.availableLanguage",
    ),
    _column("languages_stated", section="whom", hsds="language.note"),
    _told(
        "schedule", "detail.when", section="when", may_propose=True, part="schedule", is_translated=True,
        hsds="schedule.description", schema_org="hoursAvailable.description",
    ),
    _column(
        "fee_kind", required=True, allowed=tuple(FeeKind), section="when", may_propose=True, part="fees",
        hsds="cost_option.option",
    ),
    _told(
        "fees", "detail.fees", section="when", may_propose=True, part="fees", is_translated=True,
        hsds="service.fees_description", schema_org="offers.description",
    ),
    _told(
        "application", "detail.application", section="when", may_propose=True, is_translated=True,
        hsds="service.application_process",
    ),
    _told(
        "barrier_free", "detail.barrier_free", allowed=("", "yes", "partly", "no"), section="whom",
        may_propose=True, sheet_after="precision",
    ),
    _told(
        "phone", "detail.phone", pattern=r"[0-9+][0-9 /()\-]{3,30}", expectation="digits, spaces, hyphens",
        section="contact", may_propose=True, part="contact", hsds="phone.number",
        schema_org="availableChannel.servicePhone.telephone",
    ),
    _told(
        "email", "detail.email", pattern=r"[^@\s]{1,64}@[^@\s]{1,190}\.[a-z]{2,}",
        expectation="an e-mail address", section="contact", may_propose=True, part="contact",
        hsds="service.email", schema_org="availableChannel.servicePhone.email",
    ),
    _told(
        "website", "detail.website", pattern=r"https?://[^\s<>\"']{3,}",
        expectation="an address that begins with http:// or https://", section="contact", may_propose=True,
        part="contact", hsds="service.url", schema_org="availableChannel.serviceUrl",
    ),
    _told(
        "street", "export.column_street", max_length=120, section="where", may_propose=True, part="address",
        hidden_by="is_protected",
        hsds="address.address_1", schema_org="address.streetAddress",
    ),
    _column(
        "house_number", max_length=20, pattern=r"\d{1,4}\s?[a-zA-Z]?\s?½?(\s?[-–/+]\s?(\d{1,4}\s?[a-zA-Z]?|[a-zA-Z]))?",
        expectation="a house number like 12, 12a or 12-14", section="where", may_propose=True, part="address",
        hidden_by="is_protected",
        hsds="address.address_1", schema_org="address.streetAddress",
    ),
    _told(
        "postal_code", "export.column_postal_code", pattern=r"\d{5}", expectation="five digits",
        section="where", may_propose=True, part="address", hidden_by="is_protected", hsds="address.postal_code",
        schema_org="address.postalCode",
    ),
    _told(
        "city", "export.column_city", max_length=80, section="where", may_propose=True, part="address",
        sheet_after="organization", hsds="address.city", schema_org="address.addressLocality",
    ),
    _column("scope", required=True, allowed=tuple(Scope), section="where", leads=True),
    _column("is_protected", required=True, allowed=YES_NO, section="where"),
    _column("is_administration_address", required=True, allowed=YES_NO, section="where"),
    _column("status", required=True, allowed=tuple(Status), section="kept", may_propose=True),
    _column(
        "assured_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024-05-31", section="kept",
        hsds="service.assured_date",
    ),
    _column(
        "page_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024, 2024-05 or 2024-05-31",
        section="kept",
    ),
    _told("source_host", "detail.source", max_length=120, section="kept"),
    _column("source_url", max_length=1000, is_public=False, section="kept", hsds=""),
    _column("remark", max_length=2000, is_public=False, section="kept", hsds=""),
)  # fmt: skip

#: Columns the store adds when it hands out offers: where the offer is, as far as known.
PLACE_COLUMNS: tuple[ColumnSpec, ...] = (
    _column("location_id", is_published=False),
    _column("lon", hsds="location.longitude", schema_org="geo.longitude"),
    _column("lat", hsds="location.latitude", schema_org="geo.latitude"),
    _told(
        "precision", "detail.precision", required=True, allowed=tuple(Precision), sheet_after="further_sites",
    ),
    _column("uncertainty_m"),
    _column("match_source", is_published=False),
)  # fmt: skip
#: A point and how far off it may be: what is told together, or not at all.
POINT_COLUMNS = ("lon", "lat", "uncertainty_m")

#: The offers frame: index `offer_id` (unique); topics, target_groups and languages are tuples of ids; is_protected and
#: is_administration_address are bool; lon, lat, uncertainty_m are float64 (NaN where there is no point); all else is
#: str, "" for unknown. Precision `postcode` and `city` carry the point of the area with its radius; `none` carries
#: NaN. A protected row has location_id "", precision "none", and no street, house_number or postal_code.
OFFER_FRAME: tuple[ColumnSpec, ...] = OFFER_COLUMNS + PLACE_COLUMNS

BY_NAME: Mapping[str, ColumnSpec] = {spec.name: spec for spec in OFFER_FRAME}

LIST_COLUMNS = tuple(spec.name for spec in OFFER_COLUMNS if spec.is_list)
FLAG_COLUMNS = tuple(spec.name for spec in OFFER_COLUMNS if spec.is_flag)
#: Texts of an offer that may be there in other languages, too.
TRANSLATED = tuple(spec.name for spec in OFFER_COLUMNS if spec.is_translated)
#: What the published page holds of an offer.
PUBLISHED = tuple(spec.name for spec in OFFER_FRAME if spec.is_public and spec.is_published)
#: What pages tell as "heading: value", by column the key of the heading.
PLAIN_FACTS = {
    name: BY_NAME[name].label for name in PUBLISHED if BY_NAME[name].label and not BY_NAME[name].has_sentence
}
#: What exports to programs state of every offer, in this order, beside the words of their standard.
MARKS = ("offer_id", "status", "scope", "is_protected", "is_administration_address", "fee_kind")


def parts_of(thing: str) -> dict[str, str]:
    """Return the public columns of an offer that HSDS tells of a thing, each with its field."""
    told = {spec.name: spec.hsds.split(".") for spec in OFFER_COLUMNS if spec.is_public}
    return {name: field for name, (of, field) in told.items() if of == thing}


def protected_rule(values: Mapping[str, str]) -> list[Fault]:
    """Refuse a row that is protected and still tells its street, number or postcode."""
    if values.get("is_protected") != "yes":
        return []
    return [
        Fault(column, "protected", "a protected offer must not have an address")
        for column in ADDRESS_COLUMNS
        if values.get(column)
    ]
