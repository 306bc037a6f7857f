// Whether an offer is open now, in the visitor's words: the sentences of geo/offers/hours/words.py.
import { DAY, DOUBT, HOLIDAY, NO_END, NO_TIME, dateOf, dayOf, nowAt } from "./hours.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./hours.js").Hours} Hours
 * @typedef {import("./hours.js").Now} Now
 * @typedef {import("./hours.js").Read} Read
 * @typedef {import("./hours.js").Slot} Slot
 * @typedef {import("./texts.js").Texts} Texts
 */

/**
 * Say in one line whether somebody is there, and when next; "" where the text does not tell.
 * @param {Read[]} read
 * @param {Hours} hours
 * @param {Texts} t
 * @param {number} [moment]
 * @returns {string}
 */
export function nowWords(read, hours, t, moment = hours.now()) {
  const parts = read.flatMap(([, ...all]) => all);
  const said = parts.map((part) => [part[1], sentence(nowAt(part, hours, moment), t)]);
  return said.map(([name, words]) => (name && said.length > 1 ? t.say("hours.of", { name, said: words }) : words)).join(" · ");
}

/**
 * @param {Now} now
 * @param {Texts} t
 * @returns {string}
 */
function sentence(now, t) {
  const said = now.running ? running(now.running, now.moment, t) : later(now, t);
  return now.isInSchoolTime ? t.say("hours.school", { said }) : said;
}

/**
 * @param {Slot} slot
 * @param {number} moment
 * @param {Texts} t
 * @returns {string}
 */
function running({ start, end, doubt }, moment, t) {
  const time = clock(end, t);
  if (doubt === HOLIDAY) return t.say("hours.holiday");
  if (doubt === NO_END) return t.say("hours.begun", { time: clock(start, t) });
  if (doubt === NO_TIME) return t.say("hours.today_no_time");
  if (doubt) return end - start >= DAY ? t.say("hours.perhaps_today") : t.say("hours.perhaps_until", { time });
  return end - moment > DAY ? t.say("hours.open_always") : t.say("hours.open", { time });
}

/**
 * @param {Now} now
 * @param {Texts} t
 * @returns {string}
 */
function later({ moment, following: slot }, t) {
  if (!slot) return t.say("hours.closed");
  const days = dayOf(slot.start) - dayOf(moment);
  const day = days ? weekday(dayOf(slot.start), days, t) : t.say("hours.today");
  const time = clock(slot.start, t);
  if (slot.doubt === NO_TIME) return t.say("hours.day_later", { day });
  if (slot.doubt === DOUBT || slot.doubt === HOLIDAY) {
    return slot.end - slot.start >= DAY ? t.say("hours.perhaps_day", { day }) : t.say("hours.perhaps_later", { day, time });
  }
  return days ? t.say("hours.closed_day", { day, time }) : t.say("hours.closed_today", { time });
}

/**
 * Name a day of the coming week, or write its date.
 * @param {number} day
 * @param {number} ahead days from today
 * @param {Texts} t
 * @returns {string}
 */
function weekday(day, ahead, t) {
  const { formats } = t.catalogue;
  if (formats) {
    const name = formats.weekdays[(day + 3) % 7];
    const date = dateOf(day);
    if (ahead < RULES.named_days) return name.replace(/\.$/, "");
    return formats.coming[date.getUTCMonth()].replace("{weekday}", name).replace("{day}", String(date.getUTCDate()));
  }
  const how = /** @type {const} */ ({ weekday: "short", timeZone: "UTC" });
  if (ahead < RULES.named_days) return dateOf(day).toLocaleDateString(t.locale, how).replace(/\.$/, "");
  return dateOf(day).toLocaleDateString(t.locale, { ...how, day: "numeric", month: "short" });
}

/**
 * Write a time of day, whole hours shortly: 16, 9:30; 4 PM, 9:30 AM.
 * @param {number} moment
 * @param {Texts} t
 * @returns {string}
 */
function clock(moment, t) {
  const [hour, minute] = [Math.floor(moment / 60) % 24, moment % 60];
  if (!hour && !minute) return t.say("hours.midnight");
  const { halves } = t.catalogue;
  const minutes = minute ? `:${String(minute).padStart(2, "0")}` : "";
  const time = halves.length ? `${hour % 12 || 12}${minutes} ${halves[Number(hour > 11)]}` : `${hour}${minutes}`;
  return t.say("hours.clock", { time });
}
