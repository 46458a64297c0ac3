import assert from 'node:assert/strict';
import { type Context, context, propagation } from '@opentelemetry/api';
import { ParentBasedSampler, type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, processBatch, processMessage, wrapBatchHandler } from '../../src';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';
import { QUEUE_URL, message } from './consumerWorld';

const OPTIONS = { queueUrl: QUEUE_URL };

/** Of spans that begin a trace the second, the fourth and so on. */
class EverySecond implements Sampler {
  asked = 0;

  shouldSample() {
    return {
      decision: this.asked++ % 2 === 1 ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    };
  }
}

const withBaggage = (text: string) => {
  const given = message();
  return {
    ...given,
    MessageAttributes: { ...given.MessageAttributes, baggage: { DataType: 'String', StringValue: text } },
  };
};
const tenant = () => propagation.getBaggage(context.active())?.getEntry('tenant')?.value;

/** What a handler leaves behind, and begins with the next message in once it is done. */
const HANDLINGS: readonly (readonly [string, (given: object) => Promise<Context>])[] = [
  ['a message', async (given) => processMessage(given, () => context.active(), OPTIONS)],
  ['a batch', async (given) => (await processBatch([given], () => context.active(), OPTIONS))[0] ?? assert.fail()],
  [
    'a message of a batch that is handled as a whole',
    async (given) =>
      wrapBatchHandler(([one]: object[]) => processMessage(one, () => context.active(), OPTIONS), OPTIONS)([given]),
  ],
];

describe('the next message, from within what a handler left behind', () => {
  const root = new EverySecond();
  const world = useWorld(() => {
    const tracing = startTracing({ sampler: new ParentBasedSampler({ root }) });
    const instrumentation = new SqsInstrumentation();
    return {
      tracing,
      reset: () => tracing.reset(),
      async stop() {
        instrumentation.disable();
        await tracing.stop();
      },
    };
  });

  for (const [what, handle] of HANDLINGS) {
    it(`of ${what}: whether it is sampled is decided anew`, async () => {
      root.asked = 0;
      let left = context.active();
      for (let count = 0; count < 4; count++) left = await context.with(left, handle, undefined, message());
      assert.equal(root.asked, 4);
      assert.ok(world.tracing.spans().length >= 2);
      for (const { links, parentSpanContext } of world.tracing.spans()) {
        assert.ok(parentSpanContext !== undefined || links.length > 0);
      }
    });

    it(`of ${what}: its baggage is not that of the next`, async () => {
      const left = await handle(withBaggage('tenant=one'));
      assert.equal(context.with(left, tenant), 'one');
      const next = await context.with(left, handle, undefined, message());
      assert.equal(context.with(next, tenant), undefined);
      const third = await context.with(left, handle, undefined, withBaggage('tenant=three'));
      assert.equal(context.with(third, tenant), 'three');
      assert.equal(context.with(await context.with(third, handle, undefined, message()), tenant), undefined);
    });

    it(`of ${what}: the baggage around both comes back, and what the application sets stays`, async () => {
      const around = propagation.setBaggage(
        context.active(),
        propagation.createBaggage({ tenant: { value: 'around' } }),
      );
      const left = await context.with(around, handle, undefined, withBaggage('tenant=one'));
      assert.equal(context.with(await context.with(left, handle, undefined, message()), tenant), 'around');
      const own = propagation.setBaggage(left, propagation.createBaggage({ tenant: { value: 'own' } }));
      assert.equal(context.with(await context.with(own, handle, undefined, message()), tenant), 'own');
    });
  }

  it('that is processed while the other one is, has its baggage', () => {
    processMessage(withBaggage('tenant=one'), () => processMessage(message(), () => assert.equal(tenant(), 'one')));
  });
});
