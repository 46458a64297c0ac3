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
import { PROJECT_ROOT } from '../support/fixtures';

interface Documented {
  readonly ATTRIBUTE_BRIEFS: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly DEPRECATED: readonly string[];
  readonly NEWEST: readonly string[];
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

  it('tells of every attribute, once', () => {
    const told = Object.values(documented.ATTRIBUTE_BRIEFS).flatMap((of) => Object.keys(of));
    const spelled = Object.entries(names).flatMap(([key, name]) => (key.startsWith('ATTR_') ? [name as string] : []));
    assert.deepEqual(told.toSorted(), spelled.toSorted());
  });
});
