// The entry: reads the data of the file and shows the page; the map follows when the list stands.
import { workAhead } from "./ahead.js";
import { offerInstall } from "./install.js";
import { Page } from "./page.js";
import { printsList } from "./printing.js";
import { unpackShapes } from "./unpacking.js";

/**
 * @param {string} id
 * @returns {any}
 */
function read(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

const root = document.getElementById("page");
if (root) {
  const page = new Page(root, read("content"), () => unpackShapes(read("shapes")));
  printsList(page);
  window.addEventListener("load", () => {
    page.mapSide.update(page.result);
    offerInstall(page.content.meta.is_installable);
    window.setTimeout(() => { // the words of the search first, then cards
      page.searchIndex();
      workAhead(page);
    }, 50);
  });
}
