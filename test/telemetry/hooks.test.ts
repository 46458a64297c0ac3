import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { SqsInstrumentationConfig } from '../../src/options';
import { informedHook } from '../../src/options/hookedCall';
import { type Call, end } from '../../src/telemetry/call';
import { runRequestHook, runResponseHook } from '../../src/telemetry/hooks';
import { captureDiagnostics } from '../support/diagnostics';
import { startMetering } from '../support/metering';
import { startTracing } from '../support/tracing';
import { begun, operationOf, telemetryWith } from './calls';

class Command {
  constructor(readonly input: object) {}
}

describe('the hooks of a call', () => {
  let listening: { stop(): Promise<void> };
  const given: unknown[][] = [];
  const keep = (...args: unknown[]): void => void given.push(args);
  beforeEach(() => {
    given.length = 0;
    listening = startTracing();
  });
  afterEach(() => listening.stop());

  const callWith = (hooks: SqsInstrumentationConfig, input: object): Call =>
    begun(telemetryWith(hooks), operationOf({}, input));

  it('read nothing of a request where there are none', () => {
    let reads = 0;
    const input = {
      get Body(): string {
        reads++;
        return 'x';
      },
    };
    const command = new Command(input);
    const call = callWith({}, input);
    assert.equal(runRequestHook(call, command), command);
    runResponseHook(call, { output: {} });
    end(call, { output: {} });
    assert.equal(reads, 0);
  });

  it('do not see the request of a call that is measured only', async () => {
    await listening.stop();
    listening = startMetering();
    const call = callWith({ requestHook: keep }, {});
    const command = new Command({});
    assert.equal(runRequestHook(call, command), command);
    assert.deepEqual([call.traced, given], [false, []]);
    end(call, { output: {} });
  });

  it('change the request, and not what the application has; one that throws changes nothing', () => {
    const input = { Body: 'x' };
    const command = new Command(input);
    const change = (_span: unknown, _service: unknown, _name: unknown, params: object): void =>
      void Object.assign(params, { Body: 'y' });
    const changed = runRequestHook(callWith({ requestHook: change }, input), command);
    assert.ok(changed instanceof Command && changed !== command);
    assert.deepEqual([changed.input, input], [{ Body: 'y' }, { Body: 'x' }]);
    const throws = (...args: Parameters<typeof change>): never => {
      change(...args);
      throw new Error('of the hook');
    };
    assert.equal(runRequestHook(callWith({ requestHook: throws }, input), command), command);
    assert.deepEqual(input, { Body: 'x' });
  });

  it('change no request that cannot be copied', () => {
    class Computed {
      own = 1;
      get Body(): string {
        return 'x';
      }
    }
    const command = new Command(new Computed());
    const change = (_span: unknown, _service: unknown, _name: unknown, params: { own?: number }): void => {
      given.push([{ ...params }]);
      params.own = 2;
    };
    assert.equal(runRequestHook(callWith({ requestHook: change }, command.input), command), command);
    assert.deepEqual(given, [[{ own: 1 }]]);
    assert.equal((command.input as Computed).own, 1);
  });

  it('of this package are told of the call, those of an application are not', () => {
    const [output, error] = [{}, new Error('of the call')];
    for (const hook of [keep, informedHook((...args: unknown[]) => keep(...args))]) {
      const call = callWith({ requestHook: hook, responseHook: hook }, { Body: 'x' });
      runRequestHook(call, new Command(call.operation.input));
      runResponseHook(call, { output });
      runResponseHook(call, { output: undefined, error });
      const more = hook === keep ? [] : [call];
      assert.deepEqual(given.splice(0), [
        [call.span, 'Test', 'Do', { Body: 'x' }, ...more],
        [call.span, 'Test', 'Do', output, undefined, ...more],
        [call.span, 'Test', 'Do', undefined, error, ...more],
      ]);
    }
  });

  it('that fail when the call is over quote neither its request nor its answer', async () => {
    const diagnostics = captureDiagnostics();
    try {
      const hook: (...args: unknown[]) => unknown = async () => {
        await setImmediate();
        throw new Error('cannot send on body-of-the-request beside body-of-the-answer');
      };
      const input = { Body: 'body-of-the-request' };
      const output = { Body: 'body-of-the-answer' };
      const call = callWith({ requestHook: hook, responseHook: hook }, input);
      runRequestHook(call, new Command(input));
      runResponseHook(call, { output });
      end(call, { output });
      await setImmediate();
      await setImmediate();
      // An application's own request hook has seen no answer.
      const shown = ['** beside body-of-the-answer', '** beside **'].map((rest) => `Error: cannot send on ${rest}`);
      assert.equal(diagnostics.lines.length, 2);
      for (const [index, text] of shown.entries()) assert.ok(diagnostics.lines[index]?.includes(`${text}\n`));
    } finally {
      diagnostics.stop();
    }
  });
});
