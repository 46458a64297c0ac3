import { SpanKind } from '@opentelemetry/api';
import { injectIntoUserProperties } from '../propagation/userProperties';
import { type IotFacts, iotDataSemconv } from '../semconv/iotData';
import { type Members, copyWith, text } from '../values';
import { type OperationDefinition, defineService } from './service';

const publish: OperationDefinition<IotFacts, IotFacts> = {
  kind: ({ propagateMessageContext }) => (propagateMessageContext === false ? SpanKind.CLIENT : SpanKind.PRODUCER),
  request: ({ topic }: Members) => ({ topic: text(topic) }),
  destination: ({ topic }: Members) => text(topic),
  /** Devices that speak MQTT 3 do not get the properties, and do not notice them. */
  inject(input: Members, contexts) {
    const context = contexts.contextOf(0);
    const userProperties = context && injectIntoUserProperties(input['userProperties'], context);
    return userProperties === undefined ? input : (copyWith(input, { userProperties }) ?? input);
  },
};

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT_Data_Plane.html */
export const iotData = defineService<IotFacts, IotFacts>({
  id: 'IoTDataPlane',
  semconv: iotDataSemconv,
  operations: { Publish: publish },
  others: { request: ({ topic, thingName }: Members) => ({ topic: text(topic), thingName: text(thingName) }) },
});
