import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { ENTRY, PROJECT_ROOT } from '../support/fixtures';

/** Committed, so that a change of the public API is seen in the diff. */
const REPORTS = join(PROJECT_ROOT, 'test', 'packaging', 'api');
const WRITE = process.env['API_REPORT'] === 'write';
const FIX = 'if the API is meant to change: API_REPORT=write npm test, and commit test/packaging/api';

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types: string } | string>>;
}

describe('the public API is what was agreed to', () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'api-')));
  after(() => rmSync(directory, { recursive: true, force: true }));

  const { exports } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as Manifest;
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === 'string') continue;
    it(`of ${entry}`, () => {
      // Of the same build as the running tests.
      const declarations = join(dirname(ENTRY), relative('build/src', target.types));
      const report = `${entry === '.' ? 'root' : basename(entry)}.api.md`;
      const actual = apiReport(declarations, directory, report);
      const committed = join(REPORTS, report);
      if (WRITE) writeFileSync(committed, actual);
      assert.equal(actual, existsSync(committed) ? readFileSync(committed, 'utf8') : '', FIX);
    }).timeout(180_000);
  }
});

function apiReport(declarations: string, directory: string, report: string): string {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(PROJECT_ROOT, 'package.json'),
    configObject: {
      projectFolder: PROJECT_ROOT,
      mainEntryPointFilePath: declarations,
      // The project's own tsconfig.json is for a newer compiler than the one it has inside.
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2023'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          include: [declarations],
        },
      },
      apiReport: { enabled: true, reportFileName: report, reportFolder: directory, reportTempFolder: directory },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None },
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const quiet = (message: { handled: boolean }): void => void (message.handled = true);
  Extractor.invoke(config, { localBuild: true, messageCallback: quiet });
  return readFileSync(join(directory, report), 'utf8');
}
