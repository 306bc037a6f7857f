// The calm ground of a map, the same in the app and in the page: settlement, borders, names, stations, and its manners.
import { Names } from "./names.js";
import { h, icon } from "./dom.js";

/**
 * @typedef {{attribution: string, zoomIn: string, zoomOut: string, move: Record<Way, string>, corner: "topleft" | "topright"}} Words
 * @typedef {"up" | "left" | "right" | "down"} Way in which the map can be moved by a button, in the order of the Tab key
 */

const NEAR_VIEW_ZOOM = 13;
/** How far a button moves the map: in shares of its width and height. */
const STEP = 0.3;
/** @type {[Way, number, number][]} */
const WAYS = [["up", 0, -STEP], ["left", -STEP, 0], ["right", STEP, 0], ["down", 0, STEP]];

/**
 * Draw the ground, never in the way of what can be chosen.
 * @param {any} L
 * @param {any} map
 * @param {any} shapes as geo.maps.offer_map.base_script writes them
 * @param {(name: string) => string} color what is drawn on a canvas knows no variables of the style
 * @returns {Names}
 */
export function drawBase(L, map, shapes, color) {
  for (const [pane, order] of /** @type {[string, number][]} */ ([["ground", 150], ["lines", 250], ["names", 350], ["here", 590]])) {
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
  const names = new Names(L, map);
  for (const { properties } of shapes.cities.features) names.add(properties.at, "city-name", properties.name);
  for (const { properties } of shapes.neighbours.features) names.add(properties.at, "neighbour-name", properties.name);
  for (const [lat, lon, name] of shapes.stations) names.add([lat, lon], "station", name);
  return names;
}

/**
 * Nothing glides for those who asked their system for less motion.
 * @param {any} map
 */
function calm(map) {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  Object.assign(map.options, { inertia: false, zoomAnimationThreshold: 0 });
  const { panBy } = map;
  map.panBy = (/** @type {any} */ offset, /** @type {any} */ options) => panBy.call(map, offset, { ...options, animate: false });
}

/**
 * Buttons that move the map: nobody has to drag it.
 * @param {any} L
 * @param {Record<Way, string>} words
 * @param {"topleft" | "topright"} corner
 * @returns {any}
 */
function movers(L, words, corner) {
  const control = new L.Control({ position: corner });
  control.onAdd = (/** @type {any} */ map) => {
    const box = h("div", { class: "movers" }, WAYS.map(([way, x, y]) =>
      h("button", { type: "button", class: way, title: words[way], "aria-label": words[way],
        onclick: () => map.panBy(map.getSize().scaleBy(L.point(x, y))) }, icon("up"))));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  return control;
}

/**
 * One finger scrolls the page, two move the map; the wheel zooms only a map that was clicked.
 * @param {any} L
 * @param {any} map
 * @param {Words} words
 */
export function manners(L, map, words) {
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(escapeHtml(words.attribution));
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut, position: words.corner }).addTo(map);
  movers(L, words.move, words.corner === "topleft" ? "topright" : "topleft").addTo(map); // where they cover least
  calm(map);
  if (L.Browser.mobile) map.dragging.disable();
  // Leaflet focuses the map when it is pressed; scrolling the page then would pull the marker from under the pointer.
  const container = map.getContainer();
  container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  const seen = () => container.classList.toggle("near-view", map.getZoom() >= NEAR_VIEW_ZOOM);
  map.on("zoomend", seen);
  seen();
}

/**
 * Leaflet takes its attribution as markup.
 * @param {string} text
 * @returns {string}
 */
function escapeHtml(text) {
  return h("p", {}, text).innerHTML;
}
