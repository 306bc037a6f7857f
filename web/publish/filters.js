// What a visitor has chosen, as one value; the rules of links as in geo/offers/filters.py.
import { RULES } from "./rules.js";

/**
 * @typedef {Object} OfferFilter
 * @property {string} text
 * @property {string[]} topics
 * @property {string[]} target_groups
 * @property {string[]} cities
 * @property {string[]} languages
 * @property {string[]} open_now
 * @property {string[]} days
 * @property {string[]} times
 * @property {boolean} free_only
 * @property {boolean} confirmed_only
 * @property {string[]} unread meanings that the visitor took off the reading of the text, `RULES.as_typed` for all
 * @property {boolean} all_topics whether an offer must have every one of several topics
 * @typedef {"open_now" | "days" | "times"} HoursFacet
 * @typedef {"topics" | "target_groups" | "cities" | "languages" | HoursFacet} ListFacet
 * @typedef {"free_only" | "confirmed_only"} Switch
 * @typedef {ListFacet | Switch | "text"} Facet
 * @typedef {{facet: Facet, value: string}} Chip
 * @typedef {{key: string, values: string[], reason: string}} Hint
 */

export const NOT_STATED = "not_stated";
export const YES = "yes";
/** Control, format and direction characters that turn a text round or hide in it. */
const HIDDEN = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu;

/** @type {OfferFilter} */
export const EMPTY_FILTER = Object.freeze({
  text: "", topics: [], target_groups: [], cities: [], languages: [], open_now: [], days: [], times: [], free_only: false, confirmed_only: false, unread: [], all_topics: false,
});

/**
 * Return one line of visible text: no control or direction characters, single spaces, bounded, NFC.
 * @param {string} text
 * @param {number} [limit]
 * @returns {string}
 */
export function cleanText(text, limit = RULES.text_limit) {
  const kept = text.slice(0, RULES.raw_limit).replace(/\s/g, " ").replace(HIDDEN, "");
  return kept.normalize("NFC").split(" ").filter(Boolean).join(" ").slice(0, limit).trim();
}

/**
 * Return the chosen values of a facet as texts; a switch that is on has the value `yes`.
 * @param {OfferFilter} filter
 * @param {Facet} facet
 * @returns {string[]}
 */
export function valuesOf(filter, facet) {
  const value = filter[facet];
  if (Array.isArray(value)) return value;
  if (typeof value === "boolean") return value ? [YES] : [];
  return value ? [value] : [];
}

/**
 * Return all facets, in the order of the page.
 * @returns {Facet[]}
 */
function facets() {
  return /** @type {Facet[]} */ (Object.keys(RULES.query_keys));
}

/**
 * Return the names of the facets in use, in the order of the page.
 * @param {OfferFilter} filter
 * @returns {Facet[]}
 */
export function activeFacets(filter) {
  return facets().filter((facet) => valuesOf(filter, facet).length);
}

/**
 * Return every chosen value as a chip, in the order of the page.
 * @param {OfferFilter} filter
 * @returns {Chip[]}
 */
export function chips(filter) {
  return facets().flatMap((facet) => valuesOf(filter, facet).map((value) => ({ facet, value })));
}

/**
 * Return the filter with whole facets taken back.
 * @param {OfferFilter} filter
 * @param {Facet[]} facets
 * @returns {OfferFilter}
 */
export function without(filter, facets) {
  const unread = facets.includes("text") ? [] : filter.unread;
  return tidy({ ...filter, unread, ...Object.fromEntries(facets.map((facet) => [facet, EMPTY_FILTER[facet]])) });
}

/**
 * One topic alone is no choice between all and one.
 * @param {OfferFilter} filter
 * @returns {OfferFilter}
 */
function tidy(filter) {
  return filter.topics.length > 1 ? filter : { ...filter, all_topics: false };
}

/**
 * Return the filter with one value taken in or out.
 * @param {OfferFilter} filter
 * @param {Facet} facet
 * @param {string} value
 * @param {boolean} isChosen
 * @returns {OfferFilter}
 */
export function withChoice(filter, facet, value, isChosen) {
  const old = filter[facet];
  if (!Array.isArray(old)) return isChosen ? { ...filter, [facet]: true } : without(filter, [facet]);
  const others = old.filter((one) => one !== value);
  const isSecond = facet === "topics" && isChosen && others.length === 1 && old.length === 1; // who adds a second topic means both
  return tidy({ ...filter, [facet]: isChosen ? [...others, value] : others, all_topics: filter.all_topics || isSecond });
}

