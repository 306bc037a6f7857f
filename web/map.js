// The map inside the app's frame: ground and offers as in the published page, whose modules it takes; clicks are told to
// the component. Uses Leaflet (L) and the shapes in window.KARTE_BASE; the server hands it out as one script.
import { drawBase, manners } from "./publish/base.js";
import { h } from "./publish/dom.js";
import { Marking } from "./publish/marking.js";

// `colors` are those of web/colors.css, told by `base`: what is drawn on a canvas knows no variables.
const karte = { base, spots, here, colors: {} };
const NONE = { list: [], offers: [], group: [] };
let words = { offer: "1", offers: "{count}", enlarge: "{offers}", areaUnknown: "" };
let names = null;
let marking = null;
let shownBy = null;

// Draw what never changes while a visitor filters.
function base(map, options) {
  words = options;
  karte.colors = options.colors;
  // At once: a running animation would swallow the view that a link asks for.
  keepWhole(map, options.bounds);
  names = drawBase(L, map, window.KARTE_BASE, (name) => options.colors[name]);
  manners(L, map, { attribution: options.attribution, zoomIn: options.zoomIn, zoomOut: options.zoomOut, move: options.move, corner: "topleft" });
  accessible(map.getContainer(), options.title);
  // The component counts clicks from 0, the server from "none yet": without this every start would run the page twice.
  if (window.__GLOBAL_DATA__) window.__GLOBAL_DATA__.last_object_clicked_count = null;
}

// Style and frame give the map its height late: until somebody moves it, it shows the whole district.
function keepWhole(map, bounds) {
  const view = () => `${map.getZoom()} ${map.getCenter()}`;
  const fit = () => { map.fitBounds(bounds, { animate: false }); return view(); };
  let whole = fit();
  new ResizeObserver(() => {
    const isWhole = view() === whole;
    map.invalidateSize({ animate: false });
    if (isWhole) whole = fit();
  }).observe(map.getContainer());
}

// The frame is named, speaks the visitor's language, lets everybody zoom, and its map is a landmark.
function accessible(container, title) {
  document.querySelectorAll("meta[name=viewport][content*=user-scalable]").forEach((meta) => meta.remove());
  // The page may learn its language only after the map has come.
  const root = window.parent.document.documentElement;
  const follow = () => { document.documentElement.lang = root.lang; };
  follow();
  new MutationObserver(follow).observe(root, { attributeFilter: ["lang"] });
  document.title = title;
  if (window.frameElement) window.frameElement.title = title;
  container.setAttribute("role", "main");
  container.setAttribute("aria-label", title);
}

// rows: lat, lon, number of offers, colour (none for an area), kind, label. The component takes the group away before it
// brings the next one: markers that are the same then stay, with the focus on them.
function spots(group, rows) {
  forgetRemoved();
  group.on("add", () => show(group._map, group, rows));
  group.on("remove", () => queueMicrotask(() => { if (shownBy === group) marking.show(NONE); }));
  if (group._map) show(group._map, group, rows);
}

function show(map, group, rows) {
  shownBy = group;
  const number = (count) => String(count);
  const offers = (count) => count === 1 ? words.offer : words.offers.replace("{count}", number(count));
  const enlarge = (told) => words.enlarge.replace("{offers}", told);
  const options = {
    spots: rows.map(([lat, lon, , , kind, label]) => ({ id: `${lat} ${lon} ${kind}`, lat, lon, kind, label })),
    sign: (at) => ({ color: rows[at][3], path: undefined }),
    words: { number, offers, enlarge, places: () => "", areaUnknown: words.areaUnknown },
    names,
    // The component listens to the layers of the map; which offers stand at a point the server knows.
    onChoose: ([at]) => group.fire("click", { latlng: L.latLng(rows[at][0], rows[at][1]) }),
  };
  if (marking) marking.use(options);
  else marking = new Marking(map, options);
  marking.show({ list: rows.map((_, at) => at), offers: rows.map((row) => row[2]), group: rows.map((_, at) => at) });
}

// The component keeps every layer it ever removed: after some clicks that would be a lot of memory.
function forgetRemoved() {
  window.feature_group = (window.feature_group || []).filter((layer) => window.map && window.map.hasLayer(layer));
}

function here(group, row) {
  L.circle([row[0], row[1]], { radius: row[2], color: karte.colors.accent, weight: 1, fillOpacity: 0.06, interactive: false })
    .addTo(group);
  const icon = L.divIcon({ className: "here", html: h("span", {}), iconSize: [20, 20] });
  L.marker([row[0], row[1]], { icon, interactive: false, keyboard: false, pane: "here" }).addTo(group);
}

window.karte = karte;
