import type { Link } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { EntryResult, Reception } from '../services/service';
import type { Instrumenter } from './instrumenter';
import { forget, recall, remember } from './ledger';
import { receiveLink } from './extractors';

/** What SQS says of a handle whose message is gone or was handed out again. */
const EXPIRED = /ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue/;

/**
 * Remembers what a receive brought, and gives a link for each message that tells its creation context. Of a receive that
 * does not record no message is read: its process span will do that.
 */
export function rememberReceived(instrumenter: Instrumenter, reception: Reception, recording: boolean): Link[] {
  const links: Link[] = [];
  const receivedAt = Date.now();
  const { visibilityTimeout, queueUrl } = reception;
  for (const message of reception.messages) {
    const link = recording ? receiveLink(message) : undefined;
    if (link !== undefined) links.push(link);
    const { ReceiptHandle, MessageId } = message as { ReceiptHandle?: unknown; MessageId?: string };
    remember(ReceiptHandle, {
      instrumenter,
      messageId: MessageId,
      queueUrl,
      receivedAt,
      visibleAt: typeof visibilityTimeout === 'number' ? receivedAt + visibilityTimeout * 1000 : undefined,
      creation: link?.context,
      settled: undefined,
      settledAt: undefined,
    });
  }
  return links;
}

/** Notes how the messages of a settle call ended, for their process spans. */
export function rememberSettled(operation: Operation, outcome: Outcome): void {
  const { definition } = operation.kind;
  const results = outcome.output && definition.results?.(outcome.output);
  const byId = new Map<unknown, EntryResult>(results?.map((result) => [result.id, result]));
  for (const settlement of definition.settles?.(operation.input) ?? []) {
    const message = recall(settlement.receiptHandle);
    if (message === undefined) continue;
    const failure = outcome.output === undefined ? outcome.errorType : byId.get(settlement.id)?.failureCode;
    if (failure !== undefined) {
      if (EXPIRED.test(failure)) message.settled = 'expired';
      continue;
    }
    message.settled = settlement.outcome;
    if (settlement.outcome === 'deleted') {
      message.settledAt = Date.now();
      forget(settlement.receiptHandle);
    } else if (settlement.outcome === 'released') {
      // The application gave it back itself: nothing is left to overrun.
      message.visibleAt = undefined;
    } else if (settlement.visibilityTimeout !== undefined) {
      message.visibleAt = Date.now() + settlement.visibilityTimeout * 1000;
    }
  }
}
