import type * as SQS from '@aws-sdk/client-sqs';
import type { Options } from '../options';
import { FORWARD_ATTRIBUTES } from '../propagation/forwardAttributes';
import { type MessageAttributes, attributeText, ownAttribute } from '../propagation/messageCarrier';
import { ofPropagatedFields } from '../propagation/propagator';
import { ERROR_TYPE_OTHER, errorTypeOfCodes } from '../semconv/errors';
import type { BatchResult, MessageFacts, MessagingResponse, SentFacts } from '../semconv/messaging';
import { shownText } from '../semconv/urls';
import type { EntryResult, Failure } from './service';
import { byteLength, entriesNowIn, integer, isObject, number, text } from '../values';

/** The largest number of characters that are recorded of an attribute. */
const MAX_CAPTURED = 256;

/** What SQS and SNS say about one message before it is sent. */
export interface OutgoingMessage {
  readonly MessageAttributes?: unknown;
  readonly DelaySeconds?: unknown;
  readonly MessageGroupId?: unknown;
  readonly MessageDeduplicationId?: unknown;
}

export function sentMessage(message: OutgoingMessage, body: unknown, options: Options): MessageFacts {
  const attributes = isObject(message.MessageAttributes) ? message.MessageAttributes : {};
  return {
    bodySize: byteLength(body),
    delaySeconds: number(message.DelaySeconds),
    customAttributes: countOwn(attributes),
    captured: captured(attributes, options.capturedMessageAttributes),
    groupId: text(message.MessageGroupId),
    deduplicationId: text(message.MessageDeduplicationId),
  };
}

/** The attributes of a message that the application wants to see recorded, and nothing else of it. */
export function capturedOnly(
  { MessageAttributes }: { readonly MessageAttributes?: unknown },
  { capturedMessageAttributes }: Options,
): MessageFacts {
  return isObject(MessageAttributes) ? { captured: captured(MessageAttributes, capturedMessageAttributes) } : {};
}

/** @param complete whether all attributes were asked for: else nobody knows how many there are */
export function receivedMessage(message: SQS.Message, options: Options, complete: boolean): MessageFacts {
  const attributes: MessageAttributes = message.MessageAttributes ?? {};
  const system = message.Attributes ?? {};
  return {
    id: text(message.MessageId),
    sentTimestamp: text(system.SentTimestamp),
    receiveCount: integer(system.ApproximateReceiveCount),
    firstReceiveTimestamp: text(system.ApproximateFirstReceiveTimestamp),
    customAttributes: complete ? countOwn(attributes) : undefined,
    captured: captured(attributes, options.capturedMessageAttributes),
    groupId: text(system.MessageGroupId),
    deduplicationId: text(system.MessageDeduplicationId),
  };
}

/** The values of the attributes that are to be recorded, each of bounded length and without credentials in URLs. */
export function captured(attributes: MessageAttributes, names: readonly string[]): Record<string, string> | undefined {
  let values: Record<string, string> | undefined;
  for (const name of names) {
    const value = attributeText(ownAttribute(attributes, name));
    if (value !== undefined) (values ??= {})[name] = shownText(value, MAX_CAPTURED);
  }
  return values;
}

/** The application's own attributes: without the trace context, and without what a forward has added. */
function countOwn(attributes: MessageAttributes): number {
  let isAdded: ((name: string) => boolean) | undefined;
  let count = 0;
  for (const name in attributes) {
    // What is nothing is not sent.
    if (!Object.hasOwn(attributes, name) || attributes[name] == null) continue;
    isAdded ??= addedNames();
    if (!isAdded(name)) count++;
  }
  return count;
}

/** Names that were looked at. An application has a few. The bound is for one that makes new ones all the time. */
const MAX_LOOKED = 500;

const addedNames = ofPropagatedFields((fields): ((name: string) => boolean) => {
  const added = new Set([...fields, ...FORWARD_ATTRIBUTES].map((name) => name.toLowerCase()));
  const looked = new Map<string, boolean>();
  return (name) => {
    let known = looked.get(name);
    if (known === undefined) {
      known = added.has(name.toLowerCase());
      if (looked.size >= MAX_LOOKED) looked.clear();
      looked.set(name, known);
    }
    return known;
  };
});

/** @param body the member that contains the body of a message */
export function totalBodySize<Body extends string>(
  messages: readonly { readonly [Name in Body]?: unknown }[],
  body: Body,
): number {
  let total = 0;
  for (const message of messages) total += byteLength(message[body]) ?? 0;
  return total;
}

interface BatchOutput {
  readonly Successful?: readonly Succeeded[] | undefined;
  readonly Failed?: readonly Failed[] | undefined;
}

interface Succeeded {
  readonly Id?: string | undefined;
  readonly MessageId?: unknown;
  readonly MD5OfMessageBody?: unknown;
  readonly SequenceNumber?: unknown;
}

interface Failed {
  readonly Id?: string | undefined;
  readonly Code?: unknown;
  readonly Message?: unknown;
}

export function batchResult(output: BatchOutput): BatchResult {
  const succeeded = entriesNowIn(output.Successful).length;
  const failed = entriesNowIn<Failed>(output.Failed);
  if (failed.length === 0) return { succeeded, failed: 0, failureCodes: NO_CODES };
  const codes = failed.flatMap(({ Code }) => text(Code) ?? []);
  return {
    succeeded,
    failed: failed.length,
    failureCodes: [...new Set(codes)].toSorted(),
  };
}

const NO_CODES: readonly string[] = Object.freeze([]);

/** The failure of a batch call. The call itself succeeds although entries failed. */
export function batchFailure(output: BatchOutput, what: string): Failure | undefined {
  if (entriesNowIn(output.Failed).length === 0) return undefined;
  const { succeeded, failed, failureCodes } = batchResult(output);
  return { type: errorTypeOfCodes(failureCodes), message: `${failed}/${succeeded + failed} ${what} failed` };
}

export function batchResults(output: BatchOutput): readonly EntryResult<MessagingResponse>[] {
  const results: EntryResult<MessagingResponse>[] = [];
  for (const entry of entriesNowIn<Succeeded>(output.Successful)) {
    results.push({ id: entry.Id, messageId: text(entry.MessageId), response: { sent: sentResponse(entry) } });
  }
  for (const { Id, Code, Message } of entriesNowIn<Failed>(output.Failed)) {
    results.push({ id: Id, failureCode: text(Code) ?? ERROR_TYPE_OTHER, failureMessage: text(Message) });
  }
  return results;
}

/** What the service says about one message that it accepted. */
export function sentResponse(sent: Succeeded): SentFacts {
  const { MessageId, MD5OfMessageBody, SequenceNumber } = sent;
  return { id: text(MessageId), md5OfBody: text(MD5OfMessageBody), sequenceNumber: text(SequenceNumber) };
}
