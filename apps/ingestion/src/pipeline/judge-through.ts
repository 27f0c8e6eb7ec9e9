import { openForPipeline, readItem, sealJudged } from '@rapport/events';
import type { Circumstances, JudgedEvent, Judgement, SubmittedItem } from '@rapport/events';
import { newId } from '@rapport/kernel';
import type { PipelineStage, StageVerdict } from './pipeline-stage.js';

/** An item on its way: the events it has become. */
interface Travelling {
  index: number;
  events: readonly JudgedEvent[];
}

/**
 * `judgeItem` for a source with a pipeline: reads every item, takes those that are good through the stages, all of the
 * request together, and writes what comes out. One judgement for each item: if one event of a split is refused, the item is.
 * @throws PipelineUnavailableError
 */
export async function judgeThrough(
  stages: readonly PipelineStage[],
  items: readonly SubmittedItem[],
  given: Circumstances,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  let travelling: Travelling[] = [];
  items.forEach((item, index) => {
    const reading = readItem(item, given, newId);
    if (reading.accepted) travelling.push({ index, events: [openForPipeline(reading.event)] });
    else judgements[index] = reading;
  });
  for (const stage of stages) {
    if (travelling.length === 0) break;
    const verdicts = await stage.run(
      travelling.flatMap(({ events }) => events),
      given,
    );
    travelling = advance(travelling, verdicts, judgements);
  }
  for (const { index, events } of travelling) judgements[index] = sealAll(events, index, given);
  return judgements;
}

/** Gives each item its verdicts; who is refused leaves with its judgement. */
function advance(
  travelling: readonly Travelling[],
  verdicts: readonly StageVerdict[],
  judgements: Judgement[],
): Travelling[] {
  let at = 0;
  return travelling.flatMap(({ index, events }) => {
    const own = verdicts.slice(at, (at += events.length));
    const refusal = own.find((verdict) => 'refuse' in verdict);
    if (!refusal) {
      return [{ index, events: own.flatMap((verdict) => ('pass' in verdict ? verdict.pass : [])) }];
    }
    const messageId = events[0]?.messageId ?? null;
    judgements[index] = { accepted: false, messageId, rejection: refusal.refuse };
    return [];
  });
}

function sealAll(events: readonly JudgedEvent[], index: number, given: Circumstances): Judgement {
  const [first, ...further] = events.map((event) => sealJudged(event, index, given, newId));
  if (!first) throw new Error('a stage let an event vanish without a reason');
  return further.length === 0 ? first : { ...first, further };
}
