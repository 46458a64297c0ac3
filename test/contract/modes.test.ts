import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SERVICES } from '../../src/services';
import { PROJECT_ROOT } from '../support/fixtures';
import { useWorld } from '../support/useWorld';
import { startTracing } from '../support/tracing';
import { FakeClient } from './fakeClient';
import { partialResponse, rejection, requestsOf, wholeResponse } from './samples';

const OPT_IN = 'OTEL_SEMCONV_STABILITY_OPT_IN';
const MODES = { established: '', newest: 'messaging', both: 'messaging/dup' } as const;
const OUTCOMES = ['success', 'partial failure', 'failure'] as const;

type Told = Pick<ReadableSpan, 'name' | 'kind' | 'status' | 'attributes'> & { readonly links: number };

describe('Every service, under the names of each generation', () => {
  const tracing = useWorld(startTracing);
  const given = process.env[OPT_IN];
  let DEPRECATED: readonly string[];
  let NEWEST: readonly string[];

  before(async () => {
    const path = pathToFileURL(join(PROJECT_ROOT, 'scripts', 'docs', 'attributeBriefs.mjs')).href;
    ({ DEPRECATED, NEWEST } = (await import(path)) as { DEPRECATED: string[]; NEWEST: string[] });
  });
  afterEach(() => {
    if (given === undefined) delete process.env[OPT_IN];
    else process.env[OPT_IN] = given;
  });

  /** The spans of one call, and what was sent. */
  async function told(mode: string, service: string, operation: string, outcome: string): Promise<[Told[], unknown]> {
    process.env[OPT_IN] = mode;
    tracing.reset();
    const [request = {}] = requestsOf(service);
    const client = new FakeClient(service, { propagateMessageContext: false });
    const error = rejection(request);
    const output = outcome === 'success' ? wholeResponse(operation) : partialResponse(operation);
    const answer = (): unknown => {
      if (outcome === 'failure') throw error;
      return { output };
    };
    const sent = client.send(operation, request, answer);
    if (outcome === 'failure') await assert.rejects(sent, (thrown) => thrown === error);
    else assert.deepEqual(await sent, { output });
    const spans = tracing
      .spans()
      .map(({ name, kind, status, attributes, links }) => ({ name, kind, status, attributes, links: links.length }));
    return [spans, client.sent[0]?.input];
  }

  for (const { id, operations } of SERVICES) {
    for (const [operation, { failure }] of Object.entries(operations)) {
      for (const outcome of OUTCOMES) {
        it(`${id}.${operation}: ${outcome}`, async () => {
          const [established, sent] = await told(MODES.established, id, operation, outcome);
          const [newest, sentWithNewest] = await told(MODES.newest, id, operation, outcome);
          const [both, sentWithBoth] = await told(MODES.both, id, operation, outcome);
          assert.deepEqual([sentWithNewest, sentWithBoth], [sent, sent]);
          assert.equal(established.length, 1);
          const [old = assert.fail('none'), current = assert.fail('none'), all = assert.fail('none')] = [
            ...established,
            ...newest,
            ...both,
          ];
          for (const { name, kind, status, links } of [current, all]) {
            assert.deepEqual([name, kind, status, links], [old.name, old.kind, old.status, old.links]);
          }
          const failed = outcome === 'failure' || (outcome === 'partial failure' && failure !== undefined);
          assert.equal(old.status.code, failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
          for (const { attributes } of [old, current, all]) {
            assert.equal(attributes['error.type'] !== undefined, failed);
            if (outcome === 'failure') assert.equal(attributes['error.type'], 'InvalidParameterException');
          }
          assert.deepEqual(
            Object.keys(all.attributes).toSorted(),
            [...new Set([...Object.keys(old.attributes), ...Object.keys(current.attributes)])].toSorted(),
          );
          for (const [name, value] of Object.entries(all.attributes)) {
            const known = [old.attributes[name], current.attributes[name]].map((each) => JSON.stringify(each));
            assert.ok(known.includes(JSON.stringify(value)), name);
          }
          for (const name of DEPRECATED) assert.ok(!(name in current.attributes), name);
          for (const name of NEWEST) assert.ok(!(name in old.attributes), name);
        });
      }
    }
  }
});
