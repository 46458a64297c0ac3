import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './sandbox';

interface Change {
  readonly file: string;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}
type Known = Change & { readonly reason: string };
interface Row {
  readonly room: string;
  readonly gate: number;
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  readonly reasoned: number;
  readonly elsewhere: number;
  readonly score: number;
}
interface Mutant {
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
  readonly location: object;
}
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}
interface Result {
  readonly rows: readonly Row[];
  readonly survivors: readonly (Change & { readonly line: number })[];
  readonly stale: readonly Known[];
}
/** What the scripts export. */
interface Scripts {
  evaluate(report: Report, rooms: readonly object[], known: readonly Known[]): Result;
  withoutSurvivors(report: Report, known: readonly Known[]): Report;
  tell(results: readonly Result[], allowed: number): string;
  passes(row: Row, allowed: number): boolean;
}

const ROOMS = [
  { name: 'process', gate: 92 },
  { name: 'attach', gate: 50 },
  { name: 'bootstrap', gate: 50, alone: true },
];
const FILE = 'src/process/a.ts';
const SOURCE = 'const a = 1;\nif (a === 1) {\n  go();\n}\n';
const at = (line: number, column: number, endLine: number, endColumn: number): object => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});
const condition = (status: string, replacement = 'true'): Mutant => ({
  mutatorName: 'ConditionalExpression',
  replacement,
  status,
  location: at(2, 5, 2, 12),
});
const block = (status: string): Mutant => ({
  mutatorName: 'BlockStatement',
  replacement: '{}',
  status,
  location: at(2, 14, 4, 2),
});
const reportOf = (mutants: readonly Mutant[], file = FILE, source = SOURCE): Report => ({
  files: { [file]: { source, mutants } },
});
const BLOCK_CHANGE: Change = { file: FILE, mutator: 'BlockStatement', original: '{ go(); }', replacement: '{}' };
const BLOCK: Known = { ...BLOCK_CHANGE, reason: 'only faster: nobody waits' };

