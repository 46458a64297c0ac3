import { type Instrumentation, InstrumentationBase } from '@opentelemetry/instrumentation';
import { attachClients } from '../../attach/clientClass';
import { attachConsumers, isConsumerModule } from '../../attach/consumerClass';
import { log, safely } from '../../telemetry/safely';
import { STOCK_INSTRUMENTATION } from '../../middleware/stockInstrumentation';
import { messageOf } from '../problem';
import { state } from '../state';
import { isSwitchedOff } from '../stockGuard';
import {
  canReadModules,
  hasSynchronousHooks,
  installAsynchronousHooks,
  installSynchronousHooks,
  listenToHooks,
  namesOfHooks,
} from './importInTheMiddle';
import { areImportable } from './installed';
import { NamedModules, isSdkEntry } from './namedModules';

/**
 * Loader hooks, through which instrumentations get at the ES modules that they know by name.
 *
 * A module that passes such a hook is changed: its live bindings freeze, and its cycles may break. So only those pass
 * that an enabled instrumentation names, and asynchronous hooks wait until there is one to be imported.
 */
export class EsModuleHooks {
  readonly #modules = new NamedModules(namesOfHooks);
  #ready = false;
  #done = false;
  #failure: Error | undefined;

  private constructor() {}

  /** Takes note of each instrumentation as it is enabled, now or later, by the environment or by the application. */
  static watching(): EsModuleHooks {
    const hooks = new EsModuleHooks();
    safely('listening to instrumentations', listenToHooks);
    const { prototype } = InstrumentationBase;
    const enable = Reflect.get(prototype, 'enable');
    prototype.enable = function (this: InstrumentationBase): void {
      safely('naming the modules of an instrumentation', () => hooks.#add(this));
      Reflect.apply(enable, this, []);
    };
    return hooks;
  }

  /** Installs hooks as soon as there is something for them, if anything is traced at all. */
  install(): void {
    if (state.owner !== 'bootstrap' && state.owner !== 'application') return;
    // Those of other copies of OpenTelemetry are enabled without our notice, and patch files as well.
    for (const instrumentation of state.instrumentations)
      safely('naming the modules of an instrumentation', () => this.#add(instrumentation));
    this.#ready = true;
    // Bun has no loader hooks; what stays untraced there is said when it is used.
    this.#done = 'bun' in process.versions || (canReadModules() && hasSynchronousHooks() && this.#installSynchronous());
    this.#installAsynchronous();
  }

  #add(instrumentation: Instrumentation): void {
    // It is about to be switched off, and the module with the handler stays as it is.
    if (isSwitchedOff(instrumentation.instrumentationName)) return;
    this.#modules.add(instrumentation);
    if (this.#ready) this.#installAsynchronous();
  }

  #installSynchronous(): boolean {
    try {
      installSynchronousHooks(this.#modules, onEsModule);
      return true;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(messageOf(error));
      log.debug(`synchronous hooks for ES modules cannot be used: ${messageOf(error)}`);
      return false;
    }
  }

  #installAsynchronous(): void {
    const names = this.#modules.names.filter((name) => name !== STOCK_INSTRUMENTATION);
    if (this.#done || !areImportable(names)) return;
    // What failed once is not tried again.
    this.#done = true;
    try {
      if (!canReadModules()) throw new Error('this process has no WebAssembly, which they need');
      installAsynchronousHooks(this.#modules, onEsModule, this.#failure);
    } catch (error) {
      sayWhatIsLost(names, error);
    }
  }
}

/** sqs-consumer is found without hooks, too, when it asks for messages, and the stock instrumentation at the first call. */
function sayWhatIsLost(names: readonly string[], error: unknown): void {
  const lost = names.filter((name) => !isConsumerModule(name) && areImportable([name]));
  if (lost.length === 0) log.debug(`hooks for ES modules are left out: ${messageOf(error)}`);
  else log.warn(`modules that an ES module imports are not instrumented (${lost.join(', ')}): ${messageOf(error)}`);
}

/**
 * Clients of the AWS SDK are CommonJS today, and then come by the CommonJS loader as well: they are patched once.
 * sqs-consumer comes by name, too, unless it is imported by its URL.
 */
function onEsModule(url: string, namespace: object): void {
  if (isConsumerModule(url)) safely('attaching to an ES module', attachConsumers, namespace);
  if (isSdkEntry(url)) safely('attaching to an ES module', attachClients, namespace);
}
