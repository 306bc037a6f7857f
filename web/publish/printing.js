// The list on paper: every offer found with all that is known, under a heading that says what was chosen.
import { card } from "./cards.js";
import { chipLabel } from "./choices.js";
import { h } from "./dom.js";
import { chips } from "./filters.js";
import { confirmed, summary } from "./result.js";
import { RULES } from "./rules.js";

/** @typedef {import("./page.js").Page} Page */


/**
 * Make the sheets before the browser prints, and take them away afterwards.
 * @param {Page} page
 */
export function printsList(page) {
  /** @type {HTMLElement | null} */
  let sheets = null;
  window.addEventListener("beforeprint", () => {
    sheets?.remove();
    sheets = paper(page, new Date());
    document.body.append(sheets);
  });
  window.addEventListener("afterprint", () => {
    sheets?.remove();
    sheets = null;
  });
}

/**
 * @param {Page} page
 * @param {Date} today
 * @returns {HTMLElement}
 */
export function paper(page, today) {
  const { t, table, result, content, view } = page;
  const { headline, parts } = summary(result.all, table.offers, t);
  const chosen = chips(view.filter).map((chip) => chipLabel(t, chip));
  const printed = result.listed.slice(0, RULES.max_printed);
  const left = result.listed.length - printed.length;
  const cards = printed.map((at) => card(at, {
    words: page.words, t, way: result.ways ? result.ways[at] : null, place: result.place, isOpen: true, onToggle: null, onMap: null, contact: null,
  }));
  return h("div", { class: "paper" },
    h("h1", {}, t.say("print.title", { district: content.meta.district })),
    h("p", {}, [headline, ...parts].join(" · ")),
    chosen.length > 0 && h("p", {}, t.say("print.filters", { list: chosen.join(" · ") })),
    result.placeWords && h("p", {}, result.placeWords),
    h("p", {}, t.say("print.date", { date: t.partialDate(today.toISOString().slice(0, 10)) }), " ", confirmed(printed, table.offers, t)),
    h("p", {}, t.say("publish.made", { date: t.partialDate(content.meta.date), version: content.meta.version })),
    h("ol", { class: "cards" }, cards),
    left > 0 && h("p", {}, t.say("print.left_out", { count: left })));
}
