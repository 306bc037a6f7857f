// What people say and what they mean by it, as geo/offers/search/phrases.py compiled it.
import { unpackTexts } from "./unpacking.js";
import { Vocabulary } from "./vocabulary.js";
import { pairs } from "./words.js";

/**
 * @typedef {{words: number[], language: string, meanings: string[]}} Phrase
 * @typedef {Object} Compiled
 * @property {string[]} meanings each several parted by ";", the most fitting first
 * @property {Record<string, string>} phrases by language: those of each of `meanings`, packed and parted by "|"
 * @property {Record<string, string>} silent by language: the words that say nothing, packed
 */

/** @type {ReadonlySet<string>} */
const NONE = new Set();

/** The phrases with the ways to look them up. */
export class Phrasebook {
  /** @param {Compiled} compiled */
  constructor(compiled) {
    const inOrder = Object.entries(compiled.phrases).sort(([one], [other]) => (one < other ? -1 : 1));
    const lines = inOrder.flatMap(([language, byMeaning]) =>
      byMeaning.split("|").flatMap((packed, at) => unpackTexts(packed).map((line) =>
        ({ found: line.split(" ").flatMap(pairs), language, meanings: compiled.meanings[at].split(";") }))));
    this.vocabulary = new Vocabulary(lines.flatMap((line) => line.found), new Map());
    const { ids } = this.vocabulary;
    /** @type {Phrase[]} */
    this.phrases = lines.map(({ found, language, meanings }) =>
      ({ words: found.map((word) => /** @type {number} */ (ids.get(word))), language, meanings }));
    /** @type {Map<string, Set<string>>} */
    this.silent = new Map();
    for (const [language, found] of Object.entries(compiled.silent)) {
      for (const word of unpackTexts(found)) {
        const known = this.silent.get(word);
        if (known) known.add(language);
        else this.silent.set(word, new Set([language]));
      }
    }
    /** @type {number[][]} for each word the numbers of the phrases that hold it */
    this.withWord = this.vocabulary.words.map(() => []);
    this.phrases.forEach((phrase, number) => phrase.words.forEach((word) => this.withWord[word].push(number)));
    /** @type {Set<number>} the words of names of cities: they are the same in every language */
    this.ofCities = new Set(this.phrases.filter((phrase) => phrase.meanings[0].startsWith("city:")).flatMap((phrase) => phrase.words));
  }

  /**
   * Return the languages whose phrases hold a word.
   * @param {number} word
   * @returns {Set<string>}
   */
  languagesOf(word) {
    return new Set(this.withWord[word].map((number) => this.phrases[number].language));
  }

  /**
   * Return the languages in which a word is known, be it to say nothing.
   * @param {string} word
   * @returns {Set<string>}
   */
  knowing(word) {
    const found = this.vocabulary.ids.get(word);
    return new Set([...(found === undefined ? NONE : this.languagesOf(found)), ...(this.silent.get(word) ?? NONE)]);
  }
}
