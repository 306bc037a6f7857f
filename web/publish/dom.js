// Elements from plain values: every text becomes a text node, never markup.

/** @typedef {Node | string | null | undefined | false} Child */

/** Drawings of 24 × 24, one stroke each; a word always stands beside them. */
const ICONS = {
  aloud: "M4 9.5v5h3.5l5 4v-13l-5 4ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  alert: "M12 4 2.5 20h19ZM12 10v4M12 17v.5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m6 9.5 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  external: "M9 6H5v13h13v-4M13 4h7v7M20 4l-9 9",
  here: "M12 3v3M12 18v3M3 12h3M18 12h3M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12M12 11v2",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 7.5v.5",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1-1",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.5M4 12h.5M4 18h.5",
  mail: "M3 6h18v12H3ZM3 7l9 6 9-6",
  map: "M9 4 3 6.5v14L9 18l6 2.5 6-2.5V4l-6 2.5ZM9 4v14M15 6.5v14",
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21M12 7a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v5l3 2",
  down: "M12 4v16M6 14l6 6 6-6",
  print: "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7Z",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5",
  spoken: "M4 5h16v11H11l-4 4v-4H4Z",
  star: "m12 3.5 2.6 5.6 6.1.7-4.5 4.2 1.2 6-5.4-3-5.4 3 1.2-6L3.3 9.8l6.1-.7Z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  up: "M12 20V4M6 10l6-6 6 6",
  back: "M20 12H4M10 6l-6 6 6 6",
  copy: "M9 9h11v11H9ZM15 9V4H4v11h5",
  tune: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
};

/** @typedef {keyof typeof ICONS} IconName */

/**
 * Make an element. A function is a listener for the event it is named after, `true` an attribute without value,
 * `false` and undefined none; `css` sets properties of the style.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...kept(children.flat()));
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {any} value
 */
function set(element, name, value) {
  if (typeof value === "function") element.addEventListener(name.slice(2), value);
  else if (name === "css") Object.entries(value).forEach(([key, one]) => element.style.setProperty(key, String(one)));
  else if (value === true) element.setAttribute(name, "");
  else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, String(value));
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function kept(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * Fill an element anew.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...kept(children.flat()));
}

/**
 * Draw the icon of a topic or group, a filled shape of 240 × 240; screen readers pass it by, and so do those without one.
 * @param {string | undefined} path
 * @param {string} [color]
 * @returns {SVGSVGElement | null}
 */
export function topicIcon(path, color = "") {
  if (!path) return null;
  const svg = drawing("topic-icon", "0 0 240 240", path);
  if (color) svg.style.color = color;
  return svg;
}

/**
 * Put these children into an element and no others; those that are there and in their place are not touched.
 * @param {Element} element
 * @param {Element[]} children
 */
export function arrange(element, children) {
  const wanted = new Set(children);
  for (const old of [...element.children]) if (!wanted.has(old)) old.remove();
  let next = element.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else element.insertBefore(child, next);
  }
}

/**
 * Draw an icon; screen readers pass it by.
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  return drawing("icon", "0 0 24 24", ICONS[name]);
}

/** @type {Map<string, SVGSVGElement>} one of each drawing, to be copied */
const drawn = new Map();

/**
 * @param {string} className
 * @param {string} box
 * @param {string} path
 * @returns {SVGSVGElement}
 */
function drawing(className, box, path) {
  const known = drawn.get(path);
  if (known) return /** @type {SVGSVGElement} */ (known.cloneNode(true));
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  for (const [key, value] of [["viewBox", box], ["aria-hidden", "true"], ["class", className], ["focusable", "false"]]) svg.setAttribute(key, value);
  line.setAttribute("d", path);
  svg.append(line);
  drawn.set(path, /** @type {SVGSVGElement} */ (svg.cloneNode(true)));
  return svg;
}
