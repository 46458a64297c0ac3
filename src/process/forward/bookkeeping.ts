import { AWS_TRACE_HEADER } from '../../propagation/awsTraceHeader';
import { FORWARD_ATTRIBUTES } from '../../propagation/forwardAttributes';

/** What a broker, or the forwarding before this one, wrote: it does not hold for the message that is sent next. */
const BOOKKEEPING: ReadonlySet<string> = new Set<string>([
  ...FORWARD_ATTRIBUTES,
  AWS_TRACE_HEADER,
  // RabbitMQ would deliver to these, too.
  'CC',
  'BCC',
  'x-death',
  'x-first-death-exchange',
  'x-first-death-queue',
  'x-first-death-reason',
  'x-last-death-exchange',
  'x-last-death-queue',
  'x-last-death-reason',
  'x-delivery-count',
]);

/** A sender in between may spell it in another way: beside a new count, the next reader could find the old one. */
export function isBookkeeping(name: string): boolean {
  return BOOKKEEPING.has(name) || BOOKKEEPING.has(name.toLowerCase());
}
