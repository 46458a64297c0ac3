import type { IgnorePredicate } from '../options/hooks';
import { safely } from './safely';

/** The predicate as it is called: its own types tell calls apart, which a name in a variable does not. */
type Predicate = (serviceName: string, operationName: string, apiParams: object) => boolean;

/** Whether the user's predicate leaves this call alone. One that throws leaves none alone. */
export function isIgnored(
  ignore: IgnorePredicate | undefined,
  serviceName: string,
  operationName: string,
  apiParams: object,
): boolean {
  return ignore !== undefined && safely('ignore', ignore as Predicate, serviceName, operationName, apiParams) === true;
}
