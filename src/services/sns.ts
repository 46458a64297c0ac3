import { SpanKind } from '@opentelemetry/api';
import type * as SNS from '@aws-sdk/client-sns';
import type { Options } from '../options';
import { noteFilterPolicy } from '../propagation/filterPolicies';
import { shapeOfBatch, shapeOfMessage } from '../propagation/messageLimits';
import { type MessageShape, SNS_SHAPE } from '../propagation/messageShapes';
import type { Destination, MessagingRequest, MessagingResponse } from '../semconv/messaging';
import { snsSemconv } from '../semconv/sns';
import type { Concealment } from './concealment';
import { concealContent } from './content';
import { injectIntoBatch, injectIntoRequest } from './messageInjection';
import { batchFailure, batchResult, batchResults, sentResponse } from './messages';
import { type OperationDefinition, type Questions, defineService } from './service';
import { byteLength, entriesOf, text } from '../values';

type Operation = OperationDefinition<MessagingRequest, MessagingResponse>;

/** A topic. Addresses of other kinds are not recorded. */
const TOPIC = /^arn:[^:]*:sns:(?:[^:]*:){0,2}([^:/]+)$/;
/** A device. Only the application that runs on it is recorded. */
const DEVICE = /^arn:[^:]*:sns:(?:[^:]*:){0,2}(endpoint\/[^/]+\/[^/]+)\//;
/** A topic that an emulator or a test names: neither a number nor the ARN or the address of something else. */
const NO_ADDRESS = /^(?!arn:)[A-Za-z_][\w.-]{0,255}$/;
const PHONE_NUMBER = 'phone_number';
/** Fewer are no phone number, and stand in many messages. */
const MIN_DIGITS = 3;

interface Addressed {
  readonly TopicArn?: unknown;
  readonly TargetArn?: unknown;
  readonly PhoneNumber?: unknown;
  readonly phoneNumber?: unknown;
  readonly Protocol?: unknown;
  readonly Endpoint?: unknown;
}

function topicOrPhone(input: Addressed): Destination | undefined {
  const topicArn = topicOf(input);
  if (topicArn !== undefined) return { name: TOPIC.exec(topicArn)?.[1], topicArn };
  const device = DEVICE.exec(String(input.TargetArn))?.[1];
  if (device !== undefined) return { name: device };
  if (input.PhoneNumber != null) return { name: PHONE_NUMBER };
  const { TopicArn } = input;
  return typeof TopicArn === 'string' && NO_ADDRESS.test(TopicArn) ? { name: TopicArn, topicArn: TopicArn } : undefined;
}

function topicOf({ TopicArn, TargetArn }: Addressed): string | undefined {
  const arn = TopicArn ?? TargetArn;
  return typeof arn === 'string' && TOPIC.test(arn) ? arn : undefined;
}

/** Conceals the content of a request and its phone number, however an error message groups the digits. */
function concealPhoneNumber(input: Addressed, into: Concealment): void {
  concealContent(input, into);
  const { PhoneNumber, phoneNumber, Protocol, Endpoint } = input;
  const number = PhoneNumber ?? phoneNumber ?? (Protocol === 'sms' ? Endpoint : undefined);
  if (typeof number === 'string' && number.replace(/\D/g, '').length >= MIN_DIGITS) into.digits(number);
}

/** The space for messages. No topic takes more than the service. */
function shapeFor(shapeOf: typeof shapeOfMessage, topicArn: string | undefined, options: Options): MessageShape {
  const shape = shapeOf(SNS_SHAPE, topicArn, options);
  return shape.maxSize <= SNS_SHAPE.maxSize ? shape : { ...shape, maxSize: SNS_SHAPE.maxSize };
}

const topicIn = (input: Addressed): MessagingRequest => ({ destination: topicOrPhone(input) });

