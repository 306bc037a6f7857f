// Texts by key; numbers, dates and lists in the reader's form, as geo/i18n/texts.py writes them.
import { RULES } from "./rules.js";

/**
 * @typedef {Object} Formats
 * @property {string} numbers a language whose numbers look the same
 * @property {string[]} days patterns of a whole date by month
 * @property {string[]} months patterns of a month of a year by month
 * @property {string[]} weekdays short names from Monday
 * @property {string[]} coming patterns of a day of the coming weeks by month
 * @property {string} pair patterns of a list, as CLDR has them
 * @property {string} start
 * @property {string} middle
 * @property {string} end
 *
 * @typedef {Object} Catalogue
 * @property {string} language
 * @property {string} direction
 * @property {boolean} is_machine_made whether nobody has read the translation
 * @property {Formats | null} formats how it writes dates and lists, where browsers do not know it
 * @property {Record<string, string | Record<string, string>>} texts a text, or its plural forms by category
 * @property {Record<string, string>} language_names
 * @property {string[]} halves of the day, where its clock counts to 12
 * @property {string[]} weekdays Monday first
 * @property {Record<string, [string, string, string]>} helplines by number: whom each is for, its hours, and the language of the
 *   first where that is another
 * @property {Record<string, string>} reported what was reported of offers, by id
 * @property {Record<string, Record<string, string>>} labels by kind of thing, then by its id
 */

/** Half goes to the even neighbour, as Python rounds.
 * @param {number} value
 * @returns {number}
 */
export function roundEven(value) {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

/** More than this is not kept. */
const MOST_WRITTEN = 5000;

/**
 * Return what is written for a key, written anew only where it is not known yet.
 * @template K
 * @param {Map<K, string>} known
 * @param {K} key
 * @param {() => string} write
 * @returns {string}
 */
function once(known, key, write) {
  let text = known.get(key);
  if (text === undefined) {
    text = write();
    if (known.size < MOST_WRITTEN) known.set(key, text);
  }
  return text;
}

/**
 * Fill in the fields of a text; what has no value stays.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @param {(value: number) => string} [write]
 * @returns {string}
 */
function filled(text, values, write = String) {
  return text.replace(/\{(\w+)\}/g, (field, name) => {
    const value = values[name];
    return value === undefined ? field : typeof value === "number" ? write(value) : value;
  });
}

/**
 * Join items by the patterns of a language, as CLDR says.
 * @param {string[]} items
 * @param {Formats} formats
 * @returns {string}
 */
function joined(items, { pair, start, middle, end }) {
  const put = (/** @type {string} */ pattern, /** @type {string} */ one, /** @type {string} */ other) => filled(pattern, { 0: one, 1: other });
  if (items.length < 3) return items.length === 2 ? put(pair, items[0], items[1]) : items[0] ?? "";
  const last = items.length - 1;
  const tail = put(end, items[last - 1], items[last]);
  return items.slice(0, last - 1).reduceRight((rest, item, at) => put(at === 0 ? start : middle, item, rest), tail);
}

/** The texts of one language. */
export class Texts {
  /** @param {Catalogue} catalogue */
  constructor(catalogue) {
    this.catalogue = catalogue;
    this.language = catalogue.language;
    this.direction = catalogue.direction;
    // Digits and calendar of Germany, as on doors and letters here: of the languages only Persian has others.
    this.locale = `${catalogue.formats?.numbers ?? catalogue.language}-u-ca-gregory-nu-latn`;
    this.plural = new Intl.PluralRules(catalogue.language);
    this.list = new Intl.ListFormat(catalogue.language, { style: "long", type: "conjunction" });
    const month = /** @type {const} */ ({ year: "numeric", month: "long", timeZone: "UTC" });
    this.months = new Intl.DateTimeFormat(this.locale, month);
    this.days = new Intl.DateTimeFormat(this.locale, { ...month, day: "numeric" });
    /** What was written once; the browser's own formats are slow. */
    this.written = { forms: new Map(), dates: new Map(), numbers: [new Map(), new Map()] };
    this.numbers = [0, 1].map((digits) => new Intl.NumberFormat(this.locale, {
      maximumFractionDigits: digits, .../** @type {any} */ ({ roundingMode: "halfEven", useGrouping: "always" }),
    }));
  }

  /**
   * Return the text of a key with its fields filled in; `count` picks the plural form.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  say(key, values = {}) {
    const entry = this.catalogue.texts[key];
    if (entry === undefined) throw new Error(`no text ${key} in ${this.language}`);
    const text = typeof entry === "string" ? entry : this._form(entry, Number(values.count));
    return filled(text, values, (value) => this.number(value));
  }

  /**
   * @param {Record<string, string>} forms
   * @param {number} count
   * @returns {string}
   */
  _form(forms, count) {
    return forms[once(this.written.forms, count, () => this.plural.select(count))] ?? forms.other;
  }

  /**
   * @param {number} value
   * @param {0 | 1} [digits]
   * @returns {string}
   */
  number(value, digits = 0) {
    return once(this.written.numbers[digits], value, () => this.numbers[digits].format(value));
  }

  /**
   * Write `2021`, `2021-12` or `2021-12-07` as precisely as it is known.
   * @param {string} iso
   * @returns {string}
   */
  partialDate(iso) {
    return once(this.written.dates, iso, () => {
      const parts = iso ? iso.split("-").map(Number) : [];
      if (parts.length < 2) return iso;
      const { formats } = this.catalogue;
      if (formats) return filled((parts.length === 3 ? formats.days : formats.months)[parts[1] - 1], { day: parts[2], year: parts[0] });
      const day = Date.UTC(parts[0], parts[1] - 1, parts[2] ?? 1);
      return (parts.length === 3 ? this.days : this.months).format(day);
    });
  }

  /**
   * @param {number} metres
   * @returns {string}
   */
  distance(metres) {
    if (metres < RULES.metres_below_m) return this.say("unit.m", { value: this.number(Math.max(10, roundEven(metres / 10) * 10)) });
    return this.say("unit.km", { value: this.number(metres / 1000, metres < RULES.tenths_below_m ? 1 : 0) });
  }

  /**
   * @param {number} minutes
   * @returns {string}
   */
  minutes(minutes) {
    return this.say("unit.min", { value: this.number(Math.max(1, roundEven(minutes))) });
  }

  /**
   * @param {string[]} items
   * @returns {string}
   */
  listing(items) {
    const { formats } = this.catalogue;
    return formats ? joined(items, formats) : this.list.format(items);
  }

  /**
   * @param {string} code
   * @returns {string}
   */
  languageName(code) {
    return this.catalogue.language_names[code] ?? code;
  }

  /**
   * Name a day of the week, Monday is 0.
   * @param {number} day
   * @returns {string}
   */
  weekday(day) {
    return this.catalogue.weekdays[day];
  }

  /**
   * Name a topic, target group or group of topics.
   * @param {string} kind
   * @param {string} id
   * @returns {string}
   */
  label(kind, id) {
    return this.catalogue.labels[kind]?.[id] ?? id;
  }
}
