import { Injectable } from '@nestjs/common';

/** Answers that do not end by themselves. A process that stops ends them first, or the server would wait for ever. */
@Injectable()
export class OpenStreams {
  private readonly closers = new Set<() => void>();

  add(close: () => void): () => void {
    this.closers.add(close);
    return () => this.closers.delete(close);
  }

  closeAll(): void {
    for (const close of [...this.closers]) close();
  }
}
