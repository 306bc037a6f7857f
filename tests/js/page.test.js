// Links, filters, ways, places and clusters of the published page, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./rules.js";
import { apart, clusters, toWorld } from "../../web/publish/cluster.js";
import { OfferTable } from "../../web/publish/facets.js";
import { EMPTY_FILTER, cleanText, withChoice } from "../../web/publish/filters.js";
import { canBeKept } from "../../web/publish/install.js";
import { freePlace, isNearest, meets, settle } from "../../web/publish/layout.js";
import { saidIn, spotsOfOffer, unpack, withAllTexts } from "../../web/publish/offers.js";
import { Places } from "../../web/publish/places.js";
import { find, spotsOf, summary } from "../../web/publish/result.js";
import { Texts, roundEven } from "../../web/publish/texts.js";
import { greatCircleM, nearestFirst, ways } from "../../web/publish/travel.js";
import { fromFragment, readPosition, startView, toFragment, writePosition } from "../../web/publish/view.js";

const CHOICES = { topics: ["language", "advice"], target_groups: ["women", "not_stated"], cities: ["Herten", "Marl"], languages: ["tr", "not_stated"], open_now: ["now", "perhaps", "not_stated"], days: ["mo", "tu", "not_stated"], times: ["morning", "evening", "not_stated"] };
const OFFERS = unpack({
  size: 4,
  columns: {
    offer_id: ["a", "b", "c", "d"], title: ["A", "B", "C", "D"],
    topics: [["language"], ["language", "advice"], ["advice"], ["advice"]],
    target_groups: [["women"], [], [], ["women"]], languages: [[], ["tr"], [], []],
    city: ["Herten", "Marl", "", "Marl"], scope: ["local", "local", "district", "online"],
    fee_kind: ["free", "paid", "free", "not_stated"], status: ["confirmed", "confirmed", "not_confirmed", "not_confirmed"],
    schedule: ["", "", "", ""], assured_date: ["2024-05", "", "", ""], precision: ["house", "city", "none", "none"],
    lon: [7.1, 7.2, null, 7.1], lat: [51.6, 51.6, null, 51.6], uncertainty_m: [30, 4000, null, 30],
    spot: [0, 1, -1, -1], group: [0, 1, 1, 1], is_protected: [false, false, false, false],
  },
});
const KNOWN = { languages: ["de", "en", "ar"], choices: CHOICES, offers: OFFERS.index, spots: new Map([["area-Marl", 1]]) };

function table() {
  return new OfferTable(OFFERS, CHOICES, () => ({ answer: () => ({ hits: [2, 0], scores: new Float64Array(4) }), suggest: () => [] }));
}

function names(filter) {
  return table().ranked({ ...EMPTY_FILTER, ...filter }).map((at) => OFFERS.columns.offer_id[at]);
}

test("values in one facet widen, facets narrow, and what is everywhere is in every city", () => {
  assert.deepEqual(names({}), ["a", "b", "c", "d"]);
  assert.deepEqual(names({ topics: ["language", "advice"] }), ["a", "b", "c", "d"]);
  assert.deepEqual(names({ topics: ["advice"], target_groups: ["women"] }), ["d"]);
  assert.deepEqual(names({ cities: ["Herten"] }), ["a", "c", "d"]);
  assert.deepEqual(names({ languages: ["not_stated"] }), ["a", "c", "d"]);
  assert.deepEqual(names({ free_only: true }), ["a", "c"]);
  assert.deepEqual(names({ confirmed_only: true }), ["a"]);
});

test("a text gives the order, the other facets still narrow", () => {
  assert.deepEqual(names({ text: "x" }), ["c", "a"]);
  assert.deepEqual(names({ text: "x", topics: ["language"] }), ["a"]);
});

test("the count beside a choice is what its facet alone would leave", () => {
  const filter = { ...EMPTY_FILTER, topics: ["language"], cities: ["Marl"] };
  const counts = table().counts(filter, table().masks(filter));
  assert.deepEqual(counts.topics, { language: 1, advice: 3 });
  assert.deepEqual(counts.cities, { Herten: 1, Marl: 1 });
  assert.deepEqual(counts.free_only, { yes: 0 });
});

test("a way out of nothing is the facet whose absence helps most", () => {
  const filter = { ...EMPTY_FILTER, topics: ["language"], target_groups: ["women"], cities: ["Marl"], languages: ["tr"] };
  const found = table().loosen(filter).map((one) => [one.facets, one.count]);
  assert.deepEqual(found, [[["target_groups"], 1], [["topics", "target_groups", "cities", "languages"], 4]]);
});

