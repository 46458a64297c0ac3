import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Attributes } from '@opentelemetry/api';
import * as names from '../../src/semconv/attributes';
import { operationAttributes, setRegion, setResponse } from '../../src/semconv/aws';
import { dynamodbSemconv } from '../../src/semconv/dynamodb';
import { AWS_SQS, messagingSemconv } from '../../src/semconv/messaging';
import { type Naming, namingFromOptIn } from '../../src/semconv/naming';
import { KAFKA, RABBITMQ, brokerAttributes } from '../../src/semconv/brokers';
import { SERVICES } from '../../src/services';
import { FakeClient } from '../contract/fakeClient';
import { requestsOf, response } from '../contract/samples';
import { PROJECT_ROOT } from '../support/fixtures';
import { startTracing } from '../support/tracing';

interface Documented {
  readonly ATTRIBUTE_BRIEFS: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly DEPRECATED: readonly string[];
  readonly NEWEST: readonly string[];
  readonly STANDARD: readonly string[];
}

/** All that depends on the generation of names. */
function emitted(naming: Naming): string[] {
  const attributes: Attributes = {
    ...operationAttributes('SQS', 'SendMessage', naming),
    ...dynamodbSemconv.constants({ name: 'GetItem' }, naming),
    ...brokerAttributes({ system: KAFKA, destination: 'orders', offset: 1 }, 'process', naming),
    ...brokerAttributes(
      { system: RABBITMQ, destination: 'orders', routingKey: 'k', deliveryTag: 1 },
      'process',
      naming,
    ),
  };
  setRegion(attributes, 'eu-west-1', naming);
  setResponse(attributes, { statusCode: 200 }, naming, false);
  messagingSemconv(AWS_SQS).response(attributes, { sent: { id: 'id' } }, naming);
  return Object.keys(attributes).toSorted();
}

describe('docs/contrib/semantic-conventions.md', () => {
  let documented: Documented;
  before(async () => {
    const path = pathToFileURL(join(PROJECT_ROOT, 'scripts', 'docs', 'attributeBriefs.mjs')).href;
    documented = (await import(path)) as Documented;
  });

  const established = emitted(namingFromOptIn(undefined));
  const newest = emitted(namingFromOptIn('messaging'));
  const both = emitted(namingFromOptIn('messaging/dup'));

  it('marks what OTEL_SEMCONV_STABILITY_OPT_IN=messaging drops, and what only it brings', () => {
    const without = (all: string[], others: string[]): string[] => all.filter((name) => !others.includes(name));
    assert.deepEqual(without(established, newest), documented.DEPRECATED.toSorted());
    assert.deepEqual(without(newest, established), documented.NEWEST.toSorted());
    assert.deepEqual(both, [...new Set([...established, ...newest])].toSorted());
  });

  it("marks what calls say with detail: 'standard'", async () => {
    const tracing = startTracing();
    const said = async (detail: 'full' | 'standard'): Promise<Set<string>> => {
      tracing.reset();
      for (const { id, operations } of SERVICES) {
        for (const operation of Object.keys(operations)) {
          for (const request of requestsOf(id)) {
            const client = new FakeClient(id, { detail }, new URL('http://127.0.0.1:4566'));
            await client.send(operation, request, () => ({ output: response }));
          }
        }
      }
      const spans = tracing.spans();
      return new Set(
        [...spans, ...spans.flatMap(({ links }) => links)].flatMap((one) => Object.keys(one.attributes ?? {})),
      );
    };
    try {
      const [full, standard] = [await said('full'), await said('standard')];
      const known = [...full].filter((name) => documented.STANDARD.includes(name));
      // Only a failure has this one there.
      assert.deepEqual(known.toSorted(), [...standard, 'http.response.status_code'].toSorted());
    } finally {
      await tracing.stop();
    }
  });

  it('tells of every attribute, once', () => {
    const told = Object.values(documented.ATTRIBUTE_BRIEFS).flatMap((of) => Object.keys(of));
    const spelled = Object.entries(names).flatMap(([key, name]) => (key.startsWith('ATTR_') ? [name as string] : []));
    assert.deepEqual(told.toSorted(), spelled.toSorted());
  });
});
