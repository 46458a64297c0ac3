import assert from 'node:assert/strict';
import { filesOf, read } from './repository';

/** State of a module: a collection that grows, or a variable. What is filled once and only read is none. */
const STATE =
  /^(?:const \w+(?:: \w+\[\])? = (?:shared\(|new (?:FinalizationRegistry|WeakMap|WeakSet|Map|Set|BoundedMap|Patches)\b|\[\];)|let )/m;
const FILLED_ONCE = /^const \w+ = new (?:Set|Map)(?:<[^>]*>)?\(\[/gm;
const BOUND = /^const MAX_(?:ENTRIES|CACHED|DESTINATIONS|LOOKED) = ([\d_]+);/m;

describe('docs/architecture.md', () => {
  const [, state = ''] = read('docs/architecture.md').split(/^## State$/m);
  const [section = ''] = state.split(/^## /m);
  const rows = section.split('\n').filter((line) => /^\| (?!---|State)/.test(line));
  const listed = new Set([...rows.join('\n').matchAll(/\]\(\.\.\/(src\/[\w/]+\.ts)\)/g)].map(([, path = '']) => path));

  /** Those of the bootstrap live as long as the SDK that it sets up. */
  const stateful = filesOf('src', '.ts').filter(
    (path) => !path.startsWith('src/bootstrap/') && STATE.test(read(path).replaceAll(FILLED_ONCE, '')),
  );

  it('lists all state that outlives a call', () => {
    assert.deepEqual([...listed].toSorted(), stateful.toSorted());
    assert.ok(stateful.length > 8);
  });

  it('tells the bounds that the source sets', () => {
    for (const path of stateful) {
      const [, bound] = BOUND.exec(read(path)) ?? [];
      if (bound === undefined) continue;
      const number = Number(bound.replaceAll('_', '')).toLocaleString('en');
      const row = rows.find((line) => line.includes(path));
      assert.match(row ?? '', new RegExp(`\\b${number}\\b`), `${path}: ${bound}`);
    }
  });

  it('draws files and rooms that there are', () => {
    const [, diagram = ''] = /```mermaid\n([\s\S]*?)```/.exec(read('docs/architecture.md')) ?? [];
    const sources = filesOf('src', '.ts').map((path) => path.slice('src/'.length, -'.ts'.length));
    const named = [...diagram.matchAll(/\b([a-z]+)\/(\w+|\*)/g)].map(
      ([, room = '', file = '']) => [room, file] as const,
    );
    assert.ok(named.length > 10);
    for (const [room, file] of named.filter(([name]) => name !== 'br')) {
      const found = sources.filter((path) => (file === '*' ? path.startsWith(`${room}/`) : path === `${room}/${file}`));
      assert.ok(found.length > 0, `there is no ${room}/${file}`);
    }
  });
});
