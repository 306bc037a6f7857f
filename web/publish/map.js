// The map: an addition to the list. Base shapes, markers and badges as in the app; uses Leaflet (L).
import { drawBase, manners } from "./base.js";
import { h } from "./dom.js";
import { Marking } from "./marking.js";
import { AREA } from "./offers.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./offers.js").Spot} Spot
 * @typedef {import("./marking.js").Shown} Shown
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {{lon: number, lat: number, radius_m: number}} Circle
 * @typedef {{lon: number, lat: number, zoom: number}} Seen
 * @typedef {{selected: number[], circle: Circle | null, here: Circle | null, cities: Circle[]}} Highlight
 * @typedef {Object} Options
 * @property {any} shapes base shapes as GeoJSON, see geo.maps.offer_map.base_script
 * @property {[number, number, number, number]} bounds west, south, east, north in degrees
 * @property {Spot[]} spots
 * @property {import("./wording.js").Sign[]} groups of topics
 * @property {string} mixed colour of several groups
 * @property {Texts} t
 * @property {(spots: number[]) => void} onChoose
 */

const METRES_PER_DEGREE = 111_320;

/** A Leaflet map with the district's shapes and the offers found. */
export class OfferMap {
  /**
   * @param {HTMLElement} container
   * @param {Options} options
   */
  constructor(container, options) {
    this.L = /** @type {any} */ (globalThis).L;
    this.spots = options.spots;
    const [west, south, east, north] = options.bounds;
    this.map = this.L.map(container, {
      minZoom: RULES.min_zoom, maxZoom: RULES.max_zoom, zoomSnap: 0.25, zoomControl: false, scrollWheelZoom: false,
      preferCanvas: true, attributionControl: true, maxBoundsViscosity: 0.6, zoomAnimation: true,
      maxBounds: [[south - 0.3, west - 0.5], [north + 0.3, east + 0.5]],
    });
    this.map.fitBounds([[south, west], [north, east]], { animate: false });
    const { t } = options;
    const names = drawBase(this.L, this.map, options.shapes, color);
    manners(this.L, this.map, {
      attribution: t.say("map.attribution"), zoomIn: t.say("map.zoom_in"), zoomOut: t.say("map.zoom_out"),
      move: { up: t.say("map.up"), left: t.say("map.left"), right: t.say("map.right"), down: t.say("map.down") },
      corner: t.direction === "rtl" ? "topright" : "topleft",
    });
    this.marking = new Marking(this.map, {
      spots: options.spots, names, onChoose: options.onChoose,
      sign: (group) => options.groups[group] ?? { color: options.mixed, path: undefined },
      words: {
        number: (count) => t.number(count), offers: (count) => t.say("summary.count", { count }),
        enlarge: (offers) => t.say("map.enlarge", { offers }), places: (count) => t.say("publish.places", { count }), areaUnknown: t.say("map.area_unknown"),
      },
    });
    this.marks = this.L.layerGroup().addTo(this.map);
  }

  /**
   * Show the offers found.
   * @param {Shown} shown
   */
  show(shown) {
    this.marking.show(shown);
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
    if (go && target) this._goTo([target]);
    else if (go && highlight.cities.length) this._goTo(highlight.cities);
  }

  /** Fit the map into a container that changed its size. */
  resize() {
    this.map.invalidateSize({ animate: false });
  }

  /**
   * Where the map looks.
   * @returns {Seen}
   */
  seen() {
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng, zoom: this.map.getZoom() };
  }

  /**
   * Look where another map looked.
   * @param {Seen} seen
   */
  look({ lat, lon, zoom }) {
    this.map.setView([lat, lon], zoom, { animate: false });
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

  /** @param {Circle[]} targets */
  _goTo(targets) {
    const corners = targets.flatMap(({ lon, lat, radius_m }) => {
      const high = radius_m * 1.15 / METRES_PER_DEGREE;
      const wide = high / Math.cos((lat * Math.PI) / 180);
      return [[lat - high, lon - wide], [lat + high, lon + wide]];
    });
    this.map.fitBounds(corners, { maxZoom: RULES.select_zoom, animate: false });
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
    this.L.marker(at, { icon, interactive: false, keyboard: false, pane: "here" }).addTo(this.marks);
  }
}

/**
 * Return a colour of the page's style: what is drawn on a canvas knows no variables.
 * @param {string} name
 * @returns {string}
 */
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
