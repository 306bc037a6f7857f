// A field that offers what may be meant while somebody types, as WAI-ARIA 1.2 describes a combobox; for the page and the app.
import { fill, h } from "./dom.js";

/**
 * @typedef {Object} Option
 * @property {string} kind
 * @property {string} text what stands in the field when it is chosen
 * @property {string} language
 * @property {string} offer_id "" for all but offers
 * @property {string} note the city of an offer
 * @typedef {Object} Source
 * @property {(text: string, show: (found: Option[]) => void) => void} ask finds suggestions, at once or later
 * @property {(option: Option) => void} choose
 * @property {(kind: string) => string} name of a kind
 * @property {(count: number) => string} count says how many there are
 */

/**
 * Let a field offer suggestions in a list below it.
 * @param {HTMLInputElement} input
 * @param {Element} host what the list belongs to; it has a position
 * @param {Source} source
 */
export function combobox(input, host, source) {
  const id = "what-options";
  const list = h("ul", { id, class: "options", role: "listbox", hidden: true, onmousedown: (/** @type {Event} */ event) => event.preventDefault() });
  const status = h("span", { class: "unseen", role: "status" });
  /** @type {Option[]} */
  let options = [];
  let active = -1;
  let turn = 0;

  const mark = (/** @type {number} */ at) => {
    active = at;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${id}-${at}`);
  };
  const show = (/** @type {Option[]} */ found) => {
    options = found;
    fill(list, found.map((option, at) => h("li", { id: `${id}-${at}`, role: "option", onclick: () => choose(option) },
      h("span", {}, h("bdi", { lang: option.language }, option.text), " ", option.note && h("small", {}, option.note)), " ", h("small", {}, source.name(option.kind)))));
    mark(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const said = found.length ? source.count(found.length) : "";
    if (said) list.setAttribute("aria-label", said);
    status.textContent = said;
    for (const name of ["wheel", "touchmove"]) document[said ? "addEventListener" : "removeEventListener"](name, leave);
  };
  const close = () => {
    turn += 1; // what is still on its way comes too late
    if (!list.hidden) show([]);
  };
  const ask = () => {
    turn += 1;
    const asked = turn;
    source.ask(input.value, (found) => { if (asked === turn) show(found); });
  };
  const choose = (/** @type {Option} */ option) => {
    source.choose(option);
    close();
  };
  const move = (/** @type {number} */ to) => mark((to + options.length + 2) % (options.length + 1) - 1);
  const leave = (/** @type {Event} */ event) => { if (!list.contains(/** @type {Node} */ (event.target))) close(); };

  input.addEventListener("input", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    // Keys of an input method are its own; Safari tells the last one by its code alone.
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    /** @type {Record<string, () => void>} */
    const keys = list.hidden ? { ArrowDown: ask } : {
      ArrowDown: () => move(active + 1), ArrowUp: () => move(active - 1), Escape: close,
      ...(active >= 0 && { Home: () => mark(0), End: () => mark(options.length - 1), Enter: () => choose(options[active]) }),
    };
    if (!keys[event.key]) {
      if (event.key === "Enter") close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", id], ["autocomplete", "off"]]) {
    input.setAttribute(name, value);
  }
  host.append(list, status);
}
