// Sets of offers as bits give what plain loops give.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allBits, allOf, anyOf, countBoth, hasBit, members, noBits, setBit } from "../../web/publish/bits.js";

let seed = 5;
const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };

function drawn(size) {
  const [set, bits] = [new Set(), noBits(size)];
  for (let at = 0; at < size; at += 1) {
    if (random() < 0.5) continue;
    set.add(at);
    setBit(bits, at);
  }
  return { set, bits };
}

test("sets are joined, crossed and counted as by plain loops, whatever their size", () => {
  for (const size of [0, 1, 31, 32, 33, 64, 100, 1000]) {
    const [one, other] = [drawn(size), drawn(size)];
    const all = Array.from({ length: size }, (_, at) => at);
    assert.deepEqual(members(one.bits), [...one.set]);
    assert.deepEqual(members(anyOf([one.bits, other.bits], size)), all.filter((at) => one.set.has(at) || other.set.has(at)));
    assert.deepEqual(members(allOf([one.bits, other.bits], size)), all.filter((at) => one.set.has(at) && other.set.has(at)));
    assert.equal(countBoth(one.bits, other.bits), all.filter((at) => one.set.has(at) && other.set.has(at)).length);
    assert.deepEqual(all.filter((at) => hasBit(one.bits, at)), [...one.set]);
  }
});

test("no set at all leaves every offer, and nothing behind the last", () => {
  for (const size of [0, 1, 32, 33]) {
    assert.equal(members(allOf([], size)).length, size);
    assert.equal(countBoth(allBits(size), allBits(size)), size);
    assert.deepEqual(members(anyOf([], size)), []);
  }
});
