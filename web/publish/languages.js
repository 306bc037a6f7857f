// The languages of the page: the first is at hand, each other one stands packed in the file until somebody speaks it.
import { RULES } from "./rules.js";
import { Texts } from "./texts.js";

/** @typedef {import("./texts.js").Catalogue} Catalogue */

/**
 * Return the first of some language tags that are spoken, "" where none is; as ui/shared/wanted_language.py does.
 * @param {readonly string[]} tags
 * @param {string[]} spoken
 * @returns {string}
 */
export function firstSpoken(tags, spoken) {
  for (const tag of tags) {
    const whole = tag.toLowerCase();
    const base = whole.split("-")[0];
    const found = [whole, base, RULES.also_called[base] ?? ""].find((one) => spoken.includes(one));
    if (found) return found;
  }
  return "";
}

/**
 * Read a block that geo/publish/document.py packed.
 * @param {string} block
 * @returns {Promise<Catalogue>}
 */
async function unpack(block) {
  const bytes = Uint8Array.from(atob(block.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).json();
}

/** The languages of one page. */
export class Languages {
  /**
   * @param {import("./main.js").Content} content
   * @param {(code: string) => string} block gives what stands packed for a language
   */
  constructor({ meta, catalogues }, block = () => "") {
    this.spoken = meta.languages;
    this.names = meta.language_names;
    this.block = block;
    /** @type {Map<string, Texts>} */
    this.texts = new Map(Object.entries(catalogues).map(([code, one]) => [code, new Texts(one)]));
  }

  /**
   * The language of an address, else the first of the browser that the page speaks, else its own first.
   * @param {string} address its part with the keys and values
   * @returns {string}
   */
  wanted(address) {
    const asked = new URLSearchParams(address).getAll("lang").pop() ?? "";
    return this.spoken.includes(asked) ? asked : firstSpoken(navigator.languages, this.spoken) || this.spoken[0];
  }

  /**
   * Whether a language can be shown at once.
   * @param {string} code
   */
  isReady(code) {
    return this.texts.has(code);
  }

  /**
   * Make a language ready; what a browser cannot unpack is refused.
   * @param {string} code
   * @returns {Promise<void>}
   */
  async load(code) {
    if (!this.texts.has(code)) this.texts.set(code, new Texts(await unpack(this.block(code))));
  }

  /**
   * The texts of a language, of the page's first one while they are not ready.
   * @param {string} code
   * @returns {Texts}
   */
  of(code) {
    return this.texts.get(code) ?? /** @type {Texts} */ (this.texts.get(this.spoken[0]));
  }
}
