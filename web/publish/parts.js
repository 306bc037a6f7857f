// The parts of a question: what phrases ask for, by halves of words; twin of the end of geo/offers/search/reading.py.
import { RULES } from "./rules.js";

/**
 * @typedef {import("./phrases.js").Phrase} Phrase
 * @typedef {{meanings: string[], places: number[], halves: number[], language: string, isHint: boolean, weight: number}} Part
 * @typedef {{phrase: Phrase, halves: number[], quality: number}} Hit
 */

/**
 * Return what the first meaning of a part is about, such as a topic or a city.
 * @param {Part} part
 * @returns {string}
 */
export function kindOf(part) {
  return part.meanings[0].split(":", 1)[0];
}

/**
 * @param {number} number
 * @returns {number}
 */
export function rounded(number) {
  return Math.round(number * 1e6) / 1e6;
}

/**
 * Return the meanings of a phrase that an offer can have.
 * @param {Phrase} phrase
 * @returns {string[]}
 */
export function toldBy(phrase) {
  return phrase.meanings.filter((one) => one !== RULES.asking && !RULES.flags.includes(one));
}

/**
 * @param {string} meaning
 * @returns {string}
 */
export function sortOf(meaning) {
  const kind = meaning.split(":", 1)[0];
  return RULES.core_kinds.includes(kind) ? "core" : kind;
}

/**
 * Return what a phrase asks for: its first meaning, or another of the same sort.
 * @param {Hit} hit
 * @returns {Part}
 */
export function saidBy({ phrase, halves, quality }) {
  const told = toldBy(phrase);
  const weight = rounded(Math.min(RULES.most_weight, (1 + quality) / 2));
  return partOf(told.filter((one) => sortOf(one) === sortOf(told[0])), halves, phrase.language, false, weight);
}

/**
 * Return what a phrase asks for besides: the level of a course, the day of a time.
 * @param {Hit} hit
 * @returns {Part[]}
 */
export function also({ phrase, halves }) {
  const told = toldBy(phrase);
  return told.filter((one) => sortOf(one) !== sortOf(told[0])).map((one) => partOf([one], halves, phrase.language, false, 1));
}

/**
 * Return the parts that ask for something that no part before them does.
 * @param {Part[]} all
 * @param {Part[]} before
 * @returns {Part[]}
 */
export function more(all, before) {
  const known = new Set(before.flatMap((part) => part.meanings));
  return all.filter((part) => !known.has(part.meanings[0]) && known.add(part.meanings[0]));
}

/**
 * @param {string[]} meanings
 * @param {number[]} halves
 * @param {string} language
 * @param {boolean} isHint
 * @param {number} weight
 * @returns {Part}
 */
export function partOf(meanings, halves, language, isHint, weight) {
  return { meanings, places: placesOf(halves), halves, language, isHint, weight };
}

/**
 * @param {number[]} halves
 * @returns {number[]}
 */
export function placesOf(halves) {
  return sorted(halves.map((half) => Math.floor(half / 2)));
}

/**
 * @param {number[]} numbers
 * @returns {number[]}
 */
export function sorted(numbers) {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

/**
 * Join parts said by the same words, and parts that mean the same.
 * @param {Part[]} parts
 * @returns {Part[]}
 */
export function merged(parts) {
  /** @type {Part[]} */
  const result = [];
  for (const part of parts) {
    const same = result.findIndex((one) => isSame(one.halves, part.halves) || one.meanings[0] === part.meanings[0]);
    if (same < 0) {
      result.push(part);
      continue;
    }
    const one = result[same];
    const meanings = [...new Set([...one.meanings, ...part.meanings])];
    const weight = Math.max(one.weight, part.weight);
    result[same] = partOf(meanings, sorted([...one.halves, ...part.halves]), one.language, one.isHint && part.isHint, weight);
  }
  return result;
}

/**
 * @param {number[]} one
 * @param {number[]} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  return one.length === other.length && one.every((place, at) => place === other[at]);
}
