import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { injectMessageContext, processMessage } from '../../src';
import { sayUnknown, sayUnknownCarrier } from '../../src/process/unknownMessage';
import { shared } from '../../src/shared';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';
import { CREATION, QUEUE_URL, message, startConsumerWorld } from './consumerWorld';

describe('what no client that is known has', () => {
  const world = useWorld(startConsumerWorld);
  const said = shared('unknown messages', () => ({ message: false, carrier: false }));
  const before = { ...said };
  let diagnostics: Diagnostics;
  beforeEach(() => {
    Object.assign(said, { message: false, carrier: false });
    diagnostics = captureDiagnostics();
  });
  afterEach(() => {
    diagnostics.stop();
    Object.assign(said, before);
  });

  it('is said of a message once, and of nothing that is none', () => {
    for (const none of [undefined, null, 'text', 7]) sayUnknown(none);
    assert.deepEqual([diagnostics.lines, said.message], [[], false]);
    processMessage({ id: 1, data: 'job' }, () => undefined);
    sayUnknown({});
    assert.deepEqual([diagnostics.lines.length, said.message], [1, true]);
    assert.equal(world.tracing.spans('process').length, 1);
  });

  it('is not said of a message that is known', () => {
    processMessage(message(), () => undefined, { queueUrl: QUEUE_URL });
    assert.deepEqual(diagnostics.lines, []);
  });

  it('is said of a carrier once', () => {
    sayUnknownCarrier();
    sayUnknownCarrier();
    assert.deepEqual([diagnostics.lines.length, said.carrier, said.message], [1, true, false]);
  });

  it('is said of what an application gives to be sent with a context', () => {
    const carrier = Object.freeze({ id: 1, data: { order: 1 } });
    assert.equal(injectMessageContext(carrier), carrier);
    assert.deepEqual([diagnostics.lines.length, said.carrier], [1, true]);
  });

  it('goes out as it is, and what is known with a context', () => {
    const parent = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 });
    for (const none of [undefined, null, 'text', 7]) {
      assert.equal(injectMessageContext(none as unknown as object, parent), none);
    }
    const headers = injectMessageContext({ headers: {} }, parent);
    assert.ok(JSON.stringify(headers).includes(CREATION.spanId));
    assert.deepEqual(diagnostics.lines, []);
  });
});
