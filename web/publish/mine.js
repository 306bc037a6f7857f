// One's own list instead of what was found: in order, with a word to each, and the ways to hand it on.
import { card, contactBox } from "./cards.js";
import { fill, h, icon } from "./dom.js";
import { Handing } from "./handing.js";
import { moved, noted } from "./kept.js";
import { citiesOf, goneWords } from "./kepttext.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./kept.js").Kept} Kept
 * @typedef {import("./page.js").Page} Page
 */

/** The list, and the button that leads to it. */
export class MyList {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.handing = new Handing(page);
    this.way = h("button", { type: "button", class: "to-mine", hidden: true, onclick: () => this.open() });
    this.title = h("h2", { id: "mine-title", tabindex: "-1" }, t.say("kept.title"));
    this.lead = h("p", {});
    this.said = h("p", { class: "said", role: "status" });
    this.items = h("ol", { class: "cards", id: "mine-list" });
    this.foot = h("div", { class: "list-foot" });
    this.clear = h("button", { type: "button", class: "reset", onclick: () => this._empty() }, icon("trash"), t.say("kept.clear"));
    this.element = h("section", { class: "mine", "aria-labelledby": "mine-title", hidden: true },
      h("button", { type: "button", class: "back", onclick: () => this.close() }, icon("back"), t.say("kept.back")),
      this.title, this.lead, this.said,
      h("div", { class: "mine-body" }, h("div", {}, this.items, this.clear), this.handing.element), this.foot);
  }

  /** Draw what depends on the view. */
  update() {
    const { view, t, root } = this.page;
    fill(this.way, icon("star"), t.say("kept.open", { number: t.number(view.kept.length) }));
    this.way.hidden = !view.kept.length;
    root.classList.toggle("at-mine", view.mine);
    this.element.hidden = !view.mine;
    if (view.mine) this._draw();
  }

  open() {
    this.page.change({ mine: true, offer: "" });
    this.title.focus();
    window.scrollTo(0, 0);
  }

  close() {
    this.page.change({ mine: false, offer: "" });
    if (this.way.hidden) this.page.list.focusOn(-1);
    else this.way.focus();
  }

  _draw() {
    const { view, t, table, content } = this.page;
    const count = view.kept.length;
    fill(this.lead, count ? h("strong", {}, t.say("summary.count", { count })) : t.say("kept.empty"), count > 0 && ` · ${t.say("kept.lead")}`,
      count > 0 && h("span", { class: "line quiet" }, t.say("kept.note_help")));
    fill(this.said);
    fill(this.items, view.kept.map((one, place) => this._card(one, place)));
    this.items.hidden = this.clear.hidden = this.handing.element.hidden = !count;
    this.handing.update();
    const cities = citiesOf(view.kept, table.offers);
    fill(this.foot, (cities.length ? cities : [content.meta.district]).map((city) => contactBox(city, content.contacts[city], t, "h3")));
  }

  /**
   * @param {Kept} one
   * @param {number} place
   * @returns {HTMLLIElement}
   */
  _card(one, place) {
    const { t, table } = this.page;
    const at = table.offers.index.get(one.id);
    const number = t.number(place + 1);
    const item = at === undefined
      ? h("li", { class: "card", "data-offer": one.id }, h("p", { class: "note" }, icon("alert"), h("span", {}, `${number}. ${goneWords(one.id, this.page.content.closed, t)}`)))
      : this._offer(at, number);
    const field = h("input", { type: "text", id: `note-${one.id}`, maxlength: String(RULES.note_limit), dir: "auto", autocomplete: "off", placeholder: t.say("kept.note_example") });
    field.value = one.note;
    field.addEventListener("change", () => this._write(one.id, field));
    item.append(
      h("div", { class: "my-note" }, h("label", { for: field.id }, t.say("kept.note")), field),
      h("div", { class: "order" },
        this._button(one.id, "up", () => this._move(one.id, -1)),
        this._button(one.id, "down", () => this._move(one.id, 1)),
        this._button(one.id, "off", () => this._takeOff(one.id))));
    return item;
  }

  /**
   * @param {number} at
   * @param {string} number
   */
  _offer(at, number) {
    const { page } = this;
    const id = page.table.offers.columns.offer_id[at];
    const isOpen = id === page.view.offer;
    const toggle = () => {
      page.change({ offer: isOpen ? "" : id });
      this._in(id, ".title")?.focus();
    };
    return card(at, {
      words: page.words, t: page.t, isOpen, number, way: page.result.ways ? page.result.ways[at] : null, place: page.result.place,
      onToggle: toggle, onMap: null, onKeep: null, contact: null,
    });
  }

  /**
   * @param {string} id
   * @param {"up" | "down" | "off"} name
   * @param {() => void} act
   */
  _button(id, name, act) {
    const { t } = this.page;
    const said = { up: t.say("kept.up"), down: t.say("kept.down"), off: t.say("kept.off") }[name];
    return h("button", { type: "button", "data-act": name, "aria-label": `${said}: ${this._name(id)}`, onclick: act }, icon(name === "off" ? "close" : name), said);
  }

  /**
   * @param {string} id
   * @returns {string}
   */
  _name(id) {
    const { table, words, content, t } = this.page;
    const at = table.offers.index.get(id);
    return at === undefined ? goneWords(id, content.closed, t) : words.told(at, "title").text;
  }

  /**
   * Move an offer; at an end of the list say that it stands there already.
   * @param {string} id
   * @param {number} step
   */
  _move(id, step) {
    const { view, t } = this.page;
    const kept = moved(view.kept, id, step);
    const place = kept.findIndex((one) => one.id === id);
    const hasMoved = view.kept[place].id !== id;
    if (hasMoved) this.page.change({ kept }, { replace: true });
    this._in(id, `[data-act="${step < 0 ? "up" : "down"}"]`)?.focus();
    const values = { title: this._name(id), place: t.number(place + 1), all: t.number(kept.length) };
    fill(this.said, hasMoved ? t.say("kept.moved", values) : t.say("kept.at_end", values));
  }

  /** @param {string} id */
  _takeOff(id) {
    const { view, t } = this.page;
    const place = view.kept.findIndex((one) => one.id === id);
    this.page.change({ kept: view.kept.filter((one) => one.id !== id) });
    const next = this.items.children[Math.min(place, this.items.children.length - 1)]?.querySelector('[data-act="off"]');
    /** @type {HTMLElement} */ (next ?? this.title).focus();
    fill(this.said, t.say("kept.taken_off", { title: this._name(id) }));
  }

  _empty() {
    this.page.change({ kept: [], offer: "" });
    this.title.focus();
    fill(this.said, this.page.t.say("kept.cleared"));
  }

  /**
   * Keep a note; nothing is drawn anew but what tells it, so that a click on its way finds its button.
   * @param {string} id
   * @param {HTMLInputElement} field
   */
  _write(id, field) {
    const { page } = this;
    const kept = noted(page.view.kept, id, field.value);
    const alone = noted([{ id, note: "" }], id, field.value)[0].note;
    field.value = kept.find((one) => one.id === id)?.note ?? "";
    page.setKept(kept);
    this.handing.update();
    fill(this.said, field.value === alone ? "" : page.t.say("kept.notes_full"));
  }

  /**
   * @param {string} id
   * @param {string} selector
   * @returns {HTMLElement | null}
   */
  _in(id, selector) {
    return this.items.querySelector(`[data-offer="${CSS.escape(id)}"] ${selector}`);
  }
}
