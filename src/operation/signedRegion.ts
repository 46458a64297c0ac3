import { type Members, entriesOf, isObject } from '../values';
import type { HandlerContext } from './describeOperation';

const REGION = /^[a-z]{2,}(?:-[a-z0-9]+)+$/;

/**
 * The region that the SDK signed a request for, once it has done so: that of an ARN or of a redirect, else what the region
 * provider gave for this call. Sets of regions (SigV4A) are none.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/core/src/middleware-http-auth-scheme/httpAuthSchemeMiddleware.ts
 */
export function signedRegion(context: HandlerContext): string | undefined {
  const { signing_region: ofEndpoint, __smithy_context: smithy } = context as HandlerContext & Members;
  if (typeof ofEndpoint === 'string') return region(ofEndpoint);
  const ofScheme = regionOfSchemes(context);
  if (ofScheme !== undefined) return ofScheme;
  const scheme = isObject(smithy) ? smithy['selectedHttpAuthScheme'] : undefined;
  const option = isObject(scheme) ? scheme['httpAuthOption'] : undefined;
  const properties = isObject(option) ? option['signingProperties'] : undefined;
  return isObject(properties) ? region(properties['region']) : undefined;
}

/** Where an endpoint takes a set of regions, too, the SDK does not say at once which one it took. */
function regionOfSchemes(context: HandlerContext): string | undefined {
  const { authSchemes } = context as HandlerContext & Members;
  const scheme = entriesOf<Members>(authSchemes).find(({ signingRegion }) => signingRegion !== undefined);
  return region(scheme?.['signingRegion']);
}

function region(value: unknown): string | undefined {
  return typeof value === 'string' && REGION.test(value) ? value : undefined;
}
