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
 * @param {...(Node | string)} children
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

/**
 * A button with what it does.
 *
 * @param {Record<string, string>} attributes
 * @param {string | (Node | string)[]} content
 * @param {() => void} action
 */
export function button(attributes, content, action) {
  const created = element(
    'button',
    { type: 'button', ...attributes },
    ...(Array.isArray(content) ? content : [content]),
  );
  created.addEventListener('click', action);
  return created;
}

/** Sets variables of the sheet; a style attribute would be against the page's policy. @param {HTMLElement | SVGElement} target @param {Record<string, string>} variables */
export function setStyle(target, variables) {
  for (const name in variables) target.style.setProperty(name, variables[name] ?? '');
}
