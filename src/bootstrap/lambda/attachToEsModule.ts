import { readFileSync, realpathSync } from 'node:fs';
import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import { shared } from '../../shared';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../version';
import { isEsModule } from '../appPackage';
import { hasSynchronousHooks } from '../esModules/importInTheMiddle';
import { ownFile } from '../ownFile';
import type { HandlerLocation } from './handlerLocation';
import { type ShimTarget, initialize, load, resolve } from './handlerShim';

type View = (exports: unknown) => unknown;

/** The runtimes that this package runs on do not all have all of it. */
const { register, registerHooks } = Module as unknown as {
  readonly register?: (url: URL, options: { readonly data: ShimTarget }) => void;
  readonly registerHooks?: (hooks: { readonly resolve: unknown; readonly load: unknown }) => unknown;
};

/** `export *` leaves the default export out, and to export one that is not there is an error. */
const EXPORTS_DEFAULT = /\bexport\s+default\b|\bas\s+["']?default\b/;

/** Where the module in front of the handler finds {@link View}. */
const SHARED = 'the view of the exports with the handler';

/**
 * Puts a module in front of the handler's for those who `import` it. Asynchronous hooks cost a thread: they are for ES
 * modules alone, which cannot be loaded in another way.
 */
export function attachToEsModule({ file, path: [name = ''] }: HandlerLocation, view: View): void {
  if (!hasSynchronousHooks() && !isEsModule(file)) return;
  shared(SHARED, (): { view: View } => ({ view })).view = view;
  const target = {
    // The runtime imports a path, of which Node.js encodes fewer characters.
    urls: [file, realpathSync(file)].flatMap((each) => [pathToFileURL(each).href, new URL(`file://${each}`).href]),
    name,
    hasDefault: !isEsModule(file) || EXPORTS_DEFAULT.test(readFileSync(file, 'utf8')),
    view: `globalThis[Symbol.for(${JSON.stringify(`${PACKAGE_NAME}@${PACKAGE_VERSION}`)})].get(${JSON.stringify(SHARED)}).view`,
  };
  if (!hasSynchronousHooks()) {
    register?.(pathToFileURL(ownFile('lambda', 'handlerShim.js')), { data: target });
    return;
  }
  initialize(target);
  registerHooks?.({ resolve, load });
}
