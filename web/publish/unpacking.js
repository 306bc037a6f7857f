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
 * Read the shapes of the base map as GeoJSON by name; what is no collection of shapes stays as it is.
 * @param {Record<string, any>} packed
 * @returns {Record<string, any>}
 */
export function unpackShapes(packed) {
  const ring = (/** @type {number[]} */ steps, /** @type {number} */ grid) => {
    let [x, y] = [0, 0];
    return Array.from({ length: steps.length / 2 }, (_, at) => {
      x += steps[2 * at];
      y += steps[2 * at + 1];
      return [x * grid, y * grid];
    });
  };
  const collection = (/** @type {{grid: number, shapes: {properties: object, polygons: number[][][]}[]}} */ { grid, shapes }) => ({
    type: "FeatureCollection",
    features: shapes.map(({ properties, polygons }) => ({
      type: "Feature", properties,
      geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map((steps) => ring(steps, grid))) },
    })),
  });
  return Object.fromEntries(Object.entries(packed).map(([name, all]) => [name, all.shapes ? collection(all) : all]));
}
