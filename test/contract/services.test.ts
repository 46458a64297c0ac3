import { SERVICES } from '../../src/services';
import { CONFIGURATIONS, serviceContract } from './serviceContract';

for (const [situation, config] of CONFIGURATIONS) {
  describe(`Every service, ${situation}`, () => serviceContract(SERVICES, config));
}
