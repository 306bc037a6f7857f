// How far an offer is from where a person stands: the estimates of geo/travel.py, computed on this device.
import { POINTS } from "./offers.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {{lon: number, lat: number, radius_m: number}} Place where a person stands, and how well that is known
 * @typedef {Object} Way metres and minutes; null where the offer has no point of its own
 * @property {number | null} distance_m
 * @property {number | null} sort_m
 * @property {number} low_m
 * @property {number} high_m
 * @property {boolean} is_about
 */

const DETOUR_FACTOR = 1.3;
const ABOUT_M = 100;
const EARTH_RADIUS_M = 6371008.8;
const WALK_M_PER_MIN = 4.8 * (1000 / 60);
const BIKE_M_PER_MIN = 15 * (1000 / 60);

/**
 * @param {number} metres
 * @returns {number}
 */
export function walkMinutes(metres) {
  return metres / WALK_M_PER_MIN;
}

/**
 * @param {number} metres
 * @returns {number}
 */
export function bikeMinutes(metres) {
  return metres / BIKE_M_PER_MIN;
}

/**
 * Return the distance in metres on the sphere (haversine).
 * @param {number} lon
 * @param {number} lat
 * @param {number} toLon
 * @param {number} toLat
 * @returns {number}
 */
export function greatCircleM(lon, lat, toLon, toLat) {
  const radians = Math.PI / 180;
  const half = Math.sin(((toLat - lat) * radians) / 2) ** 2
    + Math.cos(lat * radians) * Math.cos(toLat * radians) * Math.sin(((toLon - lon) * radians) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(half));
}

/**
 * Return how far each offer is from a place.
 * @param {Offers} offers
 * @param {Place} place
 * @returns {Way[]}
 */
export function ways(offers, place) {
  const { lon, lat, scope, precision, uncertainty_m: uncertainty } = offers.columns;
  return lon.map((east, at) => {
    const north = lat[at];
    if (east === null || north === null || scope[at] === "online") return way(null, false, 0, false);
    const straight = greatCircleM(place.lon, place.lat, east, north);
    const radius = uncertainty[at];
    const slack = radius === null ? place.radius_m : radius + place.radius_m;
    const isSure = precision[at] === "house" && radius !== null && slack <= ABOUT_M;
    return way(straight, POINTS.has(precision[at]), slack, !isSure);
  });
}

/**
 * @param {number | null} straight
 * @param {boolean} isPoint
 * @param {number} slack
 * @param {boolean} isAbout
 * @returns {Way}
 */
function way(straight, isPoint, slack, isAbout) {
  const metres = straight ?? 0;
  return {
    distance_m: straight !== null && isPoint ? straight * DETOUR_FACTOR : null,
    sort_m: straight === null ? null : straight * DETOUR_FACTOR,
    low_m: Math.max(0, metres - slack) * DETOUR_FACTOR,
    high_m: (metres + slack) * DETOUR_FACTOR,
    is_about: isAbout,
  };
}

/**
 * Return offers nearest first: those with a place of their own, those known to their area, all others.
 * @param {number[]} found
 * @param {Way[]} known
 * @returns {number[]}
 */
export function nearestFirst(found, known) {
  const tier = (/** @type {Way} */ one) => (one.distance_m !== null ? 0 : one.sort_m !== null ? 1 : 2);
  return [...found].sort((a, b) =>
    tier(known[a]) - tier(known[b]) || (known[a].sort_m ?? 0) - (known[b].sort_m ?? 0));
}
