import assert from 'node:assert/strict';
import { trace } from '@opentelemetry/api';
import {
  SqsInstrumentation,
  type SqsInstrumentationConfig,
  processBatch,
  processMessage,
  wrapBatchHandler,
  wrapSqsHandler,
} from '../../src';
import { lambdaEvent } from './lambda/lambdaWorld';
import { type Metering, startMetering } from '../support/metering';
import { QUEUE_URL, message } from './consumerWorld';

const OPTIONS = { queueUrl: QUEUE_URL };

describe('processing where nobody takes the traces', () => {
  let instrumentation: SqsInstrumentation;
  const start = (config: SqsInstrumentationConfig = {}): void => {
    instrumentation = new SqsInstrumentation(config);
  };
  afterEach(() => instrumentation.disable());

  /** One message alone, three as a batch one by one and at once, and two of Lambda's. */
  async function work(): Promise<unknown[]> {
    const seen: unknown[] = [];
    const see = (what: unknown): void => {
      assert.equal(trace.getActiveSpan(), undefined);
      seen.push(what);
    };
    const given = [message(), message(), message()];
    processMessage(given[0], () => see('alone'), OPTIONS);
    await processBatch(given, () => see('of a batch'), OPTIONS);
    wrapBatchHandler((messages: object[]) => see(messages.length), OPTIONS)(given);
    const handler = wrapSqsHandler(async ({ Records }: ReturnType<typeof lambdaEvent>) => see(Records.length));
    await handler(lambdaEvent(2));
    return seen;
  }
  const DONE = ['alone', 'of a batch', 'of a batch', 'of a batch', 3, 2];

  describe('but the metrics', () => {
    let metering: Metering;
    beforeEach(() => void (metering = startMetering()));
    afterEach(() => metering.stop());

    it('measures every message, and what Lambda delivered', async () => {
      start();
      assert.deepEqual(await work(), DONE);
      const counted = async (metric: string): Promise<unknown[]> =>
        (await metering.points(metric)).map(({ value }) => value);
      assert.deepEqual(await counted('messaging.process.duration'), [9]);
      assert.deepEqual(await counted('messaging.client.consumed.messages'), [2]);
    });

    it('measures nothing that is switched off', async () => {
      start({ metrics: false });
      assert.deepEqual(await work(), DONE);
      assert.deepEqual(await metering.points(), []);
    });
  });

  it('nor the metrics: does the work', async () => {
    start();
    assert.deepEqual(await work(), DONE);
  });

  it('nor anything, after disable(): does the work', async () => {
    start();
    instrumentation.disable();
    assert.deepEqual(await work(), DONE);
  });
});
