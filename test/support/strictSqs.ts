import { SqsRejection } from './strictErrors';
import {
  attributesDigest,
  checkBatchBytes,
  checkMessage,
  MAX_BYTES,
  selectAttributes,
  type Attributes,
  type SqsBody,
} from './strictMessages';
import { deadLetterTarget, MoveTasks } from './strictMoveTasks';
import { checkDelete, checkVisibility } from './strictReceipts';
import type { Ledger, SentExtras, SqsQueue } from './strictStore';

/** One SQS call between the wire and fauxqs. */
export interface SqsCall {
  readonly operation: string;
  readonly input: SqsBody;
  readonly traceHeader: string | undefined;
  /** Batch entries that were refused before fauxqs saw them. */
  readonly failed: BatchFailure[];
  /** The attributes that the receive call asked for: fauxqs is asked for all. */
  asked: readonly string[];
  /** MD5 of the system attributes that were sent, by entry id ('' for a single message). */
  readonly systemDigests: Map<string, string>;
}

interface BatchFailure {
  readonly Id: string | undefined;
  readonly SenderFault: true;
  readonly Code: string;
  readonly Message: string;
}

interface ReceivedMessage {
  readonly ReceiptHandle: string;
  MessageAttributes?: Attributes;
  MD5OfMessageAttributes?: string;
  Attributes?: Record<string, string>;
}

/** A response body of fauxqs, on its way out. */
export interface SqsOutput {
  [field: string]: unknown;
  Messages?: ReceivedMessage[];
  Successful?: { Id: string; MD5OfMessageSystemAttributes?: string }[];
  Failed?: BatchFailure[];
}

const BATCH_LIMIT = 10;
const MAX_ENTRY_ID = 80;

/**
 * SQS' own rules where fauxqs is more lenient. `before` may change the input, throw an `SqsRejection`, or answer in
 * fauxqs' place; `after` changes what fauxqs answered.
 */
export class StrictSqs {
  readonly #moveTasks: MoveTasks;

  constructor(readonly ledger: Ledger) {
    this.#moveTasks = new MoveTasks(ledger);
  }

  before(call: SqsCall): unknown {
    const { operation, input } = call;
    const queue = this.ledger.store.getQueue(input.QueueUrl ?? '');
    switch (operation) {
      case 'StartMessageMoveTask':
        return this.#moveTasks.start(input);
      case 'ListMessageMoveTasks':
        return this.#moveTasks.list(input);
      case 'ListDeadLetterSourceQueues':
        return queue && this.#deadLetterSources(queue);
      default:
        // A queue that does not exist, or no queue: fauxqs says so.
        return queue && this.#beforeMessages(call, queue);
    }
  }

  after(call: SqsCall, output: SqsOutput): void {
    if (call.operation === 'ReceiveMessage') {
      for (const message of output.Messages ?? []) this.#completeReceived(call, message);
    }
    const digest = call.systemDigests.get('');
    if (digest !== undefined) output['MD5OfMessageSystemAttributes'] = digest;
    for (const sent of output.Successful ?? []) {
      const entryDigest = call.systemDigests.get(sent.Id);
      if (entryDigest !== undefined) sent.MD5OfMessageSystemAttributes = entryDigest;
    }
    if (call.failed.length > 0) output.Failed = [...(output.Failed ?? []), ...call.failed];
    // AWS leaves empty lists out.
    if (output.Failed?.length === 0) delete output.Failed;
    if (output.Successful?.length === 0) delete output.Successful;
  }

  #beforeMessages(call: SqsCall, queue: SqsQueue): unknown {
    const { operation, input } = call;
    switch (operation) {
      case 'SendMessage':
        this.#acceptMessage(call, queue, input, '');
        return undefined;
      case 'ReceiveMessage':
        call.asked = input.MessageAttributeNames ?? [];
        input.MessageAttributeNames = ['All'];
        return undefined;
      case 'DeleteMessage':
        if (input.ReceiptHandle) checkDelete(this.ledger, queue, input.ReceiptHandle);
        return undefined;
      case 'ChangeMessageVisibility':
        if (input.ReceiptHandle) checkVisibility(this.ledger, queue, input.ReceiptHandle);
        return undefined;
      case 'SendMessageBatch':
        return checkEntries(call, (entry) => this.#acceptMessage(call, queue, entry, entry.Id ?? ''));
      case 'DeleteMessageBatch':
        return checkEntries(call, (entry) => checkDelete(this.ledger, queue, entry.ReceiptHandle ?? ''));
      case 'ChangeMessageVisibilityBatch':
        return checkEntries(call, (entry) => checkVisibility(this.ledger, queue, entry.ReceiptHandle ?? ''));
      default:
        return undefined;
    }
  }

