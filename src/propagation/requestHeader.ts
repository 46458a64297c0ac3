import type { Context } from '@opentelemetry/api';
import { awsTraceHeaderOf } from './awsTraceHeader';
import { isSameField } from './fieldNames';
import { type Members, text } from '../values';

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const NAME = 'X-Amzn-Trace-Id';
/** By which Lambda finds functions that invoke themselves. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
const LINEAGE = /(?:^|;)\s*(Lineage=[^;]+)/;

/** Whether a request has the header, in any case. */
export function hasRequestHeader(headers: Members): boolean {
  return nameIn(headers) !== undefined;
}

/**
 * Puts the header of a context's span into the headers of a request, in the place of the one that is there. What Lambda
 * needs of that one to find endless loops stays.
 */
export function setRequestHeader(headers: Members, context: Context): void {
  const header = awsTraceHeaderOf(context);
  if (header === undefined) return;
  const former = nameIn(headers);
  const [, lineage] = LINEAGE.exec(former === undefined ? '' : (text(headers[former]) ?? '')) ?? [];
  if (former !== undefined) delete headers[former];
  headers[NAME] = lineage === undefined ? header : `${header};${lineage}`;
}

function nameIn(headers: Members): string | undefined {
  return Object.keys(headers).find((name) => isSameField(name, NAME));
}
