/** @typedef {import('./layout.mjs').Box} Box */

/** @type {Record<string, readonly [number, number]>} */
const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * The box that an arrow key leads to: near, and more ahead than aside.
 *
 * @param {ReadonlyMap<string, Box>} boxes
 * @param {string} from
 * @param {string} key
 */
export function nearest(boxes, from, key) {
  const direction = DIRECTIONS[key];
  const start = boxes.get(from);
  if (direction === undefined || start === undefined) return undefined;
  const [right, down] = direction;
  /** @type {string | undefined} */
  let best;
  let least = Infinity;
  for (const [id, { x, y }] of boxes) {
    const ahead = (x - start.x) * right + (y - start.y) * down;
    const aside = Math.abs((x - start.x) * down) + Math.abs((y - start.y) * right);
    const far = ahead + aside * 2;
    if (ahead > 1 && far < least) {
      best = id;
      least = far;
    }
  }
  return best;
}
