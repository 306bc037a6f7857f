// Which offers the filters of hours leave: the rules of geo/offers/when.py and geo/offers/hours/choices.py.
import { noBits, setBit } from "./bits.js";
import { NOT_STATED } from "./filters.js";
import { CLOSED, OPEN, PERHAPS, stateAt } from "./hours.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./bits.js").Bits} Bits
 * @typedef {import("./filters.js").OfferFilter} OfferFilter
 * @typedef {import("./offers.js").Offers} Offers
 */

/** A day of the week that the text does not tell. */
const UNTOLD = 7;
const EVERY = [0, 1, 2, 3, 4, 5, 6, UNTOLD];

/** The hours of the offers, as filters and questions ask for them. */
export class When {
  /** @param {Offers} offers */
  constructor(offers) {
    this.hours = offers.hours;
    /** Times of each day of an offer's texts: bit 0 where a time is not told, then a bit each. */
    this.weeks = offers.hours.of.map((texts) => texts.map(([days]) => [...days].map((one) => parseInt(one, 32))));
    this.moment = NaN;
    /** @type {Map<string, Bits>} */
    this.kept = new Map();
  }

  /**
   * Return which offers a filter's choices of hours leave.
   * @param {Pick<OfferFilter, "open_now" | "days" | "times">} filter
   * @returns {Bits}
   */
  mask({ open_now: now, days, times }) {
    const moment = this.hours.now();
    if (moment !== this.moment) this.kept.clear();
    this.moment = moment;
    const key = JSON.stringify([now, days, times]);
    let mask = this.kept.get(key);
    if (mask) return mask;
    mask = noBits(this.weeks.length);
    this.kept.set(key, mask);
    for (let at = 0; at < this.weeks.length; at += 1) {
      if ((!now.length || this.isNow(at, now)) && (!(days.length || times.length) || this.isThen(at, days, times))) setBit(mask, at);
    }
    return mask;
  }

  /**
   * @param {number} at
   * @param {string[]} wanted
   * @returns {boolean}
   */
  isNow(at, wanted) {
    const state = Math.max(CLOSED, ...this.hours.of[at].map((read) => stateAt(read, this.hours, this.moment)));
    const [now, perhaps] = RULES.hours_choices.open_now;
    return wanted.some((one) => (one === now ? state === OPEN : one === perhaps ? state === PERHAPS : !this.tellsDay(at)));
  }

  /**
   * Say whether an offer is left by days and times together: both hold for the same hours.
   * @param {number} at
   * @param {string[]} days
   * @param {string[]} times
   * @returns {boolean}
   */
  isThen(at, days, times) {
    const [someDays, someTimes] = [days, times].map((all) => all.filter((one) => one !== NOT_STATED));
    const isDayUntold = someDays.length < days.length && !this.tellsDay(at);
    const isTimeUntold = someTimes.length < times.length && !this.tellsTime(at);
    const mayDay = someDays.length > 0 || !days.length;
    const mayTime = someTimes.length > 0 || !times.length;
    return (mayDay && mayTime && this.fits(at, someDays, someTimes))
      || (isDayUntold && mayTime && (!someTimes.length || this.fits(at, [], someTimes)))
      || (isTimeUntold && mayDay && (!someDays.length || this.fits(at, someDays, [])))
      || (isDayUntold && isTimeUntold);
  }

  /**
   * Say whether an offer has hours on one of the days at one of the times.
   * @param {number} at
   * @param {string[]} days without any each one
   * @param {string[]} times without any each one
   * @returns {boolean}
   */
  fits(at, days, times) {
    const wanted = days.length ? days.map((day) => RULES.days.indexOf(day)) : EVERY;
    const isIn = (/** @type {number} */ told, /** @type {number} */ day, /** @type {string} */ time) =>
      (time === RULES.weekend ? told > 0 && day > 4 && day < UNTOLD : told >> (RULES.hours_choices.times.indexOf(time) + 1) & 1);
    return this.weeks[at].some((week) => wanted.some((day) => (times.length ? times.some((time) => isIn(week[day], day, time)) : week[day])));
  }

  /**
   * @param {number} at
   * @returns {boolean}
   */
  tellsDay(at) {
    return this.weeks[at].some((week) => week.slice(0, UNTOLD).some(Boolean));
  }

  /**
   * @param {number} at
   * @returns {boolean}
   */
  tellsTime(at) {
    return this.weeks[at].some((week) => week.some((told) => told > 1));
  }

  /**
   * Say how much of a day or time of a question an offer has: none of it where its hours are read and are others.
   * @param {number} at
   * @param {string} kind "day" or "time"
   * @param {string} value
   * @returns {number}
   */
  share(at, kind, value) {
    if (kind === "time" && !RULES.hours_choices.times.includes(value)) return RULES.not_stated;
    if (kind === "day" ? this.fits(at, [value], []) : this.fits(at, [], [value])) return 1;
    return (kind === "day" || value === RULES.weekend ? this.tellsDay(at) : this.tellsTime(at)) ? 0 : RULES.not_stated;
  }
}

/** @returns {import("./filters.js").HoursFacet[]} */
export function hoursFacets() {
  return /** @type {any} */ (Object.keys(RULES.hours_choices));
}

/**
 * Return the filter that also leaves the offers which do not say their hours, where it asks for hours.
 * @param {OfferFilter} filter
 * @returns {OfferFilter}
 */
export function withUnsaidHours(filter) {
  const asked = hoursFacets().filter((facet) => filter[facet].length);
  return { ...filter, ...Object.fromEntries(asked.map((facet) => [facet, [...new Set([...filter[facet], NOT_STATED])]])) };
}
