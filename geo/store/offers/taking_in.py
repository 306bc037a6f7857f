"""Take an import in: offers, their texts in other languages, and which of our offers a source's id means."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, and_, delete, insert, or_, select

from geo.model import ChangeKind, Role
from geo.store.offers import transactions
from geo.store.offers.editing import Editing, Geocode
from geo.store.offers.history import note_change
from geo.store.offers.records import Batch, OfferEdit
from geo.store.offers.tables import offer_alias, offer_translation
from geo.store.offers.transactions import Allow

#: Texts by offer, language and column.
Translations = Mapping[str, Mapping[str, Mapping[str, str]]]


class TakingIn(Editing):
    """What imports need beyond editing."""

    def translations(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return the texts in other languages, by offer, language and column."""
        with self.reading() as connection:
            return _read_translations(connection)

    def aliases(self) -> dict[str, str]:
        """Return which offer the id made of a source's id means, where a person decided so."""
        with self.reading() as connection:
            rows = connection.execute(select(offer_alias.c.alias_id, offer_alias.c.offer_id))
            return {row.alias_id: row.offer_id for row in rows}

    def take_in(
        self,
        edits: Sequence[OfferEdit],
        *,
        who: Role,
        note: str,
        dataset: str,
        geocode: Geocode,
        kind: ChangeKind = ChangeKind.IMPORT,
        translations: Translations | None = None,
        aliases: Mapping[str, str] | None = None,
        allow: Allow | None = None,
    ) -> Batch | None:
        """Write an import in one transaction and return its batch; None where no offer changes.

        Parameters
        ----------
        translations
            Texts that replace those of the same offer and language; they have no history of their own.
        aliases
            Decisions to remember: our offer for an id made of a source's id.
        allow
            Asked in the transaction of each offer as it is, and as it would be; what it raises stops all.

        Raises
        ------
        OfferConflict
            If one of the offers was changed meanwhile; nothing is written.
        DataError
            If a value does not fit the schema; nothing is written.
        """
        located = self._locate_new(edits, geocode)

        def write(connection: Connection) -> Batch | None:
            done = transactions.apply(
                connection,
                edits,
                who=who,
                kind=kind,
                note=note,
                dataset=dataset,
                located=located,
                allow=allow,
            )
            batch = transactions.batch_of(done)
            _write_translations(connection, translations or {})
            _write_aliases(connection, aliases or {})
            if translations and batch is None:
                note_change(connection)
            return batch

        return self.transact(write)


def _read_translations(connection: Connection) -> dict[str, dict[str, dict[str, str]]]:
    """Return all texts in other languages."""
    found: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in connection.execute(select(offer_translation)):
        found[row.offer_id].setdefault(row.language, {})[row.column_name] = row.text
    return dict(found)


def _write_translations(connection: Connection, translations: Translations) -> None:
    """Replace the texts of each offer and language named."""
    table = offer_translation
    pairs = [(offer_id, language) for offer_id, texts in translations.items() for language in texts]
    for offer_id, language in pairs:
        is_this = and_(table.c.offer_id == offer_id, table.c.language == language)
        connection.execute(delete(table).where(is_this))
    rows = [
        {"offer_id": offer_id, "language": language, "column_name": column, "text": text}
        for offer_id, texts in translations.items()
        for language, columns in texts.items()
        for column, text in columns.items()
    ]
    if rows:
        connection.execute(insert(table), rows)


def _write_aliases(connection: Connection, aliases: Mapping[str, str]) -> None:
    if not aliases:
        return
    known = or_(*(offer_alias.c.alias_id == alias for alias in aliases))
    connection.execute(delete(offer_alias).where(known))
    rows = [{"alias_id": alias, "offer_id": offer_id} for alias, offer_id in aliases.items()]
    connection.execute(insert(offer_alias), rows)
