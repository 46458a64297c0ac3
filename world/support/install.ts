import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS, cached } from './cache';

/** A program and its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

const PYTHON = join(AGENTS, 'python');
const JAVA = join(AGENTS, 'java');

/** Python's packages, in an environment of their own. */
async function pythonHome(): Promise<string> {
  const requirements = join(PYTHON, 'requirements.txt');
  return await cached('python', [requirements], async ({ directory, fetch }) => {
    await fetch('python3', ['-m', 'venv', directory]);
    await fetch(join(directory, 'bin', 'pip'), ['install', '--quiet', '--requirement', requirements]);
  });
}

export async function pythonAgent(): Promise<Program> {
  return { command: join(await pythonHome(), 'bin', 'python'), args: [join(PYTHON, 'agent.py')] };
}

/** The emulator's server, on a port of this machine. */
export async function moto(port: number): Promise<Program> {
  return { command: join(await pythonHome(), 'bin', 'moto_server'), args: ['-H', '127.0.0.1', '-p', String(port)] };
}

/** The options of `java` that find the agent's classes and their dependencies: a whole Kafka broker among them. */
async function javaClassPath(): Promise<string> {
  const pom = join(JAVA, 'pom.xml');
  const folder = join(JAVA, 'src', 'main', 'java', 'world');
  const sources = readdirSync(folder).map((file) => join(folder, file));
  const directory = await cached('java', [pom, ...sources], async (kitchen) => {
    const quietly = ['-B', '-q', `-Dworld.build=${join(kitchen.directory, 'build')}`];
    const output = `-Dmdep.outputFile=${join(kitchen.directory, 'classpath.txt')}`;
    await kitchen.fetch('mvn', [...quietly, 'dependency:build-classpath', output], JAVA);
    await kitchen.fetch('java', ['-version']);
    await kitchen.build('mvn', [...quietly, 'compile'], JAVA);
  });
  return [join(directory, 'build', 'classes'), readFileSync(join(directory, 'classpath.txt'), 'utf8').trim()].join(':');
}

export async function javaAgent(): Promise<Program> {
  return { command: 'java', args: ['-Xmx256m', '-cp', await javaClassPath(), 'world.Agent'] };
}

/** A main class of Apache Kafka. */
export async function kafkaMain(main: string, ...args: readonly string[]): Promise<Program> {
  return { command: 'java', args: ['-Xmx512m', '-cp', await javaClassPath(), main, ...args] };
}

async function goProgram(name: string): Promise<string> {
  const folder = join(AGENTS, name);
  const sources = readdirSync(folder).map((file) => join(folder, file));
  const directory = await cached(name, sources, async (kitchen) => {
    const source = join(kitchen.directory, 'source');
    cpSync(folder, source, { recursive: true });
    await kitchen.fetch('go', ['mod', 'download'], source);
    await kitchen.build('go', ['build', '-o', join(kitchen.directory, name), '.'], source);
  });
  return join(directory, name);
}

export async function goAgent(): Promise<Program> {
  return { command: await goProgram('go'), args: [] };
}

/** The emulator's server, with a file of settings that names its port. */
export async function goaws(settings: string): Promise<Program> {
  return { command: await goProgram('goaws'), args: [settings] };
}
