import assert from 'node:assert/strict';
import { join } from 'node:path';
import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, type SqsInstrumentationConfig, linkedSampler } from '../../src';
import { ATTR_MESSAGING_MESSAGE_ID } from '../../src/semconv/attributes';
import { type AwsServer, startAwsServer } from '../../test/support/awsServer';
import { seededIds } from '../../test/support/seededIds';
import { PROJECT_ROOT } from '../../test/support/fixtures';
import { ifAvailable } from '../support/skip';
import type { FlatSpan } from './otlp';
import { type Backend, startTailSampling } from './servers';
import { runStories, wholeStories } from './stories';
import { type Tee, startSink } from './tee';
import { until } from './until';

const MESSAGES = Number(process.env['STORY_MESSAGES'] ?? 2000);
const RATIO = 0.01;
const INSTALL_MILLIS = 3_600_000;
/** Longer than a decision takes here. */
const QUIET_MILLIS = 20_000;
const RUN_MILLIS = 900_000;
const SETTINGS = join(PROJECT_ROOT, 'docs', 'collector-tail-sampling.yaml');

const ratio = (): Sampler => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(RATIO) });

/** How spans are chosen, and what has to come of it. */
const RECIPES = [
  { name: 'links, 1 % at the head', sampler: ratio, config: {}, tail: false },
  { name: 'linkedSampler, 1 % at the head', sampler: () => linkedSampler(ratio()), config: {}, tail: false },
  { name: "'parent', 1 % at the head", sampler: ratio, config: { consumerRelation: 'parent' }, tail: false },
  { name: 'links, all to tail sampling', sampler: () => new AlwaysOnSampler(), config: {}, tail: true },
  {
    name: "'parent', all to tail sampling",
    sampler: () => new AlwaysOnSampler(),
    config: { consumerRelation: 'parent' },
    tail: true,
  },
] as const satisfies readonly {
  name: string;
  sampler: () => Sampler;
  config: SqsInstrumentationConfig;
  tail: boolean;
}[];

type Shares = ReturnType<typeof wholeStories>;

describe(`sampling: what is kept of ${MESSAGES} messages, of which one in two becomes a dead letter`, () => {
  const shares = new Map<string, Shares>();
  let aws: AwsServer;
  let sink: Tee;
  let collector: Backend | undefined;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    aws = await startAwsServer();
    sink = await startSink();
    collector = await ifAvailable(() => startTailSampling(SETTINGS, sink.otlp));
    if (collector === undefined) this.skip();
  });
  after(async () => {
    await collector?.stop();
    sink?.stop();
    await aws?.stop();
  });

  for (const [index, { name, sampler, config, tail }] of RECIPES.entries()) {
    it(name, async function () {
      this.timeout(RUN_MILLIS);
      const before = sink.spans.length;
      const exporter = new OTLPTraceExporter({ url: `${(tail && collector?.otlp) || sink.otlp}/v1/traces` });
      const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 1_000_000, scheduledDelayMillis: 100 });
      const provider = new NodeTracerProvider({
        sampler: sampler(),
        spanProcessors: [processor],
        // A run is the same each time. The Collector remembers traces of the recipe before.
        idGenerator: seededIds(index + 1),
      });
      provider.register();
      const instrumentation = new SqsInstrumentation(config);
      try {
        const stories = await runStories(aws, `stories-${index}`, MESSAGES);
        await provider.forceFlush();
        if (tail) await settled(sink);
        const found = wholeStories(stories, spansByMessage(sink.spans.slice(before)));
        shares.set(name, found);
        const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
        console.log(
          `      ${percent(found.whole)} whole, ${percent(found.seen)} seen, ${percent(found.fine)} of the others`,
        );
      } finally {
        instrumentation.disable();
        await provider.shutdown();
        trace.disable();
        context.disable();
        propagation.disable();
      }
    });
  }

  it('without a recipe no story is whole', () => assert.ok(shareOf('links, 1 % at the head').whole < RATIO / 2));

  it('linkedSampler and parents keep one story in a hundred, whole', () => {
    for (const name of ['linkedSampler, 1 % at the head', "'parent', 1 % at the head"]) {
      const { whole, seen } = shareOf(name);
      assert.equal(whole, seen, name);
      assert.ok(whole > 0 && whole < 3 * RATIO, `${name}: ${whole}`);
    }
  });

  it('tail sampling sees each failure, and keeps its producer only where they are one trace', () => {
    const linked = shareOf('links, all to tail sampling');
    assert.equal(linked.seen, 1);
    assert.ok(linked.whole < 3 * RATIO, String(linked.whole));
    const one = shareOf("'parent', all to tail sampling");
    assert.equal(one.whole, 1);
    assert.ok(one.fine < 3 * RATIO, String(one.fine));
  });

  function shareOf(name: string): Shares {
    const found = shares.get(name);
    assert.ok(found, name);
    return found;
  }
});

/** How many spans tell of each message. */
function spansByMessage(spans: readonly FlatSpan[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, attributes } of spans) {
    const [, id] = /"stringValue":"([^"]+)"/.exec(attributes[ATTR_MESSAGING_MESSAGE_ID] ?? '') ?? [];
    // Calls to delete a message, or to receive it, are no part of its story.
    if (id !== undefined && /^(?:create|process) |SendMessage/.test(name)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Waits until nothing more comes: as long as a tail decision takes. */
async function settled(sink: Tee): Promise<void> {
  let seen = -1;
  let since = Date.now();
  await until('the last decision', async () => {
    if (sink.spans.length !== seen) {
      seen = sink.spans.length;
      since = Date.now();
    }
    return Date.now() - since > QUIET_MILLIS;
  });
}
