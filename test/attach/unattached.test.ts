import assert from 'node:assert/strict';
import { runNode } from '../support/fixtures';
import { WORKER_ENV, WorkerApp, linesOf } from '../integration/consumerHosts';

/** Requests go to a server of the process itself, by the module that the AWS SDK uses. */
const REQUEST = `
  const http = require('node:http');
  const server = http.createServer((request, response) => response.end());
  const request = (agent) => new Promise((resolve) => http.get(
    { port: server.address().port, headers: { 'user-agent': agent } }, (response) => resolve(response.resume())));
  const run = async (...agents) => {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    for (const agent of agents) await request(agent);
    server.close();
    server.closeAllConnections();
  };
  const SDK = 'aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js md/nodejs#24 api/sqs#3.1169.0';
`;
const LINE = /^\[warn\] opentelemetry-instrumentation-sqs calls of the AWS SDK are not traced.*instrumentClient/;
const SET_UP = "require('./setup.cjs');";
const OURS = "const ours = require('opentelemetry-instrumentation-sqs');";

/** Programs in which nothing is wrong, or nothing is to be traced. */
const QUIET: Readonly<Record<string, string>> = {
  'requests of others': `${SET_UP} run('node', 'aws-sdk-nodejs/2.1692.0', 'my-aws-sdk-jsx/3');`,
  'no SDK of OpenTelemetry': `${OURS} new ours.SqsInstrumentation(); run(SDK);`,
  'an instrumentation that is off': `
    const { trace } = require('@opentelemetry/api');
    const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
    new NodeTracerProvider().register(); ${OURS} new ours.SqsInstrumentation().disable(); run(SDK);`,
  'a client that was passed on': `${SET_UP} ${OURS}
    const add = () => {}; ours.instrumentClient({ middlewareStack: { add, addRelativeTo: add, identify: () => [] }, config: {} });
    run(SDK);`,
  'a client that was passed on before': `${OURS}
    const add = () => {}; ours.instrumentClient({ middlewareStack: { add, addRelativeTo: add, identify: () => [] }, config: {} });
    ${SET_UP} run(SDK);`,
  'classes that were found, and an attempt of an older call': `${SET_UP} require('@aws-sdk/client-sqs'); run(SDK, SDK);`,
  'messages of a test': `${SET_UP} ${OURS}
    ours.processMessage({ MessageId: crypto.randomUUID(), ReceiptHandle: 'AQEB'.repeat(40), Body: 'x' }, () => {}); run();`,
};

describe('a process with a client of the AWS SDK that cannot be attached', () => {
  let app: WorkerApp;
  before(() => void (app = new WorkerApp()));
  after(() => app.remove());

  const run = async (program: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> => {
    const { code, stderr } = await runNode(app.write('program.cjs', REQUEST + program), {
      cwd: app.directory.path,
      env: { ...WORKER_ENV, ...env },
    });
    assert.equal(code, 0, stderr);
    return linesOf(stderr);
  };

  it('says so once', async () => {
    const lines = await run(`${SET_UP} run(SDK, SDK, SDK);`);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', LINE);
  });

  it('says so where its classes were found, and others are used', async () => {
    const lines = await run(`${SET_UP} require('@aws-sdk/client-sqs'); run(...Array(9).fill(SDK));`);
    assert.equal(lines.length, 1);
  });

  it('says so to the logger of the application', async () => {
    const logger = "{ warn: (...words) => process.stderr.write('LOG ' + words.join(' ') + '\\n') }";
    const lines = await run(`require('@opentelemetry/api').diag.setLogger(${logger}); ${SET_UP} run(SDK);`);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^LOG opentelemetry-instrumentation-sqs calls of the AWS SDK/);
  });

  for (const [name, program] of Object.entries(QUIET)) {
    it(`says nothing with ${name}`, async () => assert.deepEqual(await run(program), []));
  }
});
