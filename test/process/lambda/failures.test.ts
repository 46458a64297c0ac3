import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { processMessage, wrapHandler, wrapSqsHandler } from '../../../src';
import { pause, startConsumerWorld } from '../consumerWorld';
import { lambdaEvent } from './lambdaWorld';
import { captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';

type Event = ReturnType<typeof lambdaEvent>;

async function fail(): Promise<never> {
  await pause();
  throw new Error('no order');
}

describe('wrapSqsHandler and failures', () => {
  const world = useWorld(startConsumerWorld);

  const ofEvent = () => world.tracing.span('orders process');
  const ofRecords = () => world.tracing.spans('process orders');
  const failed = () => ofRecords().map(({ status }) => status.code === SpanStatusCode.ERROR);
  const outcome = ({ attributes }: ReadableSpan) => attributes['messaging.sqs.process.outcome'];
  const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

  for (const [what, event] of Object.entries<object>({
    'an event of SQS': lambdaEvent(1),
    'an event of an HTTP API': { version: '2.0', routeKey: 'GET /orders', requestContext: { http: { method: 'GET' } } },
    'an event of nobody': { any: 'thing' },
  })) {
    for (const handler of [async () => fail(), () => fail()]) {
      it(`a handler that rejects is nothing to tell of: ${what}, ${handler.constructor.name}`, async () => {
        const diagnostics = captureDiagnostics();
        try {
          await assert.rejects(async () => wrapHandler(handler)(event), /^Error: no order$/);
          await pause();
          assert.deepEqual(diagnostics.lines, []);
        } finally {
          diagnostics.stop();
        }
      });
    }
  }

  describe('the results of `Promise.allSettled`', () => {
    const rejected = { status: 'rejected', reason: new TypeError('no order') };
    const fulfilled = { status: 'fulfilled', value: undefined };

    it('tell which records failed, and why', async () => {
      await wrapSqsHandler(async () => [fulfilled, rejected, fulfilled])(lambdaEvent(3));
      assert.deepEqual(failed(), [false, true, false]);
      assert.equal(ofRecords()[1]?.attributes['error.type'], 'TypeError');
      assert.equal(ofEvent().attributes['messaging.sqs.batch.failed_count'], 1);
    });

    it('tell nothing where they are of something else than the records', async () => {
      for (const results of [[rejected], [rejected, fulfilled, fulfilled, rejected], [rejected, fulfilled, 'x'], []]) {
        world.reset();
        assert.equal(await wrapSqsHandler(async () => results)(lambdaEvent(3)), results);
        assert.deepEqual(failed(), [false, false, false]);
        assert.equal(ofEvent().status.code, SpanStatusCode.UNSET);
      }
    });
  });

  describe('batchItemFailures', () => {
    it('makes exactly those spans ERROR, and counts them on the span of the event', async () => {
      const event = lambdaEvent(4);
      const [, second, , fourth] = event.Records;
      const response = failures(second?.messageId, fourth?.messageId);
      assert.equal(await wrapSqsHandler(async () => response)(event), response);
      assert.deepEqual(failed(), [false, true, false, true]);
      assert.deepEqual(ofRecords().map(outcome), ['unsettled', 'failed', 'unsettled', 'failed']);
      assert.deepEqual(ofEvent().status, { code: SpanStatusCode.ERROR, message: '2/4 messages failed' });
      assert.equal(ofEvent().attributes['messaging.sqs.batch.failed_count'], 2);
      assert.equal(ofRecords()[1]?.attributes['error.type'], '_OTHER');
    });

    it('with processMessage inside: the error of the record is kept', async () => {
      const handler = wrapSqsHandler(async ({ Records }: Event) => {
        const ids: string[] = [];
        for (const [index, record] of Records.entries()) {
          const handle = async () => {
            await pause();
            if (index === 1) throw new RangeError('poison');
          };
          await processMessage(record, handle).catch(() => ids.push(record.messageId));
        }
        return failures(...ids);
      });
      await handler(lambdaEvent(3));
      assert.deepEqual(failed(), [false, true, false]);
      assert.equal(ofRecords()[1]?.attributes['error.type'], 'RangeError');
    });

    it('with processMessage inside, for one step after the other: the error of a step is kept', async () => {
      const handler = wrapSqsHandler(async ({ Records: [record] }: Event) => {
        await assert.rejects(processMessage(record, async () => Promise.reject(new RangeError('poison'))));
        await processMessage(record, async () => pause());
        return failures(record?.messageId);
      });
      await handler(lambdaEvent(1));
      const [span = assert.fail()] = ofRecords();
      assert.equal(outcome(span), 'failed');
      assert.equal(span.attributes['error.type'], 'RangeError');
      assert.deepEqual(
        span.events.map(({ name }) => name),
        ['exception'],
      );
    });

    it('with processMessage inside, again after an error: a record that is not reported has succeeded', async () => {
      const handler = wrapSqsHandler(async ({ Records: [record] }: Event) => {
        await assert.rejects(processMessage(record, async () => Promise.reject(new RangeError('not yet'))));
        await processMessage(record, async () => pause());
        return failures();
      });
      await handler(lambdaEvent(1));
      assert.deepEqual(failed(), [false]);
      assert.deepEqual(ofRecords().map(outcome), ['unsettled']);
      assert.equal(ofEvent().status.code, SpanStatusCode.UNSET);
    });

    it('with processMessage inside, of a record whose handler succeeded', async () => {
      const event = lambdaEvent(2);
      const handler = wrapSqsHandler(async ({ Records }: Event) => {
        for (const record of Records) processMessage(record, () => undefined);
        return failures(Records[0]?.messageId);
      });
      await handler(event);
      assert.deepEqual(failed(), [true, false]);
    });

    for (const [what, response] of Object.entries<unknown>({
      'an empty identifier': failures(''),
      'an unknown identifier': failures('nobody'),
      'a null identifier': failures(null),
      'no identifier': { batchItemFailures: [{}] },
      'a null entry': { batchItemFailures: [null] },
    })) {
      it(`${what} fails all, as it does in Lambda`, async () => {
        await wrapSqsHandler(async () => response)(lambdaEvent(2));
        assert.deepEqual(failed(), [true, true]);
      });
    }

    for (const response of [undefined, null, 'text', {}, failures(), { batchItemFailures: null }]) {
      it(`${JSON.stringify(response)} fails none`, async () => {
        assert.equal(await wrapSqsHandler(async () => response)(lambdaEvent(2)), response);
        assert.deepEqual(failed(), [false, false]);
        assert.equal(ofEvent().status.code, SpanStatusCode.UNSET);
      });
    }
  });

  for (const thrown of [new RangeError('all'), undefined, 'text']) {
    it(`a handler that throws ${String(thrown)} fails all, with the same object`, async () => {
      for (const handler of [
        () => Promise.reject(thrown),
        () => {
          throw thrown;
        },
      ]) {
        world.tracing.reset();
        const caught = await new Promise((resolve) => resolve(wrapSqsHandler(handler)(lambdaEvent(2)))).then(
          () => 'nothing',
          (error: unknown) => [error],
        );
        assert.deepEqual(caught, [thrown]);
        assert.deepEqual(failed(), [true, true]);
        assert.equal(ofEvent().status.message, '2/2 messages failed');
        assert.equal(ofEvent().events[0]?.name, 'exception');
      }
    });
  }
});
