import assert from 'node:assert/strict';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsInstrumentation, instrumentClient } from '../../src';
import { attachHelpers } from '../../src/attach/sdkHelpers';
import { type Ending, endingOf } from '../differential/ending';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { FAULTS, type Fault, counted, stopTelemetry } from './faults';
import { THROWN } from './thrown';
import { AROUND_HANDLERS, PROGRAMS, type Program, RESULT, type World } from './programs';

const REFUSED = { status: 400, body: { __type: 'com.amazonaws.sqs#InvalidMessageContents', message: 'no' } };

/** The handlers of an application: sync and async. */
const HANDLERS: Readonly<Record<string, (value: unknown) => () => unknown>> = {
  gives: (value) => () => value,
  resolves: (value) => async () => value,
  throws: (value) => () => {
    throw value;
  },
  rejects: (value) => () => Promise.reject(value),
};

function programsThat(kinds: readonly string[], value: unknown): [string, Program][] {
  return Object.entries(AROUND_HANDLERS).flatMap(([name, run]) =>
    kinds.map((kind): [string, Program] => {
      const handler = HANDLERS[kind]?.(value) ?? assert.fail();
      return [`${name}, a handler that ${kind}`, (world) => run(handler, world)];
    }),
  );
}

describe('a program does the same whatever part of telemetry fails', () => {
  let server: CannedServer;
  let world: World;
  let instrumentation: SqsInstrumentation;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  let listeners: NodeJS.UnhandledRejectionListener[] = [];

  before(async () => {
    server = await startCannedServer();
    server.answerWith(({ text }) =>
      text.includes('refused') ? REFUSED : { body: { MessageId: 'm', Successful: [] } },
    );
    instrumentation = new SqsInstrumentation();
    const config = { ...server.clientConfig, maxAttempts: 1 };
    const helpers: World['helpers'] = {
      createPaginator: (_client, handler) =>
        async function* paginate() {
          yield await handler();
        },
      createWaiter: async (_options, _input, handler) => handler(),
    };
    world = {
      client: new SQSClient({ ...config, md5: false }),
      instrumented: instrumentClient(new SQSClient({ ...config, md5: false })),
      s3: new S3Client({ ...config, forcePathStyle: true }),
      helpers: (attachHelpers(helpers) as World['helpers'] | undefined) ?? helpers,
    };
    instrumentation.disable();
    // Mocha's own would end the run at the first.
    listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  });
  after(async () => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    for (const client of [world.client, world.instrumented, world.s3]) client.destroy();
    await server.stop();
  });

  const untraced = async (program: Program): Promise<Ending> => endingOf(() => program(world));

  const traced = async (program: Program, { config = {}, start }: Fault): Promise<Ending> => {
    start();
    instrumentation.setConfig(config);
    instrumentation.enable();
    try {
      return await endingOf(() => program(world));
    } finally {
      instrumentation.disable();
      stopTelemetry();
    }
  };

  const assertSame = async (name: string, program: Program, fault: Fault): Promise<void> => {
    const plain = await untraced(program);
    const ending = await traced(program, fault);
    assert.equal(ending.kind, plain.kind, `${name}: ${String((ending.value as Error | undefined)?.stack)}`);
    if (sameObjectMatters(plain.value)) assert.ok(ending.value === plain.value, `${name}: another value`);
    else assert.deepEqual(withoutIds(ending.value), withoutIds(plain.value), name);
  };

  /** Timers and rejections that nobody handles have had their turn. */
  const assertNothingUnhandled = async (): Promise<void> => {
    await new Promise((resolve) => void setTimeout(resolve, 5));
    assert.deepEqual(unhandled.splice(0), []);
  };

  for (const [title, fault] of Object.entries(FAULTS)) {
    it(title, async () => {
      const error = new RangeError('thrown by the application');
      const programs = [
        ...programsThat(['gives', 'resolves'], RESULT),
        ...programsThat(['throws', 'rejects'], error),
        ...Object.entries(PROGRAMS),
      ];
      for (const [name, program] of programs) await assertSame(name, program, fault);
      await assertNothingUnhandled();
    });
  }

  it('and all of it is traced', async () => {
    const programs = [...programsThat(['gives'], RESULT), ...Object.entries(PROGRAMS)];
    const silent: string[] = [];
    for (const [name, program] of programs) {
      counted.ended = 0;
      await traced(program, FAULTS['nothing that fails'] ?? assert.fail());
      if (counted.ended === 0) silent.push(name);
    }
    // Those that make no span themselves.
    assert.deepEqual(
      silent.filter((name) => !/MessageContext|a waiter|a paginator|forwardMessage to SQS/.test(name)),
      [],
    );
  });

  for (const [title, thrown] of Object.entries(THROWN)) {
    it(`an application that throws ${title}`, async () => {
      for (const [name, program] of programsThat(['throws', 'rejects'], thrown)) {
        const plain = await untraced(program);
        const ending = await traced(program, FAULTS['nothing that fails'] ?? assert.fail());
        assert.equal(ending.kind, plain.kind, name);
        assert.ok(ending.value === plain.value || /RabbitMQ/.test(name), `${name}: another error`);
      }
      await assertNothingUnhandled();
    });
  }
});

function sameObjectMatters(value: unknown): boolean {
  return value === RESULT || value instanceof RangeError || typeof value !== 'object' || value === null;
}

/** Results of the service: each has the id of its own request, and errors have stacks. */
function withoutIds(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => (/requestId|totalRetryDelay|attempts/i.test(key) ? 0 : member)),
  );
}
