// What stands around list and map: heading, the two questions, legend, sources and age of the file.
import { fill, h, icon, topicIcon } from "./dom.js";
import { chips } from "./filters.js";
import { fitCounts } from "./question.js";
import { confirmed, summary } from "./result.js";
import { RULES } from "./rules.js";
import { suggestAt } from "./typing.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {{title: string, publisher: string, date: string, licence: string}} Source
 */

const OLD_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;
const TYPING_MS = 120;

/**
 * The heading with the choice of language.
 * @param {Page} page
 * @returns {HTMLElement}
 */
export function heading(page) {
  const { t } = page;
  const options = page.languages.spoken.map((code) =>
    h("option", { value: code, lang: code, selected: code === t.language }, page.languages.names[code]));
  const select = h("select", { id: "language", onchange: () => page.speak(select.value) }, options);
  return h("header", { class: "top" },
    h("a", { class: "skip", href: "#list-title", onclick: (/** @type {Event} */ event) => { event.preventDefault(); page.list.focusOn(0); } }, t.say("publish.skip")),
    h("div", {}, h("h1", {}, t.say("find.title", { district: page.content.meta.district })), h("p", { class: "lead" }, t.say("find.lead"))),
    h("div", { class: "language" }, h("label", { for: "language", class: "unseen" }, t.say("app.language")), select));
}

/**
 * The two questions: what, and where.
 * @param {Page} page
 * @returns {{element: HTMLFormElement, update: () => void}}
 */
export function questions(page) {
  const { t } = page;
  const what = h("input", { id: "what", type: "search", maxlength: String(RULES.text_limit), placeholder: t.say("find.what_example") });
  const where = h("input", { id: "where", type: "search", maxlength: String(RULES.near_limit), autocomplete: "off", placeholder: t.say("find.where_example") });
  let waits = 0;
  const search = () => { if (what.value.trim() !== page.view.filter.text) page.search(what.value); };
  const locate = () => { if (where.value.trim() !== shownPlace(page)) page.near(where.value); };
  what.addEventListener("input", () => { clearTimeout(waits); waits = window.setTimeout(search, TYPING_MS); });
  where.addEventListener("change", locate);
  where.addEventListener("search", locate);
  const submit = (/** @type {Event} */ event) => { event.preventDefault(); clearTimeout(waits); search(); locate(); };
  const field = h("div", { class: "field what" }, h("label", { for: "what" }, t.say("find.what")), what);
  suggestAt(page, what, field, () => clearTimeout(waits));
  const element = h("form", { class: "questions", role: "search", onsubmit: submit },
    field,
    h("div", { class: "switches" }, page.refine.element, page.tabRow),
    h("div", { class: "field where" }, h("label", { for: "where" }, t.say("find.where")), where),
    h("button", { type: "submit", hidden: true }, t.say("publish.search")),
    h("button", { type: "button", class: "locate", onclick: () => page.locate() }, icon("here"), t.say("near.my_position")));
  const update = () => {
    if (document.activeElement !== what) what.value = page.view.filter.text;
    if (document.activeElement !== where) where.value = shownPlace(page);
  };
  return { element, update };
}

/**
 * The button that brings place and filters to a narrow screen, where the first offers come before them.
 * @param {Page} page
 * @returns {{element: HTMLButtonElement, update: () => void, toggle: (isOpen: boolean) => void}}
 */
export function refining(page) {
  const { t } = page;
  const label = h("span", {});
  const element = h("button", { type: "button", class: "refine", onclick: () => toggle(!page.root.hasAttribute("data-refining")) }, icon("tune"), label);
  const toggle = (/** @type {boolean} */ isOpen) => {
    page.root.toggleAttribute("data-refining", isOpen);
    element.setAttribute("aria-expanded", String(isOpen));
  };
  const update = () => {
    const chosen = chips(page.view.filter).filter((chip) => chip.facet !== "text").length + Number(page.view.near !== "");
    label.textContent = chosen ? `${t.say("find.refine")} (${t.number(chosen)})` : t.say("find.refine");
    element.classList.toggle("chosen", chosen > 0);
  };
  toggle(page.root.hasAttribute("data-refining"));
  return { element, update, toggle };
}

