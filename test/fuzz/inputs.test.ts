import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as fc from 'fast-check';
import { SpanCounter } from '../attach/spanCounter';
import { type Call, Twins } from '../attach/twins';

/** More for a longer look: `npm run test:fuzz`, with `FUZZ_SEED=random` at what nobody has looked at. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);

type Make = (input: unknown) => Call;
const COMMANDS: Record<string, Make> = {
  SendMessage: (input) => (client) => client.send(new SendMessageCommand(input as never)),
  SendMessageBatch: (input) => (client) => client.send(new SendMessageBatchCommand(input as never)),
  ReceiveMessage: (input) => (client) => client.send(new ReceiveMessageCommand(input as never)),
  DeleteMessageBatch: (input) => (client) => client.send(new DeleteMessageBatchCommand(input as never)),
  ChangeMessageVisibilityBatch: (input) => (client) =>
    client.send(new ChangeMessageVisibilityBatchCommand(input as never)),
};

/** Mostly what is expected, so that the odd part is reached. */
const mostly = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: anything() });

const anything = (): fc.Arbitrary<unknown> =>
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  });

const text = fc.string({ unit: 'binary', maxLength: 20 });
const attribute = fc.record(
  {
    DataType: mostly(fc.constantFrom('String', 'Number', 'Binary')),
    StringValue: mostly(text),
    BinaryValue: mostly(fc.uint8Array()),
  },
  { requiredKeys: ['DataType'], noNullPrototype: false },
);
const attributeName = fc.oneof(text, fc.constantFrom('traceparent', 'tracestate', 'baggage', 'Priority', '__proto__'));
const attributes = fc.dictionary(attributeName, mostly(attribute), { maxKeys: 12 });
const messageModel = {
  MessageBody: mostly(text),
  MessageAttributes: mostly(attributes),
  MessageSystemAttributes: mostly(fc.dictionary(fc.constantFrom('AWSTraceHeader', 'Other'), mostly(attribute))),
  MessageGroupId: mostly(text),
  DelaySeconds: mostly(fc.nat(900)),
};
const entry = fc.record(
  { Id: mostly(text), ReceiptHandle: mostly(text), VisibilityTimeout: mostly(fc.nat()), ...messageModel },
  { requiredKeys: [], noNullPrototype: false },
);
const input = fc.record(
  {
    QueueUrl: mostly(fc.constantFrom('http://127.0.0.1/123456789012/jobs', 'jobs', '')),
    ...messageModel,
    Entries: mostly(fc.array(mostly(entry), { maxLength: 4 })),
    MessageAttributeNames: mostly(fc.array(mostly(fc.constantFrom('All', '.*', 'Priority', 'traceparent')))),
    MessageSystemAttributeNames: mostly(fc.array(mostly(fc.constantFrom('All', 'SentTimestamp')))),
    AttributeNames: mostly(fc.array(mostly(fc.constantFrom('All', 'SentTimestamp')))),
    VisibilityTimeout: mostly(fc.nat()),
  },
  { requiredKeys: ['QueueUrl'], noNullPrototype: false },
);

function deepFreeze(value: unknown): void {
  // Bytes cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, key));
}

describe('whatever an input is', () => {
  const twins: Twins[] = [];
  let counter: SpanCounter;
  before(async () => {
    counter = SpanCounter.start();
    const readsAll = (_span: unknown, _service: string, _operation: string, params: object): void => {
      Reflect.set(params, 'Seen', true);
      Reflect.deleteProperty(params, 'Seen');
    };
    twins.push(await Twins.start(), await Twins.start({ requestHook: readsAll, awsTraceHeader: 'always' }));
  });
  after(async () => {
    for (const each of twins) await each.stop();
    await counter.stop();
  });

  it('the call comes out as it does without telemetry, and the input stays as it was', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...Object.keys(COMMANDS)),
      mostly(input),
      fc.boolean(),
      fc.nat(twins.length - 1),
      async (command, given, frozen, which) => {
        if (frozen) deepFreeze(given);
        const asGiven = fc.stringify(given);
        const call = COMMANDS[command]?.(given);
        assert.ok(call);
        await twins[which]?.assertAlike(() => call);
        assert.equal(fc.stringify(given), asGiven);
        assert.deepEqual(counter.takeOpen(), []);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  }).timeout(20_000 + RUNS * 50);
});
