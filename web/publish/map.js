// The map: an addition to the list. Base shapes, markers and badges as in the app; uses Leaflet (L).
import { clusters, toWorld } from "./cluster.js";
import { h } from "./dom.js";
import { Markers, TILE_PX } from "./markers.js";
import { AREA, HOUSE } from "./offers.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./offers.js").Spot} Spot
 * @typedef {import("./cluster.js").World} World
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./markers.js").Mark} Mark
 * @typedef {{list: number[], offers: Uint32Array, group: Int16Array}} Shown the spots to be shown; how many offers stand at each, and of which group
 * @typedef {{lon: number, lat: number, radius_m: number}} Circle
 * @typedef {{selected: number[], circle: Circle | null, here: Circle | null}} Highlight
 * @typedef {Object} Options
 * @property {any} shapes base shapes as GeoJSON, see geo.maps.offer_map.base_script
 * @property {[number, number, number, number]} bounds west, south, east, north in degrees
 * @property {Spot[]} spots
 * @property {import("./wording.js").Sign[]} groups of topics
 * @property {string} mixed colour of several groups
 * @property {Texts} t
 * @property {(spots: number[]) => void} onChoose
 */

const NEAR_VIEW_ZOOM = 13;
/** Side of a cluster's cell on the screen; from KEEP_APART_ZOOM on only spots at one point are joined. */
const CELL_PX = 52;
const KEEP_APART_ZOOM = 17;
const METRES_PER_DEGREE = 111_320;

/** A Leaflet map with the district's shapes and the offers found. */
export class OfferMap {
  /**
   * @param {HTMLElement} container
   * @param {Options} options
   */
  constructor(container, options) {
    this.L = /** @type {any} */ (globalThis).L;
    this.t = options.t;
    this.spots = options.spots;
    this.options = options;
    this.onChoose = options.onChoose;
    /** @type {Shown} */
    this.shown = { list: [], offers: new Uint32Array(0), group: new Int16Array(0) };
    this.world = worldOf(options.spots);
    this.isArea = Uint8Array.from(options.spots, (spot) => Number(spot.kind === AREA));
    const [west, south, east, north] = options.bounds;
    this.map = this.L.map(container, {
      minZoom: RULES.min_zoom, maxZoom: RULES.max_zoom, zoomSnap: 0.25, zoomControl: false, scrollWheelZoom: false,
      preferCanvas: true, attributionControl: true, maxBoundsViscosity: 0.6, zoomAnimation: true,
      maxBounds: [[south - 0.3, west - 0.5], [north + 0.3, east + 0.5]],
    });
    this.map.fitBounds([[south, west], [north, east]], { animate: false });
    drawBase(this.L, this.map, options.shapes);
    this.markers = new Markers(this.map);
    this.marks = this.L.layerGroup().addTo(this.map);
    this._manners();
  }

  /**
   * Show the offers found.
   * @param {Shown} shown
   */
  show(shown) {
    this.shown = shown;
    this._draw();
  }

  /**
   * Mark what is chosen and where the visitor stands, and go there.
   * @param {Highlight} highlight
   * @param {boolean} go
   */
  highlight(highlight, go) {
    this.marks.clearLayers();
    const { circle, here } = highlight;
    if (circle) this._circle(circle, { weight: 1.5, dashArray: "6 5", fillOpacity: 0.08 });
    highlight.selected.filter((spot) => this.spots[spot].kind !== AREA).forEach((spot) => this._ring(this.spots[spot]));
    if (here) {
      this._circle(here, { weight: 1, fillOpacity: 0.06 });
      this._still([here.lat, here.lon], "here", "", 20);
    }
    const target = circle ?? this._selectedCircle(highlight.selected) ?? (here && { ...here, radius_m: Math.max(here.radius_m, RULES.near_radius_m) });
    if (go && target) this._goTo(target);
  }

  /** Fit the map into a container that changed its size. */
  resize() {
    this.map.invalidateSize({ animate: false });
  }

