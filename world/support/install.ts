import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AGENTS, cached } from './cache';

/** A program and its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
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

/** A program of Go: the source in a folder of agents, or packages that its go.mod names as tools. */
async function goProgram(name: string, packages: readonly string[] = ['.'], tags = ''): Promise<string> {
  const folder = join(AGENTS, name);
  const sources = readdirSync(folder).map((file) => join(folder, file));
  const directory = await cached(name, sources, async (kitchen) => {
    const source = join(kitchen.directory, 'source');
    cpSync(folder, source, { recursive: true });
    // It fetches what these packages need, which is far less than what the module does.
    await kitchen.fetch('go', ['list', '-deps', '-tags', tags, ...packages], source);
    // Several programs go into a folder, by their own names.
    const output = packages.length > 1 ? kitchen.directory : join(kitchen.directory, name);
    await kitchen.build('go', ['build', '-tags', tags, '-o', output, ...packages], source);
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

/** The OpenTelemetry Collector with files of settings. */
export async function otelCollector(...settings: readonly string[]): Promise<Program> {
  return { command: await goProgram('otelcol'), args: settings.flatMap((path) => ['--config', `file:${path}`]) };
}

export async function jaeger(settings: string): Promise<Program> {
  const command = await goProgram('jaeger', ['github.com/jaegertracing/jaeger/cmd/jaeger']);
  return { command, args: ['--config', `file:${settings}`] };
}

const PROMETHEUS = ['prometheus', 'promtool'].map((name) => `github.com/prometheus/prometheus/cmd/${name}`);

export async function prometheus(...args: readonly string[]): Promise<Program> {
  // Without the clients of all clouds, which only service discovery needs.
  return { command: await goProgram('prometheus', PROMETHEUS, 'remove_all_sd'), args };
}

export async function promtool(...args: readonly string[]): Promise<Program> {
  const { command } = await prometheus();
  return { command: join(dirname(command), 'promtool'), args };
}
