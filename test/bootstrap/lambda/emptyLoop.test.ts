import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fixture } from '../../support/fixtures';
import { startSilentCollector } from '../collector';
import { type FunctionOptions, invoke, invokeTraced } from './functions';

const HANDLERS = {
  'a callback': 'exports.handler = (event, context, callback) => callback(null, "done");',
  'nothing but work':
    'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, "done"), 5); };',
};

describe('register, where the runtime answers when the event loop is empty, and no collector does', () => {
  let silent: Awaited<ReturnType<typeof startSilentCollector>>;
  before(async () => void (silent = await startSilentCollector()));
  after(() => silent.stop());

  for (const [what, source] of Object.entries(HANDLERS)) {
    for (const protocol of ['http/protobuf', 'grpc']) {
      it(`holds no invocation for the export of another: ${what}, ${protocol}`, async () => {
        const options: FunctionOptions = {
          handler: 'index.handler',
          files: { 'index.js': source },
          runtime: fixture(join('lambda', 'emptyLoop.cjs')),
          env: {
            // Whoever waits for it waits longer than this test.
            OTEL_EXPORTER_OTLP_TIMEOUT: '10m',
            OTEL_BSP_EXPORT_TIMEOUT: '600000',
            OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '1ms',
            OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          },
        };
        const [plain, traced] = await Promise.all([invoke(options), invokeTraced(silent, options)]);
        assert.equal(plain.stdout, '1: done\n2: done\n3: done\n');
        assert.deepEqual([traced.code, traced.stdout], [plain.code, plain.stdout]);
      });
    }
  }
});
