/**
 * Creates an element. Text goes into text nodes, never into markup.
 *
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  for (const name in attributes) created.setAttribute(name, attributes[name] ?? '');
  created.append(...children);
  return created;
}

/**
 * Creates an element of a picture.
 *
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function shape(tag, attributes = {}, ...children) {
  const created = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const name in attributes) created.setAttribute(name, attributes[name] ?? '');
  created.append(...children);
  return created;
}

/**
 * An element that the page has for sure.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found;
}
