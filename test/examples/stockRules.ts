import { isDeepStrictEqual } from 'node:util';
import * as attributeNames from '../../src/semconv/attributes';
import type { Difference } from './stockDifferences';

/** Why calls have other spans than with the stock instrumentation. The migration guide has a row for each. */
export interface Rule {
  readonly title: string;
  readonly why: string;
  /** Whether it stays with `stockNames`. */
  readonly stays?: boolean;
  /** Other names of the same values. */
  readonly renamed?: Readonly<Record<string, string>>;
  explains(this: void, difference: Difference): boolean;
}

/** The names of attributes that have another one here, with the same value. */
const RENAMED: Readonly<Record<string, string>> = {
  'aws.kinesis.stream.name': 'aws.kinesis.stream_name',
  'aws.request.extended_id': 'aws.extended_request_id',
  'aws.request.id': 'aws.request_id',
  'db.namespace': 'db.collection.name',
  'faas.execution': 'aws.request_id',
  'messaging.destination': 'messaging.destination.name',
  'url.full': 'aws.sqs.queue.url',
};
const ON_EVERY_CALL = new Set([
  'aws.extended_request_id',
  'aws.region',
  'aws.request_id',
  'http.status_code',
  'server.address',
  'server.port',
]);
const ESTIMATED = /^BedrockRuntime\.InvokeModel.*\((command|command-r|mistral)\)$/;
const TOKENS = /^gen_ai\.usage\.(input|output)_tokens$/;
const BATCH = /^(SQS\.SendMessageBatch|SNS\.PublishBatch)$/;
/** The call has an attribute of its own that is captured by default. */
const CAPTURED = `${attributeNames.ATTR_PREFIX_MESSAGING_SQS_MESSAGE}priority`;
const NAMES: ReadonlySet<unknown> = new Set(Object.values(attributeNames));

const isPhone = ({ call }: Difference): boolean => call.endsWith('(phone)');
const isAttribute = ({ what }: Difference): boolean => what === 'attribute';
const isAdded = ({ what, before }: Difference): boolean => what === 'attribute' && before === undefined;
const isGone = ({ what, after }: Difference): boolean => what === 'attribute' && after === undefined;

/** In this order: the first one that explains a difference has it. */
export const RULES: readonly Rule[] = [
  {
    title: 'names of model calls',
    why: 'calls of models are named as the generative AI conventions say',
    explains: ({ what, call }) => what === 'name' && call.startsWith('BedrockRuntime.InvokeModel'),
  },
  {
    title: 'names',
    why: "`<Service>.<Operation>` for every service; `spanNames: 'messaging'` gives `send orders`",
    explains: ({ what, call, after }) => what === 'name' && after === call.replace(/ .*/, ''),
  },
  {
    title: 'receives',
    why: '`CONSUMER` is the span that processes a message, as the conventions say',
    explains: ({ what, call }) => what === 'kind' && call === 'SQS.ReceiveMessage',
  },
  {
    title: 'batches',
    why: 'each message has a `create` span, to which the batch links; `batchCreateSpans: false` gives one `PRODUCER`',
    explains: ({ what, call }) => BATCH.test(call) && ['kind', 'links', 'spans'].includes(what),
  },
  {
    title: 'settled messages',
    why: 'a delete, or a change of the visibility, links to the span that created the message',
    stays: true,
    explains: ({ what, call, before }) =>
      what === 'links' && isDeepStrictEqual(before, []) && /^SQS\.(Delete|ChangeMessageVis)/.test(call),
  },
  {
    title: 'partial failures',
    why: 'an answer that reports a failure is an error',
    stays: true,
    explains: ({ what, how, before, key }) =>
      how !== 'failed' && ((what === 'status' && before === 'UNSET') || key === attributeNames.ATTR_ERROR_TYPE),
  },
  {
    title: 'types of errors',
    why: 'every failure has its type, equal on span and metric',
    stays: true,
    explains: (difference) => isAdded(difference) && difference.key === attributeNames.ATTR_ERROR_TYPE,
  },
  {
    title: 'streams that fail',
    why: 'there, the span of a streamed call that is refused never ends, and is lost',
    stays: true,
    explains: ({ what, before, how }) => what === 'spans' && before === 0 && how === 'failed',
  },
  {
    title: 'phone numbers',
    why: 'they are personal data',
    stays: true,
    explains: (difference) => isPhone(difference) && difference.before === '+15550100',
  },
  {
    title: 'other names',
    why: 'the same values under the names that this package has',
    renamed: RENAMED,
    explains: (difference) =>
      isGone(difference) &&
      isDeepStrictEqual(difference.spanAfter?.attributes[RENAMED[difference.key] ?? ''], difference.before),
  },
  {
    title: 'topics by name',
    why: 'a destination is called by its name; the ARN is `aws.sns.topic.arn`',
    explains: ({ key, before, after, spanAfter }) =>
      key === 'messaging.destination.name' &&
      before === spanAfter?.attributes['aws.sns.topic.arn'] &&
      String(before).endsWith(`:${String(after)}`),
  },
  {
    title: 'the system of DynamoDB',
    why: 'its value in the conventions; `db.system` has the old one',
    explains: ({ key, before, spanAfter }) => key === 'db.system.name' && before === spanAfter?.attributes['db.system'],
  },
  {
    title: 'kind of destination',
    why: 'no longer in the conventions, since 1.20',
    explains: (difference) => isGone(difference) && difference.key === 'messaging.destination_kind',
  },
  {
    title: 'metrics of item collections',
    why: 'they contain key values',
    stays: true,
    explains: (difference) => isGone(difference) && difference.key === 'aws.dynamodb.item_collection_metrics',
  },
  {
    title: 'estimated tokens',
    why: 'there, characters divided by six; here, what the answer says, or nothing',
    explains: (difference) => isAttribute(difference) && TOKENS.test(difference.key) && ESTIMATED.test(difference.call),
  },
  {
    title: 'tokens of streams',
    why: 'a stream counts as it goes: there, the first count; here, the last one',
    stays: true,
    explains: ({ key, call, before, after }) =>
      TOKENS.test(key) && call.endsWith('WithResponseStream (claude)') && Number(after) > Number(before),
  },
  {
    title: 'zero and false',
    why: 'they are values, too: there, they are left out',
    stays: true,
    explains: (difference) =>
      isAdded(difference) &&
      difference.how === 'bare' &&
      (difference.after === 0 || difference.after === false) &&
      difference.key.startsWith('aws.dynamodb.'),
  },
  {
    title: 'new on every call',
    why: 'the server, the region, the status and the ids of the request',
    stays: true,
    explains: (difference) => isAdded(difference) && ON_EVERY_CALL.has(difference.key),
  },
  {
    title: 'new on some calls',
    why: 'what the conventions, or this package, say of the request and its answer',
    stays: true,
    explains: (difference) => isAdded(difference) && (NAMES.has(difference.key) || difference.key === CAPTURED),
  },
];

/** Those that stay with `stockNames`, and what its own names have in addition. */
export const RULES_WITH_STOCK_NAMES: readonly Rule[] = [
  {
    title: 'ids of refused requests',
    why: 'there, only few errors have one',
    explains: (difference) =>
      isAdded(difference) && difference.how === 'failed' && difference.key.startsWith('aws.request.'),
  },
  ...RULES.filter(({ stays }) => stays),
];
