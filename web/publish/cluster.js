// Markers that would lie on each other become one: a grid over the part of the map that is seen.

/**
 * @typedef {{x: Float64Array, y: Float64Array}} World positions of spots, 0…1 over the whole Mercator square
 * @typedef {{west: number, east: number, north: number, south: number}} Box in world units
 * @typedef {{spots: number[], x: number, y: number, offers: number, box: Box}} Cluster its middle is that of its spots
 */

/** Clusters whose middles are nearer than this part of a cell become one. */
const TOO_NEAR = 0.8;

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
 * @param {number[]} spots those to be shown
 * @param {Uint32Array} offers how many stand at each spot
 * @param {Box} box what is seen
 * @param {number} cell side of a cell in world units; 0 keeps apart all but spots at the same point
 * @returns {Cluster[]}
 */
export function clusters(world, spots, offers, box, cell) {
  const { x, y } = world;
  const seen = spots.filter((spot) => x[spot] >= box.west - cell && x[spot] <= box.east + cell && y[spot] >= box.north - cell && y[spot] <= box.south + cell);
  if (!cell) return gathered(world, seen, offers, new Map(), (spot) => `${x[spot]} ${y[spot]}`);
  const grid = new Grid(cell);
  return merged(gathered(world, seen, offers, new Map(), (spot) => grid.key(x[spot], y[spot])), grid);
}

/** Cells of one size over the whole square, each with a number. */
class Grid {
  /** @param {number} cell */
  constructor(cell) {
    this.cell = cell;
    this.columns = Math.ceil(1 / cell) + 3;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {number}
   */
  key(x, y) {
    return Math.floor(y / this.cell) * this.columns + Math.floor(x / this.cell);
  }

  /**
   * Return the number of a cell and of those around it.
   * @param {number} key
   * @returns {number[]}
   */
  around(key) {
    const { columns } = this;
    return [key - columns - 1, key - columns, key - columns + 1, key - 1, key, key + 1, key + columns - 1, key + columns, key + columns + 1];
  }
}

/**
 * @template K
 * @param {World} world
 * @param {number[]} spots
 * @param {Uint32Array} offers
 * @param {Map<K, Cluster>} cells
 * @param {(spot: number) => K} keyOf
 * @returns {Cluster[]}
 */
function gathered({ x, y }, spots, offers, cells, keyOf) {
  for (const spot of spots) {
    const key = keyOf(spot);
    const found = cells.get(key);
    const [east, south] = [x[spot], y[spot]];
    if (!found) cells.set(key, { spots: [spot], x: east, y: south, offers: offers[spot], box: { west: east, east, north: south, south } });
    else {
      found.spots.push(spot);
      found.offers += offers[spot];
      found.x += (east - found.x) / found.spots.length;
      found.y += (south - found.y) / found.spots.length;
      widen(found.box, east, south, east, south);
    }
  }
  return [...cells.values()];
}

/**
 * @param {Box} box
 * @param {number} west
 * @param {number} north
 * @param {number} east
 * @param {number} south
 */
function widen(box, west, north, east, south) {
  if (west < box.west) box.west = west;
  if (east > box.east) box.east = east;
  if (north < box.north) box.north = north;
  if (south > box.south) box.south = south;
}

/**
 * Join clusters of neighbouring cells whose middles are too near, the biggest first.
 * @param {Cluster[]} found
 * @param {Grid} grid
 * @returns {Cluster[]}
 */
function merged(found, grid) {
  const nearest = (grid.cell * TOO_NEAR) ** 2;
  /** @type {Map<number, Cluster[]>} */
  const kept = new Map();
  /** @type {Cluster[]} */
  const result = [];
  for (const one of found.sort((a, b) => b.offers - a.offers || a.spots[0] - b.spots[0])) {
    const key = grid.key(one.x, one.y);
    const near = neighbour(one, grid.around(key), kept, nearest);
    if (near) {
      for (const spot of one.spots) near.spots.push(spot);
      near.offers += one.offers;
      widen(near.box, one.box.west, one.box.north, one.box.east, one.box.south);
      continue;
    }
    result.push(one);
    const there = kept.get(key);
    if (there) there.push(one);
    else kept.set(key, [one]);
  }
  return result;
}

/**
 * @param {Cluster} one
 * @param {number[]} keys
 * @param {Map<number, Cluster[]>} kept
 * @param {number} nearest square of the distance below which two become one
 * @returns {Cluster | null}
 */
function neighbour(one, keys, kept, nearest) {
  for (const key of keys) {
    for (const other of kept.get(key) ?? []) {
      if ((other.x - one.x) ** 2 + (other.y - one.y) ** 2 < nearest) return other;
    }
  }
  return null;
}
