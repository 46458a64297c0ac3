import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CHILD_ENV } from '../bootstrap/children';
import { type ChildResult, runNode } from '../support/fixtures';

/** What sets a process up is run in one of its own. */
describe('the setups of the guides', () => {
  const guide = (name: string): string => join(__dirname, '..', '..', 'examples', 'guides', name);

  /** Loads a setup, and then runs a script. */
  const run = (setup: string, script: string, env: Record<string, string> = {}): Promise<ChildResult> =>
    runNode('--eval', {
      nodeOptions: ['--require', guide(setup)],
      args: [script],
      env: { ...CHILD_ENV, OTEL_TRACES_EXPORTER: 'console', OTEL_LOG_LEVEL: 'info', ...env },
    });

  it('guide 1: from code, and it says what it has set up', async () => {
    const { code, stdout, stderr } = await run('start.js', '');
    assert.equal(code, 0, stderr);
    assert.match(stdout + stderr, /initializing OpenTelemetry for service orders-worker/);
    assert.match(stdout + stderr, /console/);
  });

  it('guide 3: an API has a span for each request but those of the health check', async () => {
    const { code, stdout, stderr } = await run(
      'api.js',
      `const http = require('node:http');
      const server = http.createServer((_, response) => response.end()).listen(0, '127.0.0.1', async () => {
        const get = (path) => new Promise((resolve) => {
          http.get({ port: server.address().port, host: '127.0.0.1', path }, (answer) => answer.resume().on('end', resolve));
        });
        await get('/health/ready');
        await get('/orders?id=1');
        server.close();
        server.closeAllConnections();
      });`,
    );
    assert.equal(code, 0, stderr);
    const servers = [...stdout.matchAll(/kind: (\d)/g)].filter(([, kind]) => kind === '1');
    assert.equal(servers.length, 1, stdout);
    assert.match(stdout, /'orders-api'/);
  });

  it('guide 2: the clients of Kafka and RabbitMQ are instrumented', async () => {
    const { code, stdout, stderr } = await run(
      'stock.js',
      `const { isWrapped } = require('@opentelemetry/instrumentation');
      const { Kafka } = require('kafkajs');
      const { dirname, join } = require('node:path');
      const { Channel } = require(join(dirname(require.resolve('amqplib')), 'lib', 'channel_model.js'));
      console.log([Kafka.prototype.producer, Kafka.prototype.consumer, Channel.prototype.consume].map(isWrapped).join());`,
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^true,true,true$/m);
  });

  it("guide 3: queries of PostgreSQL are to tell the database's log of their trace", async () => {
    const { code, stdout, stderr } = await run(
      'sqlComments.js',
      `const { instrumentations } = require(${JSON.stringify(guide('sqlComments.js'))});
      const pg = instrumentations.find(({ instrumentationName }) => instrumentationName.endsWith('-pg'));
      console.log(pg.getConfig().addSqlCommenterCommentToQueries);`,
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^true$/m);
  });
});
