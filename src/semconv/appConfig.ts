import * as names from './attributes';
import { factsSemconv } from './facts';

/** Which configuration it is about: ids or names, as the application gave them. */
export interface ConfigurationFacts {
  readonly application?: string | undefined;
  readonly environment?: string | undefined;
  readonly profile?: string | undefined;
}

export const appConfigSemconv = factsSemconv<ConfigurationFacts>({
  application: names.ATTR_AWS_APPCONFIG_APPLICATION_ID,
  environment: names.ATTR_AWS_APPCONFIG_ENVIRONMENT_ID,
  profile: names.ATTR_AWS_APPCONFIG_CONFIGURATION_PROFILE_ID,
});
