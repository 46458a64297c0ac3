import assert from 'node:assert/strict';
import { errorType } from '../../src/semconv/errors';

const thrown = (members: object): Error => Object.assign(new Error('no'), members);

describe('the type of an error', () => {
  for (const [of, members, expected] of [
    ['a service', { name: 'QueueDoesNotExist', Code: 'AWS.SimpleQueueService.NonExistentQueue' }, undefined],
    ['the system', { code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
    ['a certificate', { code: 'CERT_HAS_EXPIRED' }, 'CERT_HAS_EXPIRED'],
    ['a certificate that is its own', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['a connection that speaks no HTTP', { code: 'HPE_INVALID_CONSTANT' }, 'HPE_INVALID_CONSTANT'],
    ['a class of its own', { name: 'ConnectTimeoutError', code: 'UND_ERR_CONNECT_TIMEOUT' }, 'ConnectTimeoutError'],
    ['an application that writes text there', { code: 'order 4711 failed' }, 'Error'],
    ['an application that writes a number there', { code: 4711 }, 'Error'],
    ['an application that writes an id there', { code: 'ORDER_4711' }, 'Error'],
    ['nobody', {}, 'Error'],
  ] as const) {
    it(`of ${of}`, () =>
      assert.equal(errorType(thrown(members)), expected ?? 'AWS.SimpleQueueService.NonExistentQueue'));
  }
});
