// Who answers now, as geo/offers/urgent.py says: above the list where a question is urgent, and at protected offers.
import { dial } from "./addresses.js";
import { h } from "./dom.js";
import { RULES } from "./rules.js";

/**
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {[string, string, string[], string[], string, boolean, string]} Helpline
 *   number, name, needs, languages, hours, whether it is free, date of the page; each catalogue says whom it is for
 */

/**
 * Return what a question needs at once, in the order of the rules.
 * @param {import("./search.js").Answer | null} answer
 * @returns {string[]}
 */
export function urgentNeeds(answer) {
  const flags = answer ? [...answer.reading.flags] : [];
  const found = flags.flatMap((flag) => flag === "urgent" ? "danger" : flag.startsWith("urgent:") ? flag.slice(7) : []);
  return RULES.urgent.needs.filter((need) => found.includes(need));
}

/**
 * @param {Helpline[]} helplines
 * @param {string[]} needs
 * @param {string} language
 * @returns {Helpline[]}
 */
export function helplinesFor(helplines, needs, language) {
  const rank = (/** @type {Helpline} */ [number, , , spoken]) => number.length <= RULES.urgent.emergency_digits ? 0 : spoken.includes(language) ? 1 : 2;
  return helplines.filter((one) => one[2].some((need) => needs.includes(need))).sort((one, other) => rank(one) - rank(other));
}

/**
 * Name the languages; of many only their number and the visitor's own.
 * @param {string[]} languages
 * @param {Texts} t
 * @returns {string}
 */
function spoken(languages, t) {
  const count = languages.length;
  if (count <= RULES.urgent.most_named) return t.say("helpline.languages", { languages: t.listing(languages.map((one) => t.languageName(one))) });
  if (languages.includes(t.language)) return t.say("helpline.many_with", { count, language: t.languageName(t.language) });
  return t.say("helpline.many", { count });
}

/**
 * @param {Helpline} helpline
 * @param {Texts} t
 * @returns {HTMLElement}
 */
function line([number, name, , languages, hours, isFree, date], t) {
  const [what, told, fallback] = t.catalogue.helplines[number];
  const facts = [
    hours === "always" && t.say("helpline.always"),
    isFree ? t.say("fee.free") : t.say("helpline.not_free"),
    languages.length > 0 && spoken(languages, t),
    number.length > RULES.urgent.emergency_digits && (date ? t.say("as_of.not_confirmed", { date: t.partialDate(date) }) : t.say("as_of.undated")),
  ];
  return h("li", {}, h("a", { class: "call", dir: "ltr", href: dial(number) }, number),
    h("span", {}, h("bdi", { lang: "de" }, name), what && ": ", what && h("bdi", { lang: fallback || t.language }, what),
      told && " · ", told && h("bdi", { lang: told === hours ? "de" : t.language }, told),
      h("span", { class: "quiet" }, facts.filter(Boolean).join(" · "))));
}

/**
 * Make the box with the helplines for some needs; null where there are none.
 * @param {Helpline[]} helplines
 * @param {string[]} needs
 * @param {Texts} t
 * @param {boolean} isProtected whether it stands for an address
 * @returns {HTMLElement | null}
 */
export function helplineBox(helplines, needs, t, isProtected = false) {
  const found = helplinesFor(helplines, needs, t.language);
  if (!found.length) return null;
  const title = isProtected ? t.say("helpline.protected") : t.say("helpline.title");
  const leaves = needs.some((need) => RULES.urgent.leave.includes(need));
  const leave = (/** @type {Event} */ event) => {
    event.preventDefault(); // and nothing to come back to
    window.location.replace(RULES.urgent.leave_to);
  };
  return h("section", { class: "urgent", "aria-label": title },
    h("div", { class: "urgent-head" }, h(isProtected ? "h4" : "h2", {}, title),
      leaves && h("a", { class: "leave", href: RULES.urgent.leave_to, rel: "noreferrer", onclick: leave }, t.say("helpline.leave"))),
    h("ul", {}, found.map((one) => line(one, t))));
}