/**
 * Write the filter into the keys of a link.
 * @param {OfferFilter} filter
 * @param {URLSearchParams} query
 */
export function writeQuery(filter, query) {
  for (const facet of facets()) valuesOf(filter, facet).forEach((value) => query.append(RULES.query_keys[facet], value));
  if (filter.all_topics) query.append(RULES.match_key, RULES.match_all);
  if (filter.text) filter.unread.forEach((meaning) => query.append(RULES.unread_key, meaning));
}

/**
 * Read a filter from a link; whatever is not known is ignored and said in a hint.
 * @param {URLSearchParams} query
 * @param {Record<ListFacet, string[]>} choices
 * @returns {{filter: OfferFilter, hints: Hint[]}}
 */
export function readQuery(query, choices) {
  /** @type {Hint[]} */
  const hints = [];
  const filter = { ...EMPTY_FILTER, text: readText(query, hints) };
  for (const facet of RULES.list_facets) filter[facet] = readList(query, facet, choices[facet], hints);
  for (const facet of RULES.switches) filter[facet] = readSwitch(query, facet, hints);
  const unread = readMeanings(query, hints);
  const match = cleanText(query.getAll(RULES.match_key).pop() ?? "");
  if (match && match !== RULES.match_all && match !== RULES.match_any) hints.push(hint(RULES.match_key, [match], "unknown"));
  return { filter: tidy({ ...filter, unread: filter.text ? unread : [], all_topics: match === RULES.match_all }), hints };
}

/**
 * Read which meanings the visitor took off; whether a text has them is seen when it is read.
 * @param {URLSearchParams} query
 * @param {Hint[]} hints
 * @returns {string[]}
 */
function readMeanings(query, hints) {
  const pattern = new RegExp(`^(?:${RULES.meaning.replaceAll("\\w", "\\p{L}\\p{N}_")})$`, "u");
  const values = query.getAll(RULES.unread_key).map((value) => cleanText(value)).filter(Boolean);
  const known = values.filter((one) => one === RULES.as_typed || pattern.test(one));
  const strange = values.filter((one) => !known.includes(one));
  if (strange.length) hints.push(hint(RULES.unread_key, strange, "unknown"));
  return [...new Set(known.slice(0, RULES.unread_limit))];
}

/**
 * @param {URLSearchParams} query
 * @param {Hint[]} hints
 * @returns {string}
 */
function readText(query, hints) {
  const raw = query.getAll(RULES.query_keys.text).pop() ?? "";
  if (cleanText(raw, RULES.raw_limit).length > RULES.text_limit) hints.push(hint(RULES.query_keys.text, [raw], "too_long"));
  return cleanText(raw);
}

/**
 * @param {URLSearchParams} query
 * @param {ListFacet} facet
 * @param {string[]} known
 * @param {Hint[]} hints
 * @returns {string[]}
 */
function readList(query, facet, known, hints) {
  const values = query.getAll(RULES.query_keys[facet]);
  const byFolded = new Map(known.map((name) => [name.toLowerCase(), name]));
  const asked = values.slice(0, RULES.values_limit).map((value) => cleanText(value).toLowerCase()).filter(Boolean);
  const unknown = asked.filter((name) => !byFolded.has(name));
  if (unknown.length) hints.push(hint(RULES.query_keys[facet], unknown, "unknown"));
  if (values.length > RULES.values_limit) hints.push(hint(RULES.query_keys[facet], [], "too_many"));
  return [...new Set(asked.flatMap((name) => byFolded.get(name) ?? []))];
}

/**
 * @param {URLSearchParams} query
 * @param {Switch} facet
 * @param {Hint[]} hints
 * @returns {boolean}
 */
function readSwitch(query, facet, hints) {
  const word = cleanText(query.getAll(RULES.query_keys[facet]).pop() ?? "").toLowerCase();
  if (!RULES.yes_words.includes(word) && !RULES.no_words.includes(word)) hints.push(hint(RULES.query_keys[facet], [word], "not_a_switch"));
  return RULES.yes_words.includes(word);
}

/**
 * Make a hint whose values are safe to show.
 * @param {string} key
 * @param {string[]} values
 * @param {string} reason
 * @returns {Hint}
 */
export function hint(key, values, reason) {
  return { key, values: values.map((value) => cleanText(value, RULES.shown_limit)).slice(0, RULES.shown_values), reason };
}
