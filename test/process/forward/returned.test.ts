import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { whileReturnsCount } from '../../../src/process/forward/publishers/returned';
import {
  returnsInEvent,
  returnsInMethod,
  returnsOfManaged,
} from '../../../src/process/forward/publishers/returnSources';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';

const UNROUTABLE = { code: 'ERR_FORWARD_UNROUTABLE' };

function delivery(messageId: string, members: object = {}) {
  return {
    exchange: 'shop',
    routingKey: 'dead',
    content: Buffer.from('x'),
    properties: { messageId },
    mandatory: true,
    lossy: false,
    ...members,
  };
}

describe('a message that comes back', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  const inEvent = (publisher: EventEmitter) => returnsInEvent(publisher, 'return') ?? assert.fail();
  const back = (messageId: string, fields: object = {}): object => ({
    fields: { exchange: 'shop', routingKey: 'dead', ...fields },
    properties: { messageId },
  });

  it('counts for its place and its id, all of them', async () => {
    const publisher = new EventEmitter();
    const sending = (...returned: object[]): Promise<void> =>
      whileReturnsCount(publisher, inEvent(publisher), delivery('place'), async () => {
        for (const one of returned) publisher.emit('return', one);
      });
    await sending(back('place', { exchange: 'other' }), back('place', { routingKey: 'other' }), back('other'));
    await assert.rejects(sending(back('place')), UNROUTABLE);
  });

  it('is heard by each that waits, until the last of them has sent', async () => {
    const publisher = new EventEmitter();
    const sending = (id: string, send: () => Promise<void>): Promise<void> =>
      whileReturnsCount(publisher, inEvent(publisher), delivery(id), send);
    let goOn = (): void => assert.fail();
    const later = sending('later', async () => {
      await new Promise<void>((resolve) => (goOn = resolve));
      publisher.emit('return', back('later'));
    });
    await sending('first', async () => undefined);
    assert.equal(publisher.listenerCount('return'), 1);
    goOn();
    await assert.rejects(later, UNROUTABLE);
    assert.equal(publisher.listenerCount('return'), 0);
  });

  it('is sent at once where that is heard at once, else when it is', async () => {
    let sent = 0;
    const send = async (): Promise<void> => void sent++;
    const atOnce = whileReturnsCount({}, { on: () => undefined, off: () => undefined }, delivery('at once'), send);
    assert.equal(sent, 1);
    await atOnce;
    let heard = (): void => assert.fail();
    const on = (): Promise<void> => new Promise((resolve) => (heard = resolve));
    const later = whileReturnsCount({}, { on, off: () => undefined }, delivery('later'), send);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sent, 1);
    heard();
    await later;
    assert.equal(sent, 2);
  });

  it('is no longer listened for, or somebody is told', async () => {
    const off = (): Promise<never> => Promise.reject(new Error('busy'));
    await whileReturnsCount({}, { on: () => undefined, off }, delivery('kept'), async () => undefined);
    assert.match(diagnostics.lines.join(), /listening to returned messages did not end.*busy/s);
  });

  it('is told of by whoever lets listeners come and go', () => {
    const method = (): void => undefined;
    for (const none of [{}, { on: method }, { off: method }]) assert.equal(returnsInEvent(none, 'return'), undefined);
    for (const none of [{}, { addSetup: method }, { removeSetup: method }])
      assert.equal(returnsOfManaged(none), undefined);
    assert.ok(returnsOfManaged({ addSetup: method, removeSetup: method }));
  });

  it('is not told of by a managed channel without events, with which all else goes on', async () => {
    const on = async (setup: (channel: object) => Promise<void>): Promise<void> => setup({});
    const off = async (_: unknown, teardown: (channel: object) => Promise<void>): Promise<void> => teardown({});
    const returns = returnsOfManaged({ addSetup: on, removeSetup: off }) ?? assert.fail();
    await assert.doesNotReject(Promise.resolve(returns.on(() => undefined)));
    await assert.doesNotReject(Promise.resolve(returns.off(() => undefined)));
  });

  it('goes to the method of the channel that is there, if one is, and leaves that as it was', () => {
    const told: unknown[] = [];
    const channel = {};
    const returns = returnsInMethod(channel, 'onReturn');
    returns.on((message) => told.push(message));
    (channel as { onReturn(message: unknown): void }).onReturn('first');
    returns.off(() => undefined);
    assert.deepEqual([told, Object.keys(channel)], [['first'], []]);

    const own = { onReturn: (message: unknown): void => void told.push(['own', message]) };
    const before = Object.getOwnPropertyDescriptor(own, 'onReturn');
    const beside = returnsInMethod(own, 'onReturn');
    beside.on((message) => told.push(message));
    own.onReturn('second');
    beside.off(() => undefined);
    assert.deepEqual(told, ['first', 'second', ['own', 'second']]);
    assert.deepEqual(Object.getOwnPropertyDescriptor(own, 'onReturn'), before);
  });
});
