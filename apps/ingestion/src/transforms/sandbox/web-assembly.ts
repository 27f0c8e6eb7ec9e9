/** The part of WebAssembly that the sandbox uses: TypeScript declares it for browsers only. Sizes are in pages of 64 KiB. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
export type WasmProgram = object;

interface WebAssemblyOfNode {
  Memory: new (size: { initial: number; maximum: number }) => WasmMemory;
  compile(bytes: Uint8Array): Promise<WasmProgram>;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyOfNode }).WebAssembly;
