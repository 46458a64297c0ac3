import { invalidParameter, SqsRejection } from './strictErrors';
import type { Ledger, Receipt, SqsQueue } from './strictStore';

/**
 * What DeleteMessage does with a receipt handle before fauxqs sees it. Of a standard queue, an expired handle still
 * deletes a message that nobody has received since; when somebody has, the call succeeds and deletes nothing ("might
 * not be deleted"). Only a handle that was never given out is invalid, and an expired one of a FIFO queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
export function checkDelete(ledger: Ledger, queue: SqsQueue, handle: string): void {
  const { message } = knownReceipt(ledger, queue, handle);
  if (ledger.deleted.has(message)) return;
  refuseExpiredFifo(queue, handle);
  const visible = queue.messages.indexOf(message);
  if (visible >= 0) queue.messages.splice(visible, 1);
  if (visible >= 0 || queue.inflightMessages.has(handle)) ledger.deleted.add(message);
}

/** What ChangeMessageVisibility does with a receipt handle: the message has to be in flight, under this handle. */
export function checkVisibility(ledger: Ledger, queue: SqsQueue, handle: string): void {
  const { message } = knownReceipt(ledger, queue, handle);
  if (ledger.deleted.has(message)) {
    throw invalidParameter(
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  refuseExpiredFifo(queue, handle);
  queue.processTimers();
  if (!queue.inflightMessages.has(handle)) {
    throw new SqsRejection('MessageNotInflight', "The specified message isn't in flight.");
  }
}

function knownReceipt(ledger: Ledger, queue: SqsQueue, handle: string): Receipt {
  const receipt = ledger.receipts.get(handle);
  // 404: the status in the service model that the SDK is generated from.
  if (receipt === undefined) {
    throw new SqsRejection(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    );
  }
  if (receipt.queue !== queue) {
    throw new SqsRejection(
      'ReceiptHandleIsInvalid',
      `The receipt handle "${handle}" is not valid for this queue.`,
      404,
    );
  }
  return receipt;
}

function refuseExpiredFifo(queue: SqsQueue, handle: string): void {
  if (!queue.isFifo()) return;
  queue.processTimers();
  if (queue.inflightMessages.has(handle)) return;
  throw invalidParameter(
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );
}
