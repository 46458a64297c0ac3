import assert from 'node:assert/strict';
import { ROOT_CONTEXT, createTraceState, trace } from '@opentelemetry/api';
import type { SqsInstrumentationConfig } from '../../../src';
import { resolveOptions } from '../../../src/options';
import { forwardedAttributes } from '../../../src/process/forward/forwardedAttributes';
import { startTracing } from '../../support/tracing';
import { useWorld } from '../../support/useWorld';
import { CREATION, QUEUE_URL } from '../consumerWorld';

const ATTEMPT = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
const ORIGINAL = 'e'.repeat(32);
const [COUNT, ID, REASON, ERROR] = ['x-retry-count', 'x-original-trace-id', 'x-forward-reason', 'x-error'];

interface Given {
  own?: number;
  config?: SqsInstrumentationConfig;
  traced?: boolean;
  /** Whether the message carries a context. */
  created?: boolean;
  state?: string;
  attempt?: boolean;
  original?: string;
}

describe('the attributes of a forwarded message', () => {
  useWorld(startTracing);

  function forwarded({ own = 0, config = {}, traced = false, created, state, attempt, original }: Given) {
    const creation = { ...CREATION, traceFlags: 1, ...(state && { traceState: createTraceState(state) }) };
    const named = Array.from({ length: own }, (_, each) => [`own${each}`, { DataType: 'String', StringValue: 'x' }]);
    const received = { noted: () => original } as never;
    return forwardedAttributes(
      { body: 'b', attributes: Object.fromEntries(named) as Record<string, object> },
      {
        received,
        retryCount: 1,
        carried: created === true ? trace.setSpanContext(ROOT_CONTEXT, creation) : ROOT_CONTEXT,
        creation: created === true ? creation : undefined,
        origin: undefined,
        attempt: attempt === true ? ATTEMPT : undefined,
        cause: undefined,
        error: 'e',
        reason: 'r',
      },
      QUEUE_URL,
      resolveOptions(config),
      traced,
    );
  }
  /** Names of what is added, in order. */
  const added = (given: Given): string[] => {
    const { MessageAttributes } = forwarded(given) as { MessageAttributes: object };
    return Object.keys(MessageAttributes).filter((name) => !name.startsWith('own'));
  };
  const headerOf = (given: Given): string | undefined => {
    const { MessageSystemAttributes: system } = forwarded(given) as {
      MessageSystemAttributes?: { AWSTraceHeader?: { StringValue: string } };
    };
    return /Parent=(\w+)/.exec(system?.AWSTraceHeader?.StringValue ?? '')?.[1];
  };

  it('have room for the count, or nothing is sent', () => {
    assert.deepEqual(added({ own: 9 }), [COUNT]);
    const code = 'ERR_FORWARD_NO_ROOM';
    assert.throws(() => added({ own: 10 }), { code, message: /10 message attributes/ });
    assert.deepEqual(added({ config: { maxMessageSize: 21 } }), [COUNT]);
    assert.throws(() => added({ config: { maxMessageSize: 20 } }), { code, message: /larger than 20 bytes/ });
  });

  it('leave room for the context that the call puts in, if it does', () => {
    for (const [given, expected] of [
      [{ traced: true }, [COUNT, REASON]],
      [{ traced: false }, [COUNT, REASON, ERROR]],
      [{ traced: true, config: { propagateMessageContext: false } }, [COUNT, REASON, ERROR]],
      [{ traced: false, config: { propagateMessageContext: false } }, [COUNT, REASON, ERROR]],
    ] as const)
      assert.deepEqual(added({ own: 7, ...given }), expected, JSON.stringify(given));
    const config = { maxMessageSize: 120 };
    assert.deepEqual(added({ traced: true, config }), [COUNT]);
    assert.deepEqual(added({ traced: false, config }), [COUNT, REASON, ERROR]);
  });

  describe('that carries a context', () => {
    const created = true;

    it('have it, and the id of the trace that it began with where that fits, too', () => {
      for (const [given, expected] of [
        [{}, ['traceparent', REASON, ERROR]],
        [{ original: ORIGINAL }, ['traceparent', ID, REASON, ERROR]],
        [{ own: 8 }, ['traceparent']],
        [{ own: 8, original: ORIGINAL }, ['traceparent']],
        [{ own: 7, original: ORIGINAL }, ['traceparent', ID]],
        [{ own: 7, state: 'a=b' }, ['traceparent', 'tracestate']],
        [{ own: 7, state: 'a=b', original: ORIGINAL }, ['traceparent', ID]],
        [{ own: 6, state: 'a=b', original: ORIGINAL }, ['traceparent', 'tracestate', ID]],
        [{ state: 'a=b', original: ORIGINAL, config: { maxMessageSize: 160 } }, ['traceparent', ID]],
        [{ original: ORIGINAL, config: { maxMessageSize: 150 } }, ['traceparent', ID]],
      ] as const)
        assert.deepEqual(added({ created, ...given }), [COUNT, ...expected], JSON.stringify(given));
    });

    it('tell the attempt in the header, unless the context has to go there', () => {
      const [ofCreation, ofAttempt] = [CREATION.spanId, ATTEMPT.spanId];
      const [always, overflow, never] = (['always', 'overflow', 'never'] as const).map((awsTraceHeader) => ({
        awsTraceHeader,
      }));
      for (const [config, attempt, own, expected] of [
        [always, true, 0, ofAttempt],
        [always, false, 0, ofCreation],
        [always, true, 9, ofCreation],
        [always, false, 9, ofCreation],
        [overflow, true, 0, ofAttempt],
        [overflow, false, 0, undefined],
        [overflow, true, 9, ofCreation],
        [overflow, false, 9, ofCreation],
        [never, true, 0, undefined],
        [never, true, 9, undefined],
        [never, false, 9, undefined],
      ] as const)
        assert.equal(
          headerOf({ created, config: config ?? {}, attempt, own }),
          expected,
          JSON.stringify([config, own]),
        );
    });
  });
});
