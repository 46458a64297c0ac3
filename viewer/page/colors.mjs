/** Ways to tell services apart; the sheet has a colour for each. */
const HUES = 10;

/** @type {Map<string, number>} */
const hues = new Map();

/**
 * The colour of a service: the same one in all views. Two services share one only if there are more than colours.
 *
 * @param {string} service
 */
export function hueOf(service) {
  const known = hues.get(service);
  if (known !== undefined) return known;
  let hue = hash(service) % HUES;
  const taken = new Set(hues.values());
  for (let tries = 0; tries < HUES && taken.has(hue); tries += 1) hue = (hue + 1) % HUES;
  hues.set(service, hue);
  return hue;
}

/** @param {string} text */
function hash(text) {
  let value = 7;
  for (let at = 0; at < text.length; at += 1) value = (value * 31 + text.charCodeAt(at)) >>> 0;
  return value;
}
