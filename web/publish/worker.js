// Keeps the page for the time without a network: the newest copy from the server, else the one that was kept.
"use strict";

const KEPT = "integrationskarte-{{ version }}";
const FILES = ["./{{ page }}", "./manifest.webmanifest", "./icon.svg"];
const PREFIX = "integrationskarte-";

/** @type {any} */
const worker = self;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith(PREFIX) && name !== KEPT));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === "GET" && FILES.some((file) => new URL(file, worker.location.href).pathname === url.pathname);
  if (!isOurs) return;
  event.respondWith(fetch(event.request).then((answer) => {
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const copy = answer.clone();
    event.waitUntil(caches.open(KEPT).then((cache) => cache.put(url.pathname, copy)));
    return answer;
  }).catch(() => caches.match(url.pathname).then((kept) => kept ?? Response.error())));
});
