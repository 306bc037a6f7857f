// What each further choice would leave, and the way out when nothing is left: the rules of geo/facets.py.
import { LIST_FACETS, NOT_STATED, SWITCHES, YES, activeFacets, chips, valuesOf, without } from "./filters.js";
import { isEverywhere } from "./offers.js";

/**
 * @typedef {import("./filters.js").Chip} Chip
 * @typedef {import("./filters.js").Facet} Facet
 * @typedef {import("./filters.js").ListFacet} ListFacet
 * @typedef {import("./filters.js").OfferFilter} OfferFilter
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./travel.js").Way} Way
 * @typedef {{chips: Chip[], filter: OfferFilter, count: number, facets: Facet[]}} Loosening
 * @typedef {{offer: number, metres: number | null, loosening: Loosening}} Beyond
 * @typedef {Record<string, Record<string, number>>} Counts by facet, then by value
 * @typedef {{starts: Uint32Array, values: Uint16Array}} Codes numbers of the choices that each offer has, one after the other
 * @typedef {{answer: (text: string) => {hits: number[], scores: Float64Array}, suggest: (text: string) => string[]}} Search
 */

/** The offers with everything that is made once and used at every click. */
export class OfferTable {
  /**
   * @param {Offers} offers
   * @param {Record<ListFacet, string[]>} choices
   * @param {() => Search} search made when the first text is looked for
   */
  constructor(offers, choices, search) {
    this.offers = offers;
    this.choices = choices;
    this.search = search;
    const { fee_kind: fees, status, assured_date: dates } = offers.columns;
    /** @type {Record<string, Codes>} */
    this.codes = Object.fromEntries(LIST_FACETS.map((facet) => [facet, flat(codesOf(offers, facet, choices[facet]))]));
    this.codes.free_only = flat(fees.map((kind) => (kind === "free" ? [0] : [])));
    this.codes.confirmed_only = flat(status.map((one, at) => (one === "confirmed" && dates[at] ? [0] : [])));
  }

  /**
   * Return which offers one facet of the filter leaves: 1 or 0 for each.
   * @param {OfferFilter} filter
   * @param {Facet} facet
   * @returns {Uint8Array}
   */
  maskOf(filter, facet) {
    const mask = new Uint8Array(this.offers.size);
    if (facet === "text") {
      for (const hit of this.search().answer(filter.text).hits) mask[hit] = 1;
      return mask;
    }
    const names = this._names(facet);
    const wanted = new Uint8Array(names.length);
    for (const value of valuesOf(filter, facet)) wanted[names.indexOf(value)] = 1;
    const { starts, values } = this.codes[facet];
    for (let offer = 0; offer < mask.length; offer += 1) {
      for (let at = starts[offer]; at < starts[offer + 1]; at += 1) if (wanted[values[at]]) mask[offer] = 1;
    }
    return mask;
  }

  /**
   * Return the offers the filter leaves: best match first with a text, else in the order of the directory.
   * @param {OfferFilter} filter
   * @param {Map<Facet, Uint8Array>} [masks]
   * @returns {number[]}
   */
  ranked(filter, masks = this.masks(filter)) {
    const all = allOf([...masks.values()], this.offers.size);
    if (filter.text) return this.search().answer(filter.text).hits.filter((hit) => all[hit]);
    const found = [];
    for (let offer = 0; offer < all.length; offer += 1) if (all[offer]) found.push(offer);
    return found;
  }

  /**
   * @param {OfferFilter} filter
   * @returns {Map<Facet, Uint8Array>}
   */
  masks(filter) {
    return new Map(activeFacets(filter).map((facet) => [facet, this.maskOf(filter, facet)]));
  }

  /**
   * Count, for every choice of every facet, the offers that match it and all other facets of the filter.
   * @param {Map<Facet, Uint8Array>} masks
   * @returns {Counts}
   */
  counts(masks) {
    /** @type {Counts} */
    const result = {};
    for (const facet of [...LIST_FACETS, ...SWITCHES]) {
      const others = [...masks].filter(([name]) => name !== facet).map(([, mask]) => mask);
      const all = allOf(others, this.offers.size);
      const names = this._names(facet);
      const found = new Uint32Array(names.length);
      const { starts, values } = this.codes[facet];
      for (let offer = 0; offer < all.length; offer += 1) {
        if (all[offer]) for (let at = starts[offer]; at < starts[offer + 1]; at += 1) found[values[at]] += 1;
      }
      result[facet] = Object.fromEntries(names.map((name, code) => [name, found[code]]));
    }
    return result;
  }

