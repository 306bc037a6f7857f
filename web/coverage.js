// The browser's part of the coverage map: classes, names, gaps, new places. Adds to what web/map.js brings.
"use strict";

(function () {
  // Where a name may stand, from its point: as it is, then around it, nearer first (parts of its own size).
  const PLACES = [[0, 0], [0, -1], [0, 1], [-0.75, 0], [0.75, 0], [-0.7, -1], [0.7, -1], [-0.7, 1], [0.7, 1],
    [0, -1.8], [0, 1.8], [-1.2, 0], [1.2, 0], [-1.1, 1.6], [1.1, 1.6], [-1.1, -1.6], [1.1, -1.6]];

  // A name stays nearer to its own place than to any other: it moves at most so much of the way there.
  const NEAR = 0.55;

  function text(tag, className, content) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = content;
    return element;
  }

  function mapOf(group) {
    return group._map || window.map || map_div;
  }

  function pane(group, name, order) {
    const map = mapOf(group);
    if (!map.getPane(name)) map.createPane(name).style.zIndex = order;
    return name;
  }

  function meets(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  function moved(box, x, y) {
    return { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
  }

  function middle(box) {
    return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  }

  // Names make way for numbers and for each other, but never so far that they seem to name the neighbour. Where a
  // name finds no room its figure alone is tried; what has no room at all is hidden (all stand in the table beside).
  function placeNames(map) {
    const container = map.getContainer();
    const frame = container.getBoundingClientRect();
    const taken = boxes(container, ".gap, .new-site, .found-site, .leaflet-control-zoom");
    const labels = [...container.querySelectorAll(".share > span")];
    labels.forEach((label) => { label.style.translate = ""; label.classList.remove("short"); });
    const homes = labels.map((label) => middle(label.getBoundingClientRect()));
    labels.forEach((label, number) => {
      const isPlaced = [false, true].some((isShort) => {
        label.classList.toggle("short", isShort);
        return (!isShort || label.querySelector(".figure")) && place(label, number, homes, taken, frame);
      });
      label.style.visibility = isPlaced ? "" : "hidden";
    });
    container.querySelectorAll(".near-view .station span").forEach((station) => {
      const box = station.getBoundingClientRect();
      const whole = { left: box.left, right: box.left + station.scrollWidth, top: box.top, bottom: box.bottom };
      station.style.visibility = taken.some((other) => meets(whole, other)) ? "hidden" : "";
    });
  }

  function boxes(container, selector) {
    return [...container.querySelectorAll(selector)].map((element) => element.getBoundingClientRect());
  }

  function place(label, number, homes, taken, frame) {
    const box = label.getBoundingClientRect();
    const [homeX, homeY] = homes[number];
    const away = homes.filter((home, k) => k !== number).map(([x, y]) => Math.hypot(x - homeX, y - homeY));
    const farthest = NEAR * Math.min(...away, frame.width);
    const isInside = (at) => at.left >= frame.left && at.right <= frame.right && at.top >= frame.top && at.bottom <= frame.bottom;
    const found = PLACES.map(([x, y]) => [x * box.width, y * box.height]).find(([x, y]) => {
      const at = moved(box, x, y);
      return Math.hypot(x, y) <= farthest && isInside(at) && !taken.some((other) => meets(at, other));
    });
    if (!found) return false;
    label.style.translate = found[0] + "px " + found[1] + "px";
    taken.push(moved(box, found[0], found[1]));
    return true;
  }

  function watch(map) {
    if (map.getContainer().classList.contains("coverage-view")) return;
    map.getContainer().classList.add("coverage-view");
    let isWaiting = false;
    const soon = () => {
      if (isWaiting) return;
      isWaiting = true;
      setTimeout(() => { isWaiting = false; placeNames(map); }, 50);
    };
    map.on("zoomend moveend resize layeradd", soon);
    // The frame may get its height late, and a frame below the screen is drawn late; so may style and font of a name.
    map.sizes = new ResizeObserver(soon);
    map.sizes.observe(map.getContainer());
    document.fonts.ready.then(soon);
    soon();
  }

  // rows: geometry, colour, whether it is hatched (nobody can say); without a colour: cells near the border,
  // dotted, and lines (how far one gets from a place), dashed
  function fills(group, rows) {
    watch(mapOf(group));
    const under = pane(group, "fills", 200);
    const dots = L.svg({ pane: pane(group, "edges", 210) });
    rows.forEach((row) => {
      if (row[1]) {
        const style = { stroke: false, fillColor: row[1], fillOpacity: 0.85 };
        L.geoJSON(row[0], { pane: under, interactive: false, style: style }).addTo(group);
        if (row[2]) patterned(L.geoJSON(row[0], { pane: "edges", renderer: dots, interactive: false, style: { stroke: false, fill: true, fillOpacity: 0 } }).addTo(group), lined);
      } else if (row[0].type.endsWith("LineString")) {
        const style = { color: window.karte.colors.ink, weight: 2, dashArray: "5 5", fill: false };
        L.geoJSON(row[0], { pane: "edges", renderer: dots, interactive: false, style: style }).addTo(group);
      } else {
        const style = { stroke: false, fill: true, fillOpacity: 0 };
        patterned(L.geoJSON(row[0], { pane: "edges", renderer: dots, interactive: false, style: style }).addTo(group), dotted);
      }
    });
  }

  // rows: geometry, colour, width, dashes; a light line below keeps each apart from what it crosses
  function lines(group, rows) {
    const over = pane(group, "lines", 220);
    const drawn = L.svg({ pane: over });
    rows.forEach((row) => {
      const rim = { color: window.karte.colors.paper, weight: row[2] + 2, opacity: 0.8 };
      [rim, { color: row[1], weight: row[2], dashArray: row[3] || null }].forEach((style) => {
        L.geoJSON(row[0], { pane: over, renderer: drawn, interactive: false, style: { ...style, fill: false } }).addTo(group);
      });
    });
  }

  // rows: lat, lon, name, figure
  function labels(group, rows) {
    watch(mapOf(group));
    rows.forEach((row) => {
      const body = text("span", "", "");
      body.appendChild(text("span", "name", row[2]));
      if (row[3]) body.appendChild(text("span", "figure", row[3]));
      mapOf(group).sizes.observe(body);
      L.marker([row[0], row[1]], {
        icon: L.divIcon({ className: "share", html: body, iconSize: null }),
        interactive: false, keyboard: false, pane: pane(group, "shares", 430),
      }).addTo(group);
    });
  }

  // -- patterns without a picture: drawn once in the frame's own drawing

  const SPACE = "http://www.w3.org/2000/svg";

  function set(element, values) {
    Object.entries(values).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  }

  function hatched(pattern) {
    set(pattern, { width: 7, height: 7, patternTransform: "rotate(45)" });
    pattern.appendChild(set(document.createElementNS(SPACE, "path"), { d: "M0 0V7", stroke: window.karte.colors.alert, "stroke-width": 1.6, opacity: 0.5 }));
  }

  function lined(pattern) {
    set(pattern, { width: 8, height: 8, patternTransform: "rotate(-45)" });
    pattern.appendChild(set(document.createElementNS(SPACE, "path"), { d: "M0 0V8", stroke: window.karte.colors.ink, "stroke-width": 1.4, opacity: 0.55 }));
  }

  function dotted(pattern) {
    set(pattern, { width: 6, height: 6 });
    pattern.appendChild(set(document.createElementNS(SPACE, "circle"), { cx: 2, cy: 2, r: 1, fill: window.karte.colors.ink, opacity: 0.7 }));
  }

  function fillWith(layer, draw) {
    const path = layer.getElement && layer.getElement();
    const svg = path && path.ownerSVGElement;
    if (!svg) return;
    const id = "karte-" + draw.name;
    if (!svg.querySelector("#" + id)) {
      const defs = document.createElementNS(SPACE, "defs");
      const pattern = set(document.createElementNS(SPACE, "pattern"), { id: id, patternUnits: "userSpaceOnUse" });
      draw(pattern);
      defs.appendChild(pattern);
      svg.insertBefore(defs, svg.firstChild);
    }
    set(path, { fill: "url(#" + id + ")", "fill-opacity": "1" });
  }

  function patterned(shape, draw) {
    shape.eachLayer((layer) => { layer.on("add", () => fillWith(layer, draw)); fillWith(layer, draw); });
  }

  // -- gaps and places

  // rows: lat, lon, number, title, outline, whether chosen
  function gaps(group, rows) {
    const over = pane(group, "gaps", 420);
    const svg = L.svg({ pane: over });
    rows.forEach((row) => {
      if (row[4]) {
        L.geoJSON(row[4], { pane: over, renderer: svg, interactive: false, style: { color: window.karte.colors.paper, weight: row[5] ? 7 : 4, opacity: 0.9, fill: false } }).addTo(group);
        const style = { color: window.karte.colors.alert, weight: row[5] ? 3.5 : 1.5, fill: true, fillOpacity: 0 };
        patterned(L.geoJSON(row[4], { pane: over, renderer: svg, interactive: false, style: style }).addTo(group), hatched);
      }
      const mark = L.marker([row[0], row[1]], {
        icon: L.divIcon({ className: row[5] ? "gap chosen" : "gap", html: text("span", "", String(row[2])), iconSize: [26, 26] }),
        title: row[3], alt: row[3], zIndexOffset: 800,
      }).addTo(group);
      mark.on("keypress", (event) => {
        if (event.originalEvent.key === "Enter" || event.originalEvent.key === " ") mark.getElement().click();
      });
    });
  }

  // A place that is told, not chosen; its title is read aloud and shown by the pointer.
  function sign(group, row, className, words, order) {
    const isPin = Boolean(words);
    const icon = { className: className, html: text("span", "", words), iconSize: [34, 28], iconAnchor: isPin ? [17, 36] : [17, 14] };
    L.marker([row[0], row[1]], {
      icon: L.divIcon(icon),
      title: row[3], alt: row[3], interactive: false, keyboard: false, zIndexOffset: order,
    }).addTo(group);
  }

  // rows: lat, lon, number, title
  function sites(group, rows) {
    rows.forEach((row) => sign(group, row, "new-site", "+" + row[2], 900));
  }

  // rows: lat, lon, number, title
  function found(group, rows) {
    rows.forEach((row) => sign(group, row, "found-site", "?" + row[2], 850));
  }

  // rows: lat, lon
  function picked(group, rows) {
    rows.forEach((row) => sign(group, [row[0], row[1], "", ""], "picked-point", "", 950));
  }

  function dots(group, rows, style) {
    rows.forEach((row) => L.circleMarker([row[0], row[1]], { interactive: false, ...style }).addTo(group));
  }

  // rows: lat, lon
  function known(group, rows) {
    dots(group, rows, { radius: 4, color: window.karte.colors.paper, weight: 1.5, fillColor: window.karte.colors.ink, fillOpacity: 1 });
  }

  // rows: lat, lon
  function candidates(group, rows) {
    dots(group, rows, { radius: 3, color: window.karte.colors.accent, weight: 1.5, fillColor: window.karte.colors.paper, fillOpacity: 1 });
  }

  Object.assign(window.karte, {
    fills: fills, lines: lines, labels: labels, gaps: gaps, sites: sites, found: found, picked: picked, known: known, candidates: candidates,
  });
})();
