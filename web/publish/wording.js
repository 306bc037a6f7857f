// What can be said about one offer, in the words of the page: the sentences of geo/offers/wording.py and place_wording.py.
import { addressLine, dial, directions } from "./addresses.js";
import { nowWords } from "./nowwords.js";
import { reported, saidIn, texts } from "./offers.js";
import { RULES } from "./rules.js";
import { wayToSite } from "./travel.js";
import { rangeWords, wayWords } from "./waywords.js";

/**
 * @typedef {import("./offers.js").Offers} Offers
 * @typedef {import("./offers.js").Sites} Sites
 * @typedef {import("./travel.js").Place} Place
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./travel.js").Way} Way
 * @typedef {{color: string, path: string | undefined}} Sign colour and drawing of a topic
 * @typedef {{label: string, sign: Sign | null, kind: "topic" | "free" | "spoken"}} Tag
 * @typedef {{key: string, heading: string, text: string, link: string, isSource: boolean, isExternal: boolean, notes: Note[]}} Fact
 * @typedef {{text: string, isSource: boolean}} Note a line below a fact
 */


/** One offer of the directory, in one language. */
export class Wording {
  /**
   * @param {Offers} offers
   * @param {Texts} t
   * @param {Record<string, Sign>} signs of each topic
   * @param {import("./asking.js").Asks} asks who can be asked where an offer has no phone
   */
  constructor(offers, t, signs, asks) {
    this.asks = asks;
    this.offers = offers;
    this.c = offers.columns;
    this.said = saidIn(offers, t.language);
    this.t = t;
    this.signs = signs;
  }

  /**
   * Return a text of an offer: in the visitor's language where there is one, else the source's own German.
   * @param {number} at
   * @param {string} name
   * @returns {{text: string, isSource: boolean}}
   */
  told(at, name) {
    const said = this.said.get(at)?.[name];
    return said === undefined ? { text: texts(this.offers)[name][at], isSource: true } : { text: said, isSource: false };
  }

  /**
   * Say that a visitor reads a translation, "" where none.
   * @param {number} at
   * @returns {string}
   */
  translated(at) {
    return this.said.has(at) ? this.t.say("translation.mark") : "";
  }

  /**
   * Say what stands in the source's German where the visitor reads a translation.
   * @param {number} at
   * @returns {Fact[]}
   */
  original(at) {
    const said = this.said.get(at) ?? {};
    return Object.entries(this.offers.headings.translated).filter(([name]) => name in said)
      .map(([name, key]) => this._headed(name, key, { text: texts(this.offers)[name][at], isSource: true }));
  }

  /**
   * Say where an offer is and at how many further addresses.
   * @param {number} at
   * @returns {string}
   */
  place(at) {
    const count = this.offers.sitesOf.get(at)?.length;
    const place = this._firstPlace(at);
    return count ? this.t.say("place.and_further", { place, count }) : place;
  }

  /**
   * Say where an offer is, as precisely as it may be said.
   * @param {number} at
   * @returns {string}
   */
  _firstPlace(at) {
    if (this.c.is_protected[at]) return this.t.say("place.protected", { city: this.c.city[at] });
    if (this.c.scope[at] === "online") return this.t.say("place.online");
    if (this.c.scope[at] === "district") return this.t.say("place.district");
    return this.c.city[at];
  }

  /**
   * Say where to go in one line: the address, or what may be said instead of it.
   * @param {number} at
   * @returns {string}
   */
  address(at) {
    return this.isLocal(at) ? addressLine(this.c, at) : this._firstPlace(at);
  }

  /**
   * @param {number} at
   * @returns {boolean}
   */
  isLocal(at) {
    return this.c.scope[at] === "local" && !this.c.is_protected[at];
  }

  /**
   * Say how far the nearest address is, and which it is where that is not the first.
   * @param {number} at
   * @param {Way} way
   * @returns {string}
   */
  way(at, way) {
    if (!this.isLocal(at)) return "";
    const told = wayWords(way, this.t);
    return way.site < 0 ? told : this.t.say("way.to_site", { way: told, address: addressLine(this.offers.sites, way.site) });
  }

  /**
   * Say between which minutes the way on foot lies where the place is not exact.
   * @param {Way} way
   * @returns {string}
   */
  wayRange(way) {
    return rangeWords(way, this.t);
  }

  /**
   * Say whether an offer is open now, as its first address tells it; "" where its hours are not read.
   * @param {number} at
   * @returns {string}
   */
  openNow(at) {
    const { hours } = this.offers;
    return nowWords(hours.own(this.c.schedule[at]), hours, this.t);
  }

