// Everything on the map that can be chosen. Elements are kept and moved, not made anew: a click changes few of them.
// Leaflet's own markers would be a layer of the screen each; these are drawn together.
import { arrange, h, topicIcon } from "./dom.js";

/**
 * @typedef {Object} Mark
 * @property {string} key the same for a mark that did not change
 * @property {string} look its classes; marks that look alike can take each other's element
 * @property {import("./wording.js").Sign | null} sign of its group of topics
 * @property {number} x its place in the Mercator square, as in cluster.js
 * @property {number} y
 * @property {number} w its width and height in pixels
 * @property {number} h
 * @property {{x: number, y: number}} step how far it stands beside its place, in pixels
 * @property {string} text
 * @property {string} name what it is called
 * @property {() => void} choose
 * @typedef {{element: HTMLElement, text: Text, mark: Mark, place: string}} Kept
 */

const CLASSES = "leaflet-marker-icon leaflet-zoom-animated leaflet-interactive";
/** Side of the Mercator square at zoom 0. */
export const TILE_PX = 256;
/** So near to the edge of the map nothing gets the focus. */
const EDGE_PX = 32;

/** The marks of a Leaflet map. */
export class Markers {
  /** @param {any} map */
  constructor(map) {
    this.map = map;
    this.pane = map.getPane("markerPane"); // nothing else may stand in it
    /** @type {Kept[]} */
    this.kept = [];
    /** @type {WeakMap<Element, Kept>} */
    this.byElement = new WeakMap();
    map.on("zoom viewreset", () => this._place());
    map.on("zoomanim", (/** @type {any} */ { zoom, center }) => this._place(zoom, map._getNewPixelOrigin(center, zoom)));
    this._listen();
  }

  /**
   * Show these marks and no others; they stand in the document as in the list, for the Tab key.
   * @param {Mark[]} marks
   */
  show(marks) {
    const byKey = new Map(this.kept.map((one) => [one.mark.key, one]));
    const same = marks.map((mark) => take(byKey, mark.key));
    const lost = [...byKey.values()].find((one) => one.element === document.activeElement);
    const free = byLook([...byKey.values()].filter((one) => one !== lost)); // the focus must not find itself on another mark
    this.kept = marks.map((mark, at) => {
      const one = same[at] ?? free.get(lookOf(mark))?.pop() ?? this._make(mark);
      update(one, mark);
      return one;
    });
    if (lost) this.map.getContainer().focus({ preventScroll: true });
    arrange(this.pane, this.kept.map((one) => one.element));
    this._place();
  }

  /**
   * @param {Mark} mark
   * @returns {Kept}
   */
  _make(mark) {
    const text = document.createTextNode("");
    const body = h("span", mark.sign ? { css: { "--spot": mark.sign.color } } : {}, topicIcon(mark.sign?.path), text);
    const element = h("div", { class: `${CLASSES} ${mark.look}`, role: "button", tabindex: "0" }, body);
    const one = { element, text, mark: { ...mark, text: "", name: "", w: 0, h: 0 }, place: "" };
    this.byElement.set(element, one);
    return one;
  }

  /**
   * @param {number} [zoom]
   * @param {{x: number, y: number}} [origin] of Leaflet's layers, in pixels of the Mercator square
   */
  _place(zoom = this.map.getZoom(), origin = this.map.getPixelOrigin()) {
    const side = TILE_PX * 2 ** zoom;
    for (const one of this.kept) {
      const { x, y, step } = one.mark;
      const place = `translate(${Math.round(x * side - origin.x + step.x)}px,${Math.round(y * side - origin.y + step.y)}px)`;
      if (place !== one.place) one.element.style.transform = place;
      one.place = place;
    }
  }

  /** By pointer, by Enter, by the space bar. */
  _listen() {
    const markOf = (/** @type {Event} */ event) => {
      const element = event.target instanceof Element && event.target.closest(".leaflet-interactive");
      return element ? this.byElement.get(element)?.mark : undefined;
    };
    this.pane.addEventListener("click", (/** @type {Event} */ event) => {
      const mark = markOf(event);
      if (!mark) return;
      event.stopPropagation(); // not a click on the map
      if (!this.map.dragging.moved()) mark.choose();
    });
    this.pane.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      const mark = markOf(event);
      if (!mark || event.repeat || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      mark.choose();
    });
    this.pane.addEventListener("focusin", (/** @type {Event} */ event) => {
      const mark = markOf(event);
      const side = TILE_PX * 2 ** this.map.getZoom();
      // Under a finger the map stays where it is: the press would end beside what it began on.
      const isByKey = /** @type {Element} */ (event.target).matches(":focus-visible");
      if (mark && isByKey) this.map.panInside(this.map.unproject([mark.x * side, mark.y * side]), { padding: [EDGE_PX, EDGE_PX], animate: false });
    });
  }
}

/**
 * @param {Kept} one
 * @param {Mark} mark
 */
function update(one, mark) {
  const { element, text, mark: old } = one;
  if (old.text !== mark.text) text.data = mark.text;
  if (old.name !== mark.name) {
    element.title = mark.name;
    element.setAttribute("aria-label", mark.name);
  }
  if (old.w !== mark.w || old.h !== mark.h) {
    Object.assign(element.style, { width: `${mark.w}px`, height: `${mark.h}px`, marginLeft: `${-mark.w / 2}px`, marginTop: `${-mark.h / 2}px` });
  }
  one.mark = mark;
}

/**
 * @param {Mark} mark
 * @returns {string}
 */
function lookOf(mark) {
  return `${mark.look} ${mark.sign?.color}`;
}

/**
 * @param {Map<string, Kept>} byKey
 * @param {string} key
 * @returns {Kept | undefined}
 */
function take(byKey, key) {
  const found = byKey.get(key);
  byKey.delete(key);
  return found;
}

/**
 * @param {Kept[]} kept
 * @returns {Map<string, Kept[]>}
 */
function byLook(kept) {
  /** @type {Map<string, Kept[]>} */
  const result = new Map();
  for (const one of kept) {
    const look = lookOf(one.mark);
    const alike = result.get(look);
    if (alike) alike.push(one);
    else result.set(look, [one]);
  }
  return result;
}
