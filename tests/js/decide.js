// Tells what the modules decide by the rules that come in, for a test that changes them on the Python side.
import { readFileSync } from "node:fs";
import { EMPTY_FILTER, chips, cleanText } from "../../web/publish/filters.js";
import { unpack } from "../../web/publish/offers.js";
import { decideBy } from "../../web/publish/rules.js";
import { bikeMinutes, walkMinutes, ways } from "../../web/publish/travel.js";
import { fromFragment, startView } from "../../web/publish/view.js";
import { stem } from "../../web/publish/words.js";

const { rules, offers, areas, place, filter, text } = JSON.parse(readFileSync(0, "utf8"));
decideBy(rules);
const schedule = offers.columns.offer_id.map(() => "");
const found = ways(unpack({ ...offers, columns: { ...offers.columns, schedule } }, {}, {}, undefined, undefined, areas), place);
const known = { languages: ["de"], choices: Object.fromEntries(rules.list_facets.map((facet) => [facet, []])), offers: new Map(), spots: new Map() };
console.log(JSON.stringify({
  distance_m: found.map((way) => way.distance_m ?? 0),
  walk_min: found.map((way) => walkMinutes(way.distance_m ?? 0)),
  bike_min: found.map((way) => bikeMinutes(way.distance_m ?? 0)),
  sort_m: found.map((way) => way.sort_m ?? 0),
  area: found.map((way) => (way.distance_m === null && way.sort_m !== null ? [walkMinutes(way.low_m), walkMinutes(way.high_m)] : [0, 0])),
  is_about: found.map((way) => way.is_about),
  chips: chips({ ...EMPTY_FILTER, ...filter }).map((chip) => chip.facet),
  text: cleanText(text),
  shown: [startView("de").shown, fromFragment("n=99999", known).view.shown],
  stem: stem(text),
}));
