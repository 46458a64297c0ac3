import { log } from '../diagnostics/log';
import { shared } from '../shared';
import { isRecord } from '../values';
import { propagatedFields } from './propagator';

/** What applies to the attributes of a message, and not to its body. */
const ON_ATTRIBUTES = 'MessageAttributes';

/** The field of the first policy that names one. */
const known = shared('filter policies', () => ({ field: undefined as string | undefined }));

/**
 * Looks into the filter policy of a subscription: one that names a propagated field decides by what this package adds.
 * @param policy as SNS has it: JSON
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function noteFilterPolicy(policy: unknown, scope: unknown = ON_ATTRIBUTES): void {
  if (typeof policy !== 'string' || scope !== ON_ATTRIBUTES || known.field !== undefined) return;
  const content: unknown = parse(policy);
  const field = isRecord(content) ? propagatedFields().find((name) => namesIn(content).has(name)) : undefined;
  if (field === undefined) return;
  known.field = field;
  log.warn(
    `the filter policy of a subscription names ${field}, which this package adds to messages: take it out of the ` +
      'policy, or set propagateMessageContext: (destination) => false for this topic',
  );
}

/** Keys of attributes; an `$or` has policies in it. */
function namesIn(policy: Readonly<Record<string, unknown>>): Set<string> {
  const { $or: alternatives } = policy;
  const inner = Array.isArray(alternatives) ? (alternatives as unknown[]).filter(isRecord) : [];
  return new Set([...Object.keys(policy), ...inner.flatMap((each) => Object.keys(each))]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
