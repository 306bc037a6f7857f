// A link as a QR code (ISO/IEC 18004): letters as bytes, error correction M, the mask with the least penalty.

/** Words of error correction in a block, and how many blocks there are, by version from 1 on, at level M. */
const WORDS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];
/** @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0, (_, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
/** Light modules around the code, so that a camera finds it. */
const QUIET = 4;

/**
 * Return the modules of a code, rows of 0 and 1; null where the text is too long for any.
 * @param {string} text
 * @param {number} [mask] one of the eight, to be used whatever its penalty
 * @returns {Uint8Array[] | null}
 */
export function qrCode(text, mask) {
  const bytes = new TextEncoder().encode(text);
  const version = WORDS.findIndex((_, at) => 4 + countBits(at + 1) + bytes.length * 8 <= dataWords(at + 1) * 8) + 1;
  if (!version) return null;
  const words = withCorrection(version, dataOf(version, bytes));
  const made = mask === undefined ? MASKS.map((_, at) => drawn(version, words, at)) : [drawn(version, words, mask)];
  const penalties = made.map(penalty);
  return made[penalties.indexOf(Math.min(...penalties))];
}

/**
 * Draw a code as one path of an SVG, with its margin; the side counts modules.
 * @param {Uint8Array[]} modules
 * @returns {{side: number, path: string}}
 */
export function qrPath(modules) {
  const path = modules.flatMap((row, y) => [...row].map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
  return { side: modules.length + 2 * QUIET, path };
}

/** @param {number} version */
function countBits(version) {
  return version < 10 ? 8 : 16;
}

/** @param {number} version */
function alignmentCount(version) {
  return version === 1 ? 0 : Math.floor(version / 7) + 2;
}

/**
 * Return how many words fit into a code: its modules without all patterns.
 * @param {number} version
 */
function allWords(version) {
  const count = alignmentCount(version);
  const patterns = count ? (25 * count - 10) * count - 55 : 0;
  return Math.floor(((16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0)) / 8);
}

/** @param {number} version */
function dataWords(version) {
  return allWords(version) - WORDS[version - 1] * BLOCKS[version - 1];
}

/**
 * @param {number} version
 * @param {Uint8Array} bytes
 * @returns {number[]}
 */
function dataOf(version, bytes) {
  const bits = [...bitsOf(4, 4), ...bitsOf(bytes.length, countBits(version)), ...[...bytes].flatMap((byte) => bitsOf(byte, 8))];
  const room = dataWords(version) * 8;
  bits.push(...bitsOf(0, Math.min(4, room - bits.length)));
  bits.push(...bitsOf(0, (8 - (bits.length % 8)) % 8));
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) bits.push(...bitsOf(pad, 8));
  return Array.from({ length: room / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
}

/**
 * @param {number} value
 * @param {number} count
 * @returns {number[]}
 */
function bitsOf(value, count) {
  return Array.from({ length: count }, (_, at) => (value >>> (count - 1 - at)) & 1);
}

/**
 * Multiply in the field of 256.
 * @param {number} one
 * @param {number} other
 */
function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((other >>> bit) & 1) * one);
  return product;
}

/**
 * @param {number} degree
 * @returns {number[]}
 */
function divisor(degree) {
  const made = [...new Array(degree - 1).fill(0), 1];
  for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
    for (let at = 0; at < degree; at += 1) made[at] = times(made[at], root) ^ (made[at + 1] ?? 0);
  }
  return made;
}

/**
 * @param {number[]} data
 * @param {number[]} by
 * @returns {number[]}
 */
function remainder(data, by) {
  const rest = new Array(by.length).fill(0);
  for (const word of data) {
    const factor = word ^ rest.shift();
    rest.push(0);
    by.forEach((one, at) => { rest[at] ^= times(one, factor); });
  }
  return rest;
}

/**
 * Cut the data into blocks, give each its words of correction, and mix them all.
 * @param {number} version
 * @param {number[]} data
 * @returns {number[]}
 */
function withCorrection(version, data) {
  const [count, extra] = [BLOCKS[version - 1], WORDS[version - 1]];
  const short = Math.floor(data.length / count);
  const long = data.length % count;
  const by = divisor(extra);
  let from = 0;
  const blocks = Array.from({ length: count }, (_, at) => {
    const block = data.slice(from, from + short + (at >= count - long ? 1 : 0));
    from += block.length;
    return block;
  });
  const corrections = blocks.map((block) => remainder(block, by));
  const mixed = (/** @type {number[][]} */ rows, /** @type {number} */ length) =>
    Array.from({ length }, (_, at) => rows.filter((row) => at < row.length).map((row) => row[at])).flat();
  return [...mixed(blocks, short + 1), ...mixed(corrections, extra)];
}

