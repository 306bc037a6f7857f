// The entry: reads the data of the file and shows the page; the map follows when the list stands.
import { workAhead } from "./ahead.js";
import { offerInstall } from "./install.js";
import { Languages } from "./languages.js";
import { Page } from "./page.js";
import { printsList } from "./printing.js";
import { unpackShapes } from "./unpacking.js";

/**
 * @param {string} id
 * @returns {any}
 */
function read(id) {
  return JSON.parse(textOf(id) || "null");
}

/**
 * @param {string} id
 * @returns {string}
 */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/**
 * Show the page; the map follows when the file has come to its end.
 * @param {HTMLElement} root
 * @param {import("./page.js").Content} content
 * @param {Languages} languages
 */
function start(root, content, languages) {
  const page = new Page(root, content, languages, () => unpackShapes(read("shapes")));
  printsList(page);
  const whenLoaded = () => {
    page.mapSide.update(page.result);
    offerInstall(page.content.meta.is_installable);
    window.setTimeout(() => { // the words of the search first, then cards
      page.searchIndex();
      workAhead(page);
    }, 50);
  };
  if (document.readyState === "complete") whenLoaded();
  else window.addEventListener("load", whenLoaded);
}

const root = document.getElementById("page");
if (root) {
  const content = read("content");
  const languages = new Languages(content, (code) => textOf(`language-${code}`));
  const { hash, search } = window.location;
  const first = languages.wanted((hash || search).slice(1));
  const begin = () => start(root, content, languages);
  if (languages.isReady(first)) begin();
  else languages.load(first).then(begin, begin);
}
