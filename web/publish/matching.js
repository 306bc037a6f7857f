// Of several topics: whether an offer must have all of them or one, with the number of offers for both.
import { fill, h } from "./dom.js";

/**
 * Draw the switch where somebody chose several topics.
 * @param {import("./page.js").Page} page
 * @param {HTMLElement} row
 */
export function drawMatching(page, row) {
  const { t, view: { filter }, table } = page;
  const option = (/** @type {"all" | "any"} */ name) => {
    const all_topics = name === "all";
    const other = { ...filter, all_topics };
    const go = () => {
      page.filterBy(other);
      row.querySelectorAll("button")[all_topics ? 0 : 1].focus();
    };
    return h("button", { type: "button", "aria-pressed": String(filter.all_topics === all_topics), onclick: go },
      t.say(`match.${name}`, { count: t.number(table.ranked(other).length) }));
  };
  row.hidden = filter.topics.length < 2;
  fill(row, ...(row.hidden ? [] : [h("span", {}, t.say("match.label")), option("all"), option("any")]));
}
