"""The words of written times: German, and the few English ones, as patterns by kind.

A word that is in no pattern leaves the whole text unread; so a new word is either understood or harmless.
"""

import re
from collections.abc import Mapping

#: Names of days and months with their endings; the first letters of a name tell it.
DAYS = (
    ("montag", "mo", "monday", "mon"),
    ("dienstag", "di", "tuesday", "tues", "tue", "tu"),
    ("mittwoch", "mi", "wednesday", "wed", "we"),
    ("donnerstag", "do", "thursday", "thurs", "thur", "thu", "th"),
    ("freitag", "fr", "friday", "fri"),
    ("samstag", "sonnabend", "sa", "saturday", "sat"),
    ("sonntag", "so", "sunday", "sun", "su"),
)
MONTHS = (
    ("januar", "jan", "january"),
    ("februar", "feb", "february"),
    ("märz", "maerz", "mär", "mar", "march"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "jun", "june"),
    ("juli", "jul", "july"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "okt", "oct", "october"),
    ("november", "nov"),
    ("dezember", "dez", "dec", "december"),
)
ORDINALS: Mapping[str, int] = {
    "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "letzte": -1,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
#: Parts of a day by how their word begins; behind a day it is written together ("Montagvormittag").
PARTS: Mapping[str, str] = {
    "vormittag": "morning", "nachmittag": "afternoon", "abend": "evening", "mittag": "midday", "morgen": "morning",
    "ganztägig": "day", "ganztags": "day", "all day": "day",
    "morning": "morning", "afternoon": "afternoon", "evening": "evening",
}  # fmt: skip

_DAY_NAMES = "|".join(name for names in DAYS for name in sorted(names, key=len, reverse=True))
_LONG_DAYS = "|".join(name for names in DAYS for name in names if name.endswith(("tag", "abend", "woch")))
_MONTH_NAMES = "|".join(name for names in MONTHS for name in sorted(names, key=len, reverse=True))
_ORDINAL_WORDS = "|".join(f"{name}[rnms]?" if name.endswith("e") else name for name in ORDINALS)
_AGREED = (
    r"(?:termine?[ -]?)?"
    r"(?:vereinbarung|absprache|anfrage|voranmeldung|anmeldung|bedarf|verabredung|vergabe)"
    r"|termin|appointment|arrangement|request|registration"
)
_HOW = r"(?:(?:vorheriger?|telefonischer?|tel\.|individueller?|persönlicher?|rechtzeitiger?|prior) )*"
_BEFORE = r"(?:(?:nur|only|weitere|zusätzliche|andere|sonst|ansonsten) )?(?:termine? )?(?:(?:nur|only) )?"
_NEEDED = r"(?:erforderlich|notwendig|nötig)"
_OFTEN = r"(?:(?:ein|zwei|drei|vier)mal|[1-4] ?(?:x|mal))"
_NUMBER = r"(?:zwei|drei|vier|two|[2-4]|zweite|dritte|[2-4]\.|second|other)"
_HOLIDAYS = r"(?:gesetzlichen )?feiertag(?:en|e|s)|(?:public|bank) holidays"
_SCHOOL = r"(?:nrw-)?(?:schul)?ferien(?:zeit(?:en)?)?|school holidays"
_IN = r"(?:(?:in|an|während|am|on)(?: (?:den|der|dem|allen))? |der )?"
_FREE = rf"{_IN}(?:{_HOLIDAYS}|{_SCHOOL})(?:(?: und|,| and) {_IN}(?:{_HOLIDAYS}|{_SCHOOL}))?"
_CLOSED = r"(?:geschlossen|zu|closed|keine? (?:sprechstunde|beratung|treffen|treff|kurs|angebot))"
_NOT = r"(?:außer|ausser|nicht|ausgenommen|except|mit ausnahme (?:von|der)|außerhalb|ausserhalb)"
_UNIT = r"(?:uhr|h|hrs|o'clock)(?!\w)\.?"
_HALF = r"[ap]\.?m\.?(?!\w)"
_PART_WORDS = "|".join(PARTS)

#: What a word is, by patterns, the first that fits; small letters, one space between words.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "date",
        (
            r"\d{1,2}\. ?(?:0?[1-9]|1[0-2])\.(?: ?\d{2,4})?(?!\d)",
            r"\d{4}-\d{2}-\d{2}",
            r"\d{1,2}/\d{1,2}/\d{2,4}",
        ),
    ),
    (
        "all_day",
        ("rund um die uhr", "24 ?/ ?7", r"24[ -]?(?:stunden|std\.?|hours)(?: am tag| täglich| a day)?"),
    ),
    ("fill", ("jede woche", "(?:every|each) week", "in der zeit", "termine?(?=:)", "laut quelle")),
    # -- what leaves something open: which of the days, or whether
    (
        "appointment",
        (
            rf"{_BEFORE}(?:nach|auf|mit|bei|per|by|on|with) {_HOW}(?:{_AGREED})(?: möglich| only)?(?!\w)",
            rf"{_BEFORE}(?:n\. ?v\.|nach vereinb\.)",
            rf"termin(?:e|vereinbarung)? {_NEEDED}",
            rf"(?:vor)?anmeldung {_NEEDED}",
            "appointments? (?:required|only)",
        ),
    ),
    (
        "doubt",
        (
            "(?:alle|jede) (?:14|vierzehn) tage",
            r"14[ -]?(?:tägig|täglich|tägl\.)",
            "vierzehntäg(?:ig|lich)",
            "(?:zwei|drei|vier)wöchentlich",
            rf"(?:alle|jede|every) {_NUMBER} (?:wochen?|weeks?)",
            "every other|fortnightly|biweekly",
            rf"{_OFTEN} (?:im|pro|a|per) (?:monat|jahr|month)",
            rf"{_OFTEN} (?:monatlich|jährlich)",
            "(?:zwei)?monatlich|monthly|(?:viertel|halb)?jährlich|unregelmäßig",
            "im wechsel|(?:ab)?wechselnd",
            r"(?:termine )?(?:laut|nach|gemäß|siehe|s\.) (?:programm|plan|aushang|ankündigung|kalender)",
        ),
    ),
    # -- days on which nothing is
    (
        "off",
        (
            rf"{_NOT} {_FREE}(?: {_CLOSED})?(?!\w)",
            rf"{_FREE} (?:ist |sind |is |are )?{_CLOSED}(?!\w)",
            "(?:nur )?(?:in|während) der schulzeit",
        ),
    ),
    ("weeks", (r"(?:(?:in|an) )?(?:den |der |jeder |jede )?(?:un)?gerade[rn]? (?:kalender)?(?:wochen?|kw)",)),
    (
        "in_month",
        (
            "(?:im|des|pro|eines?|jeden|jedes|in jedem) monate?s?",
            "(?:of|in) (?:the|each|every) month",
            r"/ ?monat|d\. ?m\.",
        ),
    ),
    # -- days
    ("part_of_days", (rf"(?P<long_day>{_LONG_DAYS})(?P<its_part>{_PART_WORDS})(?:s|en|e)?",)),
    ("day", (rf"(?P<day>{_DAY_NAMES})(?:s|e|en)?(?!\w)\.?",)),
    ("workdays", ("(?:an )?(?:werktag(?:s|en)|werktäglich|wochentag(?:s|en))",)),
    ("weekdays", ("unter der woche|(?:on )?weekdays",)),
    ("weekend", ("(?:(?:am|an|on) )?(?:wochenende[ns]?|weekends?)",)),
    ("daily", (r"täglich|taeglich|tägl\.|jeden tag|daily|every day",)),
    (
        "ordinal",
        (
            r"(?P<number>[1-9])\.(?=[ ,/&+-]*(?:und |u\. |oder |bis |and )?"
            rf"(?:[1-9]\.|letzte|vorletzte|{_DAY_NAMES}))",
            rf"(?P<word>{_ORDINAL_WORDS})",
        ),
    ),
    ("month", (rf"(?P<month>{_MONTH_NAMES})(?!\w)\.?",)),
    ("part", (rf"(?:(?:am|in the) )?(?P<part>{_PART_WORDS})s?",)),
    # -- times
    ("noon", ("(?:12 )?noon|midnight|mitternacht",)),
    (
        "time",
        (
            r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?!\d)| ?h ?(?P<minute_h>[0-5]\d)(?!\d))"
            rf"(?: ?{_UNIT})?(?: ?(?P<half>{_HALF}))?",
            rf"(?P<four>(?:[01]\d|2[0-4])[0-5]\d)(?!\d)(?: ?(?P<unit_four>{_UNIT}))?",
            rf"(?P<bare>\d{{1,2}})(?!\d)(?: ?(?P<unit_bare>{_UNIT}))?(?: ?(?P<half_bare>{_HALF}))?",
        ),
    ),
    ("from_on", ("ab|from",)),
    ("from", ("von",)),
    ("to", ("bis|to|until|till",)),
    # -- what holds it together
    ("closed", ("geschlossen|closed|ruhetag",)),
    ("except", ("außer|ausser|ausgenommen|except(?: for| on)?|nicht",)),
    ("every", ("jede[rnms]?|every|each",)),
    (
        "fill",
        (
            "am|an|um|im|in|at|on|the|jeweils|immer|regelmäßig|wöchentlich|weekly|auch|zusätzlich|außerdem|also",
            "geöffnet|offen|open|ist|sind|uhrzeit|zeiten|wann|(?:opening |office )?hours",
            "ohne (?:vorherige )?(?:termin(?:vereinbarung)?|(?:vor)?anmeldung)|without (?:an )?appointment",
            rf"keine anmeldung {_NEEDED}",
            "(?:sprech|öffnungs|büro|geschäfts|service|kurs|besuchs|trainings|unterrichts|treff|ausgabe|beratungs)"
            "zeit(?:en)?",
        ),
    ),
    ("or", ("oder|or",)),
    ("und", (r"und|sowie|and|u\.|&|\+",)),
    ("comma", (",|/",)),
    ("strong", (r";|\||•|\n|\.",)),
    ("dash", ("-",)),
    ("colon", (":",)),
    ("open", (r"\(",)),
    ("close", (r"\)",)),
)


