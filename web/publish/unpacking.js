// Long lists that geo/publish/packing.py wrote short: sorted texts by what they share, lines by their steps.
import { RULES } from "./rules.js";

/**
 * Read texts: each is the number of letters it shares with the one before, and what follows.
 * @param {string} packed
 * @returns {string[]}
 */
export function unpackTexts(packed) {
  let before = "";
  return (packed.match(/\d\D*/g) ?? []).map((text) => {
    const rest = text.slice(1).replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(RULES.packed_digits.indexOf(digit)));
    return (before = before.slice(0, Number(text[0])) + rest);
  });
}

/**
 * Read the shapes of the base map as GeoJSON by name; what is no list of shapes stays as it is.
 * @param {{grid: number} & Record<string, any>} packed
 * @returns {Record<string, any>}
 */
export function unpackShapes({ grid, ...packed }) {
  const ring = (/** @type {number[]} */ steps) => {
    let [x, y] = [0, 0];
    return Array.from({ length: steps.length / 2 }, (_, at) => {
      x += steps[2 * at];
      y += steps[2 * at + 1];
      return [x * grid, y * grid];
    });
  };
  const feature = (/** @type {{properties: object, polygons: number[][][]}} */ { properties, polygons }) => ({
    type: "Feature", properties,
    geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map(ring)) },
  });
  return Object.fromEntries(Object.entries(packed).map(([name, all]) =>
    [name, all[0]?.polygons ? { type: "FeatureCollection", features: all.map(feature) } : all]));
}