test("a view goes into a link and comes back the same", () => {
  const view = {
    ...startView("ar"), near: "45768 Marl", spots: ["area-Marl"], offer: "b", tab: "map", shown: 60,
    filter: { ...EMPTY_FILTER, text: "Kurs & mehr #1", topics: ["language", "advice"], cities: ["Marl"], free_only: true },
  };
  assert.deepEqual(fromFragment(toFragment(view, "de"), KNOWN), { view, hints: [] });
});

test("what a link gets wrong is ignored and said, never an error", () => {
  const { view, hints } = fromFragment("topic=LANGUAGE&topic=no&free=perhaps&lang=xx&offer=none&tab=x&n=-4&spot=no&q=%E2%80%AEa", KNOWN);
  assert.deepEqual(view.filter, { ...EMPTY_FILTER, text: "a", topics: ["language"] });
  assert.deepEqual(hints.map((one) => one.key).sort(), ["free", "lang", "n", "offer", "spot", "tab", "topic"]);
  assert.deepEqual(fromFragment("%%%&=&&n=99999", KNOWN).view.shown, 2000);
});

test("hidden and direction signs never get into a text", () => {
  assert.equal(cleanText("a\u202eb\u0000 \n c\u061c"), "ab c");
  assert.equal(cleanText("x".repeat(5000)).length, 200);
});

test("a choice is taken in and out without touching the others", () => {
  const chosen = withChoice(withChoice(EMPTY_FILTER, "topics", "a", true), "topics", "b", true);
  assert.deepEqual(chosen.topics, ["a", "b"]);
  assert.deepEqual(withChoice(chosen, "topics", "a", false).topics, ["b"]);
  assert.deepEqual(EMPTY_FILTER.topics, []);
  assert.equal(withChoice(chosen, "free_only", "yes", true).free_only, true);
});

test("a position is rounded to a hundred metres and must lie on earth", () => {
  assert.equal(writePosition(7.123456, 51.654321), "51.654,7.123");
  assert.deepEqual(readPosition("51.654,7.123"), { lon: 7.123, lat: 51.654 });
  assert.equal(readPosition("91.0,7.1"), null);
  assert.equal(readPosition("Marl"), null);
});

test("ways are straight lines times 1.3, none to the web, only an order for what is known to its city", () => {
  const known = ways(OFFERS, { lon: 7.1, lat: 51.601, radius_m: 0 });
  assert.ok(Math.abs(known[0].distance_m - greatCircleM(7.1, 51.601, 7.1, 51.6) * 1.3) < 1e-9);
  assert.ok(Math.abs(known[0].distance_m - 144.6) < 0.5);
  assert.equal(known[1].distance_m, null);
  assert.ok(known[1].sort_m > 6000);
  assert.deepEqual([known[2].sort_m, known[3].sort_m], [null, null]);
  assert.deepEqual(nearestFirst([3, 2, 1, 0], known), [0, 1, 3, 2]);
});

const WITH_SITES = unpack({ size: OFFERS.size, columns: OFFERS.columns }, {
  offer: [1, 1, 1], street: ["Weg", "Weg", ""], house_number: ["1", "1", ""], postal_code: ["", "", ""], city: ["Herten", "Herten", "Marl"],
  schedule: ["", "Mo", ""], precision: ["house", "house", ""], lon: [7.1, 7.1, null], lat: [51.6, 51.6, null], uncertainty_m: [30, 30, null], spot: [0, 0, -1],
});

test("the nearest address of an offer is its way, and the first of two that are as near", () => {
  const known = ways(WITH_SITES, { lon: 7.1, lat: 51.601, radius_m: 0 });
  assert.deepEqual(known.map((way) => way.site), [-1, 0, -1, -1]);
  assert.equal(known[1].distance_m, known[0].distance_m);
  assert.deepEqual(nearestFirst([3, 2, 1, 0], known), [1, 0, 3, 2]);
});

test("an offer is in each of its cities and at each of its spots, once", () => {
  const table = new OfferTable(WITH_SITES, CHOICES, () => ({ answer: () => ({ hits: [], scores: new Float64Array(4) }), suggest: () => [] }));
  const filter = { ...EMPTY_FILTER, cities: ["Herten"] };
  assert.deepEqual(table.ranked(filter), [0, 1, 2, 3]);
  assert.deepEqual(spotsOfOffer(WITH_SITES, 1), [1, 0]);
  assert.deepEqual(spotsOfOffer(WITH_SITES, 2), []);
  const shown = spotsOf([0, 1, 2, 3], WITH_SITES, 2);
  assert.deepEqual([shown.list, [...shown.offers], [...shown.group]], [[0, 1], [2, 1], [-1, 1]]);
  const view = { ...startView("de"), spots: ["loc"] };
  const places = new Places([], []);
  assert.deepEqual(find(view, table, places, new Map([["loc", 0]]), /** @type {any} */ (null)).listed, [0, 1]);
});