def _one_pattern() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a pattern of all kinds in their order, and the kind by the name of its group."""
    names = {f"kind_{number}": kind for number, (kind, _) in enumerate(KINDS)}
    told = (f"(?P<{name}>{'|'.join(patterns)})" for name, (_, patterns) in zip(names, KINDS, strict=True))
    # No word ends in the middle of another.
    return re.compile("|".join(rf"{one}(?!(?<=\w)\w)" for one in told)), names


WORD, KIND_OF = _one_pattern()

#: What an offer may be called in front of its times, by how the word ends: of such a name nothing depends.
_NAMED = (
    "café|cafe|treff|treffen|treffpunkt|gruppe|kurs|sprechstunde|sprechstunden|beratung|büro|plausch|laden|stube"
    "|frühstück|kammer|tafel|runde|chor|werkstatt|bibliothek|bücherei|küche|theke|stammtisch|tandem"
    "|hausaufgabenhilfe|hausaufgabenbetreuung|unterricht|training|yoga|gymnastik|disco|kino|büdchen|sekretariat"
)
_SMALL = r"offene[rs]?|interkulturelle[rs]?|internationale[rs]?|und|für|im|am|\+|&"
_WORD = rf"(?:[A-ZÄÖÜ]\w*(?:-\w+)*-?|{_SMALL})"
LABEL = re.compile(rf"((?:{_WORD} ){{0,5}}(?:[A-ZÄÖÜ][\wäöüß]*-)*(?:\w*(?i:{_NAMED}))):?(?= |$)")
#: Words that a name must not hold: they change what the times mean.
NO_LABEL = re.compile(
    r"kein|\bnach\b|\bvor\b|während|parallel|ohne|\bnur\b|auß|auss|nicht|statt|\bbis\b|\bab\b|seit|ferien|feiertag|sommer"
    r"|winter|schul|telefon|anmeld|anruf|online|pause|schlie|geschl|ruhe|beginn|ende|start|einlass|\btermin|\d"
    rf"|monat|woche|wöch|tägl|jahr|dauer|weihnacht|oster|advent|silvester|ramadan|fasten|{_LONG_DAYS}"
    rf"|\b(?:{_DAY_NAMES})s?\b|\b(?:{_MONTH_NAMES})\b"
)
