// One offer as a card of the list; the open card tells everything.
import { dial } from "./addresses.js";
import { toggleAloud, voiceFor } from "./aloud.js";
import { actionRow, askBox, checkFirst } from "./asking.js";
import { calendarButton } from "./calendar.js";
import { h, icon, topicIcon } from "./dom.js";

/**
 * @typedef {import("./dom.js").IconName} IconName
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./travel.js").Way} Way
 * @typedef {import("./wording.js").Fact} Fact
 * @typedef {import("./wording.js").Note} Note
 * @typedef {import("./wording.js").Tag} Tag
 * @typedef {import("./wording.js").Wording} Wording
 * @typedef {Object} Contact
 * @property {string} office
 * @property {string} address
 * @property {string} schedule
 * @property {string} phone
 * @property {string} email
 * @property {string} source_date
 * @property {string} whose key of the text that says whose phone and mail these are, "" where its own
 * @property {string[]} languages
 * @property {string} languages_date the day (ISO) on which somebody entered them
 * @typedef {Object} CardOptions
 * @property {Wording} words
 * @property {Texts} t
 * @property {Way | null} way
 * @property {import("./travel.js").Place | null} place where the visitor stands
 * @property {boolean} isOpen
 * @property {(() => void) | null} onToggle null on paper
 * @property {(() => void) | null} onMap null where the offer is on no map
 * @property {(() => void) | null} onKeep what the star does; null where there is none
 * @property {string} [number] its place on a list that has an order
 * @property {HTMLElement | null} contact of the offer's city
 * @property {HTMLElement | null} [helplines] who answers now, where its address is protected
 * @property {string[]} [lacking] what the offer lacks of the question, a line each
 */

/** What texts of the sources are: German, from left to right. */
const SOURCE = { lang: "de", dir: "ltr" };
/** What of an open card is read aloud. */
const READ = "h3, .org, .where, .lacking, .urgent, .detail > dl, .detail > .ask, .detail > .note";

/**
 * Make the card of an offer.
 * @param {number} at number of the offer
 * @param {CardOptions} options
 * @returns {HTMLLIElement}
 */
export function card(at, options) {
  const { words, t, way, isOpen, onToggle, onKeep } = options;
  const id = words.c.offer_id[at];
  const range = way ? words.wayRange(way) : "";
  const wayWords = way ? words.way(at, way) : "";
  const translated = words.translated(at);
  const openNow = words.openNow(at);
  const capacity = words.capacity(at);
  return h("li", { class: isOpen ? "card open" : "card", "data-offer": id },
    h("div", { class: "head" }, h("h3", {}, title(at, options)), onKeep && star(words.told(at, "title").text, t, onKeep)),
    isOpen && onToggle && actionRow(words, at, aloudButton(at, options)),
    h("p", { class: "org", ...SOURCE }, words.c.organization[at]),
    h("p", { class: "where" }, icon("pin"), h("bdi", { dir: t.direction }, words.place(at)), wayWords && " · ",
      wayWords && h("span", { class: "way" }, wayWords), range && h("span", { class: "quiet" }, ` ${range}`)),
    capacity && h("p", { class: "where" }, icon("check"), capacity),
    onToggle && openNow && h("p", { class: "where" }, icon("clock"), openNow),
    h("ul", { class: "tags", "aria-label": t.say("filter.topics") }, words.tags(at).map(tag), translated && !onToggle && h("li", {}, translated)),
    (options.lacking ?? []).map((line) => h("p", { class: "lacking" }, line)),
    h("p", { class: "quiet asof" }, words.asOf(at), translated && ` · ${translated}`),
    isOpen && detail(at, options));
}

/**
 * @param {number} at
 * @param {CardOptions} options
 * @returns {HTMLElement}
 */
function title(at, { words, isOpen, onToggle, number }) {
  const { text: said, isSource } = words.told(at, "title");
  const name = h("span", isSource ? SOURCE : {}, said);
  const text = number ? h("span", {}, `${number}. `, name) : name;
  if (!onToggle) return text;
  return h("button", { type: "button", class: "title", "aria-expanded": String(isOpen), onclick: onToggle }, icon("chevron"), text);
}

/**
 * The button that reads the open card, where the device has a voice for its language.
 * @param {number} at
 * @param {CardOptions} options
 * @returns {HTMLButtonElement}
 */
function aloudButton(at, { words, t }) {
  const language = words.told(at, "title").isSource ? SOURCE.lang : t.language;
  const word = h("span", {}, t.say("act.aloud"));
  /** @type {HTMLButtonElement} */
  const button = h("button", {
    type: "button", "data-aloud": language, hidden: !voiceFor(language),
    onclick: () => toggleAloud(button, button.closest(".card")?.querySelectorAll(READ) ?? [], (isReading) => {
      word.textContent = isReading ? t.say("act.aloud_stop") : t.say("act.aloud");
    }),
  }, icon("aloud"), word);
  return button;
}

/**
 * The star that puts an offer on one's own list; the list says whether it is pressed.
 * @param {string} name
 * @param {Texts} t
 * @param {() => void} onKeep
 * @returns {HTMLButtonElement}
 */
