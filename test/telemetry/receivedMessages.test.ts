import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ClientProfile } from '../../src/operation/client';
import type { Operation, Outcome } from '../../src/operation/operation';
import { resolveOptions } from '../../src/options';
import { noSemconv } from '../../src/semconv/semconv';
import type { EntryResult, Reception, Settlement } from '../../src/services/service';
import { shared } from '../../src/shared';
import { type ReceivedMessage, recall } from '../../src/telemetry/ledger';
import { noteProcessed, rememberReceived, rememberSettled } from '../../src/telemetry/receivedMessages';
import { Telemetry } from '../../src/telemetry/telemetry';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

const SECOND = 1000;
const THIRTY = { visibilityTimeout: 30 };

describe('received messages', () => {
  const telemetry = new Telemetry(resolveOptions({}, {}));
  const untraced = shared('untraced consumers', () => ({ said: false }));
  const { said } = untraced;
  const now = Date.now;
  let time = now();
  let diagnostics: Diagnostics;
  let made = 0;
  beforeEach(() => {
    untraced.said = false;
    Date.now = () => time;
    diagnostics = captureDiagnostics();
  });
  afterEach(() => {
    diagnostics.stop();
    Date.now = now;
    untraced.said = said;
  });

  /** The handles of so many messages that came at once. */
  function receive(count = 1, asked: Pick<Reception, 'visibilityTimeout'> = THIRTY, poller?: object): string[] {
    const handles = Array.from({ length: count }, () => `received-messages-${(made += 1)}`);
    const messages = handles.map((ReceiptHandle) => ({ ReceiptHandle, MessageId: ReceiptHandle }));
    const receiving = { recording: true, options: telemetry.options, poller, server: undefined };
    rememberReceived(telemetry, { messages, ...asked }, receiving);
    return handles;
  }
  function known(handle: string | undefined): ReceivedMessage {
    const message = recall(handle);
    assert.ok(message);
    return message;
  }
  /** One message that came just now, as it is once it was settled in this way a second later. */
  function settled(settlement: Omit<Settlement, 'receiptHandle'>, outcome: Outcome = { output: {} }) {
    const [receiptHandle = ''] = receive();
    const receivedAt = time;
    time += SECOND;
    settle([{ receiptHandle, ...settlement }], outcome);
    const { settled: how, settledAt, visibleAt = NaN } = known(receiptHandle);
    return {
      how,
      settledAt: settledAt === undefined ? undefined : settledAt - receivedAt,
      visible: visibleAt - receivedAt,
    };
  }
  function settle(settlements: readonly Settlement[], outcome: Outcome, results?: readonly EntryResult[]): void {
    const definition = { settles: () => settlements, ...(results && { results: () => results }) };
    const service = { id: 'SQS', semconv: noSemconv, operations: {} };
    const kind = { client: new ClientProfile({}), service, name: 'Settle', fullName: 'SQS.Settle', definition };
    const operation: Operation = { kind, command: {}, input: {}, context: ROOT_CONTEXT };
    rememberSettled(operation, outcome);
  }

  it('come back when their receive says so, or nobody knows when', () => {
    assert.equal(known(receive()[0]).visibleAt, time + 30 * SECOND);
    assert.equal(known(receive(1, { visibilityTimeout: 0 })[0]).visibleAt, time);
    assert.equal(known(receive(1, {})[0]).visibleAt, undefined);
  });

  it('are with the application until they are deleted or given back, and longer if it asks for that', () => {
    const visible = 30 * SECOND;
    assert.deepEqual(settled({ outcome: 'deleted' }), { how: 'deleted', settledAt: SECOND, visible });
    const released = settled({ outcome: 'released', visibilityTimeout: 0 });
    assert.deepEqual(released, { how: 'released', settledAt: SECOND, visible });
    const extended = settled({ outcome: 'extended', visibilityTimeout: 120 });
    assert.deepEqual(extended, { how: 'extended', settledAt: undefined, visible: 121 * SECOND });
    assert.deepEqual(settled({ outcome: 'extended' }), { how: 'extended', settledAt: undefined, visible });
  });

  it('are as they were where a call fails, but for those whose handle has expired', () => {
    const invalid = 'InvalidParameterValue';
    const expired = 'Value h for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.';
    const other = 'Value 50000 for parameter VisibilityTimeout is invalid.';
    for (const [outcome, errorType, errorMessage, how] of [
      ['deleted', 'ReceiptHandleIsInvalid', undefined, 'expired'],
      ['extended', 'MessageNotInflight', undefined, 'expired'],
      ['deleted', 'AccessDenied', expired, undefined],
      ['deleted', invalid, undefined, 'expired'],
      ['extended', invalid, expired, 'expired'],
      ['extended', invalid, other, undefined],
      ['released', invalid, undefined, undefined],
    ] as const) {
      const told = settled({ outcome, visibilityTimeout: 60 }, { output: undefined, errorType, errorMessage });
      assert.deepEqual(told, { how, settledAt: undefined, visible: 30 * SECOND }, `${outcome} ${errorType}`);
    }
  });

  it('of a batch are settled one by one', () => {
    const handles = receive(3);
    const settlements = handles.map((receiptHandle, id) => ({
      receiptHandle,
      outcome: 'deleted' as const,
      id: `${id}`,
    }));
    const unknown = { receiptHandle: 'received-messages-of-another', outcome: 'deleted', id: '3' } as const;
    settle([unknown, ...settlements], { output: {} }, [
      { id: '0' },
      { id: '1', failureCode: 'ReceiptHandleIsInvalid' },
      { id: '2', failureCode: 'InternalError' },
    ]);
    assert.deepEqual(
      handles.map((handle) => known(handle).settled),
      ['deleted', 'expired', undefined],
    );
    assert.equal(recall(unknown.receiptHandle), undefined);
  });

  it('that a consumer library deletes without process spans are told of, once in a process', () => {
    const poller = {};
    const [first = '', ...others] = receive(4, THIRTY, poller);
    const [own = ''] = receive();
    const [second = '', third = '', fourth = ''] = others;
    noteProcessed(known(first));
    const deleteOf = (receiptHandle: string): number => {
      settle([{ receiptHandle, outcome: 'deleted' }], { output: {} });
      return diagnostics.lines.length;
    };
    settle([{ receiptHandle: second, outcome: 'released' }], { output: {} });
    assert.deepEqual([first, own].map(deleteOf), [0, 0]);
    assert.deepEqual([second, third, fourth].map(deleteOf), [1, 1, 1]);
    assert.match(diagnostics.lines[0] ?? '', /^warn: .*sqs-consumer handles messages without process spans/);
  });
});
