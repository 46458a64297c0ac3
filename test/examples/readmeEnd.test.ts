import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHILD_ENV } from '../bootstrap/children';
import { fixture, runNode } from '../support/fixtures';

const README = join(__dirname, '..', '..', 'examples', 'readme');

describe('the set-ups that the README and docs/install.md show', () => {
  for (const name of ['tracing', 'auto']) {
    it(`let a program end well where no collector listens (${name}.mjs)`, async () => {
      const { code, stderr } = await runNode(fixture('doctor/span.cjs'), {
        nodeOptions: ['--import', pathToFileURL(join(README, `${name}.mjs`)).href],
        env: { ...CHILD_ENV, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_TIMEOUT: '1000' },
      });
      assert.match(stderr, /ECONNREFUSED/);
      assert.equal(code, 0, stderr);
    });
  }
});
