// What the page shows for a view: selected, ordered, summed up; then drawn by list and map.
import { AREAS, POINTS } from "./offers.js";
import { nearestFirst, ways } from "./travel.js";
import { readPosition } from "./view.js";

/**
 * @typedef {import("./facets.js").Counts} Counts
 * @typedef {import("./facets.js").OfferTable} OfferTable
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./places.js").Places} Places
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./travel.js").Place} Place
 * @typedef {import("./travel.js").Way} Way
 * @typedef {import("./view.js").View} View
 * @typedef {Object} Result
 * @property {number[]} all offers of the filter
 * @property {number[]} listed fewer than all while a spot is chosen
 * @property {Way[] | null} ways
 * @property {Place | null} place
 * @property {string} placeWords
 * @property {string} placeProblem
 * @property {string[]} suggestions better known places
 * @property {Counts} counts
 */

const POSITION_RADIUS_M = 100;
const VAGUE_M = 3000;

/**
 * Select, order and sum up the offers of a view.
 * @param {View} view
 * @param {OfferTable} table
 * @param {Places} places
 * @param {Map<string, number>} spots
 * @param {Texts} t
 * @returns {Result}
 */
export function find(view, table, places, spots, t) {
  const masks = table.masks(view.filter);
  const ranked = table.ranked(view.filter, masks);
  const here = placeOf(view, places, t);
  const known = here.place ? ways(table.offers, here.place) : null;
  const all = known ? nearestFirst(ranked, known) : ranked;
  const chosen = new Set(view.spots.map((id) => spots.get(id)));
  const listed = chosen.size ? all.filter((offer) => chosen.has(table.offers.columns.spot[offer])) : all;
  return { all, listed, ways: known, counts: table.counts(masks), ...here };
}

/**
 * Return the visitor's place, the words for it, and what is wrong with it.
 * @param {View} view
 * @param {Places} places
 * @param {Texts} t
 * @returns {{place: Place | null, placeWords: string, placeProblem: string, suggestions: string[]}}
 */
function placeOf(view, places, t) {
  const nowhere = { place: null, placeWords: "", placeProblem: "", suggestions: [] };
  if (!view.near) return nowhere;
  const position = readPosition(view.near);
  if (position) {
    const place = { ...position, radius_m: POSITION_RADIUS_M };
    return { ...nowhere, place, placeWords: t.say("near.from_position") };
  }
  const found = places.find(view.near);
  if (!found) {
    return { ...nowhere, placeProblem: t.say("near.not_found", { place: view.near }), suggestions: places.suggest(view.near) };
  }
  const { place, isWhole } = found;
  const placeWords = place.is_house
    ? t.say("near.from_place", { place: view.near })
    : t.say("near.from_about", { place: view.near, radius: t.distance(place.radius_m) });
  const isTooVague = !isWhole && place.radius_m > VAGUE_M;
  return { ...nowhere, place, placeWords, suggestions: isTooVague ? places.suggest(view.near) : [] };
}

/**
 * Count offers by how well their place is known; every offer is in exactly one part.
 * @param {number[]} found
 * @param {Offers} offers
 * @param {Texts} t
 * @returns {{headline: string, parts: string[]}}
 */
export function summary(found, offers, t) {
  const { scope, is_protected: isProtected, precision } = offers.columns;
  /** @type {Record<string, number>} */
  const counts = { on_map: 0, area: 0, unlocated: 0, district: 0, online: 0, protected: 0 };
  for (const at of found) {
    if (isProtected[at]) counts.protected += 1;
    else if (scope[at] !== "local") counts[scope[at]] += 1;
    else counts[POINTS.has(precision[at]) ? "on_map" : AREAS.has(precision[at]) ? "area" : "unlocated"] += 1;
  }
  const parts = Object.entries(counts).filter(([, count]) => count).map(([key, count]) => t.say(`summary.${key}`, { count }));
  return { headline: t.say("summary.count", { count: found.length }), parts };
}

/**
 * Gather offers into the spots of the map: how many stand at each, and in which colour.
 * @param {number[]} found
 * @param {Offers} offers
 * @param {string[]} colors by number of the topic group
 * @param {string} mixed
 * @returns {Map<number, {offers: number, color: string}>}
 */
export function spotsOf(found, offers, colors, mixed) {
  const { spot, group } = offers.columns;
  /** @type {Map<number, {offers: number, color: string}>} */
  const result = new Map();
  for (const at of found) {
    if (spot[at] < 0) continue;
    const color = colors[group[at]] ?? mixed;
    const known = result.get(spot[at]);
    if (!known) result.set(spot[at], { offers: 1, color });
    else {
      known.offers += 1;
      if (known.color !== color) known.color = mixed;
    }
  }
  return result;
}
