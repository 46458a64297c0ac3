import assert from 'node:assert/strict';
import { isRelayed, noteReceivedContext } from '../../src/telemetry/relayed';
import { startTracing, type Tracing } from '../support/tracing';

type Attributes = Record<string, { DataType: string; StringValue: string }>;

/** As many as are remembered. */
const MANY = 4096;
let made = 0;

function attributes(): Attributes {
  const id = String(++made).padStart(16, '0');
  return { traceparent: { DataType: 'String', StringValue: `00-0af7651916cd43dd8448eb211c80319c-${id}-01` } };
}

describe('contexts of received messages', () => {
  let tracing: Tracing;
  before(() => {
    tracing = startTracing();
  });
  after(() => tracing.stop());

  it('are known by their very attributes, not by equal ones', () => {
    const received = attributes();
    noteReceivedContext({ MessageAttributes: received });
    assert.equal(isRelayed({ MessageAttributes: received }), true);
    assert.equal(isRelayed({ MessageAttributes: { ...received } }), true);
    assert.equal(isRelayed({ MessageAttributes: structuredClone(received) }), false);
  });

  it('are not those that the application wrote into the same object since', () => {
    const received = attributes();
    noteReceivedContext({ MessageAttributes: received });
    const [own] = Object.values(attributes());
    const [object] = Object.values(received);
    assert.ok(own && object);
    object.StringValue = own.StringValue;
    assert.equal(isRelayed({ MessageAttributes: received }), false);
    noteReceivedContext({ MessageAttributes: received });
    assert.equal(isRelayed({ MessageAttributes: received }), true);
  });

  it('are forgotten, the oldest first', () => {
    const [first, second] = [attributes(), attributes()];
    noteReceivedContext({ MessageAttributes: first });
    noteReceivedContext({ MessageAttributes: second });
    for (let others = 0; others < MANY - 1; others++) noteReceivedContext({ MessageAttributes: attributes() });
    assert.equal(isRelayed({ MessageAttributes: first }), false);
    assert.equal(isRelayed({ MessageAttributes: second }), true);
  });
});
