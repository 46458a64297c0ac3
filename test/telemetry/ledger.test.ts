import assert from 'node:assert/strict';
import { TraceFlags } from '@opentelemetry/api';
import { Telemetry } from '../../src/telemetry/telemetry';
import {
  type ReceivedMessage,
  attemptBefore,
  ledgerSize,
  noteAttempt,
  noteDeleted,
  recall,
  remember,
} from '../../src/telemetry/ledger';
import { resolveOptions } from '../../src/options';

const LIMIT = 4096;
const MAX_DELETED = 512;

describe('the ledger of received messages', () => {
  const receive = {
    telemetry: new Telemetry(resolveOptions()),
    queueUrl: undefined,
    poller: undefined,
    server: undefined,
  };
  const message = (messageId: string): ReceivedMessage => ({
    receive,
    messageId,
    visibleAt: undefined,
    creation: undefined,
    processed: false,
    settled: undefined,
    settledAt: undefined,
  });
  const fill = (prefix: string, count: number) => {
    for (let index = 0; index < count; index++) {
      remember(`${prefix}-${index}`, message(`${prefix}-${index}`));
      noteAttempt(`${prefix}-${index}`, { traceId: '', spanId: `${index}`, traceFlags: TraceFlags.NONE });
    }
  };
  const deleteAll = (prefix: string, count: number) => {
    for (let index = 0; index < count; index++) {
      const known = recall(`${prefix}-${index}`);
      if (known !== undefined) noteDeleted(`${prefix}-${index}`, known);
    }
  };
  after(() => {
    for (let index = 0; index < 3 * LIMIT; index++) noteAttempt(`third-${index}`, undefined);
    for (let index = 0; index < LIMIT; index++) noteAttempt(`last-${index}`, undefined);
    for (let index = 0; index < LIMIT / 2; index++) noteAttempt(`between-${index}`, undefined);
  });

  it('tells what it was told', () => {
    const received = message('a');
    remember('handle-a', received);
    assert.equal(recall('handle-a'), received);
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

  it('holds a bounded number of messages and attempts, however many come: of the newest, half as many for sure', () => {
    fill('third', 3 * LIMIT);
    const { messages, attempts } = ledgerSize();
    assert.ok(messages <= LIMIT && attempts <= LIMIT, `${messages} messages, ${attempts} attempts`);
    for (let index = 3 * LIMIT - LIMIT / 2; index < 3 * LIMIT; index++) {
      assert.equal(recall(`third-${index}`)?.messageId, `third-${index}`);
      assert.equal(attemptBefore(`third-${index}`)?.spanId, String(index));
    }
    assert.equal(recall(`third-${2 * LIMIT - 1}`), undefined);
    assert.equal(attemptBefore(`third-${2 * LIMIT - 1}`), undefined);
  });

  it('what comes again is young again', () => {
    remember('again', message('first'));
    fill('last', LIMIT / 2);
    remember('again', message('renewed'));
    fill('last', LIMIT / 2 - 1);
    assert.equal(recall('again')?.messageId, 'renewed');
  });

  it('forgets an attempt wholly, also one that was noted again after many others', () => {
    noteAttempt('twice', { traceId: '', spanId: '1', traceFlags: TraceFlags.NONE });
    fill('between', LIMIT / 2);
    noteAttempt('twice', { traceId: '', spanId: '2', traceFlags: TraceFlags.NONE });
    noteAttempt('twice', undefined);
    assert.equal(attemptBefore('twice'), undefined);
  });

  it('knows a deleted message for a while, beside as many others as before', () => {
    fill('gone', LIMIT / 2);
    deleteAll('gone', LIMIT / 2);
    const { deleted } = ledgerSize();
    assert.ok(deleted <= MAX_DELETED, `${deleted} deleted messages`);
    assert.equal(recall('gone-0'), undefined);
    for (let index = LIMIT / 2 - MAX_DELETED / 2; index < LIMIT / 2; index++) {
      assert.equal(recall(`gone-${index}`)?.messageId, `gone-${index}`);
    }
  });

  it('knows nothing by an empty handle, which many messages may have', () => {
    remember('', message('made up'));
    assert.equal(recall(''), undefined);
  });
});
