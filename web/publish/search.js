// Free text to ranked offers: the rules of geo/offers/search/index.py and members.py, with their numbers.
import { isEverywhere, withAllTexts } from "./offers.js";
import { Phrasebook } from "./phrases.js";
import { field, knownWords, postings, written } from "./postings.js";
import { kindOf, rounded } from "./parts.js";
import { Reader } from "./reading.js";
import { RULES } from "./rules.js";
import { Vocabulary } from "./vocabulary.js";
import { When } from "./when.js";
import { rawWords, words } from "./words.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./parts.js").Part} Part
 * @typedef {import("./reading.js").Reading} Reading
 * @typedef {Float64Array} Scores one number an offer
 * @typedef {import("./phrases.js").Compiled & {weights: Record<string, number>, said: Record<string, number[]>}} SearchRules
 * @typedef {Object} Answer
 * @property {Reading} reading
 * @property {number[]} hits offers that are listed, best first
 * @property {Scores} scores
 * @property {Uint8Array[]} missing for each part, then for each of `names`, what each offer has: `HAS`, `LACKS`, `NOT_TOLD`
 * @property {number[]} names places of words that no part uses and texts have
 * @property {number[]} unknown places of words that nobody knows
 */

const ANSWERS_KEPT = 64;
export const HAS = 0;
export const LACKS = 1;
export const NOT_TOLD = 2;

/** The words of all offers, made ready once; answers many questions. */
export class SearchIndex {
  /**
   * @param {Offers} known
   * @param {SearchRules} rules
   */
  constructor(known, rules) {
    const offers = withAllTexts(known);
    this.offers = offers;
    this.size = offers.size;
    this.titles = offers.columns.title.map((title) => ` ${words(title).join(" ")} `);
    const fields = Object.entries(rules.weights).map(([name, weight]) => field(offers, name, weight));
    this.vocabulary = new Vocabulary(knownWords(fields), written(fields));
    this.postings = postings(fields, this.vocabulary);
    this.book = new Phrasebook(rules);
    this.said = rules.said;
    this.when = new When(known);
    this.reader = new Reader(this.book, (word) => this.vocabulary.ids.has(word));
    /** @type {Map<string, Answer>} */
    this.answers = new Map();
    /** @type {Map<string, Scores>} */
    this.shares = new Map();
    /** @type {Map<string, Scores>} */
    this.texts = new Map();
  }

  /**
   * Read a question and weigh all offers by it.
   * @param {string} text
   * @param {string[]} [without] first meanings that the visitor took off, `RULES.as_typed` for all
   * @returns {Answer}
   */
  answer(text, without = []) {
    const asked = text.slice(0, RULES.question_limit);
    const key = [...without, asked].join("\n");
    let found = this.answers.get(key);
    if (!found) {
      found = this._compute(asked, new Set(without));
      if (this.answers.size >= ANSWERS_KEPT) this.answers.clear();
      this.answers.set(key, found);
    }
    return found;
  }

  /**
   * Return up to three other wordings, for a question whose words nobody knows.
   * @param {string} text
   * @returns {string[]}
   */
  suggest(text) {
    const { reading, unknown } = this.answer(text);
    const own = new Map(rawWords(text.slice(0, RULES.question_limit)).flatMap((word) => words(word).map((key) => [key, word])));
    const found = unknown.flatMap((place) => this.vocabulary.neighbours(reading.words[place], RULES.suggest_most).map((other) =>
      reading.words.map((word, at) => (at === place ? other : word))
        .map((word) => own.get(word) ?? this.vocabulary.written.get(word) ?? word).join(" ")));
    return [...new Set(found)].slice(0, RULES.suggest_most);
  }

