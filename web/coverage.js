// The browser's part of the coverage map: classes, gaps, new places. Adds to what web/map.js brings.
"use strict";

(function () {
  function text(tag, className, content) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = content;
    return element;
  }

  function pane(group, name, order) {
    const map = group._map || window.map || map_div;
    if (!map.getPane(name)) map.createPane(name).style.zIndex = order;
    return name;
  }

  // Names that would be written over each other are hidden until there is room; all stand in the table beside.
  function declutter(map) {
    const kept = [];
    const meets = (a, b) => a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
    map.getContainer().querySelectorAll(".share span, .city-name span").forEach((label) => {
      const box = label.getBoundingClientRect();
      const isFree = !kept.some((other) => meets(box, other));
      label.style.visibility = isFree ? "" : "hidden";
      if (isFree) kept.push(box);
    });
  }

  function watch(map) {
    if (map.getContainer().classList.contains("coverage-view")) return;
    map.getContainer().classList.add("coverage-view");
    let isWaiting = false;
    const soon = () => {
      if (isWaiting) return;
      isWaiting = true;
      setTimeout(() => { isWaiting = false; declutter(map); }, 50);
    };
    map.on("zoomend moveend resize layeradd", soon);
    document.fonts.ready.then(soon);
    soon();
  }

  // rows: geometry, colour, lat, lon, text, title
  function fills(group, rows) {
    watch(group._map || window.map || map_div);
    const under = pane(group, "fills", 200);
    rows.forEach((row) => {
      L.geoJSON(row[0], {
        pane: under, interactive: false, style: { stroke: false, fillColor: row[1], fillOpacity: 0.85 },
      }).addTo(group);
      if (!row[4]) return;
      L.marker([row[2], row[3]], {
        icon: L.divIcon({ className: "share", html: text("span", "", row[4]), iconSize: null }),
        interactive: false, keyboard: false, title: row[5],
      }).addTo(group);
    });
  }

  // Hatching without a picture: a pattern in the frame's own drawing.
  function hatch(layer) {
    const path = layer.getElement && layer.getElement();
    const svg = path && path.ownerSVGElement;
    if (!svg) return;
    if (!svg.querySelector("#karte-hatch")) {
      const space = "http://www.w3.org/2000/svg";
      const defs = document.createElementNS(space, "defs");
      const pattern = document.createElementNS(space, "pattern");
      const line = document.createElementNS(space, "path");
      const set = (element, values) => Object.entries(values).forEach(([k, v]) => element.setAttribute(k, v));
      set(pattern, { id: "karte-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
      set(line, { d: "M0 0V7", stroke: "#B00020", "stroke-width": 2, opacity: 0.45 });
      pattern.appendChild(line);
      defs.appendChild(pattern);
      svg.insertBefore(defs, svg.firstChild);
    }
    path.setAttribute("fill", "url(#karte-hatch)");
    path.setAttribute("fill-opacity", "1");
  }

  // rows: lat, lon, number, title, outline, whether chosen
  function gaps(group, rows) {
    const over = pane(group, "gaps", 420);
    const svg = L.svg({ pane: over });
    rows.forEach((row) => {
      if (row[4]) {
        const shape = L.geoJSON(row[4], {
          pane: over, renderer: svg, interactive: false,
          style: { color: "#B00020", weight: row[5] ? 4 : 1.5, fill: true, fillOpacity: 0 },
        }).addTo(group);
        shape.eachLayer((layer) => { layer.on("add", () => hatch(layer)); hatch(layer); });
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

  // rows: lat, lon, number, title
  function sites(group, rows) {
    rows.forEach((row) => {
      L.marker([row[0], row[1]], {
        icon: L.divIcon({ className: "new-site", html: text("span", "", "+" + row[2]), iconSize: [34, 28] }),
        title: row[3], alt: row[3], interactive: false, keyboard: false, zIndexOffset: 900,
      }).addTo(group);
    });
  }

  // rows: lat, lon
  function known(group, rows) {
    rows.forEach((row) => {
      L.circleMarker([row[0], row[1]], {
        radius: 4, color: "#ffffff", weight: 1.5, fillColor: "#1d2733", fillOpacity: 1, interactive: false,
      }).addTo(group);
    });
  }

  Object.assign(window.karte, { fills: fills, gaps: gaps, sites: sites, known: known });
})();