/**
 * @param {number} version
 * @param {number[]} words
 * @param {number} mask
 * @returns {Uint8Array[]}
 */
function drawn(version, words, mask) {
  const side = version * 4 + 17;
  const modules = Array.from({ length: side }, () => new Uint8Array(side));
  const isPattern = Array.from({ length: side }, () => new Uint8Array(side));
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number | boolean} */ dark) => {
    if (x < 0 || y < 0 || x >= side || y >= side) return;
    modules[y][x] = Number(dark);
    isPattern[y][x] = 1;
  };
  drawPatterns(version, side, set);
  drawFormat(mask, side, set);
  const bits = words.flatMap((word) => bitsOf(word, 8));
  let next = 0;
  for (let right = side - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < side; step += 1) {
      const y = ((right + 1) & 2) === 0 ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (isPattern[y][x]) continue;
        modules[y][x] = (bits[next] ?? 0) ^ Number(MASKS[mask](x, y));
        next += 1;
      }
    }
  }
  return modules;
}

/** @typedef {(x: number, y: number, dark: number | boolean) => void} Draw */

/**
 * @param {number} version
 * @param {number} side
 * @param {Draw} set
 */
function drawPatterns(version, side, set) {
  for (let at = 0; at < side; at += 1) [[6, at], [at, 6]].forEach(([x, y]) => set(x, y, at % 2 === 0));
  const square = (/** @type {number} */ left, /** @type {number} */ top, /** @type {number} */ reach, /** @type {number[]} */ light) => {
    for (let y = -reach; y <= reach; y += 1) {
      for (let x = -reach; x <= reach; x += 1) set(left + x, top + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
    }
  };
  [[3, 3], [side - 4, 3], [3, side - 4]].forEach(([x, y]) => square(x, y, 4, [2, 4]));
  const places = alignments(version, side);
  const [first, last] = [places[0], places[places.length - 1]];
  for (const x of places) {
    for (const y of places) {
      const isCorner = (x === first && y === first) || (x === first && y === last) || (x === last && y === first);
      if (!isCorner) square(x, y, 2, [1]);
    }
  }
  if (version < 7) return;
  bitsOf((version << 12) | checked(version, 12, 0x1f25), 18).reverse().forEach((dark, at) => {
    const [a, b] = [side - 11 + (at % 3), Math.floor(at / 3)];
    set(a, b, dark);
    set(b, a, dark);
  });
}

/**
 * @param {number} version
 * @param {number} side
 * @returns {number[]}
 */
function alignments(version, side) {
  const count = alignmentCount(version);
  if (!count) return [];
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => side - 7 - step * (count - 2 - at))];
}

/**
 * Return the check bits of a value.
 * @param {number} value
 * @param {number} count
 * @param {number} by
 */
function checked(value, count, by) {
  let rest = value;
  for (let step = 0; step < count; step += 1) rest = (rest << 1) ^ ((rest >>> (count - 1)) * by);
  return rest;
}

/**
 * Say level and mask, twice; level M is 0.
 * @param {number} mask
 * @param {number} side
 * @param {Draw} set
 */
function drawFormat(mask, side, set) {
  const bits = bitsOf(((mask << 10) | checked(mask, 10, 0x537)) ^ 0x5412, 15).reverse();
  const spots = [0, 1, 2, 3, 4, 5, 7, 8];
  bits.forEach((dark, at) => {
    if (at < 8) set(8, spots[at], dark);
    else set(spots[14 - at], 8, dark);
    if (at < 8) set(side - 1 - at, 8, dark);
    else set(8, side - 15 + at, dark);
  });
  set(8, side - 8, 1);
}

/**
 * Say how hard a code is to read: rows of one colour, squares, what looks like a corner, and how uneven it is.
 * @param {Uint8Array[]} modules
 * @returns {number}
 */
function penalty(modules) {
  const side = modules.length;
  const columns = modules.map((_, x) => modules.map((row) => row[x]));
  let sum = 0;
  let dark = 0;
  for (const line of [...modules.map((row) => [...row]), ...columns]) {
    const text = line.join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (let at = 0; at + 11 <= side; at += 1) {
      const part = text.slice(at, at + 11);
      if (part === "10111010000" || part === "00001011101") sum += 40;
    }
  }
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      dark += modules[y][x];
      if (x && y && modules[y][x] === modules[y - 1][x] && modules[y][x] === modules[y][x - 1] && modules[y][x] === modules[y - 1][x - 1]) sum += 3;
    }
  }
  return sum + Math.floor(Math.abs((dark * 20) / (side * side) - 10)) * 10;
}
