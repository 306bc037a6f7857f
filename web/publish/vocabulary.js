// All different words of the offers, and how a word of a question may match them: the rules of geo/offers/search/vocabulary.py.
import { RULES } from "./rules.js";
import { stem } from "./words.js";


/** @typedef {Map<number, number>} Qualities how well each known word (by its id) matches */

/**
 * Count insertions, deletions, replacements and swaps of neighbours; more than `most` is told as `most + 1`.
 * @param {string} one
 * @param {string} other
 * @param {number} most
 * @param {boolean} [isBeginning] whether `other` may go on
 * @returns {number}
 */
export function typosBetween(one, other, most, isBeginning = false) {
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
  return Math.min(isBeginning ? Math.min(...last) : last[other.length], most + 1);
}

/**
 * Say how many typos a word may have.
 * @param {string} word
 * @returns {number}
 */
export function allowedTypos(word) {
  if (word.length < RULES.short_word) return 0;
  return word.length < RULES.long_word ? 1 : 2;
}

/**
 * Say whether a word stands in a compound after at least three letters, up to a break that can be one.
 * @param {string} word
 * @param {string} known
 * @returns {boolean}
 */
function isLaterPart(word, known) {
  const place = known.indexOf(word, RULES.later_from);
  if (place < 0) return false;
  const rest = known.length - place - word.length;
  return rest === 0 || rest >= RULES.later_from || /[nse]$/.test(known);
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
    this.joined = `\n${this.words.map((word) => `${word}\n`).join("")}`;
    let start = 1;
    this.starts = Uint32Array.from([1, ...this.words.map((word) => (start += word.length + 1))]);
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
    if (word.length < RULES.beginning_from) return own === undefined ? found : found.set(own, RULES.exact);
    const root = stem(word);
    const isLong = word.length >= RULES.short_word;
    if (isLong) {
      put(found, this._withLaterPart(word), RULES.part);
      put(found, this.beginningWith(root), RULES.part);
    }
    put(found, this.beginningWith(word), word.length >= RULES.long_start_from ? RULES.long_start : RULES.part);
    if (isLong) put(found, this.beginningWith(root, root.length + RULES.ending), RULES.stem);
    put(found, this.beginningWith(word, word.length + RULES.ending), RULES.inflected);
    if (own !== undefined) found.set(own, RULES.exact);
    return found;
  }

  /**
   * Return the ids of compounds that hold a word after their beginning; one look through all words at once.
   * @param {string} word
   * @returns {number[]}
   */
  _withLaterPart(word) {
    const found = [];
    for (let at = this.joined.indexOf(word); at >= 0;) {
      let [low, high] = [0, this.words.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.starts[middle] <= at) low = middle + 1;
        else high = middle;
      }
      if (isLaterPart(word, this.words[low - 1])) found.push(low - 1);
      at = this.joined.indexOf(word, this.starts[low]);
    }
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
    if (word.length < RULES.split_from) return found;
    for (let cut = RULES.part_from; cut <= word.length - RULES.part_from; cut += 1) {
      const root = stem(word.slice(cut));
      const tail = this.beginningWith(root, root.length + RULES.ending);
      const head = tail.length ? this._head(word.slice(0, cut)) : [];
      if (head.length) found.push([put(new Map(), head, RULES.exact), put(new Map(), tail, RULES.exact)]);
    }
    return found;
  }

  /**
   * Return the known words that differ by a typo or two; all but long words must begin alike.
   * @param {string} word
   * @param {boolean} [beginAlike]
   * @returns {Qualities}
   */
  typos(word, beginAlike = false) {
    /** @type {Qualities} */
    const found = new Map();
    const allowed = allowedTypos(word);
    if (!allowed) return found;
    const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
    const alike = beginAlike || word.length < RULES.long_word;
    const from = alike ? this._place(first) : 0;
    for (let id = from; id < this.words.length; id += 1) {
      const known = this.words[id];
      if (alike && !known.startsWith(first)) break;
      const typos = typosBetween(word, known, allowed);
      if (typos > 0 && typos <= allowed) found.set(id, RULES.typo / typos);
    }
    return found;
  }

  /**
   * Return the known words most alike, for a suggestion: another first letter, or one typo more.
   * @param {string} word
   * @param {number} most
   * @returns {string[]}
   */
  neighbours(word, most) {
    if (word.length < RULES.short_word) return [];
    const allowed = allowedTypos(word) + (word.length >= RULES.long_word ? 1 : 0);
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
    for (const link of RULES.links) {
      const root = part.slice(0, part.length - link.length);
      if (part.endsWith(link) && root.length >= RULES.part_from) {
        const found = this.beginningWith(root, root.length + RULES.head_ending);
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
