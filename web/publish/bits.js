// Sets of offers as bits, 32 in a number: joined, crossed and counted without going through the offers one by one.

const WORD = 32;

/** @typedef {Uint32Array} Bits */

/**
 * @param {number} size how many offers there are
 * @returns {Bits}
 */
export function noBits(size) {
  return new Uint32Array(Math.ceil(size / WORD));
}

/**
 * @param {number} size
 * @returns {Bits}
 */
export function allBits(size) {
  const bits = noBits(size).fill(0xffffffff);
  if (size % WORD) bits[bits.length - 1] = 2 ** (size % WORD) - 1;
  return bits;
}

/**
 * @param {Bits} bits
 * @param {number} at
 */
export function setBit(bits, at) {
  bits[at >>> 5] |= 1 << (at & 31);
}

/**
 * @param {Bits} bits
 * @param {number} at
 * @returns {boolean}
 */
export function hasBit(bits, at) {
  return (bits[at >>> 5] & (1 << (at & 31))) !== 0;
}

/**
 * Return what is in any of some sets.
 * @param {Bits[]} sets
 * @param {number} size
 * @returns {Bits}
 */
export function anyOf(sets, size) {
  const result = noBits(size);
  for (const set of sets) for (let at = 0; at < result.length; at += 1) result[at] |= set[at];
  return result;
}

/**
 * Return what is in all of some sets; everything where there is none.
 * @param {Bits[]} sets
 * @param {number} size
 * @returns {Bits}
 */
export function allOf(sets, size) {
  const result = allBits(size);
  for (const set of sets) for (let at = 0; at < result.length; at += 1) result[at] &= set[at];
  return result;
}

/**
 * Count what is in both sets.
 * @param {Bits} one
 * @param {Bits} other
 * @returns {number}
 */
export function countBoth(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) {
    // Neighbouring bits are added in pairs, fours and eights; the product adds the four bytes.
    let word = one[at] & other[at];
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    sum += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return sum;
}

/**
 * Return what is in a set, in order.
 * @param {Bits} bits
 * @returns {number[]}
 */
export function members(bits) {
  const found = [];
  for (let at = 0; at < bits.length; at += 1) {
    for (let word = bits[at]; word !== 0; word &= word - 1) found.push(at * WORD + 31 - Math.clz32(word & -word));
  }
  return found;
}
