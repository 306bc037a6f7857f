// The offers as columns: what the page holds, unpacked once.

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

/** @typedef {{size: number, columns: Columns, index: Map<string, number>}} Offers */

export const HOUSE = 0;
export const AREA = 2;
/** The group of a spot whose offers belong to several, or to none. */
export const MIXED = -1;
/** Precisions that make a marker of its own, as in geo/model.py. */
export const POINTS = new Set(["house", "street", "place"]);
export const AREAS = new Set(["postcode", "city"]);

/**
 * Unpack the columns.
 * @param {{size: number, columns: Record<string, any[] | Packed>}} packed
 * @returns {Offers}
 */
export function unpack(packed) {
  /** @type {any} */
  const columns = {};
  for (const [name, column] of Object.entries(packed.columns)) {
    columns[name] = Array.isArray(column) ? column : column.codes.map((code) => column.values[code]);
  }
  return { size: packed.size, columns, index: new Map(columns.offer_id.map((/** @type {string} */ id, /** @type {number} */ at) => [id, at])) };
}

/**
 * Say whether an offer can be used in the whole district.
 * @param {string} scope
 * @returns {boolean}
 */
export function isEverywhere(scope) {
  return scope === "district" || scope === "online";
}
