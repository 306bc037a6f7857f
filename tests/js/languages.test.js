// Languages of the published page: which one a browser gets, and how a packed one is read; without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import "./rules.js";
import { Languages, firstSpoken } from "../../web/publish/languages.js";
import { Places } from "../../web/publish/places.js";
import { Texts } from "../../web/publish/texts.js";

const SPOKEN = ["de", "de-simple", "en", "tr", "ku", "fa", "ro"];
const catalogue = (language, more = {}) => ({ language, direction: "ltr", texts: { "action.print": `print ${language}` }, formats: null, ...more });
const pack = (value) => deflateRawSync(JSON.stringify(value)).toString("base64");
const META = { languages: SPOKEN, language_names: {}, language_failed: {} };

function languages(block) {
  return new Languages({ meta: META, catalogues: { de: catalogue("de") } }, block);
}

test("the first language of the browser that the page speaks is chosen, as the app does", () => {
  for (const [tags, expected] of [[["tr-TR", "en"], "tr"], [["sv", "en-GB"], "en"], [["kmr"], "ku"], [["prs-AF"], "fa"], [["de-AT"], "de"], [["mo"], "ro"], [["sv"], ""], [[], ""]])
    assert.equal(firstSpoken(tags, SPOKEN), expected, String(tags));
});

test("a language is read out of its block when somebody speaks it", async () => {
  const known = languages((code) => `\n${pack(catalogue(code))}\n`);
  assert.equal(known.isReady("tr"), false);
  assert.equal(known.of("tr").say("action.print"), "print de");

  await known.load("tr");

  assert.equal(known.isReady("tr"), true);
  assert.equal(known.of("tr").say("action.print"), "print tr");
});

test("a block that cannot be read is refused, and the page stays in its own language", async () => {
  for (const block of ["", "no base 64!", pack("not a catalogue").slice(4)]) {
    const known = languages(() => block);
    await assert.rejects(known.load("tr"), undefined, block);
    assert.equal(known.of("tr").language, "de");
  }
});

test("a language that browsers do not know is written by the patterns that come with it", () => {
  const days = Array.from({ length: 12 }, (_, month) => `{day}ê meha ${month + 1} {year}an`);
  const months = Array.from({ length: 12 }, (_, month) => `meha ${month + 1} {year}an`);
  const formats = { numbers: "tr", days, months, pair: "{0} û {1}", start: "{0}, {1}", middle: "{0}, {1}", end: "{0} û {1}" };
  const t = new Texts(catalogue("ku", { formats }));

  assert.equal(t.partialDate("2021-12-07"), "7ê meha 12 2021an");
  assert.equal(t.partialDate("2021-12"), "meha 12 2021an");
  assert.equal(t.partialDate("2021"), "2021");
  assert.deepEqual([[], ["a"], ["a", "b"], ["a", "b", "c", "d"]].map((items) => t.listing(items)), ["", "a", "a û b", "a, b, c û d"]);
  assert.equal(t.number(1234.5, 1), "1.234,5");
});

test("Persian dates and numbers are those of Germany", () => {
  const t = new Texts(catalogue("fa"));

  assert.equal(t.partialDate("2021-12-07"), "7 دسامبر 2021");
  assert.equal(t.number(1234), "1,234");
});

test("a place is found by the name of its city in another script", () => {
  const places = new Places([["Gladbeck", 7, 51.5, 3000, 0]], ["Gladbeck"], [["Гладбек", "Gladbeck"], ["غلادبيك", "Gladbeck"]]);

  for (const text of ["Гладбек", "гладбек", "غلادبيك"]) assert.equal(places.find(text)?.place.label, "Gladbeck", text);
  assert.equal(places.find("Гладбекский"), null);
});
