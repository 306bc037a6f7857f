// The map's side of the page: made when it is first seen; when it fails, the list stands alone and says so.
import { HOUSE, spotsOfOffer } from "./offers.js";
import { fill, h } from "./dom.js";
import { legend } from "./frame.js";
import { OfferMap } from "./map.js";
import { spotsOf } from "./result.js";

/**
 * @typedef {import("./map.js").Circle} Circle
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./result.js").Result} Result
 */

/** The map with its legend. */
export class MapSide {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {OfferMap | null} */
    this.map = null;
    this.hasFailed = false;
    this.isShown = false;
    this.lastTarget = "";
    /** Spots a visitor chose on the map itself: they are in sight already. */
    this.chosen = "";
    this.dark = window.matchMedia("(prefers-color-scheme: dark)");
    this.turned = () => this._repaint();
    this.dark.addEventListener("change", this.turned);
    this.canvas = h("div", { class: "map" });
    this.element = h("section", { class: "map-side", "aria-label": page.t.say("tab.map") }, this.canvas, legend(page));
  }

  /** @param {Result} result */
  update(result) {
    if (!this.page.mapMayCome) return; // the list comes first, the library of the map last
    const isShown = this.page.showsMap();
    const wasShown = this.isShown;
    this.isShown = isShown;
    if (this.hasFailed || !isShown) return;
    try {
      this._make();
      if (!wasShown) this.map?.resize();
      this.map?.show(spotsOf(result.all, this.page.table.offers, this.page.content.spots.length));
      this._highlight(result);
    } catch (error) {
      this._fail(error);
    }
  }

  /**
   * Mark another offer; the markers stay as they are.
   * @param {Result} result
   */
  point(result) {
    if (this.map && this.isShown) this._highlight(result);
  }

  /**
   * Fit the map into a window that changed its size.
   * @param {Result} result
   */
  resized(result) {
    this.isShown = false;
    this.update(result);
  }

  /** End it for good: another one comes in its place. */
  remove() {
    this.dark.removeEventListener("change", this.turned);
    this._end();
  }

  _end() {
    this.map?.remove();
    this.map = null;
  }

  /** Draw the map anew, in the colours that the page has now (a canvas does not follow them), where it was looked at. */
  _repaint() {
    const seen = this.map?.seen();
    if (!seen) return;
    this._end();
    this.update(this.page.result);
    if (this.map) this.map.look(seen);
    else this.lastTarget = "";
  }

  _make() {
    if (this.map) return;
    const { page } = this;
    this.map = new OfferMap(this.canvas, {
      shapes: page.shapes(), bounds: page.content.bounds, spots: page.content.spots,
      groups: page.content.groups.map(({ color, icon }) => ({ color, path: page.content.icons[icon] })), mixed: page.content.mixed_color, t: page.t,
      onChoose: (spots) => {
        this.chosen = spots.map((at) => page.content.spots[at].id).join("\n");
        page.chooseSpots(spots.map((at) => page.content.spots[at].id));
      },
    });
  }

  /** @param {Result} result */
  _highlight(result) {
    const { page } = this;
    const { index } = page.table.offers;
    const open = index.get(page.view.offer);
    const chosen = page.view.spots.map((id) => Number(page.spots.get(id)));
    const own = open === undefined ? [] : this._spotsOf(open, chosen, result);
    const spots = own.length ? own : chosen;
    const cities = page.view.filter.cities.flatMap((city) => page.places.find(city)?.place ?? []);
    const target = `${page.view.offer}|${page.view.spots}|${page.view.near}|${page.view.filter.cities}`;
    const isInSight = !open && this.chosen !== "" && this.chosen === page.view.spots.join("\n");
    this.map?.highlight({ selected: spots, circle: this._circle(open, own[0]), here: result.place, cities }, target !== this.lastTarget && !isInSight);
    this.lastTarget = target;
  }

  /**
   * Return the spots of the open offer: first the one that was chosen, else the nearest, else its main one.
   * @param {number} open
   * @param {number[]} chosen
   * @param {Result} result
   * @returns {number[]}
   */
  _spotsOf(open, chosen, result) {
    const { offers } = this.page.table;
    const own = spotsOfOffer(offers, open);
    const nearest = result.ways ? result.ways[open].site : -1;
    const first = own.find((spot) => chosen.includes(spot)) ?? (nearest < 0 ? -1 : offers.sites.spot[nearest]);
    return own.includes(first) ? [...new Set([first, ...own])] : own;
  }

  /**
   * Return where the open offer may be, null where that is exact or nothing is open.
   * @param {number | undefined} open
   * @param {number | undefined} spot the one of its spots that the map goes to
   * @returns {Circle | null}
   */
  _circle(open, spot) {
    if (open === undefined || spot === undefined || this.page.content.spots[spot].kind === HOUSE) return null;
    const { columns, sites, sitesOf } = this.page.table.offers;
    const site = columns.spot[open] === spot ? -1 : (sitesOf.get(open) ?? []).find((one) => sites.spot[one] === spot) ?? -1;
    const [rows, at] = site < 0 ? [columns, open] : [sites, site];
    const [east, north, metres] = [rows.lon[at], rows.lat[at], rows.uncertainty_m[at]];
    return east === null || north === null || metres === null ? null : { lon: east, lat: north, radius_m: metres };
  }

  /** @param {unknown} error */
  _fail(error) {
    console.warn("the map cannot be shown", error);
    this.hasFailed = true;
    this.page.root.classList.add("no-map");
    fill(this.element, h("p", { class: "note" }, this.page.t.say("publish.no_map")));
    this.page.mapFailed();
  }
}
