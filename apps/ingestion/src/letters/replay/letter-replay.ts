import type { AcceptEvents } from '../../accept/accept-events.usecase.js';
import type { KnownSource, SourceRepository } from '../../recent/source.repository.js';
import type { WholeLetter } from '../letter-rows.js';
import { handOverLetter } from './hand-over-letter.js';
import { judgeLetter } from './judge-letter.js';
import type { ReplayVerdict } from './replay-verdict.js';

/** What becomes of letters when they are replayed now. Changes nothing. */
export class LetterReplay {
  constructor(
    private readonly door: AcceptEvents,
    private readonly sources: SourceRepository,
  ) {}

  /** One verdict for each letter, in their order. @throws PipelineUnavailableError */
  async judge(workspaceId: string, letters: readonly WholeLetter[]): Promise<ReplayVerdict[]> {
    const sources = await this.sourcesOf(workspaceId, letters);
    const verdicts: ReplayVerdict[] = [];
    for (const letter of letters) {
      const source = sources.get(letter.sourceId ?? '');
      verdicts.push(
        letter.origin === 'consumer'
          ? handOverLetter(letter)
          : await judgeLetter(this.door, { workspaceId, letter, source }),
      );
    }
    return verdicts;
  }

  private async sourcesOf(
    workspaceId: string,
    letters: readonly WholeLetter[],
  ): Promise<ReadonlyMap<string, KnownSource>> {
    const found = new Map<string, KnownSource>();
    for (const id of new Set(letters.flatMap(({ sourceId }) => sourceId ?? []))) {
      const source = await this.sources.find(workspaceId, id);
      if (source) found.set(id, source);
    }
    return found;
  }
}
