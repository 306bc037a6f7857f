// Markers that would lie on each other become one: a grid over the part of the map that is seen.
import { meets } from "./layout.js";

/**
 * @typedef {{x: Float64Array, y: Float64Array}} World positions of spots, 0…1 over the whole Mercator square
 * @typedef {{west: number, east: number, north: number, south: number}} Box in world units
 * @typedef {{spots: number[], x: number, y: number, offers: number}} Cluster where it stands, and what it stands for
 */

/** Side of the cells in which spots are gathered first, on the screen. */
const CELL_PX = 52;

/**
 * Return a position in the Mercator square, both 0…1 from north-west.
 * @param {number} lon
 * @param {number} lat
 * @returns {[number, number]}
 */
export function toWorld(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/**
 * Gather spots into clusters whose marks do not cover each other.
 * @param {World} world
 * @param {number[]} spots those to be shown
 * @param {Uint32Array} offers how many stand at each spot
 * @param {Box} seen
 * @param {number} scale pixels of the whole square
 * @param {(one: Cluster) => {w: number, h: number}} sizeOf how large the mark of a cluster is, in pixels
 * @returns {Cluster[]} the biggest first
 */
export function clusters(world, spots, offers, seen, scale, sizeOf) {
  const cell = CELL_PX / scale;
  const columns = Math.ceil(1 / cell) + 3;
  const key = (/** @type {number} */ spot) => Math.floor(world.y[spot] / cell) * columns + Math.floor(world.x[spot] / cell);
  let found = gathered(world, within(world, spots, seen, cell), offers, key);
  for (let before = Infinity; found.length < before;) {
    before = found.length;
    found = merged(found, scale, sizeOf); // a cluster that took in another may have grown
  }
  return found;
}

/**
 * Gather only what lies at the same point.
 * @param {World} world
 * @param {number[]} spots
 * @param {Uint32Array} offers
 * @param {Box} seen
 * @returns {Cluster[]}
 */
export function apart(world, spots, offers, seen) {
  return gathered(world, within(world, spots, seen, 0), offers, (spot) => `${world.x[spot]} ${world.y[spot]}`);
}

/**
 * @param {World} world
 * @param {number[]} spots
 * @param {Box} seen
 * @param {number} cell
 */
function within({ x, y }, spots, seen, cell) {
  const [west, east, north, south] = [seen.west - cell, seen.east + cell, seen.north - cell, seen.south + cell];
  return spots.filter((spot) => x[spot] >= west && x[spot] <= east && y[spot] >= north && y[spot] <= south);
}

/**
 * @template K
 * @param {World} world
 * @param {number[]} spots
 * @param {Uint32Array} offers
 * @param {(spot: number) => K} keyOf
 * @returns {Cluster[]}
 */
function gathered({ x, y }, spots, offers, keyOf) {
  /** @type {Map<K, Cluster>} */
  const cells = new Map();
  for (const spot of spots) {
    const key = keyOf(spot);
    const found = cells.get(key);
    if (!found) cells.set(key, { spots: [spot], x: x[spot], y: y[spot], offers: offers[spot] });
    else {
      found.spots.push(spot);
      found.offers += offers[spot];
      found.x += (x[spot] - found.x) / found.spots.length;
      found.y += (y[spot] - found.y) / found.spots.length;
    }
  }
  return [...cells.values()];
}

/**
 * Let each cluster take in those that its mark would cover, the biggest first; it stays where it is.
 * @param {Cluster[]} found
 * @param {number} scale
 * @param {(one: Cluster) => {w: number, h: number}} sizeOf
 * @returns {Cluster[]}
 */
function merged(found, scale, sizeOf) {
  const boxOf = (/** @type {Cluster} */ one) => ({ x: one.x * scale, y: one.y * scale, ...sizeOf(one) });
  /** @type {{one: Cluster, box: import("./layout.js").Box}[]} */
  const result = [];
  for (const one of found.sort((a, b) => b.offers - a.offers || a.spots[0] - b.spots[0])) {
    const box = boxOf(one);
    const near = result.find((other) => meets(other.box, box));
    if (near) {
      for (const spot of one.spots) near.one.spots.push(spot);
      near.one.offers += one.offers;
      near.box = boxOf(near.one);
    } else result.push({ one, box });
  }
  return result.map(({ one }) => one);
}