  /** End the map. */
  remove() {
    this.map.remove();
  }

  /**
   * @param {number[]} selected
   * @returns {Circle | null}
   */
  _selectedCircle(selected) {
    if (!selected.length) return null;
    const { lon, lat, radius_m } = this.spots[selected[0]];
    return { lon, lat, radius_m };
  }

  /** @param {Circle} target */
  _goTo(target) {
    const high = target.radius_m * 1.15 / METRES_PER_DEGREE;
    const wide = high / Math.cos((target.lat * Math.PI) / 180);
    this.map.fitBounds(
      [[target.lat - high, target.lon - wide], [target.lat + high, target.lon + wide]],
      { maxZoom: RULES.select_zoom, animate: false },
    );
  }

  _draw() {
    const areas = this.shown.list.filter((spot) => this.isArea[spot]);
    const found = this._clusters().map((one) => (one.spots.length === 1 ? this._spot(one.spots[0]) : this._cluster(one)));
    this.markers.show([...found, ...areas.map((spot) => this._badge(spot))]);
  }

  _clusters() {
    const bounds = this.map.getBounds().pad(0.1);
    const [west, north] = toWorld(bounds.getWest(), bounds.getNorth());
    const [east, south] = toWorld(bounds.getEast(), bounds.getSouth());
    const zoom = this.map.getZoom();
    const cell = zoom >= KEEP_APART_ZOOM ? 0 : CELL_PX / (TILE_PX * 2 ** zoom);
    const points = this.shown.list.filter((spot) => !this.isArea[spot]);
    return clusters(this.world, points, this.shown.offers, { west, north, east, south }, cell);
  }

  /**
   * @param {number} number
   * @returns {Mark}
   */
  _spot(number) {
    const { kind, label } = this.spots[number];
    const [offers, group] = [this.shown.offers[number], this.shown.group[number]];
    return {
      key: `s${number} ${offers} ${group}`, x: this.world.x[number], y: this.world.y[number],
      look: `spot ${kind === HOUSE ? "exact" : "about"} ${offers > 1 ? "many" : "one"}`,
      sign: this.options.groups[group] ?? { color: this.options.mixed, path: undefined },
      text: offers > 1 ? this.t.number(offers) : "", name: this._name(offers, label),
      choose: () => this.onChoose([number]),
    };
  }

  /**
   * @param {import("./cluster.js").Cluster} cluster
   * @returns {Mark}
   */
  _cluster({ spots, offers, box }) {
    const [x, y] = [(box.west + box.east) / 2, (box.north + box.south) / 2];
    return {
      key: `c${spots[0]} ${spots.length} ${offers} ${x} ${y}`, x, y,
      look: `cluster ${offers < 10 ? "few" : offers < 100 ? "some" : "many"}`, sign: null,
      text: this.t.number(offers), name: this._name(offers, this.t.say("publish.places", { count: spots.length })),
      choose: () => this._open(spots),
    };
  }

  /**
   * Go to where the spots of a cluster lie apart, or list their offers.
   * @param {number[]} spots
   */
  _open(spots) {
    const [southWest, northEast] = corners(spots, this.spots);
    const isOnePoint = southWest[0] === northEast[0] && southWest[1] === northEast[1];
    if (this.map.getZoom() >= KEEP_APART_ZOOM || isOnePoint) return this.onChoose(spots);
    this.map.fitBounds([southWest, northEast], { padding: [40, 40], maxZoom: KEEP_APART_ZOOM, animate: false });
    return this.map.getContainer().focus({ preventScroll: true });
  }

  /**
   * @param {number} number
   * @returns {Mark}
   */
  _badge(number) {
    const { label } = this.spots[number];
    const offers = this.shown.offers[number];
    return {
      key: `a${number} ${offers}`, x: this.world.x[number], y: this.world.y[number], look: "badge", sign: null, text: this.t.number(offers),
      name: `${this._name(offers, label)} – ${this.t.say("map.area_unknown")}`, choose: () => this.onChoose([number]),
    };
  }

