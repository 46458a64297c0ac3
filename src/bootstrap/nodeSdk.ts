import { log } from '../telemetry/safely';
import { envFlag } from './env';
import { makePartsSdk } from './parts/partsSdk';
import { baseResource } from './parts/resource';
import { loadPeer } from './peers';
import { messageOf } from './problem';
import { LINKED, isGiven, makeSampler } from './samplers';
import { FOR, type NodeSdk, type NodeSdkConfiguration, type NodeSdkModule, SDK } from './sdk';

/** Variables that make `NodeSDK` do what its parts do not do by themselves. */
const OF_THE_WHOLE = ['OTEL_NODE_EXPERIMENTAL_SDK_METRICS'];

/** The SDK of this process: its parts, or the whole of it where they are not enough. */
export function makeNodeSdk(configuration: NodeSdkConfiguration): NodeSdk {
  if (!OF_THE_WHOLE.some((name) => envFlag(process.env, name) === true)) {
    try {
      return makePartsSdk(configuration);
    } catch (error) {
      log.debug(`the whole SDK is loaded: ${messageOf(error)}`);
    }
  }
  return makeWholeSdk(configuration);
}

function makeWholeSdk({ sampler, metricReaders, resource, serviceVersion, ...rest }: NodeSdkConfiguration): NodeSdk {
  const { NodeSDK } = loadPeer(SDK, FOR) as unknown as NodeSdkModule;
  const [metricReader] = metricReaders ?? [];
  return new NodeSDK({
    ...rest,
    // It reads the variable, which has a name that it knows.
    ...((isGiven(sampler) || sampler.name === LINKED) && { sampler: makeSampler(sampler) }),
    ...((resource !== undefined || serviceVersion !== undefined) && {
      resource: baseResource({
        ...(resource && { resource }),
        ...(serviceVersion !== undefined && { serviceVersion }),
      }),
    }),
    ...(metricReader !== undefined && { metricReaders, metricReader }),
  });
}
