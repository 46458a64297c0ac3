import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describeBrokerMessage } from '../../../src/process/brokers/describeBrokerMessage';
import { resolveOptions } from '../../../src/options';
import type { OtherMessage } from '../../../src/propagation/brokers/brokerMessage';
import type { ProcessOptions } from '../../../src/process/processOptions';

/** A message of a system that is neither Kafka nor RabbitMQ's own protocol. */
function other(members: Partial<OtherMessage>): OtherMessage {
  return { system: 'other', name: 'activemq', message: {}, headers: {}, ...members } as OtherMessage;
}

describe('where a message of AMQP 1.0 comes from', () => {
  const described = (members: Partial<OtherMessage>, options: ProcessOptions = {}) => {
    const { destination, temporary, anonymous } =
      describeBrokerMessage(other(members), options, resolveOptions({})).broker ?? assert.fail();
    return [destination, temporary, anonymous];
  };
  const generated = `replies.${randomUUID()}`;

  it('is an address, which may live no longer than a link, or have a name of nobody', () => {
    assert.deepEqual(described({ destination: 'orders', dynamic: false }), ['orders', undefined, undefined]);
    assert.deepEqual(described({ destination: 'orders', dynamic: true }), ['orders', true, undefined]);
    assert.deepEqual(described({ destination: generated, dynamic: false }), [generated, undefined, true]);
  });

  it('is what the application names, however that looks', () => {
    for (const destination of [generated, 'orders']) {
      const named = described({ destination: 'elsewhere', dynamic: true }, { destination });
      assert.deepEqual(named, [destination, undefined, undefined]);
    }
  });

  it('is a name as it is, in a system without such addresses', () => {
    assert.deepEqual(described({ destination: generated }), [generated, undefined, undefined]);
  });

  it('is not known of a message without an address', () => {
    for (const dynamic of [true, false]) {
      assert.deepEqual(described({ dynamic }), [undefined, undefined, undefined]);
    }
  });
});
