import assert from 'node:assert/strict';
import { type Collector, startCollector } from '../bootstrap/collector';
import { runBoth } from '../support/differential';
import { fixture } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

describe('a program that reads streams of Bedrock', () => {
  const collector: Collector = useWorld(startCollector);

  for (const protocol of ['HTTP/1', 'HTTP/2']) {
    it(`sees the same streams, errors and end over ${protocol} as without tracing`, async () => {
      const { plain, traced, said } = await runBoth(fixture('streams/reading.cjs'), {
        args: [protocol],
        env: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
      });
      assert.equal(plain.code, 0, plain.stderr);
      assert.match(plain.stdout, /unhandled rejection/);
      assert.deepEqual(JSON.parse(traced.stdout), JSON.parse(plain.stdout));
      assert.deepEqual([traced.code, traced.signal], [plain.code, plain.signal]);
      assert.deepEqual(said, []);
      const programs = [...plain.stdout.matchAll(/"--- (\w+)"/g)].map(([, name]) => `chat ${name}`);
      const names = collector.spans().map(({ name }) => name);
      // The last one is not read, and the process ends before anybody can know that.
      assert.deepEqual(
        programs.filter((name) => !names.includes(name) && name !== 'chat unread'),
        [],
      );
      assert.ok(programs.length > 10);
    });
  }
});
