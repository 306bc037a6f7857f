// How far an offer is from where a person stands: the estimates of geo/reach/from_place.py, computed on this device.
import { RULES } from "./rules.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./offers.js").Sites} Sites
 * @typedef {Record<string, number[]>} Areas where something in a city may be: points, each as likely as the others
 * @typedef {{lon: number, lat: number, radius_m: number}} Place where a person stands, and how well that is known
 * @typedef {Object} Way metres and minutes; null where the offer has no point of its own
 * @property {number | null} distance_m
 * @property {number | null} sort_m
 * @property {number} low_m of the way, also to an area
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
  const found = lon.map((_, at) => (scope[at] === "online" ? NOWHERE : wayTo(offers.columns, at, place, offers.areas)));
  for (const [at, sites] of offers.sitesOf) {
    for (const site of sites) {
      const other = wayToSite(offers, site, place);
      if (byPoint(other, found[at]) < 0) found[at] = other;
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
  return { ...wayTo(offers.sites, site, place, offers.areas), site };
}

/**
 * Return how far a row's address is: to its point, or what is to be expected where only its area is known.
 * @param {Pick<Sites, "lon" | "lat" | "city" | "precision" | "uncertainty_m">} rows
 * @param {number} at
 * @param {Place} place
 * @param {Areas} areas
 * @returns {Way}
 */
function wayTo(rows, at, place, areas) {
  const [east, north] = [rows.lon[at], rows.lat[at]];
  if (east === null || north === null) return NOWHERE;
  const straight = greatCircleM(place.lon, place.lat, east, north);
  const radius = rows.uncertainty_m[at];
  const slack = radius === null ? place.radius_m : radius + place.radius_m;
  const isSure = rows.precision[at] === "house" && radius !== null && slack <= RULES.about_m;
  if (RULES.points.includes(rows.precision[at])) return way(straight, straight - slack, straight + slack, true, !isSure);
  const known = rows.precision[at] === "city" ? areas[rows.city[at]] : undefined;
  return known ? wayToArea(known, place) : way(straight, straight - slack, straight + slack, false, true);
}

/**
 * Return the way to be expected to somewhere in a city, and between which nine of ten places lie.
 * @param {number[]} points longitude and latitude in turn, in thousandths of a degree
 * @param {Place} place
 * @returns {Way}
 */
function wayToArea(points, place) {
  const away = [];
  for (let at = 0; at < points.length; at += 2) away.push(greatCircleM(place.lon, place.lat, points[at] / RULES.area_grid, points[at + 1] / RULES.area_grid));
  away.sort((one, other) => one - other);
  const skip = Math.floor(away.length / RULES.area_left_out);
  const expected = away.reduce((sum, one) => sum + one, 0) / away.length;
  return way(expected, away[skip] - place.radius_m, away[away.length - 1 - skip] + place.radius_m, false, true);
}

/**
 * @param {number} straight
 * @param {number} low
 * @param {number} high
 * @param {boolean} isPoint
 * @param {boolean} isAbout
 * @returns {Way}
 */
function way(straight, low, high, isPoint, isAbout) {
  return {
    distance_m: isPoint ? straight * RULES.detour_factor : null,
    sort_m: straight * RULES.detour_factor,
    low_m: Math.max(0, low) * RULES.detour_factor,
    high_m: high * RULES.detour_factor,
    is_about: isAbout,
    site: -1,
  };
}

/** Where no point is known at all. @type {Way} */
const NOWHERE = { distance_m: null, sort_m: null, low_m: 0, high_m: 0, is_about: false, site: -1 };

/**
 * Compare two addresses of an offer: one with a place of its own before one known to its area before all others; then
 * by distance.
 * @param {Way} one
 * @param {Way} other
 * @returns {number}
 */
function byPoint(one, other) {
  const tier = (/** @type {Way} */ way) => (way.distance_m !== null ? 0 : way.sort_m !== null ? 1 : 2);
  return tier(one) - tier(other) || (one.sort_m ?? 0) - (other.sort_m ?? 0);
}

/**
 * Compare two ways: by the distance that is known or to be expected, those without one last.
 * @param {Way} one
 * @param {Way} other
 * @returns {number}
 */
function byWay(one, other) {
  return Number(one.sort_m === null) - Number(other.sort_m === null) || (one.sort_m ?? 0) - (other.sort_m ?? 0);
}

/**
 * Return offers nearest first: by the way known or to be expected, then all others.
 * @param {number[]} found
 * @param {Way[]} known
 * @returns {number[]}
 */
export function nearestFirst(found, known) {
  return [...found].sort((a, b) => byWay(known[a], known[b]));
}
