import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpanKind, context, trace } from '@opentelemetry/api';
import { ParentBasedSampler, type Sampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, injectMessageContext, linkedSampler, processMessage } from '../../src';
import { seededIds } from '../support/seededIds';
import { startTracing } from '../support/tracing';

const MESSAGES = 10_000;
const RATIO = 0.1;

interface Pairs {
  /** Messages whose producer was kept. */
  readonly producers: number;
  /** Messages whose process span was kept. */
  readonly consumers: number;
  /** Messages of which both were. */
  readonly whole: number;
}

async function measure(sampler: Sampler): Promise<Pairs> {
  const tracing = startTracing({ sampler, idGenerator: seededIds() });
  const instrumentation = new SqsInstrumentation();
  const tracer = trace.getTracer('shop');
  try {
    const pairs = { producers: 0, consumers: 0, whole: 0 };
    for (let index = 0; index < MESSAGES; index++) {
      const producer = tracer.startSpan('send orders', { kind: SpanKind.PRODUCER });
      const { MessageAttributes } = context.with(trace.setSpan(context.active(), producer), () =>
        injectMessageContext({ MessageBody: 'order', MessageAttributes: {} }),
      );
      producer.end();
      const sent = producer.isRecording() || (producer.spanContext().traceFlags & 1) === 1;
      let processed = false;
      // No other test has it: an attempt before this one would be a link, too.
      processMessage({ MessageId: `whole pair ${index}`, Body: 'order', MessageAttributes }, () => {
        processed = trace.getActiveSpan()?.isRecording() === true;
      });
      if (sent) pairs.producers++;
      if (processed) pairs.consumers++;
      if (sent && processed) pairs.whole++;
    }
    assert.equal(tracing.spans('send orders').length, pairs.producers);
    assert.equal(tracing.spans().length, pairs.producers + pairs.consumers);
    return pairs;
  } finally {
    instrumentation.disable();
    await tracing.stop();
  }
}

describe(`of ${MESSAGES} messages at a ratio of ${RATIO}`, () => {
  const root = () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(RATIO) });
  const docs = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'recipes.md'), 'utf8');

  it('each kept producer has a kept process span with linkedSampler, and no other message has one', async () => {
    const { producers, consumers, whole } = await measure(linkedSampler(root()));
    assert.deepEqual([consumers, whole], [producers, producers]);
    assert.ok(docs.includes(`| With \`linkedSampler\` | ${producers} | ${consumers} | ${whole} |`), `${producers}`);
  });

  it('without it, chance decides', async () => {
    const { producers, consumers, whole } = await measure(root());
    assert.ok(whole < producers / 2, `${whole} of ${producers}`);
    assert.ok(
      docs.includes(`| Without | ${producers} | ${consumers} | ${whole} |`),
      `${producers} ${consumers} ${whole}`,
    );
  });
});