  /**
   * Return which facets to take back for results, best first; the rules are those of `geo.facets.loosen`.
   * @param {OfferFilter} filter
   * @returns {Loosening[]}
   */
  loosen(filter) {
    const masks = this.masks(filter);
    const facets = [...masks.keys()];
    const single = this._helpful(filter, masks, facets.map((facet) => [facet]));
    const pairs = facets.flatMap((one, at) => facets.slice(at + 1).map((other) => [one, other]));
    const found = single.length ? single : this._helpful(filter, masks, pairs).slice(0, 1);
    const everything = this._loosening(filter, masks, facets);
    const isThere = found.some((one) => one.facets.length === facets.length);
    return facets.length && everything.count && !isThere ? [...found, everything] : found;
  }

  /**
   * Return the nearest offer that matches everything but one part of the filter, null without any.
   * @param {OfferFilter} filter
   * @param {Way[]} ways
   * @returns {Beyond | null}
   */
  nearestBeyond(filter, ways) {
    const options = this.loosen(filter);
    const byCity = options.filter((one) => one.facets.length === 1 && one.facets[0] === "cities");
    const partly = options.filter((one) => activeFacets(one.filter).length);
    for (const group of [byCity, partly, options]) {
      const found = group.map((one) => this._nearest(filter, one, ways)).filter((one) => one !== null);
      if (found.length) return found.reduce((best, one) => (sortM(ways, one) < sortM(ways, best) ? one : best));
    }
    return null;
  }

  /**
   * @param {OfferFilter} filter
   * @param {Loosening} loosening
   * @param {Way[]} ways
   * @returns {Beyond | null}
   */
  _nearest(filter, loosening, ways) {
    const inside = new Set(this.ranked(filter));
    const beyond = this.ranked({ ...loosening.filter })
      .filter((offer) => !inside.has(offer) && ways[offer].sort_m !== null)
      .sort((one, other) => one - other);
    const exact = beyond.filter((offer) => ways[offer].distance_m !== null);
    const [first, ...rest] = exact.length ? exact : beyond;
    if (first === undefined) return null;
    const offer = rest.reduce((best, one) => (Number(ways[one].sort_m) < Number(ways[best].sort_m) ? one : best), first);
    return { offer, metres: ways[offer].distance_m, loosening };
  }

  /**
   * @param {OfferFilter} filter
   * @param {Map<Facet, Uint8Array>} masks
   * @param {Facet[][]} options
   * @returns {Loosening[]}
   */
  _helpful(filter, masks, options) {
    const found = options.map((facets) => this._loosening(filter, masks, facets)).filter((one) => one.count);
    return found.sort((one, other) => other.count - one.count);
  }

  /**
   * @param {OfferFilter} filter
   * @param {Map<Facet, Uint8Array>} masks
   * @param {Facet[]} facets
   * @returns {Loosening}
   */
  _loosening(filter, masks, facets) {
    const left = [...masks].filter(([name]) => !facets.includes(name)).map(([, mask]) => mask);
    const count = allOf(left, this.offers.size).reduce((sum, one) => sum + one, 0);
    return { chips: chips(filter).filter((chip) => facets.includes(chip.facet)), filter: without(filter, facets), count, facets };
  }

  /**
   * @param {string} facet
   * @returns {string[]}
   */
  _names(facet) {
    return SWITCHES.includes(/** @type {any} */ (facet)) ? [YES] : this.choices[/** @type {ListFacet} */ (facet)];
  }
}

/**
 * @param {Offers} offers
 * @param {ListFacet} facet
 * @param {string[]} names
 * @returns {number[][]}
 */
function codesOf(offers, facet, names) {
  const code = new Map(names.map((name, at) => [name, at]));
  const codesFor = (/** @type {string[]} */ values) => values.flatMap((value) => code.get(value) ?? []);
  if (facet !== "cities") {
    return offers.columns[facet].map((values) => codesFor(values.length ? values : [NOT_STATED]));
  }
  const everyCity = names.map((_, at) => at);
  const { city, scope } = offers.columns;
  return city.map((name, at) => (isEverywhere(scope[at]) ? everyCity : codesFor([name])));
}

/**
 * Write lists one after the other: fast to go through, however many offers there are.
 * @param {number[][]} lists
 * @returns {Codes}
 */
function flat(lists) {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, at) => { starts[at + 1] = starts[at] + list.length; });
  return { starts, values: Uint16Array.from(lists.flat()) };
}

/**
 * @param {Uint8Array[]} masks
 * @param {number} size
 * @returns {Uint8Array}
 */
function allOf(masks, size) {
  const result = new Uint8Array(size).fill(1);
  for (const mask of masks) for (let at = 0; at < size; at += 1) result[at] &= mask[at];
  return result;
}

/**
 * @param {Way[]} ways
 * @param {Beyond} beyond
 * @returns {number}
 */
function sortM(ways, beyond) {
  return Number(ways[beyond.offer].sort_m);
}
