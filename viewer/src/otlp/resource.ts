import { ATTR_FAAS_NAME, ATTR_SERVICE_NAME } from '../attributes';
import type { Resource } from '../span';
import { clean } from '../words/text';
import { cut, MAX_NAME, readAttributes } from './attributes';
import { membersOf } from './members';
import { bytesOfText } from './memory';

/** Some resources are as large as a hundred others. In characters. */
const MAX_KNOWN = 8 * 2 ** 20;

const known = new Map<string, Resource>();
let knownLength = 0;

/** Who says it. Each request says it anew: it is kept once. */
export function readResource(resource: unknown): Resource {
  const attributes = readAttributes(membersOf(resource)['attributes']);
  const key = JSON.stringify([...attributes]);
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  if (knownLength + key.length > MAX_KNOWN) {
    known.clear();
    knownLength = 0;
  }
  knownLength += key.length;
  const service = cut(clean(attributes.text(ATTR_SERVICE_NAME, ATTR_FAAS_NAME) ?? ''), MAX_NAME) || '(no service)';
  const read = { service, attributes, bytes: bytesOfText(key) };
  known.set(key, read);
  return read;
}
