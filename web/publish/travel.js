// How far an offer is from where a person stands: the estimates of geo/reach/from_place.py, computed on this device.
import { RULES } from "./rules.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./offers.js").Sites} Sites
 * @typedef {{lon: number, lat: number, radius_m: number}} Place where a person stands, and how well that is known
 * @typedef {Object} Way metres and minutes; null where the offer has no point of its own
 * @property {number | null} distance_m
 * @property {number | null} sort_m
 * @property {number} low_m
 * @property {number} high_m
 * @property {boolean} is_about
 * @property {number} site number of the further address it leads to, -1 for the first one
 */


/** Metres in a minute, at 1 km/h. */
const M_PER_MIN = 1000 / 60;

/**
 * @param {number} metres
 * @returns {number}
 */
export function walkMinutes(metres) {
  return metres / (RULES.walk_kmh * M_PER_MIN);
}

/**
 * @param {number} metres
 * @returns {number}
 */
export function bikeMinutes(metres) {
  return metres / (RULES.bike_kmh * M_PER_MIN);
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
  return 2 * RULES.earth_radius_m * Math.asin(Math.sqrt(half));
}

/**
 * Return how far the nearest address of each offer is from a place.
 * @param {Offers} offers
 * @param {Place} place
 * @returns {Way[]}
 */
export function ways(offers, place) {
  const { lon, scope } = offers.columns;
  const found = lon.map((_, at) => (scope[at] === "online" ? way(null, false, 0, false) : wayTo(offers.columns, at, place)));
  for (const [at, sites] of offers.sitesOf) {
    for (const site of sites) {
      const other = wayToSite(offers, site, place);
      if (byWay(other, found[at]) < 0) found[at] = other;
    }
  }
  return found;
}

/**
 * Return how far a further address is from a place.
 * @param {Offers} offers
 * @param {number} site
 * @param {Place} place
 * @returns {Way}
 */
export function wayToSite(offers, site, place) {
  return { ...wayTo(offers.sites, site, place), site };
}

/**
 * @param {Pick<Sites, "lon" | "lat" | "precision" | "uncertainty_m">} rows
 * @param {number} at
 * @param {Place} place
 * @returns {Way}
 */
function wayTo(rows, at, place) {
  const [east, north] = [rows.lon[at], rows.lat[at]];
  if (east === null || north === null) return way(null, false, 0, false);
  const straight = greatCircleM(place.lon, place.lat, east, north);
  const radius = rows.uncertainty_m[at];
  const slack = radius === null ? place.radius_m : radius + place.radius_m;
  const isSure = rows.precision[at] === "house" && radius !== null && slack <= RULES.about_m;
  return way(straight, RULES.points.includes(rows.precision[at]), slack, !isSure);
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
    distance_m: straight !== null && isPoint ? straight * RULES.detour_factor : null,
    sort_m: straight === null ? null : straight * RULES.detour_factor,
    low_m: Math.max(0, metres - slack) * RULES.detour_factor,
    high_m: (metres + slack) * RULES.detour_factor,
    is_about: isAbout,
    site: -1,
  };
}

/**
 * Compare two ways: to a place of its own before one known to its area before all others; then by distance.
 * @param {Way} one
 * @param {Way} other
 * @returns {number}
 */
function byWay(one, other) {
  return tier(one) - tier(other) || (one.sort_m ?? 0) - (other.sort_m ?? 0);
}

/**
 * @param {Way} one
 * @returns {number}
 */
function tier(one) {
  return one.distance_m !== null ? 0 : one.sort_m !== null ? 1 : 2;
}

/**
 * Return offers nearest first: those with a place of their own, those known to their area, all others.
 * @param {number[]} found
 * @param {Way[]} known
 * @returns {number[]}
 */
export function nearestFirst(found, known) {
  return [...found].sort((a, b) => byWay(known[a], known[b]));
}
