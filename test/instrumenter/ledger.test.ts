import assert from 'node:assert/strict';
import { TraceFlags } from '@opentelemetry/api';
import { Instrumenter } from '../../src/instrumenter/instrumenter';
import {
  type ReceivedMessage,
  attemptBefore,
  forget,
  ledgerSize,
  noteAttempt,
  recall,
  remember,
} from '../../src/instrumenter/ledger';
import { resolveOptions } from '../../src/options';

const LIMIT = 4096;

describe('the ledger of received messages', () => {
  const instrumenter = new Instrumenter(resolveOptions());
  const message = (messageId: string): ReceivedMessage => ({
    instrumenter,
    messageId,
    queueUrl: undefined,
    receivedAt: 0,
    visibleAt: undefined,
    creation: undefined,
    settled: undefined,
    settledAt: undefined,
  });
  const fill = (prefix: string, count: number) => {
    for (let index = 0; index < count; index++) {
      remember(`${prefix}-${index}`, message(`${prefix}-${index}`));
      noteAttempt(`${prefix}-${index}`, { traceId: '', spanId: `${index}`, traceFlags: TraceFlags.NONE });
    }
  };
  after(() => {
    for (let index = 0; index < LIMIT; index++) {
      forget(`last-${index}`);
      noteAttempt(`last-${index}`, undefined);
    }
  });

  it('tells what it was told, until it is told to forget', () => {
    const received = message('a');
    remember('handle-a', received);
    assert.equal(recall('handle-a'), received);
    forget('handle-a');
    assert.equal(recall('handle-a'), undefined);
  });

  it('takes anything for a handle, and knows strings only', () => {
    const { messages } = ledgerSize();
    for (const handle of [undefined, null, 7, {}, Symbol('handle')]) {
      remember(handle, message('odd'));
      assert.equal(recall(handle), undefined);
    }
    noteAttempt(undefined, undefined);
    assert.equal(attemptBefore(undefined), undefined);
    assert.equal(ledgerSize().messages, messages);
  });

  it('holds a fixed number of messages and attempts, however many come: the oldest go first', () => {
    fill('first', LIMIT);
    assert.deepEqual(ledgerSize(), { messages: LIMIT, attempts: LIMIT });
    fill('second', 100);
    assert.deepEqual(ledgerSize(), { messages: LIMIT, attempts: LIMIT });
    assert.equal(recall('first-99'), undefined);
    assert.equal(attemptBefore('first-99'), undefined);
    assert.equal(recall('first-100')?.messageId, 'first-100');
    assert.equal(attemptBefore('first-100')?.spanId, '100');
    fill('third', 3 * LIMIT);
    assert.deepEqual(ledgerSize(), { messages: LIMIT, attempts: LIMIT });
    assert.equal(recall('second-99'), undefined);
  });

  it('what comes again is young again, and costs nobody their place', () => {
    fill('again', LIMIT);
    remember('again-5', message('renewed'));
    assert.equal(recall('again-0')?.messageId, 'again-0');
    fill('last', LIMIT - 1);
    assert.equal(recall('again-5')?.messageId, 'renewed');
    assert.equal(recall(`again-${LIMIT - 1}`), undefined);
    fill('last', LIMIT);
  });
});
