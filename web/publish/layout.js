// Where things stand on the screen so that none covers another: boxes in pixels, and the nearest free place for one.

/**
 * @typedef {{x: number, y: number, w: number, h: number}} Box its middle, its width and its height, in pixels
 * @typedef {{x: number, y: number}} Step
 */

/** So much room stays between two things. */
const GAP_PX = 2;
const STEP_PX = 6;
const FARTHEST_PX = 96;

/**
 * Whether two boxes cover or nearly touch each other.
 * @param {Box} a
 * @param {Box} b
 * @returns {boolean}
 */
export function meets(a, b) {
  return Math.abs(a.x - b.x) < (a.w + b.w) / 2 + GAP_PX && Math.abs(a.y - b.y) < (a.h + b.h) / 2 + GAP_PX;
}

/** Steps away from a place, the nearest first; sideways ones after those up and down, because names are wide. @type {Step[]} */
const STEPS = (() => {
  const steps = [];
  for (let x = -FARTHEST_PX; x <= FARTHEST_PX; x += STEP_PX) {
    for (let y = -FARTHEST_PX; y <= FARTHEST_PX; y += STEP_PX) steps.push({ x, y });
  }
  const far = (/** @type {Step} */ step) => step.x ** 2 + step.y ** 2;
  return steps.filter((step) => far(step) <= FARTHEST_PX ** 2).sort((a, b) => far(a) - far(b) || Math.abs(a.x) - Math.abs(b.x) || b.y - a.y);
})();

/**
 * Return the shortest step that takes a box to where it meets nothing, null where there is none.
 * @param {Box} box
 * @param {Box[]} taken
 * @param {(at: Box) => boolean} [isAllowed]
 * @returns {Step | null}
 */
export function freeStep(box, taken, isAllowed = () => true) {
  const reach = { ...box, w: box.w + 2 * FARTHEST_PX, h: box.h + 2 * FARTHEST_PX };
  const near = taken.filter((other) => meets(reach, other));
  return STEPS.find((step) => {
    const at = { x: box.x + step.x, y: box.y + step.y, w: box.w, h: box.h };
    return !near.some((other) => meets(at, other)) && isAllowed(at);
  }) ?? null;
}

/**
 * Whether a box stands no nearer to another place than to its own: else it would seem to belong to that one.
 * @param {Step} home
 * @param {Box} at
 * @param {Step[]} others
 * @returns {boolean}
 */
export function isNearest(home, at, others) {
  const own = away(home, at);
  return others.every((other) => other === home || away(other, at) >= own);
}

/**
 * Return how far a point lies from a box, 0 inside.
 * @param {Step} point
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
