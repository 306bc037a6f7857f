// The offers as columns: what the page holds, unpacked once; their further addresses; their texts in other languages.
import { dateOf, dayOf, hoursOf } from "./hours.js";

/**
 * @typedef {{values: any[], codes: number[]}} Packed a column whose values repeat
 * @typedef {Object} Columns one entry an offer; a text is "" and a number null where it is unknown
 * @property {string[]} offer_id
 * @property {string[]} title
 * @property {string[]} organization
 * @property {string[]} description
 * @property {string[]} target_groups_stated
 * @property {string[]} languages_stated
 * @property {string[]} schedule
 * @property {string[]} fee_kind
 * @property {string[]} fees
 * @property {string[]} application
 * @property {string[]} barrier_free
 * @property {string[]} phone
 * @property {string[]} email
 * @property {string[]} website
 * @property {string[]} street
 * @property {string[]} house_number
 * @property {string[]} postal_code
 * @property {string[]} city
 * @property {string[]} scope
 * @property {boolean[]} is_protected
 * @property {boolean[]} is_administration_address
 * @property {string[]} status
 * @property {string[]} assured_date
 * @property {string[]} page_date
 * @property {string[]} source_host
 * @property {string[]} precision
 * @property {(number|null)[]} lon
 * @property {(number|null)[]} lat
 * @property {(number|null)[]} uncertainty_m
 * @property {number[]} spot number of the spot on the map, -1 without one
 * @property {number[]} group number of the topic group that gives the colour
 * @property {string[][]} topics
 * @property {string[][]} target_groups
 * @property {string[][]} languages
 */

/**
 * @typedef {Object} Spot a marker, or the badge of a city
 * @property {string} id
 * @property {number} lon
 * @property {number} lat
 * @property {number} kind 0 a house, 1 its street or site, 2 only its city or postcode
 * @property {string} label
 * @property {number} radius_m
 */

/**
 * @typedef {Object} Sites further addresses, one entry each, in the order of the offers
 * @property {number[]} offer number of the offer
 * @property {string[]} street
 * @property {string[]} house_number
 * @property {string[]} postal_code
 * @property {string[]} city
 * @property {string[]} schedule
 * @property {string[]} precision "" where nobody looked it up yet
 * @property {(number|null)[]} lon
 * @property {(number|null)[]} lat
 * @property {(number|null)[]} uncertainty_m
 * @property {number[]} spot
 */

/**
 * @typedef {{[column: string]: string}} Said texts of an offer in one language
 * @typedef {{translated: Record<string, string>, plain: Record<string, string>}} Headings keys of headings, by column: of
 *   texts that may be translated, and of what is told without a sentence of its own
 * @typedef {Object} Offers
 * @property {number} size
 * @property {Columns} columns
 * @property {Map<string, number>} index
 * @property {Sites} sites
 * @property {Map<number, number[]>} sitesOf numbers of the further addresses, by number of the offer
 * @property {Map<number, number[]>} moreSpots the spots at which an offer stands beside its first one, each once
 * @property {Record<string, Record<string, any[] | Packed>>} translations as packed, by language
 * @property {Headings} headings
 * @property {import("./hours.js").Hours} hours
 * @property {import("./travel.js").Areas} areas
 * @property {Reported} reported
 */

/** @typedef {Record<string, [string, boolean]>} Reported of a capacity: its last day, whether full; each language has the words */

export const HOUSE = 0;
export const AREA = 2;
/** The group of a spot whose offers belong to several, or to none. */
export const MIXED = -1;

/** @typedef {Record<string, any[] | Packed>} PackedColumns */

/**
 * Unpack the columns.
 * @param {{size: number, columns: PackedColumns, headings?: Headings}} packed
 * @param {PackedColumns} [packedSites] nothing in it where no offer has a further address
 * @param {Record<string, PackedColumns>} [translations] by language
 * @param {import("./hours.js").Packed} [hours]
 * @param {Reported} [reported] of capacities
 * @param {import("./travel.js").Areas} [areas]
 * @returns {Offers}
 */
