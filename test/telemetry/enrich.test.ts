import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { Attributes } from '@opentelemetry/api';
import type { SqsInstrumentationConfig } from '../../src/options';
import type { OperationDefinition } from '../../src/services/service';
import { type Call, end } from '../../src/telemetry/call';
import { enrich } from '../../src/telemetry/enrich';
import { recall } from '../../src/telemetry/ledger';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';
import { begun, operationOf, telemetryWith } from './calls';

describe('the end of a call', () => {
  const given: unknown[] = [];
  const responseHook = (...args: unknown[]): void => void given.push(args);
  let tracing: Tracing;
  let diagnostics: Diagnostics;
  let listening: { stop(): Promise<void> }[];
  beforeEach(() => {
    given.length = 0;
    diagnostics = captureDiagnostics();
    tracing = startTracing();
    listening = [tracing];
  });
  afterEach(async () => {
    for (const each of listening) await each.stop();
    diagnostics.stop();
    assert.deepEqual(diagnostics.lines, []);
  });

  async function measureOnly(): Promise<void> {
    await tracing.stop();
    listening = [startMetering()];
  }
  function measure(): void {
    listening.push(startMetering());
  }
  const attributesOf = (name = 'Test.Do'): Attributes => tracing.span(name).attributes;

  it('of one that is measured only is none for hooks, and tells what came', async () => {
    await measureOnly();
    const receives = () => ({ messages: [{ MessageId: 'm', ReceiptHandle: 'handle of enrich' }] });
    const definition: OperationDefinition = { receives, response: () => ({ tokens: 7 }), body: () => assert.fail() };
    const call = begun(telemetryWith({ responseHook }), operationOf(definition, {}, { measuresAnswer: true }));
    enrich(call, { output: {} });
    assert.deepEqual([given, call.answer], [[], { tokens: 7 }]);
    assert.equal(recall('handle of enrich')?.messageId, 'm');
    end(call, { output: {} });
  });

  it('keeps of an answer what is counted, and only where somebody counts', () => {
    const definition: OperationDefinition = { response: () => ({ tokens: 7 }) };
    const answerOf = (config: SqsInstrumentationConfig, measuresAnswer: boolean): Attributes | undefined => {
      const call = begun(telemetryWith(config), operationOf(definition, {}, { measuresAnswer }));
      enrich(call, { output: {} });
      const { answer } = call;
      end(call, { output: {} });
      return answer;
    };
    assert.equal(answerOf({ detail: 'standard' }, true), undefined);
    measure();
    assert.deepEqual(answerOf({ detail: 'standard' }, true), { tokens: 7 });
    assert.equal(answerOf({ detail: 'standard' }, false), undefined);
    assert.equal(answerOf({ detail: 'full' }, true)?.['tokens'], 7);
    assert.equal(answerOf({ detail: 'full' }, false), undefined);
  });

  it('says what is told, and a guess where nothing is', () => {
    const definition: OperationDefinition = {
      response: () => ({ told: 1 }),
      estimates: { request: () => ({}), response: () => ({ told: 99, guessed: 2 }), event: () => ({}) },
    };
    for (const estimates of [true, false]) {
      tracing.reset();
      const call = begun(telemetryWith({}, { estimates }), operationOf(definition));
      enrich(call, { output: {} });
      end(call, { output: {} });
      const { told, guessed } = attributesOf();
      assert.deepEqual([told, guessed], [1, estimates ? 2 : undefined]);
    }
  });

  it('brings a receive to light that brought something or failed, with what hooks have said to it', () => {
    const receives = (output: object) => output as { messages: object[] };
    const receive = (): Call => {
      tracing.reset();
      return begun(telemetryWith({ emptyReceives: 'drop' }), operationOf({ receives }));
    };
    const aborted = { output: undefined, errorType: 'abort', tolerated: 'aborted' } as const;
    const failed = { output: undefined, errorType: 'Refused', errorMessage: 'no' };
    for (const [outcome, expected] of [
      [{ output: { messages: [] } }, []],
      [aborted, []],
      [failed, ['Refused']],
      [{ output: { messages: [{}] } }, [undefined]],
    ] as const) {
      const call = receive();
      call.span.setAttribute('hook', 'said');
      enrich(call, outcome);
      end(call, outcome);
      const spans = tracing.spans().map(({ attributes }) => [attributes['hook'], attributes['error.type']]);
      assert.deepEqual(
        spans,
        expected.map((type) => ['said', type]),
      );
    }
  });

  it('of a receive that no library polls for notes no poller', () => {
    const receives = () => ({ messages: [{ MessageId: 'm', ReceiptHandle: 'handle of nobody' }] });
    const call = begun(telemetryWith(), operationOf({ receives }));
    enrich(call, { output: {} });
    end(call, { output: {} });
    assert.equal(recall('handle of nobody')?.receive.poller, undefined);
    assert.equal(recall('handle of nobody')?.messageId, 'm');
  });

  it('follows a body as long as there is a tracer for its span', async () => {
    const telemetry = telemetryWith();
    const follows = (body: unknown): boolean => {
      const call = begun(telemetry, operationOf({ body: (output) => (output as { Body?: unknown }).Body }));
      enrich(call, { output: { Body: body } });
      end(call, { output: {} });
      return body instanceof Readable && Object.hasOwn(body, 'push');
    };
    const body = (): Readable => new Readable({ read: () => undefined });
    assert.deepEqual([follows(body()), follows('text')], [true, false]);

    // An application may shut down while its calls are under way.
    const late = body();
    const call = begun(telemetry, operationOf({ body: () => late }));
    await tracing.stop();
    listening = [];
    enrich(call, { output: {} });
    end(call, { output: {} });
    assert.equal(Object.hasOwn(late, 'push'), false);
  });
});
