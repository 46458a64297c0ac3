import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type Context, ROOT_CONTEXT, SpanKind, context } from '@opentelemetry/api';
import type { SqsInstrumentationConfig } from '../../src/options';
import type { OperationDefinition } from '../../src/services/service';
import { end } from '../../src/telemetry/call';
import { start } from '../../src/telemetry/start';
import {
  IGNORED,
  hideInside,
  isTracingSuppressed,
  sendIgnored,
  suppressTracing,
} from '../../src/telemetry/suppression';
import { captureDiagnostics } from '../support/diagnostics';
import { startMetering } from '../support/metering';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';
import { begun, operationOf, telemetryWith } from './calls';

const SENDS: OperationDefinition = { messaging: 'send', inject: (input) => input };

describe('a call', () => {
  const tracing = useWorld(startTracing);

  /** Whether it leaves a span. */
  function leavesSpan(definition: OperationDefinition, within: Context): boolean {
    const telemetry = telemetryWith();
    const operation = operationOf(definition);
    operation.context = within;
    const call = start(telemetry, telemetry.listeners() ?? assert.fail(), operation);
    if (call === undefined || call === IGNORED) return false;
    assert.equal(isTracingSuppressed(operation.context), false);
    end(call, { output: {} });
    return true;
  }

  it('inside of one that shows nothing is shown if it sends messages: that is the application’s doing', () => {
    const outer = { over: false };
    const inside = hideInside(ROOT_CONTEXT, outer);
    assert.deepEqual([leavesSpan(SENDS, inside), leavesSpan({}, inside)], [true, false]);
    assert.deepEqual(tracing.spans().length, 1);
    outer.over = true;
    assert.equal(leavesSpan({}, inside), true);
  });

  it('inside of one that is ignored is shown if it sends messages, too', async () => {
    const shown = await sendIgnored(async () => {
      const within = context.active();
      return [leavesSpan(SENDS, within), leavesSpan({}, within)];
    }, {});
    assert.deepEqual(shown, [true, false]);
  });

  it('is not shown where somebody else suppresses it, whatever it sends', () => {
    const suppressed = suppressTracing(ROOT_CONTEXT);
    for (const within of [suppressed, hideInside(suppressed, { over: false })]) {
      assert.deepEqual([leavesSpan(SENDS, within), leavesSpan({}, within)], [false, false]);
    }
    assert.deepEqual([leavesSpan(SENDS, ROOT_CONTEXT), leavesSpan({}, ROOT_CONTEXT)], [true, true]);
  });

  it('starts in the manner of another package as that one says, beside what is known of it', () => {
    const startsAs = (service: string, name: string, input: object) => ({
      name: `${service} ${name} of another`,
      kind: SpanKind.PRODUCER,
      attributes: { given: JSON.stringify(input), both: 'of the other' },
    });
    const definition: OperationDefinition = {
      request: () => ({ both: 'of ours', own: 1 }),
      estimates: { request: () => ({ guessed: 2 }), response: () => ({}), event: () => ({}) },
    };
    const telemetry = telemetryWith({}, { startsAs, estimates: true });
    end(begun(telemetry, operationOf(definition, { a: 1 })), { output: {} });
    const { kind, attributes } = tracing.span('Test Do of another');
    assert.equal(kind, SpanKind.PRODUCER);
    const { given, both, own, guessed } = attributes;
    assert.deepEqual([given, both, own, guessed], ['{"a":1}', 'of the other', 1, 2]);
  });

  it('that a predicate looks at for too long is quoted in nothing that the predicate throws', async () => {
    const diagnostics = captureDiagnostics();
    try {
      const ignore = (async () => {
        await setImmediate();
        throw new Error('cannot look at body-of-the-request');
      }) as unknown as NonNullable<SqsInstrumentationConfig['ignore']>;
      const call = begun(telemetryWith({ ignore }), operationOf({}, { Body: 'body-of-the-request' }));
      end(call, { output: {} });
      await setImmediate();
      await setImmediate();
      assert.equal(diagnostics.lines.length, 1);
      assert.ok(diagnostics.lines[0]?.includes('Error: cannot look at **\n'), diagnostics.lines[0]);
    } finally {
      diagnostics.stop();
    }
  });
});

describe('a call that is measured only', () => {
  useWorld(startMetering);

  it('is not traced: its request carries nothing', () => {
    const call = begun(telemetryWith(), operationOf(SENDS));
    assert.deepEqual([call.traced, call.observed, call.context === ROOT_CONTEXT], [false, true, true]);
    end(call, { output: {} });
  });
});
