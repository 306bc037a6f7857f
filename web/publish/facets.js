// What each further choice would leave, and the way out when nothing is left: the rules of geo/offers/facets.py.
import { allBits, allOf, anyOf, countBoth, hasBit, members, noBits, setBit } from "./bits.js";
import { EMPTY_FILTER, NOT_STATED, YES, activeFacets, chips, valuesOf, without } from "./filters.js";
import { isEverywhere } from "./offers.js";
import { RULES } from "./rules.js";
import { When } from "./when.js";

/**
 * @typedef {import("./bits.js").Bits} Bits
 * @typedef {import("./filters.js").Chip} Chip
 * @typedef {import("./filters.js").Facet} Facet
 * @typedef {import("./filters.js").ListFacet} ListFacet
 * @typedef {import("./filters.js").OfferFilter} OfferFilter
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./travel.js").Way} Way
 * @typedef {{chips: Chip[], filter: OfferFilter, count: number, facets: Facet[]}} Loosening
 * @typedef {{offer: number, metres: number | null, loosening: Loosening}} Beyond
 * @typedef {[Facet[], Bits][]} Masks which offers some facets leave
 * @typedef {Record<string, Record<string, number>>} Counts by facet, then by value
 * @typedef {{answer: (text: string, without?: string[]) => import("./search.js").Answer, suggest: (text: string) => string[]}} Search
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
    const { size, columns: { fee_kind: fees, status, assured_date: dates } } = offers;
    /** @type {Record<string, Bits[]>} the offers of each choice */
    this.sets = Object.fromEntries(RULES.list_facets.filter((facet) => !(facet in RULES.hours_choices)).map((facet) => [facet, setsOf(codesOf(offers, facet, choices[facet]), choices[facet].length)]));
    this.sets.free_only = [setOf(fees, (kind) => kind === "free")];
    this.sets.confirmed_only = [setOf(status, (one, at) => one === "confirmed" && Boolean(dates[at]))];
    this.when = new When(offers);
    this.everyone = members(allBits(size));
  }

  /**
   * Return which offers one facet of the filter leaves.
   * @param {OfferFilter} filter
   * @param {Facet} facet
   * @returns {Bits}
   */
  maskOf(filter, facet) {
    if (facet === "text") {
      const mask = noBits(this.offers.size);
      for (const hit of this.search().answer(filter.text, filter.unread).hits) setBit(mask, hit);
      return mask;
    }
    const names = this._names(facet);
    if (facet === "topics" && filter.all_topics) return this._allTopics(filter);
    return !this.sets[facet] ? this.when.mask(only(filter, [facet])) : anyOf(valuesOf(filter, facet).flatMap((value) => this.sets[facet][names.indexOf(value)] ?? []), this.offers.size);
  }

  /**
   * @param {OfferFilter} filter
   * @returns {Bits}
   */
  _allTopics({ topics }) {
    return allOf(topics.map((topic) => this.sets.topics[this.choices.topics.indexOf(topic)] ?? noBits(this.offers.size)), this.offers.size);
  }

  /**
   * Return the offers the filter leaves: best match first with a text, else in the order of the directory.
   * @param {OfferFilter} filter
   * @param {Masks} [masks]
   * @returns {number[]}
   */
  ranked(filter, masks = this.masks(filter)) {
    if (!masks.length) return this.everyone;
    const all = this._left(masks, []);
    return filter.text ? this.search().answer(filter.text, filter.unread).hits.filter((hit) => hasBit(all, hit)) : members(all);
  }

  /**
   * Return which offers the facets in use leave; two that are asked together have a mask each, and one for both.
   * @param {OfferFilter} filter
   * @returns {Masks}
   */
  masks(filter) {
    const active = activeFacets(filter);
    const masks = active.map((facet) => /** @type {[Facet[], Bits]} */ ([[facet], this.maskOf(filter, facet)]));
    const together = RULES.together;
    return together.every((facet) => active.includes(facet)) ? [...masks, [together, this.when.mask(only(filter, together))]] : masks;
  }

  /**
   * Count, for every choice of every facet, the offers that match it and all other facets of the filter.
   * @param {OfferFilter} filter
   * @param {Masks} masks
   * @returns {Counts}
   */
  counts(filter, masks) {
    /** @type {Counts} */
    const result = {};
    for (const facet of [...RULES.list_facets, ...RULES.switches]) {
      const together = togetherWith(facet);
      const others = this._left(masks, together);
      const left = facet === "topics" && filter.all_topics ? allOf([others, this._allTopics(filter)], this.offers.size) : others;
      const beside = only(filter, together);
      const having = (/** @type {string} */ name, /** @type {number} */ code) =>
        this.sets[facet]?.[code] ?? this.when.mask({ ...beside, [facet]: [name] });
      result[facet] = Object.fromEntries(this._names(facet).map((name, code) => [name, countBoth(left, having(name, code))]));
    }
    return result;
  }

  /**
   * Return which offers all facets leave but some, which then count nowhere.
   * @param {Masks} masks
   * @param {Facet[]} without
   * @returns {Bits}
   */
  _left(masks, without) {
    return allOf(masks.filter(([facets]) => !facets.some((facet) => without.includes(facet))).map(([, mask]) => mask), this.offers.size);
  }

  /**
   * Return which facets to take back for results, best first; the rules are those of `geo.offers.facets.loosen`.
   * @param {OfferFilter} filter
   * @returns {Loosening[]}
   */
  loosen(filter) {
    const masks = this.masks(filter);
    const facets = activeFacets(filter);
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
   * @param {Masks} masks
   * @param {Facet[][]} options
   * @returns {Loosening[]}
   */
  _helpful(filter, masks, options) {
    const found = options.map((facets) => this._loosening(filter, masks, facets)).filter((one) => one.count);
    return found.sort((one, other) => other.count - one.count);
  }

  /**
   * @param {OfferFilter} filter
   * @param {Masks} masks
   * @param {Facet[]} facets
   * @returns {Loosening}
   */
  _loosening(filter, masks, facets) {
    const all = this._left(masks, facets);
    const count = countBoth(all, all);
    return { chips: chips(filter).filter((chip) => facets.includes(chip.facet)), filter: without(filter, facets), count, facets };
  }

  /**
   * @param {string} facet
   * @returns {string[]}
   */
  _names(facet) {
    return RULES.switches.includes(/** @type {any} */ (facet)) ? [YES] : this.choices[/** @type {ListFacet} */ (facet)];
  }
}

