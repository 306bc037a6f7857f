// A question as a visitor types it, read: the rules of geo/offers/search/reading.py, with its numbers.
import { also, isSame, kindOf, merged, more, partOf, placesOf, rounded, saidBy, sorted, toldBy } from "./parts.js";
import { RULES } from "./rules.js";
import { writtenWords } from "./words.js";

/**
 * @typedef {import("./phrases.js").Phrase} Phrase
 * @typedef {import("./phrases.js").Phrasebook} Phrasebook
 * @typedef {Map<string, number>} Votes
 * @typedef {import("./parts.js").Part} Part
 * @typedef {{written: string[], words: string[], parts: Part[], silent: Set<number>, language: string, flags: Set<string>}} Reading
 * @typedef {[word: number, quality: number][]} Forms
 * @typedef {{text: string, halves: number[], forms: Forms}} Piece the halves of words, so that both parts of a compound count
 * @typedef {import("./parts.js").Hit} Hit
 */

const FORMS_KEPT = 5000;

/** Reads questions by a phrasebook; `isTold` says whether a word stands in the offers themselves. */
export class Reader {
  /**
   * @param {Phrasebook} book
   * @param {(word: string) => boolean} isTold
   */
  constructor(book, isTold) {
    this.book = book;
    this.isTold = isTold;
    /** @type {Map<string, Forms>} */
    this.known = new Map();
  }

  /**
   * @param {string} text
   * @returns {Reading}
   */
  read(text) {
    const pairs = writtenWords(text.slice(0, RULES.question_limit)).slice(0, RULES.word_limit);
    const asked = pairs.map(([, folded]) => folded);
    const votes = this._votes(asked);
    const pieces = this._pieces(asked, votes);
    const hits = accepted(this._hits(pieces, votes), votes);
    const used = new Set(hits.flatMap((hit) => placesOf(hit.halves)));
    const silent = new Set(asked.flatMap((word, place) => (!used.has(place) && this._isSilent(word, votes) ? [place] : [])));
    for (const hit of hits) if (!toldBy(hit.phrase).length) placesOf(hit.halves).forEach((place) => silent.add(place));
    const flags = new Set(hits.flatMap((hit) => hit.phrase.meanings.filter((one) => RULES.flags.includes(one))));
    const said = merged(hits.filter((hit) => toldBy(hit.phrase).length).map(saidBy));
    const besides = more(hits.flatMap(also), said);
    const hints = this._hints(pieces, new Set([...used, ...silent]), votes, [...said, ...besides]);
    const parts = [...merged([...said, ...hints]), ...besides];
    parts.forEach((part) => part.places.forEach((place) => silent.delete(place)));
    return { written: pairs.map(([word]) => word), words: asked, parts, silent, language: mostLikely(votes), flags };
  }

  /**
   * @param {string[]} asked
   * @returns {Votes}
   */
  _votes(asked) {
    /** @type {Votes} */
    const votes = new Map([[RULES.main_language, RULES.prior_main]]);
    for (const word of asked) {
      const knowing = this.book.knowing(word);
      for (const language of [...knowing].sort()) votes.set(language, (votes.get(language) ?? 0) + 1 / knowing.size);
    }
    return votes;
  }

  /**
   * Say whether a word says nothing in the language that it most likely is of.
   * @param {string} word
   * @param {Votes} votes
   * @returns {boolean}
   */
  _isSilent(word, votes) {
    const where = this.book.silent.get(word);
    if (!where) return false;
    const best = Math.max(...[...this.book.knowing(word)].map((language) => votes.get(language) ?? 0));
    return [...where].some((language) => (votes.get(language) ?? 0) >= best);
  }

  /**
   * @param {string[]} asked
   * @param {Votes} votes
   * @returns {Piece[]}
   */
  _pieces(asked, votes) {
    const most = Math.max(...votes.values());
    const isKnown = asked.some((word) => this.book.knowing(word).size);
    const likely = isKnown ? new Set([...votes].filter(([, number]) => number >= RULES.likely * most).map(([one]) => one)) : null;
    return asked.flatMap((word, place) => {
      const forms = this._ofLanguages(this._forms(word), likely);
      const whole = [2 * place, 2 * place + 1];
      const found = [{ text: word, halves: whole, forms }];
      if (!forms.length || forms[0][1] < RULES.form_exact) {
        const cut = this._split(word);
        const isSure = cut.every((part) => this.book.vocabulary.ids.has(part));
        cut.forEach((part, at) => {
          const own = /** @type {Forms} */ (this._forms(part).map(([id, quality]) => [id, quality * RULES.form_piece]));
          found.push({ text: part, halves: isSure ? [whole[at]] : whole, forms: own });
        });
      }
      const next = asked[place + 1] ?? "";
      const both = Math.min(word.length, next.length) >= RULES.piece_from ? this.book.vocabulary.ids.get(word + next) : undefined;
      if (both !== undefined) {
        found.push({ text: word + next, halves: [...whole, 2 * place + 2, 2 * place + 3], forms: [[both, RULES.form_piece * 2]] });
      }
      return found;
    });
  }

