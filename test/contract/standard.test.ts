import assert from 'node:assert/strict';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SqsInstrumentationConfig } from '../../src';
import { SERVICES } from '../../src/services';
import type { ServiceDefinition } from '../../src/services/service';
import { type Tracing, startTracing } from '../support/tracing';
import { FakeClient } from './fakeClient';
import { rejection, requestsOf, response } from './samples';
import { GENERATIONS, namesOf } from './standardNames';

const OPT_IN = 'OTEL_SEMCONV_STABILITY_OPT_IN';
const ENDPOINT = new URL('http://127.0.0.1:4566');
const PLACE = ['cloud.region', 'server.address', 'server.port', 'aws.request_id'];
const UNKNOWN = 'FrobnicateWidget';
const STANDARD = { detail: 'standard' } as const;
const succeed = (): unknown => ({ output: response });
/** In the sample some parts failed. */
const OUTPUTS = [
  ['a success', { ...response, Failed: [], FunctionError: undefined, FailedEntryCount: 0, Entries: [], Records: [] }],
  ['a partial failure', response],
] as const;

const operationsOf = ({ operations }: ServiceDefinition): string[] => [...Object.keys(operations), UNKNOWN];

for (const generation of GENERATIONS) {
  describe(`The names of detail: 'standard', ${OPT_IN}=${generation.optIn}`, () => {
    let tracing: Tracing;
    const optIn = process.env[OPT_IN];
    before(() => {
      process.env[OPT_IN] = generation.optIn;
      tracing = startTracing();
    });
    after(async () => {
      if (optIn === undefined) delete process.env[OPT_IN];
      else process.env[OPT_IN] = optIn;
      await tracing.stop();
    });
    beforeEach(() => tracing.reset());

    const every = [generation.rpc, 'rpc.method', ...PLACE];
    const assertNames = (span: ReadableSpan | undefined, expected: readonly string[]): void =>
      assert.deepEqual(Object.keys(span?.attributes ?? {}).toSorted(), [...expected].toSorted(), span?.name);

    const call = async (
      id: string,
      operation: string,
      request: object,
      config: SqsInstrumentationConfig,
      answer: () => unknown,
    ): Promise<ReadableSpan | undefined> => {
      tracing.reset();
      await new FakeClient(id, config, ENDPOINT).send(operation, request, answer).catch(() => undefined);
      return tracing.spans().at(-1);
    };

    for (const service of SERVICES) {
      const { id } = service;
      const [request = {}] = requestsOf(id);
      for (const [outcome, output] of OUTPUTS) {
        it(`${id}: of ${outcome}`, async () => {
          for (const operation of operationsOf(service)) {
            const span = await call(id, operation, request, STANDARD, () => ({ output }));
            const failure = service.operations[operation]?.failure?.(output);
            const names = namesOf(service, operation, generation, true);
            const failed = failure === undefined ? [] : ['error.type'];
            assertNames(span, [...every, 'aws.request.attempts', ...names, ...failed]);
            assert.equal(span?.attributes['error.type'], failure?.type);
            assert.equal(span?.attributes['rpc.method'], `${id}/${operation}`);
          }
        });
      }

      it(`${id}: of a failure`, async () => {
        for (const operation of operationsOf(service)) {
          const span = await call(id, operation, request, STANDARD, () => {
            throw rejection(request);
          });
          const names = namesOf(service, operation, generation, false);
          assertNames(span, [...every, ...names, 'http.response.status_code', 'error.type']);
        }
      });
    }

    it('are names of the full detail, too', async () => {
      for (const service of SERVICES) {
        const [request = {}] = requestsOf(service.id);
        for (const operation of operationsOf(service)) {
          const [full = {}, lean = {}] = [
            (await call(service.id, operation, request, {}, succeed))?.attributes,
            (await call(service.id, operation, request, STANDARD, succeed))?.attributes,
          ];
          const unknown = Object.keys(lean).filter((name) => full[name] === undefined);
          assert.deepEqual(unknown, [], `${service.id}.${operation}`);
        }
      }
    });

    it('create spans: system, operation and message', async () => {
      for (const [id, operation] of [
        ['SQS', 'SendMessageBatch'],
        ['SNS', 'PublishBatch'],
      ] as const) {
        tracing.reset();
        const [request = {}] = requestsOf(id);
        await new FakeClient(id, STANDARD).send(operation, request, () => ({ output: response }));
        const [good, bad] = tracing.spans('create orders');
        const names = [generation.messaging, 'messaging.operation.name', 'messaging.operation.type'];
        assertNames(good, [...names, 'messaging.message.id']);
        assertNames(bad, [...names, 'error.type']);
        const [link] = tracing.span(`${id}.${operation}`).links;
        assert.deepEqual(link?.attributes, { 'messaging.message.id': 'id-4' });
      }
    });
  });
}
