// The whole state of the page as one value that lives in the address: the keys of a link to the page "Find".
import { EMPTY_FILTER, YES, cleanText, hint, readQuery, writeQuery } from "./filters.js";
import { KEY, readKept, toValues } from "./kept.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./filters.js").Hint} Hint
 * @typedef {import("./filters.js").ListFacet} ListFacet
 * @typedef {import("./filters.js").OfferFilter} OfferFilter
 * @typedef {Object} View
 * @property {string} language
 * @property {OfferFilter} filter
 * @property {string} near a place as typed, or `lat,lon` of the browser
 * @property {string[]} spots markers whose offers are listed alone
 * @property {string} offer the card that is open
 * @property {"list" | "map"} tab
 * @property {number} shown how many cards are listed
 * @property {import("./kept.js").Kept[]} kept the visitor's own list
 * @property {boolean} mine whether that list is shown instead of what was found
 * @typedef {{languages: string[], choices: Record<ListFacet, string[]>, offers: Map<string, number>, spots: Map<string, number>}} Known
 */

const MAX_SPOTS = 20;

/**
 * @param {string} language
 * @returns {View}
 */
export function startView(language) {
  return { language, filter: EMPTY_FILTER, near: "", spots: [], offer: "", tab: RULES.tabs[0], shown: RULES.page_size, kept: [], mine: false };
}

/**
 * Return what somebody gets to whom the list is given: that list alone, in their language.
 * @param {View} view
 * @param {string} language
 * @returns {View}
 */
export function handedOn(view, language) {
  return { ...startView(language), kept: view.kept, mine: true };
}

/**
 * Return what was found alone: who shares a search does not give away notes with it.
 * @param {View} view
 * @returns {View}
 */
export function withoutList(view) {
  return { ...view, kept: [], mine: false };
}

/**
 * Read `lat,lon` in degrees; null if the text is something else or not on earth.
 * @param {string} text
 * @returns {{lon: number, lat: number} | null}
 */
export function readPosition(text) {
  const found = new RegExp(`^(?:${RULES.position})$`).exec(text.trim());
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : null;
}

/**
 * Write a position for the link, rounded to about 100 m: finds the way, not the flat.
 * @param {number} lon
 * @param {number} lat
 * @returns {string}
 */
export function writePosition(lon, lat) {
  return `${lat.toFixed(RULES.position_decimals)},${lon.toFixed(RULES.position_decimals)}`;
}

/**
 * Write the view as the part of an address behind its `#`; what is as at the start is left out.
 * @param {View} view
 * @param {string} defaultLanguage
 * @returns {string}
 */
export function toFragment(view, defaultLanguage) {
  const query = new URLSearchParams();
  writeQuery(view.filter, query);
  if (view.language !== defaultLanguage) query.append("lang", view.language);
  if (view.near) query.append("near", view.near);
  view.spots.forEach((spot) => query.append("spot", spot));
  if (view.offer) query.append("offer", view.offer);
  if (view.tab !== RULES.tabs[0]) query.append("tab", view.tab);
  if (view.shown !== RULES.page_size) query.append("n", String(view.shown));
  if (view.mine) query.append("mine", YES);
  toValues(view.kept).forEach((value) => query.append(KEY, value));
  return query.toString();
}

/**
 * Read a view; whatever is not valid is ignored and said in a hint.
 * @param {string} text the fragment or query of an address, without its first letter
 * @param {Known} known
 * @returns {{view: View, hints: Hint[]}}
 */
export function fromFragment(text, known) {
  const query = new URLSearchParams(text);
  const { filter, hints } = readQuery(query, known.choices);
  const one = (/** @type {string} */ key, /** @type {(value: string) => boolean} */ isKnown) => {
    const value = cleanText(query.getAll(key).pop() ?? "");
    if (value && !isKnown(value)) hints.push(hint(key, [value], "unknown"));
    return isKnown(value) ? value : "";
  };
  const spots = [...new Set(query.getAll("spot"))].slice(0, MAX_SPOTS);
  const strange = spots.filter((id) => !known.spots.has(id));
  if (strange.length) hints.push(hint("spot", strange, "unknown"));
  const view = {
    language: one("lang", (value) => known.languages.includes(value)) || known.languages[0],
    filter,
    near: cleanText(query.getAll("near").pop() ?? "", RULES.near_limit),
    spots: spots.filter((id) => known.spots.has(id)),
    offer: one("offer", (value) => known.offers.has(value)),
    tab: /** @type {"list" | "map"} */ (one("tab", (value) => RULES.tabs.some((name) => name === value)) || RULES.tabs[0]),
    shown: readShown(query, hints),
    mine: one("mine", (value) => value === YES) === YES,
    kept: readKept(query, hints),
  };
  return { view, hints };
}

/**
 * @param {URLSearchParams} query
 * @param {Hint[]} hints
 * @returns {number}
 */
function readShown(query, hints) {
  const text = query.getAll("n").pop() ?? "";
  if (!text) return RULES.page_size;
  if (/^\d+$/.test(text) && text.length <= RULES.shown_digits) return Math.min(Math.max(Number(text), RULES.page_size), RULES.max_shown);
  hints.push(hint("n", [text], "unknown"));
  return RULES.page_size;
}
