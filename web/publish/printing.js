// The list on paper: every offer found with all that is known, under a heading that says what was chosen.
import { card, contactBox } from "./cards.js";
import { chipLabel } from "./choices.js";
import { h } from "./dom.js";
import { chips } from "./filters.js";
import { drawing, isOnline, linkOf, linkTo } from "./handing.js";
import { citiesOf, goneWords } from "./kepttext.js";
import { qrCode, qrPath } from "./qr.js";
import { confirmed, summary } from "./result.js";
import { RULES } from "./rules.js";
import { helplineBox, urgentNeeds } from "./urgent.js";

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
    sheets = page.view.mine ? keptPaper(page, new Date()) : paper(page, new Date());
    document.body.append(sheets);
  });
  window.addEventListener("afterprint", () => {
    sheets?.remove();
    sheets = null;
  });
}

/**
 * Return what offers with a protected address are for.
 * @param {Page} page
 * @param {number[]} offers
 * @returns {string[]}
 */
function hiddenNeeds({ table }, offers) {
  return offers.some((at) => table.offers.columns.is_protected[at]) ? RULES.urgent.protected : [];
}

/**
 * @param {Page} page
 * @param {Date} today
 * @returns {HTMLElement}
 */
export function paper(page, today) {
  const { t, table, result, content, view } = page;
  const open = table.offers.index.get(view.offer);
  const isOne = open !== undefined;
  const { headline, parts } = summary(result.all, table.offers, t);
  const chosen = isOne ? [] : chips(view.filter).map((chip) => chipLabel(t, chip));
  if (!isOne && view.filter.all_topics) chosen.push(`${t.say("match.label")}: ${t.say("match.all", { count: t.number(table.ranked(view.filter).length) })}`);
  const printed = isOne ? [open] : result.listed.slice(0, RULES.max_printed);
  const left = isOne ? 0 : result.listed.length - printed.length;
  const modules = isOne && isOnline() ? qrCode(linkOf(view)) : null;
  const cards = printed.map((at) => card(at, {
    words: page.words, t, way: result.ways ? result.ways[at] : null, place: result.place, isOpen: true, onToggle: null, onMap: null, onKeep: null, contact: null,
  }));
  const needs = [...urgentNeeds(result.answer), ...hiddenNeeds(page, printed)];
  return h("div", { class: "paper" },
    h("h1", {}, isOne ? t.say("print.title_one", { district: content.meta.district }) : t.say("print.title", { district: content.meta.district })),
    !isOne && h("p", {}, [headline, ...parts].join(" · ")),
    chosen.length > 0 && h("p", {}, t.say("print.filters", { list: chosen.join(" · ") })),
    result.placeWords && h("p", {}, result.placeWords),
    h("p", {}, t.say("print.date", { date: t.partialDate(today.toISOString().slice(0, 10)) }), " ", confirmed(printed, table.offers, t)),
    h("p", {}, t.say("publish.made", { date: t.partialDate(content.meta.date), version: content.meta.version })),
    helplineBox(content.helplines, needs, t),
    h("ol", { class: "cards" }, cards),
    modules && h("figure", {}, drawing(qrPath(modules), t.say("kept.qr"))),
    left > 0 && h("p", {}, t.say("print.left_out", { count: left })));
}

/**
 * Make the sheet of the visitor's own list, in the language of the person who gets it.
 * @param {Page} page
 * @param {Date} today
 * @returns {HTMLElement}
 */
export function keptPaper(page, today) {
  const { table, content, view } = page;
  const { words } = page.mine.handing;
  const { t } = words;
  const here = view.kept.flatMap((one) => table.offers.index.get(one.id) ?? []);
  const items = view.kept.map((one, place) => {
    const at = table.offers.index.get(one.id);
    const number = t.number(place + 1);
    const item = at === undefined
      ? h("li", { class: "card" }, h("h3", {}, `${number}. ${goneWords(one.id, content.closed, t)}`))
      : card(at, { words, t, number, way: null, place: null, isOpen: true, onToggle: null, onMap: null, onKeep: null, contact: null });
    if (one.note) /** @type {HTMLElement} */ (item.firstElementChild).after(h("p", { class: "told-note" }, h("bdi", {}, one.note)));
    return item;
  });
  const cities = citiesOf(view.kept, table.offers);
  const link = linkTo(page);
  const modules = link ? qrCode(link) : null;
  return h("div", { class: "paper sheet", lang: t.language, dir: t.direction },
    h("div", { class: "sheet-head" }, h("div", {},
      h("h1", {}, t.say("kept.title")),
      h("p", {}, t.say("find.title", { district: content.meta.district })),
      h("p", {}, t.say("print.date", { date: t.partialDate(today.toISOString().slice(0, 10)) }), " ", confirmed(here, table.offers, t)),
      h("p", {}, t.say("publish.made", { date: t.partialDate(content.meta.date), version: content.meta.version }))),
    modules && h("figure", {}, drawing(qrPath(modules), t.say("kept.qr")), h("figcaption", {}, t.say("kept.qr")))),
    items.length ? h("ol", { class: "cards" }, items) : h("p", {}, t.say("kept.empty")),
    helplineBox(content.helplines, hiddenNeeds(page, here), t),
    (cities.length ? cities : [content.meta.district]).map((city) => contactBox(city, content.contacts[city], t, "h3")),
    link && h("p", { class: "sheet-link", dir: "ltr" }, link));
}
