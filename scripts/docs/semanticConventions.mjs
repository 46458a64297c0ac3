import { SpanKind } from '@opentelemetry/api';
import { ATTRIBUTE_BRIEFS, DEPRECATED, NEWEST, STANDARD, STANDARD_ON_METRICS } from './attributeBriefs.mjs';
import { code, table } from './markdown.mjs';

/**
 * The attributes in the form of the contrib repository.
 *
 * @param {Readonly<Record<string, string>>} constants the exports of src/semconv/attributes.ts
 * @returns {string}
 * @throws if a name has no brief, or a brief no name
 */
export function attributesCollected(constants) {
  const spelled = Object.entries(constants).flatMap(([key, name]) => (key.startsWith('ATTR_') ? [name] : []));
  const briefs = new Map(
    Object.entries(ATTRIBUTE_BRIEFS).flatMap(([where, of]) =>
      Object.entries(of).map(([name, brief]) => /** @type {const} */ ([name, { where, brief }])),
    ),
  );
  const unknown = [...spelled, ...briefs.keys()].filter((name) => !briefs.has(name) || !spelled.includes(name));
  if (unknown.length > 0) {
    throw new Error(`scripts/docs/attributeBriefs.mjs and src/semconv/attributes.ts differ in ${unknown.join(', ')}`);
  }
  return table(
    ['Attribute', 'Short Description', 'Found on', "`detail: 'standard'`"],
    [...briefs].map(([name, { where, brief }]) => [
      `${code(name.endsWith('.') ? `${name}<name>` : name)}${note(name)}`,
      brief,
      where,
      standard(name),
    ]),
  );
}

/** @param {string} name */
function standard(name) {
  if (STANDARD.includes(name)) return 'yes';
  return STANDARD_ON_METRICS.includes(name) ? 'on metrics' : '-';
}

/** @param {string} name */
function note(name) {
  if (DEPRECATED.includes(name)) return ' [1]';
  return NEWEST.includes(name) ? ' [2]' : '';
}

/**
 * The spans of AWS calls in the form of the contrib repository: messaging operations one by one, then all others.
 *
 * @param {readonly { id: string, operations: Record<string, { kind?: number, messaging?: string, messagingName?: string, batch?: unknown }> }[]} services
 * @returns {string}
 */
export function spansEmitted(services) {
  const messaging = services.flatMap(({ id, operations }) =>
    Object.entries(operations).flatMap(
      ([name, { kind = SpanKind.CLIENT, messaging: type, messagingName = type, batch }]) =>
        type === undefined
          ? []
          : [
              [
                id,
                name,
                batch === undefined ? kindName(kind) : `Client [1]`,
                `${id}.${name}`,
                `${messagingName} <destination>`,
                messagingName === type ? code(type) : `${code(messagingName)} / ${code(type)}`,
              ],
            ],
    ),
  );
  return table(
    ['Service', 'Operation', 'Span Kind', 'Span Name', "With `spanNames: 'messaging'`", 'Operation Name / Type'],
    [
      ...messaging.map(([service, operation, kind, name, messagingName, type]) => [
        code(service),
        code(operation),
        kind,
        code(name),
        code(messagingName),
        type,
      ]),
      ['any', 'any other', 'Client', '`<Service>.<Operation>`', '`<Service>.<Operation>`', '-'],
    ],
  );
}

/** @param {number} kind */
function kindName(kind) {
  const name = SpanKind[kind];
  return name.charAt(0) + name.slice(1).toLowerCase();
}
