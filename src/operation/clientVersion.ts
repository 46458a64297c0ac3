import { isObject, text } from '../values';
import { shared } from '../shared';

type LookUp = (clientClass: object) => string | undefined;

const known = shared('versions of clients', (): { lookUp: LookUp | undefined } => ({ lookUp: undefined }));

/** How the package of a client class is found, where modules are hooked. */
export function lookUpVersions(lookUp: LookUp): void {
  known.lookUp = lookUp;
}

/** The version of the package that a client class is from; undefined where no module hook saw it, as in a bundle. */
export function packageVersion(clientClass: unknown): string | undefined {
  return typeof clientClass === 'function' ? known.lookUp?.(clientClass) : undefined;
}

/**
 * The version that a client tells the service.
 * @param userAgent what the provider of the client gives: `[['aws-sdk-js', '3.1000.0'], ['ua', '2.1'], ...]`
 */
export function userAgentVersion(userAgent: unknown): string | undefined {
  if (!Array.isArray(userAgent)) return undefined;
  const sdk: unknown = userAgent.find((pair) => isObject(pair) && pair['0'] === 'aws-sdk-js');
  return isObject(sdk) ? text(sdk['1']) : undefined;
}
