// What the page shows for a view: selected, ordered, summed up; then drawn by list and map.
import { MIXED, reported, spotsOfOffer } from "./offers.js";
import { RULES } from "./rules.js";
import { nearestFirst, ways } from "./travel.js";
import { readPosition } from "./view.js";
import { withUnsaidHours } from "./when.js";

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
 * @property {number} unsaid offers that would fit but do not say their hours, where the filter asks for hours
 * @property {import("./search.js").Answer | null} answer how the text was read, null without one
 */


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
  const answer = view.filter.text ? table.search().answer(view.filter.text, view.filter.unread) : null;
  const isWhole = (/** @type {number} */ offer) => !answer || answer.scores[offer] >= RULES.whole;
  const part = (/** @type {boolean} */ whole) => {
    const some = ranked.filter((offer) => isWhole(offer) === whole);
    return fullLast(table.offers, known ? nearestFirst(some, known) : some);
  };
  const all = [...part(true), ...part(false)];
  const chosen = new Set(view.spots.map((id) => spots.get(id)));
  const listed = chosen.size ? all.filter((offer) => spotsOfOffer(table.offers, offer).some((spot) => chosen.has(spot))) : all;
  const unsaid = table.ranked(withUnsaidHours(view.filter)).length - all.length;
  return { all, listed, ways: known, counts: table.counts(view.filter, masks), answer, unsaid, ...here };
}

/**
 * Return offers in their order, but those that are known to be full behind the others.
 * @param {Pick<Offers, "columns" | "reported" | "hours">} offers
 * @param {number[]} found
 */
export function fullLast(offers, found) {
  const isFull = (/** @type {number} */ at) => Boolean(reported(offers, at)?.[1]);
  return [...found.filter((at) => !isFull(at)), ...found.filter(isFull)];
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
    const place = { ...position, radius_m: RULES.position_radius_m };
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
  const isTooVague = !isWhole && place.radius_m > RULES.vague_m;
  return { ...nowhere, place, placeWords, suggestions: isTooVague ? places.suggest(view.near) : [] };
}

/**
 * Count offers by how well the best known of their addresses is; every offer is in exactly one part.
 * @param {number[]} found
 * @param {Offers} offers
 * @param {Texts} t
 * @returns {{headline: string, parts: string[]}}
 */
export function summary(found, offers, t) {
  const known = knowledgeOf(offers);
  const counts = new Uint32Array(RULES.knowledge.length);
  for (const at of found) counts[known[at]] += 1;
  const parts = RULES.knowledge.flatMap((key, at) => (counts[at] ? [t.say(`summary.${key}`, { count: counts[at] })] : []));
  return { headline: t.say("summary.count", { count: found.length }), parts };
}

/**
 * Say how many of some offers somebody confirmed and when, "" where there are none.
 * @param {number[]} found
 * @param {Offers} offers
 * @param {Texts} t
 * @returns {string}
 */
export function confirmed(found, offers, t) {
  const { status, assured_date: assured } = offers.columns;
  const dates = found.filter((at) => status[at] === "confirmed" && assured[at]).map((at) => assured[at]).sort();
  if (!found.length) return "";
  if (!dates.length) return t.say("print.unconfirmed");
  const [first, last] = [dates[0], dates[dates.length - 1]].map((date) => t.partialDate(date));
  const when = first === last ? first : t.say("print.period", { first, last });
  return dates.length === found.length
    ? t.say("print.confirmed_all", { count: dates.length, when })
    : t.say("print.confirmed_some", { count: dates.length, all: t.number(found.length), when });
}

/** @type {WeakMap<Offers, Uint8Array>} */
const knowledge = new WeakMap();

/**
 * Say of each offer how well the best known of its addresses is, as a number of `RULES.knowledge`; looked up once.
 * @param {Offers} offers
 * @returns {Uint8Array}
 */
function knowledgeOf(offers) {
  const { columns: { scope, is_protected: isProtected, precision }, sites, sitesOf } = offers;
  const one = (/** @type {string} */ name, /** @type {number} */ at) => {
    if (isProtected[at]) return "protected";
    if (name !== "local") return name;
    const known = [precision[at], ...(sitesOf.get(at) ?? []).map((site) => sites.precision[site])];
    return known.some((how) => RULES.points.includes(how)) ? "on_map" : known.some((how) => RULES.areas.includes(how)) ? "area" : "unlocated";
  };
  const known = knowledge.get(offers) ?? Uint8Array.from(scope, (name, at) => RULES.knowledge.indexOf(one(name, at)));
  knowledge.set(offers, known);
  return known;
}

/**
 * Gather offers into the spots of the map: how many stand at each, and of which group of topics.
 * @param {number[]} found
 * @param {Offers} offers
 * @param {number} spots how many there are
 * @returns {import("./map.js").Shown}
 */
export function spotsOf(found, offers, spots) {
  const { spot, group } = offers.columns;
  const shown = { list: /** @type {number[]} */ ([]), offers: new Uint32Array(spots), group: new Int16Array(spots) };
  const add = (/** @type {number} */ place, /** @type {number} */ at) => {
    if (!shown.offers[place]) {
      shown.list.push(place);
      shown.group[place] = group[at];
    } else if (shown.group[place] !== group[at]) shown.group[place] = MIXED;
    shown.offers[place] += 1;
  };
  for (const at of found) if (spot[at] >= 0) add(spot[at], at);
  if (offers.moreSpots.size) for (const at of found) offers.moreSpots.get(at)?.forEach((place) => add(place, at));
  return shown;
}
