import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { perModuleSet } from '../../src/attach/moduleLoader';
import { getTraceStatus } from '../../src/bootstrap';

describe('what getTraceStatus costs an application with thousands of modules', () => {
  let directory: string;
  before(() => void (directory = fs.mkdtempSync(join(tmpdir(), 'modules-'))));
  after(() => fs.rmSync(directory, { recursive: true }));

  const loadAnother = (name: string): string => {
    const file = join(directory, `${name}.js`);
    fs.writeFileSync(file, 'module.exports = 1;');
    createRequire(file)(file);
    return file;
  };

  it('is paid again only when there are other modules', () => {
    let times = 0;
    const last = perModuleSet((paths) => {
      times++;
      return paths.at(-1);
    });
    assert.equal(last(), last());
    assert.equal(times, 1);
    const file = loadAnother('first');
    assert.equal(last(), file);
    assert.equal(times, 2);
    Reflect.deleteProperty(require.cache, file);
    const other = loadAnother('second');
    assert.equal(last(), other);
    assert.equal(times, 3);
    Reflect.deleteProperty(require.cache, other);
  });

  it('is not a single file that is read again', () => {
    const first = getTraceStatus();
    assert.ok(first.clients.length + first.copies.length > 0);
    const read = fs.readFileSync;
    let reads = 0;
    fs.readFileSync = ((...args: Parameters<typeof read>) => {
      reads++;
      return read(...args);
    }) as typeof read;
    try {
      assert.deepEqual(getTraceStatus(), first);
    } finally {
      fs.readFileSync = read;
    }
    assert.equal(reads, 0);
  });
});
