// One's own list as plain text for messengers and e-mail, word by word that of geo/offers/kept_text.py.
import { confirmed } from "./result.js";

/**
 * @typedef {import("./kept.js").Kept} Kept
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./wording.js").Wording} Wording
 */

/** What is told with its heading. */
const HEADED = /** @type {const} */ (["phone", "website"]);

/**
 * Write the list.
 * @param {Kept[]} kept
 * @param {Wording} words in the language of the text
 * @param {{heading: string, link: string, closed: string[]}} around `link` is "" where none leads there
 * @returns {string}
 */
export function keptText(kept, words, { heading, link, closed }) {
  const { t, offers } = words;
  const parts = [heading];
  kept.forEach((one, place) => {
    const at = offers.index.get(one.id);
    const [first, ...further] = at === undefined ? [goneWords(one.id, closed, t)] : lines(at, words);
    const note = one.note ? [t.say("kept.note_told", { note: apart(one.note, t) })] : [];
    parts.push([`${t.number(place + 1)}. ${first}`, ...further, ...note].join("\n"));
  });
  const here = kept.flatMap((one) => offers.index.get(one.id) ?? []);
  parts.push(confirmed(here, offers, t));
  if (link) parts.push(t.say("kept.online", { link: apart(link, t) }));
  return parts.filter(Boolean).join("\n\n");
}

/**
 * Say that an offer of the list is closed, or that it stands here no longer.
 * @param {string} id
 * @param {string[]} closed
 * @param {Texts} t
 * @returns {string}
 */
export function goneWords(id, closed, t) {
  return closed.includes(id) ? t.say("kept.closed", { id }) : t.say("kept.unknown", { id });
}

/**
 * Return the cities of the offers on the list, each once, in its order.
 * @param {Kept[]} kept
 * @param {import("./offers.js").Offers} offers
 * @returns {string[]}
 */
export function citiesOf(kept, offers) {
  const here = kept.flatMap((one) => offers.index.get(one.id) ?? []);
  return [...new Set(here.map((at) => offers.columns.city[at]).filter(Boolean))];
}

/**
 * @param {number} at
 * @param {Wording} words
 * @returns {string[]}
 */
function lines(at, words) {
  const { t, c } = words;
  const plain = [words.told(at, "title").text, c.organization[at], words.address(at)].filter(Boolean);
  const headed = HEADED.filter((name) => c[name][at]).map((name) => `${t.say(`detail.${name}`)}: ${apart(c[name][at], t)}`);
  return [...plain.map((line) => apart(line, t)), ...headed];
}

/**
 * Keep a text in its own direction where the lines run from right to left.
 * @param {string} text
 * @param {Texts} t
 */
function apart(text, t) {
  return t.direction === "rtl" ? `\u2068${text}\u2069` : text;
}
