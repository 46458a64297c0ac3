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
import { eachMessagePayload } from './brokers/messages';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { type Metering, startMetering } from '../support/metering';
import { QUEUE_URL, message } from './consumerWorld';

const OPTIONS = { queueUrl: QUEUE_URL };

describe('processing where nobody takes the traces', () => {
  let instrumentation: SqsInstrumentation;
  const start = (config: SqsInstrumentationConfig = {}): void => {
    instrumentation = new SqsInstrumentation(config);
  };
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => {
    instrumentation.disable();
    diagnostics.stop();
    assert.deepEqual(
      diagnostics.lines.filter((line) => line.includes(' threw')),
      [],
    );
  });

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

    it("measures messages of Kafka, whose time is nobody else's to tell", async () => {
      start();
      processMessage(eachMessagePayload(), () => undefined);
      assert.deepEqual(
        (await metering.points('messaging.process.duration')).map(({ value }) => value),
        [1],
      );
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
