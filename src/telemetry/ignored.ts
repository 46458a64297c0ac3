import type { IgnorePredicate } from '../options/hooks';
import type { Recordable } from '../diagnostics/concealed';
import { safelyGiven } from './safelyGiven';

/** The predicate as it is called: its own types tell calls apart, which a name in a variable does not. */
type Predicate = (serviceName: string, operationName: string, apiParams: object) => boolean;

/**
 * Whether the user's predicate leaves this call alone. One that throws leaves none alone.
 * @param tell what may be told of its error
 */
export function isIgnored(
  ignore: IgnorePredicate | undefined,
  serviceName: string,
  operationName: string,
  apiParams: object,
  tell?: (error: unknown) => Recordable,
): boolean {
  if (ignore === undefined) return false;
  const ask = (): unknown => (ignore as Predicate)(serviceName, operationName, apiParams);
  return safelyGiven('ignore', [apiParams], ask, tell) === true;
}
