// The page: a view goes in, list and map come out; the address holds the view.
import { Address } from "./address.js";
import { Choices, chipLabel } from "./choices.js";
import { fill, h, icon } from "./dom.js";
import { OfferTable } from "./facets.js";
import { cleanText, chips, withChoice, without } from "./filters.js";
import { ageWarning, drawSummary, heading, imprint, questions, refining } from "./frame.js";
import { toggled } from "./kept.js";
import { drawMatching } from "./matching.js";
import { isOnline, linkOf } from "./handing.js";
import { List } from "./list.js";
import { MapSide } from "./mapside.js";
import { MyList } from "./mine.js";
import { unpack } from "./offers.js";
import { Places } from "./places.js";
import { find } from "./result.js";
import { RULES } from "./rules.js";
import { drawUnderstood } from "./question.js";
import { SearchIndex } from "./search.js";
import { fromFragment, readPosition, startView, toFragment, writePosition } from "./view.js";
import { Wording } from "./wording.js";

/**
 * @typedef {import("./filters.js").Hint} Hint
 * @typedef {import("./filters.js").ListFacet} ListFacet
 * @typedef {import("./filters.js").OfferFilter} OfferFilter
 * @typedef {import("./result.js").Result} Result
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./view.js").View} View
 * @typedef {import("./main.js").Content} Content
 */

/** The whole page. */
export class Page {
  // What `_build` makes anew for each language.
  /** @type {Texts} */ t;
  /** @type {Wording} */ words;
  /** @type {Result} */ result;
  /** @type {Choices} */ choices;
  /** @type {ReturnType<typeof questions>} */ questions;
  /** @type {ReturnType<typeof refining>} */ refine;
  /** @type {HTMLElement} */ chipRow;
  /** @type {HTMLElement} */ matchRow;
  /** @type {HTMLElement} */ readRow;
  /** @type {HTMLElement} */ hintRow;
  /** @type {HTMLElement} */ line;
  /** @type {HTMLElement} */ link;
  /** @type {HTMLElement} */ tabRow;
  /** @type {List} */ list;
  /** @type {MyList} */ mine;
  /** @type {MapSide} */ mapSide;

  /**
   * @param {HTMLElement} root
   * @param {Content} content
   * @param {import("./languages.js").Languages} languages the one that the page begins with is ready
   * @param {() => any} shapes gives the shapes of the base map
   */
  constructor(root, content, languages, shapes) {
    this.languages = languages;
    this.turn = 0;
    this.mapMayCome = false; // the library of the map stands at the end of the file
    this.root = root;
    /** Where list and map do not stand side by side; the style says the same of this width. */
    this.narrow = window.matchMedia("(max-width: 820px)");
    this.content = content;
    this.shapes = shapes;
    const offers = unpack(content.offers, content.sites, content.translations, content.hours, content.reported, content.areas);
    const { topic_colors: colors, topic_icons: icons } = content;
    this.signs = Object.fromEntries(content.choices.topics.map((id) => [id, { color: colors[id], path: content.icons[icons[id]] }]));
    /** @type {SearchIndex | null} */
    this.index = null;
    this.table = new OfferTable(offers, content.choices, () => this.searchIndex());
    this.places = new Places(content.places, content.choices.cities, content.city_names);
    this.spots = new Map(content.spots.map((spot, at) => [spot.id, at]));
    /** @type {Hint[]} */
    this.hints = [];
    this.problem = "";
    /** @type {View} */
    this.view = startView(content.meta.languages[0]);
    this.address = new Address(() => this._follow());
    this._read();
    this._build();
    this.update();
    this.list.seek(this.view.offer);
    window.addEventListener("resize", () => this.mapSide.resized(this.result));
    document.addEventListener("pointerdown", (event) => this.choices.pressed(event.target));
  }

  get hasMap() {
    return !this.mapSide.hasFailed;
  }

  get isAtPosition() {
    return readPosition(this.view.near) !== null;
  }

  /**
   * The words of all offers, made ready when first needed.
   * @returns {SearchIndex}
   */
  searchIndex() {
    this.index ??= new SearchIndex(this.table.offers, this.content.search);
    return this.index;
  }

  // -- what visitors do

  /**
   * Show another view.
   * @param {Partial<View>} values
   * @param {{replace?: boolean}} [how] whether the browser's "back" shall skip it
   */
  change(values, how = {}) {
    this.view = { ...this.view, ...values };
    this.hints = [];
    this.problem = "";
    this._write(how.replace ?? false);
    this.update();
  }

  /**
   * @param {OfferFilter} filter
   * @param {Partial<View>} [values]
   * @param {{replace?: boolean}} [how]
   */
  filterBy(filter, values = {}, how = {}) {
    this.list.hurry();
    this.change({ filter, spots: [], shown: RULES.page_size, ...values }, how);
  }

  /** @param {string} text */
  search(text) {
    this.filterBy({ ...this.view.filter, text: cleanText(text), unread: [] }, { offer: "" }, { replace: this.view.filter.text !== "" });
  }

