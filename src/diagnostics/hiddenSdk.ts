import { hiddenApiVersion, otherApiVersion } from './apiGlobals';
import { apiVersion } from './apiVersion';

const FIX = 'npm install @opentelemetry/api@latest, and npm ls @opentelemetry/api shows who asks for which';

/** Why an SDK that is registered cannot be seen, with both versions and what to do; undefined where none is hidden. */
export function hiddenSdk(): string | undefined {
  const version = hiddenApiVersion();
  if (version === undefined) return undefined;
  return (
    `the SDK is registered with @opentelemetry/api ${version}, and this package has ${apiVersion() ?? 'a newer copy'}, ` +
    `which does not see it: ${FIX}`
  );
}

/** Why nothing can be registered, with both versions and what to do; undefined where something can. */
export function refusedRegistration(): string | undefined {
  const version = otherApiVersion();
  if (version === undefined) return undefined;
  return (
    `something is registered with @opentelemetry/api ${version} already, and this package has ${apiVersion() ?? 'another copy'}, ` +
    `which is refused: ${FIX}`
  );
}
