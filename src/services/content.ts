import type { Concealment } from './concealment';
import { type LeafRules, concealLeaves } from './leaves';
import { isObject } from '../values';

/** Members of a request that say what it is about; an error that names the queue is of more use than one that does not. */
const IDENTIFIER = /(?:Arn|Url|Name|Bucket|Id|Type)s?$/i;
/** They are called like one. */
const CREDENTIAL = /AccessKeyId|Token/i;

/** A number is a limit or a size in most services, and a short text a word that any message may have. */
const RULES: LeafRules = { numbers: false, parts: true, minLength: 4 };

/**
 * Conceals the content of a request to any service: bodies, payloads, secrets, attributes. Services that reject a request
 * may quote what they do not like, as in "Value '...' at 'secretString' failed to satisfy constraint".
 */
export function concealContent(input: object, into: Concealment): void {
  const members = Object.entries(input);
  for (const [name, member] of members) {
    if (typeof member === 'string' && isIdentifier(name)) into.shows(member);
  }
  for (const [name, member] of members) {
    if (isIdentifier(name)) continue;
    if (!Array.isArray(member)) concealLeaves(member, into, RULES);
    else for (const entry of member as unknown[]) concealEntry(entry, into);
  }
}

/** An entry of a batch has identifiers, too. */
function concealEntry(entry: unknown, into: Concealment): void {
  if (!isObject(entry) || ArrayBuffer.isView(entry)) return concealLeaves(entry, into, RULES);
  for (const [name, member] of Object.entries(entry)) {
    if (!isIdentifier(name)) concealLeaves(member, into, RULES);
  }
}

function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !CREDENTIAL.test(name);
}