  /** @param {string} text */
  near(text) {
    this.change({ near: cleanText(text, RULES.near_limit), shown: RULES.page_size });
  }

  /** Ask the browser for the position; it stays on this device, rounded to about 100 m. */
  locate() {
    const failed = () => {
      this.problem = this.t.say("near.position_failed");
      this.update();
    };
    if (!("geolocation" in navigator)) return failed();
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.change({ near: writePosition(coords.longitude, coords.latitude), shown: RULES.page_size }),
      failed, { timeout: 15_000, maximumAge: 60_000 });
  }

  /**
   * Open or close a card where it stands.
   * @param {string} id
   */
  toggle(id) {
    const before = this.view.offer;
    this.view = { ...this.view, offer: before === id ? "" : id };
    this._write(false);
    this.list.refresh([before, id].filter(Boolean), this.result);
    this.mapSide.point(this.result);
  }

  /**
   * Put an offer on the visitor's own list, or take it off.
   * @param {string} id
   */
  keep(id) {
    const kept = toggled(this.view.kept, id);
    this.problem = kept.length === this.view.kept.length ? this.t.say("kept.full", { most: this.t.number(kept.length) }) : "";
    this.view = { ...this.view, kept };
    this._write(false);
    this._hints();
    this.list.mark();
    this.mine.update();
  }

  /**
   * Change the visitor's own list where it is shown as it is already.
   * @param {import("./kept.js").Kept[]} kept
   */
  setKept(kept) {
    this.view = { ...this.view, kept };
    this._write(true);
  }

  /** @param {string[]} spots */
  chooseSpots(spots) {
    this.change({ spots, offer: "", shown: RULES.page_size });
    if (this.narrow.matches) this.list.focusOn(0); // its offers stand below the map
  }

  /** @param {string} id */
  showOnMap(id) {
    this.mapSide.lastTarget = "";
    this.change({ offer: id, tab: "map" });
    this.mapSide.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} language */
  speak(language) {
    this._ready(language, () => {
      this.view = { ...this.view, language };
      this._write(true);
      this._build();
      this.update();
      this.root.querySelector("select")?.focus();
    });
  }

  /**
   * Go on when a language is ready; where the browser cannot unpack it, say so in that language and stay in this one.
   * @param {string} language
   * @param {() => void} goOn
   */
  _ready(language, goOn) {
    const turn = (this.turn += 1); // who has chosen another language meanwhile keeps that
    const ifLast = (/** @type {() => void} */ act) => () => { if (turn === this.turn) act(); };
    if (this.languages.isReady(language)) goOn();
    else this.languages.load(language).then(ifLast(goOn), ifLast(() => this._cannotSpeak(language)));
  }

  /** @param {string} language */
  _cannotSpeak(language) {
    this.problem = this.content.meta.language_failed[language];
    this._build();
    this.update();
  }

  /** The map cannot be shown: nobody shall be led to it. */
  mapFailed() {
    if (this.view.tab === "map") this.view = { ...this.view, tab: "list" };
    this._tabs();
    this.list.update(this.result);
  }

  // -- showing

  /** Draw what depends on the view. */
  update() {
    this.result = this._find();
    this.root.toggleAttribute("data-spot", this.view.spots.length > 0);
    this.choices.update(this.view.filter, this.result.counts);
    this.questions.update();
    this.refine.update();
    this._chips();
    drawMatching(this, this.matchRow);
    drawUnderstood(this);
    this._hints();
    drawSummary(this);
    this._tabs();
    this.list.update(this.result);
    this.mapSide.update(this.result);
    this.mine.update();
  }

  _find() {
    return find(this.view, this.table, this.places, this.spots, this.t);
  }

  _build() {
    this.mapSide?.remove();
    if (!this.languages.isReady(this.view.language)) { // a browser that cannot unpack it
      this.problem = this.content.meta.language_failed[this.view.language];
      this.view = { ...this.view, language: this.content.meta.languages[0] };
    }
    this.t = this.languages.of(this.view.language);
    this.words = new Wording(this.table.offers, this.t, this.signs, this.content.asks);
    this.result = this._find();
    this.choices = new Choices({
      t: this.t, choices: this.content.choices, signs: this.signs,
      onChoose: (facet, value, isChosen) => this.filterBy(withChoice(this.view.filter, facet, value, isChosen)),
    });
    this.tabRow = h("div", { class: "tabs", role: "group", "aria-label": this.t.say("tab.label") });
    this.refine = refining(this);
    this.questions = questions(this);
    this.chipRow = h("div", { class: "chosen-row", role: "group", "aria-label": this.t.say("publish.chosen") });
    this.readRow = h("div", { class: "read", role: "group", "aria-label": this.t.say("search.understood") });
    this.matchRow = h("div", { class: "match", role: "group", "aria-label": this.t.say("match.label") });
    this.hintRow = h("div", { class: "hints" });
    this.line = h("div", { class: "summary", role: "status" });
    this.link = h("div", { class: "link" });
    this.list = new List(this);
    this.mine = new MyList(this);
    this.mapSide = new MapSide(this);
    this._frame();
  }

  _frame() {
    const { t, root } = this;
    document.documentElement.lang = t.language;
    document.documentElement.dir = t.direction;
    document.title = t.say("find.title", { district: this.content.meta.district });
    root.classList.remove("no-map");
    fill(root, heading(this),
      h("main", {}, ageWarning(this), this.questions.element, this.choices.element, this.chipRow, this.matchRow, this.readRow, this.hintRow,
        h("div", { class: "bar" }, this.line, h("div", { class: "actions" }, this.mine.way,
          h("button", { type: "button", onclick: () => this._copyLink() }, icon("link"), t.say("action.link")),
          h("button", { type: "button", onclick: () => window.print() }, icon("print"), t.say("action.print")))),
        this.link, h("div", { class: "body" }, this.list.element, this.mapSide.element), this.mine.element),
      imprint(this));
  }

  _chips() {
    const { t, view } = this;
    const chosen = chips(view.filter).map((chip) => this._chip(chipLabel(t, chip), () => {
      this.filterBy(chip.facet === "text" ? without(view.filter, ["text"]) : withChoice(view.filter, chip.facet, chip.value, false));
    }, chip.facet === "text"));
    if (view.near) {
      const place = this.isAtPosition ? t.say("near.position_label") : view.near;
      chosen.push(this._chip(t.say("near.chip", { place }), () => this.change({ near: "" })));
    }
    const reset = () => this.change({ ...startView(view.language), tab: view.tab, kept: this.view.kept });
    fill(this.chipRow, h("div", { class: "chips" }, chosen, h("button", { type: "button", class: "reset", onclick: reset }, t.say("filter.reset"))));
    this.chipRow.hidden = !chosen.length;
  }

  /**
   * @param {string} name
   * @param {() => void} take
   * @param {boolean} [isText] whether it repeats what stands in the field above
   */
  _chip(name, take, isText = false) {
    const press = () => {
      take();
      const next = this.chipRow.querySelector("button");
      if (next) next.focus();
      else this.list.focusOn(-1);
    };
    return h("button", { type: "button", class: isText ? "chip text" : "chip", "aria-label": this.t.say("filter.remove", { name }), onclick: press }, icon("close"), h("bdi", {}, name));
  }

  _hints() {
    const { t, result } = this;
    const lines = this.hints.map((one) => t.say(`filter.hint.${one.reason}`, { key: one.key, values: one.values.join(", ") }));
    const problems = [...lines, this.problem, result.placeProblem].filter(Boolean);
    fill(this.hintRow, problems.map((line) => h("p", { class: "note" }, icon("info"), line)),
      result.suggestions.length > 0 && h("p", { class: "suggestions" }, h("span", {}, t.say("near.did_you_mean")),
        result.suggestions.map((name) => h("button", { type: "button", lang: "de", dir: "ltr", onclick: () => this.near(name) }, name))));
  }

  _tabs() {
    if (this.root.dataset.tab === this.view.tab && this.tabRow.firstChild) return;
    const tab = (/** @type {"list" | "map"} */ name) => h("button", {
      type: "button", "aria-pressed": String(this.view.tab === name), onclick: () => {
        this.change({ tab: name }, { replace: true });
        this.tabRow.querySelectorAll("button")[RULES.tabs.indexOf(name)].focus();
      },
    }, icon(name), this.t.say(`tab.${name}`));
    fill(this.tabRow, RULES.tabs.map(tab));
    this.root.dataset.tab = this.view.tab;
  }

  _copyLink() {
    const { t } = this;
    if (!isOnline()) return fill(this.link, h("p", { class: "quiet", role: "status" }, t.say("publish.no_link")));
    const field = h("input", { type: "text", readonly: true, id: "link", dir: "ltr" });
    field.value = linkOf(this.view);
    const said = h("span", { role: "status" });
    fill(this.link, h("label", { for: "link" }, t.say("action.link_help")), field, said,
      this.isAtPosition && h("p", { class: "quiet" }, t.say("action.link_position")));
    field.select();
    return navigator.clipboard?.writeText(field.value).then(() => { said.textContent = t.say("publish.copied"); }, () => field.focus());
  }

  // -- the address

  _read() {
    const { hash, search } = window.location;
    const known = { languages: this.content.meta.languages, choices: this.content.choices, offers: this.table.offers.index, spots: this.spots };
    const text = (hash || search).slice(1);
    const { view, hints } = fromFragment(text, known);
    this.view = { ...view, language: this.languages.wanted(text) };
    this.hints = hints;
  }

  /** @param {boolean} replace */
  _write(replace) {
    this.address.write(toFragment(this.view, ""), replace);
  }

  /** The address changed by itself. */
  _follow() {
    const { language } = this.view;
    this._read();
    this._ready(this.view.language, () => {
      if (this.view.language !== language) this._build();
      this.update();
      this.list.seek(this.view.offer);
    });
  }

  /** Whether the map is in sight; asked of the view, because asking the screen would cost a layout. */
  showsMap() {
    return !this.narrow.matches || this.view.tab === "map";
  }
}
