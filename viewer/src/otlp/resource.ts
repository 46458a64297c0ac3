import { ATTR_FAAS_NAME, ATTR_SERVICE_NAME } from '../attributes';
import type { Resource } from '../span';
import { clean } from '../words/text';
import { readAttributes } from './attributes';
import { membersOf } from './members';

const MAX_RESOURCES = 1000;

const known = new Map<string, Resource>();

/** Who says it. Each request says it anew: it is kept once. */
export function readResource(resource: unknown): Resource {
  const attributes = readAttributes(membersOf(resource)['attributes']);
  const key = JSON.stringify([...attributes]);
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  if (known.size >= MAX_RESOURCES) known.clear();
  const service = clean(attributes.text(ATTR_SERVICE_NAME, ATTR_FAAS_NAME) ?? '') || '(no service)';
  const read = { service, attributes };
  known.set(key, read);
  return read;
}
