// Words, typos and the index of the published page; the answers themselves are compared with the app's in the browser tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./rules.js";
import { unpack } from "../../web/publish/offers.js";
import { SearchIndex } from "../../web/publish/search.js";
import { Vocabulary, typosBetween } from "../../web/publish/vocabulary.js";
import { fold, stem, words } from "../../web/publish/words.js";

const RULES = {
  weights: { title: 16, organization: 4, city: 1 },
  meanings: ["group:women", "spoken:tr", "topic:language"],
  phrases: {
    ar: "||0دوره لغه",
    de: "0fraun|0turkisch|0deutschkurs0sprache",
    en: "0women||0german course",
  },
  silent: { de: "0fur0in0und" },
  said: {},
};
const OFFERS = unpack({
  size: 3,
  columns: {
    offer_id: ["course", "cafe", "debts"],
    title: ["Deutsch am Abend", "Internationales Frauencafé", "Schuldnerberatung"],
    organization: { values: ["VHS", "Diakonie"], codes: [0, 1, 1] },
    city: ["Herten", "Herten", "Marl"],
    topics: [["language"], [], []],
    target_groups: [[], ["women"], []],
    languages: [[], ["tr"], []],
    schedule: ["", "", ""],
  },
});

function found(text) {
  return new SearchIndex(OFFERS, RULES).answer(text).hits.map((at) => OFFERS.columns.offer_id[at]);
}

/** The textbook table, without any short cut. */
function plainTypos(one, other) {
  const table = Array.from({ length: one.length + 1 }, (_, i) => [i]);
  for (let j = 1; j <= other.length; j += 1) table[0][j] = j;
  for (let i = 1; i <= one.length; i += 1) {
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      table[i][j] = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + same);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
    }
  }
  return table[one.length][other.length];
}

test("spellings that differ on the surface are one word", () => {
  for (const [one, other] of [["Straße", "strasse"], ["Müller", "Mueller"], ["Café", "cafe"], ["ÖFFNUNG", "oeffnung"], ["لُغَة", "لغه"], ["٤٥", "45"]]) {
    assert.equal(fold(one), fold(other));
  }
});

test("the Arabic article is taken off and hyphens divide", () => {
  assert.deepEqual(words("اللغة"), words("لغة"));
  assert.deepEqual(words("Lese-Café, 12b"), ["lese", "cafe", "12b"]);
});

test("a stem keeps four letters", () => {
  assert.equal(stem("frauen"), "frau");
  assert.equal(stem("esse"), "esse");
});

test("typos are counted as by the textbook, up to the limit", () => {
  const letters = "abc";
  let seed = 7;
  const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  const word = () => Array.from({ length: Math.floor(random() * 8) }, () => letters[Math.floor(random() * 3)]).join("");
  for (let round = 0; round < 3000; round += 1) {
    const [one, other, most] = [word(), word(), Math.floor(random() * 4)];
    assert.equal(typosBetween(one, other, most), Math.min(plainTypos(one, other), most + 1), `${one} ${other} ${most}`);
  }
});

test("the better reason counts where a word matches in several ways", () => {
  const vocabulary = new Vocabulary(["beratung", "beratungen", "schuldnerberatung"], new Map());
  const qualities = new Map([...vocabulary.direct("beratung")].map(([id, quality]) => [vocabulary.words[id], quality]));
  assert.deepEqual(qualities, new Map([["schuldnerberatung", 0.4], ["beratung", 1], ["beratungen", 0.85]]));
});

test("the title, a phrase, a typo, a compound and another language all find", () => {
  assert.equal(found("Abend")[0], "course");
  assert.deepEqual(found("Deutschkurs"), ["course"]);
  assert.deepEqual(found("german course"), ["course"]);
  assert.deepEqual(found("دورة لغة"), ["course"]);
  assert.deepEqual(found("Schuldnerberatnug"), ["debts"]);
  assert.equal(found("Café für Frauen")[0], "cafe");
  assert.equal(found("türkisch")[0], "cafe");
});

test("what fits wholly comes first, and a word that nobody has empties no list", () => {
  assert.equal(found("Herten Frauen")[0], "cafe");
  assert.deepEqual(found("Deutschkurs xyzzyq"), ["course"]);
  assert.deepEqual(found("xyzzyq"), []);
});

test("a question that finds nothing gets words that do, as they are written", () => {
  assert.deepEqual(new SearchIndex(OFFERS, RULES).suggest("xyzzyq"), []);
  assert.deepEqual(new SearchIndex(OFFERS, RULES).suggest("Xerten"), ["Herten"]);
});
