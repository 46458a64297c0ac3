import assert from 'node:assert/strict';
import { runNode } from '../support/fixtures';
import { startAwsServer } from '../support/awsServer';
import { useWorld } from '../support/useWorld';
import { WORKER_ENV, WorkerApp, linesOf } from '../integration/consumerHosts';

/** A consumer of the application's own, with names that the library has, too. */
const OWN_CONSUMER = `
  const sdk = require('@aws-sdk/client-sqs');
  class Consumer {
    static create(options) { return Object.assign(new Consumer(), options); }
    on() { return this; }
    start() { return this.poll(); }
    async poll() {
      const { Messages = [] } = await this.receiveMessage({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 });
      for (const message of Messages) await this.processMessage(message);
      console.log(Messages.length);
    }
    async receiveMessage(params) { return await this.sqs.send(new sdk.ReceiveMessageCommand(params)); }
    async processMessage(message) { await this.executeHandler(message); await this.deleteMessage(message); }
    async executeHandler() {}
    async deleteMessage({ ReceiptHandle }) {
      await this.sqs.send(new sdk.DeleteMessageCommand({ QueueUrl: this.queueUrl, ReceiptHandle }));
    }
  }
  const endpoint = process.env.ENDPOINT;
  const sqs = new sdk.SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  (async () => {
    const { QueueUrl: queueUrl } = await sqs.send(new sdk.CreateQueueCommand({ QueueName: 'own-' + process.pid }));
    await sqs.send(new sdk.SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }));
    await Consumer.create({ queueUrl, sqs }).start();
  })();`;

describe('a receive that is looked at', () => {
  const server = useWorld(startAwsServer);
  let app: WorkerApp;
  before(() => void (app = new WorkerApp()));
  after(() => app.remove());
  const run = (file: string, source: string, nodeOptions = ['--import', './setup.cjs']) =>
    runNode(app.write(file, source), {
      nodeOptions,
      cwd: app.directory.path,
      env: { ...WORKER_ENV, ENDPOINT: server.endpoint },
    });

  it('is not taken for one of the library because of its names', async () => {
    const { stdout, stderr } = await run('own.cjs', OWN_CONSUMER);
    assert.equal(stdout.trim(), '1');
    assert.deepEqual(linesOf(stderr), []);
  });

  it('leaves stack traces as the application wants them', async () => {
    const source = `
      Error.prepareStackTrace = (error) => 'of the application: ' + error.message;
      Error.stackTraceLimit = 3;
      ${app.worker}
      console.log(new Error('x').stack, Error.stackTraceLimit);
      delete Error.prepareStackTrace;`;
    const { stdout, stderr } = await run('stacks.mjs', source);
    assert.match(stdout, /^\["process queue","process queue"\]\nof the application: x 3$/m, stderr);
  });

  it('adds nothing to the intrinsics, and survives frozen ones', async () => {
    const before = await run('names.mjs', 'console.log(Object.getOwnPropertyNames(Error).sort().join())', []);
    const after = await run('after.mjs', `${app.worker}\nconsole.log(Object.getOwnPropertyNames(Error).sort().join())`);
    assert.equal(after.stdout.split('\n')[1], before.stdout.trim());
    const frozen = await run('frozen.mjs', `Object.freeze(Error);\n${app.worker}`);
    assert.match(frozen.stdout, /^\["(?:process queue|nothing)"/);
    assert.deepEqual(linesOf(frozen.stderr), []);
  });
});
