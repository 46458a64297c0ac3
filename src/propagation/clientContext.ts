import { isUtf8 } from 'node:buffer';
import type { Context } from '@opentelemetry/api';
import { type ContextField, carriesContext, chooseFields, contextFields } from './contextFields';
import { DETAIL_TRACE, type Keeps } from './eventDetail';
import { withoutContextFields } from './messageAttributes';
import { type Members, copyToExtend, isRecord, membersOf, parseJson } from '../values';

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

/** Where the member may begin in a text. One that another object has is told apart by what a reader finds. */
const CUSTOM_OBJECT = /"custom"\s*:\s*\{/g;

/**
 * A Lambda `ClientContext` with a trace context among its `custom` members. Everything else in it stays: the context is
 * inserted into the text, so that numbers of any size stay what they are.
 * @param keeps whether a context in it stays, as one that the application has put in itself, and not one that the function
 *   itself was invoked with
 * @returns undefined if there is nothing to add, if it does not fit, or if it keeps a context
 */
export function injectIntoClientContext(
  clientContext: unknown,
  context: Context,
  keeps: Keeps = () => true,
): string | undefined {
  if (isAbsent(clientContext)) return encoded(contextFields(context));
  const json = decode(clientContext);
  const members = json === undefined ? undefined : parseJson(json);
  if (json === undefined || !isRecord(members) || carriesContext(members[CUSTOM_MISSPELLED])) return undefined;
  const { [CUSTOM]: custom } = members;
  if (!isRecord(custom) || !carriesContext(custom)) return injectIntoMembers(json, members, context);
  if (keeps({ [DETAIL_TRACE]: custom }) || !keepsNumbers(json)) return undefined;
  const bare = { ...members, [CUSTOM]: withoutContextFields(custom, contextFields(context)) };
  return injectIntoMembers(JSON.stringify(bare), bare, context);
}

function injectIntoMembers(json: string, members: Members, context: Context): string | undefined {
  const custom = members[CUSTOM] ?? {};
  if (!isRecord(custom)) return undefined;
  // The quotes, the colon and the comma of a member have as many bytes as the type of an attribute. `chooseFields`
  // counts those. The first one in a new object has no comma: that of the object takes its place.
  const member = isRecord(members[CUSTOM]) ? 0 : MEMBER_SIZE;
  const budget = { bytes: MAX_JSON - Buffer.byteLength(json) - member };
  const chosen = chooseFields(contextFields(context), custom, Infinity, budget);
  if (chosen.length === 0) return undefined;
  const carrying =
    inserted(json, members, chosen) ?? (keepsNumbers(json) ? rewritten(members, custom, chosen) : undefined);
  if (carrying === undefined) return undefined;
  const text = Buffer.from(carrying).toString('base64');
  return text.length <= MAX_ENCODED ? text : undefined;
}

/** A client context of nothing but a trace context. */
function encoded(fields: readonly ContextField[]): string | undefined {
  const chosen = chooseFields(fields, NONE, Infinity, { bytes: MAX_JSON - MEMBER_SIZE - '{}'.length });
  if (chosen.length === 0) return undefined;
  const text = Buffer.from(`{"${CUSTOM}":{${membersText(chosen)}}}`).toString('base64');
  return text.length <= MAX_ENCODED ? text : undefined;
}

const NONE: Members = Object.freeze({});

const MEMBER_SIZE = `"${CUSTOM}":{}`.length;

function isAbsent(clientContext: unknown): boolean {
  return clientContext === undefined || clientContext === null || clientContext === '';
}

/** The JSON text of a client context. One that is no text would not come back as it was. */
function decode(clientContext: unknown): string | undefined {
  if (typeof clientContext !== 'string') return undefined;
  const bytes = Buffer.from(clientContext, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function inserted(json: string, members: Members, fields: readonly ContextField[]): string | undefined {
  const texts = membersText(fields);
  if (!Object.hasOwn(members, CUSTOM))
    return insertedAt(json, json.indexOf('{') + 1, `"${CUSTOM}":{${texts}}`, members);
  for (const { 0: start, index } of json.matchAll(CUSTOM_OBJECT)) {
    const carrying = insertedAt(json, index + start.length, texts, membersOf(members[CUSTOM]));
    const custom = membersOf(membersOf(parseJson(carrying))[CUSTOM]);
    if (fields.every(({ name, text }) => custom[name] === text)) return carrying;
  }
  return undefined;
}

/** The fields as members of a JSON object, without its braces. */
function membersText(fields: readonly ContextField[]): string {
  return JSON.stringify(Object.fromEntries(fields.map(({ name, text }) => [name, text]))).slice(1, -1);
}

function insertedAt(json: string, position: number, text: string, into: Members): string {
  const comma = Object.keys(into).length > 0 ? ',' : '';
  return json.slice(0, position) + text + comma + json.slice(position);
}

const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const NUMBERS = /-?\d[-+.\w]*/g;

/** Whether its numbers are the same ones when it is written again. */
function keepsNumbers(json: string): boolean {
  const numbers = json.replace(STRINGS, '').match(NUMBERS) ?? [];
  return numbers.every((spelled) => JSON.stringify(Number(spelled)) === spelled);
}

/** Where there is no place in the text: the member is null, or spelled with escapes. */
function rewritten(members: Members, custom: Members, fields: readonly ContextField[]): string {
  const carrying = copyToExtend(custom);
  for (const { name, text } of fields) carrying[name] = text;
  return JSON.stringify(Object.assign(copyToExtend(members), { [CUSTOM]: carrying }));
}
