import { hiddenApiVersion } from './apiGlobals';
import { apiVersion } from './apiVersion';

/** Why an SDK that is registered cannot be seen, with both versions and what to do; undefined where none is hidden. */
export function hiddenSdk(): string | undefined {
  const version = hiddenApiVersion();
  if (version === undefined) return undefined;
  return (
    `the SDK is registered with @opentelemetry/api ${version}, and this package has ${apiVersion() ?? 'a newer copy'}, ` +
    'which does not see it: npm install @opentelemetry/api@latest, and npm ls @opentelemetry/api shows who asks for which'
  );
}
