// The offers on a map, the same in the app and in the page: markers, clusters, badges, none of them covering another.
import { apart, clusters, toWorld } from "./cluster.js";
import { isNearest, settle } from "./layout.js";
import { Markers, TILE_PX } from "./markers.js";

/**
 * @typedef {import("./cluster.js").Cluster} Cluster
 * @typedef {import("./cluster.js").World} World
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./layout.js").Guest} Guest
 * @typedef {import("./markers.js").Mark} Mark
 * @typedef {import("./wording.js").Sign} Sign
 * @typedef {{id: string, lon: number, lat: number, kind: number, label: string}} Spot kind: 0 a house, 1 its street or site, 2 only its city or postcode
 * @typedef {{list: number[], offers: Uint32Array, group: Int16Array}} Shown the spots to be shown; how many offers stand at each, and of which group
 * @typedef {Object} Options
 * @property {Spot[]} spots
 * @property {(group: number) => Sign} sign
 * @property {{number: (count: number) => string, offers: (count: number) => string, enlarge: (offers: string) => string, places: (count: number) => string, areaUnknown: string}} words
 * @property {import("./names.js").Names} names
 * @property {(spots: number[]) => void} onChoose
 */

const HOUSE = 0;
const AREA = 2;
/** From here on every place has its own mark, beside the others where there is no room; above, near ones are joined. */
const KEEP_APART_ZOOM = 17;
/** So much beyond the edges of the map is drawn, too. */
const BEYOND = 0.1;
const DIGIT_PX = 9;
const BADGE_BELOW_PX = 23;

/** Shows offers on a Leaflet map. */
export class Marking {
  /** @type {Options} */ options;
  /** @type {Spot[]} */ spots;
  /** @type {World} */ world;

  /**
   * @param {any} map
   * @param {Options} options
   */
  constructor(map, options) {
    this.map = map;
    this.markers = new Markers(map);
    /** @type {Shown} */
    this.shown = { list: [], offers: new Uint32Array(0), group: new Int16Array(0) };
    this.use(options);
    map.on("moveend", () => this._draw());
  }

  /**
   * Choose among these spots from now on.
   * @param {Options} options
   */
  use(options) {
    this.options = options;
    this.spots = options.spots;
    this.world = worldOf(options.spots);
    options.names.onSizes = () => this._draw();
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    this._draw();
  }

  _draw() {
    const isApart = this.map.getZoom() >= KEEP_APART_ZOOM;
    const boxOf = this._boxes();
    const found = this._found(isApart).map((one) => (one.spots.length === 1 ? this._spot(one) : this._cluster(one)));
    const badges = this.shown.list.filter((spot) => this.spots[spot].kind === AREA).map((spot) => this._badge(spot));
    const moving = isApart ? [...found, ...badges] : badges;
    const still = isApart ? [] : found;
    const guests = guestsOf(moving, boxOf);
    const names = this.options.names.guests();
    settle(still.map(boxOf), guests, names);
    this.markers.show([...still, ...moving.map((mark, at) => moved(mark, guests[at]))]);
    for (const name of names) name.show();
    this.map.getContainer().dataset.zoom = String(this.map.getZoom()); // all is drawn for it
  }

  /**
   * Return what tells where a mark stands, seen from the upper left corner of the map.
   * @returns {(mark: Mark) => Box}
   */
  _boxes() {
    const scale = this._scale();
    const origin = this.map.getPixelOrigin().subtract(this.map.layerPointToContainerPoint([0, 0]));
    return ({ x, y, w, h, step }) => ({ x: x * scale - origin.x + step.x, y: y * scale - origin.y + step.y, w, h });
  }

  /** Pixels of the whole Mercator square. */
  _scale() {
    return TILE_PX * 2 ** this.map.getZoom();
  }

  /**
   * @param {boolean} isApart
   * @returns {Cluster[]}
   */
  _found(isApart) {
    const bounds = this.map.getBounds().pad(BEYOND);
    const [west, north] = toWorld(bounds.getWest(), bounds.getNorth());
    const [east, south] = toWorld(bounds.getEast(), bounds.getSouth());
    const points = this.shown.list.filter((spot) => this.spots[spot].kind !== AREA);
    const box = { west, north, east, south };
    return isApart ? apart(this.world, points, this.shown.offers, box) : clusters(this.world, points, this.shown.offers, box, this._scale(), sizeOf);
  }

  /**
   * @param {Cluster} one
   * @returns {Mark}
   */
  _spot(one) {
    const [number] = one.spots;
    const { id, kind, label } = this.spots[number];
    const group = this.shown.group[number];
    return {
      ...this._mark(one), key: `s${id} ${one.offers} ${group}`,
      look: `spot ${kind === HOUSE ? "exact" : "about"} ${one.offers > 1 ? "many" : "one"}`,
      sign: this.options.sign(group),
      text: one.offers > 1 ? this.options.words.number(one.offers) : "", name: this._name(one.offers, label),
      choose: () => this.options.onChoose([number]),
    };
  }

