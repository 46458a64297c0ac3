import type { Context } from '@opentelemetry/api';
import { chooseFields, contextFields } from './contextFields';
import type { Budget } from './budget';
import { withoutContextFields } from './messageAttributes';
import { type Members, isRecord, membersOf, parseJson } from '../values';

/** The member of an EventBridge event's `detail` that carries a trace context. */
export const DETAIL_TRACE = '_trace';

/**
 * Whether an object with such a member keeps the context in it: one that the application gave it, and not one that came
 * with a message.
 */
export type Keeps = (carrier: object) => boolean;

/**
 * The text of a JSON object with a trace context in it, as in an EventBridge `Detail`. The context is inserted into the
 * text. The text is not written again from its parsed form, so its numbers, blanks and order stay the same. What is added
 * is off the budget.
 * @returns undefined if the text is not a JSON object, has a context that it keeps, or would be too large
 */
export function injectIntoDetail(
  detail: unknown,
  context: Context,
  budget: Budget,
  keeps: Keeps = () => true,
): string | undefined {
  const members = typeof detail === 'string' ? parseJson(detail) : undefined;
  if (typeof detail !== 'string' || !isRecord(members)) return undefined;
  if (!(DETAIL_TRACE in members)) {
    const start = detail.indexOf('{') + 1;
    const comma = Object.keys(members).length > 0 ? ',' : '';
    return replaced(detail, start, '', (fields) => memberOf(fields) + comma, context, budget);
  }
  const carried = members[DETAIL_TRACE];
  if (!isRecord(carried) || keeps({ [DETAIL_TRACE]: carried })) return undefined;
  const others = withoutContextFields(carried, contextFields(context));
  // As it is written by whoever copies it. Whatever is written otherwise stays.
  const former = memberOf(carried);
  const start = detail.indexOf(former);
  if (start < 0) return undefined;
  const room = { bytes: budget.bytes };
  const made = replaced(detail, start, former, (fields) => memberOf({ ...others, ...fields }), context, room);
  // An object further in may have a member like it, and come first.
  if (made === undefined || memberOf(traceOf(made)) === former) return undefined;
  budget.bytes = room.bytes;
  return made;
}

/** A text with the fields of a context at a place of it. @param former what stands there */
function replaced(
  json: string,
  start: number,
  former: string,
  written: (fields: Members) => string,
  context: Context,
  budget: Budget,
): string | undefined {
  const chosen = chooseFields(contextFields(context), {}, Infinity, {
    bytes: budget.bytes + Buffer.byteLength(former),
  });
  if (chosen.length === 0) return undefined;
  const added = written(Object.fromEntries(chosen.map(({ name, text }) => [name, text])));
  const bytes = Buffer.byteLength(added) - Buffer.byteLength(former);
  if (bytes > budget.bytes) return undefined;
  budget.bytes -= bytes;
  return json.slice(0, start) + added + json.slice(start + former.length);
}

function memberOf(fields: Members): string {
  return `${JSON.stringify(DETAIL_TRACE)}:${JSON.stringify(fields)}`;
}

function traceOf(detail: string): Members {
  return membersOf(membersOf(parseJson(detail))[DETAIL_TRACE]);
}
