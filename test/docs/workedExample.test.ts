import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as convention from '../../examples/contributing/semconv';
import { ssm } from '../../examples/contributing/ssm';
import * as services from '../../src/services';
import { CONFIGURATIONS, serviceContract } from '../contract/serviceContract';
import { Described } from '../services/describe';
import { runJson } from '../support/fixtures';
import type { Report } from './workedExampleRun';

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
    let report: Report;
    before(async () => {
      report = await runJson<Report>(join(__dirname, 'workedExampleRun.js'), { args: [SECRET] });
    });

    const told = (name: string): unknown[] =>
      report.spans
        .filter((span) => span.name === name)
        .map(({ attributes }) => Object.entries(attributes).filter(([key]) => key.startsWith('aws.ssm')))
        .map((entries) => Object.fromEntries(entries));

    it('has its attributes on the span, the request as it was, and no value anywhere', () => {
      assert.equal(report.value, SECRET);
      assert.deepEqual(report.sent[0], { Name: '/shop/db', WithDecryption: true });
      assert.deepEqual(told('SSM.GetParameter'), [{ 'aws.ssm.parameter.name': '/shop/db' }]);
      assert.deepEqual(told('SSM.PutParameter'), [{ 'aws.ssm.parameter.name': '/shop/db' }]);
      assert.doesNotMatch(JSON.stringify(report.spans), new RegExp(SECRET));
    });

    it('counts the names that Parameter Store does not know', () => {
      const counts = { 'aws.ssm.parameter.count': 3, 'aws.ssm.parameter.invalid_count': 2 };
      assert.deepEqual(told('SSM.GetParameters'), [counts]);
    });
  });
});
