import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SqsInstrumentation, forwardMessage, processMessage } from '../../../src';
import { install, telemetryOn } from '../../../src/middleware/install';
import { resolveOptions } from '../../../src/options';
import { Telemetry } from '../../../src/telemetry/telemetry';
import { attributes } from '../../integration/sqsWorld';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { startMetering } from '../../support/metering';
import { startTracing } from '../../support/tracing';
import { QUEUE_URL, message } from '../consumerWorld';

type Input = Record<string, unknown>;

/** A client that keeps what it sends, and by which command. */
function client(answer?: unknown) {
  const inputs: Input[] = [];
  const names: string[] = [];
  return {
    inputs,
    names,
    async send(command: { input: Input }): Promise<unknown> {
      inputs.push(command.input);
      names.push(command.constructor.name);
      return answer;
    },
  };
}

/** What is left of these attributes where there are seven others. */
async function sentWith(options: object): Promise<string[]> {
  const sqs = client();
  const given = message({ MessageAttributes: attributes(7) });
  await forwardMessage(sqs, given, { queueUrl: QUEUE_URL, SendMessageCommand, reason: 'r', error: 'e', ...options });
  return Object.keys(sqs.inputs[0]?.['MessageAttributes'] ?? {}).filter((name) => name.startsWith('x-'));
}

describe('forwarding to SQS', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => {
    diagnostics.stop();
    // Nothing fails of what is not there: an SDK, an answer. It is said once only.
    const failed = diagnostics.lines.filter((line) => line.includes(' threw'));
    assert.deepEqual(failed, []);
  });

  it('is asked for by a queue, whatever else is named and is nothing', async () => {
    assert.ok((await sentWith({ topic: undefined, routingKey: undefined })).includes('x-retry-count'));
  });

  it('leaves room for the context of its send only where that has one', async () => {
    const all = ['x-retry-count', 'x-forward-reason', 'x-error'];
    assert.deepEqual(await sentWith({}), all);
    const instrumentation = new SqsInstrumentation();
    try {
      assert.deepEqual(await sentWith({}), all, 'an instrumentation without an SDK');
      const tracing = startTracing();
      assert.deepEqual(await sentWith({}), all.slice(0, 2));
      await tracing.stop();
    } finally {
      instrumentation.disable();
    }
  });

  it('tells the beginning of an error', async () => {
    const sqs = client();
    const error = `${'e'.repeat(255)}fg`;
    await forwardMessage(sqs, message(), { queueUrl: QUEUE_URL, SendMessageCommand, error });
    const sent = Object.entries(sqs.inputs[0]?.['MessageAttributes'] ?? {}).find(([name]) => name === 'x-error');
    assert.deepEqual(sent?.[1], { DataType: 'String', StringValue: error.slice(0, 256) });
  });

  it('is counted by the destination and the reason', async () => {
    const metering = startMetering();
    const instrumentation = new SqsInstrumentation();
    const queueUrl = `http://127.0.0.1/1/counted-${randomUUID()}`;
    try {
      await forwardMessage(client(), message(), { queueUrl, SendMessageCommand, reason: 'retry' });
      const points = await metering.points('messaging.sqs.forwarded.messages');
      const destination = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
      const own = points.filter(({ attributes: told }) => told['messaging.destination.name'] === destination);
      assert.deepEqual(
        own.map(({ attributes: told }) => told),
        [
          {
            'messaging.system': 'aws_sqs',
            'messaging.destination.name': destination,
            'messaging.sqs.forward.reason': 'retry',
          },
        ],
      );
    } finally {
      instrumentation.disable();
      await metering.stop();
    }
  });

  it('attaches to a client for as long as no instrumentation does', async () => {
    const stacked = () => {
      const added: unknown[] = [];
      const sqs = { ...client(), config: { serviceId: 'SQS' }, middlewareStack: { add: added.push.bind(added) } };
      return { sqs, added };
    };
    const to = { queueUrl: QUEUE_URL, SendMessageCommand };
    const untouched = stacked();
    await forwardMessage(untouched.sqs as never, message(), to);
    assert.deepEqual(untouched.added, []);
    const tracing = startTracing();
    const instrumentation = new SqsInstrumentation();
    try {
      const { sqs, added } = stacked();
      const given = message();
      await processMessage(given, () => forwardMessage(sqs as never, given, to));
      assert.ok(added.length > 0 && telemetryOn(sqs) !== undefined);
      const own = new Telemetry(resolveOptions({}));
      install(sqs, own);
      assert.equal(telemetryOn(sqs), own);
    } finally {
      instrumentation.disable();
      await tracing.stop();
    }
  });

  describe('by a client', () => {
    const to = { queueUrl: QUEUE_URL };
    const aggregated = (members: object = {}) => {
      const called: string[] = [];
      const sqs = {
        middlewareStack: {},
        sendMessage: async (input: Input) => void called.push(`sendMessage ${String(input['MessageBody'])}`),
        send: async () => void called.push('send'),
        ...members,
      };
      return { sqs, called };
    };

    it('with a method for that goes by it, unless a command is given', async () => {
      const { sqs, called } = aggregated();
      await forwardMessage(sqs, message({ Body: 'own' }), to);
      await forwardMessage(sqs, message(), { ...to, SendMessageCommand });
      assert.deepEqual(called, ['sendMessage own', 'send']);
    });

    it('that only looks as if it had one goes by a command', async () => {
      for (const members of [{ sendMessage: 7 }, { middlewareStack: undefined, sendMessage: undefined }]) {
        const { sqs, called } = aggregated(members);
        await forwardMessage(sqs, message(), to);
        assert.deepEqual(called, ['send']);
      }
      const called: string[] = [];
      const sendMessage = async (): Promise<void> => void called.push('sendMessage');
      const double = { sendMessage, send: async () => void called.push('send') };
      await forwardMessage(double, message(), to);
      assert.deepEqual(called, ['send']);
    });

    it('and a command that is none says what it needs', async () => {
      const sqs = client();
      await assert.rejects(forwardMessage(sqs, message(), { ...to, SendMessageCommand: {} as never }), {
        name: 'TypeError',
        message: /pass `SendMessageCommand`/,
      });
      assert.deepEqual(sqs.inputs, []);
    });

    describe('of nobody goes by the SDK', () => {
      const { argv } = process;
      let directory: string;

      beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'forward-'))));
      afterEach(() => {
        process.argv = argv;
        rmSync(directory, { recursive: true });
      });

      /** The name of the command in a program whose main module stands beside an SDK with this code. */
      async function commandBeside(code: string): Promise<string | undefined> {
        const sdk = join(directory, 'node_modules', '@aws-sdk', 'client-sqs');
        mkdirSync(sdk, { recursive: true });
        writeFileSync(join(sdk, 'index.js'), code);
        process.argv = [argv[0] ?? '', join(directory, 'main.js')];
        const sqs = client();
        await forwardMessage(sqs, message(), to);
        return sqs.names[0];
      }

      it('beside the main module', async () => {
        const code = 'exports.SendMessageCommand = class Beside { constructor(input) { this.input = input; } };';
        assert.equal(await commandBeside(code), 'Beside');
      });

      it('of this package where there is none', async () => {
        assert.equal(await commandBeside('module.exports = 7;'), 'SendMessageCommand');
        process.argv = argv.slice(0, 1);
        const sqs = client();
        await forwardMessage(sqs, message(), to);
        assert.deepEqual(sqs.names, ['SendMessageCommand']);
      });
    });
  });
});
