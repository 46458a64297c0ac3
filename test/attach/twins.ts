import assert from 'node:assert/strict';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { type Ending, endingOf } from '../differential/ending';
import { type Observation, Trial, Watch, assertSameObservation } from '../differential/trial';
import { bodyWithoutContext } from '../differential/withoutContext';
import { type StubServer, startStubServer } from './stubServer';
import { type SqsInstrumentationConfig, instrumentClient } from '../../src';

/** A call; the client is all that differs between the twins. */
export type Call = (client: SQSClient) => Promise<unknown>;

/** An error that a test throws in both runs, the very same object, is marked with this. */
export const SAME = Symbol('the same error');

const PATIENCE_MILLIS = 30_000;
const PARENT = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
});

/** One client as it is and one that is traced, at the same server: whatever is asked of them has to come out alike. */
export class Twins {
  readonly #watch = new Watch();

  private constructor(
    readonly server: StubServer,
    readonly plain: SQSClient,
    readonly traced: SQSClient,
  ) {
    this.#watch.start();
  }

  static async start(config: SqsInstrumentationConfig = {}, client: Partial<SQSClientConfig> = {}): Promise<Twins> {
    const server = await startStubServer();
    const make = (): SQSClient => new SQSClient({ ...server.clientConfig, maxAttempts: 1, ...client });
    return new Twins(server, make(), instrumentClient(make(), config));
  }

  /** Fails unless both come out alike, to the same error object if the call itself threw it; gives the traced one's end. */
  async assertAlike(makeCall: () => Call, title?: string): Promise<Ending> {
    const plain = await this.#run(this.plain, makeCall());
    const traced = await this.#run(this.traced, makeCall());
    assert.notEqual(traced.ending.kind, 'hung', title);
    assertSameObservation(traced.observation, plain.observation, title);
    assert.deepEqual(traced.observation.unhandled, [], title);
    return traced.ending;
  }

  async stop(): Promise<void> {
    this.#watch.stop();
    this.plain.destroy();
    this.traced.destroy();
    await this.server.stop();
  }

  async #run(client: SQSClient, call: Call): Promise<{ ending: Ending; observation: Observation }> {
    this.server.clear();
    const trial = new Trial();
    const ending = await endingOf(() => context.with(PARENT, call, undefined, client), PATIENCE_MILLIS);
    for (const { body } of this.server.requests) trial.note('wire', 'request', bodyWithoutContext(body));
    if (isMarked(ending.value)) trial.own('the same error', ending.value);
    return { ending, observation: await this.#watch.observed(trial, ending) };
  }
}

function isMarked(value: unknown): boolean {
  return value instanceof Error && Object.hasOwn(value, SAME);
}
