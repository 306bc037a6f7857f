// What the search makes ready once: words by offer, concepts by word.
import { rawWords, withoutStopWords, words } from "./words.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./vocabulary.js").Vocabulary} Vocabulary
 * @typedef {{column: "topics" | "target_groups" | "languages", value: string, names: string[]}} ConceptNames
 * @typedef {{members: number[], terms: string[][]}} Concept the offers that have it and the words that name it
 * @typedef {Map<number, Map<number, number>>} Named word id, concept number, weight
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
 * @param {ConceptNames} names
 * @param {Offers} offers
 * @param {ReadonlySet<string>} stopWords
 * @returns {Concept}
 */
export function concept(names, offers, stopWords) {
  const terms = names.names.map((name) => withoutStopWords(words(name), stopWords)).filter((term) => term.length);
  const different = new Map(terms.map((term) => [term.join(" "), term]));
  const members = offers.columns[names.column].flatMap((values, offer) => (values.includes(names.value) ? [offer] : []));
  return { members, terms: [...different.values()] };
}

/**
 * @param {Field[]} fields
 * @param {Concept[]} concepts
 * @returns {Set<string>}
 */
export function knownWords(fields, concepts) {
  const known = new Set(concepts.flatMap((one) => one.terms.flat()));
  for (const { tokens } of fields) for (const found of tokens) for (const word of found) known.add(word);
  return known;
}

/**
 * Return the most frequent writing of each folded word.
 * @param {Field[]} fields
 * @param {ConceptNames[]} concepts
 * @returns {Map<string, string>}
 */
export function written(fields, concepts) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  const count = (/** @type {string} */ text) => {
    for (const word of rawWords(text)) counted.set(word, (counted.get(word) ?? 0) + 1);
  };
  fields.forEach((one) => one.texts.forEach(count));
  concepts.filter((one) => one.column !== "languages").forEach((one) => one.names.forEach(count));
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

/**
 * Return for each word the concepts it names alone (or in part, as a word of a longer term).
 * @param {Concept[]} concepts
 * @param {Vocabulary} vocabulary
 * @param {boolean} inPart
 * @param {number} weight
 * @returns {Named}
 */
export function named(concepts, vocabulary, inPart, weight) {
  /** @type {Named} */
  const result = new Map();
  concepts.forEach(({ terms }, number) => {
    for (const term of terms.filter((one) => (one.length > 1) === inPart)) {
      for (const word of term) {
        const id = /** @type {number} */ (vocabulary.ids.get(word));
        const entry = result.get(id) ?? new Map();
        result.set(id, entry.set(number, weight));
      }
    }
  });
  return result;
}
