import { deepEqual, equal } from 'node:assert/strict';
import type { MessageRow } from '../../src/model/source';
import { EPOCH_MILLIS, exportOf, modelOf, onlyRow, ordersOf, rowsOf, sqs, storyOf } from './telling';

const ATTEMPT = { relationship: 'processing_attempt' };
const ORIGINAL = { relationship: 'original_message' };

const sent = exportOf('shop', {
  id: 'web/send',
  name: 'SQS.SendMessage',
  kind: 'producer',
  start: 0,
  end: 10,
  attributes: sqs('orders', 'send', 'm-1'),
});

const attempt = (nth: number, more: { error?: string; links?: { to: string; attributes: object }[] } = {}) =>
  exportOf('worker', {
    id: `try${nth}/process`,
    name: 'process orders',
    kind: 'consumer',
    start: nth * 100,
    end: nth * 100 + 20,
    attributes: sqs('orders', 'process', 'm-1'),
    links: ['web/send'],
    ...(more as object),
  });

/** What a row says, in short. */
const short = ({ sentBy, destination, movedTo, attempts, failedAttempts, processedBy, outcome }: MessageRow) =>
  [sentBy, destination, movedTo, attempts, failedAttempts, processedBy.join(), outcome] as const;

describe('the life of a message', () => {
  it('is one row over the traces of its sender and of its consumer', async () => {
    const row = await onlyRow(modelOf([sent, attempt(1)]));
    deepEqual(short(row), ['shop', 'orders', undefined, 1, 0, 'worker', 'processed']);
    deepEqual([row.messageId, row.waited, row.took], ['m-1', 90, 120]);
  });

  it('is the same in whatever order the spans come, and stays under its address', async () => {
    const all = [sent, attempt(1, { error: 'no' }), attempt(2)];
    for (const requests of ordersOf(all)) {
      const model = modelOf(requests.slice(0, 1));
      const { id } = await onlyRow(model);
      for (const request of requests.slice(1)) model.add(request);
      const row = await onlyRow(model);
      deepEqual(short(row), ['shop', 'orders', undefined, 2, 1, 'worker', 'processed']);
      equal((await storyOf(model, id)).row.id, row.id);
    }
  });

  it('has its waits: for the first attempt, and from attempt to attempt', async () => {
    const model = modelOf([sent, attempt(1, { error: 'no' }), attempt(2)]);
    const { waits, from } = await storyOf(model, (await onlyRow(model)).id);
    deepEqual(
      waits.map((wait) => [wait.destination, wait.from - from, (wait.to ?? NaN) - from, wait.attempt]),
      [
        ['orders', 10, 100, 1],
        ['orders', 120, 200, 2],
      ],
    );
  });

  it('stays open while nobody takes it', async () => {
    const model = modelOf([sent]);
    const row = await onlyRow(model);
    deepEqual(short(row), ['shop', 'orders', undefined, 0, 0, '', 'sent']);
    deepEqual(
      (await storyOf(model, row.id)).waits.map(({ to, attempt: nth }) => [to, nth]),
      [[undefined, 1]],
    );
  });

  it('waits from the end of the call that sent it, whichever span of it came first', async () => {
    const shared = { start: 0, attributes: sqs('orders', 'create', 'm-1') };
    const created = { ...shared, id: 'web/create', name: 'create orders', kind: 'producer', end: 1 } as const;
    const call = {
      ...shared,
      id: 'web/call',
      name: 'SQS.SendMessageBatch',
      kind: 'client',
      end: 20,
      attributes: { ...sqs('orders', 'send'), 'messaging.batch.message_count': 2 },
      links: ['web/create'],
    } as const;
    for (const spans of ordersOf([created, call])) {
      const model = modelOf([exportOf('shop', ...spans)]);
      const { waits } = await storyOf(model, (await onlyRow(model)).id);
      deepEqual(waits, [{ destination: 'orders', from: EPOCH_MILLIS + 20, attempt: 1 }]);
    }
  });

  it('is failed when it could not be sent', async () => {
    const failed = exportOf('shop', {
      id: 'web/send',
      name: 'SQS.SendMessage',
      kind: 'producer',
      start: 0,
      end: 10,
      error: 'no such queue',
      attributes: sqs('orders', 'send'),
    });
    const row = await onlyRow(modelOf([failed]));
    deepEqual([row.outcome, row.error], ['failed', 'no such queue']);
  });

  it('goes on under another id where it is forwarded, also to a queue for dead letters', async () => {
    const forward = exportOf('worker', {
      id: 'try1/forward',
      parent: 'try1/process',
      name: 'SQS.SendMessage',
      kind: 'producer',
      start: 110,
      end: 115,
      attributes: sqs('orders-dlq', 'send', 'm-2'),
      links: [
        { to: 'web/send', attributes: { ...ORIGINAL, 'messaging.message.id': 'm-1' } },
        { to: 'try1/process', attributes: ATTEMPT },
      ],
    });
    const inspected = exportOf('inspector', {
      id: 'look/process',
      name: 'process orders-dlq',
      kind: 'consumer',
      start: 300,
      end: 310,
      attributes: sqs('orders-dlq', 'process', 'm-2'),
      links: [
        { to: 'web/send', attributes: ORIGINAL },
        { to: 'try1/process', attributes: ATTEMPT },
      ],
    });
    for (const requests of ordersOf([sent, attempt(1, { error: 'poison' }), forward])) {
      const row = await onlyRow(modelOf(requests));
      deepEqual(short(row), ['shop', 'orders', 'orders-dlq', 1, 1, 'worker', 'dead']);
      equal(row.error, 'poison');
    }
    for (const requests of ordersOf([sent, attempt(1, { error: 'poison' }), forward, inspected])) {
      const model = modelOf(requests);
      const row = await onlyRow(model);
      deepEqual(short(row), ['shop', 'orders', 'orders-dlq', 2, 1, 'worker,inspector', 'dead']);
      const { arrows, waits } = await storyOf(model, row.id);
      equal(waits.at(-1)?.destination, 'orders-dlq');
      deepEqual(arrows.map(({ kind }) => kind).toSorted(), ['attempt', 'producer', 'producer']);
    }
  });

  it('is forwarded while the other queue has it', async () => {
    const forward = exportOf('worker', {
      id: 'try1/forward',
      parent: 'try1/process',
      name: 'SQS.SendMessage',
      kind: 'producer',
      start: 110,
      end: 115,
      attributes: sqs('orders-retry', 'send', 'm-2'),
      links: [{ to: 'try1/process', attributes: ATTEMPT }],
    });
    const row = await onlyRow(modelOf([sent, attempt(1, { error: 'later' }), forward]));
    deepEqual(short(row), ['shop', 'orders', 'orders-retry', 1, 1, 'worker', 'forwarded']);
  });

  it('is dead where SQS has moved it: same id, other queue', async () => {
    const graveyard = exportOf('inspector', {
      id: 'look/process',
      name: 'process graveyard',
      kind: 'consumer',
      start: 300,
      end: 310,
      attributes: sqs('graveyard', 'process', 'm-1'),
    });
    const row = await onlyRow(modelOf([sent, attempt(1, { error: 'no' }), graveyard]));
    deepEqual(short(row), ['shop', 'orders', 'graveyard', 2, 1, 'worker,inspector', 'dead']);
  });

  it('comes back from the dead', async () => {
    const moved = attempt(4);
    const dead = exportOf('inspector', {
      id: 'look/process',
      name: 'process orders-dlq',
      kind: 'consumer',
      start: 300,
      end: 310,
      attributes: { ...sqs('orders-dlq', 'process', 'm-1'), 'messaging.sqs.dead_letter.source_queue': 'orders' },
    });
    const model = modelOf([sent, attempt(1, { error: 'no' }), dead]);
    equal((await onlyRow(model)).outcome, 'dead');
    model.add(moved);
    equal((await onlyRow(model)).outcome, 'processed');
  });

  it('counts an attempt once where a batch, a handler and a framework each have a span', async () => {
    const nested = exportOf(
      'worker',
      {
        id: 'try/batch',
        name: 'process orders',
        kind: 'consumer',
        start: 100,
        end: 150,
        attributes: { ...sqs('orders', 'process'), 'messaging.batch.message_count': 2 },
        links: [
          { to: 'web/send', attributes: { 'messaging.message.id': 'm-1' } },
          { to: 'web/other', attributes: { 'messaging.message.id': 'm-9' } },
        ],
      },
      {
        id: 'try/one',
        parent: 'try/batch',
        name: 'process orders',
        kind: 'consumer',
        start: 110,
        end: 120,
        attributes: sqs('orders', 'process', 'm-1'),
        links: ['web/send'],
      },
      {
        id: 'try/inner',
        parent: 'try/one',
        name: 'orders process',
        kind: 'consumer',
        start: 111,
        end: 119,
        attributes: sqs('orders', 'process', 'm-1'),
      },
    );
    const rows = await rowsOf(modelOf([sent, nested]));
    deepEqual(
      rows.map(({ messageId, attempts }) => [messageId, attempts]),
      [
        ['m-9', 1],
        ['m-1', 1],
      ],
    );
  });

  it('is a trace where there is no message, and nothing where there was only a poll', async () => {
    const poll = exportOf('worker', {
      id: 'poll/poll',
      name: 'SQS.ReceiveMessage',
      kind: 'client',
      start: 0,
      end: 20,
      attributes: { ...sqs('orders', 'receive'), 'messaging.batch.message_count': 0 },
    });
    const work = exportOf('cron', { id: 'cron/root', name: 'tidy up', start: 5, end: 9, error: 'no disk' });
    const row = await onlyRow(modelOf([poll, work]));
    deepEqual([row.outcome, row.destination, row.sentBy, row.error], ['trace', 'tidy up', 'cron', 'no disk']);
  });
});
