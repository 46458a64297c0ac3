import assert from 'node:assert/strict';
import { AMQPLIB, CLOUDAMQP, RABBITMQ_CLIENT, fieldsFor } from '../../../src/process/forward/publishers/fieldForms';

describe('a header for a client of RabbitMQ', () => {
  it('that writes four bytes of a number where eight are needed is one that it writes whole', () => {
    for (const [value, form] of [
      [7, 7],
      [-7, -7],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [2 ** 31, BigInt(2 ** 31)],
      [2 ** 62, BigInt(2 ** 62)],
      [2 ** 63, undefined],
      [0.5, 0.5],
      [0.1, undefined],
      [-0.1, undefined],
      [2 ** 32 + 0.5, 2 ** 32 + 0.5],
    ] as const)
      assert.equal(CLOUDAMQP.number(value), form, String(value));
    for (const forms of [AMQPLIB, RABBITMQ_CLIENT]) assert.equal(forms.number(0.1), 0.1);
  });

  it('that is none is nothing to lose', () => {
    const headers = { none: undefined, table: { none: undefined, tenant: 'blue' } };
    for (const lossy of [true, false]) assert.deepEqual(fieldsFor(RABBITMQ_CLIENT, headers, lossy), headers);
  });

  it('that it cannot write is left out with all that is in it, if it may be', () => {
    const time = { '!': 'timestamp', value: 7 };
    const headers = { tenant: 'blue', time, table: { time, tenant: 'blue' } };
    assert.deepEqual(fieldsFor(RABBITMQ_CLIENT, headers, true), { tenant: 'blue' });
    assert.throws(() => fieldsFor(RABBITMQ_CLIENT, headers, false), {
      name: 'TypeError',
      message: /cannot write the header "time"/,
    });
  });

  it('is a time only where it says so, and has a number', () => {
    const [odd, other] = [
      { '!': 'timestamp', value: 'noon' },
      { '!': 'other', value: 7 },
    ];
    const headers = { odd, other, time: { '!': 'timestamp', value: 7 } };
    assert.deepEqual(fieldsFor(CLOUDAMQP, headers, false), { odd, other, time: new Date(7000) });
  });
});
