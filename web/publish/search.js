// Free text to ranked offers; the rules and weights are those of geo/offers/search/index.py, and a test compares the answers.
import { withAllTexts } from "./offers.js";
import { concept, field, knownWords, named, postings, written } from "./postings.js";
import { RULES } from "./rules.js";
import { rawWords, withoutStopWords, words } from "./words.js";
import { Vocabulary, isSameWord } from "./vocabulary.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {Float64Array} Scores one number an offer, 0 where it does not match
 * @typedef {import("./postings.js").ConceptNames} ConceptNames
 * @typedef {{weights: Record<string, number>, stop_words: string[], concepts: ConceptNames[]}} SearchRules
 * @typedef {import("./postings.js").Named} Named
 * @typedef {{hits: number[], scores: Scores}} Answer offers that match, best first, and the scores of all
 */

const ANSWERS_KEPT = 64;

/** The words of all offers, made ready once; answers many questions. */
export class SearchIndex {
  /**
   * @param {Offers} known
   * @param {SearchRules} rules
   */
  constructor(known, rules) {
    const offers = withAllTexts(known);
    this.size = offers.size;
    this.stopWords = new Set(rules.stop_words);
    this.titles = offers.columns.title.map((title) => ` ${words(title).join(" ")} `);
    this.concepts = rules.concepts.map((names) => concept(names, offers, this.stopWords));
    const fields = Object.entries(rules.weights).map(([name, weight]) => field(offers, name, weight));
    this.vocabulary = new Vocabulary(knownWords(fields, this.concepts), written(fields, rules.concepts));
    this.postings = postings(fields, this.vocabulary);
    this.named = named(this.concepts, this.vocabulary, false, RULES.concept_weight);
    this.namedInPart = named(this.concepts, this.vocabulary, true, RULES.concept_part_weight);
    this.phrases = this.concepts.flatMap((one, number) =>
      one.terms.filter((term) => term.length > 1).map((term) => ({ term, number })));
    /** @type {Map<string, Answer>} */
    this.answers = new Map();
  }

  /**
   * Return the offers that answer a question, best first.
   * @param {string} text
   * @returns {Answer}
   */
  answer(text) {
    const asked = text.slice(0, RULES.question_limit);
    let found = this.answers.get(asked);
    if (!found) {
      found = this._compute(asked);
      if (this.answers.size >= ANSWERS_KEPT) this.answers.clear();
      this.answers.set(asked, found);
    }
    return found;
  }

  /**
   * Return up to three other wordings that find something, for a question that finds nothing.
   * @param {string} text
   * @returns {string[]}
   */
  suggest(text) {
    const asked = this._question(text);
    if (!asked.length || this.answer(text).hits.length) return [];
    const options = [...new Set([...this._corrected(asked), ...shortened(asked)])];
    const found = options.filter((option) => this.answer(option).hits.length).slice(0, RULES.suggest_most);
    const own = new Map(rawWords(text.slice(0, RULES.question_limit)).flatMap((word) => words(word).map((key) => [key, word])));
    return found.map((option) => option.split(" ")
      .map((word) => own.get(word) ?? this.vocabulary.written.get(word) ?? word).join(" "));
  }

  /**
   * @param {string} text
   * @returns {string[]}
   */
  _question(text) {
    return [...new Set(withoutStopWords(words(text.slice(0, RULES.question_limit)), this.stopWords))].slice(0, RULES.word_limit);
  }

  /**
   * @param {string} text
   * @returns {Answer}
   */
  _compute(text) {
    const asked = this._question(text);
    if (!asked.length) return { hits: [], scores: new Float64Array(this.size) };
    const byWord = this._byWord(asked);
    if (!hitsOf(byWord, this.size).length) {
      asked.forEach((word, place) => raise(byWord[place], this._partScores(word)));
    }
    const hits = hitsOf(byWord, this.size);
    const whole = ` ${asked.join(" ")} `;
    const scores = new Float64Array(this.size);
    for (const hit of hits) {
      const sum = byWord.reduce((total, row) => total + row[hit], 0);
      scores[hit] = sum / asked.length + (this.titles[hit].includes(whole) ? RULES.whole_title_bonus : 0);
    }
    hits.sort((one, other) => scores[other] - scores[one]);
    return { hits, scores };
  }

  /**
   * Score all offers for each word; words that say something together gain from it.
   * @param {string[]} asked
   * @returns {Scores[]}
   */
  _byWord(asked) {
    const result = asked.map((word) => this._wordScores(word));
    for (const { term, number } of this.phrases) {
      for (let start = 0; start + term.length <= asked.length; start += 1) {
        if (term.every((word, place) => isSameWord(asked[start + place], word))) {
          term.forEach((_, place) => this._raiseMembers(result[start + place], number, RULES.concept_weight));
        }
      }
    }
    asked.forEach((first, i) => asked.forEach((second, j) => {
      const compounds = i === j ? new Map() : this.vocabulary.compounds(first, second);
      if (!compounds.size) return;
      const both = this._known(compounds);
      raise(result[i], both);
      raise(result[j], both);
    }));
    return result;
  }