  /**
   * Say what was reported of whether an offer takes somebody, "" where nothing holds today.
   * @param {number} at
   * @returns {string}
   */
  capacity(at) {
    return (reported(this.offers, at) && this.t.catalogue.reported[this.c.offer_id[at]]) ?? "";
  }

  /**
   * Say how old the information is and whether anybody confirmed it.
   * @param {number} at
   * @returns {string}
   */
  asOf(at) {
    const [assured, page] = [this.c.assured_date[at], this.c.page_date[at]];
    if (this.c.status[at] === "confirmed" && assured) {
      return this.t.say("as_of.confirmed", { date: this.t.partialDate(assured) });
    }
    return page ? this.t.say("as_of.not_confirmed", { date: this.t.partialDate(page) }) : this.t.say("as_of.undated");
  }

  /**
   * @param {number} at
   * @returns {Tag[]}
   */
  tags(at) {
    /** @type {Tag[]} */
    const tags = this.c.topics[at].map((id) => ({ label: this.t.label("topics", id), sign: this.signs[id] ?? null, kind: "topic" }));
    if (this.c.fee_kind[at] === "free") tags.push({ label: this.t.say("fee.free"), sign: null, kind: "free" });
    if (this.c.languages[at].length) tags.push({ label: this.languages(at), sign: null, kind: "spoken" });
    return inOrder(tags, RULES.tags, (tag) => tag.kind);
  }

  /**
   * @param {number} at
   * @returns {string}
   */
  languages(at) {
    return this.t.listing(this.c.languages[at].map((code) => this.t.languageName(code)));
  }

  /**
   * Return the lines of the detail, without those that nothing is known for.
   * @param {number} at
   * @param {Place | null} place where the visitor stands
   * @param {boolean} [isNow] whether it is said what is open now
   * @returns {Fact[]}
   */
  facts(at, place, isNow = false) {
    const { c, t } = this;
    const groups = t.listing(c.target_groups[at].map((id) => t.label("target_groups", id)));
    const facts = [
      this._told("what", at, "description"),
      this._own("for_whom", groups),
      this._source("for_whom_stated", stated(c.target_groups_stated[at], groups)),
      this._told("when", at, "schedule"),
      ...this._where(at),
      ...(this.offers.sitesOf.get(at) ?? []).map((site) => this._alsoAt(site, place, isNow)),
      this._own("phone", c.phone[at], dial(c.phone[at])),
      this._own("email", c.email[at], `mailto:${c.email[at]}`),
      this._external("website", host(c.website[at]), c.website[at]),
      c.fees[at] ? this._told("fees", at, "fees") : this._own("fees", c.fee_kind[at] === "free" ? t.say("fee.free") : ""),
      this._own("languages", this.languages(at)),
      this._source("languages_stated", c.languages_stated[at].replaceAll(";", ", ")),
      this._told("application", at, "application"),
      this._own("barrier_free", c.barrier_free[at] && t.say(`barrier_free.${c.barrier_free[at]}`)),
      ...this._plain(at),
      this._own("as_of", this.asOf(at)),
      this._own("source", this._origin(at)),
    ];
    return inOrder(facts.filter((fact) => fact.text), RULES.facts, (fact) => fact.key);
  }

  /**
   * Return who can be asked about an offer.
   * @param {number} at
   * @returns {import("./asking.js").Answerer[]}
   */
  asked(at) {
    return this.asks.of[at].map((number) => this.asks.people[number]);
  }

  /**
   * List what the directory does not know, so that silence is not read as a no.
   * @param {number} at
   * @returns {string}
   */
  unknown(at) {
    const { c } = this;
    const isLocal = this.isLocal(at);
    /** @type {Record<string, boolean>} */
    const isMissing = {
      target_groups: !c.target_groups_stated[at],
      schedule: !c.schedule[at],
      address: isLocal && !c.street[at],
      contact: !(c.phone[at] || c.email[at] || c.website[at] || this.asked(at).length),
      fees: c.fee_kind[at] === "not_stated" && !c.fees[at],
      languages: !c.languages_stated[at],
      barrier_free: isLocal && !c.barrier_free[at],
    };
    const missing = RULES.unknown.filter((name) => isMissing[name]).map((name) => this.t.say(`unknown.${name}`));
    return missing.length ? this.t.say("unknown.intro", { list: this.t.listing(missing) }) : "";
  }

  /**
   * Say how well the place on the map is known; nothing for an exact one.
   * @param {number} at
   * @returns {string}
   */
  precision(at) {
    return this.c.is_administration_address[at] ? this.t.say("precision.administration") : this._precision(this.c, at);
  }

