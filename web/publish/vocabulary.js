// All different words of the offers, and how a word of a question may match them: the rules of geo/offers/search/vocabulary.py.
import { stem } from "./words.js";

const QUALITY_EXACT = 1.0;
const QUALITY_INFLECTED = 0.85;
const QUALITY_STEM_ONLY = 0.75;
const QUALITY_LONG_START = 0.5;
const QUALITY_PART = 0.4;
const QUALITY_COMPOUND = 0.85;
const QUALITY_TYPO = 0.4;
const BEGINNING_FROM = 3;
const SHORT_WORD = 4;
const LONG_START = 7;
const SPLIT_FROM = 8;
const COMPOUND_FROM = 3;
const PART_FROM = 4;
/** From so many letters on two typos are allowed, also in the first letter. */
export const LONG_WORD = 8;
/** What German puts between the parts of a compound, and endings that make nouns of the first part. */
const LINKS = ["schafts", "ungs", "heits", "keits", "schaft", "ung", "es", "en", "er", "s", "n", "e", ""];
const ENDING = 3;
const HEAD_ENDING = 4;

/** @typedef {Map<number, number>} Qualities how well each known word (by its id) matches */

/**
 * Count insertions, deletions, replacements and swaps of neighbours; more than `most` is told as `most + 1`.
 * @param {string} one
 * @param {string} other
 * @param {number} most
 * @returns {number}
 */
export function typosBetween(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = new Array(other.length + 1).fill(0);
  let last = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, before[j - 2] + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most + 1) return most + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[other.length], most + 1);
}

/**
 * Say whether two words are the same but for an ending or a typo.
 * @param {string} asked
 * @param {string} known
 * @returns {boolean}
 */
export function isSameWord(asked, known) {
  if (asked === known) return true;
  if (Math.min(asked.length, known.length) < SHORT_WORD) return false;
  return stem(asked) === stem(known) || (asked.length > SHORT_WORD && typosBetween(asked, known, 1) <= 1);
}

/**
 * @param {string} word
 * @returns {number}
 */
function allowedTypos(word) {
  if (word.length < SHORT_WORD) return 0;
  return word.length < LONG_WORD ? 1 : 2;
}

/**
 * Say whether a word stands in a compound after at least three letters, up to a break that can be one.
 * @param {string} word
 * @param {string} known
 * @returns {boolean}
 */
function isLaterPart(word, known) {
  const place = known.indexOf(word, 3);
  if (place < 0) return false;
  const rest = known.length - place - word.length;
  return rest === 0 || rest >= 3 || /[nse]$/.test(known);
}

/** Folded words by the alphabet; an id is a place in it. `written` says how each is mostly written. */
export class Vocabulary {
  /**
   * @param {Iterable<string>} known
   * @param {Map<string, string>} written
   */
  constructor(known, written) {
    this.words = [...new Set(known)].sort();
    this.ids = new Map(this.words.map((word, id) => [word, id]));
    this.written = written;
  }

  /**
   * Return the ids of the words that begin so and have at most `longest` letters.
   * @param {string} start
   * @param {number} [longest]
   * @returns {number[]}
   */
  beginningWith(start, longest = Infinity) {
    const found = [];
    for (let id = this._place(start); id < this.words.length && this.words[id].startsWith(start); id += 1) {
      if (this.words[id].length <= longest) found.push(id);
    }
    return found;
  }