const publish: Operation = {
  kind: SpanKind.PRODUCER,
  messaging: 'send',
  request: (input: SNS.PublishCommandInput) => ({
    destination: topicOrPhone(input),
    message: { bodySize: byteLength(input.Message) },
  }),
  response: (output: SNS.PublishCommandOutput) => ({ sent: sentResponse(output) }),
  standard: {
    request: topicIn,
    response: (output: SNS.PublishCommandOutput) => ({ sent: sentResponse(output) }),
  },
  destination: topicOf,
  conceals: concealPhoneNumber,
  /** Only messages to a topic get a context, because phones and devices receive no message attributes. */
  inject(input: SNS.PublishCommandInput, contexts, options) {
    const topicArn = topicOf(input);
    if (topicArn === undefined) return input;
    return injectIntoRequest(input, shapeFor(shapeOfMessage, topicArn, options), contexts);
  },
};

const batchIn = (input: SNS.PublishBatchCommandInput): MessagingRequest => ({
  destination: topicOrPhone(input),
  batch: { size: entriesOf(input.PublishBatchRequestEntries).length },
});

const publishBatch: Operation = {
  kind: SpanKind.PRODUCER,
  messaging: 'send',
  request: batchIn,
  create: (entry: SNS.PublishBatchRequestEntry) => ({ message: { bodySize: byteLength(entry.Message) } }),
  standard: { request: batchIn },
  response: (output: SNS.PublishBatchCommandOutput) => ({ batch: batchResult(output) }),
  failure: (output: SNS.PublishBatchCommandOutput) => batchFailure(output, 'messages'),
  destination: topicOf,
  conceals: concealPhoneNumber,
  inject(input: SNS.PublishBatchCommandInput, contexts, options) {
    return injectIntoBatch(input, shapeFor(shapeOfBatch, topicOf(input), options), contexts);
  },
  batch: {
    entries: (input: SNS.PublishBatchCommandInput) => entriesOf(input.PublishBatchRequestEntries),
    destinationName: (input: SNS.PublishBatchCommandInput) => topicOrPhone(input)?.name,
  },
  results: (output: SNS.PublishBatchCommandOutput) => batchResults(output),
};

const createTopicQuestions: Questions<MessagingRequest, MessagingResponse> = {
  request: (input: SNS.CreateTopicCommandInput) => ({ destination: { name: text(input.Name) } }),
  response: (output: SNS.CreateTopicCommandOutput) => ({ destination: topicOrPhone(output) }),
};
const createTopic: Operation = { ...createTopicQuestions, standard: createTopicQuestions };

const otherOperation: Operation = {
  request: topicIn,
  standard: { request: topicIn },
  conceals: concealPhoneNumber,
};

const subscribe: Operation = {
  ...otherOperation,
  learnFrom: (_output: object, { Attributes }: SNS.SubscribeCommandInput) =>
    noteFilterPolicy(Attributes?.['FilterPolicy'], Attributes?.['FilterPolicyScope']),
};

const setSubscriptionAttributes: Operation = {
  ...otherOperation,
  learnFrom: (_output: object, { AttributeName, AttributeValue }: SNS.SetSubscriptionAttributesCommandInput) => {
    if (AttributeName === 'FilterPolicy') noteFilterPolicy(AttributeValue);
  },
};

const getSubscriptionAttributes: Operation = {
  ...otherOperation,
  learnFrom: ({ Attributes }: SNS.GetSubscriptionAttributesCommandOutput) =>
    noteFilterPolicy(Attributes?.['FilterPolicy'], Attributes?.['FilterPolicyScope']),
};

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Operations.html */
export const sns = defineService<MessagingRequest, MessagingResponse>({
  id: 'SNS',
  semconv: snsSemconv,
  operations: {
    Publish: publish,
    PublishBatch: publishBatch,
    CreateTopic: createTopic,
    Subscribe: subscribe,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    GetSubscriptionAttributes: getSubscriptionAttributes,
  },
  others: otherOperation,
});
