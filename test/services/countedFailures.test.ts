import assert from 'node:assert/strict';
import { FakeClient } from '../contract/fakeClient';
import { type Metering, startMetering } from '../support/metering';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('events of one call to EventBridge', () => {
  useWorld(startTracing);
  let metering: Metering;
  beforeEach(() => void (metering = startMetering()));
  afterEach(() => metering.stop());

  it('are counted by what became of each', async () => {
    const client = new FakeClient('EventBridge', {});
    const Entries = [
      { ErrorCode: 'InternalFailure' },
      { EventId: 'e' },
      { ErrorCode: 'InternalFailure' },
      { ErrorCode: 7 },
    ];
    const output = { FailedEntryCount: 2, Entries };
    await client.send('PutEvents', { Entries: [{}, {}, {}, {}] }, () => ({ output }));
    const counted = async (metric: string) =>
      (await metering.points(metric)).map(({ value, attributes }) => [attributes['error.type'], value]);
    assert.deepEqual(await counted('messaging.client.sent.messages'), [
      ['InternalFailure', 2],
      [undefined, 2],
    ]);
  });
});
