// What a visitor is likely to ask for next is made ready while nothing else is to be done: the first tap is the slowest.
import { EMPTY_FILTER, withChoice } from "./filters.js";
import { RULES } from "./rules.js";

/** @typedef {import("./page.js").Page} Page */

/** A card takes less than this. */
const CARD_MS = 3;
/** A browser gives up to 50 ms; so long must nobody who taps just then wait. */
const SLICE_MS = 8;
const PAUSE_MS = 200;

/**
 * Make the first cards of each topic.
 * @param {Page} page
 */
export function workAhead(page) {
  const steps = page.content.choices.topics.flatMap((topic) => firstCards(page, topic));
  const work = (/** @type {() => number} */ remaining) => {
    do steps.shift()?.(); while (steps.length && remaining() > CARD_MS);
    if (steps.length) later(work);
  };
  later(work);
}

/**
 * @param {Page} page
 * @param {string} topic
 * @returns {(() => void)[]}
 */
function firstCards(page, topic) {
  const numbers = Array.from({ length: RULES.page_size }, (_, at) => at);
  /** @type {number[]} */
  let found = [];
  const look = () => { found = page.table.ranked(withChoice(EMPTY_FILTER, "topics", topic, true)); };
  return [look, ...numbers.map((at) => () => { if (at < found.length) page.list.prepare(found[at]); })];
}

/**
 * Do something when the browser is idle, a little at a time.
 * @param {(remaining: () => number) => void} work told how many milliseconds are left
 */
function later(work) {
  if ("requestIdleCallback" in window) {
    window.requestIdleCallback((deadline) => {
      const end = performance.now() + SLICE_MS;
      work(() => Math.min(deadline.timeRemaining(), end - performance.now()));
    });
  } else setTimeout(() => work(() => 0), PAUSE_MS);
}
