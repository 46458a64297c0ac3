import Module from 'node:module';

/**
 * The CommonJS modules of this process by file; what an ES module imports of them is there, too. Not by way of the working
 * directory, which may be gone. Not a named import: bundlers evaluate that themselves, and complain.
 */
export function moduleCache(): NodeJS.Dict<NodeJS.Module> {
  return Module.createRequire(process.execPath).cache;
}
