// The calm ground of a map, the same in the app and in the page: settlement, borders, names, stations, and its manners.
import { Names } from "./names.js";
import { h } from "./dom.js";

/**
 * @typedef {{attribution: string, zoomIn: string, zoomOut: string, corner: "topleft" | "topright"}} Words
 */

const NEAR_VIEW_ZOOM = 13;

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
 * One finger scrolls the page, two move the map; the wheel zooms only a map that was clicked.
 * @param {any} L
 * @param {any} map
 * @param {Words} words
 */
export function manners(L, map, words) {
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(escapeHtml(words.attribution));
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut, position: words.corner }).addTo(map);
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
