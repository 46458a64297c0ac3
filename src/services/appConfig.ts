import { type ConfigurationFacts, appConfigSemconv } from '../semconv/appConfig';
import { type Members, text } from '../values';
import { defineService } from './service';

/** @see https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_Operations.html */
export const appConfig = defineService<ConfigurationFacts, ConfigurationFacts>({
  id: 'AppConfig',
  semconv: appConfigSemconv,
  operations: {
    GetConfiguration: {
      request: ({ Application, Environment, Configuration }: Members) => ({
        application: text(Application),
        environment: text(Environment),
        profile: text(Configuration),
      }),
    },
  },
  others: {
    request: ({ ApplicationId, EnvironmentId, ConfigurationProfileId }: Members) => ({
      application: text(ApplicationId),
      environment: text(EnvironmentId),
      profile: text(ConfigurationProfileId),
    }),
  },
});
