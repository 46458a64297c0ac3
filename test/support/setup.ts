/** Loaded by mocha before any test: see .mocharc.yml. */
import { configureGlobal } from 'fast-check';

// The SDK announces the end of its support for Node.js 20, once in each process.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

// The same cases every time: what a test finds, the change under test has brought. `FUZZ_SEED=random` looks for others.
// A failure prints its `seed` and its `path`: with `FUZZ_PATH`, too, the test begins at that very case.
const seed = process.env['FUZZ_SEED'] ?? '1';
const path = process.env['FUZZ_PATH'];
if (seed !== 'random') configureGlobal({ seed: Number(seed), ...(path !== undefined && { path }) });
