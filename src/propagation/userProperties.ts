import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { type ContextField, carriesContext, chooseFields, contextFields } from './contextFields';
import { isRecord, parseJson } from '../values';

/**
 * Bytes of JSON. They travel in one HTTP header, in base64, and servers take some eight kilobytes of those.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html
 */
const MAX_JSON = 4096;

/**
 * MQTT 5 user properties with a trace context among them: a JSON list of objects of one member each.
 * @see https://w3c.github.io/trace-context-mqtt/#trace-context-fields-placement-in-mqtt-v5-0
 * @returns undefined if there is nothing to add, if it does not fit, if the application has put in a context itself, or
 *   if they are nothing that is known here
 */
export function injectIntoUserProperties(properties: unknown, context: Context): string | undefined {
  const json = jsonOf(properties);
  const list = json === undefined ? undefined : parseJson(json);
  if (json === undefined || !Array.isArray(list) || !list.every(isRecord)) return undefined;
  const own = Object.assign({}, ...list) as Record<string, unknown>;
  if (carriesContext(own)) return undefined;
  const fields = contextFields(context).map(withJsonBytes);
  const chosen = chooseFields(fields, own, Infinity, { bytes: MAX_JSON - Buffer.byteLength(json) });
  if (chosen.length === 0) return undefined;
  const added = chosen.map(propertyOf).join(',');
  const end = json.lastIndexOf(']');
  // What the application wrote stays as it is, to the character.
  return `${json.slice(0, end)}${list.length > 0 ? ',' : ''}${added}${json.slice(end)}`;
}

/** Text, or the SDK's own class of JSON text; it takes a list, too. */
function jsonOf(properties: unknown): string | undefined {
  if (properties === undefined || properties === null || properties === '') return '[]';
  if (typeof properties === 'string') return properties;
  if (types.isStringObject(properties)) return properties.toString();
  return Array.isArray(properties) ? JSON.stringify(properties) : undefined;
}

function withJsonBytes(field: ContextField): ContextField {
  return { ...field, bytes: Buffer.byteLength(propertyOf(field)) + 1 };
}

function propertyOf({ name, text }: ContextField): string {
  return JSON.stringify({ [name]: text });
}
