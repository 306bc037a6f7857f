// What the search makes ready once: words by offer.
import { rawWords, words } from "./words.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./vocabulary.js").Vocabulary} Vocabulary
 */

/**
 * @typedef {{weight: number, texts: string[], tokens: string[][]}} Field
 * @param {Offers} offers
 * @param {string} name
 * @param {number} weight
 * @returns {Field}
 */
export function field(offers, name, weight) {
  /** @type {string[]} */
  const texts = /** @type {any} */ (offers.columns)[name];
  /** @type {Map<string, string[]>} */
  const known = new Map();
  const tokens = texts.map((text) => {
    let found = known.get(text);
    if (!found) known.set(text, found = words(text));
    return found;
  });
  return { weight, texts, tokens };
}

/**
 * @param {Field[]} fields
 * @returns {Set<string>}
 */
export function knownWords(fields) {
  /** @type {Set<string>} */
  const known = new Set();
  for (const { tokens } of fields) for (const found of tokens) for (const word of found) known.add(word);
  return known;
}

/**
 * Return the most frequent writing of each folded word.
 * @param {Field[]} fields
 * @returns {Map<string, string>}
 */
export function written(fields) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  const count = (/** @type {string} */ text) => {
    for (const word of rawWords(text)) counted.set(word, (counted.get(word) ?? 0) + 1);
  };
  fields.forEach((one) => one.texts.forEach(count));
  /** @type {Map<string, string>} */
  const result = new Map();
  /** @type {Map<string, number>} */
  const most = new Map();
  for (const [word, times] of counted) {
    for (const key of words(word)) {
      if (times > (most.get(key) ?? 0)) {
        most.set(key, times);
        result.set(key, word);
      }
    }
  }
  return result;
}

/**
 * For each word the offers in whose texts it stands, with the summed weight of the fields.
 * @param {Field[]} fields
 * @param {Vocabulary} vocabulary
 * @returns {{offers: number[], weights: number[]}[]}
 */
export function postings(fields, vocabulary) {
  /** @type {{offers: number[], weights: number[]}[]} */
  const result = vocabulary.words.map(() => ({ offers: [], weights: [] }));
  const size = fields.length ? fields[0].tokens.length : 0;
  for (let offer = 0; offer < size; offer += 1) {
    for (const { weight, tokens } of fields) {
      for (const word of new Set(tokens[offer])) {
        const { offers, weights } = result[/** @type {number} */ (vocabulary.ids.get(word))];
        if (offers[offers.length - 1] === offer) weights[weights.length - 1] += weight;
        else { offers.push(offer); weights.push(weight); }
      }
    }
  }
  return result;
}
