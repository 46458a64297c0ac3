import type { Context } from '@opentelemetry/api';
import { chooseFields, contextFields } from './contextFields';
import type { Budget } from './budget';
import { isRecord, parseJson } from '../values';

/** The member of an EventBridge event's `detail` that carries a trace context. */
export const DETAIL_TRACE = '_trace';

/**
 * An EventBridge `Detail` with a trace context in it. The context is inserted into the text. The text is not written
 * again from its parsed form, so its numbers, blanks and order stay the same.
 * @returns undefined if the detail is not a JSON object, already has such a member, or would be too large
 */
export function injectIntoDetail(detail: unknown, context: Context, budget: Budget): string | undefined {
  const member = typeof detail === 'string' ? memberFor(detail, context, budget) : undefined;
  if (typeof detail !== 'string' || member === undefined) return undefined;
  const start = detail.indexOf('{') + 1;
  return detail.slice(0, start) + member + detail.slice(start);
}

/** The text that puts a trace context into a JSON object, directly behind its brace. Its bytes are off the budget. */
export function memberFor(json: string, context: Context, budget: Budget): string | undefined {
  const members = parseJson(json);
  if (!isRecord(members) || DETAIL_TRACE in members) return undefined;
  const chosen = chooseFields(contextFields(context), {}, Infinity, { bytes: budget.bytes });
  if (chosen.length === 0) return undefined;
  const fields = Object.fromEntries(chosen.map(({ name, text }) => [name, text]));
  const comma = Object.keys(members).length > 0 ? ',' : '';
  const member = `${JSON.stringify(DETAIL_TRACE)}:${JSON.stringify(fields)}${comma}`;
  const bytes = Buffer.byteLength(member);
  if (bytes > budget.bytes) return undefined;
  budget.bytes -= bytes;
  return member;
}