  /**
   * Return how well each known word matches without a typo; a better reason overwrites a weaker one.
   * @param {string} word
   * @returns {Qualities}
   */
  direct(word) {
    /** @type {Qualities} */
    const found = new Map();
    const own = this.ids.get(word);
    if (word.length < BEGINNING_FROM) return own === undefined ? found : found.set(own, QUALITY_EXACT);
    const root = stem(word);
    const isLong = word.length >= SHORT_WORD;
    if (isLong) {
      this.words.forEach((known, id) => { if (isLaterPart(word, known)) found.set(id, QUALITY_PART); });
      put(found, this.beginningWith(root), QUALITY_PART);
    }
    put(found, this.beginningWith(word), word.length >= LONG_START ? QUALITY_LONG_START : QUALITY_PART);
    if (isLong) put(found, this.beginningWith(root, root.length + ENDING), QUALITY_STEM_ONLY);
    put(found, this.beginningWith(word, word.length + ENDING), QUALITY_INFLECTED);
    if (own !== undefined) found.set(own, QUALITY_EXACT);
    return found;
  }

  /**
   * Give the known words that fit the two parts of a compound, for each way to cut it.
   * @param {string} word
   * @returns {[Qualities, Qualities][]}
   */
  splits(word) {
    /** @type {[Qualities, Qualities][]} */
    const found = [];
    if (word.length < SPLIT_FROM) return found;
    for (let cut = PART_FROM; cut <= word.length - PART_FROM; cut += 1) {
      const root = stem(word.slice(cut));
      const tail = this.beginningWith(root, root.length + ENDING);
      const head = tail.length ? this._head(word.slice(0, cut)) : [];
      if (head.length) found.push([put(new Map(), head, QUALITY_EXACT), put(new Map(), tail, QUALITY_EXACT)]);
    }
    return found;
  }

  /**
   * Return the known words that two words make together, as "Frauen" and "Café" make "Frauencafé".
   * @param {string} first
   * @param {string} second
   * @returns {Qualities}
   */
  compounds(first, second) {
    if (Math.min(first.length, second.length) < COMPOUND_FROM) return new Map();
    const head = stem(first);
    const tail = stem(second);
    const fits = (/** @type {number} */ id) => {
      const place = this.words[id].indexOf(tail, head.length);
      const rest = this.words[id].length - place - tail.length;
      return place >= 0 && rest >= 0 && rest <= ENDING;
    };
    return put(new Map(), this.beginningWith(head).filter(fits), QUALITY_COMPOUND);
  }

  /**
   * Return the known words that differ by a typo or two; all but long words must begin alike.
   * @param {string} word
   * @returns {Qualities}
   */
  typos(word) {
    /** @type {Qualities} */
    const found = new Map();
    const allowed = allowedTypos(word);
    if (!allowed) return found;
    this.words.forEach((known, id) => {
      if (word.length < LONG_WORD && known[0] !== word[0]) return;
      const typos = typosBetween(word, known, allowed);
      if (typos > 0 && typos <= allowed) found.set(id, QUALITY_TYPO / typos);
    });
    return found;
  }

  /**
   * Return the known words most alike, for a suggestion: another first letter, or one typo more.
   * @param {string} word
   * @param {number} most
   * @returns {string[]}
   */
  neighbours(word, most) {
    if (word.length < SHORT_WORD) return [];
    const allowed = allowedTypos(word) + (word.length >= LONG_WORD ? 1 : 0);
    const near = this.words
      .map((known) => ({ known, typos: typosBetween(word, known, allowed) }))
      .filter((one) => one.typos <= allowed);
    return near.sort((one, other) => one.typos - other.typos).slice(0, most).map((one) => one.known);
  }

  /**
   * @param {string} part
   * @returns {number[]}
   */
  _head(part) {
    for (const link of LINKS) {
      const root = part.slice(0, part.length - link.length);
      if (part.endsWith(link) && root.length >= PART_FROM) {
        const found = this.beginningWith(root, root.length + HEAD_ENDING);
        if (found.length) return found;
      }
    }
    return [];
  }

  /**
   * Return where a word stands in the alphabet, or would stand.
   * @param {string} word
   * @returns {number}
   */
  _place(word) {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * @param {Qualities} found
 * @param {number[]} ids
 * @param {number} quality
 * @returns {Qualities}
 */
function put(found, ids, quality) {
  ids.forEach((id) => found.set(id, quality));
  return found;
}
