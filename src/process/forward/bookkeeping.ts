import { AWS_TRACE_HEADER } from '../../propagation/awsTraceHeader';
import { FORWARD_ATTRIBUTES } from '../../propagation/forwardAttributes';

/** What the forwarding before this one wrote: it does not hold for the message that is sent next. */
const OURS: ReadonlySet<string> = new Set<string>([...FORWARD_ATTRIBUTES, AWS_TRACE_HEADER]);

/** What RabbitMQ wrote, or reads. Elsewhere, it is a header of the application. */
const OF_RABBIT: ReadonlySet<string> = new Set<string>([
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
  'x-acquired-count',
  // Where the message stands in a stream.
  'x-stream-offset',
]);

/**
 * A sender in between may spell it in another way: beside a new count, the next reader could find the old one.
 * @param throughRabbit whether the message comes from RabbitMQ, or goes there
 */
export function isBookkeeping(name: string, throughRabbit: boolean): boolean {
  const lower = name.toLowerCase();
  if (OURS.has(name) || OURS.has(lower)) return true;
  return throughRabbit && (OF_RABBIT.has(name) || OF_RABBIT.has(lower));
}
