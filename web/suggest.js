// Suggestions at the field "what" of the page "Find": the combobox of the published page, its names asked of the server.
import { combobox } from "./publish/combobox.js";

const FIELD = ".st-key-find_q";
const PAUSE_MS = 80;

// What the page told last: language, names of kinds and counts, and the way to tell it what was chosen.
let told = null;
let watcher = null;
let wanted = "";
let isChoosing = false;

// Streamlit makes the field anew as it likes: whenever the document changes, a field that has no list gets one.
export function attend({ data, setTriggerValue }) {
  told = { data, setTriggerValue };
  if (!watcher) {
    let isWaiting = false;
    const look = () => { isWaiting = false; enhance(); focusWanted(); };
    watcher = new MutationObserver(() => { if (!isWaiting) { isWaiting = true; requestAnimationFrame(look); } });
    watcher.observe(document.body, { childList: true, subtree: true });
  }
  enhance();
  return () => { watcher?.disconnect(); watcher = null; };
}

function enhance() {
  const host = document.querySelector(FIELD);
  const input = host && host.querySelector("input");
  if (!input || input.getAttribute("role") === "combobox") return;
  host.querySelectorAll(".options, .options + .unseen").forEach((old) => old.remove());
  for (const event of ["keydown", "pointerdown"]) input.addEventListener(event, () => { wanted = ""; }); // before a choice is made
  combobox(input, host, {
    ask: asking(),
    choose: (option) => choose(input, option),
    name: (kind) => told.data.kinds[kind],
    count: (count) => told.data.counts[count - 1],
  });
}

// The latest question wins: those before it are given up. Without an answer the field is what it would be without a list.
function asking() {
  let pause = 0;
  let request = new AbortController();
  return (text, show) => {
    clearTimeout(pause);
    request.abort();
    request = new AbortController();
    const { signal } = request;
    if (isChoosing || text.trim().length < told.data.from) return show([]);
    pause = setTimeout(() => suggestions(text, signal).then((found) => { if (!signal.aborted) show(found); }), PAUSE_MS);
    return undefined;
  };
}

async function suggestions(text, signal) {
  const query = new URLSearchParams({ q: text, lang: told.data.lang });
  try {
    const answer = await fetch(new URL(`api/suggest?${query}`, document.baseURI), { signal });
    return answer.ok ? (await answer.json()).suggestions : [];
  } catch {
    return []; // no network, or given up
  }
}

// The field shows the choice at once, as if it were typed; the page learns it by a way of its own, with the offer it opens.
function choose(input, option) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, option.text);
  isChoosing = true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  isChoosing = false;
  wanted = option.offer_id;
  told.setTriggerValue("chosen", { text: option.text, offer_id: option.offer_id });
}

// Whoever chose an offer goes on at its card, once that is open; unless they went on already.
function focusWanted() {
  const title = wanted && document.querySelector(`.st-key-find_card_${CSS.escape(wanted)}:has(.k-detail) .st-key-find_open_${CSS.escape(wanted)} button`);
  if (!title) return;
  wanted = "";
  title.focus();
}
