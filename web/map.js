// The browser's part of the map: base shapes, markers, badges. Uses Leaflet (L) and the shapes in window.KARTE_BASE.
"use strict";

window.karte = (function () {
  // `colors` are those of web/colors.css, told by `base`: what is drawn on a canvas knows no variables.
  const karte = { base: base, spots: spots, here: here, colors: {} };
  const EXACT = 0;
  const AREA = 2;
  const words = { offers: "{count}", areaUnknown: "", zoomIn: "+", zoomOut: "-" };

  function text(tag, className, content) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = content;
    return element;
  }

  function name(count, label) {
    return label + " – " + words.offers.replace("{count}", count);
  }

  function icon(className, content, size) {
    return L.divIcon({ className: className, html: content, iconSize: [size, size] });
  }

  // A marker that makes its icon when it is first shown: of many, most wait inside clusters.
  const Spot = L.Marker.extend({
    _initIcon: function () {
      const row = this.row;
      if (!this.options.icon) {
        const body = text("span", "", row[2] > 1 ? String(row[2]) : "");
        body.style.setProperty("--spot", row[3]);
        this.options.icon = icon(row[4] === EXACT ? "spot exact" : "spot about", body, row[2] > 1 ? 30 : 22);
        this.options.title = this.options.alt = name(row[2], row[5]);
      }
      L.Marker.prototype._initIcon.call(this);
    },
  });

  // A marker says that it is a button: the keys of a button do what a click does. Clusters have this already.
  function pressable(spot) {
    return spot.on("keypress", (event) => {
      if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
      event.originalEvent.preventDefault();
      spot.getElement().click();
    });
  }

  function marker(row) {
    const spot = new Spot([row[0], row[1]], { icon: null });
    spot.row = row;
    return pressable(spot);
  }

  function clusterIcon(cluster) {
    const offers = cluster.getAllChildMarkers().reduce((sum, child) => sum + child.row[2], 0);
    const size = offers < 10 ? 36 : offers < 100 ? 42 : 50;
    return icon("cluster", text("span", "", String(offers)), size);
  }

  // rows: lat, lon, number of offers, colour (none for an area), kind, label; an area keeps its badge, whatever clusters around it.
  function spots(group, rows) {
    forgetRemoved();
    const clusters = L.markerClusterGroup({
      maxClusterRadius: 44, showCoverageOnHover: false, spiderfyOnMaxZoom: true, iconCreateFunction: clusterIcon,
    });
    rows.filter((row) => row[4] !== AREA).forEach((row) => clusters.addLayer(marker(row)));
    clusters.addTo(group);
    rows.filter((row) => row[4] === AREA).forEach((row) => badge(group, row));
  }

  // The component keeps every layer it ever removed: after some clicks that would be a lot of memory.
  function forgetRemoved() {
    window.feature_group = (window.feature_group || []).filter((layer) => window.map && window.map.hasLayer(layer));
  }

  function badge(group, row) {
    pressable(L.marker([row[0], row[1]], {
      icon: L.divIcon({ className: "badge", html: text("span", "", String(row[2])), iconSize: null }),
      title: name(row[2], row[5]) + " – " + words.areaUnknown,
      alt: name(row[2], row[5]),
      zIndexOffset: 500,
    })).addTo(group);
  }

  function here(group, row) {
    L.circle([row[0], row[1]], { radius: row[2], color: karte.colors.accent, weight: 1, fillOpacity: 0.06, interactive: false })
      .addTo(group);
    L.marker([row[0], row[1]], { icon: icon("here", text("span", "", ""), 20), interactive: false, keyboard: false })
      .addTo(group);
  }

  function shape(map, collection, pane, style) {
    L.geoJSON(collection, { pane: pane, interactive: false, style: style }).addTo(map);
  }

  function label(map, feature, className) {
    L.marker(feature.properties.at, {
      icon: L.divIcon({ className: className, html: text("span", "", feature.properties.name), iconSize: null }),
      interactive: false,
      keyboard: false,
      pane: "names",
    }).addTo(map);
  }

  function panes(map) {
    [["ground", 150], ["lines", 250], ["names", 350]].forEach(([pane, order]) => {
      map.createPane(pane).style.zIndex = order;
      map.getPane(pane).style.pointerEvents = "none";
    });
  }

  function base(map, options) {
    Object.assign(words, options);
    const shapes = window.KARTE_BASE;
    const colors = karte.colors = options.colors;
    // At once: a running animation would swallow the view that a link asks for.
    map.fitBounds(options.bounds, { animate: false });
    panes(map);
    shape(map, shapes.neighbours, "ground", { color: colors.grid, weight: 1, fillColor: colors.pale, fillOpacity: 1 });
    shape(map, shapes.outline, "ground", { stroke: false, fillColor: colors.paper, fillOpacity: 1 });
    shape(map, shapes.settlement, "ground", { stroke: false, fillColor: colors.settled, fillOpacity: 0.9 });
    shape(map, shapes.cities, "lines", { color: colors.edge, weight: 1.2, fill: false });
    shape(map, shapes.outline, "lines", { color: colors.quiet, weight: 2, fill: false });
    shapes.stations.forEach((row) => {
      L.marker([row[0], row[1]], {
        icon: icon("station", text("span", "", row[2]), 8), interactive: false, keyboard: false, pane: "names",
      }).addTo(map);
    });
    shapes.cities.features.forEach((feature) => label(map, feature, "city-name"));
    shapes.neighbours.features.forEach((feature) => label(map, feature, "neighbour-name"));
    manners(map, options);
    accessible(map.getContainer(), options.title);
    // The component counts clicks from 0, the server from "none yet": without this every start would run the page twice.
    if (window.__GLOBAL_DATA__) window.__GLOBAL_DATA__.last_object_clicked_count = null;
  }

  // The frame is named, speaks the visitor's language, lets everybody zoom, and its map is a landmark.
  function accessible(container, title) {
    document.querySelectorAll("meta[name=viewport][content*=user-scalable]").forEach((meta) => meta.remove());
    document.documentElement.lang = window.parent.document.documentElement.lang;
    document.title = title;
    if (window.frameElement) window.frameElement.title = title;
    container.setAttribute("role", "main");
    container.setAttribute("aria-label", title);
  }

  // One finger scrolls the page, two move the map; the wheel zooms only a map that was clicked.
  function manners(map, options) {
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(options.attribution);
    L.control.zoom({ zoomInTitle: options.zoomIn, zoomOutTitle: options.zoomOut }).addTo(map);
    if (L.Browser.mobile) map.dragging.disable();
    // Leaflet focuses the map when it is pressed; scrolling the page then would pull the marker from under the pointer.
    const container = map.getContainer();
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    const seen = () => container.classList.toggle("near-view", map.getZoom() >= 13);
    map.on("zoomend", seen);
    seen();
  }

  return karte;
})();