  /**
   * @param {Cluster} one
   * @returns {Mark}
   */
  _cluster(one) {
    const { words } = this.options;
    return {
      ...this._mark(one), key: `c${this.spots[one.spots[0]].id} ${one.spots.length} ${one.offers} ${one.x} ${one.y}`,
      look: `cluster ${sizeName(one.offers)}`, sign: null,
      text: words.number(one.offers), name: words.enlarge([this._name(one.offers, ""), words.places(one.spots.length)].filter(Boolean).join(" – ")),
      choose: () => this._open(one.spots),
    };
  }

  /**
   * @param {Cluster} one
   */
  _mark(one) {
    const { w, h } = sizeOf(one);
    return { x: one.x, y: one.y, w, h, step: { x: 0, y: 0 } };
  }

  /**
   * Go to where the spots of a cluster lie apart, or choose them.
   * @param {number[]} spots
   */
  _open(spots) {
    const [southWest, northEast] = corners(spots, this.spots);
    const isOnePoint = southWest[0] === northEast[0] && southWest[1] === northEast[1];
    if (isOnePoint) return this.options.onChoose(spots);
    this.map.fitBounds([southWest, northEast], { padding: [40, 40], maxZoom: KEEP_APART_ZOOM, animate: false });
    return this.map.getContainer().focus({ preventScroll: true });
  }

  /**
   * @param {number} number
   * @returns {Mark}
   */
  _badge(number) {
    const { id, label } = this.spots[number];
    const offers = this.shown.offers[number];
    const { words } = this.options;
    const text = words.number(offers);
    return {
      key: `a${id} ${offers}`, x: this.world.x[number], y: this.world.y[number], w: 20 + DIGIT_PX * text.length, h: 26, step: { x: 0, y: BADGE_BELOW_PX },
      look: "badge", sign: null, text,
      name: `${this._name(offers, label)} – ${words.areaUnknown}`, choose: () => this.options.onChoose([number]),
    };
  }

  /**
   * @param {number} offers
   * @param {string} label
   * @returns {string}
   */
  _name(offers, label) {
    return [label, this.options.words.offers(offers)].filter(Boolean).join(" – ");
  }
}

/**
 * Return marks that look for room beside others, none nearer to the place of another one where that can be.
 * @param {Mark[]} marks
 * @param {(mark: Mark) => Box} boxOf
 * @returns {Guest[]}
 */
function guestsOf(marks, boxOf) {
  const homes = marks.map((mark) => boxOf({ ...mark, step: { x: 0, y: 0 } }));
  return marks.map((mark, number) => ({ box: boxOf(mark), isAllowed: (at) => isNearest(homes[number], at, homes), at: null }));
}

/**
 * @param {Mark} mark
 * @param {Guest} guest
 * @returns {Mark}
 */
function moved(mark, { box, at }) {
  return at ? { ...mark, step: { x: mark.step.x + at.x - box.x, y: mark.step.y + at.y - box.y } } : mark;
}

/**
 * Return how large a mark of so many offers is.
 * @param {{spots: number[], offers: number}} one
 * @returns {{w: number, h: number}}
 */
function sizeOf({ spots, offers }) {
  if (spots.length > 1) return { few: { w: 36, h: 36 }, some: { w: 42, h: 42 }, many: { w: 50, h: 50 } }[sizeName(offers)];
  return offers > 1 ? { w: 36 + DIGIT_PX * String(offers).length, h: 30 } : { w: 26, h: 26 };
}

/**
 * @param {number} offers
 * @returns {"few" | "some" | "many"}
 */
function sizeName(offers) {
  if (offers < 10) return "few";
  return offers < 100 ? "some" : "many";
}

/**
 * Return the south-west and north-east corner of some spots, latitude first.
 * @param {number[]} chosen
 * @param {Spot[]} spots
 * @returns {[[number, number], [number, number]]}
 */
function corners(chosen, spots) {
  let [south, west, north, east] = [90, 180, -90, -180];
  for (const number of chosen) {
    const { lat, lon } = spots[number];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
  }
  return [[south, west], [north, east]];
}

/**
 * @param {Spot[]} spots
 * @returns {World}
 */
function worldOf(spots) {
  const world = { x: new Float64Array(spots.length), y: new Float64Array(spots.length) };
  spots.forEach((spot, at) => { [world.x[at], world.y[at]] = toWorld(spot.lon, spot.lat); });
  return world;
}
