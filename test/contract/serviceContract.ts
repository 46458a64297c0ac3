import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SqsInstrumentationConfig } from '../../src';
import * as attributeNames from '../../src/semconv/attributes';
import type { ServiceDefinition } from '../../src/services/service';
import { type Tracing, startTracing } from '../support/tracing';
import { FakeClient } from './fakeClient';
import { IDS, SECRETS, oddResponse, rejection, requestsOf, response } from './samples';

const NAMES = new Set<string>(
  Object.entries(attributeNames).flatMap(([key, name]) => (key.startsWith('ATTR_PREFIX') ? [] : name)),
);
const PREFIXES = Object.entries(attributeNames).flatMap(([key, name]) => (key.startsWith('ATTR_PREFIX') ? [name] : []));
/** Calls of models are called, and described, by their own convention. Only this service has any. */
const GEN_AI_SERVICE = 'BedrockRuntime';
const GEN_AI = '(chat|text_completion|generate_content|embeddings)( [\\w.:-]+)?';
const UNKNOWN = 'FrobnicateWidget';

/** As little and as much as can be asked for; options of the years to come are welcome. */
export const CONFIGURATIONS: [string, SqsInstrumentationConfig][] = [
  ['by default', {}],
  ["with detail: 'standard'", { detail: 'standard' }],
  [
    'with everything on',
    { spanNames: 'messaging', awsTraceHeader: 'always', emptyReceives: 'drop', eventBridgeDetailInjection: true },
  ],
];

function deepFreeze<T>(value: T): T {
  // Bytes cannot be frozen.
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** All that leaves the process of a span. */
function exported({ name, attributes, status, events, links, resource }: ReadableSpan): string {
  return inspect({ name, attributes, status, events, links, resource: resource.attributes }, { depth: null });
}

/** What the spans of an operation may be called. */
function namesOf(id: string, operation: string, { spanNames }: SqsInstrumentationConfig): string[] {
  const messaging = spanNames === 'messaging' ? 'create|send|receive|delete|change_visibility' : 'create';
  const names = [`${id}\\.${operation}`, `(${messaging})( [\\w/-]+)?`];
  return id === GEN_AI_SERVICE ? [...names, GEN_AI] : names;
}

/**
 * What every service has to keep, whatever it knows of its operations: nothing of a request changes, nothing of its
 * content is told, nothing odd in it is fatal. Call it inside of a `describe`.
 */
export function serviceContract(services: readonly ServiceDefinition[], config: SqsInstrumentationConfig): void {
  let tracing: Tracing;
  const logged: string[] = [];
  const log = (...args: unknown[]): void => void logged.push(inspect(args, { depth: null }));

  before(() => {
    tracing = startTracing();
    diag.setLogger({ error: log, warn: log, info: log, debug: log, verbose: log }, DiagLogLevel.ALL);
  });
  after(async () => {
    diag.disable();
    await tracing.stop();
  });
  beforeEach(() => {
    tracing.reset();
    logged.splice(0);
  });

  const assertExported = (id: string, expectedName: RegExp): void => {
    const spans = tracing.spans();
    assert.ok(spans.length > 0, 'there is no span');
    for (const span of spans) {
      assert.match(span.name, expectedName);
      assert.doesNotMatch(span.name, IDS);
      assert.doesNotMatch(exported(span), SECRETS);
      const all = [span.attributes, ...span.links.map((link) => link.attributes ?? {})];
      for (const [name, value] of all.flatMap((attributes) => Object.entries(attributes))) {
        assert.ok(id === GEN_AI_SERVICE || !name.startsWith('gen_ai.'), `${name} of ${id}`);
        assert.ok(NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix)), `${name} is not known`);
        assert.ok(
          value != null && !(Array.isArray(value) && value.includes(undefined)),
          `${name} is ${inspect(value)}`,
        );
      }
    }
    assert.deepEqual(
      logged.filter((line) => line.includes('threw')),
      [],
    );
    assert.doesNotMatch(logged.join('\n'), SECRETS);
  };

  for (const { id, operations } of services) {
    describe(id, () => {
      for (const operation of [...Object.keys(operations), UNKNOWN]) {
        const span = new RegExp(`^(${namesOf(id, operation, config).join('|')})$`);

        it(`${operation} leaves a frozen request alone and tells nothing of its content or its answer's`, async () => {
          for (const request of requestsOf(id)) {
            const client = new FakeClient(id, config);
            const before = structuredClone(request);
            const result = { output: response };
            assert.equal(await client.send(operation, deepFreeze(request), () => result), result);
            assert.deepEqual(request, before);
            assert.equal(client.sent.length, 1);
            assertExported(id, span);
          }
        });

        it(`${operation} takes a request, and an answer, that is empty, none, or not what it should be`, async () => {
          const requests = [
            {},
            undefined,
            null,
            'text',
            { Entries: [null, 4711, 'text'], Records: 4711, QueueUrl: 4711 },
          ];
          for (const request of requests) {
            for (const result of [undefined, {}, { output: undefined }, { output: {} }, { output: oddResponse }]) {
              const client = new FakeClient(id, config);
              assert.equal(await client.send(operation, request, () => result), result);
            }
          }
          if (tracing.spans().length > 0 || config.emptyReceives !== 'drop') assertExported(id, span);
        });

        it(`${operation} passes on what the service throws, and records it without what it quotes`, async () => {
          for (const request of requestsOf(id)) {
            const error = rejection(request);
            const client = new FakeClient(id, config);
            await assert.rejects(
              client.send(operation, request, () => {
                throw error;
              }),
              (thrown) => thrown === error,
            );
          }
          assertExported(id, span);
          const failed = tracing.spans().filter(({ name }) => !name.startsWith('create'));
          for (const { attributes } of failed) assert.equal(attributes['error.type'], 'InvalidParameterException');
        });
      }
    });
  }
}
