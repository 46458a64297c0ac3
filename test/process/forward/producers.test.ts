import assert from 'node:assert/strict';
import { sendTo } from '../../../src/process/forward/publishers/kafkaSender';

type Told = (error: unknown, offset?: unknown) => void;

function record(members: object = {}) {
  return { topic: 'dead', key: 'k', value: 'v', headers: { tenant: 'blue' }, lossy: false, ...members };
}

/** Sends by a producer of librdkafka. */
function produce(producer: object, members: object = {}): Promise<unknown> {
  return (sendTo(producer) ?? assert.fail())(record(members));
}

describe('a producer of librdkafka', () => {
  it('without serializers has taken a record once it returns', async () => {
    let given: unknown[] = [];
    const answer = await produce({ produce: (...args: unknown[]) => ((given = args), 'taken') });
    assert.equal(answer, 'taken');
    const [topic, partition, value, key, time, opaque, headers] = given;
    assert.deepEqual([topic, partition, value, key], ['dead', null, Buffer.from('v'), Buffer.from('k')]);
    assert.deepEqual([typeof time, opaque, headers], ['number', undefined, [{ tenant: Buffer.from('blue') }]]);
    const full = new Error('queue full');
    await assert.rejects(
      produce({
        produce: () => {
          throw full;
        },
      }),
      full,
    );
  });

  const highLevel = (members: object, given: unknown[][] = []): object => ({
    setKeySerializer: () => undefined,
    produce(...args: unknown[]) {
      given.push(args);
      (args.at(-1) as Told)(null, 12);
    },
    ...members,
  });

  it('that tells what became of a record has taken it then, or not', async () => {
    assert.equal(await produce(highLevel({})), 12);
    const refused = new Error('refused');
    const failing = (...args: unknown[]): void => (args.at(-1) as Told)(refused);
    await assert.rejects(produce(highLevel({ produce: failing })), refused);
  });

  it('gets each part in the form of which its own serializer makes the right bytes', async () => {
    const apply = (part: unknown): unknown => (typeof part === 'string' ? Buffer.from(part) : 'lost');
    const given: unknown[][] = [];
    await produce(highLevel({ keySerializer: { apply } }, given));
    await produce(highLevel({ valueSerializer: { apply } }, given));
    for (const none of [undefined, null, {}, { apply: 'text' }])
      await produce(highLevel({ keySerializer: none, valueSerializer: none }, given));
    const bytes = [Buffer.from('v'), Buffer.from('k')];
    assert.deepEqual(
      given.map((args) => args.slice(2, 4)),
      [[bytes[0], 'k'], ['v', bytes[1]], bytes, bytes, bytes, bytes],
    );
  });

  it('writes no header without a value, and none with a NUL in its name', async () => {
    const given: unknown[][] = [];
    const producer = highLevel({ setSaslCredentials: () => undefined }, given);
    for (const headers of [{ none: null }, { 'a\0b': 'x' }]) {
      await assert.rejects(produce(producer, { headers }), {
        name: 'TypeError',
        message: /cannot write the header/,
      });
      assert.equal(given.length, 0);
      await produce(producer, { headers: { ...headers, tenant: 'blue' }, lossy: true });
      assert.deepEqual(given.pop()?.[5], [{ tenant: Buffer.from('blue') }]);
    }
  });
});
