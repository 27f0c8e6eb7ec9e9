import type { WasmMemory } from './web-assembly.js';

const pageBytes = 4096;
const emptyPage = Buffer.alloc(pageBytes);
/** A stretch of empty pages this long is the unused part of the engine's stack. */
const gapPages = 256;
/** Kept around what was not empty: room of the same data that happened to be zero, and the used end of the stack. */
const marginBytes = 128 * 1024;

interface Piece {
  offset: number;
  bytes: Uint8Array;
}

/**
 * The state of an engine, to go back to. Everything an engine knows lies in its linear memory: its heap, its globals, the
 * allocator's own books. Copying that back undoes whatever ran since, wanted or not, for some ten microseconds. Long empty
 * stretches are left out; what lies beyond the heap's end is free again, whatever it holds.
 */
export class MemorySnapshot {
  private readonly memory: Uint8Array;
  private readonly pieces: Piece[];

  constructor(memory: WasmMemory) {
    this.memory = new Uint8Array(memory.buffer);
    this.pieces = piecesOf(this.memory);
  }

  restore(): void {
    for (const { offset, bytes } of this.pieces) this.memory.set(bytes, offset);
  }
}

function piecesOf(memory: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
  let from = 0;
  let end = 0;
  const close = (): void => {
    const offset = Math.max(0, from - marginBytes, pieces.length > 0 ? lastEnd(pieces) : 0);
    pieces.push({ offset, bytes: memory.slice(offset, Math.min(memory.length, end + marginBytes)) });
  };
  for (let page = 0; page < memory.length / pageBytes; page++) {
    const start = page * pageBytes;
    if (bytes.compare(emptyPage, 0, pageBytes, start, start + pageBytes) === 0) continue;
    if (end > 0 && start - end > gapPages * pageBytes) {
      close();
      from = start;
    }
    end = start + pageBytes;
  }
  close();
  return pieces;
}

function lastEnd(pieces: readonly Piece[]): number {
  const last = pieces.at(-1);
  return last ? last.offset + last.bytes.length : 0;
}
