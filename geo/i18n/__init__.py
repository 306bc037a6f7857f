"""What is said, in which language: the texts of the catalogues, numbers and dates in the reader's form."""

from geo.i18n.texts import (
    ALSO_CALLED,
    EXACT,
    METRES_BELOW_M,
    PEOPLE_DECIMALS,
    TENTHS_BELOW_M,
    Texts,
    load_texts,
    sentence,
    whole_people,
)

__all__ = [
    "ALSO_CALLED",
    "EXACT",
    "METRES_BELOW_M",
    "PEOPLE_DECIMALS",
    "TENTHS_BELOW_M",
    "Texts",
    "load_texts",
    "sentence",
    "whole_people",
]
