// Places of the district by what people type: postcodes, cities, streets, addresses, stations. Nothing is sent.
import { RULES } from "./rules.js";
import { allowedTypos, typosBetween } from "./vocabulary.js";

/**
 * @typedef {[string, number, number, number, 0 | 1]} PackedPlace label, lon, lat, radius in metres, whether a house
 * @typedef {{label: string, lon: number, lat: number, radius_m: number, is_house: boolean}} KnownPlace
 * @typedef {{place: KnownPlace, tokens: string[], key: string, text: string}} Entry
 */

const UMLAUTS = new Map(Object.entries({ "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe" }));
const SAME_WORDS = new Map(Object.entries({
  bahnhof: "bf", bhf: "bf", hbf: "bf", hauptbahnhof: "bf", sbahnhof: "bf", sankt: "st", doktor: "dr", professor: "prof",
  stadtverwaltung: "rathaus", kreisverwaltung: "kreishaus",
}));
/** Words of an address that do not tell where it is. */
const SILENT = new Set(["deutschland", "germany", "nrw", "d", "de", "in", "nr", "kreis"]);
const POSTCODE = /^\d{5}$/;
const NUMBER = /^\d{1,4}[a-z]?$/;

/**
 * Return the words of a place for comparing: no umlauts, "straße" as "str", synonyms as one word.
 * @param {string} text
 * @returns {string[]}
 */
export function placeWords(text) {
  const lowered = text.slice(0, RULES.near_limit).normalize("NFC").toLowerCase();
  const plain = Array.from(lowered, (letter) => UMLAUTS.get(letter) ?? letter).join("").normalize("NFKD").replace(/\p{M}/gu, "");
  const joined = plain.replace(/(\d)\s+([a-z])(?=[\s,]|$)/g, "$1$2").replace(/([a-z])\s+(str(?:\.|asse)?)(?=[\s\d,]|$)/g, "$1$2");
  return (joined.match(/[\p{L}\p{N}]+/gu) ?? [])
    .map((word) => word.replace(/stra(?:s|a)?sse$|strase$/, "str"))
    .map((word) => SAME_WORDS.get(word) ?? word)
    .filter((word) => !SILENT.has(word));
}

/**
 * @param {string} name
 * @returns {RegExp}
 */
function wholeWord(name) {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_])`, "giu");
}

/** The list of places that travels with the page. */
export class Places {
  /**
   * @param {PackedPlace[]} packed
   * @param {string[]} cities
   * @param {[string, string][]} names of cities in other scripts, each with the German one
   */
  constructor(packed, cities, names = []) {
    this.names = names.map(([own, city]) => /** @type {const} */ ([wholeWord(own), city]));
    /** @type {Entry[]} */
    this.entries = packed.map(([label, lon, lat, radius_m, isHouse]) => {
      const tokens = placeWords(label);
      const place = { label, lon, lat, radius_m, is_house: isHouse === 1 };
      return { place, tokens, key: keyOf(tokens), text: tokens.join("") };
    });
    this.byKey = new Map([...this.entries].reverse().map((entry) => [entry.key, entry]));
    this.cities = cities.map((name) => placeWords(name));
  }

  /**
   * Return the best place for a text: the address, else its street, else its postcode or city; null without any.
   * @param {string} text
   * @returns {{place: KnownPlace, isWhole: boolean} | null} whether the place is all that was asked for
   */
  find(text) {
    const tokens = placeWords(this._german(text));
    const code = tokens.find((word) => POSTCODE.test(word));
    const rest = tokens.filter((word) => word !== code);
    const city = this._cityIn(rest) ?? (code ? this._cityOf(code) : undefined);
    const named = city && !city.every((word) => rest.includes(word)) ? [...rest, ...city] : rest;
    const withoutNumber = named.filter((word) => !NUMBER.test(word));
    const coded = code ? [code, ...(this._cityOf(code) ?? [])] : [];
    const isCode = coded.length > 0 && rest.every((word) => coded.includes(word));
    const options = isCode ? [tokens, coded, city ?? []] : [tokens, named, withoutNumber, coded, city ?? []];
    for (const option of options) {
      const found = option.length ? this.byKey.get(keyOf(option)) : undefined;
      if (found) return { place: found.place, isWhole: option === tokens || option === (isCode ? coded : named) };
    }
    return null;
  }

  /**
   * Return labels that a half-typed or misspelt text may mean, the likeliest first.
   * @param {string} text
   * @returns {string[]}
   */
  suggest(text) {
    const typed = placeWords(this._german(text)).filter((word) => !NUMBER.test(word));
    const whole = typed.join("");
    if (whole.length < 2) return [];
    const scored = this.entries.map((entry) => ({ entry, score: likeness(whole, typed, entry) })).filter((one) => one.score > 0);
    scored.sort((one, other) => other.score - one.score || (one.entry.place.label < other.entry.place.label ? -1 : 1));
    const known = text.trim().toLowerCase();
    return scored.map((one) => one.entry.place.label).filter((label) => label.toLowerCase() !== known).slice(0, RULES.max_suggestions);
  }

  /**
   * Write the cities of a text by their German names, as the list knows them.
   * @param {string} text
   * @returns {string}
   */
  _german(text) {
    return this.names.reduce((said, [own, city]) => said.replace(own, city), text);
  }

  /**
   * @param {string[]} tokens
   * @returns {string[] | undefined}
   */
  _cityIn(tokens) {
    const found = this.cities.filter((city) => city.every((word) => tokens.includes(word)));
    return found.sort((one, other) => other.length - one.length)[0];
  }

  /**
   * @param {string} code
   * @returns {string[] | undefined}
   */
  _cityOf(code) {
    const entry = this.entries.find((one) => one.tokens[0] === code);
    return entry?.tokens.slice(1);
  }
}

/**
 * @param {string[]} tokens
 * @returns {string}
 */
function keyOf(tokens) {
  return [...new Set(tokens)].sort().join(" ");
}

/**
 * Score how well a label goes on from what was typed; 0 where it does not.
 * @param {string} whole
 * @param {string[]} typed
 * @param {Entry} entry
 * @returns {number}
 */
function likeness(whole, typed, entry) {
  if (entry.text.startsWith(whole)) return 200 - entry.text.length;
  if (typed.every((word) => entry.tokens.some((known) => known.startsWith(word)))) return 150 - entry.text.length;
  const nearly = typed.every((word) => entry.tokens.some((known) =>
    known.startsWith(word) || typosBetween(word, known, allowedTypos(word)) <= allowedTypos(word)));
  return nearly ? Math.max(1, 100 - entry.text.length) : 0;
}