  /**
   * @param {string} text
   * @param {Set<string>} without
   * @returns {Answer}
   */
  _compute(text, without) {
    let reading = this.reader.read(text);
    if (without.size) {
      const isKept = (/** @type {Part} */ part) => !without.has(part.meanings[0]) && !without.has(RULES.as_typed);
      reading = { ...reading, parts: reading.parts.filter(isKept) };
    }
    const telling = reading.words.flatMap((_, place) => (reading.silent.has(place) ? [] : [place]));
    const texts = new Map(telling.map((place) => [place, this._textOf(reading.words[place])]));
    const used = new Set(reading.parts.flatMap((part) => part.places));
    const free = telling.filter((place) => !used.has(place));
    const isFound = (/** @type {number} */ place) => at(texts, place).some((score) => score > 0);
    const names = free.filter(isFound);
    const score = new Float64Array(this.size);
    const core = new Uint8Array(this.size);
    const isCore = (/** @type {Part} */ part) => RULES.core_kinds.includes(kindOf(part));
    const hasCore = names.length > 0 || reading.parts.some(isCore);
    const missing = reading.parts.map((part) => {
      const row = new Uint8Array(this.size);
      let share = this._share(part);
      if (isCore(part)) {
        const own = part.places.filter((place) => !this.reader.book.silent.has(reading.words[place]));
        const told = (own.length ? own : part.places).map((place) => at(texts, place));
        share = share.map((one, offer) => {
          const most = Math.max(...told.map((scores) => scores[offer]));
          return Math.max(one, most >= RULES.title_share ? 1 : Math.min(most, RULES.partly_told));
        });
        for (const scores of told) {
          const worth = RULES.text_worth * rarity(scores);
          for (let offer = 0; offer < this.size; offer += 1) score[offer] += worth * scores[offer];
        }
      }
      const worth = RULES.part_worth[kindOf(part)] * (part.isHint ? RULES.hint_worth : part.weight);
      for (let offer = 0; offer < this.size; offer += 1) {
        score[offer] += worth * share[offer];
        row[offer] = share[offer] >= RULES.fit ? HAS : share[offer] >= RULES.not_stated ? NOT_TOLD : LACKS;
        if (isCore(part) ? row[offer] !== LACKS : !hasCore && row[offer] === HAS) core[offer] = 1;
      }
      return row;
    });
    for (const place of names) {
      const scores = at(texts, place);
      const isTitled = Math.max(...scores) >= RULES.title_share;
      const row = new Uint8Array(this.size);
      const worth = RULES.name_worth * rarity(scores);
      for (let offer = 0; offer < this.size; offer += 1) {
        score[offer] += worth * scores[offer];
        if (scores[offer] > 0) core[offer] = 1;
        else if (isTitled) row[offer] = LACKS;
      }
      missing.push(row);
    }
    const isForAll = !reading.parts.some((part) => part.meanings.some((one) => one.startsWith("group:")));
    const { target_groups: groups } = this.offers.columns;
    const whole = ` ${telling.map((place) => reading.words[place]).join(" ")} `;
    /** @type {number[]} */
    const hits = [];
    for (let offer = 0; offer < this.size; offer += 1) {
      if (telling.length && this.titles[offer].includes(whole)) score[offer] += RULES.whole_title_bonus;
      if (isForAll && (!groups[offer].length || groups[offer].includes(RULES.everybody))) score[offer] += RULES.open_bonus;
      if (!core[offer] || score[offer] <= 0) score[offer] = 0;
      else {
        hits.push(offer);
        if (missing.every((row) => row[offer] === HAS)) score[offer] += RULES.whole;
      }
      score[offer] = rounded(score[offer]);
    }
    hits.sort((one, other) => score[other] - score[one]);
    return { reading, hits, scores: score, missing, names, unknown: free.filter((place) => !names.includes(place)) };
  }

  // -- what offers have ------------------------------------------------------------------------------

  /**
   * Return how much of a part each offer has; the first meaning counts most.
   * @param {Part} part
   * @returns {Scores}
   */
  _share(part) {
    const result = new Float64Array(this.size);
    const refined = new Float64Array(this.size);
    part.meanings.forEach((meaning, number) => {
      const found = this._shareOf(meaning);
      if (kindOf(part) === "topic" && meaning.startsWith("group:")) raise(refined, found, 1);
      else raise(result, found, number ? RULES.second_meaning : 1);
    });
    return result.map((share, offer) => (share > 0 ? share + RULES.refined * refined[offer] : 0));
  }

  /**
   * @param {string} meaning
   * @returns {Scores}
   */
  _shareOf(meaning) {
    let found = this.shares.get(meaning);
    if (!found) this.shares.set(meaning, found = this._findShare(meaning));
    return found;
  }