  /**
   * Score all offers for one word; typos are only allowed where it is not known well enough.
   * @param {string} word
   * @returns {Scores}
   */
  _wordScores(word) {
    const direct = this.vocabulary.direct(word);
    const found = this._known(direct);
    const own = this.vocabulary.ids.get(word);
    if (own === undefined || !this.named.has(own)) raise(found, this._splitScores(word));
    if (!found.some((score) => score > 0) || mayBeMisspelt(word, direct)) {
      raise(found, this._known(this.vocabulary.typos(word), 0));
    }
    return found;
  }

  /**
   * Score all offers for a word that stands in longer synonyms, for texts that find nothing else.
   * @param {string} word
   * @returns {Scores}
   */
  _partScores(word) {
    return this._conceptScores(this.vocabulary.direct(word), this.namedInPart, RULES.sure);
  }

  /**
   * Score offers by their texts and by what they are.
   * @param {Map<number, number>} qualities
   * @param {number} [least]
   * @returns {Scores}
   */
  _known(qualities, least = RULES.sure) {
    const result = this._textScores(qualities);
    const more = this._conceptScores(qualities, this.named, least);
    more.forEach((score, offer) => { result[offer] += score; });
    return result;
  }

  /**
   * @param {Map<number, number>} qualities
   * @returns {Scores}
   */
  _textScores(qualities) {
    const result = new Float64Array(this.size);
    for (const [token, quality] of qualities) {
      const { offers, weights } = this.postings[token];
      offers.forEach((offer, place) => { result[offer] = Math.max(result[offer], weights[place] * quality); });
    }
    return result;
  }

  /**
   * @param {Map<number, number>} qualities
   * @param {Named} concepts
   * @param {number} least
   * @returns {Scores}
   */
  _conceptScores(qualities, concepts, least) {
    /** @type {Map<number, number>} */
    const gains = new Map();
    for (const [token, quality] of qualities) {
      if (quality < least) continue;
      for (const [number, weight] of concepts.get(token) ?? []) {
        gains.set(number, Math.max(gains.get(number) ?? 0, weight * quality));
      }
    }
    const result = new Float64Array(this.size);
    for (const [number, gain] of gains) this._raiseMembers(result, number, gain);
    return result;
  }

  /**
   * @param {Scores} result
   * @param {number} number
   * @param {number} gain
   */
  _raiseMembers(result, number, gain) {
    for (const offer of this.concepts[number].members) result[offer] = Math.max(result[offer], gain);
  }

  /**
   * Score offers that hold both parts of a compound in any place.
   * @param {string} word
   * @returns {Scores}
   */
  _splitScores(word) {
    const best = new Float64Array(this.size);
    for (const [head, tail] of this.vocabulary.splits(word)) {
      const [one, other] = [this._known(head), this._known(tail)];
      best.forEach((score, offer) => { best[offer] = Math.max(score, Math.min(one[offer], other[offer])); });
    }
    return best.map((score) => score * RULES.split);
  }

  /**
   * Give the question with each unknown word replaced by one of its neighbours.
   * @param {string[]} asked
   * @returns {string[]}
   */
  _corrected(asked) {
    return asked.flatMap((word, place) => {
      const isKnown = [this._wordScores(word), this._partScores(word)].some((row) => row.some((score) => score > 0));
      if (isKnown) return [];
      return this.vocabulary.neighbours(word, RULES.suggest_most)
        .map((other) => [...asked.slice(0, place), other, ...asked.slice(place + 1)].join(" "));
    });
  }
}

/**
 * @param {string} word
 * @param {Map<number, number>} direct
 * @returns {boolean}
 */
function mayBeMisspelt(word, direct) {
  return word.length >= RULES.long_word && Math.max(0, ...direct.values()) < RULES.stem;
}

/**
 * Give the question with one word left out, the last ones first: people begin with what matters.
 * @param {string[]} asked
 * @returns {string[]}
 */
function shortened(asked) {
  if (asked.length < 2 || asked.length > RULES.shorten_most) return [];
  return asked.map((_, place) => asked.filter((_word, other) => other !== place).join(" ")).reverse();
}

/**
 * @param {Scores[]} byWord
 * @param {number} size
 * @returns {number[]}
 */
function hitsOf(byWord, size) {
  const hits = [];
  for (let offer = 0; offer < size; offer += 1) if (byWord.every((row) => row[offer] > 0)) hits.push(offer);
  return hits;
}

/**
 * @param {Scores} result
 * @param {Scores} other
 */
function raise(result, other) {
  other.forEach((score, offer) => { if (score > result[offer]) result[offer] = score; });
}
