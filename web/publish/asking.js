// What to do about an offer at once, and who can be asked where it has no phone: as geo/offers/actions.py says.
import { dial, directions } from "./addresses.js";
import { h, icon } from "./dom.js";

/**
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./wording.js").Wording} Wording
 * @typedef {[string, string, string, string, string, string, string, boolean]} Answerer
 *   what it is to the offer (`ask.` and this is its text), name, phone, mail, website, its date, title of the offer that
 *   states it, whether somebody confirmed it
 * @typedef {{people: Answerer[], of: number[][]}} Asks who can be asked, by number of the offer
 * @typedef {{key: import("./dom.js").IconName, label: string, href: string, number: string, who: string}} Action
 */

const GERMAN = { lang: "de", dir: "ltr" };

/**
 * Return what can be done about an offer: its own contacts before those of others, each kind once.
 * @param {Wording} words
 * @param {number} at
 * @returns {Action[]}
 */
export function actionsOf(words, at) {
  const { c, t } = words;
  const asked = words.asked(at);
  const one = (/** @type {"phone" | "mail" | "external"} */ key, /** @type {string} */ own, /** @type {number} */ part, /** @type {string} */ label, /** @type {(text: string) => string} */ link) => {
    const other = asked.find((who) => who[part]);
    const value = own || (other ? String(other[part]) : "");
    return value ? [{ key, label, href: link(value), number: key === "phone" ? value : "", who: own || !other ? "" : other[1] }] : [];
  };
  const isWeb = /^https?:\/\//i;
  const way = words.isLocal(at) && `${c.street[at]}${c.house_number[at]}`.trim();
  return [
    ...one("phone", c.phone[at], 2, t.say("act.call"), dial),
    ...one("mail", c.email[at], 3, t.say("act.mail"), (mail) => `mailto:${mail}`),
    ...one("external", c.website[at], 4, t.say("act.web"), (url) => url).filter(({ href }) => isWeb.test(href)),
    ...(way ? [{ key: /** @type {const} */ ("pin"), label: t.say("act.way"), href: directions(c, at), number: "", who: "" }] : []),
  ];
}

/**
 * The buttons below the title of an open offer.
 * @param {Wording} words
 * @param {number} at
 * @param {HTMLElement} more another button, the last one
 * @returns {HTMLElement}
 */
export function actionRow(words, at, more) {
  const found = actionsOf(words, at);
  const outside = { target: "_blank", rel: "noopener noreferrer" };
  return h("ul", { class: "acts", "aria-label": words.t.say("act.label") }, found.map(({ key, label, href, number, who }) =>
    h("li", {}, h("a", { href, ...(key === "phone" || key === "mail" ? {} : outside) }, icon(key),
      h("span", {}, label, number && " ", number && h("bdi", { dir: "ltr" }, number), who && h("span", { class: "line quiet", ...GERMAN }, who))))),
    h("li", {}, more));
}

/**
 * Return the advice to ask before going there, "" where somebody confirmed the offer or helplines answer.
 * @param {Wording} words
 * @param {number} at
 * @returns {string}
 */
export function checkFirst(words, at) {
  const { c, t } = words;
  if (c.status[at] === "confirmed" || c.is_protected[at]) return "";
  if (c.phone[at]) return t.say("detail.check_first");
  if (words.asked(at).length) return t.say("detail.check_asked");
  return c.email[at] || c.website[at] ? t.say("detail.check_ask") : "";
}

/**
 * Say how old what is stated is.
 * @param {string} date
 * @param {boolean} isConfirmed
 * @param {Texts} t
 * @returns {string}
 */
function asOf(date, isConfirmed, t) {
  if (!date) return t.say("as_of.undated");
  return isConfirmed ? t.say("as_of.confirmed", { date: t.partialDate(date) }) : t.say("as_of.not_confirmed", { date: t.partialDate(date) });
}

/**
 * Say who can be asked about an offer that has no phone, each as what it is; null where it has one.
 * @param {Wording} words
 * @param {number} at
 * @returns {HTMLElement | null}
 */
export function askBox(words, at) {
  const { c, t } = words;
  const asked = words.asked(at);
  if (!asked.length) return null;
  const who = (/** @type {Answerer} */ [what, name, phone, email, website, date, title, isConfirmed]) => h("p", {},
    h("strong", GERMAN, name), h("span", { class: "line" }, t.say(`ask.${what}`, { title, city: c.city[at] })),
    h("span", { class: "links" }, phone && h("a", { class: "contact", dir: "ltr", href: dial(phone) }, icon("phone"), phone),
      email && h("a", { class: "contact", dir: "ltr", href: `mailto:${email}` }, icon("mail"), email),
      /^https?:\/\//i.test(website) && h("a", { class: "contact", dir: "ltr", href: website, target: "_blank", rel: "noopener noreferrer" },
        website.replace(/^.*?:\/\/(www\.)?|\/+$/g, ""), icon("external"))),
    h("span", { class: "line quiet" }, asOf(date, isConfirmed, t)));
  return h("section", { class: "ask" }, h("h4", {}, t.say("ask.title")), h("p", {}, t.say("ask.lead")), asked.map(who));
}
