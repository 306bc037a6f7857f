// When somebody is there: the read hours at a moment, as geo/offers/hours/opening.py tells it.
import { RULES } from "./rules.js";

/**
 * @typedef {[number, number, number, number?, number?, number?, number?]} Line days of the week (a bit each, Monday
 *   first), from, to (minutes of the day, behind 1440 of the next), why it is unsure, which of its month, weeks, months
 * @typedef {[number, string, ...Line[]]} Part of an offer with hours of its own: flags, its name, lines, the surest last
 * @typedef {[string, ...Part[]]} Read what was read of a text: times of each day for the filters, parts
 * @typedef {{zone: string, zone_lines?: string[], holidays: number[], read: (Read | 0)[]}} Packed what geo/publish/hours.py writes; for each
 *   text in the order in which it first stands, 0 for one that was not read; holidays are days since 1970
 * @typedef {{of: Read[][], own: (text: string) => Read[], now: () => number, zone: string,
 *   zoneLines: string[], holidays: Set<number>}} Hours what was read of each offer's texts, and of one text; the clock
 *   of the district, and how a calendar file tells it
 * @typedef {{start: number, end: number, doubt: number}} Slot a stretch of time, in minutes of the clock since 1970
 * @typedef {{moment: number, running: Slot | undefined, following: Slot | undefined, isInSchoolTime: boolean}} Now
 */

export const DAY = 1440;
/** Why a stretch of time is unsure; 0 for sure. */
export const DOUBT = 1;
export const NO_TIME = 2;
export const NO_END = 3;
export const HOLIDAY = 4;
/** Flags of a part: not on holidays, not in the school holidays, open day and night. */
const PUBLIC_OFF = 1;
const SCHOOL_OFF = 2;
export const ALWAYS = 4;
/** What a moment is, the surest last. */
export const CLOSED = 0;
export const PERHAPS = 1;
export const OPEN = 2;

/**
 * Give each offer what was read of its own text and of those of its further addresses.
 * @param {Packed} packed
 * @param {string[]} schedules of the offers
 * @param {{offer: number[], schedule: string[]}} sites
 * @returns {Hours}
 */
export function hoursOf({ zone, zone_lines: zoneLines = [], holidays, read }, schedules, sites) {
  const known = readOf(read, schedules, sites.schedule);
  const of = schedules.map((text) => known(text));
  sites.schedule.forEach((text, site) => { of[sites.offer[site]] = [...of[sites.offer[site]], ...known(text)]; });
  return { of, own: known, now: wallClock(zone), zone, zoneLines, holidays: new Set(holidays) };
}

/**
 * Return what was read of a text, nothing or one thing.
 * @param {(Read | 0)[]} read
 * @param {...string[]} columns of texts
 * @returns {(text: string) => Read[]}
 */
function readOf(read, ...columns) {
  const texts = [...new Set(columns.flat())].filter(Boolean);
  const known = new Map(texts.map((text, at) => [text, read[at]]));
  return (text) => [known.get(text) || null].filter((one) => one !== null);
}

/**
 * Return what tells the clock on the wall of a place, in minutes since 1970.
 * @param {string} zone
 * @returns {() => number}
 */
function wallClock(zone) {
  const form = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return () => Date.parse(`${form.format(new Date()).replace(" ", "T")}Z`) / 60_000;
}

/**
 * Say whether somebody is there at a moment: the surest of all parts.
 * @param {Read} read
 * @param {Hours} hours
 * @param {number} moment
 * @returns {number}
 */
export function stateAt([, ...parts], { holidays }, moment) {
  return Math.max(CLOSED, ...parts.map((part) => {
    const slot = slotsOf(part, holidays, dayOf(moment), 1).find((one) => isIn(one, moment));
    return !slot ? CLOSED : slot.doubt || part[0] & SCHOOL_OFF ? PERHAPS : OPEN;
  }));
}

/**
 * Say what holds at a moment and what comes next.
 * @param {Part} part
 * @param {Hours} hours
 * @param {number} moment
 * @returns {Now}
 */
export function nowAt(part, { holidays }, moment) {
  const looked = (/** @type {number} */ days) => {
    const slots = slotsOf(part, holidays, dayOf(moment) - 1, days);
    const later = slots.filter((slot) => slot.start > moment);
    return {
      running: slots.find((slot) => isIn(slot, moment)),
      following: later.find((slot) => slot.doubt !== DOUBT || slot.end - slot.start < DAY) ?? later[0],
    };
  };
  const near = looked(RULES.hours_near);
  return { moment, ...(near.following ? near : looked(RULES.hours_ahead)), isInSchoolTime: (part[0] & SCHOOL_OFF) > 0 };
}

/**
 * Return the stretches of so many days; those that only a midnight parts are one.
 * @param {Part} part
 * @param {Set<number>} holidays
 * @param {number} first day
 * @param {number} days
 * @returns {Slot[]}
 */
function slotsOf([flags, , ...lines], holidays, first, days) {
  /** @type {Slot[]} */
  const found = [];
  /** @type {Slot[]} */
  const slots = [];
  const bounds = new Set();
  for (const line of lines) {
    for (let day = first - 1; day <= first + days; day += 1) {
      bounds.add(day * DAY);
      if (!isOn(line, day)) continue;
      const [start, end] = [day * DAY + line[1], day * DAY + line[2]];
      bounds.add(start).add(end);
      found.push({ start, end, doubt: line[3] ?? 0 });
    }
  }
  const ends = [...bounds].filter((one) => one >= first * DAY && one <= (first + days) * DAY).sort((one, other) => one - other);
  ends.slice(0, -1).forEach((start, at) => {
    const covering = found.filter((one) => isIn(one, start)).pop(); // the surest stands last
    const isOff = !(flags & ALWAYS) && holidays.has(dayOf(start));
    if (!covering || (isOff && flags & PUBLIC_OFF)) return;
    const doubt = isOff ? HOLIDAY : covering.doubt;
    const last = slots[slots.length - 1];
    if (last?.end === start && last.doubt === doubt && (doubt !== NO_TIME || start % DAY)) last.end = ends[at + 1];
    else slots.push({ start, end: ends[at + 1], doubt });
  });
  return slots;
}

/**
 * @param {Slot} slot
 * @param {number} moment
 * @returns {boolean}
 */
function isIn({ start, end }, moment) {
  return start <= moment && moment < end;
}

/**
 * Say whether a line holds on a day.
 * @param {Line} line
 * @param {number} day since 1970
 * @returns {boolean}
 */
export function isOn([days, , , , nth = 0, weeks = 0, months = 0], day) {
  const weekday = (day + 3) % 7;
  const date = dateOf(day);
  const isNth = !nth || (nth < 0 ? dateOf(day + 7).getUTCMonth() !== date.getUTCMonth() : Math.ceil(date.getUTCDate() / 7) === nth);
  return Boolean(days >> weekday & 1) && isNth && (!weeks || weekOf(day - weekday + 3) % 2 === weeks % 2) && (!months || Boolean(months >> date.getUTCMonth() & 1));
}

/**
 * Return the number of the week of a Thursday (ISO 8601).
 * @param {number} thursday
 * @returns {number}
 */
function weekOf(thursday) {
  return Math.ceil((thursday - Date.UTC(dateOf(thursday).getUTCFullYear(), 0) / 864e5 + 1) / 7);
}

/**
 * @param {number} day
 * @returns {Date}
 */
export function dateOf(day) {
  return new Date(day * 864e5);
}

/**
 * @param {number} moment
 * @returns {number}
 */
export function dayOf(moment) {
  return Math.floor(moment / DAY);
}
