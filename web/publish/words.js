// Words as the search compares them, folded exactly as geo/offers/search/words.py folds them: tests compare both.
import { RULES } from "./rules.js";

/** Letters that Unicode does not take apart, and letters that are written for each other. */
const LETTERS = new Map(Object.entries({
  "ß": "ss", "ς": "σ", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th",
  "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ٱ": "ا",
  "ё": "е", "ґ": "г",
}));
for (let digit = 0; digit < 10; digit += 1) {
  LETTERS.set(String.fromCodePoint(0x0660 + digit), String(digit));
  LETTERS.set(String.fromCodePoint(0x06F0 + digit), String(digit));
}

/** Marks that stand inside a word without being letters: accents, vowel signs, the Arabic stretch, joiners. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060\u00ad]/g;
const WORD = /[\p{L}\p{N}]+/gu;
const UMLAUT_E = /(?<=[aou])e+/g;
const COMBINING = /\p{M}/gu;
/** The Arabic article, alone and joined with "and", "with", "for". */
const ARTICLE = /^(?:و|ب|ف|ك)?ال(?=.{3})|^لل(?=.{3})/u;
const ASCII = /^[\x00-\x7f]*$/;

/** @type {Map<string, string>} */
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
  const swapped = Array.from(lowered, (letter) => LETTERS.get(letter) ?? letter).join("");
  return swapped.normalize("NFKD").replace(COMBINING, "").replace(UMLAUT_E, "");
}

/**
 * @param {string} word
 * @returns {string}
 */
function foldedWord(word) {
  let found = folded.get(word);
  if (found === undefined) {
    found = fold(word).replace(ARTICLE, "");
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
 * Return the folded words of a text in order; the Arabic article is taken off.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return rawWords(text).map(foldedWord).filter(Boolean);
}

/**
 * Return the words that say something; all of them if none does.
 * @param {string[]} found
 * @param {ReadonlySet<string>} stopWords
 * @returns {string[]}
 */
export function withoutStopWords(found, stopWords) {
  const kept = found.filter((word) => !stopWords.has(word));
  return kept.length ? kept : found;
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
