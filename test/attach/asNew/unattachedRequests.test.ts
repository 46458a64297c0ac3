import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import type * as clientClass from '../../../src/attach/clientClass';
import type * as unattached from '../../../src/attach/unattached';
import type * as active from '../../../src/telemetry/active';
import type * as sharedModule from '../../../src/shared';
import type * as telemetryModule from '../../../src/telemetry/telemetry';
import { resolveOptions } from '../../../src/options';
import { CLIENTS } from '../../../src/middleware/clientsChannel';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { type Tracing, startTracing } from '../../support/tracing';
import { asNew } from './asNew';

/** A process that has just started. */
function start() {
  return asNew((load) => ({
    ...(load('./attach/clientClass') as typeof clientClass),
    ...(load('./attach/unattached') as typeof unattached),
    ...(load('./telemetry/active') as typeof active),
    ...(load('./telemetry/telemetry') as typeof telemetryModule),
    /** What the doctor reads: see src/doctor/observer/ours.ts. */
    told: (load('./shared') as typeof sharedModule).shared('clients that are not attached', () => ({ seen: false })),
  }));
}

const REQUESTS = channel('http.client.request.start');
const SDK = 'aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js md/nodejs#24 api/sqs#3.1169.0';
const UNATTACHED = /^warn: \S+ calls of the AWS SDK are not traced/;

/** What is seen of processes of their own is in unattached.test.ts. */
describe('requests of clients that are not attached', () => {
  let tracing: Tracing;
  let diagnostics: Diagnostics;
  let looks: number;
  let app: ReturnType<typeof start>;
  beforeEach(() => {
    tracing = startTracing();
    diagnostics = captureDiagnostics();
    // That of the tests before looks no more.
    channel(CLIENTS).publish({});
    looks = 0;
    app = start();
    app.activate(new app.Telemetry(resolveOptions({})));
    app.watchForUnattached();
  });
  afterEach(async () => {
    channel(CLIENTS).publish({});
    diagnostics.stop();
    await tracing.stop();
  });

  const request = (agent = SDK): void => {
    const getHeader = (): string => {
      looks += 1;
      return agent;
    };
    REQUESTS.publish({ request: { getHeader } });
  };
  const requests = (count: number): void => {
    for (let index = 0; index < count; index += 1) request();
  };
  class ThingsClient {
    send(): void {}
    destroy(): void {}
  }

  it('are told of once, and then no request is looked at any more', () => {
    assert.equal(app.told.seen, false);
    requests(1);
    assert.equal(diagnostics.lines.length, 1);
    assert.match(diagnostics.lines[0] ?? '', UNATTACHED);
    assert.equal(app.told.seen, true);
    app.watchForUnattached();
    requests(9);
    assert.deepEqual([looks, diagnostics.lines.length], [1, 1]);
  });

  it('are those of the AWS SDK alone', () => {
    request('node');
    request('aws-sdk-nodejs/2.1692.0');
    REQUESTS.publish(undefined);
    assert.deepEqual(diagnostics.lines, []);
    requests(1);
    assert.equal(diagnostics.lines.length, 1);
  });

  it('are told of later where classes were found: so many may be attempts of an older call', () => {
    const send = (): unknown => Reflect.get(ThingsClient.prototype, 'send');
    const original = send();
    assert.equal(app.attachClients({ ThingsClient }), true);
    assert.deepEqual([app.hasAttached(), send()], [false, original]);
    app.patchAll();
    app.attachClients({ ThingsClient });
    assert.equal(app.hasAttached(), true);
    requests(5);
    assert.deepEqual(diagnostics.lines, []);
    requests(1);
    assert.equal(diagnostics.lines.length, 1);
    app.unpatchAll();
  });

  it("are nobody's concern while nothing listens", async () => {
    await tracing.stop();
    requests(9);
    assert.deepEqual(diagnostics.lines, []);
    tracing = startTracing();
    requests(1);
    assert.equal(diagnostics.lines.length, 1);
  });

  it("are nobody's concern once a client has the middleware, here or in another context", () => {
    channel(CLIENTS).publish({});
    app.watchForUnattached();
    requests(9);
    assert.deepEqual([looks, diagnostics.lines], [0, []]);
    assert.equal(channel(CLIENTS).hasSubscribers, false);
  });

  it('are looked at once, however many instrumentations there are', () => {
    app.watchForUnattached();
    requests(2);
    assert.deepEqual([looks, diagnostics.lines.length], [1, 1]);
  });
});
