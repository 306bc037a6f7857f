// The browser's part of the map for one address: numbered choices, and a pin to drag. Adds to what web/map.js brings.
"use strict";

(function () {
  function text(className, content) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = content;
    return element;
  }

  // A click on the map is what the component tells the server; whatever sets the pin becomes one.
  function tell(latlng) {
    (window.map || map_div).fire("click", { latlng: latlng });
  }

  // choices: lat, lon, number, title; pin: lat, lon
  function place(group, choices, pin, title) {
    choices.forEach((row) => {
      const mark = L.marker([row[0], row[1]], {
        icon: L.divIcon({ className: "choice", html: text("", String(row[2])), iconSize: [28, 28] }),
        title: row[3], alt: row[3], zIndexOffset: 600,
      }).addTo(group);
      mark.on("click", () => tell(mark.getLatLng()));
      mark.on("keypress", (event) => { if (event.originalEvent.key === "Enter") tell(mark.getLatLng()); });
    });
    if (!pin) return;
    const marker = L.marker(pin, {
      icon: L.divIcon({ className: "pin", html: text("", ""), iconSize: [32, 42], iconAnchor: [16, 41] }),
      draggable: true, autoPan: true, title: title, alt: title, zIndexOffset: 1000,
    }).addTo(group);
    marker.on("dragend", () => tell(marker.getLatLng()));
    marker.on("keydown", (event) => nudge(marker, event.originalEvent));
  }

  // The arrow keys move a pin that has the focus, ten steps at a time with Shift; Enter tells where it stands.
  function nudge(marker, event) {
    const by = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.key === "Enter") tell(marker.getLatLng());
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const map = window.map || map_div;
    const step = event.shiftKey ? 10 : 1;
    const at = map.latLngToContainerPoint(marker.getLatLng()).add(L.point(by).multiplyBy(step));
    marker.setLatLng(map.containerPointToLatLng(at));
  }

  Object.assign(window.karte, { place: place });
})();
