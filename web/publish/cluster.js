// Markers that would lie on each other become one: a grid over the part of the map that is seen.

/**
 * @typedef {{x: Float64Array, y: Float64Array}} World positions of spots, 0…1 over the whole Mercator square
 * @typedef {{west: number, east: number, north: number, south: number}} Box in world units
 * @typedef {{spots: number[], x: number, y: number, offers: number}} Cluster
 */

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
 * Gather spots into clusters.
 * @param {World} world
 * @param {Iterable<[number, number]>} counts number of a spot, and of its offers that are shown
 * @param {Box} box what is seen
 * @param {number} cell side of a cell in world units; 0 keeps apart all but spots at the same point
 * @returns {Cluster[]}
 */
export function clusters(world, counts, box, cell) {
  /** @type {Map<string | number, Cluster>} */
  const cells = new Map();
  const columns = cell ? Math.ceil(1 / cell) + 1 : 0;
  for (const [spot, offers] of counts) {
    const [x, y] = [world.x[spot], world.y[spot]];
    if (x < box.west - cell || x > box.east + cell || y < box.north - cell || y > box.south + cell) continue;
    const key = cell ? Math.floor(y / cell) * columns + Math.floor(x / cell) : `${x} ${y}`;
    const found = cells.get(key);
    if (found) add(found, [spot], x, y, offers);
    else cells.set(key, { spots: [spot], x, y, offers });
  }
  return cell ? merged([...cells.values()], cell) : [...cells.values()];
}

/**
 * Join clusters of neighbouring cells whose middles are nearer than a cell, the biggest first.
 * @param {Cluster[]} found
 * @param {number} cell
 * @returns {Cluster[]}
 */
function merged(found, cell) {
  /** @type {Map<string, Cluster[]>} */
  const kept = new Map();
  const at = (/** @type {number} */ x, /** @type {number} */ y) => `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
  /** @type {Cluster[]} */
  const result = [];
  for (const one of found.sort((a, b) => b.offers - a.offers || a.spots[0] - b.spots[0])) {
    const near = around(one, cell).flatMap(([x, y]) => kept.get(at(x, y)) ?? [])
      .find((other) => Math.hypot(other.x - one.x, other.y - one.y) < cell * 0.8);
    if (near) {
      near.spots.push(...one.spots);
      near.offers += one.offers;
      continue;
    }
    result.push(one);
    kept.set(at(one.x, one.y), [...(kept.get(at(one.x, one.y)) ?? []), one]);
  }
  return result;
}

/**
 * @param {Cluster} one
 * @param {number} cell
 * @returns {[number, number][]}
 */
function around(one, cell) {
  return [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => /** @type {[number, number]} */ ([one.x + dx * cell, one.y + dy * cell])));
}

/**
 * Put spots into a cluster; its middle is that of its spots.
 * @param {Cluster} cluster
 * @param {number[]} spots
 * @param {number} x
 * @param {number} y
 * @param {number} offers
 */
function add(cluster, spots, x, y, offers) {
  const share = spots.length / (cluster.spots.length + spots.length);
  cluster.x += (x - cluster.x) * share;
  cluster.y += (y - cluster.y) * share;
  cluster.spots.push(...spots);
  cluster.offers += offers;
}
