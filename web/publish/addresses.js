// Addresses in one line, and the links that lead there.
import { RULES } from "./rules.js";

/** @typedef {Pick<import("./offers.js").Sites, "street" | "house_number" | "postal_code" | "city" | "precision" | "lon" | "lat">} Addresses */

/**
 * Write an address in one line.
 * @param {Addresses} rows
 * @param {number} at
 * @returns {string}
 */
export function addressLine(rows, at) {
  const street = `${rows.street[at]} ${rows.house_number[at]}`.trim();
  const area = `${rows.postal_code[at]} ${rows.city[at]}`.trim();
  return [street, area].filter(Boolean).join(", ");
}

/**
 * Return the link that leads to an address: to its point where that is known, else to a search for it.
 * @param {Addresses} rows
 * @param {number} at
 * @returns {string}
 */
export function directions(rows, at) {
  const [lat, lon] = [rows.lat[at], rows.lon[at]];
  if (rows.precision[at] === "house" && lat !== null && lon !== null) {
    return `${RULES.directions_url}?${new URLSearchParams({ to: `${lat.toFixed(RULES.link_decimals)},${lon.toFixed(RULES.link_decimals)}` })}`;
  }
  return `${RULES.search_url}?${new URLSearchParams({ query: addressLine(rows, at) })}`;
}

/**
 * Return the address that dials a number, as geo/links.py does.
 * @param {string} phone
 * @returns {string}
 */
export function dial(phone) {
  return `tel:${phone.replace(/[^\d+]/g, "")}`;
}
