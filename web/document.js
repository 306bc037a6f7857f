// The document around Streamlit's page: its language, what its buttons do not say of themselves, and the way of the Tab key.
import { offerAloud, toggleAloud } from "./publish/aloud.js";

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex]:not([tabindex='-1'])";

/** What of an open card is read aloud; the rows of buttons are left out. */
const READ = "[class*='st-key-find_open_'] button p, .k-org, .k-where, .k-hours, .k-lacking, .k-urgent, .k-detail > dl, .k-ask, .k-note";

/** What is said around the page, in the language spoken now. */
let words = {};

export function attend({ data }) {
  words = data;
  const root = document.documentElement;
  root.lang = data.lang;
  root.dir = data.dir;
  if (root.dataset.watched) return;
  root.dataset.watched = "yes";
  let isWaiting = false;
  const mark = () => { isWaiting = false; keepFocus(); markTitles(); markNamed(words.named); markRefine(); markList(words); nameSkip(words); offerAloud(); tellCount(); showSpot(); };
  const soon = () => { if (!isWaiting) { isWaiting = true; requestAnimationFrame(mark); } };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-test-script-state"] });
  document.addEventListener("keydown", intoChoices, true);
  document.addEventListener("click", refine);
  document.addEventListener("click", leave);
  document.addEventListener("click", aloud);
  document.addEventListener("pointerdown", goOn, true);
  document.addEventListener("keydown", goOn, true);
  soon();
}

// Away at once, and nothing to come back to.
function leave(event) {
  const link = event.target.closest?.(".k-leave");
  if (!link) return;
  event.preventDefault();
  window.location.replace(link.href);
}

// The device reads the open card; nothing is asked of the server.
function aloud(event) {
  const button = event.target.closest?.(".k-aloud");
  const card = button?.closest("[class*='st-key-find_card_']");
  if (!card) return;
  toggleAloud(button, card.querySelectorAll(READ), (isReading) => {
    button.querySelector("span:last-child").textContent = isReading ? button.dataset.stop : button.dataset.start;
  });
}

// A button that moved with its card may have lost the focus on its way; it gets it back until somebody goes on.
let told = "", wanted = "";
function goOn() {
  wanted = "";
}

function keepFocus() {
  const asked = document.querySelector("[data-focus]")?.dataset.focus ?? "";
  if (asked && asked !== told) told = wanted = asked;
  if (!wanted || document.activeElement !== document.body) return;
  document.querySelector(`.st-key-${CSS.escape(wanted.split(" ")[0])} button`)?.focus();
}

// What else a card can do is named after it: "Keep: language café"; and a star is pressed or not.
function markNamed(named) {
  document.querySelectorAll(named).forEach((button) => {
    const card = button.closest("[class*='st-key-find_card_']");
    const title = card && card.querySelector("[class*='st-key-find_open_'] button p, .k-gone span:last-child");
    const own = button.querySelector("p");
    if (!title || !own) return;
    button.setAttribute("aria-label", `${own.textContent}: ${title.textContent}`);
    if (button.closest("[class*='st-key-find_star_']")) {
      button.setAttribute("aria-pressed", String(Boolean(card.querySelector("[data-kept]"))));
    }
  });
}

// The titles of cards are buttons of Streamlit: their language and whether they are open must be said afterwards.
function markTitles() {
  document.querySelectorAll("[class*='st-key-find_open_'] button").forEach((button) => {
    const card = button.closest("[class*='st-key-find_card_']");
    const told = card && card.querySelector("[data-title-language]");
    button.lang = told ? told.dataset.titleLanguage : "de";
    button.setAttribute("aria-expanded", String(Boolean(card && card.querySelector(".k-detail"))));
  });
}

// What Streamlit cannot say: the offers are a list of items with headings, and a chip is there to be taken off.
function markList({ remove }) {
  document.querySelectorAll("[class*='st-key-find_open_']").forEach((title) => say(title, { role: "heading", "aria-level": "3" }));
  const list = document.querySelector(".st-key-find_cards");
  if (list && list.children.length) {
    say(list, { role: "list" });
    [...list.children].forEach((item) => say(item, { role: "listitem" }));
  }
  document.querySelectorAll(".st-key-find_chips button:has([data-testid='stIconMaterial'])").forEach((button) => {
    const name = button.querySelector("p")?.textContent ?? "";
    if (name) say(button, { "aria-label": remove.replace("{name}", name) });
  });
}

// The first link of the page is Streamlit's, and English alone.
function nameSkip({ skip }) {
  const text = document.querySelector("a[href='#stMain']")?.firstChild;
  if (text instanceof Text && text.nodeValue !== skip) text.nodeValue = skip;
}

function say(element, attributes) {
  if (!element) return;
  Object.entries(attributes).forEach(([name, value]) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); });
}

// One region that lasts tells how many offers there are: one that comes with its text is often not read.
let counted = "";
function tellCount() {
  let region = document.getElementById("k-status");
  if (!region) {
    region = document.createElement("div");
    region.id = "k-status";
    region.className = "k-unseen";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  const text = document.querySelector(".k-summary")?.innerText.trim() ?? "";
  if (text && text !== counted) region.textContent = counted = text;
}

// On a phone place and filters are a tap away; nobody needs the server for that.
function refine(event) {
  if (!(event.target instanceof Element) || !event.target.closest(".k-refine")) return;
  document.documentElement.toggleAttribute("data-refining");
  markRefine();
}

function markRefine() {
  const isOpen = String(document.documentElement.hasAttribute("data-refining"));
  document.querySelectorAll(".k-refine").forEach((button) => {
    if (button.getAttribute("aria-expanded") !== isOpen) button.setAttribute("aria-expanded", isOpen);
  });
}

// On a phone the offers of a marker stand below the map: whoever tapped it sees the first one, and goes on from there.
let spotSeen = "";
function showSpot() {
  if (document.querySelector("[data-testid='stApp']")?.dataset.testScriptState !== "notRunning") return;
  const bar = document.querySelector(".k-refine[data-tab='map']") && document.querySelector(".st-key-find_spot_bar");
  const spot = bar ? bar.textContent : "";
  if (spot === spotSeen) return;
  spotSeen = spot;
  const card = bar && document.querySelector(".st-key-find_list_column [class*='st-key-find_card_']");
  if (!card || !window.matchMedia("(max-width: 640px)").matches) return;
  card.scrollIntoView({ block: "nearest" });
  if (document.activeElement instanceof HTMLIFrameElement) card.querySelector("button").focus({ preventScroll: true });
}

// Choices that open stand at the end of the document: Tab goes from their button into them and out again.
function intoChoices(event) {
  if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
  const choices = document.querySelector("[data-testid='stPopoverBody']");
  const opener = document.querySelector("[data-testid='stPopover'] button[aria-expanded='true']");
  if (!choices || !opener) return;
  const stops = [...choices.querySelectorAll(FOCUSABLE)].filter((element) => element.getClientRects().length);
  const at = document.activeElement;
  if (!event.shiftKey && at === stops[stops.length - 1]) opener.focus(); // the key itself goes on from there
  const next = event.shiftKey ? at === stops[0] && opener : at === opener && stops[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
