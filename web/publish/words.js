// Words as the search compares them, folded exactly as geo/offers/search/words.py folds them: tests compare both.
import { RULES } from "./rules.js";

/** Letters that are written for each other, once the rules are there. @type {Map<string, string> | null} */
let letters = null;

/** Marks that stand inside a word without being letters: accents, vowel signs, the Arabic stretch, joiners. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060-\u2069\u202a-\u202e\u00ad]/g;
/** Signs of Indian scripts stand beside a letter: they are part of the word. Chinese letters are a word apart from others. */
const WORD = /[\u4e00-\u9fff]+|(?![\u4e00-\u9fff])[\p{L}\p{N}](?:(?![\u4e00-\u9fff])[\p{L}\p{N}]|(?=[\u0900-\u0dff])[\p{Mc}\p{Mn}])*/gu;
const UMLAUT_E = /(?<=[aou])e+/g;
const COMBINING = /\p{Mn}/gu;
/** The Arabic article, alone and joined with "and", "with", "for". */
const ARTICLE = /^(?:و|ب|ف|ك)?ال(?=.{3})|^لل(?=.{3})/u;
/** Chinese is written without spaces: a run of its letters is read as its pairs. */
const CHINESE = /^[\u4e00-\u9fff]+$/u;
const ASCII = /^[\x00-\x7f]*$/;

/** @type {Map<string, string[]>} */
const folded = new Map();
const FOLDED_LIMIT = 200000;

/**
 * Return a text in the form in which texts are compared.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase().replace(UMLAUT_E, "");
  const lowered = text.normalize("NFKC").replace(MARKS, "").toLowerCase();
  letters ??= new Map(Object.entries(RULES.letters));
  const swapped = Array.from(lowered, (letter) => letters?.get(letter) ?? letter).join("");
  return swapped.normalize("NFKD").replace(COMBINING, "").replace(UMLAUT_E, "");
}

/**
 * Cut a run of Chinese letters into its pairs; another word stays whole.
 * @param {string} word
 * @returns {string[]}
 */
export function pairs(word) {
  if (CHINESE.test(word)) return Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2));
  return word ? [word] : [];
}

/**
 * @param {string} word
 * @returns {string[]}
 */
function foldedWords(word) {
  let found = folded.get(word);
  if (found === undefined) {
    found = pairs(fold(word).replace(ARTICLE, ""));
    if (folded.size < FOLDED_LIMIT) folded.set(word, found);
  }
  return found;
}

/**
 * Return the words of a text as they are written, in order.
 * @param {string} text
 * @returns {string[]}
 */
export function rawWords(text) {
  return text.normalize("NFKC").replace(MARKS, "").match(WORD) ?? [];
}

/**
 * Return the folded words of a text in order, each behind the word as it is written.
 * @param {string} text
 * @returns {[written: string, folded: string][]}
 */
export function writtenWords(text) {
  return rawWords(text).flatMap((word) => foldedWords(word).map((folded) => /** @type {[string, string]} */ ([word, folded])));
}

/**
 * Return the folded words of a text in order; the Arabic article is taken off, Chinese is cut into pairs.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return rawWords(text).flatMap(foldedWords);
}

/**
 * Return a folded word without its German ending, the word itself where it has none.
 * @param {string} word
 * @returns {string}
 */
export function stem(word) {
  const ending = RULES.endings.find((one) => word.endsWith(one) && word.length - one.length >= RULES.shortest_stem);
  return ending ? word.slice(0, -ending.length) : word;
}
