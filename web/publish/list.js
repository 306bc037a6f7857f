// The list of offers: cards, "more", who helps on the spot, and the ways out when nothing is found.
import { afterPicture } from "./address.js";
import { card, contactBox, topicSign } from "./cards.js";
import { chipLabel } from "./choices.js";
import { arrange, fill, h, icon } from "./dom.js";
import { spotsOfOffer } from "./offers.js";
import { lackingLines } from "./question.js";
import { RULES } from "./rules.js";
import { ways } from "./travel.js";
import { helplineBox } from "./urgent.js";
import { withUnsaidHours } from "./when.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./result.js").Result} Result
 * @typedef {import("./travel.js").Way} Way
 */

/** So many closed cards are kept to be shown again. */
const MOST_KEPT = 600;

/**
 * @param {import("./search.js").Answer | null} answer
 * @returns {boolean}
 */
function knowsNothing(answer) {
  return answer !== null && !answer.reading.parts.length && !answer.names.length;
}

/** The list and what stands below it. */
export class List {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Map<number, HTMLLIElement>} closed cards without a way, by number of the offer */
    this.kept = new Map();
    /** The minute in which they were made. */
    this.moment = NaN;
    /** @type {Map<string, HTMLElement>} contact points by city */
    this.boxes = new Map();
    this.items = h("ol", { class: "cards", id: "list" });
    this.head = h("div", { class: "list-head" });
    this.foot = h("div", { class: "list-foot" });
    this.element = h("section", { class: "list", "aria-labelledby": "list-title" },
      h("h2", { id: "list-title", class: "unseen", tabindex: "-1" }, page.t.say("tab.list")), this.head, this.items, this.foot);
  }

  /** Draw what is in sight first: the next picture comes sooner, the rest with the one after it. */
  hurry() {
    this.items.classList.add("hurry");
    afterPicture(() => this.items.classList.remove("hurry"));
  }

  /** @param {Result} result */
  update(result) {
    const { view, table } = this.page;
    const shown = result.listed.slice(0, view.shown);
    this._ensureOpenIsShown(result, shown);
    this._head();
    const moment = table.offers.hours.now();
    if (moment !== this.moment) this.kept.clear(); // cards say what is open now
    this.moment = moment;
    arrange(this.items, this._items(shown, result));
    this.items.hidden = !shown.length;
    this.mark();
    const foot = [result.all.length ? null : this._deadEnd(result), this._more(result, shown.length), this._unsaid(result), ...this._contacts()];
    arrange(this.foot, foot.filter((one) => one !== null));
  }

  /**
   * Return the cards, with a line above the first that fits the question only partly.
   * @param {number[]} shown
   * @param {Result} result
   * @returns {HTMLLIElement[]}
   */
  _items(shown, result) {
    const { answer } = result;
    const partly = answer ? shown.findIndex((at) => answer.scores[at] < RULES.whole) : -1;
    const cards = shown.map((at) => this._card(at, result));
    if (partly < 0) return cards;
    return [...cards.slice(0, partly), h("li", { class: "partly" }, this.page.t.say("search.partly_title")), ...cards.slice(partly)];
  }

  /**
   * Draw one card anew, where it opens or closes, and keep the focus on it.
   * @param {string[]} ids
   * @param {Result} result
   */
  refresh(ids, result) {
    for (const id of ids) {
      const old = this.items.querySelector(`[data-offer="${CSS.escape(id)}"]`);
      const at = this.page.table.offers.index.get(id);
      if (!old || at === undefined) continue;
      const hadFocus = old.contains(document.activeElement);
      const made = this._card(at, result);
      old.replaceWith(made);
      this.mark();
      if (hadFocus) made.querySelector("button")?.focus();
    }
  }

  /** Show at the stars which offers are on the visitor's own list. */
  mark() {
    const kept = new Set(this.page.view.kept.map((one) => one.id));
    for (const item of /** @type {Iterable<HTMLElement>} */ (this.items.children)) {
      const pressed = String(kept.has(item.dataset.offer ?? ""));
      const star = item.querySelector(".star");
      if (star && star.getAttribute("aria-pressed") !== pressed) star.setAttribute("aria-pressed", pressed);
    }
  }

  /**
   * Put the focus on the title of a card, or on the list.
   * @param {number} place
   */
  focusOn(place) {
    const button = this.items.children[place]?.querySelector("button");
    (button ?? /** @type {HTMLElement} */ (this.element.querySelector("h2"))).focus();
  }

  /**
   * Bring the card that a link opens into sight.
   * @param {string} id
   */
  seek(id) {
    if (id) this.items.querySelector(`[data-offer="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
  }

  /**
   * A link may open an offer that stands below the first cards, or outside the filter.
   * @param {Result} result
   * @param {number[]} shown
   */
  _ensureOpenIsShown(result, shown) {
    const at = this.page.table.offers.index.get(this.page.view.offer);
    if (at === undefined || shown.includes(at)) return;
    const place = result.listed.indexOf(at);
    if (place >= 0) shown.push(...result.listed.slice(shown.length, place + 1));
    else if (result.listed.length) shown.unshift(at);
  }

  /**
   * Return the card of an offer: the one that was made before where nothing can have changed.
   * @param {number} at
   * @param {Result} result
   * @returns {HTMLLIElement}
   */
  _card(at, result) {
    const isPartly = result.answer !== null && result.answer.scores[at] < RULES.whole;
    const isAsMade = !result.ways && !isPartly && this.page.table.offers.columns.offer_id[at] !== this.page.view.offer;
    return isAsMade ? this.kept.get(at) ?? this._keep(at, result) : this._make(at, result);
  }

  /**
   * Make a card that is likely to be wanted.
   * @param {number} at
   */
  prepare(at) {
    const { view, table, result } = this.page;
    if (!this.kept.has(at) && table.offers.columns.offer_id[at] !== view.offer) this._keep(at, { ...result, ways: null });
  }

  /**
   * @param {number} at
   * @param {Result} result
   * @returns {HTMLLIElement}
   */
  _keep(at, result) {
    const made = this._make(at, result);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(at, made);
    return made;
  }

  /**
   * @param {number} at
   * @param {Result} result
   */
  _make(at, result) {
    const { page } = this;
    const { columns } = page.table.offers;
    const id = columns.offer_id[at];
    const isOpen = id === page.view.offer;
    const city = columns.city[at];
    return card(at, {
      words: page.words, t: page.t, isOpen,
      way: result.ways ? result.ways[at] : null,
      place: result.place,
      lacking: result.answer && result.answer.scores[at] < RULES.whole ? lackingLines(result.answer, at, page.t) : [],
      onToggle: () => page.toggle(id),
      onKeep: () => page.keep(id),
      onMap: spotsOfOffer(page.table.offers, at).length && page.hasMap ? () => page.showOnMap(id) : null,
      helplines: isOpen && columns.is_protected[at] ? helplineBox(page.content.helplines, RULES.urgent.protected, page.t, true) : null,
      contact: isOpen && page.content.contacts[city] ? contactBox(city, page.content.contacts[city], page.t, "h4") : null,
    });
  }

  _head() {
    const { page } = this;
    const names = page.view.spots.map((id) => page.content.spots[Number(page.spots.get(id))].label);
    fill(this.head, names.length > 0 && h("div", { class: "spot-bar" },
      h("p", {}, h("strong", {}, page.t.say("list.at_spot", { place: page.t.listing([...new Set(names)]) }))),
      h("button", { type: "button", onclick: () => page.change({ spots: [], shown: RULES.page_size }) }, icon("close"), page.t.say("list.all_places"))));
  }

  /**
   * @param {Result} result
   * @param {number} shown
   */
  _more(result, shown) {
    const { page } = this;
    const left = result.listed.length - shown;
    if (left <= 0) return null;
    const show = () => {
      page.change({ shown: shown + RULES.page_size }, { replace: true });
      this.focusOn(shown);
    };
    return h("button", { type: "button", class: "more", onclick: show }, page.t.say("list.more", { count: Math.min(RULES.page_size, left) }));
  }

  /**
   * Lead to the offers that do not say their hours, where the filter asks for hours.
   * @param {Result} result
   */
  _unsaid({ unsaid }) {
    const { page } = this;
    return unsaid ? this._wayOut(page.t.say("list.unsaid", { count: unsaid }), () => page.filterBy(withUnsaidHours(page.view.filter))) : null;
  }

  _contacts() {
    const { page } = this;
    const cities = page.view.filter.cities.length ? page.view.filter.cities : [page.content.meta.district];
    return cities.map((city) => {
      const box = this.boxes.get(city) ?? contactBox(city, page.content.contacts[city], page.t, "h3");
      this.boxes.set(city, box);
      return box;
    });
  }

  /** @param {Result} result */
  _deadEnd(result) {
    const { page } = this;
    const { t, view, table } = page;
    const words = view.filter.text ? table.search().suggest(view.filter.text) : [];
    return h("div", { class: "dead-end" },
      h("p", {}, h("strong", {}, t.say("empty.title"))),
      knowsNothing(result.answer) && this._topics(),
      words.map((word) => this._wayOut(t.say("empty.did_you_mean", { word }), () => page.filterBy({ ...view.filter, text: word }))),
      table.loosen(view.filter).slice(0, RULES.max_loosenings).map((one) => {
        const names = t.listing(one.chips.map((chip) => chipLabel(t, chip)));
        return this._wayOut(t.say("empty.without", { names, count: one.count }), () => page.filterBy(one.filter));
      }),
      this._nearest(result));
  }

  /** Offer the topics to choose from, where no word of the question is known. */
  _topics() {
    const { page } = this;
    const { t, view: { filter } } = page;
    return h("div", {}, h("p", {}, t.say("search.nothing_known")), h("div", { class: "chips" }, page.content.choices.topics.map((topic) =>
      h("button", { type: "button", class: "chip", onclick: () => page.filterBy({ ...filter, text: "", unread: [], topics: [topic] }) },
        topicSign(page.signs[topic] ?? null), t.label("topics", topic)))));
  }

  /** @param {Result} result */
  _nearest(result) {
    const { page } = this;
    const known = result.ways ?? this._waysFromCity();
    const beyond = known && page.table.nearestBeyond(page.view.filter, known);
    if (!beyond) return null;
    const { columns } = page.table.offers;
    const values = { title: columns.title[beyond.offer], city: columns.city[beyond.offer] };
    const text = beyond.metres === null
      ? page.t.say("empty.nearest_city", values)
      : page.t.say("empty.nearest", { ...values, distance: page.t.distance(beyond.metres) });
    return this._wayOut(text, () => page.filterBy(beyond.loosening.filter, { offer: columns.offer_id[beyond.offer] }));
  }

  /** @returns {Way[] | null} */
  _waysFromCity() {
    const { page } = this;
    const centre = page.content.centres[page.view.filter.cities[0]];
    return centre ? ways(page.table.offers, { lon: centre[0], lat: centre[1], radius_m: 0 }) : null;
  }

  /**
   * @param {string} text
   * @param {() => void} go
   */
  _wayOut(text, go) {
    const press = () => {
      go();
      this.focusOn(0);
    };
    return h("button", { type: "button", class: "way-out", onclick: press }, text);
  }
}
