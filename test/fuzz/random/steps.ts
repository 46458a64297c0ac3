import * as fc from 'fast-check';
import { ANSWERS } from './answers';
import { type Behaviour, behaviour } from './behaviours';
import { batch, lambdaEvent, message } from './messages';
import { OPERATIONS } from './operations';
import { type Twisted, twisted } from './twists';

/** One thing that a program does; handlers do such things, too. */
export type Step = CallStep | ProcessStep | BatchStep | LambdaStep | TracedStep | ForwardStep | CarrierStep;

export interface CallStep {
  readonly does: 'calls';
  readonly operation: number;
  readonly input: Twisted;
  readonly style: 'promise' | 'callback' | 'twice' | 'aborted before' | 'aborted later';
  readonly answer: keyof typeof ANSWERS;
}

/** A function of the application: what it does, and how it ends. */
export interface Handler {
  readonly steps: readonly Step[];
  readonly behaviour: Behaviour;
}

export interface ProcessStep {
  readonly does: 'processes';
  readonly message: Twisted;
  readonly handler: Handler;
  readonly way: 'processMessage' | 'wrapMessageHandler' | 'twice';
  readonly options: Twisted;
}

export interface BatchStep {
  readonly does: 'processes a batch';
  readonly messages: Twisted;
  readonly handler: Handler;
  readonly way: 'processBatch' | 'sequential' | 'wrapBatchHandler';
}

export interface LambdaStep {
  readonly does: 'is invoked';
  readonly event: Twisted;
  readonly context: Twisted;
  readonly handler: Handler;
  readonly way: 'wrapHandler' | 'wrapSqsHandler';
  readonly style:
    | 'returns'
    | 'asynchronous'
    | 'callback'
    | 'callback later'
    | 'context.succeed'
    | 'context.fail'
    | 'context.done';
}

export interface TracedStep {
  readonly does: 'runs a function';
  readonly handler: Handler;
  readonly args: Twisted;
  readonly options: Twisted;
}

export interface ForwardStep {
  readonly does: 'forwards';
  readonly message: Twisted;
  readonly to: 'SQS' | 'Kafka' | 'RabbitMQ';
  readonly options: Twisted;
}

export interface CarrierStep {
  readonly does: 'injects' | 'extracts';
  readonly carrier: Twisted;
}

const STYLES = ['promise', 'promise', 'promise', 'callback', 'twice', 'aborted before', 'aborted later'] as const;
/** Most should be as usual. */
const usually = fc.constant('as it should be' as const);
const ANSWER = fc.oneof(usually, fc.constantFrom(...(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[])));

const call: fc.Arbitrary<Step> = fc.nat(OPERATIONS.length - 1).chain((operation) =>
  fc.record({
    does: fc.constant('calls' as const),
    operation: fc.constant(operation),
    input: twisted(fc.constant(OPERATIONS[operation]?.input)),
    style: fc.constantFrom(...STYLES),
    answer: ANSWER,
  }),
);

/** Options are a matter of the developer: what is wrong there may throw. */
const asItIs = (...values: object[]): fc.Arbitrary<Twisted> =>
  fc.constantFrom(...values).map((template) => ({ template, twists: [] }));

const processOptions = asItIs(
  {},
  { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/210987654321/orders', consumerRelation: 'parent' },
  { destination: 'orders', partition: 1, consumerGroup: 'g' },
  { shape: { system: 'nats', headers: 'headers', body: 'any' } },
);

const forwardOptions = asItIs(
  { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/210987654321/dead', reason: 'poison', error: 'no' },
  { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/210987654321/dead.fifo', lossy: true },
  { topic: 'dead', reason: 'poison' },
  { routingKey: 'dead', exchange: 'x' },
);

const carrier = twisted(
  fc.oneof(
    message,
    fc.constantFrom<object[]>(
      { headers: {} },
      { MessageBody: 'x', MessageAttributes: {} },
      { Message: 'x' },
      { topic: 't', messages: [{ value: 'x' }] },
      { value: 'x', headers: { traceparent: 'old' } },
      { traceparent: 'old' },
    ),
  ),
);

const lambdaContext = twisted(
  fc.constantFrom<object[]>(
    {
      awsRequestId: 'r',
      functionName: 'shop',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:1:function:shop',
      getRemainingTimeInMillis: () => 50,
    },
    {},
  ),
);

/** Steps of a program. @param depth how many handlers may stand in one another */
function stepAt(depth: number): fc.Arbitrary<Step> {
  if (depth === 0) return call;
  const handler: fc.Arbitrary<Handler> = fc.record({ steps: fc.array(stepAt(depth - 1), { maxLength: 2 }), behaviour });
  return fc.oneof(
    { weight: 4, arbitrary: call },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('processes' as const),
        message: twisted(message),
        handler,
        way: fc.constantFrom('processMessage' as const, 'wrapMessageHandler' as const, 'twice' as const),
        options: processOptions,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('processes a batch' as const),
        messages: twisted(batch),
        handler,
        way: fc.constantFrom('processBatch' as const, 'sequential' as const, 'wrapBatchHandler' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('is invoked' as const),
        event: twisted(lambdaEvent),
        context: lambdaContext,
        handler,
        way: fc.constantFrom('wrapHandler' as const, 'wrapSqsHandler' as const),
        style: fc.constantFrom(
          ...([
            'returns',
            'asynchronous',
            'callback',
            'callback later',
            'context.succeed',
            'context.fail',
            'context.done',
          ] as const),
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('runs a function' as const),
        handler,
        args: twisted(fc.constantFrom<object[]>([], [{ a: 1 }, 'x'])),
        options: asItIs({}, { captureArguments: true, captureResult: true, attributes: { a: 1 } }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('forwards' as const),
        // What a broker cannot carry is an error; a context is not carried, but another one takes its place.
        message: message.map((template) => ({ template, twists: [] })),
        to: fc.constantFrom('SQS' as const, 'Kafka' as const, 'RabbitMQ' as const),
        options: forwardOptions,
      }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('injects' as const, 'extracts' as const), carrier }) },
  );
}

export const steps = fc.array(stepAt(2), { minLength: 1, maxLength: 3 });
