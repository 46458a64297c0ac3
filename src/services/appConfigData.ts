import { type ConfigurationFacts, appConfigSemconv } from '../semconv/appConfig';
import { type Members, text } from '../values';
import { defineService } from './service';

/**
 * A session's token says nothing that may be told, so only its start names the configuration.
 * @see https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_appconfigdata_StartConfigurationSession.html
 */
export const appConfigData = defineService<ConfigurationFacts, ConfigurationFacts>({
  id: 'AppConfigData',
  semconv: appConfigSemconv,
  operations: {
    StartConfigurationSession: {
      request: (input: Members) => ({
        application: text(input['ApplicationIdentifier']),
        environment: text(input['EnvironmentIdentifier']),
        profile: text(input['ConfigurationProfileIdentifier']),
      }),
    },
  },
});
