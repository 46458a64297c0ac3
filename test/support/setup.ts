/** Loaded by mocha before any test: see .mocharc.yml. */

// The SDK announces the end of its support for Node.js 20, once in each process.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