test("an offer counts by the best known of its addresses", () => {
  const t = /** @type {any} */ ({ say: (key, { count }) => `${key} ${count}` });
  assert.deepEqual(summary([0, 1], OFFERS, t).parts, ["summary.on_map 1", "summary.area 1"]);
  assert.deepEqual(summary([0, 1], WITH_SITES, t).parts, ["summary.on_map 2"]);
});

test("the search reads the words of all languages, a visitor those of one", () => {
  const offers = unpack({ size: OFFERS.size, columns: OFFERS.columns }, {}, {
    uk: { offer: [1], title: ["Зустріч"] }, en: { offer: [0, 1], title: ["Meeting", ""], fees: ["", "free"] },
  });
  assert.deepEqual(saidIn(offers, "en"), new Map([[0, { title: "Meeting" }], [1, { fees: "free" }]]));
  assert.deepEqual(saidIn(offers, "de"), new Map());
  const columns = { ...offers.columns, fees: ["", "5 Euro", "", ""] };
  const all = withAllTexts({ ...offers, columns });
  assert.deepEqual(all.columns.title, ["A\nMeeting", "B\nЗустріч", "C", "D"]);
  assert.deepEqual(all.columns.fees[1], "5 Euro\nfree");
  assert.deepEqual(columns.title, ["A", "B", "C", "D"]);
});

const PLACES = new Places(
  [["Marl", 7.09, 51.66, 5000, 0], ["45768 Marl", 7.08, 51.65, 2500, 0], ["Wiesenstraße, Marl", 7.1, 51.66, 900, 0],
    ["Wiesenstraße 22, Marl", 7.11, 51.66, 30, 1], ["Bahnhof Marl Mitte, Marl", 7.12, 51.65, 200, 0], ["Haltern am See", 7.18, 51.74, 6000, 0]],
  ["Marl", "Haltern am See"],
);

test("an address is found in any common spelling", () => {
  for (const text of ["Wiesenstraße 22, Marl", "wiesenstr. 22 marl", "Marl, Wiesen Straße 22", "Wiesenstrasse 22, 45768 Marl", "WIESENSTR 22 45768"]) {
    assert.equal(PLACES.find(text)?.place.label, "Wiesenstraße 22, Marl", text);
  }
  assert.equal(PLACES.find("Bhf Marl-Mitte")?.place.label, "Bahnhof Marl Mitte, Marl");
});

test("a postcode alone is known better than its city", () => {
  for (const text of ["45768", " 45768 marl", "Marl 45768"]) {
    assert.deepEqual([PLACES.find(text)?.place.label, PLACES.find(text)?.isWhole], ["45768 Marl", true], text);
  }
});

test("what is not known goes to the next coarser place, and says that it is not the whole", () => {
  assert.deepEqual([PLACES.find("Wiesenstraße 5, Marl")?.place.label, PLACES.find("Wiesenstraße 5, Marl")?.isWhole], ["Wiesenstraße, Marl", false]);
  assert.equal(PLACES.find("Unbekannter Weg 1, 45768")?.place.label, "45768 Marl");
  assert.equal(PLACES.find("Unbekannter Weg 1, Marl")?.place.label, "Marl");
  assert.equal(PLACES.find("Wiesenstraße 22"), null);
  assert.equal(PLACES.find("Entenhausen"), null);
});

test("half-typed and misspelt names get suggestions", () => {
  assert.deepEqual(PLACES.suggest("wies"), ["Wiesenstraße, Marl", "Wiesenstraße 22, Marl"]);
  assert.equal(PLACES.suggest("Wiesnstraße")[0], "Wiesenstraße, Marl");
  assert.deepEqual(PLACES.suggest("x"), []);
});

const EVERYWHERE = { west: 0, north: 0, east: 1, south: 1 };

