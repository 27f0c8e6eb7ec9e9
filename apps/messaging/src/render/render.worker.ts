import { parentPort } from 'node:worker_threads';
import { composeEmail, parseContent, type ParsedContent } from './compose-email.js';
import { inspectContent } from './inspect-content.js';
import { createEngines } from './liquid-engines.js';
import { previewEmail } from './preview-email.js';
import type {
  Inspection,
  PreviewResult,
  RenderInput,
  RenderOutcome,
  RenderPage,
  RenderSource,
  WorkerReply,
  WorkerRequest,
  WorkerTask,
} from './render-protocol.js';

/** The thread in which all Liquid runs. It has no secrets and may be killed at any moment. */
const engines = createEngines();
const parsed = new Map<string, ParsedContent>();
const mostParsed = 200;

parentPort?.on('message', ({ id, task }: WorkerRequest) => {
  const reply: WorkerReply = { id, result: run(task) };
  parentPort?.postMessage(reply);
});
parentPort?.postMessage('ready');

function run(task: WorkerTask): RenderOutcome[] | PreviewResult | Inspection {
  switch (task.task) {
    case 'render':
      return renderPage(task);
    case 'preview':
      return previewEmail(engines, parseContent(engines, task.source), JSON.parse(task.input) as RenderInput);
    case 'inspect':
      return inspectContent(engines, task.content);
  }
}

function renderPage(page: RenderPage): RenderOutcome[] {
  const inputs = JSON.parse(page.inputs) as (RenderInput & { source: string })[];
  return inputs.map((input) => {
    const source = page.sources[input.source];
    if (!source) return { ok: false, reason: 'render', detail: 'The template is missing.' };
    try {
      return composeEmail(engines, parsedOnce(input.source, source), input);
    } catch {
      return { ok: false, reason: 'render', detail: 'The template does not parse.' };
    }
  });
}

/** `key` names an immutable version, so what was parsed under it stays right. */
function parsedOnce(key: string, source: RenderSource): ParsedContent {
  const known = parsed.get(key);
  if (known) return known;
  const fresh = parseContent(engines, source);
  const oldest = parsed.keys().next();
  if (parsed.size >= mostParsed && !oldest.done) parsed.delete(oldest.value);
  parsed.set(key, fresh);
  return fresh;
}
