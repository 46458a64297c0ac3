import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { isObject } from '../../values';
import { entryFile, isEsModule, readJson } from '../appPackage';

/**
 * Whether the application can import one of these modules past `require`. Asynchronous loader hooks cost a thread, and
 * three times the loading of all modules: nobody pays that for packages that are not there.
 */
export function areImportable(names: readonly string[]): boolean {
  const inEsModules = isEsModule();
  return names.some((name) => (isBuiltin(name) ? inEsModules : isImportable(name, inEsModules)));
}

/** An ES module imports CommonJS packages past `require`, too; CommonJS imports only what has a file for it. */
function isImportable(name: string, inEsModules: boolean): boolean {
  return places().some((place) => {
    const entry = entryOf(name, place);
    return entry !== undefined && (inEsModules || entry === 'for import only' || isEsPackage(name, entry));
  });
}

/** Where the application starts; a tool that starts it is elsewhere. */
function places(): string[] {
  const entry = entryFile();
  return [...(entry === undefined ? [] : [entry]), join(process.cwd(), 'package.json')];
}

function entryOf(name: string, place: string): string | undefined {
  try {
    return createRequire(place).resolve(name);
  } catch (error) {
    return isObject(error) && error['code'] === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? 'for import only' : undefined;
  }
}

function isEsPackage(name: string, entry: string): boolean {
  if (entry.endsWith('.mjs')) return true;
  for (let directory = dirname(entry); directory !== dirname(directory); directory = dirname(directory)) {
    const content = readJson(join(directory, 'package.json'));
    if (content?.['name'] !== name) continue;
    return content['type'] === 'module' || /"(?:import|module-sync)":/.test(JSON.stringify(content['exports'] ?? {}));
  }
  return false;
}
