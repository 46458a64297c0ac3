import type { Attributes } from '@opentelemetry/api';
import { ATTR_PREFIX_MESSAGING_SQS_MESSAGE } from './attributes';
import { cut } from './set';

/** Characters of a captured attribute: it is there to be grouped and searched by. */
const MAX_CAPTURED = 256;

/** The attributes of a message that the application wants to see. */
export function setCaptured(attributes: Attributes, captured: Readonly<Record<string, string>>): void {
  for (const name in captured) attributes[nameOf(name)] = cut(captured[name] ?? '', MAX_CAPTURED);
}

/** Names that were captured: those of an option. The bound is for options that change all the time. */
const MAX_NAMES = 500;
const known = new Map<string, string>();

/** Made once for each: to put a name together costs more than to set an attribute. */
function nameOf(captured: string): string {
  let name = known.get(captured);
  if (name === undefined) {
    name = ATTR_PREFIX_MESSAGING_SQS_MESSAGE + captured.toLowerCase();
    if (known.size >= MAX_NAMES) known.clear();
    known.set(captured, name);
  }
  return name;
}