export function unpack(packed, packedSites = {}, translations = {}, hours = { zone: "UTC", holidays: [], read: [] }, reported = {}, areas = {}) {
  /** @type {Columns} */
  const columns = unpackColumns(packed.columns);
  const sites = packedSites.offer ? unpackColumns(packedSites) : NO_SITES;
  const index = new Map(columns.offer_id.map((id, at) => [id, at]));
  const headings = packed.headings ?? { translated: {}, plain: {} };
  return { size: packed.size, columns, index, sites, ...bySite(columns, sites), translations, headings, areas, hours: hoursOf(hours, columns.schedule, sites), reported };
}

/**
 * Return what was reported of an offer's capacity and holds today.
 * @param {Pick<Offers, "columns" | "reported" | "hours">} offers
 * @param {number} at
 */
export function reported({ columns, reported: all, hours }, at) {
  const found = all[columns.offer_id[at]];
  return found && found[0] >= dateOf(dayOf(hours.now())).toISOString().slice(0, 10) ? found : null; // the district's day
}

/** @type {Sites} */
const NO_SITES = { offer: [], street: [], house_number: [], postal_code: [], city: [], schedule: [], precision: [], lon: [], lat: [], uncertainty_m: [], spot: [] };

/**
 * @param {PackedColumns} packed
 * @returns {any}
 */
function unpackColumns(packed) {
  return Object.fromEntries(Object.entries(packed).map(([name, column]) =>
    [name, Array.isArray(column) ? column : column.codes.map((code) => column.values[code])]));
}

/**
 * @param {Columns} columns
 * @param {Sites} sites
 * @returns {{sitesOf: Map<number, number[]>, moreSpots: Map<number, number[]>}}
 */
function bySite(columns, sites) {
  /** @type {Map<number, number[]>} */
  const sitesOf = new Map();
  sites.offer.forEach((offer, site) => sitesOf.set(offer, [...(sitesOf.get(offer) ?? []), site]));
  const spots = (/** @type {number} */ offer, /** @type {number[]} */ own) =>
    [...new Set(own.map((site) => sites.spot[site]))].filter((spot) => spot >= 0 && spot !== columns.spot[offer]);
  const moreSpots = [...sitesOf].map(([offer, own]) => /** @type {[number, number[]]} */ ([offer, spots(offer, own)]));
  return { sitesOf, moreSpots: new Map(moreSpots.filter(([, found]) => found.length)) };
}

/**
 * Return the spots of an offer on the map: that of its first address, then the others.
 * @param {Offers} offers
 * @param {number} at
 * @returns {number[]}
 */
export function spotsOfOffer(offers, at) {
  const first = offers.columns.spot[at];
  return [...(first >= 0 ? [first] : []), ...(offers.moreSpots.get(at) ?? [])];
}

/**
 * Return the columns of texts, also those that no module names.
 * @param {Offers} offers
 * @returns {Record<string, string[]>}
 */
export function texts(offers) {
  return /** @type {any} */ (offers.columns);
}

/**
 * Return the texts of offers in a language, by number of the offer.
 * @param {Offers} offers
 * @param {string} language
 * @returns {Map<number, Said>}
 */
export function saidIn(offers, language) {
  const { offer = [], ...texts } = unpackColumns(offers.translations[language] ?? {});
  return new Map(offer.map((/** @type {number} */ at, /** @type {number} */ row) =>
    [at, Object.fromEntries(Object.entries(texts).map(([name, column]) => [name, column[row]]).filter(([, text]) => text))]));
}

/**
 * Return the offers with each text followed by its translations, so that a search finds the words of all.
 * @param {Offers} offers
 * @returns {Offers}
 */
export function withAllTexts(offers) {
  /** @type {any} */
  const columns = { ...offers.columns };
  for (const language of Object.keys(offers.translations).sort()) {
    for (const [at, said] of saidIn(offers, language)) {
      for (const [name, text] of Object.entries(said)) {
        if (columns[name] === texts(offers)[name]) columns[name] = [...columns[name]];
        columns[name][at] += `\n${text}`;
      }
    }
  }
  return { ...offers, columns };
}

/**
 * Say whether an offer can be used in the whole district.
 * @param {string} scope
 * @returns {boolean}
 */
export function isEverywhere(scope) {
  return scope === "district" || scope === "online";
}
