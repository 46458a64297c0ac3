import assert from 'node:assert/strict';
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace-node';
import { extractMessageContext, linkedSampler } from '../../src';
import { asUndecided } from '../../src/propagation/undecided';

const TRACE = '5759e988bd862e3fe1be46a994272793';
const { NOT_RECORD, RECORD_AND_SAMPLED } = SamplingDecision;

const spanContext = (traceFlags: number, members: Partial<SpanContext> = {}): SpanContext => ({
  traceId: TRACE,
  spanId: '53995c3f42cd8ad8',
  traceFlags,
  ...members,
});
const sampled = spanContext(TraceFlags.SAMPLED, { isRemote: true });
const unsampled = spanContext(TraceFlags.NONE, { isRemote: true });
const on = new AlwaysOnSampler();
const off = new AlwaysOffSampler();

/** What a sampler decides about a span with these links. */
function decide(sampler: Sampler, links: readonly unknown[], context: Context = ROOT_CONTEXT): SamplingDecision {
  return sampler.shouldSample(context, 'a'.repeat(32), 'process orders', SpanKind.CONSUMER, {}, links as Link[])
    .decision;
}

const linksTo = (...contexts: readonly unknown[]) => contexts.map((context) => ({ context })) as Link[];

describe('linkedSampler', () => {
  it('samples what links to a sampled span, also among others, and whatever else its flags say', () => {
    const strange = spanContext(0xff);
    for (const links of [linksTo(sampled), linksTo(unsampled, sampled), linksTo(strange)]) {
      assert.equal(decide(linkedSampler(off), links), RECORD_AND_SAMPLED);
    }
  });

  it('drops what links to unsampled spans only', () => {
    assert.equal(decide(linkedSampler(on), linksTo(unsampled, spanContext(TraceFlags.NONE))), NOT_RECORD);
    assert.equal(decide(linkedSampler(on), linksTo(spanContext(0xfe))), NOT_RECORD);
  });

  it('asks the root, with all that it was asked, about spans with a parent and spans without links', () => {
    const asked: unknown[][] = [];
    const attributes: Attributes = { a: 1 };
    const root = {
      shouldSample: (...args: unknown[]) => (asked.push(args), { decision: NOT_RECORD, attributes }),
    };
    const sampler = linkedSampler(root);
    const below = trace.setSpanContext(ROOT_CONTEXT, unsampled);
    const links = linksTo(sampled);
    const { CONSUMER } = SpanKind;
    assert.deepEqual(sampler.shouldSample(below, TRACE, 'x', CONSUMER, attributes, links), { decision: 0, attributes });
    sampler.shouldSample(ROOT_CONTEXT, TRACE, 'y', CONSUMER, attributes, []);
    assert.deepEqual(asked, [
      [below, TRACE, 'x', CONSUMER, attributes, links],
      [ROOT_CONTEXT, TRACE, 'y', CONSUMER, attributes, []],
    ]);
  });

  it('a parent that is none is no parent', () => {
    const invalid = trace.setSpanContext(ROOT_CONTEXT, spanContext(TraceFlags.NONE, { traceId: '0'.repeat(32) }));
    assert.equal(decide(linkedSampler(off), linksTo(sampled), invalid), RECORD_AND_SAMPLED);
  });

  it('follows no link that has decided nothing', () => {
    for (const root of [on, off]) {
      const asked = decide(root, []);
      assert.equal(decide(linkedSampler(root), linksTo(asUndecided(sampled), asUndecided(unsampled))), asked);
      assert.equal(decide(linkedSampler(root), linksTo(spanContext(1, { spanId: '0'.repeat(16) }))), asked);
    }
  });

  for (const [flag, decision] of [
    ['Sampled=1', RECORD_AND_SAMPLED],
    ['Sampled=0', NOT_RECORD],
    ['Sampled=?', NOT_RECORD],
    ['Self=1-0', NOT_RECORD],
  ] as const) {
    it(`of an AWS header with ${flag} it ${decision === NOT_RECORD ? 'follows nothing' : 'follows the link'}`, () => {
      const AWSTraceHeader = `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=53995c3f42cd8ad8;${flag}`;
      const creation = trace.getSpanContext(extractMessageContext({ Attributes: { AWSTraceHeader } }, ROOT_CONTEXT));
      assert.equal(creation?.isRemote, true);
      assert.equal(decide(linkedSampler(off), linksTo(creation)), decision);
      assert.equal(decide(linkedSampler(on), linksTo(creation)), RECORD_AND_SAMPLED);
    });
  }

  it('trustRemote: false follows the links of this process only', () => {
    const sampler = linkedSampler(off, { trustRemote: false });
    assert.equal(decide(sampler, linksTo(sampled)), NOT_RECORD);
    assert.equal(decide(linkedSampler(on, { trustRemote: false }), linksTo(unsampled)), RECORD_AND_SAMPLED);
    assert.equal(decide(sampler, linksTo(sampled, spanContext(TraceFlags.SAMPLED))), RECORD_AND_SAMPLED);
  });

  it('stands below a sampler that follows the parent as well as above it', () => {
    const below = trace.setSpanContext(ROOT_CONTEXT, unsampled);
    for (const sampler of [
      linkedSampler(new ParentBasedSampler({ root: off })),
      new ParentBasedSampler({ root: linkedSampler(off) }),
    ]) {
      assert.equal(decide(sampler, linksTo(sampled)), RECORD_AND_SAMPLED);
      assert.equal(decide(sampler, linksTo(sampled), below), NOT_RECORD);
      assert.equal(decide(sampler, []), NOT_RECORD);
    }
  });

  it('odd links are the root sampler’s affair', () => {
    const throwing = {
      get context(): never {
        throw new Error('no context');
      },
    };
    for (const links of [[null], [undefined], [{}], [7], [throwing], linksTo(null), linksTo({})]) {
      assert.equal(decide(linkedSampler(on), links), RECORD_AND_SAMPLED);
      assert.equal(decide(linkedSampler(off), links), NOT_RECORD);
    }
    assert.equal(decide(linkedSampler(on), undefined as unknown as []), RECORD_AND_SAMPLED);
  });

  it('odd links do not keep it from the others', () => {
    const throwing = {
      get traceFlags(): never {
        throw new Error('no flags');
      },
      traceId: TRACE,
      spanId: '53995c3f42cd8ad8',
    };
    for (const odd of [...linksTo(null, {}, throwing, { ...sampled, traceFlags: 1n }), null, 7]) {
      assert.equal(decide(linkedSampler(off), [odd, ...linksTo(sampled)]), RECORD_AND_SAMPLED);
      assert.equal(decide(linkedSampler(on), [odd, ...linksTo(unsampled)]), NOT_RECORD);
    }
  });

  it('asks the root about a parent that cannot tell who it is', () => {
    const mute = trace.setSpan(ROOT_CONTEXT, {} as Span);
    assert.equal(decide(linkedSampler(off), linksTo(sampled), mute), NOT_RECORD);
  });

  it('says what it is made of, and takes nothing else for a sampler', () => {
    assert.equal(String(linkedSampler(off)), 'LinkedSampler{root=AlwaysOffSampler, trustRemote=true}');
    for (const root of [undefined, null, 0.1, {}, 'parentbased_always_on']) {
      assert.throws(() => linkedSampler(root as never), {
        name: 'TypeError',
        message: /^Expected `root` to be a sampler, got /,
      });
    }
  });
});