describe('scripts/mutation', () => {
  let scripts: Scripts;
  before(async () => {
    const load = (name: string): Promise<object> =>
      import(pathToFileURL(join(ROOT, 'scripts', 'mutation', `${name}.mjs`)).href) as Promise<object>;
    const modules = await Promise.all(['evaluate', 'tell'].map(load));
    scripts = Object.assign({}, ...modules.map((each) => ({ ...each }))) as Scripts;
  });

  describe('the score of a room', () => {
    it('counts what a test notices, also by not ending, and what none runs', () => {
      const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError'];
      const mutants = statuses.map((status) => condition(status));
      const [row] = scripts.evaluate(reportOf(mutants), ROOMS, []).rows;
      deepEqual(row, {
        room: 'process',
        gate: 92,
        mutants: 4,
        killed: 2,
        survived: 2,
        reasoned: 0,
        elsewhere: 0,
        score: 50,
      });
    });

    it('leaves out what survives for a reason, wherever it has moved', () => {
      for (const [source, moved] of [
        [SOURCE, 0],
        [`// new\n${SOURCE.replace('  go', '\t\tgo')}`, 1],
      ] as const) {
        const mutant = { ...block('Survived'), location: at(2 + moved, 14, 4 + moved, 2) };
        const { rows, survivors, stale } = scripts.evaluate(reportOf([mutant], FILE, source), ROOMS, [BLOCK]);
        deepEqual(rows, [
          { room: 'process', gate: 92, mutants: 1, killed: 0, survived: 0, reasoned: 1, elsewhere: 0, score: 100 },
        ]);
        deepEqual([survivors, stale], [[], []]);
      }
    });

    it('takes a reason for the very change alone, and tells the others as a list of reasons has them', () => {
      const mutants = [condition('Survived'), condition('Survived', 'false'), block('Survived')];
      const known = { ...BLOCK, mutator: 'ConditionalExpression', original: 'a === 1', replacement: 'true' };
      const { rows, survivors } = scripts.evaluate(reportOf(mutants), ROOMS, [known]);
      deepEqual([rows[0]?.reasoned, rows[0]?.survived], [1, 2]);
      deepEqual(survivors, [
        { file: FILE, mutator: 'ConditionalExpression', original: 'a === 1', replacement: 'false', line: 2 },
        { ...BLOCK_CHANGE, line: 2 },
      ]);
    });

    it('leaves out what only programs of their own run, in a room that has such', () => {
      const mutants = [condition('Killed'), condition('NoCoverage')];
      const [row] = scripts.evaluate(reportOf(mutants, 'src/bootstrap/a.ts'), ROOMS, []).rows;
      deepEqual([row?.mutants, row?.elsewhere, row?.score], [1, 1, 100]);
    });

    it('leaves out what a file does while it is loaded, which no test can see any more', () => {
      const mutants = [condition('Killed'), { ...block('Survived'), static: true }];
      const { rows, survivors } = scripts.evaluate(reportOf(mutants), ROOMS, []);
      deepEqual([rows[0]?.mutants, rows[0]?.score, survivors], [1, 100, []]);
    });

    it('tells which reasons are stale: of what a test notices now, and of what is gone', () => {
      const gone = { ...BLOCK, original: '{ stop(); }' };
      const elsewhere = { ...BLOCK, file: 'src/process/b.ts' };
      const { stale } = scripts.evaluate(reportOf([block('Killed')]), ROOMS, [BLOCK, gone, elsewhere]);
      deepEqual(stale, [BLOCK, gone]);
    });

    it('decides, by room', () => {
      const { rows } = scripts.evaluate(
        {
          files: {
            ...reportOf([condition('Killed'), condition('Survived')]).files,
            ...reportOf([condition('Killed'), condition('Survived')], 'src/attach/a.ts').files,
            ...reportOf([condition('Survived')], 'src/values.ts').files,
          },
        },
        ROOMS,
        [],
      );
      deepEqual(
        rows.map((row) => [row.room, scripts.passes(row, 0), scripts.passes(row, 1)]),
        [
          ['process', false, true],
          ['attach', true, true],
        ],
      );
      const told = scripts.tell([{ rows, survivors: [], stale: [] }], 0);
      match(told, /^room +mutants +killed +survived +reasoned +elsewhere +score +gate$/m);
      match(told, /^process +2 +1 +1 +0 +0 +50\.0 % +92 % +FAILED$/m);
      match(told, /^attach +2 +1 +1 +0 +0 +50\.0 % +50 %$/m);
    });

    it('is not rounded up to the gate', () => {
      const rows = [
        { room: 'process', gate: 92, mutants: 0, killed: 0, survived: 9, reasoned: 0, elsewhere: 0, score: 91.99 },
      ];
      match(scripts.tell([{ rows, survivors: [], stale: [] }], 0), / 91\.9 % +92 % +FAILED/);
    });
  });

  it('tries again what survived the last time, and not what has a reason or was noticed', () => {
    const mutants = [condition('Survived'), condition('Killed', 'false'), block('Survived'), condition('NoCoverage')];
    const kept = scripts.withoutSurvivors(reportOf(mutants), [BLOCK]);
    deepEqual(kept.files[FILE]?.mutants, [mutants[1], mutants[2]]);
  });

  it('knows tests for each room that there are, also those that it leaves out', async () => {
    const { ROOMS: rooms, HEAVY } = (await import(pathToFileURL(join(ROOT, 'scripts/mutation/rooms.mjs')).href)) as {
      ROOMS: readonly { specs: readonly string[] }[];
      HEAVY: readonly string[];
    };
    for (const spec of [...rooms.flatMap(({ specs }) => specs), ...HEAVY]) {
      const path = join(ROOT, 'test', spec.replace(/\/[^/]*\*.*$/, ''));
      equal(existsSync(spec.includes('*') ? path : `${path}.test.ts`), true, spec);
    }
  });

  it('has a reason for each survivor of its list, and each in a file that there is', () => {
    const known = JSON.parse(readFileSync(join(ROOT, 'scripts/mutation/survivors.json'), 'utf8')) as Known[];
    for (const { file, mutator, original, reason } of known) {
      match(reason, /^(?:equivalent|only faster|out of reach): \w/, `${file}: ${original}`);
      match(mutator, /^[A-Z]\w+$/);
      equal(existsSync(join(ROOT, file)), true, file);
    }
    equal(new Set(known.map((each) => JSON.stringify({ ...each, reason: '' }))).size, known.length);
  });
});