  /**
   * @param {string} meaning
   * @returns {Scores}
   */
  _findShare(meaning) {
    const { columns } = this.offers;
    const [kind, value] = [meaning.split(":", 1)[0], meaning.slice(meaning.indexOf(":") + 1)];
    const having = (/** @type {string[][]} */ column, /** @type {string} */ one) => Float64Array.from(column, (values) => Number(values.includes(one)));
    const without = (/** @type {string[][]} */ column) => Float64Array.from(column, (values) => (values.length ? 0 : RULES.not_stated));
    if (kind === "topic") return having(columns.topics, value);
    if (kind === "group") {
      const result = raise(having(columns.target_groups, value), without(columns.target_groups), 1);
      for (const [wider, share] of Object.entries(RULES.wider_groups)) raise(result, having(columns.target_groups, wider), share);
      return result;
    }
    if (kind === "spoken") return raise(having(columns.languages, value), without(columns.languages), 1);
    if (kind === "city") {
      const { sites } = this.offers;
      const also = new Set(sites.offer.filter((_, site) => sites.city[site] === value));
      return Float64Array.from(columns.city, (city, offer) =>
        (city === value || also.has(offer) ? 1 : isEverywhere(columns.scope[offer]) ? RULES.fit : 0));
    }
    if (kind === "fee") {
      return Float64Array.from(columns.fee_kind, (fee) => (fee === "free" ? 1 : fee === "" || fee === "not_stated" ? RULES.not_stated : 0));
    }
    const result = new Float64Array(this.size).fill(RULES.not_stated);
    if (kind === "day" || kind === "time") return result.map((_, offer) => (this.said[meaning]?.includes(offer) ? 1 : this.when.share(offer, kind, value)));
    for (const offer of this.said[meaning] ?? []) result[offer] = 1;
    return result;
  }

  // -- words in texts --------------------------------------------------------------------------------

  /**
   * Score all offers by one word of the question in their texts, from 0 to 1.
   * @param {string} word
   * @returns {Scores}
   */
  _textOf(word) {
    let found = this.texts.get(word);
    if (!found) {
      const languages = this.book.knowing(word);
      found = !languages.size || languages.has(RULES.main_language) ? this._scoreWord(word) : this._exact(word);
      if (this.texts.size >= ANSWERS_KEPT) this.texts.clear();
      this.texts.set(word, found);
    }
    return found;
  }

  /**
   * @param {string} word
   * @returns {Scores}
   */
  _exact(word) {
    const found = this.vocabulary.ids.get(word);
    return this._ofWords(new Map(found === undefined ? [] : [[found, 1]]));
  }

  /**
   * Score all offers by a word, whole or cut in two; as a typo only where it is not known well enough.
   * @param {string} word
   * @returns {Scores}
   */
  _scoreWord(word) {
    const direct = this.vocabulary.direct(word);
    const found = this._ofWords(direct);
    for (const [head, tail] of this.vocabulary.splits(word)) {
      const [one, other] = [this._ofWords(head), this._ofWords(tail)];
      found.forEach((score, offer) => { found[offer] = Math.max(score, Math.min(one[offer], other[offer]) * RULES.split); });
    }
    const isDoubtful = word.length >= RULES.long_word && Math.max(0, ...direct.values()) < RULES.stem;
    if ((isDoubtful || !found.some((score) => score > 0)) && !this.book.knowing(word).size) {
      raise(found, this._ofWords(this.vocabulary.typos(word)), 1);
    }
    return found;
  }

  /**
   * Score offers by the best of the known words in their texts, from 0 to 1.
   * @param {Map<number, number>} qualities
   * @returns {Scores}
   */
  _ofWords(qualities) {
    const result = new Float64Array(this.size);
    for (const [token, quality] of qualities) {
      const { offers, weights } = this.postings[token];
      offers.forEach((offer, place) => {
        result[offer] = Math.max(result[offer], (quality * weights[place]) / (weights[place] + RULES.field_half));
      });
    }
    return result;
  }
}

/**
 * Return what a word is worth that so many offers have: one that few have is worth more.
 * @param {Scores} scores
 * @returns {number}
 */
function rarity(scores) {
  const number = scores.reduce((sum, one) => sum + Number(one > 0), 0);
  return number ? Math.log1p(scores.length / number) / Math.log1p(scores.length) : 0;
}

/**
 * @param {Map<number, Scores>} texts
 * @param {number} place
 * @returns {Scores}
 */
function at(texts, place) {
  return /** @type {Scores} */ (texts.get(place));
}

/**
 * @param {Scores} result
 * @param {Scores} other
 * @param {number} worth
 * @returns {Scores}
 */
function raise(result, other, worth) {
  for (let offer = 0; offer < result.length; offer += 1) result[offer] = Math.max(result[offer], other[offer] * worth);
  return result;
}
