import { deepEqual } from 'node:assert/strict';
import { exportOf, modelOf, ordersOf, rowsOf, sqs } from './telling';

describe('a message of a batch', () => {
  it('goes where the call of its batch goes, also where the two begin at the same time', async () => {
    const create = exportOf('shop', {
      id: 'web/create',
      name: 'create orders',
      kind: 'producer',
      start: 0,
      end: 10,
      error: 'refused',
      attributes: { 'messaging.system': 'aws_sqs', 'messaging.operation.name': 'create' },
    });
    const batch = exportOf('shop', {
      id: 'web/batch',
      name: 'SQS.SendMessageBatch',
      kind: 'client',
      start: 0,
      end: 10,
      attributes: { ...sqs('orders', 'send'), 'messaging.batch.message_count': 2 },
      links: ['web/create'],
    });
    for (const requests of ordersOf([create, batch])) {
      const [row, ...others] = await rowsOf(modelOf(requests));
      deepEqual([row?.destination, row?.outcome, others], ['orders', 'failed', []]);
    }
  });
});
