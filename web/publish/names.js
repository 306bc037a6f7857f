// Names on the map: of cities, of neighbours, of stations. They make way for what can be chosen, and for each other.
import { h } from "./dom.js";
import { isInside, isNearest, meets } from "./layout.js";

/**
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./layout.js").Guest} Guest
 * @typedef {import("./layout.js").Point} Point
 * @typedef {{at: [number, number], rank: number, isStation: boolean, element: HTMLElement, w: number, h: number}} Name
 */

/** Whose names have the first choice of a place. */
const RANKS = ["city-name", "neighbour-name", "station"];

/** What stays free between a name and the edge of the map. */
const MARGIN_PX = 4;
const STATION_PX = 8;

/** The names of a Leaflet map. */
export class Names {
  /**
   * @param {any} L
   * @param {any} map with a pane "names"
   */
  constructor(L, map) {
    this.L = L;
    this.map = map;
    /** @type {Name[]} */
    this.names = [];
    /** @type {Box[]} buttons and words at the edges, from the upper left corner of the map */
    this.controls = [];
    /** @type {boolean | null} for which of the two views the sizes were asked */
    this.measured = null;
    /** @type {HTMLElement | null} whose size is watched */
    this.first = null;
    /** Called when sizes are other than thought: style and font of a name may come after it. */
    this.onSizes = () => {};
    map.on("resize", () => { this.measured = null; });
    this.sizes = new ResizeObserver(() => this._resized());
    map.on("unload", () => this.sizes.disconnect());
  }

  /**
   * @param {[number, number]} at latitude first
   * @param {string} className one of RANKS
   * @param {string} text
   */
  add(at, className, text) {
    const { L } = this;
    const isStation = className === "station";
    const element = h("span", {}, text);
    const icon = L.divIcon({ className, html: element, iconSize: isStation ? [STATION_PX, STATION_PX] : null });
    L.marker(at, { icon, interactive: false, keyboard: false, pane: "names" }).addTo(this.map);
    if (!this.names.length) this.sizes.observe(this.first = element);
    this.names.push({ at, rank: RANKS.indexOf(className), isStation, element, w: 0, h: 0 });
  }

  /**
   * Return the names that look for a place in the present view, those that matter most first; each is put where it
   * `at` last stands, and hidden without.
   * @returns {(Guest & {show: () => void})[]}
   */
  guests() {
    const isNear = this.map.getContainer().classList.contains("near-view");
    if (this.measured !== isNear) this._measure(isNear);
    const frame = frameOf(this.map.getSize());
    const homes = new Map(this.names.map((name) => [name, this.map.latLngToContainerPoint(name.at)]));
    const others = this.names.filter((name) => !name.isStation).map((name) => homes.get(name));
    return this.names.filter((name) => name.w && (isNear || !name.isStation)).map((name) => {
      const home = homes.get(name);
      const box = boxOf(name, home);
      const isFree = (/** @type {Box} */ at) => !this.controls.some((control) => meets(at, control));
      const isAllowed = name.isStation
        ? (/** @type {Box} */ at) => at.x === box.x && at.y === box.y && isFree(at) // its square says where it is
        : (/** @type {Box} */ at) => isInside(at, frame) && isFree(at) && isNearest(home, at, others);
      const guest = { box, isAllowed, at: /** @type {Box | null} */ (null), show: () => show(name, box, guest.at) };
      return guest;
    });
  }

  _resized() {
    if (this.names.some((name) => name.element === this.first && name.w === name.element.scrollWidth)) return;
    this.measured = null;
    this.onSizes();
  }

  /**
   * Ask for all sizes at once: each question by itself would cost a layout.
   * @param {boolean} isNear
   */
  _measure(isNear) {
    const container = this.map.getContainer();
    const frame = container.getBoundingClientRect();
    for (const name of this.names) [name.w, name.h] = [name.element.scrollWidth, name.element.offsetHeight];
    this.names.sort((a, b) => a.rank - b.rank || b.w - a.w); // long ones find a place less easily
    this.controls = [...container.querySelectorAll(".leaflet-control")].map((control) => control.getBoundingClientRect())
      .map((box) => ({ x: (box.left + box.right) / 2 - frame.left, y: (box.top + box.bottom) / 2 - frame.top, w: box.width, h: box.height }));
    this.measured = isNear;
  }
}

/**
 * @param {{x: number, y: number}} size
 * @returns {Box}
 */
function frameOf({ x, y }) {
  return { x: x / 2, y: y / 2, w: x - 2 * MARGIN_PX, h: y - 2 * MARGIN_PX };
}

/**
 * Return where a name stands by itself: around its point, that of a station beginning there.
 * @param {Name} name
 * @param {Point} home
 * @returns {Box}
 */
function boxOf({ isStation, w, h: high }, { x, y }) {
  return isStation ? { x: x + (w - STATION_PX) / 2, y: y + (high - STATION_PX) / 2, w, h: high } : { x, y, w, h: high };
}

/**
 * @param {Name} name
 * @param {Box} home
 * @param {Box | null} at
 */
function show({ element }, home, at) {
  element.style.visibility = at ? "" : "hidden";
  element.style.translate = at ? `${at.x - home.x}px ${at.y - home.y}px` : "";
}
