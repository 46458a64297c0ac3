import type { Context } from '@opentelemetry/api';
import { carriesContext, chooseFields, contextFields } from './contextFields';
import { type Members, copyToExtend, isRecord, parseJson } from '../values';

/**
 * The number of bytes that Lambda accepts, after the encoding.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax
 */
const MAX_ENCODED = 3583;
const MAX_JSON = Math.floor(MAX_ENCODED / 4) * 3;

/** The runtimes for Java, Python, Go and .NET read this member, in this spelling. Node.js passes on any member. */
const CUSTOM = 'custom';
/** The spelling that TypeScript's types had for years. */
const CUSTOM_MISSPELLED = 'Custom';

/**
 * A Lambda `ClientContext` with a trace context among its `custom` members. Everything else in it stays.
 * @returns undefined if there is nothing to add, if it does not fit, or if the application has put in a context itself
 */
export function injectIntoClientContext(clientContext: unknown, context: Context): string | undefined {
  const members = decode(clientContext);
  if (members === undefined) return undefined;
  const custom = members[CUSTOM] ?? {};
  if (!isRecord(custom) || carriesContext(custom) || carriesContext(members[CUSTOM_MISSPELLED])) return undefined;
  // The quotes, the colon and the comma of a member have as many bytes as the type of an attribute. `chooseFields`
  // counts those.
  const budget = { bytes: MAX_JSON - Buffer.byteLength(JSON.stringify({ ...members, [CUSTOM]: custom })) };
  const chosen = chooseFields(contextFields(context), custom, Infinity, budget);
  if (chosen.length === 0) return undefined;
  const carrying = copyToExtend(custom);
  for (const { name, text } of chosen) carrying[name] = text;
  const encoded = encode(Object.assign(copyToExtend(members), { [CUSTOM]: carrying }));
  return encoded.length <= MAX_ENCODED ? encoded : undefined;
}

function decode(clientContext: unknown): Members | undefined {
  if (clientContext === undefined || clientContext === null || clientContext === '') return {};
  if (typeof clientContext !== 'string') return undefined;
  const members = parseJson(Buffer.from(clientContext, 'base64').toString('utf8'));
  return isRecord(members) ? members : undefined;
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString('base64');
}
