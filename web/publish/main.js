// The entry: reads the data of the file and shows the page; the map follows when the list stands.
import { workAhead } from "./ahead.js";
import { offerInstall } from "./install.js";
import { Languages } from "./languages.js";
import { Page } from "./page.js";
import { printsList } from "./printing.js";
import { decideBy } from "./rules.js";
import { unpackShapes } from "./unpacking.js";

/**
 * @typedef {Object} Meta
 * @property {string} district
 * @property {string} version
 * @property {string} date
 * @property {[string, string][]} operator name and address of the pages of whoever runs it
 * @property {string[]} languages the first is that of the file
 * @property {Record<string, string>} language_names each in itself
 * @property {Record<string, string>} language_failed what is said where a browser cannot unpack one
 * @property {string} app_url where the app is, "" where none is known
 * @property {boolean} is_installable
 * @typedef {Object} Content what geo/publish/content.py writes
 * @property {Meta} meta
 * @property {Record<string, import("./texts.js").Catalogue>} catalogues of the first language; the others stand packed
 * @property {{size: number, columns: Record<string, any>}} offers
 * @property {Record<string, any>} sites further addresses
 * @property {import("./hours.js").Packed} hours
 * @property {import("./offers.js").Reported} reported
 * @property {string[]} closed ids of offers that have closed
 * @property {Record<string, Record<string, any>>} translations texts by language
 * @property {Record<import("./filters.js").ListFacet, string[]>} choices
 * @property {{id: string, color: string, icon: string}[]} groups
 * @property {Record<string, string>} topic_colors
 * @property {Record<string, string>} topic_icons names of icons
 * @property {Record<string, string>} icons their drawings
 * @property {string} mixed_color
 * @property {import("./offers.js").Spot[]} spots
 * @property {import("./places.js").PackedPlace[]} places
 * @property {Record<string, [number, number]>} centres
 * @property {[string, string][]} city_names in other scripts, each with the German one
 * @property {Record<string, import("./cards.js").Contact>} contacts
 * @property {import("./asking.js").Asks} asks
 * @property {import("./travel.js").Areas} areas
 * @property {import("./urgent.js").Helpline[]} helplines
 * @property {import("./frame.js").Source[]} sources
 * @property {[number, number, number, number]} bounds
 * @property {import("./search.js").SearchRules} search
 * @property {import("./rules.js").Rules} rules
 */

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
 * @param {Content} content
 * @param {Languages} languages
 */
function start(root, content, languages) {
  const page = new Page(root, content, languages, () => unpackShapes(read("shapes")));
  printsList(page);
  const whenLoaded = () => {
    page.mapMayCome = true;
    page.mapSide.update(page.result);
    offerInstall(page.content.meta.is_installable);
    window.setTimeout(() => { // the words of the search first, then cards
      page.searchIndex();
      workAhead(page);
    }, 50);
  };
  if (document.readyState === "complete") window.setTimeout(whenLoaded); // the list is painted first
  else window.addEventListener("load", whenLoaded);
}

const root = document.getElementById("page");
if (root) {
  const content = read("content");
  decideBy(content.rules);
  const languages = new Languages(content, (code) => textOf(`language-${code}`));
  const { hash, search } = window.location;
  const first = languages.wanted((hash || search).slice(1));
  const begin = () => start(root, content, languages);
  if (languages.isReady(first)) begin();
  else languages.load(first).then(begin, begin);
}