  /**
   * @param {Pick<Sites, "precision" | "uncertainty_m">} rows
   * @param {number} at
   * @returns {string}
   */
  _precision(rows, at) {
    const radius = rows.uncertainty_m[at];
    if (rows.precision[at] === "house") return "";
    if (radius === null) return this.t.say("precision.none");
    return this.t.say(`precision.${rows.precision[at]}`, { radius: this.t.distance(radius) });
  }

  /**
   * @param {number} at
   * @returns {Fact[]}
   */
  _where(at) {
    const { c } = this;
    if (!this.isLocal(at)) return [this._own("where", this._firstPlace(at))];
    const facts = [this._source("where", addressLine(c, at)), this._own("precision", this.precision(at))];
    if (`${c.street[at]}${c.house_number[at]}`.trim()) facts.push(this._external("directions", this.t.say("detail.directions_open"), directions(c, at)));
    return facts;
  }

  /**
   * Say a further address: its opening hours, how far it is, and how well it is known.
   * @param {number} site
   * @param {Place | null} place
   * @param {boolean} isNow
   * @returns {Fact}
   */
  _alsoAt(site, place, isNow) {
    const { sites, hours } = this.offers;
    const way = place && wayToSite(this.offers, site, place);
    const notes = [
      { text: sites.schedule[site], isSource: true },
      { text: isNow ? nowWords(hours.own(sites.schedule[site]), hours, this.t) : "", isSource: false },
      { text: way ? [wayWords(way, this.t), this.wayRange(way)].filter(Boolean).join(" ") : "", isSource: false },
      { text: sites.precision[site] ? this._precision(sites, site) : "", isSource: false },
    ].filter((note) => note.text);
    const fact = this._external("also_at", addressLine(sites, site), sites.street[site] ? directions(sites, site) : "");
    return { ...fact, isSource: true, notes };
  }

  /**
   * @param {number} at
   * @returns {string}
   */
  _origin(at) {
    const [name, date] = [this.c.source_host[at], this.c.page_date[at]];
    if (!name) return this.t.say("source.not_shown");
    if (!date) return this.t.say("source.undated", { host: name });
    return this.t.say("source.dated", { host: name, date: this.t.partialDate(date) });
  }

  /**
   * Tell the columns that have no sentence here: heading and value.
   * @param {number} at
   * @returns {Fact[]}
   */
  _plain(at) {
    return Object.entries(this.offers.headings.plain).map(([name, key]) => this._headed("plain", key, this.told(at, name)));
  }

  /**
   * @param {string} key
   * @param {string} heading its key, whole
   * @param {{text: string, isSource: boolean}} told
   * @returns {Fact}
   */
  _headed(key, heading, told) {
    return { key, heading: this.t.say(heading), link: "", isExternal: false, notes: [], ...told };
  }

  /**
   * @param {string} key
   * @param {string} text
   * @param {string} [link]
   * @returns {Fact}
   */
  _own(key, text, link = "") {
    return { key, heading: this.t.say(`detail.${key}`), text, link, isSource: false, isExternal: false, notes: [] };
  }

  /**
   * @param {string} key
   * @param {string} text
   * @returns {Fact}
   */
  _source(key, text) {
    return { ...this._own(key, text), isSource: true };
  }

  /**
   * @param {string} key
   * @param {number} at
   * @param {string} name
   * @returns {Fact}
   */
  _told(key, at, name) {
    return { ...this._own(key, ""), ...this.told(at, name) };
  }

  /**
   * A link to another server; only http and https are ever followed.
   * @param {string} key
   * @param {string} text
   * @param {string} link
   * @returns {Fact}
   */
  _external(key, text, link) {
    return { ...this._own(key, text, /^https?:\/\//i.test(link) ? link : ""), isExternal: true };
  }
}

/**
 * Return things in the order of their keys; those with the same key stay as they were.
 * @template T
 * @param {T[]} things
 * @param {string[]} order
 * @param {(thing: T) => string} keyOf
 * @returns {T[]}
 */
function inOrder(things, order, keyOf) {
  return [...things].sort((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)));
}

/**
 * Return the source's wording of the target groups where it says more than our words.
 * @param {string} text
 * @param {string} groups
 * @returns {string}
 */
function stated(text, groups) {
  const parts = text.split(";").map((part) => part.trim()).filter(Boolean).join(", ");
  return parts.toLowerCase() === groups.toLowerCase() ? "" : parts;
}

/**
 * @param {string} url
 * @returns {string}
 */
function host(url) {
  return url.replace(/^.*?:\/\//, "").replace(/^www\./, "").replace(/\/+$/, "");
}
