import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import type { EntryResult, OperationDefinition } from '../../src/services/service';
import { end } from '../../src/telemetry/call';
import { enrich } from '../../src/telemetry/enrich';
import { inject } from '../../src/telemetry/inject';
import { captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';
import { begun, operationOf, telemetryWith } from './calls';

describe('the create spans of a batch', () => {
  const tracing = useWorld(startTracing);
  const LETTERS = ['a', 'b', 'c'].map((Id) => ({ Id }));

  function send(results: readonly EntryResult[] | undefined, Entries: object[] = LETTERS): void {
    const definition: OperationDefinition = {
      messaging: 'send',
      batch: { entries: () => Entries, destinationName: () => 'orders' },
      inject: (input) => ({ ...input }),
      ...(results && { results: () => results }),
    };
    const input = { Entries };
    const call = begun(telemetryWith({ batchCreateSpans: true }), operationOf(definition, input));
    inject(call, { input });
    enrich(call, { output: {} });
    end(call, { output: {} });
  }

  it('end as the service answers of each message, also of one that it says nothing of', () => {
    const diagnostics = captureDiagnostics();
    try {
      send([
        { id: 'a', messageId: 'message a', response: { answered: 'a' } },
        { id: 'b', failureCode: 'Refused' },
      ]);
      const [first, refused, ...others] = tracing.spans('create orders');
      assert.deepEqual([first?.attributes['answered'], first?.status.code], ['a', SpanStatusCode.UNSET]);
      assert.deepEqual([refused?.attributes['error.type'], refused?.status.code], ['Refused', SpanStatusCode.ERROR]);
      assert.deepEqual(
        others.map(({ status }) => status.code),
        [SpanStatusCode.UNSET],
      );
      assert.deepEqual(
        tracing.span('Test.Do').links.map(({ attributes }) => attributes?.['messaging.message.id']),
        ['message a', undefined, undefined],
      );
      tracing.reset();
      send(undefined);
      assert.equal(tracing.spans('create orders').length, 3);
    } finally {
      diagnostics.stop();
    }
    assert.deepEqual(diagnostics.lines, []);
  });

  it('are as many as there are messages that can be read and have no context of their own', () => {
    const attributeOf = (text: string) => ({ traceparent: { DataType: 'String', StringValue: text } });
    const unreadable = Object.defineProperty({}, 'Id', { get: () => assert.fail('not to be read') });
    const own = {
      Id: 'own',
      MessageAttributes: attributeOf('00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203332-01'),
    };
    const odd = { Id: 'odd', MessageAttributes: attributeOf('no context') };
    const diagnostics = captureDiagnostics();
    try {
      send([], [{ Id: 'first' }, unreadable, own, odd, { Id: 'last' }]);
    } finally {
      diagnostics.stop();
    }
    const created = tracing.spans('create orders');
    assert.deepEqual(
      created.map(({ links }) => links),
      [[], []],
    );
    const linked = tracing.span('Test.Do').links.map(({ context }) => context.spanId);
    const [first, last] = created.map((span) => span.spanContext().spanId);
    assert.deepEqual(linked, [first, 'b7ad6b7169203332', last]);
  });
});