/**
 * @param {Page} page
 * @returns {string}
 */
function shownPlace(page) {
  return page.isAtPosition ? page.t.say("near.position_label") : page.view.near;
}

/**
 * The signs of the map in words.
 * @param {Page} page
 * @returns {HTMLElement}
 */
export function legend(page) {
  const { t, content } = page;
  const sign = (/** @type {string} */ className, /** @type {string} */ text, /** @type {string} */ key) =>
    h("li", {}, h("span", { class: className, "aria-hidden": "true" }, text), t.say(key));
  const group = (/** @type {string} */ color, /** @type {string} */ name, /** @type {string | undefined} */ path) =>
    h("li", {}, h("span", { class: "sign group", "aria-hidden": "true", css: { background: color } }, topicIcon(path)), name);
  return h("div", { class: "legend", role: "group", "aria-label": t.say("legend.title") },
    h("ul", {}, sign("sign exact", "", "legend.exact"), sign("sign about", "", "legend.about"),
      sign("sign area", t.number(21), "legend.area"), sign("sign cluster", "", "legend.cluster")),
    h("ul", {}, content.groups.map((one) => group(one.color, t.label("groups", one.id), content.icons[one.icon])), group(content.mixed_color, t.say("legend.mixed"), undefined)),
    h("p", {}, t.say("legend.base")));
}

/**
 * Say that the file is old, null while it is not.
 * @param {Page} page
 * @returns {HTMLElement | null}
 */
export function ageWarning(page) {
  const { t, content } = page;
  const days = Math.floor((Date.now() - Date.parse(content.meta.date)) / DAY_MS);
  if (!(days > OLD_AFTER_DAYS)) return null;
  return h("p", { class: "note warning", role: "note" }, icon("alert"), t.say("publish.old", { count: days, date: t.partialDate(content.meta.date) }));
}

/**
 * Where all this comes from, how old it is, and what happens with what one types.
 * @param {Page} page
 * @returns {HTMLElement}
 */
export function imprint(page) {
  const { t, content, table } = page;
  const { version, date } = content.meta;
  return h("footer", { class: "imprint" },
    content.meta.operator.length > 0 && h("nav", { class: "links", "aria-label": t.say("operator.label") }, content.meta.operator.map(([name, href]) =>
      h("a", { href, target: "_blank", rel: "noopener noreferrer" }, t.say(`operator.${name}`)))),
    h("p", {}, t.say("publish.made", { date: t.partialDate(date), version })),
    h("p", {}, confirmed(table.everyone, table.offers, t), " ", t.say("publish.gaps")),
    h("p", {}, t.say("publish.privacy")),
    t.catalogue.is_machine_made && h("p", {}, t.say("app.machine_translated"),
      content.meta.app_url && " ", content.meta.app_url && h("a", { href: `${content.meta.app_url}?lang=${t.language}` }, t.say("wording.open"))),
    h("details", {}, h("summary", {}, t.say("about.sources_title")), h("ul", {}, content.sources.map((source) => sourceLine(source, page)))));
}

/**
 * @param {Source} source
 * @param {Page} page
 * @returns {HTMLLIElement}
 */
function sourceLine(source, page) {
  const date = page.t.partialDate(source.date) || page.t.say("about.undated");
  return h("li", {}, h("span", { lang: "de", dir: "ltr" }, `${source.title} (${source.publisher})`), ` · ${date} · `, h("bdi", {}, source.licence));
}

/**
 * The line with the number of offers: how many fit, how many do not say their hours, where they are.
 * @param {Page} page
 */
export function drawSummary(page) {
  const { t, result: { all, answer, placeWords, unsaid } } = page;
  const { headline, parts } = summary(all, page.table.offers, t);
  const after = (/** @type {string} */ name, /** @type {string[]} */ said) =>
    said.length > 0 && h("span", { class: name }, h("span", {}, " · "), said.join(" · "));
  const fits = [...fitCounts(answer, all, t), ...(unsaid ? [t.say("summary.unsaid", { count: unsaid })] : [])];
  fill(page.line, h("p", {}, h("strong", {}, headline), after("fits", fits), after("parts", parts)), placeWords && h("p", { class: "quiet" }, placeWords));
  fill(page.link);
}
