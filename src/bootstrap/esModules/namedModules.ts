import { isBuiltin } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Instrumentation, InstrumentationModuleDefinition } from '@opentelemetry/instrumentation';
import { PACKAGE_NAME } from '../../version';

/** What the loader hooks of `import-in-the-middle` take as `include`. */
export type Include = readonly (string | RegExp)[];

/** Packages of the AWS SDK, in which client classes are found by shape. */
const SDK_ENTRY = /\/node_modules\/(?:@aws-sdk|@aws|@smithy)\/(?:[^?#]+\/)?index\.m?js$/;

/** An application may import it by its path: from a directory, or as a bundler writes it. */
const CONSUMER_ENTRY = /\/node_modules\/sqs-consumer\/(?:[^?#]+\/)?index\.m?js$/;

/** The modules that enabled instrumentations patch: no other one passes a loader hook. */
export class NamedModules {
  readonly #names = new Set<string>();
  readonly #patterns = new Map<string, RegExp>();
  /** They are enabled before their constructor is done, and cannot say yet what they patch. */
  readonly #incomplete = new Set<Instrumentation>();

  /** @param more tells further names, each once */
  constructor(private readonly more: () => readonly string[] = () => []) {}

  /** Takes the modules of an instrumentation. */
  add(instrumentation: Instrumentation): void {
    this.#incomplete.add(instrumentation);
    this.#takeComplete();
    if (instrumentation.instrumentationName !== PACKAGE_NAME) return;
    this.#addPattern(SDK_ENTRY);
    this.#addPattern(CONSUMER_ENTRY);
  }

  /** The packages, builtin modules and paths that are known by name. */
  get names(): readonly string[] {
    this.#takeComplete();
    return [...this.#names];
  }

  get include(): Include {
    const names = this.names.map((name) => (isAbsolute(name) ? pathToFileURL(name).href : name));
    return [...names, ...names.filter(hasPrefixedTwin).map(prefixed), ...this.#patterns.values()];
  }

  /** Whether `include` has a module: for hooks that can ask at any time. */
  has(url: string, specifier: string): boolean {
    this.#takeComplete();
    if (this.#names.has(specifier) || this.#names.has(withoutPrefix(url))) return true;
    for (const pattern of this.#patterns.values()) if (pattern.test(url)) return true;
    // Some are known by their path, as the handler of a Lambda function is.
    return url.startsWith('file:') && this.#names.has(pathOf(url));
  }

  #takeComplete(): void {
    for (const name of this.more()) this.#names.add(name);
    for (const instrumentation of this.#incomplete) {
      const definitions = definitionsOf(instrumentation);
      if (definitions === undefined) continue;
      this.#incomplete.delete(instrumentation);
      for (const { name, files } of definitions) {
        this.#names.add(name);
        for (const file of files) this.#addPattern(new RegExp(`/node_modules/${literal(slashes(file.name))}$`));
      }
    }
  }

  #addPattern(pattern: RegExp): void {
    this.#patterns.set(pattern.source, pattern);
  }
}

export function isSdkEntry(url: string): boolean {
  return SDK_ENTRY.test(url);
}

/**
 * The instrumentation is of any release, and may not say what it patches.
 * @returns undefined if it cannot say so yet
 */
function definitionsOf(instrumentation: Instrumentation): readonly InstrumentationModuleDefinition[] | undefined {
  const { getModuleDefinitions } = instrumentation as { getModuleDefinitions?: unknown };
  if (typeof getModuleDefinitions !== 'function') return [];
  try {
    return Reflect.apply(getModuleDefinitions, instrumentation, []) as InstrumentationModuleDefinition[];
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

function hasPrefixedTwin(name: string): boolean {
  return !name.startsWith('node:') && isBuiltin(name);
}

function prefixed(name: string): string {
  return `node:${name}`;
}

function withoutPrefix(url: string): string {
  return url.startsWith('node:') ? url.slice('node:'.length) : url;
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
