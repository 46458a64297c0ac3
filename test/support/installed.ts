import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './fixtures';

/** The version of a package. Those of OpenTelemetry 3.x do not give their package.json to `require`. */
export function installedVersion(name: string): string {
  const manifest = readFileSync(join(PROJECT_ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** What is installed here: the lines of `npm run test:matrix` put 3.x in the place of 2.x. */
export const HAS_OPEN_TELEMETRY_3 = installedVersion('@opentelemetry/core').startsWith('3.');

/** A version of the experimental packages that are of the other generation than those that are installed. */
export const OTHER_GENERATION = HAS_OPEN_TELEMETRY_3 ? '0.223.0' : '0.301.0';
