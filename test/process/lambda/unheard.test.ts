import assert from 'node:assert/strict';
import { logs } from '@opentelemetry/api-logs';
import { SqsInstrumentation } from '../../../src';
import { type Metering, startMetering } from '../../support/metering';
import { pause } from '../consumerWorld';
import { lambdaEvent, wrap } from './lambdaWorld';

describe('an invocation where nobody takes the traces', () => {
  let instrumentation: SqsInstrumentation;
  beforeEach(() => void (instrumentation = new SqsInstrumentation()));
  afterEach(() => instrumentation.disable());

  it('nor anything else passes as it is, to its very callback', () => {
    const callback = (): void => undefined;
    const given = [lambdaEvent(1), { succeed: callback }, callback] as const;
    const { succeed } = given[1];
    wrap((...args) => {
      assert.deepEqual(args, [...given]);
      assert.deepEqual([args[2] === callback, given[1].succeed === succeed], [true, true]);
    })(...given);
  });

  it('exports logs at its end, if there is somebody who does', async () => {
    let flushed = 0;
    const logger = logs.getLogger('x');
    logs.setGlobalLoggerProvider(
      Object.assign({ getLogger: () => logger }, { forceFlush: async () => void (flushed += 1) }),
    );
    try {
      assert.equal(await wrap(async () => 'done')(lambdaEvent(1)), 'done');
    } finally {
      logs.disable();
    }
    assert.equal(flushed, 1);
  });

  describe('but the metrics', () => {
    let metering: Metering;
    beforeEach(() => void (metering = startMetering()));
    afterEach(() => metering.stop());

    it('counts what was delivered once, also where it had timed out and is in time after all', async () => {
      // Exports of its own may be under way.
      const values = async (metric: string) => (await metering.points(metric)).map(({ value }) => value);
      const processed = async (count: number): Promise<void> => {
        while (!(await values('messaging.sqs.process.receive_count')).includes(count)) await pause();
      };
      const context = { awsRequestId: 'late', getRemainingTimeInMillis: () => 1 };
      await wrap(() => processed(2))(lambdaEvent(2), context);
      // Those that timed out, and those of the result.
      await processed(4);
      assert.deepEqual([...new Set(await values('messaging.client.consumed.messages'))], [2]);
    });
  });
});
