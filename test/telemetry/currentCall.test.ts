import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { OperationDefinition } from '../../src/services/service';
import { type Call, type Resolved, end } from '../../src/telemetry/call';
import { CALL } from '../../src/telemetry/callContext';
import {
  currentCall,
  noteCurrentCall,
  noteRequest,
  passOn,
  resolvedFirst,
  resolvedWith,
  withCall,
  withoutCall,
} from '../../src/telemetry/currentCall';
import { captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';
import { begun, operationOf, telemetryWith } from './calls';

type Args = Parameters<typeof currentCall>[0];

const SENDS: OperationDefinition = { messaging: 'send', inject: (input) => input };
const done = (call: Call): void => end(call, { output: {} });

/** What the middlewares of a stack share. */
function resolvedStack(isShared: boolean): Resolved {
  return resolvedFirst({}, isShared) ?? assert.fail();
}

/** The call that is found in a context, by what middleware behind that of the application is called with. */
function found(resolved: Resolved | undefined, args: Args = {}, active = ROOT_CONTEXT): Call | undefined {
  return context.with(active, currentCall, undefined, args, resolved);
}

/** A call that is under way. */
function sent(resolved: Resolved | undefined, args: Args = {}, active?: Context): Call {
  const call = begun(telemetryWith(), { ...operationOf(SENDS), command: args });
  context.with(active ?? call.context, noteCurrentCall, undefined, call, args, resolved);
  return call;
}

describe('a stack of middleware in the making', () => {
  it('is known by the object that the SDK makes all of it with, and by nothing else', () => {
    for (const odd of [undefined, null, 'a text']) {
      assert.deepEqual([resolvedWith(odd), resolvedFirst(odd, true)], [undefined, undefined]);
    }
    const [outer, inner] = [{}, {}];
    const first = resolvedWith(outer);
    const second = resolvedWith(inner);
    assert.notEqual(first, second);
    assert.deepEqual([resolvedWith(outer) === first, resolvedFirst(inner, false) === second], [true, true]);
    assert.equal(resolvedFirst(outer, true), first);
    assert.deepEqual([first?.isShared, second?.isShared], [true, false]);
  });

  it('is forgotten once sixteen others were begun and given up', () => {
    /** Leaves nothing behind. */
    const othersUntilForgotten = (): number => {
      const handler = {};
      const made = resolvedWith(handler);
      for (let others = 1; others <= 100; others++) {
        const other = {};
        resolvedWith(other);
        if (resolvedWith(handler) === made) continue;
        resolvedFirst(other, false);
        return others;
      }
      return assert.fail('kept');
    };
    // Tests before this one may have left some behind.
    assert.ok(othersUntilForgotten() <= 16);
    assert.equal(othersUntilForgotten(), 16);
  });
});

describe('the call of a stack', () => {
  useWorld(startTracing);

  it('is that one alone, if there is one for each call', () => {
    const own = resolvedStack(false);
    const args = { input: {} };
    const call = sent(own, args);
    const other = sent(resolvedStack(true), args);
    assert.equal(found(own, args, other.context), call);
    for (const none of [resolvedStack(false), resolvedWith({}) ?? assert.fail()]) {
      assert.equal(found(none, args, other.context), undefined);
    }
    done(call);
    assert.equal(found(own, args, call.context), undefined);
  });

  it('is found by what it is called with, if several share the stack: by that, or its input', () => {
    const stack = resolvedStack(true);
    const [first, second] = [{ input: {} }, { input: {} }];
    const calls = [sent(stack, first), sent(stack, second)];
    for (const args of [first, { ...first }, { input: first.input, more: 1 }])
      assert.equal(found(stack, args), calls[0]);
    assert.equal(found(stack, second, calls[0]?.context), calls[1]);
    for (const input of [undefined, null, 'a text']) {
      const odd = { input };
      const call = sent(stack, odd);
      assert.deepEqual([found(stack, odd) === call, found(stack, { input })], [true, undefined]);
    }
    calls.forEach(done);
    assert.equal(found(stack, second), undefined);
  });

  it('is found by what it is serialized with, too, which may be what it was given', () => {
    const stack = resolvedStack(true);
    const args = { input: {} };
    const [call, other] = [sent(stack, args), sent(stack, { input: {} })];
    const request = { input: {} };
    noteRequest(call, request);
    noteRequest(call, { ...args });
    for (const each of [request, { ...request }, args, { ...args }]) {
      assert.equal(found(stack, each, other.context), call);
    }
  });

  it('is that of the context, if two are made of the same at once, and another than theirs is none', () => {
    const stack = resolvedStack(true);
    const args = { input: {} };
    const [first, second] = [sent(stack, args), sent(stack, args)];
    sent(stack, { input: {} });
    for (const given of [args, { ...args }, {}]) {
      assert.equal(found(stack, given, first.context), first);
      assert.equal(found(stack, given, second.context), second);
      for (const active of [ROOT_CONTEXT, sent(resolvedStack(true)).context]) {
        assert.equal(found(stack, given, active), undefined);
      }
    }
  });

  it('is the only one that is under way, whatever came before it', () => {
    const stack = resolvedStack(true);
    const args = { input: {} };
    const first = sent(stack, args);
    assert.equal(found(stack), first);
    done(first);
    assert.equal(found(stack), undefined);
    const second = sent(stack, args);
    assert.deepEqual([found(stack) === second, found(stack, args) === second], [true, true]);
  });

  it('is found by what the first of them was called with, if the application makes several with one', () => {
    const stack = resolvedStack(false);
    const [one, other] = [{ input: {} }, { input: {} }];
    const [first, second] = [sent(stack, one), sent(stack, other)];
    for (const active of [ROOT_CONTEXT, first.context, second.context]) {
      assert.deepEqual([found(stack, one, active) === first, found(stack, other, active) === second], [true, true]);
    }
    assert.equal(found(stack), undefined);
  });

  it('that nobody knows is that of the context, and else the one that was called with the same', () => {
    const [args, given] = [{ input: {} }, {}];
    const call = sent(undefined, args, ROOT_CONTEXT);
    const stacked = sent(resolvedStack(false));
    for (const active of [call, stacked]) {
      assert.deepEqual(
        [found(undefined, given, active.context), found(undefined, args, active.context)].map(
          (each) => each === active,
        ),
        [true, true],
      );
    }
    assert.deepEqual([found(undefined, args) === call, found(undefined, given)], [true, undefined]);
    done(call);
    assert.equal(found(undefined, args), undefined);
  });

  it('leaves a context as it is that has none, and takes itself out of another one', () => {
    const call = sent(undefined);
    assert.equal(withoutCall(ROOT_CONTEXT), ROOT_CONTEXT);
    const inside = withCall(ROOT_CONTEXT, call);
    assert.deepEqual([inside.getValue(CALL) === call, withoutCall(inside).getValue(CALL)], [true, undefined]);
  });
});

describe('a call that is none of ours', () => {
  useWorld(startTracing);

  /** What the next middleware sees: the call that is found, the one in its context, and whether that is the caller's. */
  function passed(resolved: Resolved | undefined, args: Args, active = ROOT_CONTEXT): unknown[] {
    const next = (given: Args): unknown[] => [
      currentCall(given, resolved),
      context.active().getValue(CALL),
      context.active() === active,
    ];
    return context.with(active, () => passOn(next, args, resolved));
  }

  it('gets nothing of the call that it is made in, or that shares its stack, and else runs in the very same context', () => {
    const diagnostics = captureDiagnostics();
    try {
      for (const stack of [undefined, resolvedStack(false), resolvedStack(true)]) {
        const call = sent(stack, { input: {} });
        assert.deepEqual(passed(stack, { input: {} }, call.context), [undefined, undefined, false]);
        const outside = withoutCall(call.context);
        assert.deepEqual(passed(stack, { input: {} }, outside), [undefined, undefined, true]);
      }
    } finally {
      diagnostics.stop();
    }
    assert.deepEqual(diagnostics.lines, []);
  });

  it('is told from a call with the same stack that is under way, wherever a queue runs it', () => {
    for (const stack of [resolvedStack(false), resolvedStack(true)]) {
      const [args, ignored] = [{ input: {} }, { input: {} }];
      const call = sent(stack, args);
      passed(stack, ignored);
      assert.equal(found(stack, ignored, call.context), undefined);
      assert.equal(found(stack, args), call);
    }
  });

  it('takes nothing away from one that is made of the same with another stack', () => {
    const stack = resolvedStack(true);
    const args = { input: {} };
    const call = sent(stack, args);
    sent(stack);
    passed(resolvedStack(false), args);
    assert.equal(found(stack, args), call);
  });
});
