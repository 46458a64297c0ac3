import type { HttpRequest } from '@smithy/core/protocols';

/** Of each attempt, of its time, or of a body that carries a context. */
const VARYING =
  /^(?:authorization|x-amz-date|x-amz-content-sha256|amz-sdk-invocation-id|content-length|content-md5|x-amz-client-context|x-amzn-trace-id|traceparent|tracestate|baggage)$/i;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A request as it goes out, without what propagation adds to it and without what is another each time. */
export async function comparableRequest({ method, path, query, headers, body }: HttpRequest): Promise<object> {
  const kept = Object.entries(headers).filter(([name]) => !VARYING.test(name));
  const url = `${method} ${path} ${JSON.stringify(query)}`.replaceAll(UUID, 'uuid');
  const type = headers['content-type'] ?? '';
  return { url, headers: Object.fromEntries(kept), body: comparableBody(await textOf(body), type) };
}

async function textOf(body: unknown): Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('latin1');
  if (typeof body !== 'object' || body === null) return String(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk as string));
  return Buffer.concat(chunks).toString('latin1');
}

function comparableBody(body: string, type: string): unknown {
  const text = body.replaceAll(UUID, 'uuid');
  return type.includes('urlencoded') ? formWithoutContext(text) : bodyWithoutContext(text);
}

/** Other bodies than JSON stay as they are. What some odd inputs come to looks like it and is none: nobody reads that. */
export function bodyWithoutContext(body: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return body.startsWith('{') ? 'no JSON' : body;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const { Entries, Records, ...rest } = json as Record<string, unknown>;
  const message = withoutMessageContext(rest) ?? {};
  for (const list of ASKING) if (message[list] !== undefined) message[list] = withoutNames(message[list]);
  // Once more through JSON: what is undefined is not there.
  const lists = { Entries: withoutEntriesContext(Entries), Records: withoutEntriesContext(Records) };
  const whole = { ...message, ...lists };
  return JSON.parse(JSON.stringify(whole));
}

function withoutEntriesContext(entries: unknown): unknown {
  return Array.isArray(entries) ? entries.map(withoutMessageContext) : entries;
}

/** Entries of EventBridge and executions of Step Functions have a member for it. */
const MEMBERS = new Set(['TraceHeader', 'traceHeader']);

function withoutMessageContext(message: Record<string, unknown> | null): Record<string, unknown> | null {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message;
  const { MessageAttributes, MessageSystemAttributes, ...rest } = message;
  const kept = Object.entries(rest).filter(([name]) => !MEMBERS.has(name));
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, name in DOCUMENTS ? documentOf(name, value) : value])),
    ...part('MessageAttributes', MessageAttributes),
    ...part('MessageSystemAttributes', MessageSystemAttributes),
  };
}

/** The bodies of EventBridge and of Kinesis: where they are JSON, the context is a member of them. */
const DOCUMENTS: Readonly<Record<string, BufferEncoding>> = { Detail: 'utf8', Data: 'base64' };

function documentOf(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    const document = JSON.parse(Buffer.from(value, DOCUMENTS[name]).toString('utf8')) as Record<string, unknown>;
    Reflect.deleteProperty(document, '_trace');
    return document;
  } catch {
    return value;
  }
}

/** `forwardMessage` tells where a message comes from, in the same way. */
const CONTEXT_FIELD =
  /^(?:traceparent|tracestate|baggage|AWSTraceHeader|X-Amzn-Trace-Id|x-original-trace-id|context-\d+)$/;

export function isContextField(name: string): boolean {
  return CONTEXT_FIELD.test(name);
}

/** The lists of names of a receive. */
const ASKING = ['MessageAttributeNames', 'MessageSystemAttributeNames', 'AttributeNames'];

/** What is left of such a list without names: telemetry adds some, and has to leave everything else as it is. */
function withoutNames(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  const left = list.filter((name) => typeof name !== 'string' || name === 'All');
  return left.length === 0 ? undefined : left;
}

/** Nothing at all is as good as an empty map. */
function part(name: string, attributes: unknown): Record<string, unknown> {
  if (attributes == null) return {};
  if (typeof attributes !== 'object' || Array.isArray(attributes)) return { [name]: attributes };
  const left = Object.entries(attributes).filter(([key]) => !CONTEXT_FIELD.test(key));
  return left.length === 0 ? {} : { [name]: Object.fromEntries(left) };
}

const ENTRY = /^(.*MessageAttributes\.entry)\.(\d+)\.(.*)$/;

/** SNS: attributes are numbered, so each becomes its name and its value. */
function formWithoutContext(form: string): unknown {
  const others: [string, string][] = [];
  const attributes = new Map<string, [string, string][]>();
  for (const [key, value] of new URLSearchParams(form)) {
    const [, list, number, member] = ENTRY.exec(key) ?? [];
    if (list === undefined || member === undefined) others.push([key, value]);
    else attributes.set(`${list} ${number}`, [...(attributes.get(`${list} ${number}`) ?? []), [member, value]]);
  }
  const own = [...attributes.values()].filter((members) => !members.some(isContextName));
  return { others, own };
}

function isContextName([member, value]: [string, string]): boolean {
  return member === 'Name' && CONTEXT_FIELD.test(value);
}