  /** Refuses a message, or keeps what fauxqs would lose of it. */
  #acceptMessage(call: SqsCall, queue: SqsQueue, message: SqsBody, id: string): void {
    checkMessage(message, Number(queue.attributes['MaximumMessageSize'] ?? MAX_BYTES));
    message.MessageAttributes ??= {};
    const system = message.MessageSystemAttributes ?? {};
    const digest = attributesDigest(system);
    if (digest !== undefined) call.systemDigests.set(id, digest);
    const AWSTraceHeader = system['AWSTraceHeader']?.StringValue ?? call.traceHeader;
    const { MessageGroupId } = message;
    this.ledger.extras.set(message.MessageAttributes, {
      ...(AWSTraceHeader === undefined ? {} : { AWSTraceHeader }),
      ...(MessageGroupId === undefined ? {} : { MessageGroupId }),
    });
  }

  #completeReceived(call: SqsCall, received: ReceivedMessage): void {
    const attributes = selectAttributes(received.MessageAttributes ?? {}, call.asked);
    const digest = attributesDigest(attributes);
    delete received.MessageAttributes;
    delete received.MD5OfMessageAttributes;
    if (digest !== undefined) {
      received.MessageAttributes = attributes;
      received.MD5OfMessageAttributes = digest;
    }
    const message = this.ledger.receipts.get(received.ReceiptHandle)?.message;
    if (message === undefined) return;
    const extras: SentExtras & { DeadLetterQueueSourceArn?: string | undefined } = {
      ...this.ledger.extras.get(message.messageAttributes),
      DeadLetterQueueSourceArn: this.ledger.deadLetterSources.get(message),
    };
    const asked = [...(call.input.AttributeNames ?? []), ...(call.input.MessageSystemAttributeNames ?? [])];
    for (const [name, value] of Object.entries(extras)) {
      if (value === undefined || !(asked.includes('All') || asked.includes(name))) continue;
      received.Attributes = { ...received.Attributes, [name]: value };
    }
  }

  #deadLetterSources(queue: SqsQueue): { queueUrls: string[] } {
    const sources = this.ledger.store.listQueues().filter((candidate) => deadLetterTarget(candidate) === queue.arn);
    return { queueUrls: sources.map((source) => source.url) };
  }
}

/** Takes the entries that `check` refuses out of a batch; answers in fauxqs' place when none is left. */
function checkEntries(call: SqsCall, check: (entry: SqsBody) => void): unknown {
  const { operation, input, failed } = call;
  const entries = input.Entries ?? [];
  const ids = entries.map((entry) => entry.Id ?? '');
  // What is wrong with the batch as a whole, fauxqs finds itself.
  if (entries.length === 0 || entries.length > BATCH_LIMIT || new Set(ids).size < ids.length) return undefined;
  if (ids.some((id) => id.length > MAX_ENTRY_ID)) {
    throw new SqsRejection(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (operation === 'SendMessageBatch') {
    const empty = entries.findIndex((entry) => !entry.MessageBody) + 1;
    if (empty > 0) {
      const parameter = `SendMessageBatchRequestEntry.${empty}.MessageBody`;
      throw new SqsRejection('MissingParameter', `The request must contain the parameter ${parameter}.`);
    }
    checkBatchBytes(entries);
  }
  input.Entries = entries.filter((entry) => {
    try {
      check(entry);
      return true;
    } catch (error) {
      if (!(error instanceof SqsRejection)) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
      return false;
    }
  });
  return input.Entries.length === 0 ? {} : undefined;
}
