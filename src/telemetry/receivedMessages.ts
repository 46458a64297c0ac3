import type { Link } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { ownFields } from '../propagation/carriedContext';
import { holdingFields } from '../propagation/propagator';
import type { EntryResult, Reception, Settlement } from '../services/service';
import { shared } from '../shared';
import { announce } from '../diagnostics/announce';
import type { Telemetry } from './telemetry';
import { type Receive, type ReceivedMessage, noteDeleted, recall, remember } from './ledger';
import { stopLooking } from './polls';
import { receiveLink } from './extractors';
import { noteReceivedContext } from './relayed';

const untraced = shared('untraced consumers', () => ({ said: false }));

/** What SQS says of a handle whose message is gone or was handed out again. */
const EXPIRED = /ReceiptHandleIsInvalid|MessageNotInflight/;
/** What it says of many things, of an expired handle of a FIFO queue among them. */
const INVALID = 'InvalidParameterValue';

interface Receiving extends Pick<Receive, 'poller' | 'server'> {
  readonly recording: boolean;
  /** Those of the span of the receive: what holds for the next one may be another thing by now. */
  readonly options: Options;
}

/**
 * Remembers what a receive brought, and gives a link for each message that tells its creation context. Of a receive that
 * does not record no message is read: its process span will do that.
 */
export function rememberReceived(telemetry: Telemetry, reception: Reception, receiving: Receiving): Link[] {
  return holdingFields(rememberEach, reception, { ...receiving, telemetry });
}

function rememberEach(
  { messages, visibilityTimeout, queueUrl }: Reception,
  { telemetry, recording, options, poller, server }: Receiving & Pick<Receive, 'telemetry'>,
): Link[] {
  const links: Link[] = [];
  const receive: Receive = { telemetry, queueUrl, poller, server };
  const visibleAt = typeof visibilityTimeout === 'number' ? Date.now() + visibilityTimeout * 1000 : undefined;
  const fields = ownFields();
  const alone = messages.length === 1;
  for (const message of messages) {
    noteReceivedContext(message, fields);
    const link = recording ? receiveLink(message, options, alone) : undefined;
    if (link !== undefined) links.push(link);
    const { ReceiptHandle, MessageId } = message as { ReceiptHandle?: unknown; MessageId?: string };
    remember(ReceiptHandle, {
      receive,
      messageId: MessageId,
      visibleAt,
      creation: link?.context,
      processed: false,
      settled: undefined,
      settledAt: undefined,
    });
  }
  return links;
}

/** Notes that a message has its process span: its consumer is traced. */
export function noteProcessed(message: ReceivedMessage): void {
  message.processed = true;
  if (message.receive.poller !== undefined) stopLooking(message.receive.poller);
}

/** Notes how the messages of a settle call ended, for their process spans. */
export function rememberSettled(operation: Operation, outcome: Outcome): void {
  const { definition } = operation.kind;
  const results = outcome.output && definition.results?.(outcome.output);
  const byId = results && new Map<unknown, EntryResult>(results.map((result) => [result.id, result]));
  for (const settlement of definition.settles?.(operation.input) ?? []) {
    const message = recall(settlement.receiptHandle);
    if (message === undefined) continue;
    const result = byId?.get(settlement.id);
    const [failure, why] =
      outcome.output === undefined
        ? [outcome.errorType, outcome.errorMessage]
        : [result?.failureCode, result?.failureMessage];
    if (failure !== undefined) {
      if (isExpiry(settlement, failure, why)) message.settled = 'expired';
      continue;
    }
    message.settled = settlement.outcome;
    // Who gives a message back to the queue himself has it no longer, and cannot overrun any more.
    message.settledAt = settlement.outcome === 'extended' ? undefined : Date.now();
    if (settlement.outcome === 'deleted' && message.receive.poller !== undefined && !message.processed)
      warnOfUntraced();
    if (settlement.outcome === 'deleted') noteDeleted(settlement.receiptHandle, message);
    else if (settlement.outcome === 'extended' && settlement.visibilityTimeout !== undefined) {
      message.visibleAt = Date.now() + settlement.visibilityTimeout * 1000;
    }
  }
}

/** Says once that a consumer library works past this package: it deletes what had no process span. */
function warnOfUntraced(): void {
  if (untraced.said) return;
  untraced.said = true;
  announce(
    'sqs-consumer handles messages without process spans: its class could not be found in this process. ' +
      'Wrap its handlers with wrapMessageHandler or wrapBatchHandler',
  );
}

/** A delete has one parameter that can be invalid. */
function isExpiry({ outcome }: Settlement, failure: string, message: string | undefined): boolean {
  if (failure !== INVALID) return EXPIRED.test(failure);
  return outcome === 'deleted' || message?.includes('ReceiptHandle') === true;
}
