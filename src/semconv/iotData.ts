import * as names from './attributes';
import { factsSemconv } from './facts';

export interface IotFacts {
  readonly topic?: string | undefined;
  readonly thingName?: string | undefined;
}

export const iotDataSemconv = factsSemconv<IotFacts>({
  topic: names.ATTR_AWS_IOT_TOPIC_NAME,
  thingName: names.ATTR_AWS_IOT_THING_NAME,
});
