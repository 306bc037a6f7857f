// What the question's field offers while somebody types: the rules of geo/offers/search/completing.py.
import { saidIn } from "./offers.js";
import { RULES } from "./rules.js";
import { allowedTypos, typosBetween } from "./vocabulary.js";
import { words } from "./words.js";

/**
 * @typedef {import("./combobox.js").Option} Option
 * @typedef {{option: Option, keys: string[], said: string[]}} Name folded words, each behind a space: of the name and, where
 *   it is translated, of the original; of what people say for it
 */

const START = 0;
const WORD = 1;
const SAID = 2;
const INSIDE = 3;
const TYPO = 4;
const NONE = Infinity;

/**
 * @param {string[]} found
 * @returns {string}
 */
const joined = (found) => found.map((word) => ` ${word}`).join("");

/** The names in one language, made ready once. */
export class Completer {
  /**
   * @param {import("./offers.js").Offers} offers
   * @param {import("./phrases.js").Phrasebook} book
   * @param {import("./texts.js").Catalogue} catalogue
   * @param {string[]} cities
   */
  constructor(offers, book, { language, labels }, cities) {
    const languages = [language, RULES.main_language];
    this.kinds = Object.keys(RULES.completed_kinds);
    const [topic, group, city, offer, organization] = this.kinds;
    this.short = [topic, group, city];
    /** @type {Record<string, string[]>} */
    const said = {};
    for (const one of book.phrases) {
      const meaning = one.meanings[0];
      if (languages.includes(one.language) || meaning.startsWith(`${city}:`)) (said[meaning] ??= []).push(joined(one.words.map((word) => book.vocabulary.words[word])));
    }
    /** @type {Name[]} */
    this.names = [];
    const add = (/** @type {string} */ kind, /** @type {string} */ id, /** @type {string} */ text, spoken = RULES.main_language, note = "", original = text) => {
      this.names.push({
        option: { kind, text, language: spoken, offer_id: kind === offer ? id : "", note },
        keys: [...new Set([text, original])].map((one) => joined(words(one))),
        said: said[`${kind}:${id}`] ?? [],
      });
    };
    for (const [id, label] of Object.entries(labels.topics)) add(topic, id, label, language);
    for (const [id, label] of Object.entries(labels.target_groups)) add(group, id, label, language);
    for (const name of cities) add(city, name, name);
    const { columns } = offers;
    const translated = saidIn(offers, language);
    const open = columns.offer_id.map((_, at) => at).filter((at) => !columns.is_protected[at]);
    for (const at of open) {
      const told = translated.get(at)?.title;
      add(offer, columns.offer_id[at], told ?? columns.title[at], told ? language : undefined, columns.title[at].includes(columns.city[at]) ? "" : columns.city[at], columns.title[at]);
    }
    for (const name of new Set(open.map((at) => columns.organization[at]))) if (name) add(organization, name, name);
    this.isSilent = (/** @type {string} */ word) => languages.some((one) => book.silent.get(word)?.has(one));
  }

  /**
   * Return what is offered for a text: by kind, the best of each first.
   * @param {string} whole
   * @returns {Option[]}
   */
  complete(whole) {
    const text = whole.slice(0, RULES.question_limit);
    const typed = words(text).slice(0, RULES.word_limit);
    if (typed.join("").length < RULES.complete_from) return [];
    const kept = text.slice(0, text.lastIndexOf(" ") + 1);
    const found = this._fitting(typed, false);
    const ranks = new Map(found);
    if (typed.length > 1) for (const at of this._after(words(text.slice(kept.length)))) if (!ranks.has(at)) ranks.set(at, WORD);
    const all = ranks.size ? ranks : this._fitting(typed, true);
    const best = this._withinLimits([...all].sort(([at, rank], [otherAt, otherRank]) => rank - otherRank || at - otherAt).map(([at]) => at));
    return best.map((at) => {
      const { option } = this.names[at];
      return all !== ranks || found.has(at) ? option : { ...option, text: kept + option.text };
    });
  }

  /**
   * Return the names that fit, each with its rank; words that say nothing may be missing in a name.
   * @param {string[]} typed
   * @param {boolean} withTypos
   * @returns {Map<number, number>}
   */
  _fitting(typed, withTypos) {
    const some = typed.filter((word) => !this.isSilent(word));
    const telling = some.length ? some : typed;
    const [start, said] = [joined(typed), joined(telling)];
    const saidRank = (/** @type {string} */ one) => {
      if (one === said) return WORD;
      return one.startsWith(said) && said.length > RULES.sure_from && one.split(" ").length === telling.length + 1 ? SAID : NONE;
    };
    const found = new Map();
    this.names.forEach((name, at) => {
      const ranks = name.keys.map((key) => (key.startsWith(start) ? START : Math.max(...telling.map((word) => way(key, word, withTypos)))));
      const rank = Math.min(...ranks, ...name.said.map(saidRank));
      if (rank < NONE) found.set(at, rank);
    });
    return found;
  }

  /**
   * Return the topics, groups and cities whose name begins with the last word of a longer question.
   * @param {string[]} last
   * @returns {number[]}
   */
  _after(last) {
    const [word] = last;
    if (last.length !== 1 || word.length < RULES.sure_from || this.isSilent(word)) return [];
    return this.names.flatMap(({ option, keys }, at) => (this.short.includes(option.kind) && keys[0].startsWith(` ${word}`) ? [at] : []));
  }

  /**
   * Take the best, not too many of a kind, and put them in the order of kinds.
   * @param {number[]} ranked
   * @returns {number[]}
   */
  _withinLimits(ranked) {
    const left = { ...RULES.completed_kinds };
    const kind = (/** @type {number} */ at) => this.names[at].option.kind;
    const best = ranked.filter((at) => left[kind(at)]-- > 0).slice(0, RULES.most_completed);
    return best.sort((one, other) => this.kinds.indexOf(kind(one)) - this.kinds.indexOf(kind(other)));
  }
}

/**
 * Say how a word fits the words of a name.
 * @param {string} key
 * @param {string} word
 * @param {boolean} withTypos
 * @returns {number}
 */
function way(key, word, withTypos) {
  if (key.includes(` ${word}`)) return WORD;
  if (word.length >= RULES.short_word && key.includes(word)) return INSIDE;
  const most = withTypos ? allowedTypos(word) : 0;
  const isNear = (/** @type {string} */ known) => known[0] === word[0] && typosBetween(word, known.slice(0, word.length + most), most, true) <= most;
  return most && key.split(" ").some(isNear) ? TYPO : NONE;
}
