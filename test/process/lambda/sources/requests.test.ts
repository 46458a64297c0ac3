import assert from 'node:assert/strict';
import { ROOT_CONTEXT, createContextKey, propagation, trace } from '@opentelemetry/api';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import { type Diagnostics, captureDiagnostics } from '../../../support/diagnostics';
import { useWorld } from '../../../support/useWorld';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../../consumerWorld';

const headers = { host: 'shop.example.com' };
const HTTP = { requestContext: { http: { method: 'GET' } } };

/** By the rules of each service, what makes an event a request. */
const REQUESTS: Readonly<Record<string, object>> = {
  'a REST API without headers': { httpMethod: 'GET', requestContext: {} },
  'a load balancer without a context': { httpMethod: 'GET', headers },
  'a load balancer with lists of values': { httpMethod: 'GET', multiValueHeaders: { host: ['shop.example.com'] } },
  'an HTTP API': HTTP,
  'a web socket': { requestContext: { connectionId: 'abc=', eventType: 'MESSAGE' } },
  'VPC Lattice': { raw_path: '/orders', method: 'GET', headers },
  'VPC Lattice, version 2.0': { version: '2.0', requestContext: {}, path: '/orders', method: 'GET', headers },
};

const NONE: Readonly<Record<string, object>> = {
  'an object with a method': { httpMethod: 'GET' },
  'an object with a method and a text for headers': { httpMethod: 'GET', headers: 'host: x' },
  'a method that is no text': { httpMethod: 1, requestContext: {}, headers },
  'headers alone': { headers },
  'a context alone': { requestContext: {} },
  'a context of HTTP without a method': { requestContext: { http: {} } },
  'a context of HTTP with a number': {
    requestContext: { http: { method: 1 }, connectionId: 'abc=', eventType: 'MESSAGE' },
  },
  'a connection without a type': { requestContext: { connectionId: 'abc=' } },
  'a type without a connection': { requestContext: { eventType: 'MESSAGE' } },
  'a path of Lattice without a method': { raw_path: '/orders', headers },
  'a path of Lattice without headers': { raw_path: '/orders', method: 'GET' },
  'a method and headers of somebody': { method: 'GET', headers },
  'a version and headers of somebody': { version: '2.0', method: 'GET', headers },
  'a context of another version': { version: '1.0', requestContext: {}, method: 'GET', headers },
  'a path that is no text': { raw_path: 1, method: 'GET', headers },
};