function star(name, t, onKeep) {
  const word = t.say("kept.star");
  return h("button", { type: "button", class: "star", "aria-pressed": "false", "aria-label": `${word}: ${name}`, onclick: onKeep }, icon("star"), h("span", {}, word));
}

/**
 * @param {Tag} one
 * @returns {HTMLLIElement}
 */
function tag(one) {
  if (one.kind === "topic") return h("li", {}, topicSign(one.sign), one.label);
  return h("li", {}, one.kind === "spoken" ? icon("spoken") : icon("check"), one.label);
}

/**
 * Show the icon of a topic in the colour of its group; the colour alone where nobody drew it.
 * @param {import("./wording.js").Sign | null} sign
 * @returns {Element | null}
 */
export function topicSign(sign) {
  if (!sign) return null;
  return topicIcon(sign.path, sign.color) ?? h("span", { class: "dot", "aria-hidden": "true", css: { background: sign.color } });
}

/**
 * @param {number} at
 * @param {CardOptions} options
 * @returns {HTMLDivElement}
 */
function detail(at, { words, t, place, onMap, contact, onToggle, helplines }) {
  const unknown = words.unknown(at);
  const check = checkFirst(words, at);
  return h("div", { class: "detail" },
    helplines,
    factList(words.facts(at, place, onToggle !== null), t),
    words.translated(at) && onToggle && original(words.original(at), t),
    unknown && h("p", { class: "quiet" }, unknown),
    askBox(words, at),
    check && h("p", { class: "note" }, icon("phone"), check),
    onMap && h("p", { class: "to-map" }, h("button", { type: "button", onclick: onMap }, icon("map"), t.say("publish.show_on_map"))),
    onToggle && calendarButton([at], words, { label: t.say("action.calendar"), name: null, file: words.c.offer_id[at] }),
    contact);
}

/**
 * @param {Fact[]} facts
 * @param {Texts} t
 * @returns {HTMLDListElement}
 */
function factList(facts, t) {
  const note = (/** @type {Note} */ one) =>
    h("span", { class: "line quiet", ...(one.isSource ? SOURCE : { lang: t.language, dir: t.direction }) }, one.text);
  return h("dl", {}, facts.map((fact) => h("div", {}, h("dt", {}, fact.heading),
    h("dd", fact.isSource ? SOURCE : {}, factBody(fact), fact.notes.map(note)))));
}

/**
 * Say that this is a translation, with the German text one click away.
 * @param {Fact[]} facts
 * @param {Texts} t
 * @returns {HTMLElement}
 */
function original(facts, t) {
  return h("div", { class: "original" },
    h("p", { class: "quiet" }, t.say("translation.note")),
    h("details", {}, h("summary", {}, t.say("translation.original")), factList(facts, t)));
}

/**
 * @param {Fact} fact
 * @returns {Node | string}
 */
function factBody(fact) {
  if (!fact.link) return fact.text;
  if (fact.isExternal) {
    return h("a", { href: fact.link, target: "_blank", rel: "noopener noreferrer" }, h("bdi", {}, fact.text), icon("external"));
  }
  return h("a", { href: fact.link, class: "contact", dir: "ltr" }, fact.text);
}

/**
 * Say who helps on the spot in a city, or that nobody is known.
 * @param {string} city
 * @param {Contact | undefined} contact
 * @param {Texts} t
 * @param {"h3" | "h4"} level of its heading: below a card's title, or beside it
 * @returns {HTMLElement}
 */
export function contactBox(city, contact, t, level) {
  const heading = h(level, {}, t.say("contact.heading", { city }));
  const box = h("section", { class: "contact-box" }, heading);
  if (!contact?.office) {
    box.append(h("p", {}, t.say("contact.unknown")));
    return box;
  }
  const asOf = contact.source_date
    ? t.say("as_of.not_confirmed", { date: t.partialDate(contact.source_date) })
    : t.say("as_of.undated");
  const lines = [contact.address, contact.schedule].filter(Boolean).map((line) => h("span", { class: "line" }, line));
  const names = t.listing(contact.languages.map((code) => t.languageName(code)));
  const spoken = names && t.say("run.as_of", { state: names, date: t.partialDate(contact.languages_date) });
  box.append(
    h("p", SOURCE, h("strong", {}, contact.office), ...lines),
    h("p", { class: "links" }, contact.phone && link("phone", dial(contact.phone), contact.phone),
      contact.email && link("mail", `mailto:${contact.email}`, contact.email)),
    ...(spoken ? [h("p", {}, `${t.say("detail.languages")}: ${spoken}`)] : []),
    h("p", { class: "quiet" }, contact.whose && `${t.say(contact.whose, { city })} · `, asOf));
  return box;
}

/**
 * @param {IconName} name
 * @param {string} href
 * @param {string} text
 * @returns {HTMLElement}
 */
function link(name, href, text) {
  return h("a", { href, class: "contact", dir: "ltr" }, icon(name), text);
}
