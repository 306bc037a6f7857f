"""What is published, for catalogues of public data: DCAT-AP.de 3.0 as JSON-LD, at `/api/catalogue.jsonld`.

A catalogue needs a publisher and each file a licence. Both are for the operator to say (`operator.name`,
`operator.licence`); without them there is no catalogue, because nothing of that may be made up.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from geo.district.operator import NAME, Publisher, publisher
from geo.i18n import Texts
from geo.settings import District
from ui.api.collections import COLLECTIONS
from ui.api.features import ROOT
from ui.api.files import File, dumped
from ui.api.query import CATALOGUE, PATHS, BadQuery, Fault, shortened
from ui.shared import loading
from ui.shared.loading import Data

Query = Mapping[str, Sequence[str]]
_EU = "http://publications.europa.eu/resource/authority"
_DE = "http://dcat-ap.de/def"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": f"{_DE}/dcatde/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
#: File types of the EU's list, and what IANA calls them.
_TYPES = {
    "geojson": ("GEOJSON", "application/geo+json"),
    "hsds": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv"),
    "jsonld": ("JSON_LD", "application/ld+json"),
}
#: The files that hold all; others answer with the first page.
_WHOLE = frozenset({"geojson", "csv", "jsonld"})
_POINTS = ("addresses", "places", "postcodes", "stations", "boundaries")
#: Files of the district whose sources stand in each collection: who made points and areas, who counted people.
_MADE_OF = {
    "offers": _POINTS,
    "gaps": ("population", *_POINTS),
    "cells": ("population",),
}
#: Licences of sources by the names of the list that DCAT-AP.de prescribes.
_LICENCES = {"dl-de/by-2-0": f"{_DE}/licenses/dl-by-de/2.0", "CC BY 4.0": f"{_DE}/licenses/cc-by/4.0"}
#: Which kind of area a key of so many digits names.
_AREAS = {
    2: ("state", "stateKey"),
    5: ("administrativeDistrict", "districtKey"),
    8: ("municipality", "municipalityKey"),
}


class NoCatalogue(LookupError):
    """The operator has not said who publishes the data, and under which licence."""


def catalogue_file(query: Query, origin: str) -> File:
    """Answer with the catalogue.

    Raises
    ------
    BadQuery
        If it is asked with a parameter.
    NoCatalogue
        If the operator names no publisher or no licence.
    GeoError
        If the data cannot be read.
    """
    if query:
        raise BadQuery([Fault(shortened(key), (), "unknown parameter") for key in query])
    data = loading.load_data()
    known = publisher(data.settings.district)
    if known is None:
        raise NoCatalogue
    language = loading.languages()[0]
    return File(dumped(catalogue(data, loading.texts_for(language), known, origin)), "application/ld+json")


def catalogue(data: Data, texts: Texts, known: Publisher, origin: str) -> dict[str, Any]:
    """Describe what is published.

    Parameters
    ----------
    texts
        In the language of the descriptions.
    origin
        Address of the app, without a slash at its end.
    """
    district, here = data.settings.district, f"{origin}{CATALOGUE}"
    agent = {"@id": f"{here}#{NAME}", "@type": "foaf:Agent", "foaf:name": known.name}
    by = {"dcterms:publisher": {"@id": agent["@id"]}}
    sets = [_dataset(name, data, texts, known, origin) | by for name in ("offers", "gaps", "cells")]
    sets = [one for one in sets if one["dcat:distribution"]]
    service = {
        "@id": f"{here}#ogc",
        "@type": "dcat:DataService",
        "dcterms:title": _said(texts, "OGC API – Features"),
        "dcat:endpointURL": {"@id": f"{origin}{ROOT}"},
        "dcat:endpointDescription": {"@id": f"{origin}{ROOT}/api"},
        "dcat:servesDataset": [{"@id": one["@id"]} for one in sets],
        **by,
    }
    title = texts("app.title", district=district.name)
    described = {
        "@id": here,
        "@type": "dcat:Catalog",
        "dcterms:title": _said(texts, title),
        "dcterms:description": _said(texts, texts("ogc.description", district=district.name)),
        "dcterms:language": _languages(texts),
        "dcterms:license": {"@id": known.licence},
        "foaf:homepage": {"@id": f"{origin}/"},
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "dcat:dataset": [{"@id": one["@id"]} for one in sets],
        "dcat:service": [{"@id": service["@id"]}],
        **_area(district, with_level=False),
        **by,
    }
    return {"@context": _CONTEXT, "@graph": [described, agent, service, *sets]}


def _dataset(name: str, data: Data, texts: Texts, known: Publisher, origin: str) -> dict[str, Any]:
    """Describe one collection with its files; without any where no licence is known for it."""
    title, about = COLLECTIONS[name].words(texts)
    here = f"{origin}{CATALOGUE}"
    licence, attribution = _licence(name, data, known)
    kinds = {path: kind for path, kind in PATHS.items() if kind in _TYPES} if name == "offers" else {}
    files = {path: (*_TYPES[kind], kind in _WHOLE) for path, kind in kinds.items()}
    files[f"{ROOT}/collections/{name}/items"] = (*_TYPES["geojson"], False)
    return {
        "@id": f"{here}#{name}",
        "@type": "dcat:Dataset",
        "dcterms:title": _said(texts, title),
        "dcterms:description": _said(texts, about),
        "dcterms:identifier": f"{here}#{name}",
        "dcat:theme": [{"@id": f"{_EU}/data-theme/SOCI"}],
        "dcat:landingPage": {"@id": f"{origin}/"},
        "dcterms:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        **_area(data.settings.district, with_level=True),
        "dcat:distribution": [
            {
                "@id": f"{origin}{path}#file",
                "@type": "dcat:Distribution",
                "dcterms:title": f"{title} ({kind})",
                "dcat:accessURL": {"@id": f"{origin}{path}"},
                **({"dcat:downloadURL": {"@id": f"{origin}{path}"}} if is_whole else {}),
                "dcterms:license": {"@id": licence},
                "dcatde:licenseAttributionByText": attribution,
                "dcterms:format": {"@id": f"{_EU}/file-type/{kind}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{mime}"},
            }
            for path, (kind, mime, is_whole) in files.items()
            if licence
        ],
    }


def _licence(name: str, data: Data, known: Publisher) -> tuple[str, str]:
    """Return the licence of a collection ("" for unknown) and whom to name; cells keep those of their source alone."""
    district = data.settings.district
    files = {district.files[key].name for key in _MADE_OF[name] if key in district.files}
    sources = [source for source in data.sources if files & set(source.files)]
    named = dict.fromkeys(source.attribution or source.title for source in sources)
    if name == "cells":
        licences = {_LICENCES.get(source.licence, "") for source in sources}
        return (licences.pop() if len(licences) == 1 else ""), " · ".join(named)
    return known.licence, " · ".join([known.name, *named])


def _area(district: District, *, with_level: bool) -> dict[str, Any]:
    """Return the area by its official key, where the key is one that catalogues know."""
    if district.country != "DE" or len(district.ags) not in _AREAS:
        return {}
    level, key = _AREAS[len(district.ags)]
    area = {"@id": f"{_DE}/politicalGeocoding/{key}/{district.ags}"}
    if not with_level:
        return {"dcterms:spatial": [area]}
    return {
        "dcterms:spatial": [area],
        "dcatde:politicalGeocodingURI": [area],
        "dcatde:politicalGeocodingLevelURI": [{"@id": f"{_DE}/politicalGeocoding/Level/{level}"}],
    }


def _said(texts: Texts, text: str) -> dict[str, str]:
    return {"@value": text, "@language": texts.language}


def _languages(texts: Texts) -> list[dict[str, str]]:
    known = {"de": "DEU", "de-simple": "DEU", "en": "ENG"}
    return [{"@id": f"{_EU}/language/{known[texts.language]}"}] if texts.language in known else []
