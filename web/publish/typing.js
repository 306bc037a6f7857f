// Suggestions at the page's own field, found without a server.
import { combobox } from "./combobox.js";
import { Completer } from "./completing.js";
import { EMPTY_FILTER } from "./filters.js";
import { RULES } from "./rules.js";

/**
 * Let the field "what" offer suggestions.
 * @param {import("./page.js").Page} page
 * @param {HTMLInputElement} input
 * @param {HTMLElement} host
 * @param {() => void} beforeChoice
 */
export function suggestAt(page, input, host, beforeChoice) {
  const { t, content } = page;
  /** @type {Completer | null} */
  let completer = null;
  const names = () => (completer ??= new Completer(page.table.offers, page.searchIndex().book, t.catalogue, content.choices.cities));
  input.addEventListener("focus", names); // ready before the first letter
  combobox(input, host, {
    ask: (text, show) => show(names().complete(text)),
    choose: ({ text, offer_id: offer }) => {
      beforeChoice();
      input.value = text;
      if (offer) open(page, text, offer);
      else page.search(text);
    },
    name: (kind) => t.say(`suggest.${kind}`),
    count: (count) => t.say("suggest.count", { count }),
  });
}

/**
 * Show an offer that was chosen by its title, whatever else is filtered.
 * @param {import("./page.js").Page} page
 * @param {string} text
 * @param {string} offer
 */
function open(page, text, offer) {
  const values = { offer, tab: RULES.tabs[0] };
  page.filterBy({ ...page.view.filter, text, unread: [] }, values, { replace: page.view.filter.text !== "" });
  if (!page.result.listed.length) page.filterBy({ ...EMPTY_FILTER, text }, values, { replace: true });
  page.list.seek(offer);
  /** @type {HTMLElement | null} */ (page.list.items.querySelector(".open button"))?.focus();
}
