import Module from 'node:module';
import type * as Crypto from 'node:crypto';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestSyntax */
const FIFO_ID = /^[!-~]{1,128}$/;

/** A text as FIFO queues take it for a group or a duplicate: ids of other brokers may be longer, or have blanks in them. */
export function fifoId(id: string | undefined): string | undefined {
  if (id === undefined || FIFO_ID.test(id)) return id;
  if (id === '') return undefined;
  // It takes milliseconds to load, and hardly any process needs it.
  const { createHash } = Module.createRequire(process.execPath)('node:crypto') as typeof Crypto;
  return createHash('sha256').update(id).digest('hex');
}
