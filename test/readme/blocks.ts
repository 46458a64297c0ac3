import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

/** What a reader does with a fenced block. */
export type Block = { readonly line: number; readonly code: string } & (
  | { readonly role: 'command'; readonly promised: readonly string[] }
  /** A command that goes on, in a terminal of its own. */
  | { readonly role: 'service' }
  /** For whoever has a clone of the repository. */
  | { readonly role: 'clone' }
  /** What the command before prints. */
  | { readonly role: 'output' }
  | { readonly role: 'file'; readonly name: string }
  /** Code to be made one's own; `source` is the file that it stands in. */
  | { readonly role: 'fragment'; readonly source: string }
);

const FENCE = /^```(\w*)$/;
const SNIPPET = /^<!-- snippet: (\S+)#\S+ -->$/;
const FILE_NAME = /`([\w-]+\.m?js)`:$/;
const PROMISE = /^It prints ([\s\S]*?)\.(?:\s|$)/;

/** The fenced blocks of the README, from top to bottom. What a reader could not make sense of is an error. */
export function readBlocks(): Block[] {
  const lines = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, language] = FENCE.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    const code = lines.slice(at + 1, end).join('\n');
    blocks.push({ line: at + 1, code, ...roleOf(language, paragraphBefore(lines, at), paragraphAfter(lines, end)) });
    at = end;
  }
  return blocks;
}

interface Paragraph {
  readonly text: string;
  /** The source of a snippet, which a comment above the block names. */
  readonly source?: string | undefined;
}

type Role = Block extends infer Each ? (Each extends Block ? Omit<Each, 'line' | 'code'> : never) : never;

function roleOf(language: string, { text, source }: Paragraph, after: string): Role {
  if (language === 'text') return { role: 'output' };
  if (language === 'sh') {
    if (/\bclone\b/.test(text)) return { role: 'clone' };
    if (/\bsecond terminal\b/.test(text)) return { role: 'service' };
    const [, promise = ''] = PROMISE.exec(after) ?? [];
    return { role: 'command', promised: [...promise.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word) };
  }
  const [, name] = FILE_NAME.exec(text) ?? [];
  if (language === 'ts' && name !== undefined) return { role: 'file', name };
  if (language === 'ts' && source !== undefined) return { role: 'fragment', source };
  throw new Error(`README.md has a block that is neither run nor tested: \`\`\`${language} after "${text}"`);
}

function paragraphBefore(lines: readonly string[], at: number): Paragraph {
  let index = at - 1;
  const source = SNIPPET.exec(lines[index] ?? '')?.[1];
  if (source !== undefined) index -= 1;
  while (lines[index] === '') index -= 1;
  const paragraph: string[] = [];
  for (; index >= 0 && lines[index] !== ''; index--) paragraph.unshift(lines[index] ?? '');
  return { text: paragraph.join(' '), source };
}

function paragraphAfter(lines: readonly string[], end: number): string {
  const start = lines.findIndex((line, index) => index > end && line !== '');
  const stop = lines.indexOf('', start);
  return lines.slice(start, stop === -1 ? undefined : stop).join(' ');
}