describe('an event of a function', () => {
  useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  for (const [what, event] of Object.entries(REQUESTS)) {
    it(`is a request: ${what}`, () => assert.equal(describeEvent(event).kind, 'http'));
  }
  for (const [what, event] of Object.entries(NONE)) {
    it(`is no request: ${what}`, () => {
      assert.equal(describeEvent(event).kind, 'other');
      assert.deepEqual(diagnostics.lines, []);
    });
  }

  const attributesOf = (members: object): object => describeEvent({ ...HTTP, ...members }).attributes;
  const nameOf = (members: object): string | undefined => describeEvent({ ...HTTP, ...members }).name;

  describe('that is a request', () => {
    it('has the route of its key, if that is one', () => {
      assert.equal(nameOf({ routeKey: 'GET /orders/{id}' }), 'GET /orders/{id}');
      for (const routeKey of [
        '$default',
        '/orders',
        'a b /orders',
        'GET /orders\n',
        ' GET /orders',
        '',
        7,
        undefined,
      ]) {
        assert.equal(nameOf({ routeKey }), undefined, String(routeKey));
      }
      assert.equal(nameOf({ routeKey: '$default', resource: '/{proxy+}' }), 'GET /{proxy+}');
      assert.deepEqual(diagnostics.lines, []);
    });

    it('has a route of a web socket only where it is none of HTTP', () => {
      const requestContext = { connectionId: 'abc=', eventType: 'MESSAGE', routeKey: 'order' };
      assert.equal(describeEvent({ requestContext }).name, 'order');
      assert.equal(nameOf({ requestContext: { ...HTTP.requestContext, routeKey: 'order' } }), undefined);
    });

    it('has its path, without the query, wherever that stands', () => {
      for (const members of [
        { path: '/orders?secret=1' },
        { rawPath: '/orders' },
        { requestContext: { http: { method: 'GET', path: '/orders?secret=1?2' } } },
      ]) {
        assert.deepEqual(attributesOf(members), { 'http.request.method': 'GET', 'url.path': '/orders' });
      }
      const ofLattice = { raw_path: '/orders?secret=1', method: 'POST', headers: {} };
      assert.deepEqual(describeEvent(ofLattice).attributes, { 'http.request.method': 'POST', 'url.path': '/orders' });
    });

    it('has headers by their names in any case, and by no other name', () => {
      const agent = (given: object): unknown => (attributesOf(given) as Record<string, unknown>)['user_agent.original'];
      assert.equal(agent({ headers: { 'user-agent': 'a' } }), 'a');
      assert.equal(agent({ headers: { 'USER-agent': 'a' } }), 'a');
      assert.equal(agent({ headers: { 'User-Agents': 'a', 'X-Agent': 'b', 'xser-agent': 'c' } }), undefined);
      assert.equal(agent({ headers: { 'User-Agent': 'other', 'user-agent': 'own' } }), 'own');
      assert.equal(agent({ headers: { 'user-agent': 7 } }), undefined);
      assert.equal(agent({ headers: {}, multiValueHeaders: { 'User-Agent': [7, 'first', 'second'] } }), 'first');
      assert.equal(agent({ headers: { undefined: 'a' }, multiValueHeaders: { undefined: ['b'] } }), undefined);
      assert.deepEqual(diagnostics.lines, []);
    });

    it('has the context of its headers, also in lists', () => {
      const own = ROOT_CONTEXT.setValue(createContextKey('own'), 1);
      for (const members of [
        { headers: { TraceParent: TRACEPARENT } },
        { multiValueHeaders: { traceparent: [TRACEPARENT] } },
        { headers: null, multiValueHeaders: { Traceparent: [TRACEPARENT] } },
      ]) {
        const parent = describeEvent({ ...HTTP, ...members }).parent(own);
        assert.equal(trace.getSpanContext(parent)?.spanId, CREATION.spanId);
      }
      for (const members of [{}, { headers: 'text' }, { headers: { traceparent: 'x' } }]) {
        assert.equal(trace.getSpanContext(describeEvent({ ...HTTP, ...members }).parent(own)), undefined);
      }
    });

    it('has all names of its headers, for propagators that look for some', () => {
      const names: string[] = [];
      const extract = propagation.extract.bind(propagation);
      propagation.extract = (base, given, getter) => {
        names.push(...(getter?.keys(given) ?? []));
        return base;
      };
      try {
        describeEvent({
          ...HTTP,
          headers: { A: '1', 'uberctx-b': '2' },
          multiValueHeaders: { A: ['1'], C: [] },
        }).parent(ROOT_CONTEXT);
        describeEvent(HTTP).parent(ROOT_CONTEXT);
      } finally {
        propagation.extract = extract;
      }
      assert.deepEqual(names.toSorted(), ['A', 'C', 'uberctx-b']);
    });

    it('tells nothing of a response that cannot be read', () => {
      const response = Object.defineProperty({}, 'statusCode', { get: () => assert.fail('status') });
      assert.deepEqual(describeEvent(HTTP).outcomeOf(response), { attributes: {} });
      assert.equal(diagnostics.lines.length, 1);
    });

    it('fails from 500 on', () => {
      const { outcomeOf } = describeEvent(HTTP);
      for (const [statusCode, errorType] of [
        [100, undefined],
        [499, undefined],
        [500, '500'],
        ['500', '500'],
        [599, '599'],
      ] as const) {
        const attributes = { 'http.response.status_code': Number(statusCode) };
        assert.deepEqual(outcomeOf({ statusCode }), { attributes, errorType });
      }
      for (const statusCode of ['', ' ', 0, 99, 500.5, NaN, null, '5 0', true]) {
        assert.deepEqual(outcomeOf({ statusCode }).attributes, {}, String(statusCode));
      }
    });
  });
});
