// What a visitor has chosen, as one value; keys and rules of links as in geo/offers/filters.py.

/**
 * @typedef {Object} OfferFilter
 * @property {string} text
 * @property {string[]} topics
 * @property {string[]} target_groups
 * @property {string[]} cities
 * @property {string[]} languages
 * @property {boolean} free_only
 * @property {boolean} confirmed_only
 * @typedef {"topics" | "target_groups" | "cities" | "languages"} ListFacet
 * @typedef {"free_only" | "confirmed_only"} Switch
 * @typedef {ListFacet | Switch | "text"} Facet
 * @typedef {{facet: Facet, value: string}} Chip
 * @typedef {{key: string, values: string[], reason: string}} Hint
 */

export const NOT_STATED = "not_stated";
export const YES = "yes";
/** @type {ListFacet[]} */
export const LIST_FACETS = ["topics", "target_groups", "cities", "languages"];
/** @type {Switch[]} */
export const SWITCHES = ["free_only", "confirmed_only"];
/** @type {Facet[]} */
export const FACETS = ["text", ...LIST_FACETS, ...SWITCHES];
/** @type {Record<Facet, string>} */
const QUERY_KEYS = {
  text: "q", topics: "topic", target_groups: "group", cities: "city", languages: "spoken",
  free_only: "free", confirmed_only: "confirmed",
};
const TEXT_LIMIT = 200;
const RAW_LIMIT = 4000;
const VALUES_LIMIT = 50;
const SHOWN_LIMIT = 40;
const SHOWN_VALUES = 5;
const YES_WORDS = ["yes", "1", "true"];
const NO_WORDS = ["no", "0", "false", ""];
/** Control, format and direction characters that turn a text round or hide in it. */
const HIDDEN = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu;

/** @type {OfferFilter} */
export const EMPTY_FILTER = Object.freeze({
  text: "", topics: [], target_groups: [], cities: [], languages: [], free_only: false, confirmed_only: false,
});

/**
 * Return one line of visible text: no control or direction characters, single spaces, bounded, NFC.
 * @param {string} text
 * @param {number} [limit]
 * @returns {string}
 */
export function cleanText(text, limit = TEXT_LIMIT) {
  const kept = text.slice(0, RAW_LIMIT).replace(/\s/g, " ").replace(HIDDEN, "");
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
 * Return the names of the facets in use, in the order of the page.
 * @param {OfferFilter} filter
 * @returns {Facet[]}
 */
export function activeFacets(filter) {
  return FACETS.filter((facet) => valuesOf(filter, facet).length);
}

/**
 * Return every chosen value as a chip, in the order of the page.
 * @param {OfferFilter} filter
 * @returns {Chip[]}
 */
export function chips(filter) {
  return FACETS.flatMap((facet) => valuesOf(filter, facet).map((value) => ({ facet, value })));
}

/**
 * Return the filter with whole facets taken back.
 * @param {OfferFilter} filter
 * @param {Facet[]} facets
 * @returns {OfferFilter}
 */
export function without(filter, facets) {
  return { ...filter, ...Object.fromEntries(facets.map((facet) => [facet, EMPTY_FILTER[facet]])) };
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
  return { ...filter, [facet]: isChosen ? [...others, value] : others };
}

/**
 * Write the filter into the keys of a link.
 * @param {OfferFilter} filter
 * @param {URLSearchParams} query
 */
export function writeQuery(filter, query) {
  for (const facet of FACETS) valuesOf(filter, facet).forEach((value) => query.append(QUERY_KEYS[facet], value));
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
  for (const facet of LIST_FACETS) filter[facet] = readList(query, facet, choices[facet], hints);
  for (const facet of SWITCHES) filter[facet] = readSwitch(query, facet, hints);
  return { filter, hints };
}

/**
 * @param {URLSearchParams} query
 * @param {Hint[]} hints
 * @returns {string}
 */
function readText(query, hints) {
  const raw = query.getAll(QUERY_KEYS.text).pop() ?? "";
  if (cleanText(raw, RAW_LIMIT).length > TEXT_LIMIT) hints.push(hint(QUERY_KEYS.text, [raw], "too_long"));
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
  const values = query.getAll(QUERY_KEYS[facet]);
  const byFolded = new Map(known.map((name) => [name.toLowerCase(), name]));
  const asked = values.slice(0, VALUES_LIMIT).map((value) => cleanText(value).toLowerCase()).filter(Boolean);
  const unknown = asked.filter((name) => !byFolded.has(name));
  if (unknown.length) hints.push(hint(QUERY_KEYS[facet], unknown, "unknown"));
  if (values.length > VALUES_LIMIT) hints.push(hint(QUERY_KEYS[facet], [], "too_many"));
  return [...new Set(asked.flatMap((name) => byFolded.get(name) ?? []))];
}

/**
 * @param {URLSearchParams} query
 * @param {Switch} facet
 * @param {Hint[]} hints
 * @returns {boolean}
 */
function readSwitch(query, facet, hints) {
  const word = cleanText(query.getAll(QUERY_KEYS[facet]).pop() ?? "").toLowerCase();
  if (!YES_WORDS.includes(word) && !NO_WORDS.includes(word)) hints.push(hint(QUERY_KEYS[facet], [word], "not_a_switch"));
  return YES_WORDS.includes(word);
}

/**
 * Make a hint whose values are safe to show.
 * @param {string} key
 * @param {string[]} values
 * @param {string} reason
 * @returns {Hint}
 */
export function hint(key, values, reason) {
  return { key, values: values.map((value) => cleanText(value, SHOWN_LIMIT)).slice(0, SHOWN_VALUES), reason };
}
