// On a web server the page can be kept like an app: it then opens without a network. Nowhere else is anything asked for.

/**
 * Say whether the page came over a connection that allows it.
 * @param {{protocol: string, hostname: string}} location
 * @returns {boolean}
 */
export function canBeKept(location) {
  return location.protocol === "https:" || (location.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname));
}

/**
 * Offer the page for installing, where its two files lie beside it.
 * @param {boolean} isInstallable
 */
export function offerInstall(isInstallable) {
  if (!isInstallable || !canBeKept(window.location) || window.top !== window.self || !("serviceWorker" in navigator)) return;
  const manifest = document.createElement("link");
  manifest.rel = "manifest";
  manifest.href = "manifest.webmanifest";
  document.head.append(manifest);
  navigator.serviceWorker.register("worker.js").catch((error) => console.warn("the page is not kept for later", error));
}
