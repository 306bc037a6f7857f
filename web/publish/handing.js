// The ways to hand one's own list on: paper, link, QR code, text; in the language of the person who gets it.
import { calendarButton } from "./calendar.js";
import { fill, h, icon } from "./dom.js";
import { keptText } from "./kepttext.js";
import { qrCode, qrPath } from "./qr.js";
import { handedOn, toFragment, withoutList } from "./view.js";
import { Wording } from "./wording.js";

/** @typedef {import("./page.js").Page} Page */

/** The ways, below the choice of the language that they speak. */
export class Handing {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    const { spoken, names } = page.languages;
    const options = spoken.map((code) => h("option", { value: code, lang: code, selected: code === t.language }, names[code]));
    this.select = h("select", { id: "hand-language", onchange: () => this._speak() }, options);
    this.link = h("input", { type: "text", readonly: true, id: "hand-link", dir: "ltr" });
    this.code = h("div", { class: "qr" });
    this.text = h("textarea", { readonly: true, id: "hand-text", rows: "10" });
    this.said = h("p", { class: "said", role: "status" });
    this.failed = h("p", { class: "said", role: "status" });
    this.calendar = h("div", {});
    this.online = h("details", {}, h("summary", {}, t.say("kept.link")), h("label", { for: "hand-link", class: "unseen" }, t.say("kept.link")), this.link, this.code);
    this.element = h("section", { class: "handing", "aria-labelledby": "hand-title" },
      h("h3", { id: "hand-title" }, t.say("kept.hand_on")),
      h("div", {}, h("label", { for: "hand-language" }, t.say("kept.language")), this.select, this.failed),
      h("button", { type: "button", onclick: () => window.print() }, icon("print"), t.say("kept.sheet")),
      isOnline() ? this.online : h("p", { class: "quiet" }, t.say("kept.only_here")),
      h("details", {}, h("summary", {}, t.say("kept.text")), h("label", { for: "hand-text", class: "unseen" }, t.say("kept.text")), this.text,
        h("button", { type: "button", onclick: () => this._copy() }, icon("copy"), t.say("kept.copy")), this.said),
      this.calendar);
  }

  /** The words of the language that was chosen here. */
  get words() {
    const { languages, table, signs } = this.page;
    return new Wording(table.offers, languages.of(this.select.value), signs, this.page.content.asks);
  }

  /** Go on in the language chosen here, or where the browser cannot unpack it in that of the page. */
  _speak() {
    const { languages, t, content } = this.page;
    const { value } = this.select;
    const ifLast = (/** @type {() => void} */ act) => () => { if (this.select.value === value) act(); };
    fill(this.failed);
    languages.load(value).then(ifLast(() => this.update()), ifLast(() => {
      this.select.value = t.language;
      this.update();
      fill(this.failed, content.meta.language_failed[value]);
    }));
  }

  update() {
    const { words } = this;
    const { view, content } = this.page;
    const link = linkTo(this.page);
    const heading = words.t.say("kept.text_title", { district: content.meta.district });
    const text = keptText(view.kept, words, { heading, link, closed: content.closed });
    if (text !== this.text.value) fill(this.said);
    this.text.value = text;
    this.text.lang = words.t.language;
    this.text.dir = words.t.direction;
    this.link.value = link;
    if (link) this._code(link);
    const kept = view.kept.flatMap((one) => words.offers.index.get(one.id) ?? []);
    const { t } = this.page;
    const told = { label: t.say("action.calendar"), name: words.t.say("kept.title"), file: "kept" };
    fill(this.calendar, calendarButton(kept, words, told) ?? h("p", { class: "quiet" }, t.say("kept.no_hours")));
  }

  /** @param {string} link */
  _code(link) {
    const { t } = this.page;
    const modules = qrCode(link);
    fill(this.code, modules ? drawing(qrPath(modules), t.say("kept.qr")) : null, h("p", { class: "quiet" }, modules ? t.say("kept.qr") : t.say("kept.no_qr")));
  }

  _copy() {
    const { t } = this.page;
    const mark = () => {
      this.text.focus();
      this.text.select();
    };
    const done = () => fill(this.said, t.say("kept.copied"));
    if (navigator.clipboard) navigator.clipboard.writeText(this.text.value).then(done, mark);
    else mark();
  }
}

/** Say whether others can open this page where it is: a file on a device they cannot. */
export function isOnline() {
  return /^https?:$/.test(window.location.protocol);
}

/**
 * Return the link to what somebody sees, in their language; who shares a search does not give away notes with it.
 * @param {import("./view.js").View} view
 * @returns {string}
 */
export function linkOf(view) {
  return `${window.location.href.split("#")[0]}#${toFragment(withoutList(view), "")}`;
}

/**
 * Return the link to the list in the chosen language, "" where none leads there.
 * @param {Page} page
 * @returns {string}
 */
export function linkTo(page) {
  if (!isOnline()) return "";
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#${toFragment(handedOn(page.view, page.mine.handing.select.value), "")}`;
}

/** Pixels of a module: a phone reads them from a screen, and large codes grow instead of becoming too fine. */
const MODULE_PX = 3;

/**
 * Draw a code; black on white, whatever the page.
 * @param {{side: number, path: string}} code
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function drawing({ side, path }, name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  for (const [key, value] of [["viewBox", `0 0 ${side} ${side}`], ["role", "img"], ["aria-label", name], ["shape-rendering", "crispEdges"], ["width", String(side * MODULE_PX)]]) svg.setAttribute(key, value);
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
