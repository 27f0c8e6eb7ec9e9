import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as engine from '@jitl/quickjs-ng-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core';
import { Realm } from './realm.js';
import type { Engine, RealmClock } from './realm.js';
import { sandboxLimits } from './sandbox-limits.js';
import type { SandboxFailure, SandboxFunction } from './sandbox-protocol.js';
import { webAssembly } from './web-assembly.js';
import type { WasmProgram } from './web-assembly.js';

/** Functions that stay loaded in one thread; each costs up to `memoryBytes`. */
const mostLoaded = 8;
const pageBytes = 64 * 1024;

/** Its declarations say that it is CommonJS, whichever of its two forms Node loads. */
const variant = (engine as unknown as { default: QuickJSSyncVariant }).default;

type Loaded = Realm | Omit<SandboxFailure, 'position'>;

/** The functions that this thread has loaded, each in a realm of its own. */
export class Realms {
  private readonly loaded = new Map<string, Loaded>();
  private program: WasmProgram | undefined;

  constructor(private readonly clock: RealmClock) {}

  /** Compiles the engine, once for all realms. */
  async prepare(): Promise<WasmProgram> {
    const file = createRequire(import.meta.url).resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm');
    this.program ??= await webAssembly.compile(await readFile(file));
    return this.program;
  }

  /** The function's realm, or why its code does not load: found out once for each version. */
  async of({ key, code }: SandboxFunction): Promise<Loaded> {
    const known = this.loaded.get(key);
    this.loaded.delete(key);
    const found = known && !(known instanceof Realm && known.broken) ? known : await this.load(code);
    // What was short of time or memory may do better the next time.
    if (!(found instanceof Realm) && found.kind !== 'threw') return found;
    for (const oldest of [...this.loaded.keys()].slice(0, Math.max(0, this.loaded.size + 1 - mostLoaded))) {
      this.loaded.delete(oldest);
    }
    this.loaded.set(key, found);
    return found;
  }

  async check(code: string): Promise<SandboxFailure | null> {
    const loaded = await this.load(code);
    return loaded instanceof Realm ? null : { ...loaded, position: 0 };
  }

  private async load(code: string): Promise<Loaded> {
    const realm = new Realm(await this.engine(), this.clock);
    return realm.load(code)?.failure ?? realm;
  }

  /** Its memory can never grow: what does not fit, fails inside. */
  private async engine(): Promise<Engine> {
    const pages = sandboxLimits.memoryBytes / pageBytes;
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages });
    const program = await this.prepare();
    const silent = { print: () => undefined, printErr: () => undefined };
    const given = { wasmModule: program, wasmMemory: memory, emscriptenModule: silent };
    const own = newVariant(variant, given as Parameters<typeof newVariant>[1]);
    return { module: await newQuickJSWASMModuleFromVariant(own), memory };
  }
}
