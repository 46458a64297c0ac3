import assert from 'node:assert/strict';
import { GetParameterCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as convention from '../../examples/contributing/semconv';
import { ssm } from '../../examples/contributing/ssm';
import * as services from '../../src/services';
import { CONFIGURATIONS, serviceContract } from '../contract/serviceContract';
import { type ServicesWorld, attributesOf, startServicesWorld } from '../integration/servicesWorld';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { Described } from '../services/describe';

/** The module itself: whoever looks a service up does so by this member. */
const registry: { serviceOf: typeof services.serviceOf } = services;

const NAMES = Object.entries(convention).flatMap(([name, value]) =>
  name.startsWith('ATTR_') && typeof value === 'string' ? [value] : [],
);

describe('The service that CONTRIBUTING.md adds', () => {
  const { serviceOf } = registry;

  // Its one line in the registry, which is not shipped with it.
  before(() => {
    registry.serviceOf = (id) => (id === ssm.id ? ssm : serviceOf(id));
  });
  after(() => {
    registry.serviceOf = serviceOf;
  });

  it('is not there yet: a worked example has to show something new', () => {
    assert.notEqual(serviceOf(ssm.id), ssm);
    assert.deepEqual(serviceOf(ssm.id).operations, {});
  });

  for (const [situation, config] of CONFIGURATIONS) {
    describe(`keeps the contract of all services, ${situation}`, () => serviceContract([ssm], config, NAMES));
  }

  describe('tells', () => {
    const request = (operation: string, input: object) => new Described(ssm, operation).request(input);

    it('which parameter a request is about, and of several how many', () => {
      assert.deepEqual(request('GetParameter', { Name: '/shop/db' }), { 'aws.ssm.parameter.name': '/shop/db' });
      assert.deepEqual(request('DeleteParameters', { Names: ['a', 'b'] }), { 'aws.ssm.parameter.count': 2 });
    });

    it('nothing of what is of another type, or a name of something else', () => {
      for (const operation of Object.keys(ssm.operations)) {
        assert.deepEqual(request(operation, { Name: 1, Names: 'text' }), {});
      }
      assert.deepEqual(request('GetDocument', { Name: 'AWS-RunShellScript' }), {});
    });
  });

  describe('over the wire', () => {
    const SECRET = 'canary-of-the-parameter';
    let server: CannedServer;
    let world: ServicesWorld;
    let client: SSMClient;

    before(async () => {
      server = await startCannedServer();
      world = startServicesWorld();
      client = world.own(new SSMClient(server.clientConfig));
    });
    after(async () => {
      await world.stop();
      await server.stop();
    });
    beforeEach(() => {
      world.reset();
      server.reset();
    });

    const told = (name: string) => attributesOf(world.tracing.span(name), 'aws.ssm');

    it('has its attributes on the span, the request as it was, and no value anywhere', async () => {
      server.answerWith({ body: { Parameter: { Name: '/shop/db', Value: SECRET } } });
      const { Parameter } = await client.send(new GetParameterCommand({ Name: '/shop/db', WithDecryption: true }));
      assert.equal(Parameter?.Value, SECRET);
      assert.deepEqual(server.body(), { Name: '/shop/db', WithDecryption: true });
      assert.deepEqual(told('SSM.GetParameter'), { 'aws.ssm.parameter.name': '/shop/db' });

      await client.send(new PutParameterCommand({ Name: '/shop/db', Value: SECRET, Type: 'SecureString' }));
      assert.deepEqual(told('SSM.PutParameter'), { 'aws.ssm.parameter.name': '/shop/db' });
      const spans = world.tracing
        .spans()
        .map(({ name, attributes, events, status }) => [name, attributes, events, status]);
      assert.doesNotMatch(JSON.stringify(spans), new RegExp(SECRET));
    });

    it('counts the names that Parameter Store does not know', async () => {
      server.answerWith({ body: { Parameters: [{ Name: 'a', Value: SECRET }], InvalidParameters: ['b', 'c'] } });
      await client.send(new GetParametersCommand({ Names: ['a', 'b', 'c'] }));
      assert.deepEqual(told('SSM.GetParameters'), {
        'aws.ssm.parameter.count': 3,
        'aws.ssm.parameter.invalid_count': 2,
      });
    });
  });
});
