import { Injectable } from '@nestjs/common';
import { RenderKilledError, RenderPool } from './render-pool.js';
import type { RenderInput, RenderOutcome, RenderSource } from './render-protocol.js';

export interface RenderRequest {
  /** Names an immutable content: what was parsed under it is used again. */
  sourceKey: string;
  source: RenderSource;
  input: RenderInput;
}

/** A content that killed the worker this often is given up for the rest of the page. */
const mostKills = 3;

/** Renders pages of messages. What kills the worker fails alone; the rest of its page is rendered all the same. */
@Injectable()
export class RenderMessages {
  constructor(private readonly pool: RenderPool) {}

  /** In the order given. */
  async render(requests: readonly RenderRequest[]): Promise<RenderOutcome[]> {
    if (requests.length === 0) return [];
    try {
      return await this.page(requests);
    } catch (error) {
      if (!(error instanceof RenderKilledError)) throw error;
      return this.oneByOne(requests);
    }
  }

  private async oneByOne(requests: readonly RenderRequest[]): Promise<RenderOutcome[]> {
    const kills = new Map<string, number>();
    const outcomes: RenderOutcome[] = [];
    for (const request of requests) {
      const before = kills.get(request.sourceKey) ?? 0;
      if (before >= mostKills) {
        outcomes.push(killed);
        continue;
      }
      try {
        outcomes.push(...(await this.page([request])));
      } catch (error) {
        if (!(error instanceof RenderKilledError)) throw error;
        kills.set(request.sourceKey, before + 1);
        outcomes.push(killed);
      }
    }
    return outcomes;
  }

  private page(requests: readonly RenderRequest[]): Promise<RenderOutcome[]> {
    const sources = Object.fromEntries(requests.map(({ sourceKey, source }) => [sourceKey, source]));
    const inputs = requests.map(({ sourceKey, input }) => ({ ...input, source: sourceKey }));
    return this.pool.renderPage(sources, inputs);
  }
}

const killed: RenderOutcome = {
  ok: false,
  reason: 'render',
  detail: 'The template took too long or too much memory.',
};
