import Module from 'node:module';

type Resolve = (this: unknown, request: string, ...rest: unknown[]) => string;

// The types of Node.js leave it out.
const loader = Module as unknown as { _resolveFilename: Resolve };

/** Runs something as if packages were not installed. What is loaded already stays so for those who have loaded it. */
export function withoutPackages<R>(names: readonly string[], run: () => R): R {
  return resolvingBy((request) => {
    if (!names.includes(request)) return undefined;
    throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
  }, run);
}

/** Runs something as if a package were installed elsewhere, with this file as its entry. */
export function withPackageAt<R>(name: string, file: string, run: () => R): R {
  // Who has loaded it before would not ask where it is.
  const installed = require.resolve(name);
  const loaded = require.cache[installed];
  Reflect.deleteProperty(require.cache, installed);
  try {
    return resolvingBy((request) => (request === name ? file : undefined), run);
  } finally {
    if (loaded !== undefined) require.cache[installed] = loaded;
  }
}

function resolvingBy<R>(place: (request: string) => string | undefined, run: () => R): R {
  const resolve = loader['_resolveFilename'];
  loader['_resolveFilename'] = function (request, ...rest) {
    return place(request) ?? resolve.call(this, request, ...rest);
  };
  try {
    return run();
  } finally {
    loader['_resolveFilename'] = resolve;
  }
}
