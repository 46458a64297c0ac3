import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { PointSets } from '../../src/telemetry/pointSets';

const SEND: Attributes = {
  'rpc.system': 'aws-api',
  'rpc.service': 'SQS',
  'rpc.method': 'SendMessage',
  'messaging.system': 'aws_sqs',
  'messaging.operation.name': 'send',
  'messaging.operation.type': 'send',
  'messaging.destination.name': 'orders',
};
const SERVER = { address: 'sqs.eu-west-1.amazonaws.com', port: 443 };

describe('the attributes of points', () => {
  it('are made once for calls that are alike, whatever else their spans say', () => {
    const sets = new PointSets();
    const one = sets.of({ ...SEND, 'messaging.sqs.message.body_size': 1 }, SERVER);
    assert.equal(sets.of({ ...SEND, 'messaging.sqs.message.body_size': 2 }, { ...SERVER }), one);
    assert.deepEqual(one.attributes('operationDuration', undefined), {
      'messaging.destination.name': 'orders',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.system': 'aws_sqs',
      'server.address': SERVER.address,
      'server.port': 443,
    });
  });

  for (const [what, of, server] of [
    ['destination', { ...SEND, 'messaging.destination.name': 'invoices' }, SERVER],
    ['operation', { ...SEND, 'rpc.method': 'DeleteMessage' }, SERVER],
    ['name of its system', { ...SEND, 'messaging.system': undefined, 'messaging.system.name': 'aws.sqs' }, SERVER],
    ['host', SEND, { ...SERVER, address: 'localhost' }],
    ['port', SEND, { ...SERVER, port: 4566 }],
    ['host that is not known', SEND, undefined],
    ['destination that does not last', { ...SEND, 'messaging.destination.temporary': true }, SERVER],
  ] as const) {
    it(`are those of the call, where its ${what} is another one, and back`, () => {
      const sets = new PointSets();
      const expected = [SEND, of].map((attributes, index) =>
        new PointSets().of(attributes, index === 0 ? SERVER : server).attributes('callDuration', undefined),
      );
      const sent = [SEND, of].map((attributes, index) =>
        new PointSets().of(attributes, index === 0 ? SERVER : server).attributes('sentMessages', undefined),
      );
      assert.notDeepEqual([expected[0], sent[0]], [expected[1], sent[1]]);
      for (let turn = 0; turn < 4; turn++) {
        const points = turn % 2 === 0 ? sets.of(SEND, SERVER) : sets.of(of, server);
        assert.deepEqual(points.attributes('callDuration', undefined), expected[turn % 2]);
        assert.deepEqual(points.attributes('sentMessages', undefined), sent[turn % 2]);
      }
    });
  }

  it('tell of a failure on its own points only', () => {
    const points = new PointSets().of(SEND, SERVER);
    assert.equal(points.attributes('callDuration', 'ECONNREFUSED')['error.type'], 'ECONNREFUSED');
    assert.equal('error.type' in points.attributes('callDuration', undefined), false);
  });

  it('are new for each point: a view may change what it is given', () => {
    const points = new PointSets().of(SEND, SERVER);
    const given = points.attributes('callDuration', undefined);
    given['tenant'] = 'a';
    delete given['server.port'];
    const next = points.attributes('callDuration', undefined);
    assert.equal('tenant' in next, false);
    assert.equal(next['server.port'], 443);
  });

  it('hold nothing of the span that was first', () => {
    const started: Attributes = { ...SEND };
    const sets = new PointSets();
    const points = sets.of(started, SERVER);
    started['messaging.destination.name'] = 'changed';
    assert.equal(points.attributes('sentMessages', undefined)['messaging.destination.name'], 'orders');
    assert.notEqual(sets.of(started, SERVER), points);
  });

  it('are remembered of 200 operations at once: an application may make them up as it goes', () => {
    const sets = new PointSets();
    const of = (method: number) => sets.of({ ...SEND, 'rpc.method': `Made${method}` }, SERVER);
    const first = of(0);
    for (let method = 1; method < 200; method++) of(method);
    assert.equal(of(0), first);
    of(200);
    assert.notEqual(of(0), first);
  });
});