  /**
   * Leave out words that are only like one of a language that the question is not of.
   * @param {Forms} forms
   * @param {Set<string> | null} likely
   * @returns {Forms}
   */
  _ofLanguages(forms, likely) {
    if (!likely) return forms;
    return forms.filter(([word, quality]) =>
      quality === RULES.form_exact || this.book.ofCities.has(word) || [...this.book.languagesOf(word)].some((one) => likely.has(one)));
  }

  /**
   * @param {string} word
   * @returns {Forms}
   */
  _forms(word) {
    let found = this.known.get(word);
    if (!found) {
      if (this.known.size >= FORMS_KEPT) this.known.clear();
      this.known.set(word, found = this._findForms(word));
    }
    return found;
  }

  /**
   * Return the known words that a word may be, best first, with how surely.
   * @param {string} word
   * @returns {Forms}
   */
  _findForms(word) {
    const { vocabulary } = this.book;
    const own = vocabulary.ids.get(word);
    if (own !== undefined) return [[own, RULES.form_exact]];
    if (this.book.silent.has(word)) return [];
    let found = this._sameBeginning(word);
    if (!found.length && RULES.joined_letters.includes(word[0]) && word.length >= RULES.form_from) {
      const rest = vocabulary.ids.get(word.slice(1));
      found = rest === undefined ? this._sameBeginning(word.slice(1)) : [rest];
    }
    if (found.length) return found.map((id) => [id, RULES.form_form]);
    if (this.isTold(word) || word.length < RULES.form_typo_from) return [];
    const typos = vocabulary.typos(word, true);
    const best = Math.max(0, ...typos.values());
    return [...typos].filter(([, quality]) => quality === best).map(([id]) => [id, RULES.form_typo]);
  }

  /**
   * @param {string} word
   * @returns {number[]}
   */
  _sameBeginning(word) {
    for (let kept = word.length; kept >= Math.max(RULES.form_from, word.length - RULES.form_ending); kept -= 1) {
      const longest = Math.min(kept + RULES.form_ending, Math.trunc(kept / RULES.form_share));
      const found = this.book.vocabulary.beginningWith(word.slice(0, kept), longest);
      if (found.length) return kept >= RULES.form_share * word.length ? found : [];
    }
    return [];
  }

  /**
   * Cut a compound into two words that are known; nothing where there is no such cut.
   * @param {string} word
   * @returns {string[]}
   */
  _split(word) {
    const { ids } = this.book.vocabulary;
    if (word.length < RULES.piece_split_from) return [];
    for (let cut = word.length - RULES.piece_from; cut >= RULES.piece_from; cut -= 1) {
      const [head, tail] = [word.slice(0, cut), word.slice(cut)];
      if (!ids.has(tail) && !this._sameBeginning(tail).length) continue;
      for (const link of RULES.piece_links) {
        const root = head.slice(0, head.length - link.length);
        if (head.endsWith(link) && (ids.has(root) || (!link && this._sameBeginning(root).length))) return [root, tail];
      }
    }
    return [];
  }

  /**
   * @param {Piece[]} pieces
   * @param {Votes} votes
   * @returns {Hit[]}
   */
  _hits(pieces, votes) {
    /** @type {Map<number, {quality: number, halves: number[]}>} */
    const byWord = new Map();
    for (const { halves, forms } of pieces) {
      for (const [word, quality] of forms) {
        if (quality > (byWord.get(word)?.quality ?? 0)) byWord.set(word, { quality, halves });
      }
    }
    const numbers = new Set([...byWord.keys()].flatMap((word) => this.book.withWord[word]));
    return [...numbers].sort((one, other) => one - other).flatMap((number) => {
      const phrase = this.book.phrases[number];
      const found = phrase.words.flatMap((word) => byWord.get(word) ?? []);
      if (found.length < phrase.words.length) return [];
      const halves = sorted(found.flatMap((one) => one.halves));
      const places = placesOf(halves);
      if (places[places.length - 1] - places[0] >= places.length + RULES.spread) return [];
      if (this._isHidden(phrase, pieces, halves, votes)) return [];
      return [{ phrase, halves, quality: found.reduce((sum, one) => sum + one.quality, 0) }];
    });
  }

