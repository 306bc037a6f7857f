// The hours of offers as a calendar file (RFC 5545), entry by entry that of geo/exchange/offer_calendar.py.
import { addressLine } from "./addresses.js";
import { h, icon } from "./dom.js";
import { ALWAYS, DAY, dayOf, isOn } from "./hours.js";

/**
 * @typedef {import("./wording.js").Wording} Wording
 * @typedef {import("./hours.js").Line} Line
 */

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/** Nobody looks after an entry in somebody's phone: it ends after so many days. */
const LASTS_DAYS = 366;
/** Where a line tells that it is unsure, and in which weeks. */
const DOUBT = 3;
const WEEKS = 5;
const LINE_BYTES = 75;
const BYTES = new TextEncoder();
const BREAKS = /\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]/g;
const HIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;
const CONTROLS = /[\x80-\x84\x86-\x9f\t]/g;

/**
 * Offer the hours of offers as a file; nothing where no calendar can tell any.
 * @param {number[]} offers
 * @param {Wording} words in the language of the file
 * @param {{label: string, name: string | null, file: string}} told what the button says; the calendar's name, null for
 *   that of the one offer
 * @returns {HTMLElement | null}
 */
export function calendarButton(offers, words, { label, name, file }) {
  const lines = offers.flatMap((at) => entries(at, words));
  if (!lines.length) return null;
  const save = () => {
    const text = calendarFile(lines, name ?? words.told(offers[0], "title").text, words.offers.hours.zoneLines);
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "text/calendar" })), download: `${file}.ics` });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return h("p", { class: "to-map" }, h("button", { type: "button", class: "to-calendar", onclick: save }, icon("clock"), label));
}

/**
 * Write a calendar.
 * @param {string[]} entries lines of its events
 * @param {string} name
 * @param {string[]} zone lines that tell the district's clock
 * @returns {string}
 */
export function calendarFile(entries, name, zone) {
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Integrationskarte//DE", "CALSCALE:GREGORIAN", `NAME:${escaped(name)}`, `X-WR-CALNAME:${escaped(name)}`];
  return [...head, ...zone, ...entries, "END:VCALENDAR"].flatMap(folded).map((line) => `${line}\r\n`).join("");
}

/**
 * Return the lines of all entries of an offer, those of its further addresses, too.
 * @param {number} at
 * @param {Wording} words
 * @returns {string[]}
 */
export function entries(at, words) {
  const { offers, c, t } = words;
  const { sites, hours } = offers;
  const name = words.told(at, "title").text;
  const further = (offers.sitesOf.get(at) ?? []).map((site) =>
    ({ schedule: sites.schedule[site], place: words.isLocal(at) ? addressLine(sites, site) : words.address(at) }));
  const rows = [{ schedule: c.schedule[at], place: words.address(at) }, ...further];
  return rows.flatMap(({ schedule, place }, row) => sure(hours.own(schedule)).flatMap(([label, line], number) => event(line, hours, {
    uid: `${c.offer_id[at]}-${row}-${number}@integrationskarte`, title: label ? `${name}: ${label}` : name, place,
    text: [schedule, t.say("calendar.note"), words.asOf(at)].join("\n"),
  })));
}

/**
 * Return what a calendar can say: nothing unsure, no odd or even weeks, which no rule of repetition knows.
 * @param {import("./hours.js").Read[]} read
 * @returns {[string, Line][]} the name of its part of the offer, and the line
 */
function sure(read) {
  const parts = read.flatMap(([, ...all]) => all);
  if (parts.some(([flags]) => flags & ALWAYS)) return [];
  return parts.flatMap(([, label, ...lines]) => lines.filter((line) => !line[DOUBT] && !line[WEEKS]).map((line) => /** @type {[string, Line]} */ ([label, line])));
}

/**
 * @param {Line} line
 * @param {import("./hours.js").Hours} hours
 * @param {{uid: string, title: string, place: string, text: string}} told
 * @returns {string[]}
 */
function event(line, hours, { uid, title, place, text }) {
  const [days, from, to, , nth = 0, , months = 0] = line;
  const first = dayOf(hours.now());
  const day = Array.from({ length: LASTS_DAYS }, (_, number) => first + number).find((one) => isOn(line, one));
  if (day === undefined) return [];
  const named = DAYS.filter((_, at) => days >> at & 1).map((one) => `${nth || ""}${one}`);
  const inMonths = Array.from({ length: 12 }, (_, at) => at + 1).filter((month) => months >> (month - 1) & 1);
  const rule = [`FREQ=${nth ? "MONTHLY" : "WEEKLY"}`, `BYDAY=${named.join()}`, ...(months ? [`BYMONTH=${inMonths.join()}`] : []), `UNTIL=${moment((first + LASTS_DAYS) * DAY)}Z`];
  const texts = Object.entries({ SUMMARY: title, LOCATION: place, DESCRIPTION: text }).filter(([, said]) => said);
  return ["BEGIN:VEVENT", `UID:${escaped(uid)}`, `DTSTAMP:${moment(Math.floor(new Date().getTime() / 60_000))}Z`,
    ...[["DTSTART", from], ["DTEND", to]].map(([key, minute]) => `${key};TZID=${hours.zone}:${moment(day * DAY + Number(minute))}`),
    `RRULE:${rule.join(";")}`, ...texts.map(([key, said]) => `${key}:${escaped(said)}`), "END:VEVENT"];
}

/**
 * Write a time as calendars do.
 * @param {number} minutes since 1970
 * @returns {string}
 */
function moment(minutes) {
  return new Date(minutes * 60_000).toISOString().replace(/[-:]|\.\d+Z/g, "");
}

/**
 * Escape a text (RFC 5545, 3.3.11); control characters and direction marks are left out.
 * @param {string} text
 * @returns {string}
 */
function escaped(text) {
  const plain = text.replace(BREAKS, "\n").replace(HIDDEN, "").replace(CONTROLS, " ");
  return plain.replace(/[\\;,\n]/g, (letter) => (letter === "\n" ? "\\n" : `\\${letter}`));
}

/**
 * Cut a line into pieces of at most 75 bytes, never inside a letter.
 * @param {string} line
 * @returns {string[]}
 */
function folded(line) {
  const pieces = [""];
  let room = LINE_BYTES;
  for (const letter of line) {
    const size = BYTES.encode(letter).length;
    if (size > room) {
      pieces.push(" ");
      room = LINE_BYTES - 1;
    }
    pieces[pieces.length - 1] += letter;
    room -= size;
  }
  return pieces;
}
