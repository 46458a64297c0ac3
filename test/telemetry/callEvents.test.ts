import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import type { Options, SqsInstrumentationConfig } from '../../src/options';
import type { OperationDefinition } from '../../src/services/service';
import { type Call, end } from '../../src/telemetry/call';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { type Metering, startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';
import { begun, operationOf, telemetryWith } from './calls';

interface Event {
  readonly tokens?: number;
  readonly fails?: string;
}
interface Events {
  readonly definition?: OperationDefinition;
  readonly config?: SqsInstrumentationConfig;
  readonly more?: Partial<Options>;
  readonly body?: unknown;
}

const DEFINITION: OperationDefinition = {
  events: (output) => (output as { events?: unknown }).events,
  eventResponse: (event) => ((event as Event).tokens === undefined ? undefined : { tokens: (event as Event).tokens }),
  eventFailure(event) {
    const { fails } = event as Event;
    return fails === undefined ? undefined : { type: fails, message: `${fails} it was` };
  },
};

describe('a call whose answer is a stream of events', () => {
  let tracing: Tracing;
  let diagnostics: Diagnostics;
  let metering: Metering | undefined;
  beforeEach(() => {
    diagnostics = captureDiagnostics();
    tracing = startTracing();
    metering = undefined;
  });
  afterEach(async () => {
    await tracing.stop();
    await metering?.stop();
    diagnostics.stop();
    assert.deepEqual(diagnostics.lines, []);
  });

  async function* of(events: readonly unknown[], error?: unknown): AsyncGenerator {
    yield* events;
    if (error !== undefined) throw error;
  }
  /** Its events are still to come. */
  function streaming(events: AsyncGenerator, { definition, config, more, body }: Events = {}): Call {
    const operation = operationOf({ ...DEFINITION, ...definition }, { Body: 'body-of-the-request' });
    const call = begun(telemetryWith(config, more), operation);
    end(call, { output: { events }, body });
    return call;
  }
  async function read(events: AsyncGenerator): Promise<void> {
    try {
      for await (const event of events) assert.ok(event);
    } catch {
      // What a stream ends with is what a test made.
    }
  }
  async function ended(events: AsyncGenerator, how: Events = {}): Promise<unknown[]> {
    tracing.reset();
    streaming(events, how);
    assert.deepEqual(tracing.spans(), []);
    await read(events);
    const { attributes, status } = tracing.span('Test.Do');
    return [attributes['error.type'], status.code, status.message];
  }
  const tokensOf = async (events: readonly Event[], how: Events): Promise<Attributes> => {
    await ended(of(events), how);
    return tracing.span('Test.Do').attributes;
  };

  it('says what the events tell, and says nothing for those that tell nothing', async () => {
    const events = of([{ tokens: 1 }, {}, { tokens: 2 }, {}]);
    const { span } = streaming(events);
    const said: unknown[] = [];
    const setAttributes = span.setAttributes.bind(span);
    span.setAttributes = (attributes) => {
      said.push({ ...attributes });
      return setAttributes(attributes);
    };
    await read(events);
    assert.deepEqual(said, [{ tokens: 1 }, { tokens: 2 }]);
    assert.equal(tracing.span('Test.Do').attributes['tokens'], 2);
  });

  it('of which nothing is known ends all the same', async () => {
    const [events, output] = [of([{ tokens: 1 }]), {}];
    const call = begun(telemetryWith(), operationOf({ events: (given) => (given === output ? events : undefined) }));
    end(call, { output });
    await read(events);
    const { attributes, status } = tracing.span('Test.Do');
    assert.deepEqual([attributes['tokens'], status.code], [undefined, SpanStatusCode.UNSET]);
  });

  it('says what is guessed in the place of it where that is wanted, also of events that tell nothing', async () => {
    const definition: OperationDefinition = {
      estimates: {
        request: () => ({ asked: 1 }),
        response: () => ({}),
        event: (event) => ((event as Event).tokens === undefined ? { guessed: 2 } : { tokens: 99 }),
      },
    };
    const guessing = { definition, more: { estimates: true } };
    const first = await tokensOf([{}], guessing);
    assert.deepEqual([first['asked'], first['guessed'], first['tokens']], [1, 2, undefined]);
    const both = await tokensOf([{ tokens: 1 }, {}], guessing);
    assert.deepEqual([both['asked'], both['guessed'], both['tokens']], [1, 2, 99]);
    const none = await tokensOf([{ tokens: 1 }], { definition });
    assert.deepEqual([none['asked'], none['guessed'], none['tokens']], [undefined, undefined, 1]);
  });

  it('asks its events nothing that nobody wants', async () => {
    let asked = 0;
    const eventResponse = (): Attributes => ({ tokens: ++asked });
    const how: Events = { definition: { eventResponse }, config: { detail: 'standard' } };
    assert.equal((await tokensOf([{}], how))['tokens'], undefined);
    assert.equal(asked, 0);
    metering = startMetering();
    assert.equal((await tokensOf([{}], how))['tokens'], undefined);
    assert.equal(asked, 1);
  });

  it('keeps for metrics what its events have told, until it has ended', async () => {
    metering = startMetering();
    const events = of([{ tokens: 1 }, {}, { tokens: 2 }]);
    const call = streaming(events);
    const seen: unknown[] = [];
    for await (const event of events) seen.push([(event as Event).tokens, call.answer?.['tokens']]);
    assert.deepEqual(seen, [
      [1, 1],
      [undefined, 1],
      [2, 2],
    ]);
    assert.equal(call.answer, undefined);
  });

  it('fails with an event that tells of a failure', async () => {
    metering = startMetering();
    assert.deepEqual(await ended(of([{}, { fails: 'Throttled' }, {}])), [
      'Throttled',
      SpanStatusCode.ERROR,
      'Throttled it was',
    ]);
    const [point] = await metering.points('rpc.client.call.duration');
    assert.equal(point?.attributes['error.type'], 'Throttled');
  });

  it('fails with what its stream throws, and an error that is expected or of an abort is none', async () => {
    const failure = new Error('cannot read body-of-the-request');
    assert.deepEqual(await ended(of([], failure)), ['Error', SpanStatusCode.ERROR, 'cannot read **']);
    const { events } = tracing.span('Test.Do');
    assert.deepEqual(
      events.map(({ attributes }) => attributes?.['exception.message']),
      ['cannot read **'],
    );
    const untold = [SpanStatusCode.UNSET, undefined];
    const expectedErrors = (): boolean => true;
    assert.deepEqual(await ended(of([], failure), { config: { expectedErrors } }), ['Error', ...untold]);
    const abort = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
    assert.deepEqual(await ended(of([], abort)), ['AbortError', ...untold]);
    assert.deepEqual(tracing.span('Test.Do').events, []);
  });

  it('fails where the connection is lost, and not where the application has closed it', async () => {
    const socket = { readableEnded: false, errored: null };
    for (const [connection, expected] of [
      [{}, ['ECONNRESET', SpanStatusCode.ERROR, 'the connection was lost']],
      [{ socket }, ['AbortError', SpanStatusCode.UNSET, undefined]],
    ] as const) {
      const body = Object.assign(new PassThrough(), connection).destroy();
      assert.deepEqual(await ended(of([{}]), { body }), expected);
    }
  });

  it('ends at once where its answer has no such stream, and where it failed', () => {
    for (const outcome of [
      { output: {} },
      { output: { events: 'text' } },
      { output: undefined, errorType: 'Refused' },
    ]) {
      tracing.reset();
      end(begun(telemetryWith(), operationOf(DEFINITION)), outcome);
      assert.equal(tracing.spans('Test.Do').length, 1);
    }
  });
});