  /**
   * Say whether a single word is of a foreign language, or says nothing in one that the question rather is of.
   * @param {Phrase} phrase
   * @param {Piece[]} pieces
   * @param {number[]} halves
   * @param {Votes} votes
   * @returns {boolean}
   */
  _isHidden(phrase, pieces, halves, votes) {
    if (phrase.words.length > 1) return false;
    const own = votes.get(phrase.language) ?? 0;
    const isStrange = own < RULES.likely * Math.max(...votes.values()) && !RULES.lending.includes(phrase.language);
    if (isStrange && !this.book.ofCities.has(phrase.words[0])) return true;
    return pieces.some((piece) => isSame(piece.halves, halves)
      && [...(this.book.silent.get(piece.text) ?? [])].some((language) => (votes.get(language) ?? 0) > own));
  }

  /**
   * Say what words most likely mean that stand only in longer phrases; beside other parts only what is sure.
   * @param {Piece[]} pieces
   * @param {Set<number>} used
   * @param {Votes} votes
   * @param {Part[]} parts
   * @returns {Part[]}
   */
  _hints(pieces, used, votes, parts) {
    const isTold = parts.some((part) => RULES.core_kinds.includes(kindOf(part)));
    return pieces.filter((piece) => !placesOf(piece.halves).some((place) => used.has(place))).flatMap((piece) => {
      /** @type {Map<string, {weight: number, number: number}>} */
      const counted = new Map();
      for (const [word, quality] of piece.forms) {
        for (const number of this.book.withWord[word]) {
          const phrase = this.book.phrases[number];
          const first = phrase.meanings.find((one) => !RULES.flags.includes(one)) ?? RULES.asking;
          const one = counted.get(first) ?? { weight: 0, number: 0 };
          one.weight += quality * (RULES.hint_vote + (votes.get(phrase.language) ?? 0));
          one.number += 1;
          counted.set(first, one);
        }
      }
      counted.delete(RULES.asking);
      if (!counted.size) return [];
      const total = [...counted.values()].reduce((sum, { weight }) => sum + weight, 0);
      const [[best, { weight, number }]] = [...counted].sort(([one, a], [other, b]) => rounded(b.weight) - rounded(a.weight) || (one < other ? -1 : 1));
      const mustBeSure = isTold && !parts.some((part) => part.meanings[0] === best);
      const isHint = weight >= (mustBeSure ? RULES.hint_sure : RULES.hint_share) * total && !(mustBeSure && number < RULES.hint_sure_from);
      return isHint ? [partOf([best], piece.halves, "", isHint, 1)] : [];
    });
  }
}

/**
 * @param {Hit[]} hits
 * @param {Votes} votes
 * @returns {Hit[]}
 */
function accepted(hits, votes) {
  const most = Math.max(...votes.values());
  const worth = (/** @type {Hit} */ hit) => {
    const share = (votes.get(hit.phrase.language) ?? 0) / most;
    return { hit, share, whole: rounded(hit.quality * (0.5 + 0.5 * share)) };
  };
  /** @type {ReturnType<typeof worth>[]} */
  const result = [];
  /** @type {Set<number>} */
  const used = new Set();
  for (const one of hits.map(worth).sort((a, b) => b.whole - a.whole || b.share - a.share)) {
    const { halves } = one.hit;
    const same = result.find((other) => isSame(other.hit.halves, halves));
    if (same) {
      if (same.whole === one.whole && same.share === one.share) result.push(one);
    } else if (!halves.every((half) => used.has(half)) || namesGroup(one.hit, result.map((other) => other.hit))) {
      result.push(one);
      halves.forEach((half) => used.add(half));
    }
  }
  return result.map((one) => one.hit).sort((one, other) => one.halves[0] - other.halves[0]);
}

/**
 * Say whether a phrase names the group of a longer one around it, which has a topic of another name first.
 * @param {Hit} hit
 * @param {Hit[]} found
 * @returns {boolean}
 */
function namesGroup({ phrase: { meanings: [first] }, halves }, found) {
  return first.startsWith("group:") && found.some((one) => one.phrase.meanings[0].startsWith("topic:") && one.phrase.meanings.indexOf(first) > 0
    && !one.phrase.meanings.includes(first.replace("group:", "topic:"))
    && one.halves.length > halves.length && halves.every((half) => one.halves.includes(half)));
}

/**
 * @param {Votes} votes
 * @returns {string}
 */
function mostLikely(votes) {
  const [[best]] = [...votes].sort(([one, a], [other, b]) => b - a || (one < other ? 1 : -1));
  return best;
}
