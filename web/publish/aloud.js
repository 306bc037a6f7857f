// An open offer read aloud by a voice of the device: what stands on its card, each text in its own language. Nothing leaves
// the device: voices that other servers lend are left out. The app's web/document.js reads its cards the same way.

/** @typedef {{text: string, lang: string}} Piece a text that is read in one breath, and its language */

/** What reads like a number to be dialled, and any other long one: voices would say "forty-five thousand". */
const DIALLED = /(?:\+|\b0)\d{2,}(?:[\s/()-]*\d)+|\b\d{5,}\b/g;
/** Some voices fall silent in the middle of longer ones. */
const LONGEST = 220;
const BREATHS = /.{1,220}[.!?؟](?=\s|$)|.{1,220}(?=\s|$)|.{1,220}/g;
const BLOCKS = new Set(["A", "BR", "DD", "DIV", "H3", "H4", "LI", "P", "SECTION", "STRONG"]);
const SILENT = "[aria-hidden='true'], [hidden], button:not(.title), details, svg";
const WATCH_MS = 200;
/** What is being read, and what ends it. @type {{button: HTMLElement | null, end: () => void}} */
let now = { button: null, end: () => {} };

/**
 * Write numbers so that a voice says digit by digit.
 * @param {string} text
 * @returns {string}
 */
export function spelled(text) {
  return text.replace(DIALLED, digits);
}

/**
 * @param {string} number
 * @returns {string}
 */
function digits(number) {
  return number.split(/[^\d+]+/).filter(Boolean).map((part) => [...part].join(" ")).join(", ");
}

/**
 * Return the device's own voice for a language, undefined where it has none.
 * @param {string} language
 * @returns {SpeechSynthesisVoice | undefined}
 */
export function voiceFor(language) {
  const base = (/** @type {string} */ tag) => tag.toLowerCase().split(/[-_]/)[0];
  const own = (globalThis.speechSynthesis?.getVoices() ?? []).filter((voice) => voice.localService && base(voice.lang) === base(language));
  return own.find((voice) => voice.default) ?? own[0];
}

/**
 * Return what stands in some elements, block by block.
 * @param {Iterable<Element>} elements
 * @param {string} language of what does not say its own
 * @param {(language: string) => boolean} has whether there is a voice
 * @param {string} home language of the offer, which reads the numbers of a language without a voice
 * @returns {Piece[]}
 */
export function piecesOf(elements, language, has, home) {
  /** @type {Piece[]} */
  const pieces = [];
  let isNew = true;
  const add = (/** @type {string} */ text, /** @type {string} */ lang) => {
    const last = pieces[pieces.length - 1];
    if (!isNew && last.lang === lang) last.text += text;
    else if (text.trim()) {
      pieces.push({ text, lang });
      isNew = false;
    }
  };
  const walk = (/** @type {Node} */ node, /** @type {string} */ lang) => {
    if (!(node instanceof Element)) add(node.textContent ?? "", lang);
    else if (!node.matches(SILENT)) {
      const own = node.getAttribute("lang") || lang;
      if (node.matches("a[href^='tel:']")) add(digits(node.textContent ?? ""), has(own) ? own : home);
      else node.childNodes.forEach((child) => walk(child, own));
      if (node.tagName === "DT") add(": ", own);
      if (BLOCKS.has(node.tagName) || node.classList.contains("line")) isNew = true;
    }
  };
  for (const element of elements) {
    isNew = true;
    walk(element, element.closest("[lang]")?.getAttribute("lang") || language);
  }
  return pieces.filter((piece) => has(piece.lang)).flatMap(({ text, lang }) => {
    const plain = spelled(text.replace(/\s+/g, " ").trim());
    const breaths = plain.length > LONGEST ? plain.match(BREATHS) ?? [] : [plain];
    return breaths.map((breath) => ({ text: breath.trim(), lang }));
  });
}

/** Show the buttons whose offer the device has a voice for; voices often come later than the page. */
export function offerAloud() {
  for (const button of /** @type {Iterable<HTMLElement>} */ (document.querySelectorAll("[data-aloud]"))) {
    const isMute = !voiceFor(button.dataset.aloud ?? "");
    if (button.hidden !== isMute) button.hidden = isMute;
  }
}
globalThis.speechSynthesis?.addEventListener?.("voiceschanged", offerAloud);

/**
 * Begin to read, or end it where the same button began it. Whatever takes the button away ends it, too.
 * @param {HTMLElement} button with the language of the offer as `data-aloud`
 * @param {Iterable<Element>} elements what is read
 * @param {(isReading: boolean) => void} say shows whether it is being read
 */
export function toggleAloud(button, elements, say) {
  const wasReading = now.button === button;
  now.end();
  if (wasReading) return;
  const { speechSynthesis } = globalThis;
  const end = () => {
    if (now.end !== end) return; // what was cancelled tells so later
    now = { button: null, end: () => {} };
    window.clearInterval(watch);
    window.removeEventListener("pagehide", end);
    speechSynthesis.cancel();
    say(false);
  };
  const watch = window.setInterval(() => { if (!button.isConnected) end(); }, WATCH_MS);
  window.addEventListener("pagehide", end);
  now = { button, end };
  say(true);
  const home = button.dataset.aloud ?? "";
  const pieces = piecesOf(elements, document.documentElement.lang, (lang) => Boolean(voiceFor(lang)), home);
  const utterances = pieces.map(({ text, lang }) => {
    const said = new SpeechSynthesisUtterance(text);
    const voice = voiceFor(lang);
    if (voice) [said.voice, said.lang] = [voice, voice.lang];
    said.onerror = end;
    return said;
  });
  const last = utterances[utterances.length - 1];
  if (last) last.onend = end;
  else end();
  utterances.forEach((one) => speechSynthesis.speak(one));
}
