// How far it is, in the words of the page: the sentences on ways of geo/offers/place_wording.py.
import { RULES } from "./rules.js";
import { roundEven } from "./texts.js";
import { bikeMinutes, walkMinutes } from "./travel.js";

/**
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./travel.js").Way} Way
 */

/**
 * Say how far it is: minutes where the place is known, else that it is not known.
 * @param {Way} way
 * @param {Texts} t
 * @returns {string}
 */
export function wayWords(way, t) {
  if (way.sort_m === null) return t.say("way.unknown");
  if (way.distance_m === null) return areaWords(way, t);
  return t.say("way.known", {
    walk: t.minutes(walkMinutes(way.distance_m)),
    bike: t.minutes(bikeMinutes(way.distance_m)),
    distance: t.distance(way.distance_m),
  });
}

/**
 * Say between which minutes the way to an offer known only to its area lies, in steps.
 * @param {Way} way
 * @param {Texts} t
 * @returns {string}
 */
function areaWords(way, t) {
  const step = RULES.area_step_min;
  const [low, high] = [Math.floor(walkMinutes(way.low_m) / step) * step, Math.max(Math.ceil(walkMinutes(way.high_m) / step) * step, step)];
  return t.say("way.area", { low: t.number(low), high: t.number(high) });
}

/**
 * Say between which minutes the way on foot lies where the place is not exact.
 * @param {Way} way
 * @param {Texts} t
 * @returns {string}
 */
export function rangeWords(way, t) {
  if (way.distance_m === null || !way.is_about) return "";
  const [low, high] = [way.low_m, way.high_m].map((metres) => t.number(roundEven(walkMinutes(metres))));
  return t.say("way.range", { low, high });
}
