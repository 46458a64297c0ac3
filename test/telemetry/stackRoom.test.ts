import assert from 'node:assert/strict';
import { runBoth } from '../support/differential';
import { fixture } from '../support/fixtures';

describe('the stack trace of an error that the SDK throws at once', () => {
  for (const preload of ['--import', '--require'] as const) {
    it(`shows the lines of the application that it shows without ${preload}`, async () => {
      const env = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
      const { plain, traced } = await runBoth(fixture('callerLines.mjs'), { env, preload });
      assert.match(plain.stdout, /10 send .*\n.*callerLines/);
      assert.deepEqual([traced.stdout, traced.code], [plain.stdout, plain.code]);
    });
  }
});
