// The map's side of the page: made when it is first seen; when it fails, the list stands alone and says so.
import { HOUSE } from "./offers.js";
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
    this.canvas = h("div", { class: "map" });
    this.element = h("section", { class: "map-side", "aria-label": page.t.say("tab.map") }, this.canvas, legend(page));
  }

  /** @param {Result} result */
  update(result) {
    if (document.readyState === "loading") return; // the list comes first, the library of the map last
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

  /** End the map. */
  remove() {
    this.map?.remove();
    this.map = null;
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
    const { columns, index } = page.table.offers;
    const open = index.get(page.view.offer);
    const spots = open !== undefined && columns.spot[open] >= 0 ? [columns.spot[open]] : page.view.spots.map((id) => Number(page.spots.get(id)));
    const target = `${page.view.offer}|${page.view.spots}|${page.view.near}`;
    const isInSight = !open && this.chosen !== "" && this.chosen === page.view.spots.join("\n");
    this.map?.highlight({ selected: spots, circle: this._circle(open), here: result.place }, target !== this.lastTarget && !isInSight);
    this.lastTarget = target;
  }

  /**
   * Return where the open offer may be, null where that is exact or nothing is open.
   * @param {number | undefined} open
   * @returns {Circle | null}
   */
  _circle(open) {
    if (open === undefined) return null;
    const { spot, lon, lat, uncertainty_m: radius } = this.page.table.offers.columns;
    const [east, north, metres] = [lon[open], lat[open], radius[open]];
    if (spot[open] < 0 || this.page.content.spots[spot[open]].kind === HOUSE) return null;
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
