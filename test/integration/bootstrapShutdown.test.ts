import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startStubServer } from '../attach/stubServer';
import { CHILD_ENV, REGISTER, runRegistered } from '../bootstrap/children';
import { type Collector, startCollector, startGrpcCollector } from '../bootstrap/collector';
import { type ChildResult, fixture, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

const ENOUGH = 20;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Calls of which the application knows that they have ended. */
  readonly sent: number;
  readonly millis: number;
}

describe('the end of a process that is traced', () => {
  const server = useWorld(startStubServer);
  const collector = useWorld(startCollector);

  /** Ends an application in the midst of its traffic. */
  async function end(signals: readonly NodeJS.Signals[], args: readonly string[], env = {}): Promise<Ended> {
    const child: ChildProcess = spawn(
      process.execPath,
      ['--import', REGISTER, fixture('bootstrap/traffic.cjs'), ...args],
      {
        env: {
          ...process.env,
          ...CHILD_ENV,
          ENDPOINT: server.endpoint,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
          // Nothing leaves before the end.
          OTEL_BSP_SCHEDULE_DELAY: '60000',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: 50_000,
        killSignal: 'SIGKILL',
      },
    );
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    let sent = 0;
    let signalled = 0;
    assert.ok(child.stdout);
    createInterface(child.stdout).on('line', (line) => {
      sent = Number(line);
      if (sent !== ENOUGH) return;
      signalled = Date.now();
      signals.forEach((signal, index) => setTimeout(() => child.kill(signal), index * 300));
    });
    const [code, signal] = await closed;
    return { code, signal, sent, millis: Date.now() - signalled };
  }

  /** Every call that the application saw end has its span; one that was under way may have one, too. */
  const assertNothingLost = (sent: number): void => {
    const exported = collector.spans('SQS.SendMessage');
    assert.ok(exported.length >= sent, `${exported.length} spans of ${sent} calls`);
    assert.equal(new Set(exported.map(({ spanId }) => spanId)).size, exported.length);
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`loses no finished span on ${signal}, and the parent sees that signal`, async () => {
      const ended = await end([signal], []);
      assert.deepEqual({ code: ended.code, signal: ended.signal }, { code: null, signal });
      // Traffic goes on until the signal is raised again; what had ended before it came is there.
      assertNothingLost(ENOUGH);
    });
  }

  it('loses none where the handler of the application calls process.exit, whose code stays', async () => {
    const ended = await end(['SIGTERM'], ['exit']);
    assert.deepEqual({ code: ended.code, signal: ended.signal }, { code: 3, signal: null });
    assertNothingLost(ENOUGH);
  });

  it('loses none where the handler of the application raises the signal again', async () => {
    const ended = await end(['SIGTERM'], ['raise-again']);
    assert.deepEqual({ code: ended.code, signal: ended.signal }, { code: null, signal: 'SIGTERM' });
    assertNothingLost(ENOUGH);
  });

  it('ends the process although signal-exit listens, too', async () => {
    const ended = await end(['SIGINT'], ['signal-exit', 'SIGINT']);
    assert.deepEqual({ code: ended.code, signal: ended.signal }, { code: null, signal: 'SIGINT' });
    assertNothingLost(ENOUGH);
  });

  it('loses none where the application finishes its work first', async () => {
    const ended = await end(['SIGINT'], ['drain', 'SIGINT']);
    assert.deepEqual({ code: ended.code, signal: ended.signal }, { code: 4, signal: null });
    assertNothingLost(ended.sent);
  });

  it('waits for a slow collector no longer than the limit, and not at all for a second signal', async () => {
    collector.answer(200, 30_000);
    const limited = await end(['SIGTERM'], [], { OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '700ms' });
    assert.equal(limited.signal, 'SIGTERM');
    assert.ok(limited.millis >= 650 && limited.millis < 8000, `${limited.millis} ms`);

    const impatient = await end(['SIGINT', 'SIGINT'], [], { OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '10s' });
    assert.equal(impatient.signal, 'SIGINT');
    assert.ok(impatient.millis < 8000, `${impatient.millis} ms`);
  });

  it('waits for a dead collector no longer than the limit where nothing is left to do', async () => {
    const child = spawn(process.execPath, ['--import', REGISTER, fixture('bootstrap/named-app/app.cjs')], {
      env: {
        ...process.env,
        ...CHILD_ENV,
        ENDPOINT: server.endpoint,
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '300ms',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 50_000,
      killSignal: 'SIGKILL',
    });
    const closed = once(child, 'close');
    assert.ok(child.stdout);
    // From here on it has nothing left to do; how long a busy machine takes to start it is not the question.
    await once(child.stdout, 'data');
    const done = Date.now();
    assert.equal((await closed)[0], 7);
    // The exporter alone would go on for ten seconds.
    assert.ok(Date.now() - done < 8000, `${Date.now() - done} ms`);
  });

  /** Ends by a plain `process.exit()`, with all signals. */
  const exit = (env: Readonly<Record<string, string>>, preload?: readonly string[]): Promise<ChildResult> =>
    runNode(fixture('endings/exits.cjs'), {
      args: ['exit'],
      ...(preload === undefined ? { nodeOptions: ['--import', REGISTER] } : {}),
      env: { ...CHILD_ENV, OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '20s', ...env },
    });
  const names = (from: Collector): string[] => from.spans().map(({ name }) => name);

  it('exports at process.exit in each protocol, with headers and compression', async () => {
    const grpc = await startGrpcCollector();
    try {
      const overGrpc = { OTEL_EXPORTER_OTLP_ENDPOINT: grpc.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
      const [json, called] = await Promise.all([
        exit({
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
          OTEL_EXPORTER_OTLP_HEADERS: 'tenant=7',
        }),
        exit({ ...overGrpc, OTEL_EXPORTER_OTLP_HEADERS: 'Tenant=8' }),
      ]);
      assert.deepEqual([json.code, json.stderr, called.code, called.stderr], [3, '', 3, '']);
      assert.deepEqual(
        [names(collector), names(grpc)],
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
      );
      const [request] = collector.requests;
      assert.deepEqual(
        [request?.headers['tenant'], request?.headers['content-encoding'], request?.contentType],
        ['7', 'gzip', 'application/json'],
      );
      assert.equal(grpc.requests[0]?.headers['tenant'], '8');
    } finally {
      await grpc.stop();
    }
  });

  it('does not start the hook again in the thread that exports', async () => {
    const { code, stderr } = await exit(
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, NODE_OPTIONS: `--require ${REGISTER}` },
      [],
    );
    assert.deepEqual([code, stderr, names(collector)], [3, '', ['a', 'b']]);
  });

  it('names metrics that process.exit leaves no time to collect, and exports them at a natural end', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_METRICS_EXPORTER: 'otlp' };
    const { stderr } = await exit(env);
    assert.match(stderr, /^\[warn\] opentelemetry-instrumentation-sqs the latest metrics were not exported.*\n$/);
    await runRegistered('named-app/app.cjs', { ...env, ENDPOINT: server.endpoint });
    assert.equal(collector.requests.filter(({ path }) => path === '/v1/metrics').length, 1);
  });

  it('warns once of the set-up, and not in each worker thread', async () => {
    const { stderr } = await runNode(fixture('endings/threads.cjs'), {
      args: ['workerExits'],
      nodeOptions: ['--import', REGISTER],
      env: { ...CHILD_ENV, OTEL_TRACES_SAMPLER: 'sometimes', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
    });
    assert.equal(stderr.split('OTEL_TRACES_SAMPLER is').length - 1, 1, stderr);
    assert.deepEqual(names(collector), ['a', 'b']);
  });
});