/**
 * Return the filters that are asked together with one, itself among them.
 * @param {Facet} facet
 * @returns {Facet[]}
 */
function togetherWith(facet) {
  const together = RULES.together;
  return together.some((one) => one === facet) ? together : [facet];
}

/**
 * Return what a filter chooses in some facets alone.
 * @param {OfferFilter} filter
 * @param {Facet[]} facets
 * @returns {OfferFilter}
 */
function only(filter, facets) {
  const all_topics = facets.includes("topics") && filter.all_topics;
  return { ...EMPTY_FILTER, all_topics, ...Object.fromEntries(facets.map((facet) => [facet, filter[facet]])) };
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
    return offers.columns[/** @type {"topics" | "target_groups" | "languages"} */ (facet)].map((values) => codesFor(values.length ? values : [NOT_STATED]));
  }
  const everyCity = names.map((_, at) => at);
  const { columns: { city, scope }, sites, sitesOf } = offers;
  const cities = (/** @type {number} */ at) => [city[at], ...(sitesOf.get(at) ?? []).map((site) => sites.city[site])];
  return city.map((_, at) => (isEverywhere(scope[at]) ? everyCity : codesFor(cities(at))));
}

/**
 * @param {number[][]} codes numbers of the choices that each offer has
 * @param {number} choices
 * @returns {Bits[]}
 */
function setsOf(codes, choices) {
  const sets = Array.from({ length: choices }, () => noBits(codes.length));
  codes.forEach((list, at) => { for (const code of list) setBit(sets[code], at); });
  return sets;
}

/**
 * @param {string[]} column
 * @param {(value: string, at: number) => boolean} isIn
 * @returns {Bits}
 */
function setOf(column, isIn) {
  const set = noBits(column.length);
  column.forEach((value, at) => { if (isIn(value, at)) setBit(set, at); });
  return set;
}

/**
 * @param {Way[]} ways
 * @param {Beyond} beyond
 * @returns {number}
 */
function sortM(ways, beyond) {
  return Number(ways[beyond.offer].sort_m);
}
