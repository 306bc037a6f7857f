// What was understood of a question, and what an offer lacks of it: the words of geo/offers/search/telling.py.
import { fill, h, icon } from "./dom.js";
import { kindOf } from "./parts.js";
import { RULES } from "./rules.js";
import { LACKS, NOT_TOLD } from "./search.js";
import { helplineBox, urgentNeeds } from "./urgent.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./parts.js").Part} Part
 * @typedef {import("./search.js").Answer} Answer
 * @typedef {import("./texts.js").Texts} Texts
 */

/**
 * Say a part by its first meaning, and by the second where that is of the same kind.
 * @param {Part} part
 * @param {Texts} t
 * @returns {string}
 */
export function partWords(part, t) {
  const kind = kindOf(part);
  const [one, other] = part.meanings.filter((meaning) => meaning.split(":", 1)[0] === kind).map((meaning) => meaningWords(meaning, t));
  return other === undefined ? one : t.say("search.either", { one, other });
}

/**
 * @param {string} meaning
 * @param {Texts} t
 * @returns {string}
 */
function meaningWords(meaning, t) {
  const at = meaning.indexOf(":");
  const [kind, value] = [meaning.slice(0, at), meaning.slice(at + 1)];
  if (kind === "topic") return t.label("topics", value);
  if (kind === "group") return t.label("target_groups", value);
  if (kind === "city") return value;
  if (kind === "spoken") return t.say("meaning.spoken", { language: t.languageName(value) });
  if (kind === "fee") return t.say("fee.free");
  if (kind === "day") return t.weekday(RULES.days.indexOf(value));
  if (kind === "level" && RULES.levels.includes(value)) return t.say("meaning.level", { level: value });
  return t.say(`meaning.${kind}_${value}`);
}

/**
 * Say what an offer lacks and what it does not state, a line each.
 * @param {Answer | null} answer
 * @param {number} offer
 * @param {Texts} t
 * @returns {string[]}
 */
export function lackingLines(answer, offer, t) {
  if (!answer) return [];
  const { reading, names, missing } = answer;
  const said = [...reading.parts.map((part) => partWords(part, t)), ...names.map((place) => reading.written[place])];
  const namesOf = (/** @type {number} */ how) => t.listing(said.filter((_, row) => missing[row][offer] === how));
  const [lacks, untold] = [namesOf(LACKS), namesOf(NOT_TOLD)];
  return [lacks && t.say("search.lacks", { names: lacks }), untold && t.say("search.not_told", { names: untold })].filter(Boolean);
}

/**
 * Say how many offers fit a question wholly and partly; nothing where all fit.
 * @param {Answer | null} answer
 * @param {number[]} found
 * @param {Texts} t
 * @returns {string[]}
 */
export function fitCounts(answer, found, t) {
  const whole = answer ? found.filter((offer) => answer.scores[offer] >= RULES.whole).length : found.length;
  return whole === found.length ? [] : [t.say("search.whole", { count: whole }), t.say("search.partly", { count: found.length - whole })];
}

/**
 * The parts of the question that were understood, each to be taken off, and the words that nobody knows.
 * @param {Page} page
 * @param {Answer | null} answer
 * @returns {(HTMLElement | false)[]}
 */
function understood(page, answer) {
  if (!answer) return [];
  const { t, view: { filter } } = page;
  const { parts, written } = answer.reading;
  const takeOff = (/** @type {string[]} */ unread) => page.filterBy({ ...filter, unread });
  const chip = (/** @type {Part} */ part) => {
    const name = partWords(part, t);
    const label = t.say("search.take_off", { name });
    return h("button", { type: "button", class: "chip", "aria-label": label, onclick: () => takeOff([...filter.unread, part.meanings[0]]) }, icon("close"), h("bdi", {}, name));
  };
  const link = (/** @type {string} */ label, /** @type {string[]} */ unread) =>
    h("button", { type: "button", class: "reset", onclick: () => takeOff(unread) }, label);
  const unknown = [...new Set(answer.unknown.map((place) => written[place]))];
  const way = parts.length ? link(t.say("search.as_typed"), [RULES.as_typed]) : filter.unread.length > 0 && link(t.say("search.read_again"), []);
  return [
    way && h("div", { class: "chips" }, parts.length > 0 && h("span", {}, t.say("search.understood")), parts.map(chip), way),
    unknown.length > 0 && answer.hits.length > 0 && h("span", { class: "quiet" }, t.say("search.unknown", { words: t.listing(unknown) })),
  ];
}

/**
 * The row of what was understood; it keeps the focus of somebody who takes parts off.
 * @param {Page} page
 */
export function drawUnderstood(page) {
  const { readRow } = page;
  const shown = understood(page, page.result.answer).filter((one) => one !== false);
  const hadFocus = readRow.contains(document.activeElement);
  const urgent = helplineBox(page.content.helplines, urgentNeeds(page.result.answer), page.t);
  fill(readRow, [urgent ?? false, ...shown]);
  readRow.hidden = !urgent && !shown.length;
  if (hadFocus) readRow.querySelector("button")?.focus();
}
