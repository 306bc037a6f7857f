// The filters: a row of buttons, and below it the choices of the one that is open, with their counts.
import { NOT_STATED, YES, valuesOf } from "./filters.js";
import { topicSign } from "./cards.js";
import { fill, h, icon } from "./dom.js";
import { RULES } from "./rules.js";
import { hoursFacets } from "./when.js";

/**
 * @typedef {import("./facets.js").Counts} Counts
 * @typedef {import("./filters.js").Chip} Chip
 * @typedef {import("./filters.js").Facet} Facet
 * @typedef {import("./filters.js").ListFacet} ListFacet
 * @typedef {import("./filters.js").OfferFilter} OfferFilter
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {{id: string, facets: Facet[], label: string}} Group one button of the row
 * @typedef {{t: Texts, choices: Record<ListFacet, string[]>, signs: Record<string, import("./wording.js").Sign>, onChoose: (facet: Facet, value: string, isChosen: boolean) => void}} Options
 */

/**
 * Name one choice in the visitor's words.
 * @param {Texts} t
 * @param {Facet} facet
 * @param {string} value
 * @returns {string}
 */
export function choiceLabel(t, facet, value) {
  if (facet === "free_only" || facet === "confirmed_only") return t.say(`filter.${facet}`);
  if (facet === "text") return t.say("filter.text_chip", { text: value });
  if (value === NOT_STATED) return t.say("filter.not_stated");
  if (facet === "days") return t.weekday(RULES.days.indexOf(value));
  if (facet === "times") return t.say(`meaning.time_${value}`);
  if (facet === "open_now") return t.say(`filter.${value}`);
  if (facet === "languages") return t.languageName(value);
  return t.label(facet, value);
}

/**
 * Name one chosen value apart from its filter.
 * @param {Texts} t
 * @param {Chip} chip
 * @returns {string}
 */
export function chipLabel(t, chip) {
  const name = choiceLabel(t, chip.facet, chip.value);
  return chip.value === NOT_STATED ? `${t.say(`filter.${chip.facet}`)}: ${name}` : name;
}

/** The row of filters; one of them is open at most. */
export class Choices {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    const { t } = options;
    /** @type {Group[]} */
    this.groups = [
      ...RULES.list_facets.filter((facet) => !(facet in RULES.hours_choices)).map((facet) => ({ id: facet, facets: [/** @type {Facet} */ (facet)], label: t.say(`filter.${facet}`) })),
      { id: "hours", facets: hoursFacets(), label: t.say("filter.hours") },
      { id: "more", facets: [...RULES.switches], label: t.say("filter.more") },
    ];
    /** @type {string} */
    this.open = "";
    /** @type {OfferFilter | null} */
    this.filter = null;
    /** @type {Counts} */
    this.counts = {};
    this.buttons = new Map(this.groups.map((group) => [group.id, this._button(group)]));
    this.panel = h("div", { class: "panel", id: "choices", hidden: true });
    this.element = h("div", { class: "filters", role: "group", "aria-label": t.say("publish.filters"), onkeydown: (/** @type {KeyboardEvent} */ event) => this._key(event) },
      h("div", { class: "filter-row" }, [...this.buttons.values()]), this.panel);
  }

  /**
   * Show what is chosen and what each choice would leave.
   * @param {OfferFilter} filter
   * @param {Counts} counts
   */
  update(filter, counts) {
    this.filter = filter;
    this.counts = counts;
    for (const group of this.groups) this._label(group);
    if (this.open) this._updatePanel();
  }

  /**
   * Close the choices when somebody presses elsewhere.
   * @param {EventTarget | null} target
   */
  pressed(target) {
    if (this.open && target instanceof Node && !this.element.contains(target)) this._toggle("");
  }

  /**
   * @param {Group} group
   * @returns {HTMLButtonElement}
   */
  _button(group) {
    return h("button", {
      type: "button", class: "filter", "aria-expanded": "false", "aria-controls": "choices",
      "data-filter": group.id, onclick: () => this._toggle(this.open === group.id ? "" : group.id),
    }, group.id === "more" && icon("tune"), h("span", {}, group.label), icon("chevron"));
  }

  /** @param {Group} group */
  _label(group) {
    const filter = /** @type {OfferFilter} */ (this.filter);
    const chosen = group.facets.reduce((sum, facet) => sum + valuesOf(filter, facet).length, 0);
    const button = /** @type {HTMLButtonElement} */ (this.buttons.get(group.id));
    const text = /** @type {HTMLElement} */ (button.querySelector("span"));
    text.textContent = chosen ? `${group.label} (${this.options.t.number(chosen)})` : group.label;
    button.classList.toggle("chosen", chosen > 0);
  }

  /** @param {string} id */
  _toggle(id) {
    this.open = id;
    for (const [name, button] of this.buttons) button.setAttribute("aria-expanded", String(name === id));
    this.panel.hidden = !id;
    const group = this.groups.find((one) => one.id === id);
    fill(this.panel, group && this._fieldset(group));
    if (group) this._updatePanel();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.key !== "Escape" || !this.open) return;
    const button = this.buttons.get(this.open);
    this._toggle("");
    button?.focus();
  }

  /**
   * @param {Group} group
   * @returns {HTMLFieldSetElement}
   */
  _fieldset(group) {
    const boxes = (/** @type {Facet[]} */ facets) => h("div", { class: "boxes" }, facets.flatMap((facet) => this._values(facet).map((value) => this._box(facet, value))));
    const inner = group.id === "hours"
      ? group.facets.map((facet) => h("fieldset", {}, h("legend", {}, this.options.t.say(`filter.${facet}`)), boxes([facet])))
      : [boxes(group.facets)];
    return h("fieldset", {}, h("legend", {}, group.label), inner);
  }

  /**
   * @param {Facet} facet
   * @returns {string[]}
   */
  _values(facet) {
    return this.options.choices[/** @type {ListFacet} */ (facet)] ?? [YES];
  }

  /**
   * @param {Facet} facet
   * @param {string} value
   * @returns {HTMLLabelElement}
   */
  _box(facet, value) {
    const box = h("input", {
      type: "checkbox", "data-facet": facet, value,
      onchange: () => this.options.onChoose(facet, value, box.checked),
    });
    return h("label", {}, box, facet === "topics" && topicSign(this.options.signs[value] ?? null),
      h("span", { class: "name" }, choiceLabel(this.options.t, facet, value)), h("span", { class: "count" }));
  }

  _updatePanel() {
    const filter = /** @type {OfferFilter} */ (this.filter);
    for (const box of this.panel.querySelectorAll("input")) {
      const facet = /** @type {Facet} */ (box.dataset.facet);
      const count = this.counts[facet][box.value];
      box.checked = valuesOf(filter, facet).includes(box.value);
      box.disabled = !count && !box.checked;
      const label = /** @type {HTMLElement} */ (box.parentElement);
      label.classList.toggle("none", box.disabled);
      /** @type {HTMLElement} */ (label.querySelector(".count")).textContent = this.options.t.number(count);
    }
  }
}
