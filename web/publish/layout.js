// Where things stand on the screen so that none covers another: boxes in pixels, and the nearest free place for one.

/**
 * @typedef {{x: number, y: number, w: number, h: number}} Box its middle, its width and its height, in pixels
 * @typedef {{x: number, y: number}} Point
 * @typedef {{box: Box, isAllowed: (at: Box) => boolean, at: Box | null}} Guest where it wishes to stand, where it may, and where it does
 */

/** So much room stays between two things. */
const GAP_PX = 2;
const STEP_PX = 6;
const FARTHEST_PX = 96;
/** A badge stays so near to its city, where it can. */
const WITHIN_PX = 48;
/** More than so many badges do not move for one name. */
const MOST_MOVED = 2;

/**
 * Whether two boxes cover or nearly touch each other.
 * @param {Box} a
 * @param {Box} b
 * @returns {boolean}
 */
export function meets(a, b) {
  return Math.abs(a.x - b.x) < (a.w + b.w) / 2 + GAP_PX && Math.abs(a.y - b.y) < (a.h + b.h) / 2 + GAP_PX;
}

/** Steps away from a place, the nearest first; sideways ones after those up and down, because names are wide. @type {Point[]} */
const STEPS = (() => {
  const steps = [];
  for (let x = -FARTHEST_PX; x <= FARTHEST_PX; x += STEP_PX) {
    for (let y = -FARTHEST_PX; y <= FARTHEST_PX; y += STEP_PX) steps.push({ x, y });
  }
  const far = (/** @type {Point} */ step) => step.x ** 2 + step.y ** 2;
  return steps.filter((step) => far(step) <= FARTHEST_PX ** 2).sort((a, b) => far(a) - far(b) || Math.abs(a.x) - Math.abs(b.x) || b.y - a.y);
})();

/**
 * Find a place for all: badges first, then names; a badge may make room for a name that finds none otherwise.
 * @param {Box[]} fixed what stays where it is
 * @param {Guest[]} badges always shown
 * @param {Guest[]} names hidden where there is no room, those that matter most first
 */
export function settle(fixed, badges, names) {
  for (const badge of badges) {
    const taken = [...fixed, ...standing(badges)];
    badge.at = freePlace(badge, taken, WITHIN_PX) ?? freePlace({ ...badge, isAllowed: () => true }, taken) ?? badge.box;
  }
  for (const name of names) {
    name.at = freePlace(name, [...fixed, ...standing(badges), ...standing(names)]) ?? madeRoom(name, [...fixed, ...standing(names)], badges);
  }
}

/**
 * Return where a name may stand if some badges go elsewhere, and move them; null where they cannot.
 * @param {Guest} name
 * @param {Box[]} taken
 * @param {Guest[]} badges
 * @returns {Box | null}
 */
function madeRoom(name, taken, badges) {
  /** @type {Map<Guest, Box>} */
  let moved = new Map();
  const canGive = (/** @type {Box} */ at) => {
    const covered = badges.filter((badge) => badge.at && meets(badge.at, at));
    moved = new Map();
    return covered.length <= MOST_MOVED && name.isAllowed(at) && covered.every((badge) => {
      const others = badges.filter((other) => other !== badge && !covered.includes(other));
      const place = freePlace(badge, [...taken, at, ...standing(others), ...moved.values()], WITHIN_PX);
      if (place) moved.set(badge, place);
      return place;
    });
  };
  const found = freePlace({ ...name, isAllowed: canGive }, taken);
  if (found) for (const [badge, place] of moved) badge.at = place;
  return found;
}

/**
 * @param {Guest[]} guests
 * @returns {Box[]}
 */
function standing(guests) {
  return guests.flatMap(({ at }) => at ?? []);
}

/**
 * Return the nearest place where a box meets nothing, null where there is none.
 * @param {{box: Box, isAllowed: (at: Box) => boolean}} guest
 * @param {Box[]} taken
 * @param {number} [farthest]
 * @returns {Box | null}
 */
export function freePlace({ box, isAllowed }, taken, farthest = FARTHEST_PX) {
  const reach = { ...box, w: box.w + 2 * farthest, h: box.h + 2 * farthest };
  const near = taken.filter((other) => meets(reach, other));
  for (const step of STEPS) {
    if (step.x ** 2 + step.y ** 2 > farthest ** 2) return null;
    const at = { ...box, x: box.x + step.x, y: box.y + step.y };
    if (!near.some((other) => meets(at, other)) && isAllowed(at)) return at;
  }
  return null;
}

/**
 * Whether a box stands no nearer to another place than to its own: else it would seem to belong to that one.
 * @param {Point} home
 * @param {Box} at
 * @param {Point[]} others
 * @returns {boolean}
 */
export function isNearest(home, at, others) {
  const own = away(home, at);
  return others.every((other) => other === home || away(other, at) >= own);
}

/**
 * Return how far a point lies from a box, 0 inside.
 * @param {Point} point
 * @param {Box} box
 * @returns {number}
 */
function away(point, box) {
  return Math.hypot(Math.max(0, Math.abs(point.x - box.x) - box.w / 2), Math.max(0, Math.abs(point.y - box.y) - box.h / 2));
}

/**
 * Whether a box lies inside another one.
 * @param {Box} box
 * @param {Box} frame
 * @returns {boolean}
 */
export function isInside(box, frame) {
  return Math.abs(box.x - frame.x) <= (frame.w - box.w) / 2 && Math.abs(box.y - frame.y) <= (frame.h - box.h) / 2;
}