test("clusters lose no offer, and no mark covers another at any zoom", () => {
  let seed = 3;
  const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  const size = 500;
  const world = { x: new Float64Array(size), y: new Float64Array(size) };
  const offers = Uint32Array.from({ length: size }, (_, spot) => {
    [world.x[spot], world.y[spot]] = toWorld(7 + random() * 0.4, 51.5 + random() * 0.3);
    return 1 + Math.floor(random() * 4);
  });
  const sizeOf = (one) => ({ w: 26 + Math.min(one.offers, 40), h: 26 });
  for (const zoom of [8, 9.25, 10, 11.5, 13, 16]) {
    const scale = 256 * 2 ** zoom;
    const found = clusters(world, [...offers.keys()], offers, EVERYWHERE, scale, sizeOf);
    assert.equal(new Set(found.flatMap((one) => one.spots)).size, size);
    assert.equal(found.reduce((sum, one) => sum + one.offers, 0), offers.reduce((sum, one) => sum + one, 0));
    const boxes = found.map((one) => ({ x: one.x * scale, y: one.y * scale, ...sizeOf(one) }));
    boxes.forEach((box, at) => assert.ok(!boxes.slice(at + 1).some((other) => meets(box, other)), `at zoom ${zoom}`));
  }
});

test("where nothing is joined any more only spots at one point stay together", () => {
  const world = { x: new Float64Array([0.5, 0.5, 0.500001]), y: new Float64Array([0.5, 0.5, 0.5]) };
  const found = apart(world, [0, 1, 2], new Uint32Array([1, 2, 1]), EVERYWHERE);
  assert.deepEqual(found.map((one) => [one.spots, one.offers]), [[[0, 1], 3], [[2], 1]]);
});

const anywhere = (box) => ({ box, isAllowed: () => true, at: null });

test("a box steps aside to the nearest free place, and nowhere without one", () => {
  const box = { x: 0, y: 0, w: 40, h: 20 };
  assert.deepEqual(freePlace(anywhere(box), []), box);
  const place = freePlace(anywhere(box), [{ x: 0, y: 4, w: 40, h: 20 }]);
  assert.ok(place && place.x === 0 && place.y < -16 && place.y >= -24);
  assert.equal(freePlace(anywhere(box), [{ x: 0, y: 0, w: 900, h: 900 }]), null);
});

test("a badge makes room for a name that would have none, and a name without room is hidden", () => {
  const walls = [{ x: 0, y: -40, w: 200, h: 50 }, { x: 0, y: 40, w: 200, h: 50 }, { x: -95, y: 0, w: 60, h: 30 }];
  const badge = { box: { x: 0, y: 0, w: 30, h: 20 }, isAllowed: (at) => Math.abs(at.x) < 48, at: null };
  const name = { box: { x: -20, y: 0, w: 60, h: 20 }, isAllowed: (at) => at.x < 0 && Math.abs(at.y) < 6, at: null };
  const long = anywhere({ x: 0, y: 0, w: 400, h: 60 });
  settle(walls, [badge], [name, long]);
  assert.ok(badge.at && name.at && !meets(badge.at, name.at));
  assert.ok(badge.at.x > 0);
  assert.equal(long.at, null);
});

test("a name stands no nearer to another place than to its own", () => {
  const [home, other] = [{ x: 0, y: 0 }, { x: 60, y: 0 }];
  assert.ok(isNearest(home, { x: 10, y: 0, w: 40, h: 20 }, [home, other]));
  assert.ok(!isNearest(home, { x: 55, y: 0, w: 40, h: 20 }, [home, other]));
});

test("texts pick the plural, write numbers and never show a missing key", () => {
  const t = new Texts({
    language: "ar", direction: "rtl", numbering: "latn", language_names: { tr: "التركية" }, labels: { topics: { work: "العمل" } },
    texts: { "a.count": { zero: "لا", one: "واحد", two: "اثنان", few: "{count} قليلة", many: "{count} كثيرة", other: "{count} أخرى" }, "unit.km": "{value} كم", "unit.m": "{value} م" },
  });
  assert.equal(t.say("a.count", { count: 2 }), "اثنان");
  assert.equal(t.say("a.count", { count: 11 }), "11 كثيرة");
  assert.equal(t.distance(1234), "1.2 كم");
  assert.equal(t.distance(304), "300 م");
  assert.equal(t.languageName("xx"), "xx");
  assert.equal(t.label("topics", "work"), "العمل");
  assert.throws(() => t.say("no.key"), /no\.key/);
});

test("halves are rounded as Python rounds them", () => {
  assert.deepEqual([0.5, 1.5, 2.5, 2.4, 2.6].map(roundEven), [0, 2, 2, 2, 3]);
});

test("a page is kept for later only where it came safely", () => {
  assert.ok(canBeKept({ protocol: "https:", hostname: "karte.example" }));
  assert.ok(canBeKept({ protocol: "http:", hostname: "127.0.0.1" }));
  assert.ok(!canBeKept({ protocol: "http:", hostname: "karte.example" }));
  assert.ok(!canBeKept({ protocol: "file:", hostname: "" }));
});
