import assert from 'node:assert/strict';
import { type Attributes, ROOT_CONTEXT } from '@opentelemetry/api';
import { ClientProfile } from '../../src/operation/client';
import type { Operation, OperationKind } from '../../src/operation/operation';
import { resolveOptions } from '../../src/options';
import type { Semconv } from '../../src/semconv/semconv';
import type { OperationDefinition } from '../../src/services/service';
import type { Call } from '../../src/telemetry/call';
import { answerAttributes, endAttributes, receiveLink, startAttributes } from '../../src/telemetry/extractors';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

/** A convention that writes down all that it is told. */
const semconv: Semconv<unknown, unknown> = {
  constants: () => ({}),
  request: (attributes, facts) => void Object.assign(attributes, facts),
  response: (attributes, facts) => void Object.assign(attributes, facts, { answered: true }),
  region: (attributes, region) => void (attributes['target'] = region),
  queryText: (attributes, text) => void (attributes['query'] = text),
};
const terse: Semconv<unknown, unknown> = { constants: () => ({}), request: () => {}, response: () => {} };

describe('the attributes of a call', () => {
  useWorld(startTracing);

  const options = resolveOptions({}, {});
  const start = { 'rpc.system': 'aws-api', 'rpc.service': 'Any', 'rpc.method': 'Do' };
  const ofServer = { 'server.address': 'host.example' };

  function kindOf(
    definition: OperationDefinition,
    client = new ClientProfile({}),
    convention = semconv,
  ): OperationKind {
    const service = { id: 'Any', operations: {}, semconv: convention };
    return { client, service, name: 'Do', fullName: 'Any.Do', definition };
  }
  const operationOf = (kind: OperationKind, input: object = {}): Operation => ({
    kind,
    command: {},
    input,
    context: ROOT_CONTEXT,
  });
  const callOf = (definition: OperationDefinition, client?: ClientProfile) => ({
    operation: operationOf(kindOf(definition, client)),
    options,
    request: { sent: true },
  });
  function clientIn(region: string): ClientProfile {
    const client = new ClientProfile({});
    client.region = region;
    return client;
  }

  describe('at its start', () => {
    it('describe a destination once for all its calls, or none', () => {
      for (const destination of ['there', undefined]) {
        let described = 0;
        const constants = (): Attributes => ({ described: (described += 1) });
        const kind = kindOf({ destination: () => destination, addressed: () => ({}) }, undefined, {
          ...semconv,
          constants,
        });
        for (let call = 0; call < 3; call++) {
          assert.deepEqual(startAttributes(operationOf(kind), options), { ...start, described: 1 });
        }
      }
    });

    it('name the host of the request until the client has one of its own', () => {
      const config = { endpoint: undefined as unknown };
      for (const addressed of [undefined, () => ({})]) {
        config.endpoint = undefined;
        const definition = { server: () => ({ address: 'host.example' }), destination: () => 'there' };
        const kind = kindOf({ ...definition, ...(addressed && { addressed }) }, new ClientProfile(config));
        assert.deepEqual(startAttributes(operationOf(kind), options), { ...start, ...ofServer });
        config.endpoint = 'https://own.example';
        assert.deepEqual(startAttributes(operationOf(kind), options), start);
      }
    });

    it('have no host that the request does not name', () => {
      assert.deepEqual(startAttributes(operationOf(kindOf({ server: () => undefined })), options), start);
    });

    it('name the region of the request, else that of the client, where the convention asks for it', () => {
      const client = clientIn('client-1');
      const own = { ...start, 'aws.region': 'client-1', 'cloud.region': 'client-1' };
      for (const [region, target] of [
        ['named-1', 'named-1'],
        [undefined, 'client-1'],
      ]) {
        const definition = { region: () => region };
        assert.deepEqual(startAttributes(operationOf(kindOf(definition, client)), options), { ...own, target });
        assert.deepEqual(startAttributes(operationOf(kindOf(definition, client, terse)), options), own);
      }
      assert.deepEqual(startAttributes(operationOf(kindOf({ region: () => undefined })), options), start);
    });
  });

  describe('with a query', () => {
    const serializer = { ...options, dynamoDBStatementSerializer: () => undefined };
    const asking = (queryText: NonNullable<OperationDefinition['queryText']>): Operation =>
      operationOf(kindOf({ queryText }), { table: 'orders', secret: 'a-canary-of-the-input' });
    let diagnostics: Diagnostics;
    beforeEach(() => void (diagnostics = captureDiagnostics()));
    afterEach(() => diagnostics.stop());

    it('have the text that the serializer gives for it, if that is a text', () => {
      const told = (text: unknown): Attributes =>
        startAttributes(
          asking((input, _options, name) => (text ?? JSON.stringify([name, input])) as string),
          serializer,
        );
      const query = '["Do",{"table":"orders","secret":"a-canary-of-the-input"}]';
      assert.deepEqual(told(undefined), { ...start, query });
      assert.deepEqual(told(7), start);
    });

    it('have none without a serializer, which then is not asked for, and none where no convention has one', () => {
      const never = asking(() => assert.fail('there is no serializer'));
      const none = { ...options, dynamoDBStatementSerializer: undefined };
      assert.deepEqual(startAttributes(never, none), start);
      assert.deepEqual(diagnostics.lines, []);
      const unasked = operationOf(kindOf({ queryText: () => 'text' }, undefined, terse));
      assert.deepEqual(startAttributes(unasked, serializer), start);
    });

    it('tell of a serializer that fails, but for what it quotes: also of a text, and after the call', async () => {
      const message = 'cannot write a-canary-of-the-input as it is';
      const error = new Error(message);
      for (const [index, fail] of [
        () => assert.fail(message),
        () => {
          throw message;
        },
        () => Promise.reject(error),
      ].entries()) {
        const operation = asking(fail as () => never);
        assert.deepEqual(startAttributes(operation, serializer), start);
        operation.input = {};
        await new Promise(setImmediate);
        assert.equal(diagnostics.lines.length, index + 1);
        assert.match(diagnostics.lines[index] ?? '', /dynamoDBStatementSerializer threw.*cannot write .* as it is/s);
        assert.doesNotMatch(diagnostics.lines[index] ?? '', /canary/);
      }
    });
  });

  describe('at its end', () => {
    const regions = (region: string): Attributes => ({ 'aws.region': region, 'cloud.region': region });
    const region = (): undefined => undefined;

    it('name the region that the request was signed for, if it is not that of the client', () => {
      const call = callOf({ region }, clientIn('client-1'));
      const signed = endAttributes(call, { output: undefined, region: 'signed-1' }, false);
      assert.deepEqual(signed, { ...regions('signed-1'), target: 'signed-1' });
      assert.deepEqual(endAttributes(call, { output: undefined, region: 'client-1' }, false), {});
      const named = callOf({ region: () => 'named-1' }, clientIn('client-1'));
      const elsewhere = endAttributes(named, { output: undefined, region: 'signed-1' }, false);
      assert.deepEqual(elsewhere, { ...regions('signed-1'), target: 'named-1' });
      const untargeted = callOf({}, clientIn('client-1'));
      assert.deepEqual(
        endAttributes(untargeted, { output: undefined, region: 'signed-1' }, false),
        regions('signed-1'),
      );
    });

    it('name the region of a client that has told it since, and none of one that has not', () => {
      const told = endAttributes(callOf({ region }, clientIn('late-1')), { output: undefined }, true);
      assert.deepEqual(told, { ...regions('late-1'), target: 'late-1' });
      assert.deepEqual(endAttributes(callOf({ region }), { output: undefined }, true), {});
    });

    it('have what metrics count of the answer, by what was sent, and nothing where nobody answers', () => {
      const response = (output: object, given: unknown, sent: unknown, headers: unknown): object => {
        assert.equal(given, options);
        return { output, sent, headers };
      };
      const outcome = { output: { id: 1 }, headers: { etag: '2' } };
      const facts = { output: { id: 1 }, sent: { sent: true }, headers: { etag: '2' }, answered: true };
      assert.deepEqual(answerAttributes(callOf({ response }) as unknown as Call, outcome), facts);
      assert.deepEqual(answerAttributes(callOf({ response }) as unknown as Call, { output: undefined }), {});
      assert.deepEqual(answerAttributes(callOf({}) as unknown as Call, outcome), {});
    });
  });

  it('have the id of a received message on its link, if it is a text', () => {
    const traceparent = { DataType: 'String', StringValue: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const idOf = (MessageId: unknown): unknown =>
      receiveLink({ MessageId, MessageAttributes: { traceparent } }, options, true)?.attributes;
    assert.deepEqual(idOf('extractors-1'), { 'messaging.message.id': 'extractors-1' });
    assert.deepEqual(idOf(7), {});
  });
});
