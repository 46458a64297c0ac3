import assert from 'node:assert/strict';
import { ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import { resolveOptions } from '../../../src/options';
import { type Surroundings, traceEvent } from '../../../src/process/lambda/eventTrace';
import { type LambdaEvent, OTHER_EVENT } from '../../../src/process/lambda/sources/lambdaEvent';
import { Telemetry } from '../../../src/telemetry/telemetry';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { startConsumerWorld } from '../consumerWorld';

const SURROUNDINGS: Surroundings = { attributes: {}, links: [], name: 'shop', caller: (base) => base };

/** A carrier of a context of its own, with baggage. */
const carrier = (index: number) => ({ MessageAttributes: attributesOf(index) });
const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const attributesOf = (index: number) => ({
  traceparent: text(`00-0af7651916cd43dd8448eb211c80319c-${(index + 1).toString(16).padStart(16, '0')}-01`),
  baggage: text(`user=${index}`),
});

describe('the span of an event without messages', () => {
  const world = useWorld(startConsumerWorld);
  const telemetry = new Telemetry(resolveOptions({}));
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  const traced = (event: Partial<LambdaEvent>) =>
    traceEvent(telemetry, { ...OTHER_EVENT, ...event }, {}, SURROUNDINGS) ?? assert.fail();
  const userOf = (event: Partial<LambdaEvent>): unknown => {
    const started = traced(event);
    started.end();
    assert.ok(trace.getSpan(started.context));
    return propagation.getBaggage(started.context)?.getEntry('user')?.value;
  };
  const links = (): unknown[] => world.tracing.span('shop').links.map(({ context }) => context.spanId);

  it('has the baggage of the one carrier that the event has, and of none of several', () => {
    assert.equal(userOf({ carriers: () => [carrier(7)] }), '7');
    world.reset();
    assert.equal(userOf({ carriers: () => [carrier(1), carrier(2)] }), undefined);
    assert.deepEqual(links(), ['0000000000000002', '0000000000000003']);
  });

  it('links to no more carriers than any span has links, and does not even read them', () => {
    let read = 0;
    const carriers = Array.from({ length: 200 }, (_, index) => ({
      get MessageAttributes() {
        read = Math.max(read, index + 1);
        return attributesOf(index);
      },
    }));
    userOf({ carriers: () => carriers });
    assert.deepEqual([links().length, read], [128, 128]);
  });

  it('has no link where its carriers cannot be read, which is said', () => {
    assert.equal(userOf({ carriers: () => assert.fail('carriers') }), undefined);
    assert.deepEqual(links(), []);
    assert.equal(diagnostics.lines.length, 1);
  });

  it('is no failure where the event knows of none', () => {
    const started = traced({ outcomeOf: () => ({ attributes: { 'http.response.status_code': 200 } }) });
    started.succeed({ statusCode: 200 });
    started.end();
    const { status, attributes } = world.tracing.span('shop');
    assert.deepEqual([status.code, attributes['http.response.status_code']], [0, 200]);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('is none where nobody takes spans', () => {
    const deaf = new Telemetry(resolveOptions({}));
    deaf.tracer = () => undefined;
    const event: LambdaEvent = { ...OTHER_EVENT, parent: () => ROOT_CONTEXT };
    assert.equal(traceEvent(deaf, event, {}, SURROUNDINGS), undefined);
    assert.deepEqual(world.tracing.spans(), []);
  });
});
