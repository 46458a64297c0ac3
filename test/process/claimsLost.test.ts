import assert from 'node:assert/strict';
import { context } from '@opentelemetry/api';
import { claimedSpan } from '../../src/process/claims';
import { processMessage } from '../../src/process/processMessage';
import { shared } from '../../src/shared';
import { captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';
import { message, startConsumerWorld } from './consumerWorld';

describe('a message in a process without a context manager', () => {
  const world = useWorld(startConsumerWorld);
  const told = shared('lost contexts', () => ({ once: false }));
  before(() => {
    context.disable();
    // Others test what is said of it.
    told.once = true;
  });
  after(() => void (told.once = false));

  const ids = () => world.tracing.spans('process').map(({ attributes }) => attributes['messaging.message.id']);

  const LAYERS: readonly (readonly [what: string, given: { MessageId?: string }, again: (one: object) => unknown])[] = [
    ['itself', message(), (one) => one],
    ['a copy', message(), (one) => ({ ...one })],
    ['its receipt handle', message(), (one) => Reflect.get(one, 'ReceiptHandle')],
    ['without a receipt handle', Object.assign({ MessageId: message().MessageId }, { Body: 'body' }), (one) => one],
  ];
  for (const [what, given, again] of LAYERS) {
    it(`has one span, however many layers process it: ${what}`, () => {
      const claimed = processMessage(given, () => {
        const same = again(given);
        const span = claimedSpan(same);
        processMessage(same, () => undefined);
        return span;
      });
      assert.ok(claimed);
      assert.equal(claimed.messageId, given.MessageId);
      assert.equal(world.tracing.spans().length, 1);
    });
  }

  it('has spans that are not above its work, which is said once', () => {
    told.once = false;
    const diagnostics = captureDiagnostics();
    try {
      for (const given of [message(), message()]) processMessage(given, () => undefined);
    } finally {
      diagnostics.stop();
    }
    assert.deepEqual([diagnostics.lines.length, told.once], [1, true]);
    assert.match(
      diagnostics.lines[0] ?? '',
      /not below the span of its message: no context manager is registered: register the provider with/,
    );
  });

  it('has another span when it comes again', () => {
    const given = message();
    for (const run of [1, 2]) {
      processMessage(given, () => run);
      assert.equal(claimedSpan(given), undefined);
      assert.equal(claimedSpan(given.ReceiptHandle), undefined);
    }
    assert.deepEqual(ids(), [given.MessageId, given.MessageId]);
  });

  it('has a span of its own inside of another one', () => {
    const [one, other] = [message(), message()];
    processMessage(one, () => {
      assert.equal(claimedSpan(other), undefined);
      assert.equal(claimedSpan({}), undefined);
      assert.equal(claimedSpan(undefined), undefined);
      assert.equal(claimedSpan(7), undefined);
      processMessage(other, () => undefined);
    });
    assert.deepEqual(ids(), [other.MessageId, one.MessageId]);
  });

  it('that is a text is one, too', () => {
    const handle = `handle of ${message().MessageId}`;
    processMessage(handle, () => processMessage(handle, () => assert.ok(claimedSpan(handle))));
    assert.equal(world.tracing.spans('process').length, 1);
  });

  it('is no other one that has no receipt handle either', () => {
    const [one, other] = [{ Body: 'one' }, { Body: 'other' }];
    processMessage(one, () => processMessage(other, () => undefined));
    const odd = [
      { Body: 'one', ReceiptHandle: 7 },
      { Body: 'other', ReceiptHandle: 7 },
    ] as const;
    processMessage(odd[0], () => processMessage(odd[1], () => undefined));
    assert.equal(world.tracing.spans('process').length, 4);
  });
});
