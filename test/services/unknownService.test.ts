import assert from 'node:assert/strict';
import { ClientProfile } from '../../src/operation/client';
import { serviceOf } from '../../src/services';

describe('a service that nothing is known of', () => {
  it('has its name, and may have a host for each of its calls', () => {
    const { id, operations } = serviceOf('FrobnicateService');
    assert.deepEqual([id, operations], ['FrobnicateService', {}]);
    assert.equal(new ClientProfile({ serviceId: 'Frobnicate Service' }).hasSeveralHosts(), true);
    assert.equal(new ClientProfile({ serviceId: 'ECS' }).hasSeveralHosts(), false);
  });
});