  /**
   * @param {number} offers
   * @param {string} label
   * @returns {string}
   */
  _name(offers, label) {
    return `${label} – ${this.t.say("summary.count", { count: offers })}`;
  }

  /**
   * @param {Circle} circle
   * @param {Record<string, any>} style
   */
  _circle(circle, style) {
    const options = { radius: circle.radius_m, color: color("accent"), interactive: false, ...style };
    this.L.circle([circle.lat, circle.lon], options).addTo(this.marks);
  }

  /** @param {Spot} spot */
  _ring(spot) {
    const options = { radius: 22, color: color("accent"), weight: 4, fill: false, interactive: false };
    this.L.circleMarker([spot.lat, spot.lon], options).addTo(this.marks);
  }

  /**
   * @param {[number, number]} at
   * @param {string} className
   * @param {string} text
   * @param {number} size
   */
  _still(at, className, text, size) {
    const icon = this.L.divIcon({ className, html: h("span", {}, text), iconSize: [size, size] });
    this.L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.marks);
  }

  /** One finger scrolls the page, two move the map; the wheel zooms only a map that was clicked. */
  _manners() {
    const { map, L, t } = this;
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(escapeHtml(t.say("map.attribution")));
    L.control.zoom({ zoomInTitle: t.say("map.zoom_in"), zoomOutTitle: t.say("map.zoom_out"), position: t.direction === "rtl" ? "topright" : "topleft" }).addTo(map);
    if (L.Browser.mobile) map.dragging.disable();
    const container = map.getContainer();
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    const seen = () => container.classList.toggle("near-view", map.getZoom() >= NEAR_VIEW_ZOOM);
    map.on("zoomend", seen);
    map.on("moveend", () => this._draw());
    seen();
  }
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

/**
 * Leaflet takes its attribution as markup.
 * @param {string} text
 * @returns {string}
 */
function escapeHtml(text) {
  return h("p", {}, text).innerHTML;
}

/**
 * Return a colour of the page's style: what is drawn on a canvas knows no variables.
 * @param {string} name
 * @returns {string}
 */
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * Draw settlement, borders, names and stations, calm and never in the way.
 * @param {any} L
 * @param {any} map
 * @param {any} shapes
 */
function drawBase(L, map, shapes) {
  for (const [pane, order] of /** @type {[string, number][]} */ ([["ground", 150], ["lines", 250], ["names", 350]])) {
    map.createPane(pane).style.zIndex = String(order);
    map.getPane(pane).style.pointerEvents = "none";
  }
  const shape = (/** @type {any} */ collection, /** @type {string} */ pane, /** @type {any} */ style) =>
    L.geoJSON(collection, { pane, interactive: false, style }).addTo(map);
  shape(shapes.neighbours, "ground", { color: color("grid"), weight: 1, fillColor: color("pale"), fillOpacity: 1 });
  shape(shapes.outline, "ground", { stroke: false, fillColor: color("paper"), fillOpacity: 1 });
  shape(shapes.settlement, "ground", { stroke: false, fillColor: color("settled"), fillOpacity: 0.9 });
  shape(shapes.cities, "lines", { color: color("edge"), weight: 1.2, fill: false });
  shape(shapes.outline, "lines", { color: color("quiet"), weight: 2, fill: false });
  const label = (/** @type {any} */ at, /** @type {string} */ className, /** @type {string} */ text, /** @type {any} */ iconSize) =>
    L.marker(at, { icon: L.divIcon({ className, html: h("span", {}, text), iconSize }), interactive: false, keyboard: false, pane: "names" }).addTo(map);
  for (const [lat, lon, name] of shapes.stations) label([lat, lon], "station", name, [8, 8]);
  for (const { properties } of shapes.cities.features) label(properties.at, "city-name", properties.name, null);
  for (const { properties } of shapes.neighbours.features) label(properties.at, "neighbour-name", properties.name, null);
}
