// The offers somebody keeps: in an order of their own, with a word to each; the rules of geo/offers/kept.py.
import { cleanText } from "./filters.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./filters.js").Hint} Hint
 * @typedef {{id: string, note: string}} Kept one offer on the list, and the word to it
 */

export const KEY = "keep";
const SEPARATOR = ".";
/** What Python takes for a blank and browsers do not, and the other way round. */
const BLANK = /[\x1c-\x1f\x85]/g;
const NO_BLANK = /\ufeff/g;
const BYTES = new TextEncoder();

/**
 * Return the list within its bounds: no offer twice, notes clean and short enough for a link.
 * @param {Kept[]} kept
 * @returns {Kept[]}
 */
export function tidy(kept) {
  /** @type {Map<string, Kept>} */
  const first = new Map();
  for (const one of kept) if (!first.has(one.id)) first.set(one.id, one);
  let room = RULES.notes_bytes;
  return [...first.values()].slice(0, RULES.most_kept).map((one) => {
    const note = fitting(cleanNote(one.note), room);
    room -= BYTES.encode(note).length;
    return { id: one.id, note };
  });
}

/**
 * Return a note as one line of visible text.
 * @param {string} text
 * @returns {string}
 */
export function cleanNote(text) {
  return oneLine(letters(text, RULES.note_raw_limit), RULES.note_limit);
}

/**
 * @param {string} text
 * @param {number} limit
 */
function oneLine(text, limit) {
  const plain = text.replace(BLANK, " ").replace(NO_BLANK, "");
  return letters(cleanText(plain, RULES.raw_limit), limit).trim();
}

/**
 * Return the first letters of a text, never half a one.
 * @param {string} text
 * @param {number} count
 */
function letters(text, count) {
  return [...text.slice(0, 2 * count)].slice(0, count).join("");
}

/**
 * Return as much of a note as fits into so many bytes.
 * @param {string} note
 * @param {number} room
 */
function fitting(note, room) {
  let [left, fits] = [room, ""];
  for (const letter of note) {
    left -= BYTES.encode(letter).length;
    if (left < 0) break;
    fits += letter;
  }
  return fits.trim();
}

/**
 * @param {Kept[]} kept
 * @param {string} id
 * @returns {boolean}
 */
export function isKept(kept, id) {
  return kept.some((one) => one.id === id);
}

/**
 * Return the list with an offer put at its end, or taken off with its note; as it is where it is full.
 * @param {Kept[]} kept
 * @param {string} id
 * @returns {Kept[]}
 */
export function toggled(kept, id) {
  return isKept(kept, id) ? kept.filter((one) => one.id !== id) : tidy([...kept, { id, note: "" }]);
}

/**
 * Return the list with an offer so many places further down, up where negative, at most to its end.
 * @param {Kept[]} kept
 * @param {string} id
 * @param {number} step
 * @returns {Kept[]}
 */
export function moved(kept, id, step) {
  const place = kept.findIndex((one) => one.id === id);
  const others = kept.filter((one) => one.id !== id);
  if (place >= 0) others.splice(Math.max(0, place + step), 0, kept[place]);
  return others;
}

/**
 * Return the list with another word to an offer; what is too much for a link is cut.
 * @param {Kept[]} kept
 * @param {string} id
 * @param {string} note
 * @returns {Kept[]}
 */
export function noted(kept, id, note) {
  return tidy(kept.map((one) => (one.id === id ? { id, note } : one)));
}

/**
 * Return the values of `KEY` in a link.
 * @param {Kept[]} kept
 * @returns {string[]}
 */
export function toValues(kept) {
  return kept.map((one) => (one.note ? `${one.id}${SEPARATOR}${one.note}` : one.id));
}

/**
 * Read the list from a link; what is left out or cut is said in hints, which are added to `hints`.
 * @param {URLSearchParams} query
 * @param {Hint[]} hints
 * @returns {Kept[]}
 */
export function readKept(query, hints) {
  const values = query.getAll(KEY);
  const isId = new RegExp(`^(?:${RULES.offer_id})$`);
  const read = values.slice(0, RULES.most_kept).map((value) => {
    const [id, ...note] = value.split(SEPARATOR);
    return { id, note: note.join(SEPARATOR) };
  });
  const strange = read.filter((one) => !isId.test(one.id)).map((one) => oneLine(one.id, RULES.shown_limit));
  if (strange.length) hints.push({ key: KEY, values: strange.filter(Boolean).slice(0, RULES.shown_values), reason: "unknown" });
  if (values.length > RULES.most_kept) hints.push({ key: KEY, values: [], reason: "too_many" });
  return tidy(read.filter((one) => isId.test(one.id)));
}
